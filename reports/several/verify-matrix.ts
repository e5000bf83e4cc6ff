// Servers x cases: what each server did with each case and property that any of them was asked, one matrix for each protocol.

import type { VerifyRecord } from '../../harness/record/verify-record.ts';
import type { Entry } from '../report.ts';
import { kindOf, type OutcomeKind } from '../verify/outcome-kinds.ts';
import { bySection, type Outcome, outcomesOf } from '../verify/sentences.ts';

type VerifyEntry = Entry<VerifyRecord>;

export interface ServersMatrix {
  readonly protocol: string;
  readonly entries: readonly VerifyEntry[];
  readonly sections: readonly { readonly name: string; readonly rows: readonly MatrixRow[] }[];
}

export interface MatrixRow {
  readonly id: string;
  /** Of whichever record has it first: what it is about. */
  readonly about: Outcome;
  /** By server; undefined: it was not run, whether left out or not known to that version. */
  readonly outcomes: readonly (Outcome | undefined)[];
  /** Two servers that were asked did not come to the same. */
  readonly differs: boolean;
}

export type CellKind = OutcomeKind | 'not-run';

export function serversMatrices(entries: readonly VerifyEntry[]): ServersMatrix[] {
  const protocols = [...new Set(entries.map(({ record }) => record.protocol.name))];
  return protocols.map((protocol) => {
    const asked = entries.filter(({ record }) => record.protocol.name === protocol);
    return { protocol, entries: asked, sections: sectionsOf(asked) };
  });
}

export function cellKind(outcome: Outcome | undefined): CellKind {
  return outcome === undefined ? 'not-run' : kindOf(outcome);
}

export type Tally = Readonly<Record<OutcomeKind, number>>;

/** Of one level, so that a SHOULD that failed is not taken for a MUST. */
export function tallyOf({ record }: VerifyEntry, level: Outcome['level']): Tally {
  const of = outcomesOf(record).all.filter((one) => one.level === level);
  const count = (kind: OutcomeKind) => of.filter((one) => kindOf(one) === kind).length;
  return {
    pass: count('pass'),
    fail: count('fail'),
    'expected-failure': count('expected-failure'),
    inconclusive: count('inconclusive'),
    'not-applicable': count('not-applicable'),
  };
}

function sectionsOf(entries: readonly VerifyEntry[]): ServersMatrix['sections'] {
  const byId = entries.map(
    ({ record }) =>
      new Map(
        outcomesOf(record)
          .all.toReversed()
          .map((one) => [one.id, one]),
      ),
  );
  const rows = new Map<string, MatrixRow>();
  for (const id of idsOf(entries)) {
    const outcomes = byId.map((outcomesById) => outcomesById.get(id));
    const about = outcomes.find((one) => one !== undefined);
    if (about === undefined) continue;
    const kinds = new Set(outcomes.map(cellKind));
    kinds.delete('not-run');
    rows.set(id, { id, about, outcomes, differs: kinds.size > 1 });
  }
  const sections = bySection([...rows.values()].map(({ about }) => about));
  return [...sections].map(([name, abouts]) => ({
    name,
    rows: abouts.flatMap(({ id }) => {
      const row = rows.get(id);
      return row === undefined ? [] : [row];
    }),
  }));
}

/** In the order of the records; what one has besides the others stands behind what it has before it. */
function idsOf(entries: readonly VerifyEntry[]): string[] {
  const order: string[] = [];
  for (const { record } of entries) {
    let at = -1;
    for (const { id } of outcomesOf(record).all) {
      const known = order.indexOf(id);
      if (known !== -1) at = known;
      else order.splice(++at, 0, id);
    }
  }
  return order;
}
