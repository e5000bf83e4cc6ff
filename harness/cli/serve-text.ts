// What `harness serve --faults` prints.

import { fold } from '../../reports/formats/text/fold.ts';
import { FAULTS } from '../../server/faults/catalogue.ts';
import { type Fault, numberOf } from '../../server/faults/fault.ts';
import { PROTOCOL_NAMES, type ProtocolName } from '../../server/protocols/protocols.ts';

export interface FaultsShown {
  /** The faults of one protocol; of all without it. */
  readonly only?: ProtocolName | undefined;
  readonly asJson?: boolean | undefined;
  /** Longer lines are folded; undefined where they are not read on a terminal. */
  readonly columns?: number | undefined;
}

export function renderFaults({ only, asJson, columns }: FaultsShown): string {
  const listed = FAULTS.filter(({ protocols }) => only === undefined || protocols.includes(only));
  if (asJson) {
    return `${JSON.stringify(
      listed.map((fault) => {
        const { name, protocols, clauses, sentence, onceIn, models } = fault;
        const number = numberOf(fault);
        return { name, protocols, clauses, sentence, onceIn, number, models };
      }),
    )}\n`;
  }
  const width = Math.max(0, ...listed.map(({ name }) => name.length));
  const groups = PROTOCOL_NAMES.flatMap((protocol) => {
    const own = listed.filter(({ protocols }) => protocols.length === 1 && protocols[0] === protocol);
    return own.length === 0 ? [] : [[protocol, own] as const];
  });
  const several = listed.filter(({ protocols }) => protocols.length > 1);
  if (several.length > 0) groups.push(['of several protocols' as ProtocolName, several]);
  return groups
    .map(
      ([title, own]) =>
        `${title}\n${own.map((fault) => `  ${fault.name.padEnd(width)}  ${fold(describe(fault), width + 4, columns)}\n`).join('')}`,
    )
    .join('\n');
}

function describe(fault: Fault): string {
  const { clauses, sentence, models, protocols } = fault;
  const number = numberOf(fault);
  const notes = [
    ...(protocols.length > 1 ? [protocols.join(', ')] : []),
    ...(number === undefined ? [] : [number.read(number.default)]),
    ...(models === undefined ? [] : [`model ${models.join(', ')}`]),
  ];
  return `${sentence} ${clauses.length === 0 ? 'Breaks no clause' : clauses.join(', ')}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}
