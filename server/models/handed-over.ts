// The models `process` and `thread`: each connection is handed over to a process or a thread of its own. What clients share, the
// room or the operator, stays here in the loop, and the hands carry bytes between it and their client.

import type { Timer } from '../../harness/clock.ts';
import { describeEndpoint, type Endpoint } from '../../harness/transport/endpoint.ts';
import { socketPair } from '../../harness/transport/epoll/handover.ts';
import { breakOff } from '../../harness/transport/epoll/socket-options.ts';
import * as system from '../../harness/transport/epoll/system-calls.ts';
import type { EpollTransport } from '../../harness/transport/epoll/transport.ts';
import { type ConnectionOutcome, describeOutcome } from '../../harness/transport/outcome.ts';
import type { Connection, Listener } from '../../harness/transport/transport.ts';
import type { Log, Service } from '../protocols/session.ts';
import type { Hands } from './hands.ts';
import { NOBODY } from './nobody.ts';
import { LEAVING_MAX, type Places } from './places.ts';
import { STOP_US_MAX } from './running.ts';
import { CLOSE_US_MAX, Outbox, ServedLine, type ServedLineOptions } from './served.ts';

export interface HandedOverOptions {
  readonly transport: EpollTransport;
  readonly places: Places;
  readonly hands: Hands;
  /** What all clients share; undefined where the hands can serve alone. */
  readonly shared: Service | undefined;
  readonly log: Log | undefined;
}

interface Served {
  readonly fd: number;
  /** The hands' end of the way to the owner; -1 where there is none. */
  readonly channel: number;
  readonly from: string;
  hasPlace: boolean;
  cutting: Timer | undefined;
}

const NO_CHANNEL: readonly [number, number] = [-1, -1];

export class HandedOverServer {
  readonly #options: HandedOverOptions;
  /** The connections that are served; this process keeps their descriptors until that is over. */
  readonly #served = new Set<Served>();
  readonly #outbox = new Outbox();
  #listener: Listener | undefined;
  #isStopping = false;
  #tellEnded: () => void = () => {};
  readonly ended: Promise<undefined>;

  constructor(options: HandedOverOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#tellEnded = () => resolve(undefined);
    });
  }

  get at(): Endpoint | undefined {
    return this.#listener?.at;
  }

  /** Undefined when it listens; otherwise why it does not. */
  async listen(at: Endpoint): Promise<ConnectionOutcome | undefined> {
    const { transport, places, log } = this.#options;
    const listening = await transport.listen(
      { at },
      {
        onConnection: (connection) => {
          this.#handOver(connection);
          // A connection that was given away tells nothing any more.
          return NOBODY;
        },
        onAcceptFailed: (outcome) => log?.(`could not accept: ${describeOutcome(outcome)}`),
      },
    );
    if (listening.kind === 'failed') return listening.outcome;
    this.#listener = listening.listener;
    places.attach(listening.listener);
    return undefined;
  }

  #handOver(connection: Connection): void {
    const { transport, places, hands, shared, log } = this.#options;
    const from = describeEndpoint(connection.remote);
    const channel = shared === undefined ? NO_CHANNEL : socketPair();
    if (channel === undefined) {
      log?.(`could not serve ${from}: no descriptors are left`);
      connection.reset();
      return;
    }
    const [ours, theirs] = channel;
    const served: Served = { fd: transport.detach(connection), channel: theirs, from, hasPlace: true, cutting: undefined };
    this.#served.add(served);
    places.take();
    log?.(`arrived: ${from}; ${this.#served.size} connected`);
    if (shared !== undefined) {
      const options = this.#lineOptions(served);
      transport.adopt(ours, (ownersEnd) => new ServedLine(ownersEnd, shared, options));
    }
    if (hands.take({ fd: served.fd, channel: theirs }, () => this.#onEnded(served))) return;
    log?.(`could not serve ${from}: no ${hands.name} can be started`);
    breakOff(served.fd);
    this.#onEnded(served);
  }

  /** The owner's end of a channel is served as if it were the client's connection. */
  #lineOptions(served: Served): ServedLineOptions {
    return {
      clock: this.#options.transport.clock,
      outbox: this.#outbox,
      from: served.from,
      onDropped: () => {
        this.#options.log?.(`dropped, 4 MiB behind: ${served.from}`);
        this.#cut(served);
      },
      onLeft: () => {
        if (this.#served.size - this.#options.places.taken < LEAVING_MAX) this.#freePlace(served);
      },
      onGone: (_line, { kind }) => {
        // The hands may be sleeping in a write to a client that never reads.
        if (kind === 'reset') this.#cut(served);
        else this.#cutLater(served);
      },
    };
  }

  /** Breaks the connection off, so that whoever sleeps in it wakes; its number may be another's by now, and then nothing is done. */
  #cut(served: Served): void {
    if (!this.#served.has(served)) return;
    breakOff(served.fd);
    if (served.channel >= 0) system.shutdown(served.channel, system.SHUT_RDWR);
  }

  /** What the hands still have of the last words goes out, while the client takes it in a time. */
  #cutLater(served: Served): void {
    if (!this.#served.has(served)) return;
    const { clock } = this.#options.transport;
    served.cutting = clock.at(clock.nowUs() + CLOSE_US_MAX, () => this.#cut(served));
  }

  #onEnded(served: Served): void {
    const { places, log } = this.#options;
    if (!places.isOnce) this.#freePlace(served);
    served.cutting?.cancel();
    this.#served.delete(served);
    log?.(`gone: ${served.from}; ${this.#served.size} connected`);
    system.close(served.fd);
    if (served.channel >= 0) system.close(served.channel);
    if (this.#isStopping) this.#endWhenEmpty();
    else if (places.isOnce) this.stop();
  }

  #freePlace(served: Served): void {
    if (!served.hasPlace || this.#isStopping) return;
    served.hasPlace = false;
    this.#options.places.free();
  }

  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#listener?.close();
    this.#options.hands.close();
    // Their next read tells the hands that the conversation is over; a write that they are at goes on.
    for (const { fd } of this.#served) system.shutdown(fd, system.SHUT_RD);
    const { clock } = this.#options.transport;
    const patience = clock.at(clock.nowUs() + STOP_US_MAX, () => this.abort());
    void this.ended.then(() => patience.cancel());
    this.#endWhenEmpty();
  }

  abort(): void {
    this.#isStopping = true;
    this.#listener?.close();
    for (const served of this.#served) this.#cut(served);
    this.#options.hands.kill();
    this.#endWhenEmpty();
  }

  #endWhenEmpty(): void {
    if (this.#served.size > 0) return;
    this.#options.transport.close();
    this.#tellEnded();
  }
}
