// What `harness bench` says at the end: a record, on one screen. A pure function of the record and of where it is read.

import type { BenchRecord, Calibration, Distribution, OpLatency } from '../../../harness/record/record.ts';
import { busiestFirst } from '../../bench/busiest-first.ts';
import {
  connectionsSentence,
  correctnessSentence,
  errorSentence,
  errorsByCount,
  generatorSentence,
  headline,
  notesToShow,
  targetSentence,
  thresholdsToShow,
  thresholdText,
  throughputSentence,
  trialsLines,
  turnsSentence,
} from '../../bench/sentences.ts';
import { countText, latencyText, shortCountText } from '../../figures.ts';
import { cut, fold } from './fold.ts';

export interface SummaryShown {
  readonly columns: number;
  readonly hasColours: boolean;
  /** Where it was written; undefined when it could not be. */
  readonly recordFile: string | undefined;
  readonly reportFiles: readonly string[];
}

/** More than these stand in the record. */
const CAUSES_MAX = 5;
const ERRORS_MAX = 4;
const EXAMPLES_MAX = 2;
const OPS_MAX = 8;

export function renderSummary(record: BenchRecord, shown: SummaryShown): string {
  const { columns } = shown;
  const paint = shown.hasColours ? coloured : plain;
  const item = (label: string, text: string) => `${label.padEnd(LABEL_WIDTH)}${fold(text, LABEL_WIDTH, columns)}`;
  const items = (label: string, texts: readonly string[]) => texts.map((text, index) => item(index === 0 ? label : '', text));
  const optional = (label: string, text: string | undefined) => (text === undefined ? [] : [item(label, text)]);

  const lines = [
    `${paint(record.verdict, record.verdict.toUpperCase())} ${fold(headline(record), record.verdict.length + 1, columns)}`,
    ...some(record.causes, CAUSES_MAX, 'causes').map((cause) => {
      if (typeof cause === 'string') return `  ${cause}`;
      return `  ${paint(cause.verdict, cause.verdict)}: ${fold(cause.sentence, cause.verdict.length + 4, columns)}`;
    }),
    `  ${fold(throughputSentence(record), 2, columns)}`,
    '',
    ...latencyTable(record.latencyUs, columns, ratesOf(record)),
    '',
    ...items('Correct', [correctnessSentence(record), ...record.correctness.examples.slice(0, EXAMPLES_MAX)]),
    ...optional('Turns', turnsSentence(record)),
    item('Clients', connectionsSentence(record)),
    ...items(
      'Errors',
      some(errorsByCount(record.errors), ERRORS_MAX, 'kinds').map((error) =>
        typeof error === 'string' ? error : errorSentence(error),
      ),
    ),
    ...optional('Target', targetSentence(record)),
    item('Generator', generatorSentence(record)),
    item('Steady', record.steadiness.sentence),
    ...items(
      'Diagnosis',
      record.diagnoses.map(({ sentence }) => sentence),
    ),
    ...thresholdsToShow(record).map((threshold, index) => {
      const line = item(index === 0 ? 'Thresholds' : '', thresholdText(threshold));
      return threshold.passed ? line : paint('fail', line);
    }),
    ...items('Trials', trialsLines(record)),
    ...items('Note', notesToShow(record)),
    ...whereLines(shown).map(([label, text]) => item(label, text)),
  ];
  return `${lines.join('\n')}\n`;
}

const LABEL_WIDTH = 12;

function whereLines({ recordFile, reportFiles }: SummaryShown): [string, string][] {
  const record: [string, string][] = recordFile === undefined ? [] : [['Record', recordFile]];
  if (reportFiles.length > 0) return [...record, ['Report', reportFiles.join(', ')]];
  return [...record, ['HTML', 'harness bench … --report FILE writes this as a page']];
}

/** The first of them, and a sentence about the rest. */
function some<T>(all: readonly T[], max: number, noun: string): (T | string)[] {
  if (all.length <= max) return [...all];
  return [...all.slice(0, max), `and ${all.length - max} more ${noun}, in the record`];
}

/** In the order of the columns. */
const COLUMNS = [
  { view: 'response', stat: 'p50', title: 'p50' },
  { view: 'response', stat: 'p90', title: 'p90' },
  { view: 'response', stat: 'p99', title: 'p99' },
  { view: 'response', stat: 'p999', title: 'p99.9' },
  { view: 'response', stat: 'max', title: 'max' },
  { view: 'service', stat: 'p50', title: 'p50' },
  { view: 'service', stat: 'p99', title: 'p99' },
  { view: 'sendLag', stat: 'p99', title: 'p99' },
] as const satisfies readonly { view: keyof OpLatency; stat: keyof Distribution; title: string }[];

