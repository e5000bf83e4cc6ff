import { afterAll, expect, it } from 'vitest';
import { connectTo, Recorder } from '../recorder.test-support.ts';
import { EpollTransport } from './transport.ts';

const transport = new EpollTransport();
afterAll(() => transport.close());

const ignoring = { onConnection: () => new Recorder(), onAcceptFailed() {} };

it('shares a port, and the connections, among those who all say so', async () => {
  const told = [0, 0];
  const counting = (index: 0 | 1) => ({
    onConnection: () => {
      told[index] = (told[index] ?? 0) + 1;
      return new Recorder();
    },
    onAcceptFailed() {},
  });
  const other = new EpollTransport();
  const first = await transport.listen({ at: { address: '127.0.0.1', port: 0 }, sharedPort: true }, counting(0));
  if (first.kind !== 'listening') throw new Error('it listens');
  const { at } = first.listener;
  const second = await other.listen({ at, sharedPort: true }, counting(1));
  expect(second.kind).toBe('listening');
  // Each goes to one of the two by chance: that all go to the same happens once in 2 ** 63 runs.
  const nears = Array.from({ length: 64 }, () => connectTo(transport, at));
  await Promise.all(nears.map((near) => near.until(() => near.told.includes('open'))));
  while ((told[0] as number) + (told[1] as number) < 64) await new Promise(setImmediate);
  expect(told.every((count) => count > 0)).toBe(true);
  other.close();
  first.listener.close();
});

it('does not share a port with one who does not say so', async () => {
  const first = await transport.listen({ at: { address: '127.0.0.1', port: 0 }, sharedPort: true }, ignoring);
  if (first.kind !== 'listening') throw new Error('it listens');
  const second = await transport.listen({ at: first.listener.at }, ignoring);
  expect(second).toEqual({ kind: 'failed', outcome: { kind: 'address-in-use', phase: 'connect', errno: 'EADDRINUSE' } });
  first.listener.close();
});
