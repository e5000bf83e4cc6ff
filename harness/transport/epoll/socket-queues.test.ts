import { describe, expect, it } from 'vitest';
import type { Connection, ConnectionHandler } from '../transport.ts';
import { socketQueues } from './socket-queues.ts';
import { EpollTransport } from './transport.ts';

const SILENT: ConnectionHandler = { onOpen() {}, onBytes() {}, onDrain() {}, onEnd() {}, onClose() {} };

/** Both ends of a connection to the address, of which the server's reads nothing. */
async function connected(transport: EpollTransport, listenAt: string, connectTo: string): Promise<[Connection, Connection]> {
  let accept: (connection: Connection) => void = () => {};
  const accepted = new Promise<Connection>((resolve) => {
    accept = resolve;
  });
  const listening = await transport.listen(
    { at: { address: listenAt, port: 0 } },
    {
      onConnection(connection) {
        connection.stopReading();
        accept(connection);
        return SILENT;
      },
      onAcceptFailed() {},
    },
  );
  if (listening.kind === 'failed') throw new Error('can not listen');
  const { port } = listening.listener.at;
  const client = transport.connect({ to: { address: connectTo, port }, timeoutMs: 1000 }, SILENT);
  return [client, await accepted];
}

describe('the queues of a socket', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['::', '127.0.0.1'],
  ])('hold what has arrived at %s and is not read, seen from %s', async (listenAt, connectTo) => {
    const transport = new EpollTransport();
    const [client, server] = await connected(transport, listenAt, connectTo);
    const { local, remote } = client;
    if (local === undefined) throw new Error('a connection that is open has two ends');
    expect(socketQueues(remote, local)).toMatchObject({ sendBytes: 0, receiveBytes: 0 });
    expect(transport.unreadBytes(client)).toBe(0);
    client.write(Buffer.from('hello'));
    expect(transport.unreadBytes(client)).toBe(5);
    expect(socketQueues(remote, local)).toMatchObject({ receiveBytes: 5 });
    client.write(Buffer.alloc(100_000));
    expect(transport.unreadBytes(client)).toBe(100_005);
    server.close();
    transport.close();
  });

  it('are not known of a connection that there is not', () => {
    const nowhere = { address: '127.0.0.1', port: 1 };
    expect(socketQueues(nowhere, nowhere)).toBeUndefined();
  });
});
