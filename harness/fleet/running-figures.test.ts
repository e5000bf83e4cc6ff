import { describe, expect, it } from 'vitest';
import { parseThreshold, withDefaults } from '../load/thresholds.ts';
import { LatencyHistogram, prepareHistograms } from '../record/latency-histogram.ts';
import { MergedRun } from '../record/merge.ts';
import { Recorder } from '../record/op-recorder.ts';
import { RunningFigures } from './running-figures.ts';

await prepareHistograms();

const AGENTS = 2;

interface Told {
  /** In microseconds, of one agent. */
  readonly responses: readonly number[];
  readonly errors?: number;
  readonly duplicated?: number;
  readonly checked?: number;
}

/** Second -1 is the time before the start. */
function ran(seconds: readonly (readonly [number, Told])[], thresholds: readonly string[] = [], isChecking = true, plan = 100) {
  const merged = new MergedRun(AGENTS);
  const running = new RunningFigures(withDefaults(thresholds.map(parseThreshold)), 10, isChecking);
  for (const [second, { responses, errors = 0, duplicated = 0, checked = 0 }] of seconds) {
    for (let agent = 0; agent < AGENTS; agent++) {
      const recorder = new Recorder();
      for (const us of responses) recorder.op('ping').record(0, 10, us);
      recorder.counters.turns += responses.length;
      recorder.counters.operations += responses.length;
      recorder.counters.errors += errors;
      recorder.counters.duplicated += duplicated;
      recorder.counters.checked += checked;
      merged.add(agent, recorder.takeSecond(second, 5, health()));
      recorder.destroy();
    }
    if (second >= 0) running.add(merged, second, second < plan);
  }
  const told = { soFar: running.soFar(undefined), breach: running.breach() };
  running.destroy();
  merged.destroy();
  return told;
}

function health() {
  const lag = new LatencyHistogram();
  const loopLag = lag.encode();
  lag.destroy();
  return { cpuShare: 0, cpuSeconds: 0, rssBytes: 0, gcMs: 0, loopLag };
}

describe('the figures of a run that goes on', () => {
  it('are of all agents and all seconds together, never means of percentiles', () => {
    const { soFar } = ran([
      [0, { responses: Array.from({ length: 99 }, () => 100) }],
      [1, { responses: [9000] }],
    ]);
    expect(soFar.latencyUs).toEqual({ ping: { count: 200, responseP50: 100, responseP99: 100, responseMax: 9000 } });
    expect(soFar).toMatchObject({ turns: 200, operations: 200, thresholds: [] });
  });

  it('count what went wrong before the start, too', () => {
    const { soFar } = ran([
      [-1, { responses: [], errors: 2, checked: 3 }],
      [0, { responses: [100], errors: 1, duplicated: 1, checked: 4 }],
    ]);
    expect(soFar).toMatchObject({ errors: 6, checked: 14, wrong: 2 });
  });

  it('say nothing of deliveries that nobody checks', () => {
    expect(ran([[0, { responses: [100] }]], [], false).soFar.checked).toBeUndefined();
  });

  it('judge the thresholds that were asked for, but for what is known at the end only', () => {
    const asked = ['response.p99 < 1ms', 'rate >= 3/s', 'lost == 0', 'service.p50 < 1us'];
    const { soFar } = ran(
      [
        [0, { responses: [100, 100] }],
        [1, { responses: [100] }],
      ],
      asked,
    );
    expect(soFar.thresholds).toEqual([
      { text: 'response.p99 < 1ms', isDefault: false, actual: 0.1, passed: true },
      { text: 'rate >= 3/s', isDefault: false, actual: 3, passed: true },
      { text: 'service.p50 < 1us', isDefault: false, actual: 90, passed: false },
    ]);
  });

  it('do not thin the rate by seconds behind the plan', () => {
    const seconds = [0, 1, 2, 3].map((second) => [second, { responses: second < 2 ? [100, 100] : [] }] as const);
    expect(ran(seconds, ['rate >= 4/s'], true, 2).soFar.thresholds).toMatchObject([{ actual: 4, passed: true }]);
  });

  it('tell of a threshold that is broken beyond mending', () => {
    expect(ran([[0, { responses: [100], errors: 1 }]], ['errors < 2']).breach).toBe(
      "The threshold 'errors < 2' is broken: it is 2.",
    );
    expect(ran([[0, { responses: [100] }]], ['errors < 2']).breach).toBeUndefined();
  });
});
