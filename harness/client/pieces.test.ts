import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../transport/endpoint.ts';
import { EpollTransport } from '../transport/epoll/transport.ts';
import { MemoryTransport } from '../transport/memory/transport.ts';
import { NodeTransport } from '../transport/node/transport.ts';
import type { Transport } from '../transport/transport.ts';
import { unframed } from '../wire/framing.ts';
import { converse } from './peer.test-support.ts';
import { sendInPieces, separationOfAll } from './pieces.ts';
import { findQueues } from './queues.ts';

const transports: [string, () => Transport][] = [
  ['memory', () => new MemoryTransport({ seed: 3, delayUs: { min: 5, max: 900 }, readDelayUsMax: 5000 })],
  ['epoll', () => new EpollTransport()],
  ['node', () => new NodeTransport()],
];

describe.each(transports)('sending in pieces over %s', (_name, open) => {
  let transport: Transport;
  afterEach(() => transport.close());

  it('proves that the peer read each piece by itself', async () => {
    transport = open();
    const { client, peer } = await converse(transport, unframed(1000));
    const cuts = await sendInPieces(client, Buffer.from('abcdefghij'), [1, 4, 9], { patienceMs: 5000 });
    expect(cuts).toEqual([
      { at: 1, separation: 'proved' },
      { at: 4, separation: 'proved' },
      { at: 9, separation: 'proved' },
    ]);
    await peer.until(() => peer.heardBytes === 10);
    expect(peer.received.map(String)).toEqual(['a', 'bcd', 'efghi', 'j']);
  });

  it('proves nothing of a peer that does not read', async () => {
    transport = open();
    // Node reads ahead on the sockets that it accepts: a peer that truly does not read needs another transport.
    const peers = transport.kind === 'node' ? new EpollTransport() : transport;
    const { client, peer } = await converse(transport, unframed(1000), {}, peers);
    peer.call((connection) => connection.stopReading());
    const cuts = await sendInPieces(client, Buffer.from('abcdef'), [2, 4], { patienceMs: 20 });
    expect(cuts.map(({ separation }) => separation)).toEqual(['attempted', 'attempted']);
    peer.call((connection) => connection.resumeReading());
    await peer.until(() => peer.heardBytes === 6);
    expect(peer.received.length).toBeLessThan(3);
    peers.close();
  });

  it('proves of several peers at once that all have read, and nothing when one of them does not', async () => {
    transport = open();
    const peers = transport.kind === 'node' ? new EpollTransport() : transport;
    const both = [await converse(transport, unframed(1000), {}, peers), await converse(transport, unframed(1000), {}, peers)];
    const clients = both.map(({ client }) => client);
    for (const client of clients) client.sendBytes(Buffer.from('abc'));
    expect(await separationOfAll(clients, { patienceMs: 5000 })).toBe('proved');
    expect(both.map(({ peer }) => peer.heardBytes)).toEqual([3, 3]);
    both[1]?.peer.call((connection) => connection.stopReading());
    for (const client of clients) client.sendBytes(Buffer.from('def'));
    expect(await separationOfAll(clients, { patienceMs: 20 })).toBe('attempted');
    peers.close();
  });

  it('proves nothing where the queues of the peer are not to be seen', async () => {
    transport = open();
    const { client, peer } = await converse(transport, unframed(1000));
    const cuts = await sendInPieces(client, Buffer.from('abcdef'), [3], { unreadBytes: () => undefined });
    expect(cuts).toEqual([{ at: 3, separation: 'attempted' }]);
    await peer.until(() => peer.heardBytes === 6);
  });
});

describe('the queues of the kernel', () => {
  const tables = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:245F 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
    '   1: 0100007F:245F 0100007F:D2F4 01 00000003:000005DC 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1',
    '   2: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000200007F:D2F4 01 00000000:00000007 00:0 0 0 0 3',
    '   3: 00000000000000000000000001000000:1F90 00000000000000000000000001000000:D2F5 01 0000000A:00000000 00:0 0 0 0 4',
    '',
  ].join('\n');
  const end = (address: string, port: number) => ({ address, port });
  const of = (text: string, local: Endpoint, remote: Endpoint) => findQueues(text, [{ local, remote }])[0];

  it('are found by both ends of an IPv4 connection', () => {
    expect(of(tables, end('127.0.0.1', 0x245f), end('127.0.0.1', 0xd2f4))).toEqual({ sendBytes: 3, receiveBytes: 1500 });
  });

  it('are found where the server listens on IPv6 and its peer came by IPv4', () => {
    const queues = { sendBytes: 0, receiveBytes: 7 };
    expect(of(tables, end('127.0.0.1', 8080), end('127.0.0.2', 0xd2f4))).toEqual(queues);
    expect(of(tables, end('::ffff:127.0.0.1', 8080), end('127.0.0.2', 0xd2f4))).toEqual(queues);
  });

  it('are found for IPv6', () => {
    expect(of(tables, end('::1', 8080), end('::1', 0xd2f5))).toEqual({ sendBytes: 10, receiveBytes: 0 });
  });

  it('are not found for a connection that has no line', () => {
    expect(of(tables, end('127.0.0.1', 1), end('127.0.0.1', 2))).toBeUndefined();
    expect(of('', end('127.0.0.1', 1), end('127.0.0.1', 2))).toBeUndefined();
  });

  it('are the same for many ends at once as for each by itself', () => {
    const ends = [
      [end('127.0.0.1', 0x245f), end('127.0.0.1', 0xd2f4)],
      [end('127.0.0.1', 1), end('127.0.0.1', 2)],
      [end('127.0.0.1', 8080), end('127.0.0.2', 0xd2f4)],
      [end('::ffff:127.0.0.1', 8080), end('127.0.0.2', 0xd2f4)],
      [end('::1', 8080), end('::1', 0xd2f5)],
      [end('::1', 8080), end('::1', 1)],
    ] as const;
    const each = ends.map(([local, remote]) => of(tables, local, remote));
    expect(
      findQueues(
        tables,
        ends.map(([local, remote]) => ({ local, remote })),
      ),
    ).toEqual(each);
    expect(each.filter((queues) => queues !== undefined)).toHaveLength(4);
  });

  it('are what the tables of this machine say', async () => {
    const transport = new EpollTransport();
    const { client, peer } = await converse(transport, unframed(1000));
    const local = client.connection?.local ?? end('', 0);
    peer.call((connection) => connection.stopReading());
    client.sendBytes(Buffer.alloc(123));
    const receiveBytes = () => of(readFileSync('/proc/net/tcp', 'latin1'), peer.connection?.local ?? local, local)?.receiveBytes;
    while (receiveBytes() !== 123) await new Promise((resolve) => setImmediate(resolve));
    transport.close();
  });
});
