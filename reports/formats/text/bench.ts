// What `harness bench` says at the end: a record, on one screen. A pure function of the record and of where it is read.

import type { BenchRecord, Calibration, Distribution, OpLatency, ThresholdResult } from '../../../harness/record/record.ts';
import type { View } from '../../../harness/record/views.ts';
import { busiestFirst } from '../../bench/busiest-first.ts';
import { fleetSentence } from '../../bench/fleet.ts';
import { type Stat, statText } from '../../bench/latency-words.ts';
import { ownOf } from '../../bench/own-of.ts';
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
import { countText, largest, latencyText, shortCountText } from '../../figures.ts';
import { cut, cutToWidth, fold } from './fold.ts';
import { nextAfterBench, toShow } from './next-step.ts';
import { plainRecord } from './plain-record.ts';
import { rowsOf, SUMMARY_COLUMNS, SUMMARY_ROWS } from './rows.ts';
import { some } from './text-page.ts';

export interface SummaryShown {
  readonly columns: number;
  readonly hasColours: boolean;
  /** Where it was written; undefined when it could not be. */
  readonly recordFile: string | undefined;
  readonly reportFiles: readonly string[];
  /** A file has no last row; without, as many as a terminal of the usual size has. */
  readonly rowsMax?: number;
}

/** How much of what there may be much of is shown: the rest stands in the record. */
interface Room {
  readonly ops: number;
  readonly causes: number;
  readonly errors: number;
  readonly examples: number;
  readonly diagnoses: number;
  readonly thresholds: number;
  readonly trials: number;
  readonly notes: number;
  /** Else figures are cut to a line each, and what matters least is left out. */
  readonly isRoomy: boolean;
  /** Whether causes and diagnoses, which say what to do, are cut, too. */
  readonly isProseCut: boolean;
  /** A line for how many there are besides. */
  readonly saysMore: boolean;
}

const ALL = Number.POSITIVE_INFINITY;

/** The first of them that fits is taken, and else the last. */
const ROOMS: readonly Room[] = [
  {
    ops: 8,
    causes: 5,
    errors: 4,
    examples: 2,
    diagnoses: ALL,
    thresholds: ALL,
    trials: ALL,
    notes: ALL,
    isRoomy: true,
    isProseCut: false,
    saysMore: true,
  },
  {
    ops: 4,
    causes: 3,
    errors: 2,
    examples: 1,
    diagnoses: 3,
    thresholds: 4,
    trials: 6,
    notes: 2,
    isRoomy: true,
    isProseCut: false,
    saysMore: true,
  },
  {
    ops: 4,
    causes: 3,
    errors: 2,
    examples: 1,
    diagnoses: 2,
    thresholds: 3,
    trials: 3,
    notes: 1,
    isRoomy: false,
    isProseCut: false,
    saysMore: true,
  },
  {
    ops: 4,
    causes: 2,
    errors: 1,
    examples: 1,
    diagnoses: 1,
    thresholds: 2,
    trials: 3,
    notes: 1,
    isRoomy: false,
    isProseCut: true,
    saysMore: true,
  },
  {
    ops: 2,
    causes: 1,
    errors: 1,
    examples: 1,
    diagnoses: 1,
    thresholds: 1,
    trials: 1,
    notes: 0,
    isRoomy: false,
    isProseCut: true,
    saysMore: false,
  },
];

export function renderSummary(told: BenchRecord, shown: SummaryShown): string {
  const record = plainRecord(told);
  const { columns, rowsMax = columns < SUMMARY_COLUMNS ? ALL : SUMMARY_ROWS } = shown;
  let lines: string[] = [];
  for (const room of ROOMS) {
    lines = summaryLines(record, shown, room);
    if (rowsOf(lines, columns) <= rowsMax) break;
  }
  return `${lines.join('\n')}\n`;
}