const CELL_WIDTH = 7;
const RATE_WIDTH = 9;
const OP_WIDTH_MIN = 10;
const OP_WIDTH_MAX = 15;

function latencyTable(latencyUs: BenchRecord['latencyUs'], columns: number, rates: Rates): string[] {
  const ops = busiestFirst(Object.entries(latencyUs), ({ response }) => response.count);
  if (ops.length === 0) return ['No operation was done.'];
  const width = Math.min(OP_WIDTH_MAX, Math.max(OP_WIDTH_MIN, ...ops.map(([op]) => op.length + 1)));
  const rowsOf = columns < width + RATE_WIDTH + COLUMNS.length * CELL_WIDTH ? narrowRows : wideRows;
  const shown = some(ops, OPS_MAX, 'operations').flatMap((op) =>
    typeof op === 'string' ? [op] : rowsOf(op[0], op[1], rates, width, columns),
  );
  return rowsOf === narrowRows ? shown : [...titles(width), ...shown];
}

function titles(width: number): string[] {
  const group = (title: string, count: number) => `  ${title} `.padEnd(count * CELL_WIDTH, '─');
  return [
    `${' '.repeat(width + RATE_WIDTH)}${group('response, from due', 5)}${group('service', 2)}${group('lag', 1)}`,
    `${'operation'.padEnd(width)}${'per s'.padStart(RATE_WIDTH)}${COLUMNS.map(({ title }) => title.padStart(CELL_WIDTH)).join('')}`,
  ];
}

function wideRows(op: string, latency: OpLatency, rates: Rates, width: number): string[] {
  const name = cut(op, width - 1).padEnd(width);
  if (latency.response.count === 0) return [`${name}${'no sample'.padStart(RATE_WIDTH)}`];
  const cells = COLUMNS.map(({ view, stat }) => latencyText(latency[view][stat]).padStart(CELL_WIDTH));
  return [`${name}${perSecond(op, rates).padStart(RATE_WIDTH)}${cells.join('')}`];
}

/** One below the other, for a terminal that the table is too wide for. */
function narrowRows(op: string, latency: OpLatency, rates: Rates, _width: number, columns: number): string[] {
  const { response, service, sendLag } = latency;
  if (response.count === 0) return [cut(`${op}: no sample`, columns)];
  const text = (stats: readonly (keyof Distribution & ('p50' | 'p99' | 'p999' | 'max'))[], of: Distribution) =>
    stats.map((stat) => `${stat === 'p999' ? 'p99.9' : stat} ${latencyText(of[stat])}`).join(' ');
  return [
    cut(`${op}: ${perSecond(op, rates)} a second`, columns),
    `  response ${fold(text(['p50', 'p99', 'p999', 'max'], response), 11, columns)}`,
    `  service  ${fold(text(['p50', 'p99'], service), 11, columns)}`,
    `  send lag ${fold(text(['p99'], sendLag), 11, columns)}`,
  ];
}

/** How often a second, by operation. */
type Rates = ReadonlyMap<string, number>;

/** Over whole measured seconds, as the rate of the run is; latencies have what came behind them, too. */
function ratesOf({ latencyUs, timeline, totals, steadiness }: BenchRecord): Rates {
  const { measuredSeconds } = totals;
  const first = steadiness.warmUpSeconds;
  const seconds = Number.isInteger(measuredSeconds) ? timeline.slice(first, first + measuredSeconds) : [];
  return new Map(
    Object.entries(latencyUs).map(([op, { response }]) => {
      if (seconds.length === 0) return [op, measuredSeconds > 0 ? response.count / measuredSeconds : response.count];
      return [op, seconds.reduce((sum, second) => sum + (second.latencyUs[op]?.count ?? 0), 0) / seconds.length];
    }),
  );
}

function perSecond(op: string, rates: Rates): string {
  return shortCountText(rates.get(op) ?? 0);
}

type Paint = (verdict: 'pass' | 'fail' | 'invalid', text: string) => string;

const plain: Paint = (_, text) => text;

const SGR = { pass: '1;32', fail: '1;31', invalid: '1;33' } as const;

const coloured: Paint = (verdict, text) => `\x1b[${SGR[verdict]}m${text}\x1b[0m`;

export function renderCalibration(calibration: Calibration, file: string): string {
  const { operationsPerSecondMax, responseP50Us, responseP99Us, sendLagP99Us } = calibration;
  return [
    `Ceiling      ${countText(operationsPerSecondMax)} operations a second`,
    `Noise floor  response p50 ${latencyText(responseP50Us, ' ')}, p99 ${latencyText(responseP99Us, ' ')}; send lag p99 ${latencyText(sendLagP99Us, ' ')}`,
    `Kept in ${file} for later runs: one that comes near the ceiling says so.`,
    '',
  ].join('\n');
}
