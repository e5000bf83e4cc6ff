// What comes of a run: a failure that nobody expected, and an expected one that did not come, outweigh what came to no conclusion; and
// where nothing was judged there is nothing to be sure of.

import type { CaseEntry, PropertyEntry, VerifyRecord } from '../record/verify-record.ts';
import type { ExpectedFailure } from './verify-options.ts';

export type Entry = CaseEntry | PropertyEntry;

export interface Weighed extends Pick<VerifyRecord, 'verdict' | 'causes' | 'totals' | 'expectations'> {}

const NAMED_MAX = 5;

/** `wrong`: what is wrong with the target as a whole, in sentences. */
export function weigh(
  entries: readonly Entry[],
  expected: readonly ExpectedFailure[],
  { wrong, ids }: { readonly wrong: readonly string[]; readonly ids: readonly string[] },
): Weighed {
  const of = (verdict: Entry['verdict']) => entries.filter((entry) => entry.verdict === verdict);
  const failed = of('fail').filter((entry) => entry.expected !== 'fails');
  const inconclusive = of('inconclusive');
  const expectations = [
    ...of('pass')
      .filter((entry) => entry.expected === 'fails')
      .map(({ id, reason }) => `${id} was expected to fail (${reason}), and passed: take it out of the file.`),
    ...expected.filter(({ id }) => !ids.includes(id)).map(({ id }) => `${id} was expected to fail, and there is no such case.`),
  ];
  const causes = [...wrong];
  if (failed.length > 0) causes.push(`${failed.length} of ${entries.length} failed: ${namesOf(failed)}.`);
  causes.push(...expectations);
  const isFailed = causes.length > 0;
  if (inconclusive.length > 0) {
    const [first] = inconclusive;
    // What is wrong with the target as a whole is said already.
    const why = first?.message === undefined || wrong.includes(first.message) ? '.' : `: ${first.message}`;
    causes.push(
      inconclusive.length === 1
        ? `${first?.id} came to no conclusion${why}`
        : `${inconclusive.length} of ${entries.length} came to no conclusion${why === '.' ? '.' : `, such as ${first?.id}${why}`}`,
    );
  }
  const isJudged = entries.some(({ verdict }) => verdict === 'pass' || verdict === 'fail');
  if (!isJudged && causes.length === 0) causes.push('Nothing was judged: none of what was selected applies to this target.');
  return {
    verdict: isFailed ? 'fail' : inconclusive.length > 0 || !isJudged ? 'inconclusive' : 'pass',
    causes,
    totals: {
      pass: of('pass').length,
      fail: of('fail').length,
      inconclusive: inconclusive.length,
      notApplicable: of('not-applicable').length,
    },
    expectations,
  };
}

function namesOf(entries: readonly Entry[]): string {
  const names = entries.slice(0, NAMED_MAX).map(({ id }) => id);
  const more = entries.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`;
}
