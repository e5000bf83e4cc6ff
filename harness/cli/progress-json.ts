// A JSON object a line, for programs that watch a run of bench. The first member of each is `kind`; times are in microseconds where
// their names end in Us, latencies are, too, in `latencyUs`.
//
//   plan        title, clients, seconds (null: it ends with its turns)             once, first
//   phase       phase: starting-target | connecting | running | draining | leaving
//   connecting  connected, clients, errors                                        once a second at the most, while clients connect
//   second      all that a second of the record's timeline has: second, turns, turnsLate, operations, errors, activeClients,
//               connects, bytesSent, bytesReceived, framesReceived, framesSharingReads, latencyUs by operation (count,
//               responseP50, responseP99, responseMax, serviceP50, serviceP99, sendLagP99), agents (cpuShare, loopLagUsMax,
//               rssBytes, gcMs, stolenShare; or null), target (as in the record; absent: nobody may look at it); and
//               soFar: turns, operations, errors, checked (null: deliveries are not checked), wrong, wrongExample (or null),
//               latencyUs by operation (count, responseP50, responseP99, responseMax), thresholds (text, isDefault, passed,
//               actual)                                                            each second
//   note        sentence                                                           such as a lost agent
//   end                                                                            once, last; the record has the verdict
//
// More kinds and more members may be added; those that are there keep their meaning.

import type { BenchPhase, SoFar } from '../fleet/bench-options.ts';
import type { Second } from '../record/record.ts';
import type { Progress, ProgressPlace, ProgressPlan } from './progress.ts';

const CONNECTING_US_MIN = 1_000_000;

export class JsonProgress implements Progress {
  readonly #place: ProgressPlace;
  #toldConnectingUs = Number.NEGATIVE_INFINITY;
  #hasEnded = false;

  constructor({ title, clients, seconds }: ProgressPlan, place: ProgressPlace) {
    this.#place = place;
    this.#say({ kind: 'plan', title, clients, seconds: seconds ?? null });
  }

  onPhase(phase: BenchPhase): void {
    this.#say({ kind: 'phase', phase });
  }

  /** The last of them, with all clients, is always told. */
  onConnecting(connected: number, clients: number, errors: number): void {
    const nowUs = this.#place.nowUs();
    if (nowUs - this.#toldConnectingUs < CONNECTING_US_MIN && connected < clients) return;
    this.#toldConnectingUs = nowUs;
    this.#say({ kind: 'connecting', connected, clients, errors });
  }

  onSecond(second: Second, { checked, wrongExample, ...others }: SoFar): void {
    const soFar = { ...others, checked: checked ?? null, wrongExample: wrongExample ?? null };
    this.#say({ kind: 'second', ...second, soFar });
  }

  onNote(sentence: string): void {
    this.#say({ kind: 'note', sentence });
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#say({ kind: 'end' });
    this.#hasEnded = true;
  }

  #say(event: object): void {
    this.#place.output.write(`${JSON.stringify(event)}\n`);
  }
}
