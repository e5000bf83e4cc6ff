// Lines one below the other, for a log or a pipe: one every 5 s.

import { ownOf } from '../../reports/bench/own-of.ts';
import { bytesText, counted, countText, latencyText, percentText, shortCountText } from '../../reports/figures.ts';
import type { BenchPhase, SoFar } from '../fleet/bench-options.ts';
import type { Second } from '../record/record.ts';
import { plainText } from './panel.ts';
import { noteText, type Progress, type ProgressPlace, type ProgressPlan } from './progress.ts';
import { agentCpuShare, opsOf, ProgressState, phaseText } from './progress-state.ts';

export const PLAIN_SECONDS = 5;

export class PlainProgress implements Progress {
  readonly #plan: ProgressPlan;
  readonly #place: ProgressPlace;
  readonly #state: ProgressState;
  readonly #stopTicking: (() => void) | undefined;
  #toldUs: number;
  #hasEnded = false;

  constructor(plan: ProgressPlan, place: ProgressPlace) {
    this.#plan = plan;
    this.#place = place;
    this.#state = new ProgressState(plan, place.nowUs());
    this.#toldUs = place.nowUs();
    this.#say(plainText(plan.title));
    this.#stopTicking = place.every?.(1000, () => this.#sayPhase());
  }

  onPhase(phase: BenchPhase): void {
    this.#state.entered(phase, this.#place.nowUs());
    // What follows at once would only be noise.
    if (phase === 'starting-target' || phase === 'connecting') this.#say(`${phaseText(phase)}…`);
  }

  onConnecting(connected: number, clients: number, errors: number): void {
    this.#state.connecting(connected, clients, errors);
    this.#sayPhase();
  }

  onSecond(second: Second, soFar: SoFar): void {
    if (!this.#state.second(second, soFar)) return;
    if (this.#state.secondsTold % PLAIN_SECONDS === 0) this.#say(this.#line(second, soFar));
  }

  onNote(sentence: string): void {
    this.#place.output.write(`${noteText(sentence)}\n`);
  }

  end(): void {
    this.#hasEnded = true;
    this.#stopTicking?.();
  }

  /** Of what takes long and has no seconds to tell of. */
  #sayPhase(): void {
    const { phase, connected, clients, connectErrors } = this.#state;
    const nowUs = this.#place.nowUs();
    if (phase === 'running' || nowUs - this.#toldUs < PLAIN_SECONDS * 1e6) return;
    if (phase !== 'connecting') {
      this.#say(`${phaseText(phase)}, ${this.#state.phaseSeconds(nowUs)} s`);
      return;
    }
    const failed = connectErrors === 0 ? '' : `, ${counted(connectErrors, 'error')}`;
    this.#say(`${countText(connected)} of ${counted(clients, 'client')} connected${failed}`);
  }

  #say(text: string): void {
    if (this.#hasEnded) return;
    this.#toldUs = this.#place.nowUs();
    this.#place.output.write(`${text}\n`);
  }

  #line(second: Second, soFar: SoFar): string {
    const { secondsTold, errors, operation, clients } = this.#state;
    const of = this.#plan.seconds === undefined ? '' : ` of ${this.#plan.seconds} s`;
    const { target } = second;
    // Another one only where that has nothing to tell.
    const ops = opsOf(second);
    const told = ops.find(([op, { count }]) => op === operation && count > 0) ?? ops[0];
    return [
      `${secondsTold} s${of}: ${shortCountText(second.turns)} turns/s`,
      ...(second.activeClients === clients ? [] : [`${countText(second.activeClients)} of ${counted(clients, 'client')} active`]),
      ...(told === undefined ? [] : [latencyWords(told, soFar)]),
      counted(errors, 'error'),
      ...(soFar.wrong === 0 ? [] : [`${countText(soFar.wrong)} wrong of ${countText(soFar.checked ?? 0)} deliveries`]),
      `generator CPU ${percentText(agentCpuShare(second))}`,
      ...(target === undefined ? [] : [`target CPU ${percentText(target.cpuShare)}, ${bytesText(target.rssBytes)}`]),
    ].join(', ');
  }
}

function latencyWords([op, now]: [string, Second['latencyUs'][string]], { latencyUs }: SoFar): string {
  const all = ownOf(latencyUs, op) ?? now;
  const words = ({ responseP50, responseP99, responseMax }: typeof all) =>
    `p50 ${latencyText(responseP50)} p99 ${latencyText(responseP99)} max ${latencyText(responseMax)}`;
  return `${plainText(op)} ${words(now)} (in all ${words(all)})`;
}
