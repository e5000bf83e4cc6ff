// Sending a message in given pieces, and knowing whether the peer really read them one by one: TCP may glue together what was
// written apart, and a test of segmentation that was never segmented proves nothing.

import { wait } from '../clock.ts';
import { assert } from '../errors.ts';
import { MemoryTransport } from '../transport/memory/transport.ts';
import type { Connection, Transport } from '../transport/transport.ts';
import type { Client } from './client.ts';
import { findQueues, readTables } from './queues.ts';

export interface Cut {
  /** The piece before ends here, the next begins. */
  readonly at: number;
  /** `proved`: the peer had read all before the cut when the first byte behind it was sent. */
  readonly separation: 'proved' | 'attempted';
}

/** How many bytes of a connection its peer has not read yet; undefined when that can't be known. */
export type UnreadBytes = (connection: Connection) => number | undefined;

export interface PiecesOptions {
  /** How long to wait at one cut for the peer to read. */
  readonly patienceMs?: number;
  /** How long to wait at a cut where nobody can tell whether the peer has read. */
  readonly pauseMs?: number;
  readonly unreadBytes?: UnreadBytes;
}

const PATIENCE_MS_DEFAULT = 200;
const PAUSE_MS_DEFAULT = 2;
const LOOK_US_MIN = 50;
const LOOK_US_MAX = 2000;

/** Sends bytes[0..cuts[0]), bytes[cuts[0]..cuts[1]) and so on, each once the one before has been read. */
export async function sendInPieces(
  client: Client,
  bytes: Uint8Array,
  cuts: readonly number[],
  options: PiecesOptions = {},
): Promise<Cut[]> {
  const done: Cut[] = [];
  let from = 0;
  for (const at of cuts) {
    assert(at > from && at < bytes.length, 'cuts lie within the bytes, in rising order');
    client.sendBytes(bytes.slice(from, at));
    done.push({ at, separation: await separationOf(client, options) });
    from = at;
  }
  client.sendBytes(bytes.slice(from));
  return done;
}

export interface Sender {
  readonly transport: Transport;
  readonly connection: Connection | undefined;
}

/** Waits until the peer has read all that was sent, so that what is sent next comes apart from it. */
export function separationOf(client: Sender, options: PiecesOptions = {}): Promise<Cut['separation']> {
  return separationOfAll([client], options);
}

/** The same of several at once, which costs no more than of one: `proved` means that it was proved of each. */
export async function separationOfAll(senders: readonly Sender[], options: PiecesOptions = {}): Promise<Cut['separation']> {
  const { patienceMs = PATIENCE_MS_DEFAULT, pauseMs = PAUSE_MS_DEFAULT } = options;
  const connections = senders.flatMap(({ connection }) => (connection === undefined ? [] : [connection]));
  const [sender] = senders;
  if (sender === undefined || connections.length < senders.length) return 'attempted';
  const { clock } = sender.transport;
  const unreadBytes = unreadBytesOf(sender, options.unreadBytes);
  const giveUpUs = clock.nowUs() + patienceMs * 1000;
  // A quick peer may have read it by now. But our own loop has to turn, too: whoever cuts on and on would never read, and a server may
  // put out those who are too far behind.
  await wait(clock, LOOK_US_MIN);
  for (let lookUs = LOOK_US_MIN; ; lookUs = Math.min(2 * lookUs, LOOK_US_MAX)) {
    const unread = unreadBytes(connections);
    if (unread === 0) return 'proved';
    if (unread === undefined) {
      await wait(clock, pauseMs * 1000);
      return 'attempted';
    }
    if (clock.nowUs() >= giveUpUs) return 'attempted';
    await wait(clock, lookUs);
  }
}

type UnreadBytesOfAll = (connections: readonly Connection[]) => number | undefined;

function unreadBytesOf({ transport }: Sender, given: UnreadBytes | undefined): UnreadBytesOfAll {
  if (given !== undefined) return (connections) => sumOf(connections, given);
  if (transport instanceof MemoryTransport) return (connections) => sumOf(connections, (one) => transport.unreadBytes(one));
  return (connections) => sumOf(connections, (one) => transport.unreadBytes?.(one)) ?? unreadBytesOfSockets(connections);
}

/**
 * What our own send queues and the peers' receive queues hold. Only both together prove anything: bytes that are not
 * acknowledged may not have arrived in the queue yet; and theirs counts only when it was looked at after ours was empty. A
 * peer elsewhere has no line in this machine's tables.
 */
function unreadBytesOfSockets(connections: readonly Connection[]): number | undefined {
  const ours = connections.flatMap(({ local, remote }) => (local === undefined ? [] : [{ local, remote }]));
  if (ours.length < connections.length) return undefined;
  const before = findQueues(readTables() ?? '', ours);
  const unsent = sumOf(connections, ({ unsentBytes }, index) => {
    const queues = before[index];
    return queues === undefined ? undefined : unsentBytes + queues.sendBytes;
  });
  if (unsent === undefined || unsent > 0) return unsent;
  const theirs = ours.map(({ local, remote }) => ({ local: remote, remote: local }));
  const after = findQueues(readTables() ?? '', theirs);
  return sumOf(connections, (_, index) => after[index]?.receiveBytes);
}

/** Undefined when it can't be known of one of them. */
function sumOf(
  connections: readonly Connection[],
  bytesOf: (connection: Connection, index: number) => number | undefined,
): number | undefined {
  let sum = 0;
  for (const [index, connection] of connections.entries()) {
    const bytes = bytesOf(connection, index);
    if (bytes === undefined) return undefined;
    sum += bytes;
  }
  return sum;
}
