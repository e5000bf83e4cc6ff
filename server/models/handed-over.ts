// The models `process` and `thread`: each connection is handed over to a process or a thread of its own. What clients share, the
// room or the operator, stays here in the loop, and the hands carry bytes between it and their client.

import type { Timer } from '../../harness/clock.ts';
import { describeEndpoint, type Endpoint } from '../../harness/transport/endpoint.ts';
import { socketPair } from '../../harness/transport/epoll/handover.ts';
import * as system from '../../harness/transport/epoll/system-calls.ts';
import type { EpollTransport } from '../../harness/transport/epoll/transport.ts';
import { type ConnectionOutcome, describeOutcome } from '../../harness/transport/outcome.ts';
import type { Connection, Listener } from '../../harness/transport/transport.ts';
import type { Log, Service } from '../protocols/session.ts';
import type { Hands } from './hands.ts';
import { NOBODY } from './nobody.ts';
import type { Places } from './places.ts';
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
  readonly from: string;
  hasPlace: boolean;
  cutting: Timer | undefined;
}

export class HandedOverServer {
  readonly #options: HandedOverOptions;
  /** The connections that are served; this process keeps their descriptors until that is over. */
  readonly #served = new Map<number, Served>();
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
    const fd = transport.detach(connection);
    if (fd < 0) return;
    this.#served.set(fd, { from, hasPlace: true, cutting: undefined });
    places.take();
    log?.(`arrived: ${from}; ${places.taken} connected`);
    const channel = shared === undefined ? -1 : this.#openChannel(fd, shared);
    hands.take({ fd, channel }, () => this.#onEnded(fd, channel));
  }

  /** Serves the owner's end of a channel as if it were the client's connection, and returns the end for the hands. */
  #openChannel(fd: number, shared: Service): number {
    const [ours, theirs] = socketPair();
    const options: ServedLineOptions = {
      clock: this.#options.transport.clock,
      outbox: this.#outbox,
      onDropped: () => {
        this.#options.log?.(`dropped, 4 MiB behind: ${this.#served.get(fd)?.from}`);
        this.#cut(fd);
      },
      onLeft: () => this.#freePlace(fd),
      onGone: (_line, { kind }) => {
        // The hands may be sleeping in a write to a client that never reads.
        if (kind === 'reset') this.#cut(fd);
        else this.#cutLater(fd);
      },
    };
    this.#options.transport.adopt(ours, (connection) => new ServedLine(connection, shared, options));
    return theirs;
  }

  /** Ends both directions, so that whoever sleeps in one of them wakes. */
  #cut(fd: number): void {
    if (this.#served.has(fd)) system.shutdown(fd, system.SHUT_RDWR);
  }

  /** What the hands still have of the last words goes out, while the client takes it in a time. */
  #cutLater(fd: number): void {
    const served = this.#served.get(fd);
    const { clock } = this.#options.transport;
    if (served === undefined) return;
    served.cutting = clock.at(clock.nowUs() + CLOSE_US_MAX, () => this.#cut(fd));
  }

  #onEnded(fd: number, channel: number): void {
    const { places, log } = this.#options;
    log?.(`gone: ${this.#served.get(fd)?.from}`);
    if (!places.isOnce) this.#freePlace(fd);
    this.#served.get(fd)?.cutting?.cancel();
    this.#served.delete(fd);
    system.close(fd);
    if (channel >= 0) system.close(channel);
    if (this.#isStopping) this.#endWhenEmpty();
    else if (places.isOnce) this.stop();
  }

  #freePlace(fd: number): void {
    const served = this.#served.get(fd);
    if (served === undefined || !served.hasPlace || this.#isStopping) return;
    served.hasPlace = false;
    this.#options.places.free();
  }

  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#listener?.close();
    this.#options.hands.close();
    // Their next read tells the hands that the conversation is over; a write that they are at goes on.
    for (const fd of this.#served.keys()) system.shutdown(fd, system.SHUT_RD);
    const { clock } = this.#options.transport;
    const patience = clock.at(clock.nowUs() + STOP_US_MAX, () => this.abort());
    void this.ended.then(() => patience.cancel());
    this.#endWhenEmpty();
  }

  abort(): void {
    this.#isStopping = true;
    this.#listener?.close();
    for (const fd of this.#served.keys()) this.#cut(fd);
    this.#options.hands.kill();
    this.#endWhenEmpty();
  }

  #endWhenEmpty(): void {
    if (this.#served.size > 0) return;
    this.#options.transport.close();
    this.#tellEnded();
  }
}
