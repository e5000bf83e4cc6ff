import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect, it } from 'vitest';
import { type Clock, type Timer, TimerQueue, wait } from '../clock.ts';
import { LatencyHistogram, prepareHistograms } from '../record/latency-histogram.ts';
import type { EncodedLatency } from '../record/tally.ts';
import { chooseTransport } from '../transport/choose.ts';
import { Health } from './health.ts';

beforeAll(prepareHistograms);

/** A clock whose loop stands still whenever a test says so. */
class HeldClock implements Clock {
  readonly #timers = new TimerQueue();
  #nowUs = 0;

  nowUs(): number {
    return this.#nowUs;
  }

  at(dueUs: number, act: () => void): Timer {
    return this.#timers.add(dueUs, act);
  }

  /** Comes round once, so much later. */
  pass(us: number): void {
    this.#nowUs += us;
    this.#timers.runDue(this.#nowUs);
  }

  get waiting(): number {
    return this.#timers.size;
  }
}

function figuresOf(encoded: EncodedLatency) {
  const histogram = new LatencyHistogram();
  histogram.add(encoded);
  const { count, min, p50, max } = histogram.distribution();
  histogram.destroy();
  return { count, min, p50, max };
}

it('finds no lag in a loop that comes on time', () => {
  const clock = new HeldClock();
  const health = new Health(clock);
  for (let probe = 0; probe < 100; probe++) clock.pass(10_000);
  expect(figuresOf(health.take().loopLag)).toMatchObject({ count: 100, max: 0 });
  health.stop();
  expect(clock.waiting).toBe(0);
});

it('counts a stall as all of the probes that waited in it, and only once', () => {
  const clock = new HeldClock();
  const health = new Health(clock);
  clock.pass(1_010_000);
  const stalled = figuresOf(health.take().loopLag);
  expect(stalled).toMatchObject({ count: 101, min: 0, max: 1_000_000 });
  expect(stalled.p50).toBeCloseTo(500_000, -4);
  clock.pass(0);
  for (let probe = 0; probe < 5; probe++) clock.pass(10_000);
  expect(figuresOf(health.take().loopLag).max).toBe(0);
  health.stop();
});

it('tells what the machine had to do and was kept from since the last time, where the system does', () => {
  const clock = new HeldClock();
  const told = [
    { wantedSeconds: 100, stolenSeconds: 7 },
    { wantedSeconds: 102, stolenSeconds: 7.5 },
    { wantedSeconds: 103, stolenSeconds: 7.5 },
    undefined,
  ];
  const health = new Health(clock, () => told.shift());
  expect(health.take().processors).toEqual({ wantedSeconds: 2, stolenSeconds: 0.5 });
  expect(health.take().processors).toEqual({ wantedSeconds: 1, stolenSeconds: 0 });
  expect(health.take()).not.toHaveProperty('processors');
  health.stop();
});

it('takes a loop that stood still for a day as well', () => {
  const clock = new HeldClock();
  const health = new Health(clock);
  clock.pass(86_400_000_000);
  expect(health.take().loopLag.count).toBe(8_640_000);
  health.stop();
});

it.each(['node', 'epoll'] as const)('counts garbage collections while the transport %s turns the loop', async (kind) => {
  const { transport } = await chooseTransport(process.platform === 'linux' ? kind : 'auto');
  const health = new Health(transport.clock);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  let gcMs = 0;
  // Node tells of them when the loop comes to it.
  while (gcMs === 0) {
    await wait(transport.clock, 1000);
    gcMs += health.take().gcMs;
  }
  health.stop();
  transport.close();
  expect(gcMs).toBeGreaterThan(0);
});
