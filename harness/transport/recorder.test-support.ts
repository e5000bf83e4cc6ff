// A handler that remembers what it was told, and checks the rules of telling while it does.

import { expect } from 'vitest';
import type { ConnectionOutcome } from './outcome.ts';
import type { Connection, ConnectionHandler, ConnectOptions, Listener, Transport } from './transport.ts';

export class Recorder implements ConnectionHandler {
  connection: Connection | undefined;
  readonly told: string[] = [];
  readonly received: Buffer[] = [];
  heardBytes = 0;
  outcome: ConnectionOutcome | undefined;
  /** Acts of a test within what is told. */
  acts: Partial<Record<'open' | 'bytes' | 'drain' | 'end', () => void>> = {};
  #isInCall = false;
  readonly #waiting: { holds: () => boolean; resolve: () => void }[] = [];

  get bytes(): Buffer {
    return Buffer.concat(this.received);
  }

  /** Calls the connection, and fails when anything is told before the call is over. */
  call<T>(act: (connection: Connection) => T): T {
    const connection = this.connection;
    if (connection === undefined) throw new Error('there is no connection yet');
    this.#isInCall = true;
    try {
      return act(connection);
    } finally {
      this.#isInCall = false;
    }
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve });
      this.#look();
    });
  }

  async ended(): Promise<ConnectionOutcome> {
    await this.until(() => this.outcome !== undefined);
    return this.outcome as ConnectionOutcome;
  }

  onOpen(): void {
    this.#tell('open');
    this.acts.open?.();
    this.#look();
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    this.#tell('bytes');
    expect(end).toBeGreaterThan(start);
    this.received.push(Buffer.from(bytes.subarray(start, end)));
    this.heardBytes += end - start;
    this.acts.bytes?.();
    this.#look();
  }

  onDrain(): void {
    this.#tell('drain');
    expect(this.connection?.unsentBytes).toBe(0);
    this.acts.drain?.();
    this.#look();
  }

  onEnd(): void {
    this.#tell('end');
    this.acts.end?.();
    this.#look();
  }

  onClose(outcome: ConnectionOutcome): void {
    this.#tell('close');
    this.outcome = outcome;
    this.#look();
  }

  #tell(what: string): void {
    if (this.#isInCall) this.told.push(`${what} FROM WITHIN A CALL`);
    if (this.outcome !== undefined) this.told.push(`${what} AFTER CLOSE`);
    if (this.told.at(-1) !== what || what !== 'bytes') this.told.push(what);
  }

  #look(): void {
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.holds()) waiting.resolve();
      else this.#waiting.push(waiting);
    }
  }
}

export interface Accepting {
  readonly listener: Listener;
  readonly accepted: Recorder[];
  /** The n-th connection, as soon as it is accepted. */
  nth(index: number): Promise<Recorder>;
}

export async function acceptAll(
  transport: Transport,
  at = { address: '127.0.0.1', port: 0 },
  prepare: (recorder: Recorder, connection: Connection) => void = () => {},
): Promise<Accepting> {
  const accepted: Recorder[] = [];
  const waiting: (() => void)[] = [];
  const listening = await transport.listen(
    { at },
    {
      onConnection(connection) {
        const recorder = new Recorder();
        recorder.connection = connection;
        prepare(recorder, connection);
        accepted.push(recorder);
        for (const resolve of waiting.splice(0)) resolve();
        return recorder;
      },
      onAcceptFailed: (outcome) => expect(outcome).toBeUndefined(),
    },
  );
  if (listening.kind !== 'listening') throw new Error(`can't listen: ${JSON.stringify(listening.outcome)}`);
  return {
    listener: listening.listener,
    accepted,
    async nth(index) {
      while (accepted.length <= index) await new Promise<void>((resolve) => waiting.push(resolve));
      return accepted[index] as Recorder;
    },
  };
}

export function connectTo(transport: Transport, to: ConnectOptions['to'], options: Partial<ConnectOptions> = {}): Recorder {
  const recorder = new Recorder();
  recorder.connection = transport.connect({ to, timeoutMs: 10_000, ...options }, recorder);
  return recorder;
}

export async function connectPair(transport: Transport): Promise<{ near: Recorder; far: Recorder; accepting: Accepting }> {
  const accepting = await acceptAll(transport);
  const near = connectTo(transport, accepting.listener.at);
  await near.until(() => near.told.includes('open'));
  return { near, far: await accepting.nth(0), accepting };
}
