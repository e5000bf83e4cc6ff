// Opening many connections: not more at a time than a listen queue holds, and from pairs of addresses and ports of our own
// where the system's would run out.

import type { Endpoint } from '../transport/endpoint.ts';
import type { ConnectionOutcome } from '../transport/outcome.ts';
import type { SourcePairs } from '../transport/sources.ts';
import type { Client } from './client.ts';

export interface ManyConnections {
  readonly to: Endpoint;
  readonly clients: number;
  readonly makeClient: () => Client;
  /** Where to connect from; the system's choice without it. Give a pair back when its client has left. */
  readonly sources?: SourcePairs | undefined;
  readonly connectingAtOnce?: number;
  /** Looked at before each attempt: begins no more once it is true. */
  readonly isStopped?: () => boolean;
}

export interface Connected {
  readonly clients: Client[];
  /** One for each attempt that was wanted, in no order. */
  readonly outcomes: ConnectionOutcome[];
}

/** Attempts under way at a time: the system's listen queue is seldom longer than 4,096, and some servers ask for 128. */
export const CONNECTING_AT_ONCE = 500;
/** Other programs may have some of our pairs. */
const TRIES_PER_CLIENT = 32;

export async function connectMany(many: ManyConnections): Promise<Connected> {
  const { clients: wanted, connectingAtOnce = CONNECTING_AT_ONCE, isStopped = () => false } = many;
  const connected: Connected = { clients: [], outcomes: [] };
  let begun = 0;
  const oneAfterTheOther = async () => {
    while (begun < wanted && !isStopped()) {
      begun++;
      const { client, outcome } = await connectOne(many);
      connected.outcomes.push(outcome);
      if (outcome.kind === 'established') connected.clients.push(client);
    }
  };
  await Promise.all(Array.from({ length: Math.min(connectingAtOnce, wanted) }, oneAfterTheOther));
  return connected;
}

async function connectOne(many: ManyConnections): Promise<{ client: Client; outcome: ConnectionOutcome }> {
  for (let tries = 1; ; tries++) {
    const client = many.makeClient();
    const from = many.sources?.take();
    if (many.sources !== undefined && from === undefined) return { client, outcome: NO_PAIR_LEFT };
    const outcome = await client.connect(from === undefined ? { to: many.to } : { to: many.to, from });
    const isTaken = outcome.kind === 'address-in-use' || (from !== undefined && outcome.kind === 'out-of-ports');
    if (from !== undefined && outcome.kind !== 'established' && !isTaken) many.sources?.giveBack(from);
    if (!isTaken || tries === TRIES_PER_CLIENT) return { client, outcome };
  }
}

const NO_PAIR_LEFT: ConnectionOutcome = { kind: 'out-of-ports', phase: 'connect', errno: '' };
