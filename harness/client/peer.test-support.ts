// A peer that does what a test tells it to, byte by byte.

import type { Endpoint } from '../transport/endpoint.ts';
import { acceptAll, type Recorder } from '../transport/recorder.test-support.ts';
import type { Transport } from '../transport/transport.ts';
import type { Framing } from '../wire/framing.ts';
import { Client, type ClientOptions } from './client.ts';

export interface Conversation {
  readonly client: Client;
  /** The other end: its `connection` says, its `bytes` heard. */
  readonly peer: Recorder;
  readonly at: Endpoint;
}

export async function converse(
  transport: Transport,
  framing: Framing,
  options: Partial<ClientOptions> = {},
  peers: Transport = transport,
): Promise<Conversation> {
  const accepting = await acceptAll(peers);
  const client = new Client(transport, { sends: framing, receives: framing, timeoutMs: 2000, ...options });
  const outcome = await client.connect({ to: accepting.listener.at });
  if (outcome.kind !== 'established') throw new Error(`not established: ${outcome.kind}`);
  return { client, peer: await accepting.nth(0), at: accepting.listener.at };
}
