// How a bench run goes, on a terminal: one panel, drawn again in the same place.

import { busiestFirst } from '../../reports/bench/busiest-first.ts';
import { ownOf } from '../../reports/bench/own-of.ts';
import { thresholdText } from '../../reports/bench/sentences.ts';
import { bytesText, counted, countText, latencyText, percentText, shortCountText } from '../../reports/figures.ts';
import { cutToWidth, widthOf } from '../../reports/formats/text/fold.ts';
import type { BenchPhase, SoFar } from '../fleet/bench-options.ts';
import type { Second } from '../record/record.ts';
import { LiveLines } from './live-lines.ts';
import { LABEL_WIDTH, PANEL_LINES_MAX, type PanelLine, plainText, timeText } from './panel.ts';
import { noteText, type Progress, type ProgressPlace, type ProgressPlan } from './progress.ts';
import { agentCpuShare, ProgressState, phaseText } from './progress-state.ts';

export class TtyProgress implements Progress {
  readonly #nowUs: () => number;
  readonly #state: ProgressState;
  readonly #lines: LiveLines;

  constructor(plan: ProgressPlan, place: ProgressPlace) {
    this.#nowUs = place.nowUs;
    this.#state = new ProgressState(plan, place.nowUs());
    this.#lines = new LiveLines(place, (columns, rows) => panelLines(plan, this.#state, { columns, rows, nowUs: place.nowUs() }));
    this.#lines.changed();
  }

  onPhase(phase: BenchPhase): void {
    this.#state.entered(phase, this.#nowUs());
    this.#lines.changed();
  }

  onConnecting(connected: number, clients: number, errors: number): void {
    this.#state.connecting(connected, clients, errors);
    this.#lines.changed();
  }

  onSecond(second: Second, soFar: SoFar): void {
    this.#state.second(second, soFar);
    this.#lines.changed();
  }

  onNote(sentence: string): void {
    this.#lines.note(noteText(sentence));
  }

  end(): void {
    this.#lines.end();
  }
}

interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly nowUs: number;
}

/** The most important is 1. */
const RANK = {
  time: 1,
  wrong: 2,
  rate: 3,
  now: 4,
  all: 6,
  errors: 5,
  deliveries: 7,
  clients: 8,
  cpu: 9,
  thresholds: 10,
  title: 11,
};

function panelLines(plan: ProgressPlan, state: ProgressState, frame: Frame): PanelLine[] {
  const { last, soFar } = state;
  const title: PanelLine = { parts: [plainText(plan.title)], tone: 'title', importance: RANK.title };
  const time = timeLine(plan, state, frame.nowUs);
  if (last === undefined || soFar === undefined) return [title, time, ...connectingLines(state)];
  const others = [
    clientsLine(state, last),
    rateLine(state, last),
    errorsLine(state, last, soFar),
    ...deliveriesLines(soFar),
    cpuLine(last),
    ...thresholdLines(soFar),
  ];
  const table = latencyLines(last, soFar, frame, others.length + 2);
  // The table stands behind the clients and the rate.
  return [title, time, ...others.slice(0, 2), ...table, ...others.slice(2)];
}

function timeLine({ seconds }: ProgressPlan, state: ProgressState, nowUs: number): PanelLine {
  const { phase, last, connected, clients } = state;
  const doing = `${phaseText(phase)}, ${timeText(state.phaseSeconds(nowUs))}`;
  if (phase === 'connecting') {
    return { parts: [doing], bar: clients === 0 ? 1 : connected / clients, importance: RANK.time };
  }
  if (phase !== 'running' && last === undefined) return { parts: [doing], importance: RANK.time };
  const elapsed = state.elapsedSeconds(nowUs);
  if (seconds === undefined) {
    return { parts: [timeText(elapsed), ...(phase === 'running' ? [] : [doing])], importance: RANK.time };
  }
  const left = phase === 'running' ? `${timeText(seconds - elapsed)} left` : doing;
  return { parts: [`${timeText(elapsed)} of ${timeText(seconds)}`, left], bar: elapsed / seconds, importance: RANK.time };
}

function connectingLines({ phase, connected, clients, connectErrors }: ProgressState): PanelLine[] {
  if (phase !== 'connecting' && connected === 0) return [];
  const errors = connectErrors === 0 ? [] : [counted(connectErrors, 'error')];
  const parts = [`${countText(connected)} of ${countText(clients)} connected`, ...errors];
  return [{ label: 'clients', parts, importance: RANK.clients, ...(connectErrors > 0 && { tone: 'wrong' }) }];
}

function clientsLine({ clients }: ProgressState, { activeClients, connects }: Second): PanelLine {
  const again = connects === 0 ? [] : [`${countText(connects)} connected in the last second`];
  return {
    label: 'clients',
    parts: [`${countText(activeClients)} active of ${countText(clients)}`, ...again],
    importance: RANK.clients,
  };
}

function rateLine({ recent }: ProgressState, { turns, turnsLate, bytesSent, bytesReceived }: Second): PanelLine {
  const parts = [
    `${shortCountText(turns)} turns/s`,
    ...(turnsLate === 0 ? [`${bytesText(bytesSent + bytesReceived)}/s`] : [`${shortCountText(turnsLate)} late`]),
  ];
  return { label: 'rate', parts, marks: recent.map((second) => second.turns), importance: RANK.rate };
}

function errorsLine({ errors }: ProgressState, last: Second, { operations }: SoFar): PanelLine {
  if (errors === 0) return { label: 'errors', parts: ['none'], importance: RANK.errors };
  const parts = [
    countText(errors),
    `${percentText(errors / (operations + errors))} of all`,
    `${countText(last.errors)} in the last second`,
  ];
  return { label: 'errors', parts, tone: 'wrong', importance: RANK.wrong };
}

