// Percentiles as plots of HdrHistogram place them: by 1 / (1 - p / 100), in logarithms. Each further nine takes as much room as the
// last. 100 has no place of its own, so it stands behind the last that has one.

import type { Scale, Tick } from './scale.ts';

/** How far behind: as half a nine. */
const BEHIND = 0.5;

export function tailScale(percentiles: readonly number[]): Scale {
  let last = 1;
  for (const percentile of percentiles) if (percentile < 100) last = Math.max(last, nines(percentile));
  const end = last + BEHIND;
  return {
    kind: 'tail',
    place: (percentile) => (percentile >= 100 ? end : nines(percentile)),
    value: (place) => (place > last + BEHIND / 2 ? 100 : 100 * (1 - 10 ** -place)),
    ticks: (from, to) => {
      const inside = ({ place }: Tick) => place >= from - 1e-9 && place <= to + 1e-9;
      const coarse = coarseTicks(last).filter(inside);
      const ticks = coarse.length >= 3 ? coarse : fineTicks(last).filter(inside);
      return end <= to + 1e-9 ? [...ticks, { place: end, value: 100, text: '100 %' }] : ticks;
    },
  };
}

/** Those before the lowest stand there. */
function nines(percentile: number): number {
  return Math.max(0, -Math.log10(1 - percentile / 100));
}

/** 0, 50 %, 90 %, 99 %, 99.9 %, ... */
function coarseTicks(last: number): Tick[] {
  const ticks = [tick(1, 0), tick(5, 1)];
  for (let digits = 1; digits <= last + 1e-9; digits++) ticks.push(tick(1, digits));
  return ticks;
}

/** With what lies between the nines: 80 %, 95 %, 98 %, ... */
function fineTicks(last: number): Tick[] {
  const ticks = [tick(1, 0)];
  for (let digits = 1; digits <= last + 1; digits++) for (const rest of [5, 2, 1]) ticks.push(tick(rest, digits));
  return ticks.filter(({ place }) => place <= last + 1e-9);
}

/** Of the percentile above which `rest` of 10 ^ `digits` lie: its digits are written, not computed. */
function tick(rest: number, digits: number): Tick {
  const above = rest / 10 ** digits;
  const value = 100 - above * 100;
  const text = value === 0 ? '0' : `${value.toFixed(Math.max(0, digits - 2))} %`;
  return { place: 0 - Math.log10(above), value: Number(value.toFixed(digits)), text };
}
