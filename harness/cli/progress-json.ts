// A JSON object a line, for programs that watch a run.

import type { BenchPhase } from '../fleet/bench-options.ts';
import type { Second } from '../record/record.ts';
import type { Progress, ProgressOutput } from './progress.ts';

const CONNECTING_US_MIN = 1_000_000;

export class JsonProgress implements Progress {
  readonly #output: ProgressOutput;
  readonly #nowUs: () => number;
  #toldConnectingUs = Number.NEGATIVE_INFINITY;

  constructor(output: ProgressOutput, nowUs: () => number) {
    this.#output = output;
    this.#nowUs = nowUs;
  }

  onPhase(phase: BenchPhase): void {
    this.#say({ kind: 'phase', phase });
  }

  onConnecting(connected: number, clients: number, errors: number): void {
    if (this.#nowUs() - this.#toldConnectingUs < CONNECTING_US_MIN) return;
    this.#toldConnectingUs = this.#nowUs();
    this.#say({ kind: 'connecting', connected, clients, errors });
  }

  onSecond(second: Second): void {
    this.#say({ kind: 'second', ...second });
  }

  onNote(sentence: string): void {
    this.#say({ kind: 'note', sentence });
  }

  end(): void {}

  #say(event: object): void {
    this.#output.write(`${JSON.stringify(event)}\n`);
  }
}
