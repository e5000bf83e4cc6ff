// What harness capacity answers of servers whose limit is known: the reference server, throttled by a fault.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepAnswer } from '../../reports/sweep/sentences.ts';
import { SCENARIOS } from '../../scenarios/catalogue.ts';
import { type CapacityRecord, capacityRecordSchema } from '../record/capacity-record.ts';
import { type SweepRecord, sweepRecordSchema } from '../record/sweep-record.ts';
import { capacityCommand } from './capacity-command.ts';
import type { CapacityFlags } from './capacity-flags.ts';
import { type MemoryServer, memoryBench } from './memory-bench.test-support.ts';
import { sweepCommand } from './sweep-command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capacity-truth-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(server: MemoryServer, flags: Partial<CapacityFlags>) {
  const out = join(folder, 'record.json');
  const usual: CapacityFlags = {
    timeout: 10_000,
    agents: 1,
    transport: 'auto',
    awake: 'never',
    check: true,
    step: 5000,
    warmup: 1,
    seed: 5,
    out,
  };
  const code = await (flags.sweep === undefined ? capacityCommand : sweepCommand)(
    'echo-block/ping',
    { ...usual, ...flags },
    {
      scenarios: SCENARIOS.map(({ name, scenario, module }) => ({ name, scenario, module: module.href })),
      runBench: memoryBench(server),
      loadScenario: () => Promise.reject(new Error('no file is asked for')),
      machineFor: async () => ({ awake: [], calibration: undefined }),
      calibrate: () => Promise.reject(new Error('no calibration is asked for')),
      calibrationFile: () => '',
    },
    {
      stdout: { write: () => {} },
      stderr: { write: () => {} },
      environment: {},
      now: () => new Date('2026-11-21T09:31:05Z'),
      nowUs: () => 0,
      command: ['harness', 'capacity'],
      harnessVersion: '1.2.3',
    },
  );
  return { code, json: JSON.parse(readFileSync(out, 'utf8')) as unknown };
}

async function capacityOf(server: MemoryServer, flags: Partial<CapacityFlags>): Promise<CapacityRecord & { code: number }> {
  const { code, json } = await run(server, flags);
  return { ...capacityRecordSchema.parse(json), code };
}

describe('harness capacity on a server throttled to N answers a second', () => {
  it.each([
    { number: 80, from: '25' },
    { number: 80, from: '180' },
  ])('answers within 3 % of $number, whether it begins below or above', async ({ number, from }) => {
    const { answer, steps, code, verdict } = await capacityOf(
      { fault: 'throttled', number },
      { objective: ['response.p99 < 25ms'], from, clients: 20 },
    );
    expect(answer.kind).toBe('found');
    if (answer.kind !== 'found') return;
    expect(Math.abs(answer.load / number - 1)).toBeLessThan(0.03);
    // A queue that grows by half a percent needs longer than a step to be 25 ms long.
    expect(answer.low).toBeLessThanOrEqual(number * 1.005);
    expect(answer.high).toBeGreaterThan(number);
    expect(steps.filter(({ phase }) => phase === 'confirmation').length).toBeGreaterThanOrEqual(12);
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'pass' });
  });

  it('finds the clients that are too many for their objective', async () => {
    // Each client waits for all the others: 40 of them have an answer after 400 ms.
    const { answer, axis, clients } = await capacityOf(
      { fault: 'throttled', number: 100 },
      { axis: 'clients', objective: ['response.p99 < 404ms'], from: '15', precision: 0.05 },
    );
    expect({ axis, clients }).toEqual({ axis: 'clients', clients: undefined });
    expect(answer).toMatchObject({ kind: 'found' });
    if (answer.kind === 'found') expect(Math.abs(answer.load - 40)).toBeLessThanOrEqual(2);
  });

  it('finds the rate that is kept up even where no latency is asked for', async () => {
    const { answer, steps } = await capacityOf(
      { fault: 'throttled', number: 75 },
      { objective: ['errors == 0'], from: '60', max: '100', clients: 5 },
    );
    expect(answer.kind === 'found' ? Math.abs(answer.load / 75 - 1) : 1).toBeLessThan(0.03);
    expect(steps.find(({ outcome }) => outcome === 'missed')?.sentence).toMatch(
      /only .* began in time: the rate was not kept up/,
    );
  });
});

describe('harness capacity --sweep on a server that hears one at a time', () => {
  it('finds that more clients get no more', async () => {
    const { json } = await run({ fault: 'throttled', number: 100 }, { sweep: [1, 2, 4, 8], step: 2000, warmup: 0, trials: 2 });
    const record: SweepRecord = sweepRecordSchema.parse(json);
    expect(record.verdict).toBe('pass');
    // All of the work is done by one at a time.
    expect(record.fit?.sigma.value).toBeGreaterThan(0.95);
    expect(record.fit?.residuals.map(({ rate }) => Math.round(rate / 5) * 5)).toEqual([100, 100, 100, 100]);
    expect(sweepAnswer(record)).toMatch(/^no faster with more than 1 client: \d+(\.\d)? operations a second$/);
  });
});
