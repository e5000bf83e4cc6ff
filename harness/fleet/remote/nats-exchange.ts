// The exchange that NATS is: questions by its requests, packets by its messages, which come at most once.

import type { Msg, NatsConnection, Subscription as NatsSubscription } from '@nats-io/transport-node';
import { HarnessError } from '../../errors.ts';
import type { Carrier, Exchange, Subscription } from './exchange.ts';
import { authRefusal, payloadRefusal, permissionRefusal } from './nats-refusals.ts';
import type { NatsSettings } from './nats-settings.ts';
import { pause } from './pause.ts';
import { bytesOfValue, valueOfBytes } from './plain-values.ts';

type Library = typeof import('@nats-io/transport-node');

/** Where it connected first, and as whom. */
interface Entrance {
  readonly server: string;
  readonly settings: NatsSettings;
}

export class NatsExchange implements Exchange {
  onConnected: (isConnected: boolean) => void = () => {};
  onTrouble: (sentence: string) => void = () => {};
  readonly #connection: NatsConnection;
  readonly #library: Library;
  readonly #entrance: Entrance;
  readonly #carriers = new Set<NatsCarrier>();
  #isConnected = true;
  /** What was said of it since it was connected or cut off: it tries several times a second. */
  readonly #troubles = new Set<string>();
  /** What is not allowed, by its sentence, and which of it somebody was told. */
  readonly #refusals = new Map<string, HarnessError>();
  readonly #told = new Set<string>();
  /** Those who wait for answers to what they have published to a subject. */
  readonly #publishing = new Map<string, Set<(refusal: HarnessError) => void>>();

  constructor(connection: NatsConnection, library: Library, entrance: Entrance) {
    this.#connection = connection;
    this.#library = library;
    this.#entrance = entrance;
    void this.#watch();
  }

