// What a comparison of servers comes to, in sentences.

import type { VerifyRecord } from '../../harness/record/verify-record.ts';
import { counted, countText } from '../figures.ts';
import type { Entry } from '../report.ts';
import { KIND_WORDS } from '../verify/outcome-kinds.ts';
import { someListed } from './names.ts';
import { type ServersMatrix, type Tally, tallyOf } from './verify-matrix.ts';

/** Up to so many servers are spoken of one by one. */
const ONE_BY_ONE_MAX = 4;

export function matrixSentences({ protocol, entries, sections }: ServersMatrix): string[] {
  const rows = sections.flatMap((section) => section.rows);
  const differing = rows.filter(({ differs }) => differs).length;
  const [only, ...others] = entries;
  if (only !== undefined && others.length === 0) return [`${protocol}: ${serverSentence(only)}.`];
  const failing = entries.filter((entry) => failuresOf(entry) > 0);
  const differences =
    differing === 0
      ? `the ${countText(entries.length)} servers do not differ in any of ${counted(rows.length, 'case and property', 'cases and properties')}`
      : `the ${countText(entries.length)} servers differ in ${countText(differing)} of ${counted(rows.length, 'case and property', 'cases and properties')}`;
  if (entries.length <= ONE_BY_ONE_MAX)
    return [`${protocol}: ${differences}.`, ...entries.map((entry) => `${serverSentence(entry)}.`)];
  const worst = failing.toSorted((one, other) => failuresOf(other) - failuresOf(one))[0];
  return [
    `${protocol}: ${differences}.`,
    worst === undefined
      ? 'None of them failed what it was asked.'
      : `${countText(entries.length - failing.length)} of them failed nothing; the most failures are those of ${worst.name} (${countText(failuresOf(worst))}).`,
  ];
}

/** Such as `thread failed 2 of 170 must and 1 of 8 should; 3 inconclusive`. */
function serverSentence(entry: Entry<VerifyRecord>): string {
  const [must, should, may] = (['must', 'should', 'may'] as const).map((level) => tallyOf(entry, level));
  const levels = [
    { name: 'must', tally: must },
    { name: 'should', tally: should },
    { name: 'may', tally: may },
  ].flatMap(({ name, tally }) => (tally === undefined ? [] : [{ name, tally }]));
  const failed = levels
    .filter(({ tally }) => tally.fail > 0)
    .map(({ name, tally }) => `${countText(tally.fail)} of ${countText(sumOf(tally))} ${name}`);
  const passed = levels.filter(({ tally }) => tally.pass > 0).map(({ name, tally }) => `${countText(tally.pass)} ${name}`);
  const rest = (['expected-failure', 'inconclusive', 'not-applicable'] as const).flatMap((kind) => {
    const count = levels.reduce((sum, { tally }) => sum + tally[kind], 0);
    return count === 0 ? [] : [`${countText(count)} ${KIND_WORDS[kind]}`];
  });
  const did =
    failed.length > 0
      ? `failed ${someListed(failed)}`
      : passed.length > 0
        ? `failed nothing and passed ${someListed(passed)}`
        : 'passed nothing';
  return [`${entry.name} ${did}`, ...(rest.length === 0 ? [] : [rest.join(', ')])].join('; ');
}

export function sumOf(tally: Tally): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0);
}

function failuresOf(entry: Entry<VerifyRecord>): number {
  return tallyOf(entry, 'must').fail + tallyOf(entry, 'should').fail + tallyOf(entry, 'may').fail;
}

/** What a reader of the matrix should be warned of, in sentences. */
export function cautionSentences(entries: readonly Entry<VerifyRecord>[]): string[] {
  const inconclusive = entries.filter(({ record }) => record.verdict === 'inconclusive').map(({ name }) => name);
  const asked = new Map(entries.map(({ name, record }) => [name, record.selection.notSelected]));
  const narrowed = [...asked].filter(([, count]) => count > 0).map(([name]) => name);
  return [
    ...(inconclusive.length === 0
      ? []
      : [
          `${someListed(inconclusive)}: inconclusive, so it is not known whether ${inconclusive.length === 1 ? 'this server holds' : 'these servers hold'} to the contract.`,
        ]),
    ...(narrowed.length === 0 ? [] : [`${someListed(narrowed)}: not asked all there is; what was not run says nothing.`]),
  ];
}
