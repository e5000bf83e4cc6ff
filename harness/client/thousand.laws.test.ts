// A run under the memory transport is a function of its seed.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryTransport } from '../transport/memory/transport.ts';
import { fixedTexts } from '../wire/framing.ts';
import { Client } from './client.ts';
import { connectMany } from './connect-many.ts';
import { describe as say } from './outcome.ts';

const FRAMING = fixedTexts(100);

describe('a run in memory', () => {
  it('of a thousand clients has the same history for the same seed, and another for another', async () => {
    const first = await historyOf(42, 1000);
    expect(first.events).toBeGreaterThan(4000);
    expect(first.kinds).toContain('reset');
    expect(first.kinds).toContain('closed');
    expect(await historyOf(42, 1000)).toEqual(first);
    expect((await historyOf(43, 1000)).digest).not.toBe(first.digest);
  });

  it('echoes every frame whole, in order, however the network cuts and delays it', async () => {
    const weather = fc.record({
      seed: fc.integer(),
      segmentBytesMax: fc.integer({ min: 1, max: 400 }),
      delayUs: fc.integer({ min: 1, max: 500 }).map((max) => ({ min: 1, max })),
      readDelayUsMax: fc.integer({ min: 0, max: 300 }),
      windowBytes: fc.integer({ min: 50, max: 2000 }),
    });
    await fc.assert(
      fc.asyncProperty(weather, async (options) => {
        const transport = new MemoryTransport(options);
        const at = await echo(transport);
        const client = new Client(transport, { sends: FRAMING, receives: FRAMING });
        await client.connect({ to: at });
        client.sendTogether([Buffer.from('one'), Buffer.from('two'), Buffer.from('three')]);
        for (const text of ['one', 'two', 'three']) {
          const outcome = await client.next();
          expect(outcome.kind === 'frame' && outcome.text()).toBe(text);
        }
        await client.close();
        transport.close();
      }),
      { numRuns: 60 },
    );
  });
});

async function historyOf(seed: number, clients: number): Promise<{ digest: string; events: number; kinds: string[] }> {
  const transport = new MemoryTransport({
    seed,
    segmentBytesMax: 60,
    delayUs: { min: 10, max: 3000 },
    readDelayUsMax: 500,
    resetOneIn: 400,
    halfCloseOneIn: 300,
  });
  const at = await echo(transport);
  const hash = createHash('sha256');
  const kinds = new Set<string>();
  let events = 0;
  const note = (name: number, what: string, kind: string) => {
    hash.update(`${transport.clock.nowUs()} ${name} ${what}\n`);
    kinds.add(kind);
    events++;
  };
  const connected = await connectMany({
    to: at,
    clients,
    makeClient: () => new Client(transport, { sends: FRAMING, receives: FRAMING }),
  });
  await Promise.all(
    connected.clients.map(async (client, name) => {
      for (let turn = 0; turn < 4; turn++) {
        client.send(Buffer.from(`client ${name}, turn ${turn}`));
        const outcome = await client.next();
        note(name, outcome.kind === 'frame' ? outcome.text() : say(outcome), outcome.kind);
        if (outcome.kind !== 'frame') break;
      }
      const { kind } = await client.close();
      note(name, kind, kind);
    }),
  );
  transport.close();
  return { digest: hash.digest('hex'), events, kinds: [...kinds].sort() };
}

async function echo(transport: MemoryTransport) {
  const outcome = await transport.listen(
    { at: { address: '127.0.0.1', port: 7 } },
    {
      onConnection: (connection) => ({
        onOpen() {},
        onBytes: (bytes, start, end) => void connection.write(Uint8Array.from(bytes.subarray(start, end))),
        onDrain() {},
        onEnd: () => connection.endWriting(),
        onClose() {},
      }),
      onAcceptFailed() {},
    },
  );
  if (outcome.kind !== 'listening') throw new Error('not listening');
  return outcome.listener.at;
}
