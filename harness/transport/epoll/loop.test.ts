// What is particular to a loop of system calls.

import { afterAll, expect, it } from 'vitest';
import { acceptAll, connectPair, connectTo, type Recorder } from '../recorder.test-support.ts';
import * as system from './system-calls.ts';
import { EpollTransport } from './transport.ts';

const MSG_OOB = 1;

const transport = new EpollTransport();
afterAll(() => transport.close());

it('reads on behind the mark of urgent data', async () => {
  const { near, far } = await connectPair(transport);
  const { fd } = near.connection as unknown as { readonly fd: number };
  system.send(fd, Buffer.from('abcX'), 4, MSG_OOB);
  system.send(fd, Buffer.from('defgh'), 5, 0);
  await far.until(() => far.bytes.toString().endsWith('defgh'));
  expect(far.bytes.toString()).toBe('abcdefgh');
});

it('gives the system the buffer sizes that it is told', async () => {
  const accepting = await acceptAll(transport, undefined, (_recorder, connection) => connection.stopReading());
  const small = connectTo(transport, accepting.listener.at, { sendBufferBytes: 16_384 });
  const usual = connectTo(transport, accepting.listener.at);
  await Promise.all([small, usual].map((recorder) => recorder.until(() => recorder.told.includes('open'))));
  expect(takenBeforeFull(small)).toBeLessThan(takenBeforeFull(usual));
});

function takenBeforeFull({ connection }: Recorder): number {
  let written = 0;
  while (connection?.unsentBytes === 0) {
    connection.write(Buffer.alloc(1000));
    written += 1000;
  }
  return written;
}
