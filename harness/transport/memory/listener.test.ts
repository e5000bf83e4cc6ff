// What a listener in memory does with those that wait, beyond the contract of all transports.

import { expect, it } from 'vitest';
import { wait } from '../../clock.ts';
import { acceptAll, connectTo, Recorder } from '../recorder.test-support.ts';
import { MemoryTransport } from './transport.ts';

it('tells a peer whose connection the network broke while it waited', async () => {
  const transport = new MemoryTransport({ seed: 1, resetOneIn: 1 });
  const accepting = await acceptAll(transport);
  accepting.listener.stopAccepting();
  const near = connectTo(transport, accepting.listener.at);
  near.call((connection) => connection.write(Buffer.from('lost')));
  await near.ended();
  accepting.listener.resumeAccepting();
  const far = await accepting.nth(0);
  expect(await far.ended()).toEqual({ kind: 'reset', phase: 'read', errno: 'ECONNRESET' });
  expect(far.told).toEqual(['close']);
});

it('tells a peer that comes while it resumes behind those that have waited', async () => {
  const transport = new MemoryTransport({ seed: 1, delayUs: { min: 0, max: 0 } });
  const accepting = await acceptAll(transport);
  accepting.listener.stopAccepting();
  const nears = [connectTo(transport, accepting.listener.at), connectTo(transport, accepting.listener.at)];
  await Promise.all(nears.map((near) => near.until(() => near.told.includes('open'))));
  nears.push(connectTo(transport, accepting.listener.at));
  accepting.listener.resumeAccepting();
  await accepting.nth(2);
  expect(accepting.accepted.map((far) => far.connection?.remote)).toEqual(nears.map((near) => near.connection?.local));
});

it('leaves attempts without an answer while the backlog is full, and takes them when they are made again', async () => {
  const transport = new MemoryTransport({ seed: 1 });
  const accepted: Recorder[] = [];
  const listening = await transport.listen(
    { at: { address: '127.0.0.1', port: 0 }, backlog: 2 },
    {
      onConnection() {
        accepted.push(new Recorder());
        return accepted.at(-1) as Recorder;
      },
      onAcceptFailed() {},
    },
  );
  if (listening.kind !== 'listening') throw new Error('it listens');
  const { listener } = listening;
  listener.stopAccepting();
  const nears = [0, 1, 2].map(() => connectTo(transport, listener.at, { timeoutMs: 2500 }));
  const impatient = connectTo(transport, listener.at, { timeoutMs: 500 });
  expect((await impatient.ended()).kind).toBe('timed-out');
  expect(nears.map((near) => near.told)).toEqual([['open'], ['open'], []]);
  await wait(transport.clock, 1_000_000);
  listener.resumeAccepting();
  await nears[2]?.until(() => nears[2]?.told.includes('open') === true);
  expect(accepted.length).toBe(3);
});
