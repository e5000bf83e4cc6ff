// What a listener of node's does with those that wait, beyond the contract of all transports.

import { expect, it } from 'vitest';
import { connectTo, Recorder } from '../recorder.test-support.ts';
import { NodeTransport } from './transport.ts';

it('lets as many wait as the backlog says, and resets the others', async () => {
  const transport = new NodeTransport();
  const accepted: Recorder[] = [];
  let heardOf = () => {};
  const listening = await transport.listen(
    { at: { address: '127.0.0.1', port: 0 }, backlog: 2 },
    {
      onConnection() {
        accepted.push(new Recorder());
        heardOf();
        return accepted.at(-1) as Recorder;
      },
      onAcceptFailed() {},
    },
  );
  if (listening.kind !== 'listening') throw new Error('it listens');
  const { listener } = listening;
  listener.stopAccepting();
  const nears: Recorder[] = [];
  for (let count = 0; count < 4; count++) {
    const near = connectTo(transport, listener.at);
    await near.until(() => near.told.length > 0);
    nears.push(near);
  }
  expect((await nears[2]?.ended())?.kind).toBe('reset');
  expect((await nears[3]?.ended())?.kind).toBe('reset');
  const bothCame = new Promise<void>((resolve) => {
    heardOf = () => accepted.length === 2 && resolve();
  });
  listener.resumeAccepting();
  await bothCame;
  expect(nears.slice(0, 2).map((near) => near.told)).toEqual([['open'], ['open']]);
  transport.close();
});
