// What a server would be held to: `harness verify --list`.

import { counted } from '../../reports/figures.ts';
import { fold } from '../../reports/formats/text/fold.ts';
import type { Case, Contract, Property } from '../judge/case.ts';

/** What is left of a contract when it has been chosen from. */
export interface Selected {
  readonly cases: readonly Case[];
  readonly properties: readonly Property[];
}

export interface ListedContract {
  readonly contract: Contract;
  readonly selected: Selected;
}

export function casesAsJson(listed: readonly ListedContract[]): string {
  const rows = listed.flatMap(({ contract, selected: { cases, properties } }) => [
    ...cases.map((one) => rowOf(contract, 'case', one)),
    ...properties.map((one) => rowOf(contract, 'property', one)),
  ]);
  return `${JSON.stringify(rows)}\n`;
}

function rowOf({ dialect }: Contract, kind: 'case' | 'property', one: Case | Property): object {
  const { id, level, clause, rule, kills, needs = [], clients = 1, clientFrames } = one;
  return { id, kind, protocol: dialect.name, level, clause, rule, kills, needs, clients, ...(clientFrames && { clientFrames }) };
}

export function renderCases(listed: readonly ListedContract[], columns: number): string {
  return listed.map((one) => contractText(one, columns)).join('\n');
}

function contractText({ contract, selected: { cases, properties } }: ListedContract, columns: number): string {
  const { dialect, summary, questions = [] } = contract;
  const line = (indent: number, text: string) => `${' '.repeat(indent)}${fold(text, indent, columns)}`;
  const blocks = [
    ...cases.map((one) => ruleLines(one, one.level)),
    ...properties.map((one) => ruleLines(one, `${one.level}, property`)),
  ].map(([id, ...lines]) => [id, ...lines.map((text) => line(2, text))].join('\n'));
  const counts = [
    counted(cases.length, 'case'),
    ...(properties.length === 0 ? [] : [counted(properties.length, 'property', 'properties')]),
  ];
  const asked =
    questions.length === 0
      ? []
      : [
          'What the contract leaves open, and is asked first:',
          ...questions.map(({ clause, question }) => line(2, `${question} (${clause})`)),
          '',
        ];
  return [
    line(0, `${dialect.name}: ${summary}`),
    '',
    ...blocks.flatMap((block) => [block, '']),
    ...asked,
    line(0, `${counts.join(' and ')} of ${dialect.name}.`),
    '',
  ].join('\n');
}

function ruleLines({ id, clause, rule, kills, needs = [] }: Case | Property, what: string): [string, ...string[]] {
  return [
    id,
    `${what}, ${clause}: ${rule}`,
    ...(needs.length === 0 ? [] : [`needs ${needs.map((need) => NEED_TEXTS[need]).join(' and ')}`]),
    ...(kills.length === 0 ? [] : [`catches ${kills.join(', ')}`]),
  ];
}

const NEED_TEXTS = { operator: 'somebody at its standard input', process: 'a process that can be looked at' } as const;
