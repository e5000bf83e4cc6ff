// Student's distribution: what the mean of a few values scatters by, when their own scatter is all that is known of it.

import { assert } from '../errors.ts';

/** The t that is exceeded, upwards or downwards, with a chance of 1 - confidence. */
export function studentQuantile(confidence: number, freedom: number): number {
  assert(confidence > 0 && confidence < 1 && freedom >= 1, 'a quantile is of a confidence between 0 and 1, and of some freedom');
  let [low, high] = [0, 1];
  while (withinChance(high, freedom) < confidence) high *= 2;
  // As near as a number can come to it.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (withinChance(middle, freedom) < confidence) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The chance of being within t of zero on either side, for whole degrees of freedom: the finite sums of Abramowitz and Stegun,
 * 26.7.3 and 26.7.4.
 */
function withinChance(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
