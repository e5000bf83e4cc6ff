// Lines one below the other, for a log or a pipe: a few of them, however long the run is.

import { counted, countText, latencyText, percentText, shortCountText } from '../../reports/figures.ts';
import type { BenchPhase } from '../fleet/bench-options.ts';
import type { Second } from '../record/record.ts';
import type { Progress, ProgressOutput, ProgressPlan } from './progress.ts';
import { opsOf, ProgressState, phaseText, targetCpuShare } from './progress-state.ts';

const INTERVAL_SECONDS_MIN = 5;
/** So that a day is no more than a page. */
const LINES_MAX = 40;
const CONNECTING_US_MIN = 5_000_000;

export class PlainProgress implements Progress {
  readonly #plan: ProgressPlan;
  readonly #output: ProgressOutput;
  readonly #nowUs: () => number;
  readonly #state: ProgressState;
  #toldConnectingUs: number;
  #hasEnded = false;

  constructor(plan: ProgressPlan, output: ProgressOutput, nowUs: () => number) {
    this.#plan = plan;
    this.#output = output;
    this.#nowUs = nowUs;
    this.#state = new ProgressState(plan);
    this.#toldConnectingUs = nowUs();
    this.#say(plan.title);
  }

  onPhase(phase: BenchPhase): void {
    this.#state.phase = phase;
    // What follows at once would only be noise.
    if (phase === 'starting-target' || phase === 'connecting') this.#say(`${phaseText(phase)}…`);
  }

  onConnecting(connected: number, clients: number, errors: number): void {
    this.#state.connecting(connected, clients, errors);
    if (this.#nowUs() - this.#toldConnectingUs < CONNECTING_US_MIN) return;
    this.#toldConnectingUs = this.#nowUs();
    const failed = errors === 0 ? '' : `, ${counted(errors, 'error')}`;
    this.#say(`${countText(connected)} of ${counted(clients, 'client')} connected${failed}`);
  }

  onSecond(second: Second): void {
    if (!this.#state.second(second)) return;
    const { elapsedSeconds } = this.#state;
    if (elapsedSeconds % intervalSeconds(this.#plan.seconds, elapsedSeconds) === 0) this.#say(this.#line(second));
  }

  onNote(sentence: string): void {
    this.#output.write(`harness: ${sentence}\n`);
  }

  end(): void {
    this.#hasEnded = true;
  }

  #say(text: string): void {
    if (!this.#hasEnded) this.#output.write(`${text}\n`);
  }

  #line(second: Second): string {
    const { elapsedSeconds, errors, operation } = this.#state;
    const of = this.#plan.seconds === undefined ? '' : ` of ${this.#plan.seconds} s`;
    const target = targetCpuShare(second);
    // Another one only where that has nothing to tell.
    const ops = opsOf(second);
    const told = ops.find(([op, { count }]) => op === operation && count > 0) ?? ops[0];
    return [
      `${elapsedSeconds} s${of}: ${shortCountText(second.turns)} turns/s`,
      ...(told === undefined
        ? []
        : [`${told[0]} p50 ${latencyText(told[1].responseP50)} p99 ${latencyText(told[1].responseP99)}`]),
      counted(errors, 'error'),
      ...(target === undefined ? [] : [`target CPU ${percentText(target)}`]),
    ].join(', ');
  }
}

/** Of a run without a known end: ever longer, by the time that it has taken. */
function intervalSeconds(seconds: number | undefined, elapsedSeconds: number): number {
  if (seconds !== undefined) return Math.max(INTERVAL_SECONDS_MIN, Math.ceil(seconds / LINES_MAX));
  return elapsedSeconds <= 60 ? INTERVAL_SECONDS_MIN : elapsedSeconds <= 3600 ? 60 : 600;
}