  answer(subject: string, respond: (question: unknown) => unknown): Subscription {
    return this.#listen(subject, (message) => {
      const question = valueIn(message);
      if (question.kind === 'none') return;
      const answer = respond(question.value);
      // Whoever asked may have gone, and we may be about to.
      if (answer !== undefined && !this.#connection.isClosed()) message.respond(bytesOfValue(answer));
    });
  }

  async ask(subject: string, question: unknown, timeoutMs: number): Promise<unknown> {
    let message: Msg;
    try {
      message = await this.#connection.request(subject, bytesOfValue(question), { timeout: Math.max(1, timeoutMs) });
    } catch (error) {
      throw this.#askRefusal(subject, timeoutMs, error);
    }
    const answer = valueIn(message);
    if (answer.kind === 'none') throw new HarnessError('nats-unreachable', `The answer at ${subject} of NATS can't be read.`);
    return answer.value;
  }

  askAll(subject: string, question: unknown, waitMs: number): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      const answers: unknown[] = [];
      const inbox = this.#library.createInbox();
      const waiting = this.#publishing.get(subject) ?? new Set();
      this.#publishing.set(subject, waiting);
      const end = () => {
        clearTimeout(patience);
        subscription.end();
        waiting.delete(refuse);
        if (waiting.size === 0) this.#publishing.delete(subject);
      };
      const refuse = (refusal: HarnessError) => {
        end();
        reject(refusal);
      };
      const patience = setTimeout(() => {
        end();
        resolve(answers);
      }, waitMs);
      const subscription = this.#listen(
        inbox,
        (message) => {
          // NATS knows at once where nobody listens.
          if (message.headers?.code === NO_RESPONDERS) {
            end();
            resolve(answers);
            return;
          }
          const answer = valueIn(message);
          if (answer.kind === 'value') answers.push(answer.value);
        },
        refuse,
      );
      waiting.add(refuse);
      try {
        this.#connection.publish(subject, bytesOfValue(question), { reply: inbox });
      } catch (error) {
        refuse(this.#askRefusal(subject, waitMs, error));
      }
    });
  }

  carrier({ sends, hears }: { readonly sends: string; readonly hears: string }): Carrier {
    const carrier = new NatsCarrier(
      () => this.#connection.info?.max_payload ?? PAYLOAD_BYTES_MAX,
      (packet) => this.#send(sends, packet),
    );
    const subscription = this.#listen(hears, ({ data }) => carrier.onPacket(data));
    carrier.close = () => {
      this.#carriers.delete(carrier);
      subscription.end();
    };
    this.#carriers.add(carrier);
    return carrier;
  }

  async settled(): Promise<void> {
    try {
      await this.#connection.flush();
    } catch {
      // Not connected just now: all of it is said anew when it is.
      return;
    }
    // What the server refuses is told by way of the loop.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    const refusal = [...this.#refusals.values()].find(({ message }) => !this.#told.has(message));
    if (refusal === undefined) return;
    this.#told.add(refusal.message);
    throw refusal;
  }

  async close(): Promise<void> {
    if (this.#connection.isClosed()) return;
    // Where nobody is connected, nothing can go out first, and draining would wait for it.
    if (this.#isConnected && !this.#connection.isDraining()) {
      // No timer is left behind, which would keep the process from its end.
      const isOut = new AbortController();
      const draining = this.#connection.drain().then(
        () => isOut.abort(),
        () => isOut.abort(),
      );
      await Promise.race([draining, pause(CLOSING_MS, isOut.signal)]);
    }
    await this.#connection.close();
  }

  #send(subject: string, packet: Uint8Array): void {
    // While it is not connected the library would keep all of them, and then drop them.
    if (!this.#isConnected || this.#connection.isClosed() || this.#connection.isDraining()) return;
    try {
      this.#connection.publish(subject, packet);
    } catch {
      // A packet may be lost.
    }
  }

  #listen(subject: string, hear: (message: Msg) => void, refuse?: (refusal: HarnessError) => void): Subscription {
    if (this.#connection.isClosed() || this.#connection.isDraining()) return { end: () => {} };
    const subscription: NatsSubscription = this.#connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) {
          unharmed(() => hear(message));
          return;
        }
        const refusal = this.#permissionRefusal(error);
        if (refusal === undefined) return;
        if (refuse === undefined) this.#refusals.set(refusal.message, refusal);
        else refuse(refusal);
      },
    });
    return {
      end: () => {
        if (!this.#connection.isClosed() && !subscription.isClosed()) subscription.unsubscribe();
      },
    };
  }

  async #watch(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type === 'disconnect') this.#tell(false);
      else if (status.type === 'reconnect') this.#tell(true);
      else if (status.type === 'error') this.#hearError(status.error);
    }
  }

  #tell(isConnected: boolean): void {
    if (this.#isConnected === isConnected) return;
    this.#isConnected = isConnected;
    this.#troubles.clear();
    unharmed(() => {
      this.onConnected(isConnected);
      const tooSmall = isConnected ? payloadRefusal(this.#entrance.server, this.#connection.info?.max_payload) : undefined;
      if (tooSmall !== undefined) this.#tellTrouble(tooSmall.message);
      if (isConnected) for (const { onRestored } of [...this.#carriers]) onRestored();
    });
  }

  /** Whoever was let in once may be refused when it comes back, and the library tries again for ever without a word. */
  #hearError(error: Error): void {
    const refusal = this.#permissionRefusal(error);
    if (refusal === undefined || !(error instanceof this.#library.PermissionViolationError)) {
      const { server, settings } = this.#entrance;
      const refused = authRefusal(error, server, settings);
      if (refused !== undefined) this.#tellTrouble(refused.message);
      return;
    }
    if (error.operation !== 'publish') return;
    const waiting = this.#publishing.get(error.subject);
    if (waiting === undefined) this.#refusals.set(refusal.message, refusal);
    else for (const refuse of [...waiting]) refuse(refusal);
  }

  #tellTrouble(sentence: string): void {
    if (this.#troubles.has(sentence)) return;
    this.#troubles.add(sentence);
    unharmed(() => this.onTrouble(sentence));
  }

  #permissionRefusal(error: unknown): HarnessError | undefined {
    if (!(error instanceof this.#library.PermissionViolationError)) return undefined;
    return permissionRefusal(error.operation, error.subject, error);
  }

  #askRefusal(subject: string, timeoutMs: number, error: unknown): HarnessError {
    const { errors } = this.#library;
    const cause = error instanceof errors.RequestError ? error.cause : error;
    const refusal = this.#permissionRefusal(cause);
    if (refusal !== undefined) {
      this.#told.add(refusal.message);
      return refusal;
    }
    const refuse = (sentence: string) => new HarnessError('nats-unreachable', sentence, error);
    if (cause instanceof errors.NoRespondersError) return refuse(`Nobody listens at ${subject} of NATS: is it gone?`);
    if (!this.#isConnected) return refuse('The connection to NATS is broken: check the server and the network.');
    if (cause instanceof errors.TimeoutError) return refuse(`No answer came at ${subject} of NATS within ${timeoutMs} ms.`);
    return refuse(`Nothing can be asked at ${subject} of NATS: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

class NatsCarrier implements Carrier {
  readonly #bytesMax: () => number;
  readonly send: (packet: Uint8Array) => void;
  onPacket: (packet: Uint8Array) => void = () => {};
  onRestored: () => void = () => {};
  close: () => void = () => {};

  constructor(bytesMax: () => number, send: (packet: Uint8Array) => void) {
    this.#bytesMax = bytesMax;
    this.send = send;
  }

  get bytesMax(): number {
    return this.#bytesMax();
  }
}

const PAYLOAD_BYTES_MAX = 64 * 1024;
const NO_RESPONDERS = 503;
const CLOSING_MS = 2000;

/** What a handler throws is a defect, and is to be seen as one: the library would stop reading, and say so on standard output. */
function unharmed(act: () => void): void {
  try {
    act();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

type ValueIn = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'none' };

/** Anybody may publish anything. */
function valueIn({ data }: Msg): ValueIn {
  try {
    return { kind: 'value', value: valueOfBytes(data) };
  } catch {
    return { kind: 'none' };
  }
}
