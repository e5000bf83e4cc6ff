// What is to be seen in a series of seconds, in a sentence: where it lies, and the few seconds that stand out.

import { median } from '../../harness/load/robust.ts';
import { countText } from '../figures.ts';
import { listed } from '../listed.ts';

export interface Point {
  readonly second: number;
  readonly value: number;
}

type Text = (value: number) => string;

/** So many times the median stands out. */
const PEAK_FACTOR = 3;
/** What is below so much of the median stands out. */
const DROP_SHARE = 0.6;
/** And so many times the nearest of the others: where values go over into each other, none stands out. */
const GAP_FACTOR = 1.5;
/** Of all seconds: more than these are no exception. */
const EXCEPTIONS_SHARE = 0.1;

/** Of what is bad when it is high: `p99 is 2 ms or less but for second 31 (812 ms).` */
export function ceilingSentence(name: string, points: readonly Point[], text: Text): string {
  const usual = median(points.map(({ value }) => value));
  const { exceptions, rest } = parted(points, ({ value }) => value > PEAK_FACTOR * usual);
  const [most, least] = [largest(rest), smallest(rest)];
  if (exceptions.length === 0 || smallest(exceptions) < GAP_FACTOR * most) return rangeSentence(name, points, text);
  const bound = text(least) === text(most) ? text(most) : `${text(most)} or less`;
  return `${name} is ${bound} but for ${seconds(
    exceptions.toSorted((one, other) => other.value - one.value),
    text,
  )}.`;
}

/** Of what is bad when it is low. */
export function floorSentence(name: string, points: readonly Point[], text: Text): string {
  const usual = median(points.map(({ value }) => value));
  const { exceptions, rest } = parted(points, ({ value }) => value < DROP_SHARE * usual);
  const [most, least] = [largest(rest), smallest(rest)];
  if (exceptions.length === 0 || largest(exceptions) * GAP_FACTOR > least) return rangeSentence(name, points, text);
  const bound = text(least) === text(most) ? text(least) : `${text(least)} or more`;
  return `${name} is ${bound} but for ${seconds(
    exceptions.toSorted((one, other) => one.value - other.value),
    text,
  )}.`;
}

/** From the lowest to the highest, and when that was. */
export function rangeSentence(name: string, points: readonly Point[], text: Text): string {
  const [lowest] = points.toSorted((one, other) => one.value - other.value);
  const [highest] = points.toSorted((one, other) => other.value - one.value);
  if (lowest === undefined || highest === undefined) return `Nothing was told of ${name}.`;
  if (points.length === 1) return `${name} is ${text(lowest.value)} in second ${countText(lowest.second)}.`;
  if (text(lowest.value) === text(highest.value)) return `${name} is ${text(highest.value)} throughout.`;
  return `${name} is between ${text(lowest.value)} (second ${countText(lowest.second)}) and ${text(highest.value)} (second ${countText(highest.second)}).`;
}

function parted(points: readonly Point[], isOne: (point: Point) => boolean): { exceptions: Point[]; rest: Point[] } {
  const exceptions = points.filter(isOne);
  if (exceptions.length > Math.max(1, EXCEPTIONS_SHARE * points.length)) return { exceptions: [], rest: [...points] };
  return { exceptions, rest: points.filter((point) => !isOne(point)) };
}

function largest(points: readonly Point[]): number {
  return points.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function smallest(points: readonly Point[]): number {
  return points.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** The worst first; in the order of time as far as they are told one by one. */
function seconds(worstFirst: readonly Point[], text: Text): string {
  const [worst] = worstFirst;
  if (worst === undefined) return 'no second';
  const one = ({ second, value }: Point) => `second ${countText(second)} (${text(value)})`;
  if (worstFirst.length > 3) return `${worstFirst.length} seconds, the worst of them ${one(worst)}`;
  const told = worstFirst.toSorted((first, other) => first.second - other.second).map(one);
  return listed(told);
}
