import { describe, expect, it } from 'vitest';
import { EXAMPLE_FAIL, EXAMPLE_PASS, exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import type { VerifyRecord } from '../../harness/record/verify-record.ts';
import type { Entry } from '../report.ts';
import { cautionSentences, matrixSentences } from './verify-answer.ts';
import { serversMatrices } from './verify-matrix.ts';

const good = exampleVerifyRecord({
  cases: [EXAMPLE_PASS],
  properties: [],
  verdict: 'pass',
  selection: { only: [], skip: [], level: 'may', notSelected: 0 },
});
const bad = exampleVerifyRecord();

function said(...entries: readonly Entry<VerifyRecord>[]): string[] {
  return serversMatrices(entries).flatMap(matrixSentences);
}

describe('the answer of a matrix', () => {
  it('says of a few servers what each failed, must and should apart', () => {
    expect(said({ name: 'a', record: good }, { name: 'b', record: bad })).toEqual([
      'chat: the 2 servers do not differ in any of 7 cases and properties.',
      'a failed nothing and passed 1 must.',
      'b failed 2 of 5 must; 1 failed as expected, 1 inconclusive, 1 not applicable.',
    ]);
  });

  it('says of many how many failed nothing, and which has most failures', () => {
    const failing = exampleVerifyRecord({ cases: [{ ...EXAMPLE_FAIL, id: EXAMPLE_PASS.id }], properties: [] });
    const names = ['a', 'b', 'c', 'd'].map((name) => ({ name, record: good }));
    expect(said(...names, { name: 'e', record: failing })).toEqual([
      'chat: the 5 servers differ in 1 of 1 case and property.',
      '4 of them failed nothing; the most failures are those of e (1).',
    ]);
    expect(said(...names, { name: 'e', record: good }).at(-1)).toBe('None of them failed what it was asked.');
  });

  it('is by protocol', () => {
    const other = { ...good, protocol: { ...good.protocol, name: 'p2p' } };
    expect(said({ name: 'a', record: good }, { name: 'b', record: other })).toEqual([
      'chat: a failed nothing and passed 1 must.',
      'p2p: b failed nothing and passed 1 must.',
    ]);
  });
});

describe('what a reader is warned of', () => {
  it('is runs that are inconclusive, and runs that were not asked all', () => {
    expect(cautionSentences([{ name: 'a', record: good }])).toEqual([]);
    expect(
      cautionSentences([
        { name: 'a', record: { ...good, verdict: 'inconclusive' } },
        { name: 'b', record: bad },
      ]),
    ).toEqual([
      'a: inconclusive, so it is not known whether this server holds to the contract.',
      'b: not asked all there is; what was not run says nothing.',
    ]);
  });
});
