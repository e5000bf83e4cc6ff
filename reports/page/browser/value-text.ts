// A value as the charts and their tables write it.

import { bytesText, countText, latencyText, percentText, threeDigits } from '../../figures.ts';
import type { Unit } from '../chart.ts';

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
