// The model `event`: one loop for all connections. With one place it is the model `single`.

import type { Endpoint } from '../../harness/transport/endpoint.ts';
import { type ConnectionOutcome, describeOutcome } from '../../harness/transport/outcome.ts';
import type { Connection, Listener, Transport } from '../../harness/transport/transport.ts';
import type { Log, Service } from '../protocols/session.ts';
import type { Places } from './places.ts';
import { STOP_US_MAX } from './running.ts';
import { Outbox, ServedLine, type ServedLineOptions } from './served.ts';

export interface EventServerOptions {
  readonly transport: Transport;
  readonly service: Service;
  readonly places: Places;
  /** Other processes listen at the same port. */
  readonly sharedPort?: boolean;
  readonly log?: Log | undefined;
}

export class EventServer {
  readonly #options: EventServerOptions;
  readonly #lines = new Set<ServedLine>();
  readonly #lineOptions: ServedLineOptions;
  #listener: Listener | undefined;
  #isStopping = false;
  #tellEnded: () => void = () => {};
  /** The server has stopped, and everything it had is let go. */
  readonly ended: Promise<undefined>;

  constructor(options: EventServerOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#tellEnded = () => resolve(undefined);
    });
    this.#lineOptions = {
      clock: options.transport.clock,
      outbox: new Outbox(),
      onLeft: () => {
        if (!this.#isStopping && !options.places.isOnce) options.places.free();
      },
      onGone: (line, outcome) => this.#onGone(line, outcome),
      onDropped: (line) => this.#options.log?.(`dropped, 4 MiB behind: ${line.from}`),
    };
  }

  get at(): Endpoint | undefined {
    return this.#listener?.at;
  }

  /** Undefined when it listens; otherwise why it does not. */
  async listen(at: Endpoint): Promise<ConnectionOutcome | undefined> {
    const { transport, places, log, sharedPort = false } = this.#options;
    const listening = await transport.listen(
      { at, ...(sharedPort ? { sharedPort } : {}) },
      {
        onConnection: (connection) => this.#serve(connection),
        onAcceptFailed: (outcome) => log?.(`could not accept: ${describeOutcome(outcome)}`),
      },
    );
    if (listening.kind === 'failed') return listening.outcome;
    this.#listener = listening.listener;
    places.attach(listening.listener);
    return undefined;
  }

  #serve(connection: Connection): ServedLine {
    const { service, places, log } = this.#options;
    const line = new ServedLine(connection, service, this.#lineOptions);
    this.#lines.add(line);
    places.take();
    log?.(`arrived: ${line.from}; ${this.#lines.size} connected`);
    return line;
  }

  #onGone(line: ServedLine, outcome: ConnectionOutcome): void {
    const { places, log } = this.#options;
    this.#lines.delete(line);
    log?.(`gone: ${line.from}: ${describeOutcome(outcome)}; ${this.#lines.size} connected`);
    if (this.#isStopping) this.#endWhenEmpty();
    else if (places.isOnce) this.stop();
  }

  /** Stops accepting, and lets what is queued go out, for two seconds at most. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#listener?.close();
    for (const line of this.#lines) line.close();
    const { clock } = this.#options.transport;
    const patience = clock.at(clock.nowUs() + STOP_US_MAX, () => this.abort());
    void this.ended.then(() => patience.cancel());
    this.#endWhenEmpty();
  }

  /** Ends at once. */
  abort(): void {
    this.#isStopping = true;
    this.#options.transport.close();
    this.#endWhenEmpty();
  }

  #endWhenEmpty(): void {
    if (this.#lines.size > 0) return;
    this.#options.transport.close();
    this.#tellEnded();
  }
}
