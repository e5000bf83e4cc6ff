// A difference in a sentence.

import type { Judgement } from '../record/comparison-record.ts';
import type { Difference } from './judgement.ts';

export const JUDGEMENT_WORDS: Readonly<Record<Judgement, string>> = {
  better: 'better',
  worse: 'worse',
  same: 'the same',
  'cannot-tell': "can't tell",
};

/** Such as `12 % (9 % to 15 %) lower: worse.` */
export function differenceSentence(difference: Difference): string {
  return `${differenceText(difference)}: ${JUDGEMENT_WORDS[difference.judgement]}.`;
}

/** Such as `12 % (9 % to 15 %) lower`, or `1 % lower (3 % lower to 2 % higher)` where the interval has both. */
export function differenceText({ ratio, low, high }: Pick<Difference, 'ratio' | 'low' | 'high'>): string {
  if (ratio >= TIMES_MIN && low > 1) return `${timesText(ratio)} times as high (${timesText(low)} to ${timesText(high)} times)`;
  if (high <= 1 && low < 1) return `${shareText(ratio)} (${shareText(high)} to ${shareText(low)}) lower`;
  if (low >= 1 && high > 1 && high < TIMES_MIN) return `${shareText(ratio)} (${shareText(low)} to ${shareText(high)}) higher`;
  return `${sidedText(ratio)} (${sidedText(low)} to ${sidedText(high)})`;
}

/** From here on a share of more than 100 % is hard to read. */
const TIMES_MIN = 2;
const TIMES_SHOWN_MAX = 1000;
const SHARE_SHOWN_MIN = 0.01;

function sidedText(ratio: number): string {
  if (ratio === 1) return 'no difference';
  if (ratio >= TIMES_MIN) return `${timesText(ratio)} times as high`;
  return `${shareText(ratio)} ${ratio < 1 ? 'lower' : 'higher'}`;
}

function shareText(ratio: number): string {
  const percent = 100 * Math.abs(ratio - 1);
  if (ratio < SHARE_SHOWN_MIN) return `more than ${100 * (1 - SHARE_SHOWN_MIN)} %`;
  return `${percent < 9.95 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

function timesText(ratio: number): string {
  if (ratio > TIMES_SHOWN_MAX) return `more than ${TIMES_SHOWN_MAX}`;
  return String(ratio < 10 ? Number(ratio.toFixed(1)) : Math.round(ratio));
}
