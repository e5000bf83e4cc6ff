// The tutorial in docs/scenarios.md does what it says.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareHistograms } from '../record/latency-histogram.ts';
import type { Scenario } from '../script/scenario.ts';
import { MemoryTransport } from '../transport/memory/transport.ts';
import { runCrews } from './scenario-run.test-support.ts';

const PACKAGE = new URL('../../dist/harness/index.js', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'own-scenario-'));

beforeAll(prepareHistograms);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the first scenario of one’s own', () => {
  it('runs as it stands in the documentation, and is right about a server that is', async () => {
    const scenario = await scenarioOfTutorial();
    const ran = await runCrews(await pongServer('PONG'), scenario, { plan: { clients: 5, turns: 100 }, params: { first: 7 } });
    expect(ran.errors).toEqual([]);
    expect(ran.samples).toEqual({ ping: 100 });
    expect(ran.counters).toMatchObject({ turns: 100, connects: 5, framesReceived: 100 });
  });

  it('counts what a server answers that is wrong, and what it does not answer', async () => {
    const scenario = await scenarioOfTutorial();
    const plan = { clients: 5, ratePerSecond: 100, durationMs: 500 };
    const wrong = await runCrews(await pongServer('PUNG'), scenario, { plan });
    expect(wrong.errors).toMatchObject([
      { code: 'wrong-answer', blame: 'server', count: 50, example: 'The answer to ping was wrong: "PUNG 1".' },
    ]);
    const mute = await runCrews(await pongServer(undefined), scenario, { plan, timeoutMs: 200 });
    expect(new Set(mute.errors.map(({ code }) => code))).toEqual(new Set(['no-answer']));
    expect(mute.samples).toEqual({});
  });

  it('has no more than twenty lines, empty ones aside', () => {
    expect(
      tutorial()
        .split('\n')
        .filter((line) => line.trim() !== '').length,
    ).toBeLessThanOrEqual(20);
  });
});

/** The first piece of TypeScript in the documentation. */
function tutorial(): string {
  const text = readFileSync(new URL('../../docs/scenarios.md', import.meta.url), 'utf8');
  const code = /```ts\n(.*?)```/s.exec(text)?.[1];
  if (code === undefined) throw new Error('docs/scenarios.md has no scenario in it.');
  return code;
}

async function scenarioOfTutorial(): Promise<Scenario> {
  const file = join(folder, 'mine.mjs');
  writeFileSync(file, tutorial().replace(`'tcp-harness'`, `'${PACKAGE}'`));
  const { default: scenario }: { readonly default: Scenario } = await import(pathToFileURL(file).href);
  return scenario;
}

/** Answers `PING n` with the word and n; without a word with nothing. */
async function pongServer(word: string | undefined): Promise<MemoryTransport> {
  const transport = new MemoryTransport({ seed: 1, segmentBytesMax: 5 });
  await transport.listen(
    { at: { address: '127.0.0.1', port: 1 } },
    {
      onConnection: (connection) => {
        let said = '';
        return {
          onOpen: () => {},
          onBytes: (bytes, start, end) => {
            said += Buffer.from(bytes.subarray(start, end)).toString();
            const lines = said.split('\n');
            said = lines.pop() ?? '';
            if (word !== undefined) for (const line of lines) connection.write(Buffer.from(`${line.replace('PING', word)}\n`));
          },
          onDrain: () => {},
          onEnd: () => connection.close(),
          onClose: () => {},
        };
      },
      onAcceptFailed: () => {},
    },
  );
  return transport;
}