function summaryLines(record: BenchRecord, shown: SummaryShown, room: Room): string[] {
  const { columns } = shown;
  const paint = shown.hasColours ? coloured : plain;
  const fitted = (text: string, indent: number) =>
    room.isRoomy ? fold(text, indent, columns) : cutToWidth(text, columns - indent);
  const prose = (text: string, indent: number) =>
    room.isProseCut ? cutToWidth(text, columns - indent) : fold(text, indent, columns);
  const item = (label: string, text: string) => `${label.padEnd(LABEL_WIDTH)}${fitted(text, LABEL_WIDTH)}`;
  const items = (label: string, texts: readonly string[]) => texts.map((text, index) => item(index === 0 ? label : '', text));
  const optional = (label: string, text: string | undefined) => (text === undefined ? [] : [item(label, text)]);
  const firstOf = <T>(all: readonly T[], max: number, noun: string, plural?: string) =>
    room.saysMore ? some(all, max, noun, plural) : all.slice(0, max);
  const gap = room.isRoomy || room.ops > 2 ? [''] : [];
  const thresholds = firstOf(missedFirst(thresholdsToShow(record), room.thresholds), room.thresholds, 'threshold');

  return [
    `${paint(record.verdict, record.verdict.toUpperCase())} ${fitted(headline(record), record.verdict.length + 1)}`,
    ...some(record.causes, room.causes, 'cause').map((cause) => {
      if (typeof cause === 'string') return `  ${cause}`;
      return `  ${paint(cause.verdict, cause.verdict)}: ${prose(cause.sentence, cause.verdict.length + 4)}`;
    }),
    `  ${fitted(throughputSentence(record), 2)}`,
    ...gap,
    ...latencyTable(record.latencyUs, columns, ratesOf(record), room.ops),
    ...gap,
    ...items('Correct', [correctnessSentence(record), ...record.correctness.examples.slice(0, room.examples)]),
    ...optional('Turns', turnsSentence(record)),
    item('Clients', connectionsSentence(record)),
    ...items(
      'Errors',
      firstOf(errorsByCount(record.errors), room.errors, 'kind').map((error) =>
        typeof error === 'string' ? error : errorSentence(error),
      ),
    ),
    ...optional('Target', targetSentence(record)),
    item('Generator', generatorSentence(record)),
    ...optional('Agents', fleetSentence(record)),
    ...(room.isRoomy ? [item('Steady', record.steadiness.sentence)] : []),
    ...firstOf(record.diagnoses, room.diagnoses, 'diagnosis', 'diagnoses').map((diagnosis, index) => {
      const text = typeof diagnosis === 'string' ? diagnosis : diagnosis.sentence;
      return `${(index === 0 ? 'Diagnosis' : '').padEnd(LABEL_WIDTH)}${prose(text, LABEL_WIDTH)}`;
    }),
    ...thresholds.map((threshold, index) => {
      const label = index === 0 ? 'Thresholds' : '';
      if (typeof threshold === 'string') return item(label, threshold);
      const line = item(label, thresholdText(threshold));
      return threshold.passed ? line : paint('fail', line);
    }),
    ...items('Trials', firstOf(trialsLines(record), room.trials, 'figure')),
    ...(room.notes === 0 ? [] : items('Note', firstOf(notesToShow(record), room.notes, 'note'))),
    ...filesLines(record, shown),
  ];
}

const LABEL_WIDTH = 12;

/** In their own order, unless some are left out: then those that were missed come first. */
function missedFirst(all: readonly ThresholdResult[], max: number): readonly ThresholdResult[] {
  return all.length <= max ? all : all.toSorted((one, other) => Number(one.passed) - Number(other.passed));
}

/** Never cut, and commands never folded: they are there to be copied. */
function filesLines(record: BenchRecord, shown: SummaryShown): string[] {
  const { recordFile, reportFiles, columns } = shown;
  const line = (label: string, text: string) => `${label.padEnd(LABEL_WIDTH)}${text}`;
  const next = toShow(nextAfterBench(record, shown), record.command, columns - LABEL_WIDTH);
  return [
    ...(recordFile === undefined ? [] : [line('Record', recordFile)]),
    ...(reportFiles.length === 0 ? [] : [line('Report', fold(reportFiles.join(', '), LABEL_WIDTH, columns))]),
    ...(next?.command === undefined ? [] : [line('Next', next.command)]),
    ...(next === undefined
      ? []
      : [line(next.command === undefined ? 'Next' : '', fold(`${next.sentence}.`, LABEL_WIDTH, columns))]),
  ];
}

/** In the order of the columns. */
const COLUMNS = [
  { view: 'response', stat: 'p50' },
  { view: 'response', stat: 'p90' },
  { view: 'response', stat: 'p99' },
  { view: 'response', stat: 'p999' },
  { view: 'response', stat: 'max' },
  { view: 'service', stat: 'p50' },
  { view: 'service', stat: 'p99' },
  { view: 'sendLag', stat: 'p99' },
] as const satisfies readonly { view: View; stat: Stat }[];

const CELL_WIDTH = 7;
const RATE_WIDTH = 9;
const OP_WIDTH_MIN = 10;
const OP_WIDTH_MAX = 15;

function latencyTable(latencyUs: BenchRecord['latencyUs'], columns: number, rates: Rates, opsMax: number): string[] {
  const ops = busiestFirst(Object.entries(latencyUs), ({ response }) => response.count);
  if (ops.length === 0) return ['No operation was done.'];
  const width = Math.min(
    OP_WIDTH_MAX,
    largest(
      ops.map(([op]) => op.length + 1),
      OP_WIDTH_MIN,
    ),
  );
  const rowsOf = columns < width + RATE_WIDTH + COLUMNS.length * CELL_WIDTH ? narrowRows : wideRows;
  const shown = some(ops, opsMax, 'operation').flatMap((op) =>
    typeof op === 'string' ? [op] : rowsOf(op[0], op[1], rates, width, columns),
  );
  return rowsOf === narrowRows ? shown : [...titles(width), ...shown];
}

function titles(width: number): string[] {
  const group = (title: string, count: number) => `  ${title} `.padEnd(count * CELL_WIDTH, '─');
  return [
    `${' '.repeat(width + RATE_WIDTH)}${group('response, from due', 5)}${group('service', 2)}${group('lag', 1)}`,
    `${'operation'.padEnd(width)}${'per s'.padStart(RATE_WIDTH)}${COLUMNS.map(({ stat }) => statText(stat).padStart(CELL_WIDTH)).join('')}`,
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
  const text = (stats: readonly Stat[], of: Distribution) =>
    stats.map((stat) => `${statText(stat)} ${latencyText(of[stat])}`).join(' ');
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
      return [op, seconds.reduce((sum, second) => sum + (ownOf(second.latencyUs, op)?.count ?? 0), 0) / seconds.length];
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