/** Nothing is said where there are no messages between clients: answers are checked as they come, and a wrong one is an error. */
function deliveriesLines({ checked, wrong, wrongExample }: SoFar): PanelLine[] {
  if (checked === undefined) return [{ label: 'deliveries', parts: ['not checked'], importance: RANK.deliveries }];
  if (wrong > 0 || wrongExample !== undefined) {
    const example = wrongExample === undefined ? '' : `: ${plainText(wrongExample)}`;
    const parts = [`${countText(wrong)} wrong of ${countText(checked)}${example}`];
    return [{ label: 'deliveries', parts, tone: 'wrong', importance: RANK.wrong }];
  }
  if (checked === 0) return [];
  return [{ label: 'deliveries', parts: [`${countText(checked)} checked`, 'none wrong'], importance: RANK.deliveries }];
}

function cpuLine(last: Second): PanelLine {
  const { target } = last;
  const ofTarget =
    target === undefined ? ['target unseen'] : [`target ${percentText(target.cpuShare)} with ${bytesText(target.rssBytes)}`];
  const parts = [`generator ${percentText(agentCpuShare(last))}`, ...ofTarget];
  return { label: 'CPU', parts, importance: RANK.cpu };
}

function thresholdLines({ thresholds }: SoFar): PanelLine[] {
  if (thresholds.length === 0) return [];
  const [missed, ...others] = thresholds.filter(({ passed }) => !passed);
  const label = 'thresholds';
  if (missed === undefined) {
    const all = thresholds.length === 1 ? thresholds.map(thresholdText) : [`${thresholds.length} of ${thresholds.length} met`];
    return [{ label, parts: all, importance: RANK.thresholds }];
  }
  const more = others.length === 0 ? [] : [`${countText(others.length)} more missed`];
  return [{ label, parts: [thresholdText(missed), ...more], tone: 'wrong', importance: RANK.thresholds }];
}

/** Operations that have a line each; a panel is no place for more. */
const OPS_MAX = 3;
const CELL_WIDTH = 8;
const ALL_CELL_WIDTH = 12;
const WIDE_COLUMNS_MIN = LABEL_WIDTH + 5 * CELL_WIDTH + ALL_CELL_WIDTH;
const TABLE_COLUMNS_MIN = LABEL_WIDTH + 3 * CELL_WIDTH;

type Latency = Readonly<Record<'responseP50' | 'responseP99' | 'responseMax', number>>;

const STATS = ['responseP50', 'responseP99', 'responseMax'] as const satisfies readonly (keyof Latency)[];

/** Now and in all: side by side, below each other, or in words, as there is room. `others`: lines besides. */
function latencyLines(last: Second, { latencyUs }: SoFar, { columns, rows }: Frame, others: number): PanelLine[] {
  const ops = busiestFirst(Object.entries(latencyUs), ({ count }) => count).slice(0, OPS_MAX);
  const [busiest] = ops;
  if (busiest === undefined) return [];
  const [op, all] = busiest;
  const now = ownOf(last.latencyUs, op);
  const room = Math.min(PANEL_LINES_MAX, rows) - others;
  // What has lost its title row says nothing any more.
  if (room < 3 || columns < TABLE_COLUMNS_MIN) {
    return [
      { label: 'now', parts: inWords(now, op), importance: RANK.now },
      { label: 'in all', parts: inWords(all, op), importance: RANK.all },
    ];
  }
  if (columns < WIDE_COLUMNS_MIN) {
    return [
      { parts: [`${named(op)}${row(['p50', 'p99', 'max'])}`], importance: RANK.now },
      { parts: [`${'now'.padEnd(LABEL_WIDTH)}${row(cells(now))}`], importance: RANK.now },
      { parts: [`${'in all'.padEnd(LABEL_WIDTH)}${row(cells(all))}`], importance: RANK.now },
    ];
  }
  const title = `${row(['now p50', 'p99', 'max'])}${row(['in all p50', 'p99', 'max'], ALL_CELL_WIDTH)}`;
  return [
    { parts: [`${'response'.padEnd(LABEL_WIDTH)}${title}`], importance: RANK.now },
    ...ops.slice(0, Math.max(1, room - 1)).map(([name, latency]) => ({
      parts: [`${named(name)}${row(cells(ownOf(last.latencyUs, name)))}${row(cells(latency), ALL_CELL_WIDTH)}`],
      importance: RANK.now,
    })),
  ];
}

function named(op: string): string {
  return padTo(cutToWidth(plainText(op), LABEL_WIDTH - 1), LABEL_WIDTH);
}

function padTo(text: string, width: number): string {
  return `${text}${' '.repeat(Math.max(0, width - widthOf(text)))}`;
}

function row(texts: readonly string[], firstWidth = CELL_WIDTH): string {
  return texts.map((text, index) => text.padStart(index === 0 ? firstWidth : CELL_WIDTH)).join('');
}

/** In a second without an answer there is nothing to tell. */
function cells(latency: Latency | undefined): string[] {
  return STATS.map((stat) => (latency === undefined ? '–' : latencyText(latency[stat])));
}

function inWords(latency: Latency | undefined, op: string): string[] {
  if (latency === undefined) return ['no answer'];
  const { responseP50, responseP99, responseMax } = latency;
  return [
    `p99 ${latencyText(responseP99)}`,
    `p50 ${latencyText(responseP50)}`,
    `max ${latencyText(responseMax)}`,
    cutToWidth(plainText(op), LABEL_WIDTH),
  ];
}
