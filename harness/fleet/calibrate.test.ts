import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setImmediate as nextRound } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { BenchRecord } from '../record/record.ts';
import { defineScenario } from '../script/scenario.ts';
import { nulEnded } from '../wire/framing.ts';
import type { BenchObserver, BenchOptions, BenchSignals, RunBench } from './bench-options.ts';
import { type CalibrateOptions, calibrate } from './calibrate.ts';

const observer: BenchObserver = { onPhase() {}, onConnecting() {}, onSecond() {}, onNote() {} };
const framings = { sends: nulEnded(1), receives: nulEnded(1) };
const scenario = defineScenario({ summary: 'x', dialect: { name: 'echo-block', port: 1, framings }, async client() {} });
const options: CalibrateOptions = {
  loaded: { name: 'echo-block/ping', scenario, module: 'file:///ping.js' },
  transport: 'node',
  awake: [0, 1],
  observer,
  signals: { stop: new AbortController().signal, abort: new AbortController().signal },
  command: ['bench', '--calibrate'],
  harnessVersion: '1.2.3',
};

describe('to calibrate', () => {
  it('runs at full speed, and then at a tenth of what that came to', async () => {
    const example = await exampleRecord();
    const { run, runs } = fakeRun({ ...example, totals: { ...example.totals, operationsPerSecond: 81_234 } }, example);
    const calibration = await calibrate(run, options);
    const [latency] = Object.values(example.latencyUs);
    expect(calibration).toEqual({
      operationsPerSecondMax: 81_234,
      sendLagP99Us: latency?.sendLag.p99,
      responseP50Us: latency?.response.p50,
      responseP99Us: latency?.response.p99,
    });
    expect(runs.map(({ plan }) => plan)).toEqual([
      { kind: 'closed', clients: 50, segments: [{ durationUs: 3e6, from: 50, to: 50 }], thinkUs: 0 },
      { kind: 'open', clients: 50, segments: [{ durationUs: 3e6, from: 8123, to: 8123 }] },
    ]);
    for (const one of runs) {
      expect(one).toMatchObject({
        agents: 1,
        isChecking: true,
        params: { frameBytes: 1024 },
        transport: 'node',
        awake: [0, 1],
        warmUpSeconds: 1,
      });
      expect(one.target).toMatchObject({
        how: 'embedded',
        words: [process.execPath, expect.stringMatching(/null-target-process\.ts$/)],
      });
    }
  });

  it('takes a run in which the generator was too busy, because that is what a ceiling is', async () => {
    const example = await exampleRecord({
      verdict: 'invalid',
      causes: [{ verdict: 'invalid', code: 'agent-cpu', sentence: 'An agent used 99 % of its processor.' }],
    });
    const { run } = fakeRun(example, example);
    expect(await calibrate(run, options)).toMatchObject({ operationsPerSecondMax: example.totals.operationsPerSecond });
  });

  it('is not done with a run that failed', async () => {
    const failed = await exampleRecord({
      verdict: 'fail',
      causes: [{ verdict: 'fail', code: 'threshold', sentence: 'There were 3 errors.' }],
    });
    const { run, runs } = fakeRun(failed);
    await expect(calibrate(run, options)).rejects.toMatchObject({
      code: 'measurement-failed',
      message:
        'This machine is not calibrated: the run as fast as it can has failed: There were 3 errors. Run harness bench --calibrate again.',
    });
    expect(runs).toHaveLength(1);
  });

  it('is not done with a run that measured nothing', async () => {
    const example = await exampleRecord();
    const nothing = { ...example, totals: { ...example.totals, operationsPerSecond: 0 } };
    await expect(calibrate(fakeRun(example, nothing).run, options)).rejects.toThrow(
      'the run at a tenth of that came to no operation behind its warm-up.',
    );
    await expect(calibrate(fakeRun(example, { ...example, latencyUs: {} }).run, options)).rejects.toThrow(
      'there was no operation to be timed',
    );
  });

  it('is not done when somebody stops it', async () => {
    const stopping = new AbortController();
    const signals: BenchSignals = { ...options.signals, stop: stopping.signal };
    const example = await exampleRecord();
    const { run, runs } = fakeRun(example);
    const stopped: RunBench = (...words) => {
      stopping.abort();
      return run(...words);
    };
    await expect(calibrate(stopped, { ...options, signals })).rejects.toThrow('it was stopped before it was done');
    expect(runs).toHaveLength(1);
  });

  it('has a target that says where it listens, and gives back what it gets', async () => {
    const program = fileURLToPath(new URL('../../dist/harness/fleet/null-target-process.js', import.meta.url));
    expect(existsSync(program)).toBe(true);
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const { host, port, pid } = JSON.parse(line) as { host: string; port: number; pid: number };
      expect(pid).toBe(child.pid);
      const socket = connect({ host, port });
      // More than fits into the buffers of both sides, and slowly read: what is not taken at once comes too.
      const sent = Buffer.alloc(32 * 1024 * 1024, 'abcdefg');
      socket.end(sent);
      const pieces: Buffer[] = [];
      for await (const piece of socket) {
        pieces.push(piece as Buffer);
        await nextRound();
      }
      expect(Buffer.concat(pieces).equals(sent)).toBe(true);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

/** Answers each run with the next record. */
function fakeRun(...records: readonly BenchRecord[]): { run: RunBench; runs: BenchOptions[] } {
  const runs: BenchOptions[] = [];
  const run: RunBench = async (wanted) => {
    const record = records[runs.length];
    runs.push(wanted);
    if (record === undefined) throw new Error('one run too many');
    return record;
  };
  return { run, runs };
}
