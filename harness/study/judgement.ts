// What can be said of a difference: better, worse, the same, or that it can't be told.

import type { Judgement } from '../record/comparison-record.ts';
import type { RatioEstimate } from './resampling.ts';

export type Better = 'lower' | 'higher';

/**
 * Processes of one and the same server differ by 2 to 3 % from start to start. Five trials of each then rule out a difference of this
 * much nearly always where there is none, and never take a server that is a tenth slower for the same.
 */
export const MARGIN_DEFAULT = 0.08;

/** The interval of the same confidence on both sides of two one-sided tests at 5 %: that is what equivalence is shown by. */
const SAME_CONFIDENCE = 0.9;

export interface Difference {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly judgement: Judgement;
}

/**
 * `same`: the 90 % interval lies within the margin, which is a finding and not the lack of one. Else `better` or `worse`, when the
 * interval at `confidence` leaves out 1; else it can't be told. A margin of 5 % reaches from 1 / 1.05 to 1.05, so that whoever is compared with
 * whom makes no difference.
 */
export function judge(estimate: RatioEstimate, { margin, better, confidence }: JudgeOptions): Difference {
  const { ratio } = estimate;
  const { low, high } = estimate.within(confidence);
  const narrow = estimate.within(SAME_CONFIDENCE);
  const reach = Math.log1p(margin);
  const isSame = Math.log(narrow.low) >= -reach && Math.log(narrow.high) <= reach;
  const isAnother = low > 1 || high < 1;
  const isBetter = ratio > 1 === (better === 'higher');
  const judgement = isSame ? 'same' : isAnother ? (isBetter ? 'better' : 'worse') : 'cannot-tell';
  return { ratio, low, high, judgement };
}

export interface JudgeOptions {
  readonly margin: number;
  readonly better: Better;
  readonly confidence: number;
}

/**
 * Of several figures, or at several levels: one that is better or worse decides, unless another says the contrary; the same is only
 * what is the same in all of them.
 */
export function judgeTogether(judgements: readonly Judgement[]): Judgement {
  const [isBetter, isWorse] = [judgements.includes('better'), judgements.includes('worse')];
  if (isBetter !== isWorse) return isBetter ? 'better' : 'worse';
  return judgements.length > 0 && judgements.every((one) => one === 'same') ? 'same' : 'cannot-tell';
}
