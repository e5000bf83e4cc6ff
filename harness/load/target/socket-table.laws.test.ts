import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeProc, socketLine, V4_HEADING, V6_HEADING } from './fake-proc.test-support.ts';
import { procFiles } from './proc-files.ts';
import { type PortSockets, readPortSockets } from './socket-table.ts';

const hexadecimal = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
const anyWord = fc.nat(0xffffffff).map((word) => hexadecimal(word, 8));
const anyWords = (count: number) => fc.array(anyWord, { minLength: count, maxLength: count }).map((words) => words.join(''));
const anyPort = fc.oneof(fc.constantFrom(9, 0x245f, 65535), fc.nat(65535)).map((port) => hexadecimal(port, 4));
const anyQueue = fc.oneof(fc.nat(9), fc.nat(0xffffffff));

const anyRow = (words: number) =>
  fc.record({
    number: fc.oneof(fc.nat(9999), fc.integer({ min: 10_000, max: 1_000_000 })),
    local: fc.tuple(anyWords(words), anyPort).map((parts) => parts.join(':')),
    remote: fc.tuple(anyWords(words), anyPort).map((parts) => parts.join(':')),
    state: fc.constantFrom('01', '02', '03', '06', '08', '0A', '0C'),
    sendBytes: anyQueue,
    receiveBytes: anyQueue,
    inode: fc.nat(),
  });

/** Line by line and word by word. */
function slowTwin(tables: string, port: number): PortSockets {
  const sockets: PortSockets = { connections: 0, sendBytes: 0, receiveBytes: 0, listeners: [] };
  for (const line of tables.split('\n')) {
    const [number = '', local = '', , state, queues = '', , , , , inode = ''] = line.trim().split(/\s+/);
    const [addressWords = '', localPort = ''] = local.split(':');
    if (!/^\d+:$/.test(number) || Number.parseInt(localPort, 16) !== port) continue;
    const [send = 0, receive = 0] = queues.split(':').map((queue) => Number.parseInt(queue, 16));
    if (state === '0A') sockets.listeners.push({ addressWords, inode, acceptQueue: receive });
    else {
      sockets.connections++;
      sockets.sendBytes += send;
      sockets.receiveBytes += receive;
    }
  }
  return sockets;
}

const anyTables = fc.record({
  v4: fc.array(anyRow(1), { maxLength: 20 }).map((rows) => V4_HEADING + rows.map(socketLine).join('')),
  v6: fc.array(anyRow(4), { maxLength: 20 }).map((rows) => V6_HEADING + rows.map(socketLine).join('')),
  port: fc.oneof(fc.constantFrom(9, 0x245f, 65535), fc.nat(65535)),
});

describe('the sockets of a port', () => {
  it('are those that its slow twin finds', () => {
    fc.assert(
      fc.property(anyTables, ({ v4, v6, port }) => {
        const proc = new FakeProc();
        proc.texts.set('/proc/net/tcp', v4).set('/proc/net/tcp6', v6);
        expect(readPortSockets(port, proc)).toEqual(slowTwin(v4 + v6, port));
      }),
      { numRuns: 500 },
    );
  });

  it('are the same in a table of many blocks, and of every length of line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'socket-table-'));
    try {
      // Lines of 149 to 152 bytes: the ends of blocks fall everywhere within them.
      const rows = Array.from({ length: 12_000 }, (_, number) =>
        socketLine({
          number: number * 7,
          local: `0100007F:${number % 3 === 0 ? '245F' : '1234'}`,
          state: '01',
          sendBytes: number,
          receiveBytes: 3,
          inode: number,
        }),
      );
      const table = V4_HEADING + rows.join('');
      writeFileSync(join(folder, 'tcp'), table);
      const found = readPortSockets(0x245f, procFiles(), folder);
      expect(found).toEqual(slowTwin(table, 0x245f));
      expect(found?.connections).toBe(4000);
      expect(readPortSockets(0x245f, procFiles(), join(folder, 'none'))).toBeUndefined();
      // What is no table at all does no harm.
      writeFileSync(join(folder, 'tcp'), `${'x'.repeat(200_000)}\n1: \n\n: 12\n7`);
      expect(readPortSockets(0x245f, procFiles(), folder)).toMatchObject({ connections: 0, listeners: [] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
