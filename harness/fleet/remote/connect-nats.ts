// The way to a NATS server: finds one that is there, or waits for it, and says in a sentence what keeps us out.

import { HarnessError } from '../../errors.ts';
import { nameCheck } from './certificate-names.ts';
import type { Exchange } from './exchange.ts';
import { NatsExchange } from './nats-exchange.ts';
import { type NatsGreeting, natsGreeting } from './nats-greeting.ts';
import { natsIdentity } from './nats-options.ts';
import { certificateLacking, connectRefusal, payloadRefusal } from './nats-refusals.ts';
import type { NatsSettings } from './nats-settings.ts';
import { pause } from './pause.ts';

export interface ConnectNatsOptions {
  /** What NATS calls us in its own lists. */
  readonly name?: string;
  /** For each server. */
  readonly timeoutMs?: number;
  /** Waits for the first server to come up, and tells why it waits. What waiting does not mend is refused all the same. */
  readonly waitForFirst?: (why: string) => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 5000;
const WAIT_MS = 1000;
/** A connection that is cut without a word is noticed after two of these, and mended. */
const PING_MS = 2000;
const RECONNECT_MS = 250;

/** Rejects with a `HarnessError`. Once connected, it reconnects for ever. */
export async function connectNats(settings: NatsSettings, options: ConnectNatsOptions = {}): Promise<Exchange> {
  const library = await import('@nats-io/transport-node');
  const identity = natsIdentity(settings, library);
  const { name = 'harness', timeoutMs = TIMEOUT_MS, waitForFirst, signal } = options;
  let told = '';
  for (;;) {
    const found = await firstThatGreets(settings.servers, timeoutMs);
    if (found.kind === 'greets') {
      const { server, greeting } = found;
      const others = settings.servers.filter((one) => one !== server);
      const lacking = certificateLacking(server, settings, greeting);
      if (lacking !== undefined) throw lacking;
      try {
        const connection = await library.connect({
          ...identity,
          ...(identity.tls === undefined && !greeting.isTlsOffered
            ? {}
            : { tls: { ...identity.tls, ...nameCheck(settings.servers) } }),
          servers: [server, ...others].map(addressOf),
          noRandomize: true,
          name,
          timeout: timeoutMs,
          maxReconnectAttempts: -1,
          ignoreAuthErrorAbort: true,
          reconnectTimeWait: RECONNECT_MS,
          reconnectJitter: RECONNECT_MS,
          reconnectJitterTLS: RECONNECT_MS,
          pingInterval: PING_MS,
          noAsyncTraces: true,
        });
        const exchange = new NatsExchange(connection, library, { server, settings });
        const tooSmall = payloadRefusal(server, connection.info?.max_payload);
        if (tooSmall === undefined) return exchange;
        await exchange.close();
        throw tooSmall;
      } catch (error) {
        if (error instanceof HarnessError) throw error;
        throw connectRefusal(error, server, settings, greeting);
      }
    }
    if (waitForFirst === undefined || signal?.aborted) throw found.refusal;
    if (found.refusal.message !== told) waitForFirst(found.refusal.message);
    told = found.refusal.message;
    await pause(WAIT_MS, signal);
    if (signal?.aborted) throw found.refusal;
  }
}

type Found =
  | { readonly kind: 'greets'; readonly server: string; readonly greeting: NatsGreeting }
  | { readonly kind: 'none'; readonly refusal: HarnessError };

async function firstThatGreets(servers: readonly string[], timeoutMs: number): Promise<Found> {
  const refusals: HarnessError[] = [];
  for (const server of servers) {
    try {
      return { kind: 'greets', server, greeting: await natsGreeting(server, timeoutMs) };
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      refusals.push(error);
    }
  }
  const [only, ...others] = refusals;
  if (only !== undefined && others.length === 0) return { kind: 'none', refusal: only };
  const sentences = refusals.map(({ message }) => message).join(' ');
  return { kind: 'none', refusal: new HarnessError('nats-unreachable', sentences || 'No NATS server is named: give --nats.') };
}

/** The library takes no schemes of its own. */
function addressOf(server: string): string {
  return server.replace(/^\w+:\/\//, '').replace(/\/+$/, '');
}
