// What a run shows of itself while it goes on. One model of what was told so far, and a renderer for each kind of reader.

import type { BenchObserver } from '../fleet/bench-options.ts';
import { JsonProgress } from './progress-json.ts';
import { PlainProgress } from './progress-plain.ts';
import { TtyProgress } from './progress-tty.ts';

export const PROGRESS_KINDS = ['tty', 'plain', 'json', 'none'] as const;
export type ProgressKind = (typeof PROGRESS_KINDS)[number];

export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** What is known before the run. */
export interface ProgressPlan {
  /** Such as `chat/direct: 100 clients for 10 s`. */
  readonly title: string;
  readonly clients: number;
  /** Undefined: nobody knows, the run ends with its turns. */
  readonly seconds: number | undefined;
}

export interface Progress extends BenchObserver {
  /** Leaves the terminal as it should be; nothing is shown from then on. */
  end(): void;
}

export function startProgress(kind: ProgressKind, plan: ProgressPlan, output: ProgressOutput, nowUs: () => number): Progress {
  switch (kind) {
    case 'tty':
      return new TtyProgress(plan, output, nowUs);
    case 'plain':
      return new PlainProgress(plan, output, nowUs);
    case 'json':
      return new JsonProgress(output, nowUs);
    case 'none':
      return new NoProgress(output);
  }
}

/** Where nobody looks at a terminal, or it can't move its cursor, lines are written one below the other. */
export function usualProgress(output: ProgressOutput, environment: Readonly<Record<string, string | undefined>>): ProgressKind {
  return output.isTTY === true && environment.TERM !== 'dumb' ? 'tty' : 'plain';
}

/** What happens is said all the same: it may be the reason for what the run comes to. */
class NoProgress implements Progress {
  readonly #output: ProgressOutput;

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  onPhase(): void {}
  onConnecting(): void {}
  onSecond(): void {}
  end(): void {}

  onNote(sentence: string): void {
    this.#output.write(`harness: ${sentence}\n`);
  }
}
