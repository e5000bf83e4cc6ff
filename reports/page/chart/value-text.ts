// A value as the charts write it: short on an axis, exact where a reader asks for it.

import { bytesText, countText, latencyText, percentText, threeDigits } from '../../figures.ts';
import type { Unit } from '../chart.ts';

/** Three digits and the unit that fits, as on an axis. */
export function valueText(unit: Unit, value: number): string {
  switch (unit) {
    case 'us':
      return latencyText(value, ' ');
    case 'count':
      return Number.isInteger(value) ? countText(value) : String(threeDigits(value));
    case 'perSecond':
      return `${threeDigits(value).toLocaleString('en-US')}/s`;
    case 'share':
      return percentText(value);
    case 'bytes':
      return bytesText(value);
    case 'seconds':
      return `${Number(value.toFixed(1))} s`;
    case 'percentile':
      return `p${Number(value.toFixed(6))}`;
  }
}

/** With all digits that were measured. */
export function exactText(unit: Unit, value: number): string {
  switch (unit) {
    case 'us':
      if (Math.abs(value) < 1000) return `${exact(value)} µs`;
      return Math.abs(value) < 1e6 ? `${exact(value / 1000)} ms` : `${exact(value / 1e6)} s`;
    case 'count':
      return exact(value);
    case 'perSecond':
      return `${exact(value)}/s`;
    case 'share':
      return `${exact(value * 100)} %`;
    case 'bytes':
      return Math.abs(value) < 1024 ? bytesText(value) : `${bytesText(value)} (${exact(value)})`;
    case 'seconds':
      return `${exact(value)} s`;
    case 'percentile':
      return valueText(unit, value);
  }
}

/** What a column of numbers is in, and by how much its values are multiplied to be so. */
export const UNITS: Readonly<Record<Unit, { readonly name: string; readonly times: number }>> = {
  us: { name: 'µs', times: 1 },
  count: { name: '', times: 1 },
  perSecond: { name: 'per second', times: 1 },
  share: { name: '%', times: 100 },
  bytes: { name: 'bytes', times: 1 },
  seconds: { name: 's', times: 1 },
  percentile: { name: '%', times: 1 },
};

const NUMBERS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

/** Six digits behind the point at the most: beyond them is what arithmetic adds. */
export function exact(value: number): string {
  return NUMBERS.format(value);
}
