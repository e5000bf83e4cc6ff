// Runs of bench on a sheet of Markdown.

import type { BenchRecord, ThresholdResult } from '../../../harness/record/record.ts';
import type { View } from '../../../harness/record/views.ts';
import { busiestFirst } from '../../bench/busiest-first.ts';
import { agentNames, clockWarning, fleetSentence, labelsText } from '../../bench/fleet.ts';
import { type Stat, statText, VIEW_WORDS } from '../../bench/latency-words.ts';
import { repeatWords } from '../../bench/repeat-command.ts';
import {
  connectionsSentence,
  correctnessSentence,
  errorSentence,
  errorsByCount,
  generatorSentence,
  headline,
  measuredText,
  notesToShow,
  shellText,
  targetSentence,
  thresholdsToShow,
  throughputSentence,
  trialsLines,
  turnsSentence,
} from '../../bench/sentences.ts';
import { counted, countText, latencyText } from '../../figures.ts';
import type { Entries } from '../../report.ts';
import { benchRows } from '../compared.ts';
import { block, code, codeCell, htmlText, prose } from './escape.ts';
import { folded, heading, labelled, list, Sheet, some, table } from './sheet.ts';

/** More of each stand in the record. */
const CAUSES_MAX = 10;
const OPS_MAX = 20;
const ERRORS_MAX = 10;
const EXAMPLES_MAX = 5;
const THRESHOLDS_MAX = 50;
const COMMAND_SIGNS_MAX = 2_000;
const RUNS_MAX = 30;
const AGENTS_MAX = 32;

const SIGN = { pass: '✓', fail: '✗', invalid: '!' } as const;

export function benchSheet(record: BenchRecord, title: string | undefined): string {
  const sheet = new Sheet();
  sheet.add(heading(2, `${verdictWord(record)} ${title === undefined ? prose(headline(record)) : prose(title)}`));
  if (title !== undefined) sheet.add(prose(headline(record)));
  sheet.add(causes(record));
  sheet.add(`**${prose(throughputSentence(record))}**`);
  sheet.add(latencies(record));
  sheet.add(labelled('The run', facts(record)));
  sheet.add(thresholds(thresholdsToShow(record)));
  if (record.errors.length > 0) sheet.add(`${heading(3, 'Errors')}\n\n${list(errors(record))}`);
  if (record.diagnoses.length > 0) sheet.add(`${heading(3, 'Diagnoses')}\n\n${list(diagnoses(record))}`);
  sheet.add(labelled('Trials', trials(record)));
  sheet.add(fleet(record));
  sheet.add(repeat(record));
  return sheet.end();
}

export function comparedBenchSheet(entries: Entries<BenchRecord>, title: string | undefined): string {
  const sheet = new Sheet();
  const shown = entries.slice(0, RUNS_MAX);
  sheet.add(heading(2, title === undefined ? `Runs of harness bench, ${entries.length} compared` : prose(title)));
  sheet.add(list(shown.map(({ name, record }) => `${verdictWord(record)} ${code(name)}: ${prose(headline(record))}`)));
  const [first, ...others] = shown;
  if (first !== undefined) {
    const titles = ['', ...shown.map(({ name }) => codeCell(name, 60))];
    const rows = benchRows([first, ...others]).map(({ name, cells }) => [prose(name), ...cells.map((cell) => prose(cell))]);
    sheet.add(table(titles, rows, (column) => column > 0));
  }
  if (entries.length > RUNS_MAX) sheet.add(`and ${counted(entries.length - RUNS_MAX, 'more run')}`);
  for (const { name, record } of shown) {
    const parts = [
      causes(record),
      latencies(record),
      labelled('The run', facts(record)),
      thresholds(thresholdsToShow(record)),
      labelled('Errors', errors(record)),
      labelled('Diagnoses', diagnoses(record)),
      labelled('Trials', trials(record)),
      fleet(record),
      repeat(record),
    ];
    sheet.add(folded(`${verdictWord(record)} <code>${htmlText(name)}</code>`, parts));
  }
  return sheet.end();
}

/** A sign and a word. */
function verdictWord({ verdict }: BenchRecord): string {
  return `${SIGN[verdict]} ${verdict.toUpperCase()}`;
}

function causes(record: BenchRecord): string {
  return list(some(record.causes, CAUSES_MAX, ({ verdict, sentence }) => `**${verdict}**: ${prose(sentence)}`));
}

