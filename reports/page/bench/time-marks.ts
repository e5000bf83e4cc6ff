// The stretches of time that have something to say: the warm-up, and what diagnoses speak of.

import type { BenchRecord, DiagnosisEvidence } from '../../../harness/record/record.ts';
import type { Mark } from '../chart.ts';
import { DIAGNOSIS_WORDS, evidenceFor } from './evidence.ts';

/** From the first point that shows it to the last; a point may be several seconds. `ops`: those that are shown. */
export function timeMarks(
  record: BenchRecord,
  points: readonly number[],
  together: number,
  figures: readonly DiagnosisEvidence['figure'][],
  ops: readonly string[] = [],
): { marks?: readonly Mark[] } {
  const first = points[0] ?? 0;
  const pointOf = (second: number) => first + Math.floor((second - first) / together) * together;
  const between = (fromSecond: number, toSecond: number) => ({ from: pointOf(fromSecond), to: pointOf(toSecond - 1) });
  const { warmUpSeconds } = record.steadiness;
  const warmUp: Mark[] =
    warmUpSeconds <= first
      ? []
      : [{ kind: 'warm-up', ...between(first, warmUpSeconds), text: `warm-up of ${warmUpSeconds} s, left out of the figures` }];
  const evidence = evidenceFor(record, figures, ops)
    .filter(({ lowUs }) => lowUs === undefined)
    .map(({ kind, fromSecond, toSecond }): Mark => {
      return { kind: 'evidence', ...between(fromSecond, toSecond), text: DIAGNOSIS_WORDS[kind] };
    });
  const marks = [...warmUp, ...evidence].filter(({ from, to }) => from <= to);
  return marks.length === 0 ? {} : { marks };
}
