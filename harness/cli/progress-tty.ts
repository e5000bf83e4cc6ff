// How a bench run goes, on a terminal: a few lines, drawn again in the same place.

import { bytesText, counted, countText, latencyText, percentText, shortCountText } from '../../reports/figures.ts';
import { cut } from '../../reports/formats/text/fold.ts';
import type { BenchPhase } from '../fleet/bench-options.ts';
import type { Second } from '../record/record.ts';
import { LiveLines } from './live-lines.ts';
import type { Progress, ProgressOutput, ProgressPlan } from './progress.ts';
import { agentCpuShare, opsOf, ProgressState, phaseText, targetCpuShare } from './progress-state.ts';

/** Connections are told far more often than anybody can read. */
const REDRAW_US_MIN = 100_000;

export class TtyProgress implements Progress {
  readonly #plan: ProgressPlan;
  readonly #lines: LiveLines;
  readonly #nowUs: () => number;
  readonly #state: ProgressState;
  #drawnUs = Number.NEGATIVE_INFINITY;
  #hasEnded = false;

  constructor(plan: ProgressPlan, output: ProgressOutput, nowUs: () => number) {
    this.#plan = plan;
    this.#lines = new LiveLines(output);
    this.#nowUs = nowUs;
    this.#state = new ProgressState(plan);
    this.#draw();
  }

  onPhase(phase: BenchPhase): void {
    this.#state.phase = phase;
    this.#draw();
  }

  onConnecting(connected: number, clients: number, errors: number): void {
    this.#state.connecting(connected, clients, errors);
    if (this.#nowUs() - this.#drawnUs >= REDRAW_US_MIN) this.#draw();
  }

  onSecond(second: Second): void {
    this.#state.second(second);
    this.#draw();
  }

  onNote(sentence: string): void {
    this.#lines.writeAbove(`harness: ${sentence}\n`);
    this.#draw();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#lines.clear();
  }

  #draw(): void {
    if (this.#hasEnded) return;
    this.#drawnUs = this.#nowUs();
    this.#lines.draw(progressLines(this.#plan, this.#state, this.#lines.columns));
  }
}

/** Operations that have a line each; a terminal is no place for more. */
const OPS_MAX = 4;

/** No line is longer than `columns`. */
function progressLines(plan: ProgressPlan, state: ProgressState, columns: number): string[] {
  const { last } = state;
  const lines = [plan.title, timeLine(plan, state, columns)];
  if (state.phase === 'connecting' || (last === undefined && state.connected > 0)) lines.push(connectingLine(state, columns));
  if (last !== undefined) {
    const rates = state.recent.map(({ turns }) => turns);
    lines.push(withSparkline(`turns ${shortCountText(last.turns)}/s`, rates, columns));
    lines.push(
      ...opsOf(last)
        .slice(0, OPS_MAX)
        .map(([op]) => opLine(op, state.recent, columns)),
    );
    lines.push(wayLine(state, last));
  }
  return lines.map((line) => cut(line, columns));
}

function timeLine({ seconds }: ProgressPlan, { elapsedSeconds, phase, last }: ProgressState, columns: number): string {
  const doing = phase === 'running' ? '' : ` ${phaseText(phase)}`;
  if (last === undefined) return doing.trim();
  if (seconds === undefined) return `${elapsedSeconds} s${doing}`;
  const text = ` ${elapsedSeconds} s of ${seconds} s${doing}`;
  const width = Math.min(BAR_WIDTH_MAX, columns - text.length);
  return width < BAR_WIDTH_MIN ? text.trim() : `${bar(elapsedSeconds / seconds, width)}${text}`;
}

const BAR_WIDTH_MIN = 6;
const BAR_WIDTH_MAX = 30;

function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

function connectingLine({ connected, clients, connectErrors }: ProgressState, columns: number): string {
  const errors = connectErrors === 0 ? '' : `, ${counted(connectErrors, 'error')}`;
  const text = ` ${countText(connected)} of ${counted(clients, 'client')}${errors}`;
  const width = Math.min(BAR_WIDTH_MAX, columns - text.length);
  return width < BAR_WIDTH_MIN ? text.trim() : `${bar(clients === 0 ? 1 : connected / clients, width)}${text}`;
}

function opLine(op: string, recent: readonly Second[], columns: number): string {
  const now = recent.at(-1)?.latencyUs[op];
  const p99s = recent.map(({ latencyUs }) => latencyUs[op]?.responseP99 ?? 0);
  const text = `${op} p50 ${latencyText(now?.responseP50 ?? 0)} p99 ${latencyText(now?.responseP99 ?? 0)}`;
  return withSparkline(text, p99s, columns);
}

function wayLine(state: ProgressState, last: Second): string {
  const target = targetCpuShare(last);
  return [
    counted(state.errors, 'error'),
    ...(target === undefined ? [] : [`target CPU ${percentText(target)}`]),
    `agents CPU ${percentText(agentCpuShare(last))}`,
    ...(last.turnsLate === 0 ? [] : [`${shortCountText(last.turnsLate)} turns late`]),
    `${bytesText(last.bytesSent + last.bytesReceived)}/s`,
  ].join(', ');
}

/** Where the marks begin, so that those of all lines stand below each other. */
const SPARKLINE_AT = 34;
const SPARKLINE_WIDTH_MIN = 8;

function withSparkline(text: string, values: readonly number[], columns: number): string {
  const at = Math.max(SPARKLINE_AT, text.length + 2);
  const width = columns - at;
  if (width < SPARKLINE_WIDTH_MIN || values.length < 2) return text;
  return `${text.padEnd(at)}${sparkline(values.slice(-width))}`;
}

const MARKS = '▁▂▃▄▅▆▇█';

/** From nothing to the highest of them. */
export function sparkline(values: readonly number[]): string {
  const max = Math.max(...values);
  return values.map((value) => MARKS[max === 0 ? 0 : Math.round((value / max) * (MARKS.length - 1))]).join('');
}
