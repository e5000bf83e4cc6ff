// Where a chart shows what a diagnosis says.

import type { BenchRecord, Diagnosis, DiagnosisEvidence } from '../../../harness/record/record.ts';
import type { Band } from '../chart.ts';

/** What a mark has room for; the sentence stands with the diagnosis. */
export const DIAGNOSIS_WORDS: Readonly<Record<Diagnosis['kind'], string>> = {
  'delayed-acknowledgement': 'delayed acknowledgement',
  stalls: 'the server stopped answering',
  'accept-queue-overflow': 'the accept queue overflowed',
  'one-core-saturated': 'one processor fully busy',
  'queue-grows': 'a queue grows',
};

export type KindOfEvidence = DiagnosisEvidence & Pick<Diagnosis, 'kind'>;

/** What is said of one of these operations, or of all there are. Records of 0.4 have none. */
export function evidenceFor(
  { diagnoses }: BenchRecord,
  figures: readonly DiagnosisEvidence['figure'][],
  ops: readonly string[] = [],
): KindOfEvidence[] {
  return diagnoses.flatMap(({ kind, evidence = [] }) =>
    evidence
      .filter((one) => figures.includes(one.figure) && (one.op === undefined || ops.includes(one.op)))
      .map((one) => ({ kind, ...one })),
  );
}

/** Of the evidence that speaks of certain latencies. */
export function bandsFor(
  record: BenchRecord,
  figures: readonly DiagnosisEvidence['figure'][],
  ops: readonly string[] = [],
): { bands?: readonly Band[] } {
  const bands = evidenceFor(record, figures, ops).flatMap(({ kind, lowUs, highUs }) =>
    lowUs === undefined || highUs === undefined ? [] : [{ from: lowUs, to: highUs, text: DIAGNOSIS_WORDS[kind] }],
  );
  return bands.length === 0 ? {} : { bands };
}