const COLUMNS = [
  { view: 'response', stat: 'p50' },
  { view: 'response', stat: 'p99' },
  { view: 'response', stat: 'p999' },
  { view: 'response', stat: 'max' },
  { view: 'service', stat: 'p50' },
  { view: 'service', stat: 'p99' },
  { view: 'sendLag', stat: 'p99' },
] as const satisfies readonly { view: View; stat: Stat }[];

function latencies({ latencyUs }: BenchRecord): string {
  const ops = busiestFirst(Object.entries(latencyUs), ({ response }) => response.count).slice(0, OPS_MAX);
  const rows = ops.map(([op, latency]) => [
    codeCell(op, 80),
    countText(latency.response.count),
    ...COLUMNS.map(({ view, stat }) => (latency[view].count === 0 ? '–' : latencyText(latency[view][stat], ' '))),
  ]);
  return table(
    ['operation', 'count', ...COLUMNS.map(({ view, stat }) => `${VIEW_WORDS[view]} ${statText(stat)}`)],
    rows,
    (column) => column > 0,
  );
}

function facts(record: BenchRecord): string[] {
  const rows: (readonly [string, string | undefined])[] = [
    ['Correct', correctnessSentence(record)],
    ...record.correctness.examples.slice(0, EXAMPLES_MAX).map((example) => ['Wrong', example] as const),
    ['Turns', turnsSentence(record)],
    ['Clients', connectionsSentence(record)],
    ['Target', targetSentence(record)],
    ['Generator', generatorSentence(record)],
    ['Agents', fleetSentence(record)],
    ['Clocks', clockWarning(record)],
    ['Steady', record.steadiness.sentence],
    ...notesToShow(record).map((note) => ['Note', note] as const),
  ];
  return rows.flatMap(([label, text]) => (text === undefined ? [] : [`${label}: ${prose(text)}`]));
}

/** A row for each; of many, those that were lost and the first. */
function fleet(record: BenchRecord): string {
  const names = agentNames(record);
  const agents = (record.fleet?.agents ?? []).map((agent, place) => ({ ...agent, name: names[place] ?? '' }));
  const shown = agents.toSorted((one, other) => Number(other.lost !== undefined) - Number(one.lost !== undefined));
  const rows = shown
    .slice(0, AGENTS_MAX)
    .map((agent) => [
      codeCell(agent.name, 60),
      codeCell(agent.host, 60),
      prose(labelsText(agent)),
      countText(agent.clients),
      latencyText(agent.clockErrorUs, ' '),
      agent.clockDriftUs === undefined ? '–' : latencyText(Math.abs(agent.clockDriftUs), ' '),
      prose(agent.lost ?? ''),
    ]);
  const titles = ['agent', 'host', 'labels', 'clients', 'clock error', 'clock drift', 'lost'];
  const rest = agents.length > AGENTS_MAX ? `\n\nand ${agents.length - AGENTS_MAX} more agents, in the record` : '';
  return `${table(titles, rows, (column) => column > 2 && column < 6)}${rest}`;
}

function thresholds(shown: readonly ThresholdResult[]): string {
  const rows = shown
    .slice(0, THRESHOLDS_MAX)
    .map((threshold) => [threshold.passed ? '✓ met' : '✗ missed', codeCell(threshold.text), prose(measuredText(threshold))]);
  return table(['', 'threshold', 'measured'], rows, (column) => column === 2);
}

function errors(record: BenchRecord): string[] {
  return some(errorsByCount(record.errors), ERRORS_MAX, (error) => prose(errorSentence(error)));
}

function diagnoses(record: BenchRecord): string[] {
  return some(record.diagnoses, CAUSES_MAX, ({ sentence }) => prose(sentence));
}

function trials(record: BenchRecord): string[] {
  return some(trialsLines(record), OPS_MAX, (line) => prose(line));
}

function repeat(record: BenchRecord): string {
  const { command, seed, startedAt, environment } = record;
  const when = `Started at ${prose(startedAt)} with seed ${seed}, by harness ${prose(environment.harness)}.`;
  const words = shellText(repeatWords(record) ?? command);
  if (words.length > COMMAND_SIGNS_MAX) return `${when} Its command is in the record.`;
  return `${when} To repeat it:\n\n${block([words], 'sh')}`;
}
