// An agent that waits for runs: says who it is, is booked by the first who asks, does what that one orders, and is free again when the
// run is over or its coordinator is silent.

import type { Clock } from '../../clock.ts';
import { Employment, type Workplace } from './employment.ts';
import type { Exchange, Subscription } from './exchange.ts';
import { reliableLink } from './reliable-link.ts';
import type { RemoteOrder, RemoteReport } from './remote-protocol.ts';
import {
  type Booked,
  type Booking,
  bookingSubject,
  clockAnswer,
  clockSubject,
  linkSubjects,
  type Presence,
  type Release,
  releaseSubject,
  WHO_IS_THERE,
} from './words.ts';

/** A coordinator that is silent for so long is gone, and so is an agent. */
export const SILENT_US_MAX = 6_000_000;

export interface HostedAgentOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly presence: Omit<Presence, 'run' | 'isHeld'>;
  readonly workplace: Workplace;
  onEvent(sentence: string): void;
}

interface Current {
  readonly run: string;
  readonly employment: Employment;
  isHeld: boolean;
}

export class HostedAgent {
  readonly #options: HostedAgentOptions;
  readonly #subscriptions: readonly Subscription[];
  #current: Current | undefined;

  constructor(options: HostedAgentOptions) {
    this.#options = options;
    const { exchange, presence } = options;
    this.#subscriptions = [
      exchange.answer(WHO_IS_THERE, () => this.#presence()),
      exchange.answer(clockSubject(presence.id), () => clockAnswer()),
      exchange.answer(bookingSubject(presence.id), (question) => this.#book(question)),
      exchange.answer(releaseSubject(presence.id), (question) => this.#release(question)),
    ];
  }

  get isBusy(): boolean {
    return this.#current !== undefined;
  }

  /** Whoever it works for is told; nobody can book it any more. */
  async leave(how: string): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.end();
    if (this.#current !== undefined && !this.#current.isHeld) this.#options.onEvent(`leaves run ${this.#current.run}`);
    await this.#free(how);
  }

  #presence(): Presence {
    const { presence } = this.#options;
    if (this.#current === undefined) return presence;
    const { run, isHeld } = this.#current;
    return { ...presence, run, ...(isHeld ? { isHeld } : {}) };
  }

  #book(question: unknown): Booked | undefined {
    if (!isBooking(question)) return undefined;
    const { presence, workplace } = this.#options;
    const { run, version, bundle } = question;
    if (version !== presence.version) {
      return { kind: 'refused', sentence: `it is ${presence.version}, and ${version} asks` };
    }
    // An answer may have been lost on its way to whoever asks again.
    if (this.#current !== undefined && this.#current.run !== run) {
      return { kind: 'refused', sentence: `it is busy with run ${this.#current.run}` };
    }
    this.#current ??= this.#employ(run);
    return { kind: 'booked', hasBundle: bundle !== undefined && workplace.shelf.has(bundle) };
  }

  #employ(run: string): Current {
    const { exchange, clock, presence, workplace, onEvent } = this.#options;
    const { orders, reports } = linkSubjects(run, presence.id);
    const carrier = exchange.carrier({ sends: reports, hears: orders });
    const link = reliableLink<RemoteReport, RemoteOrder>(carrier, { clock, silentUsMax: SILENT_US_MAX });
    const current: Current = {
      run,
      isHeld: true,
      employment: new Employment({ link, clock }, workplace, (clients) => {
        current.isHeld = false;
        onEvent(`booked by run ${run} with ${clients} clients`);
      }),
    };
    link.onLost = (how) => {
      if (!current.isHeld) onEvent(`the coordinator of run ${run} ${how}: free again`);
      void this.#free();
    };
    return current;
  }

  #release(question: unknown): true | undefined {
    if (!isRelease(question)) return undefined;
    if (this.#current?.run === question.run) {
      if (!this.#current.isHeld) this.#options.onEvent(`run ${question.run} is over: free again`);
      void this.#free();
    }
    return true;
  }

  async #free(how?: string): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await current?.employment.end(how);
  }
}

/** Whatever comes over a network may be anything; what a run is called becomes a part of subjects. */
function isRelease(question: unknown): question is Release {
  const { run } = (question ?? {}) as Partial<Release>;
  return typeof run === 'string' && /^\w{1,64}$/.test(run);
}

function isBooking(question: unknown): question is Booking {
  const { version, bundle } = (question ?? {}) as Partial<Booking>;
  return isRelease(question) && typeof version === 'string' && (bundle === undefined || typeof bundle === 'string');
}
