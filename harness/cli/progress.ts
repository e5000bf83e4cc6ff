// What a run shows of itself while it goes on. One model of what was told so far, and a renderer for each kind of reader.

import type { BenchObserver } from '../fleet/bench-options.ts';
import type { Held } from './live-lines.ts';
import { plainText } from './panel.ts';
import { JsonProgress } from './progress-json.ts';
import type { ProgressKind } from './progress-kinds.ts';
import { PlainProgress } from './progress-plain.ts';
import { TtyProgress } from './progress-tty.ts';

export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Where progress is shown, and what there is for it. */
export interface ProgressPlace {
  readonly output: ProgressOutput;
  readonly nowUs: () => number;
  /** Calls again and again, until what it returns is called. Without: something is shown when something happens. */
  readonly every?: ((ms: number, call: () => void) => () => void) | undefined;
  /** Tells of what becomes of the terminal, until what it returns is called. */
  readonly hold?: ((held: Held) => () => void) | undefined;
  readonly hasColours: boolean;
  /** Without, all signs are ASCII. */
  readonly hasUnicode: boolean;
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

export function startProgress(kind: ProgressKind, plan: ProgressPlan, place: ProgressPlace): Progress {
  switch (kind) {
    case 'tty':
      return new TtyProgress(plan, place);
    case 'plain':
      return new PlainProgress(plan, place);
    case 'json':
      return new JsonProgress(plan, place);
    case 'none':
      return new NoProgress(place);
  }
}

/** Where nobody looks at a terminal, or it can't move its cursor, lines are written one below the other. */
export function usualProgress(output: ProgressOutput, environment: Readonly<Record<string, string | undefined>>): ProgressKind {
  return output.isTTY === true && environment.TERM !== 'dumb' ? 'tty' : 'plain';
}

export function noteText(sentence: string): string {
  return `harness: ${plainText(sentence)}`;
}

/** What happens is said all the same: it may be the reason for what the run comes to. */
class NoProgress implements Progress {
  readonly #place: ProgressPlace;

  constructor(place: ProgressPlace) {
    this.#place = place;
  }

  onPhase(): void {}
  onConnecting(): void {}
  onSecond(): void {}
  end(): void {}

  onNote(sentence: string): void {
    this.#place.output.write(`${noteText(sentence)}\n`);
  }
}
