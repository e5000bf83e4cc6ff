import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import type { View } from '../record/views.ts';
import { breach, type Figures, judgeThresholds, parseThreshold, withDefaults } from './thresholds.ts';

describe('reading a threshold', () => {
  it('knows latencies, with and without their operation, in each unit', () => {
    expect(parseThreshold('response.p99 < 20ms')).toEqual({
      text: 'response.p99 < 20ms',
      isDefault: false,
      measure: { kind: 'latency', view: 'response', stat: { kind: 'percentile', percentile: 99 } },
      comparison: '<',
      limit: 20,
      unitUs: 1000,
    });
    expect(parseThreshold(' direct.send-lag.max<=1.5s ')).toMatchObject({
      measure: { kind: 'latency', op: 'direct', view: 'sendLag', stat: { kind: 'max' } },
      comparison: '<=',
      limit: 1.5,
      unitUs: 1_000_000,
    });
    expect(parseThreshold('a.b-c.service.mean>=3us')).toMatchObject({
      measure: { op: 'a.b-c', view: 'service', stat: { kind: 'mean' } },
      unitUs: 1,
    });
  });

  it('knows a percentile however it is written', () => {
    const written = ['p50', 'p5', 'p99.9', 'p999', 'p9999', 'p995', 'p100', 'p99.99'];
    expect(written.map((stat) => parseThreshold(`response.${stat} < 1ms`).measure)).toEqual(
      [50, 5, 99.9, 99.9, 99.99, 99.5, 100, 99.99].map((percentile) => ({
        kind: 'latency',
        view: 'response',
        stat: { kind: 'percentile', percentile },
      })),
    );
  });

  it('knows counters, shares and the rate', () => {
    expect(parseThreshold('lost==0').measure).toEqual({ kind: 'counter', counter: 'lost' });
    expect(parseThreshold('never-connected <= 3').measure).toEqual({ kind: 'counter', counter: 'neverConnected' });
    expect(parseThreshold('errors < 0.1%')).toMatchObject({ measure: { kind: 'share', counter: 'errors' }, limit: 0.1 });
    expect(parseThreshold('late < 5 %').measure).toEqual({ kind: 'share', counter: 'late' });
    expect([parseThreshold('rate >= 950/s'), parseThreshold('rate>=950')].map(({ measure, limit }) => [measure, limit])).toEqual([
      [{ kind: 'rate' }, 950],
      [{ kind: 'rate' }, 950],
    ]);
  });

  it.each([
    ['', 'write a measure, a comparison and a value'],
    ['errors', "such as 'response.p99 < 20ms'"],
    ['errors = 0', "('equal' is written ==)"],
    ['errors == ', 'is no threshold'],
    ['errors == -1', 'is no threshold'],
    ['erors == 0', "did you mean 'errors'?"],
    ['rat > 5', "did you mean 'rate'?"],
    ['throughput > 5', "speaks of 'throughput', which is not measured; there are errors"],
    ['response < 5ms', "as in 'response.p99 < 20ms'"],
    ['respons.p99 < 5ms', "did you mean 'response'?"],
    ['response.p99x < 5ms', "did you mean 'p99'?"],
    ['response.p0 < 5ms', "'p0'"],
    ['response.p101.5 < 5ms', "'p101.5'"],
    ['response.median < 5ms', "speaks of 'median'"],
    ['response.p99 < 5', 'a latency is in us, ms or s'],
    ['response.p99 < 5m', 'a latency is in us, ms or s'],
    ['response.p99 < 5constructor', 'a latency is in us, ms or s'],
    ['errors < 5ms', 'compared with a whole number'],
    ['errors < 0.5', 'compared with a whole number'],
    ['errors < 101%', 'from 0% to 100%'],
    ['lost < 1%', 'only errors and late can be in per cent'],
    ['rate > 5ms', 'operations a second'],
  ])('refuses %j, and says why', (text, part) => {
    const act = () => parseThreshold(text);
    expect(act).toThrow(HarnessError);
    expect(act).toThrow(part);
  });
});

describe('judging thresholds', () => {
  it('holds a latency without an operation against every operation, and tells the worst', () => {
    const run = figures({ ops: { fast: 1000, slow: 30_000 } });
    expect(judged('response.p99 < 20ms', run)).toEqual({
      text: 'response.p99 < 20ms',
      isDefault: false,
      actual: 30,
      passed: false,
    });
    expect(judged('response.p99 < 30.5ms', run)).toMatchObject({ actual: 30, passed: true });
    expect(judged('response.p99 > 500us', run)).toMatchObject({ actual: 1000, passed: true });
    expect(judged('response.p99 > 2ms', run)).toMatchObject({ actual: 1, passed: false });
    expect(judged('response.p99 == 30ms', run)).toMatchObject({ actual: 1, passed: false });
    expect(judged('fast.response.p99 < 20ms', run)).toMatchObject({ actual: 1, passed: true });
  });

  it('reads each figure from where it stands', () => {
    const run = figures({ ops: { ping: 1000 } });
    expect(['min', 'mean', 'p50', 'p99', 'max'].map((stat) => judged(`ping.service.${stat} < 1s`, run).actual)).toEqual([
      0.0001, 0.0005, 0.0005, 0.001, 0.002,
    ]);
  });

  it('does not pass what was not measured', () => {
    const run = figures({ ops: { ping: 1000 } });
    expect(judged('pong.response.p99 < 1s', run)).toEqual({ text: 'pong.response.p99 < 1s', isDefault: false, passed: false });
    expect(judged('toString.response.p99 < 1s', run).passed).toBe(false);
    expect(judged('pong.response.max < 1s', { ...run, latencyUs: { pong: nothingMeasured() } }).passed).toBe(false);
    expect(judged('response.max < 1s', figures({ ops: {} }))).not.toHaveProperty('actual');
    expect(judged('errors < 1%', figures({ totals: { operations: 0, errors: 0 } }))).not.toHaveProperty('actual');
    expect(judged('rate > 1', figures({ totals: { measuredSeconds: 0 } })).passed).toBe(false);
  });

  it('counts, and takes shares of what they are shares of', () => {
    const run = figures({ totals: { operations: 990, errors: 10, turns: 2000, turnsLate: 50, clients: 9, connected: 7 } });
    expect(judged('errors < 1%', run)).toMatchObject({ actual: 1, passed: false });
    expect(judged('errors <= 1%', run)).toMatchObject({ passed: true });
    expect(judged('late < 2.6%', run)).toMatchObject({ actual: 2.5, passed: true });
    expect(judged('never-connected == 0', run)).toMatchObject({ actual: 2, passed: false });
    expect(judged('errors != 10', run)).toMatchObject({ actual: 10, passed: false });
    expect(judged('rate >= 100/s', run)).toMatchObject({ actual: 100, passed: true });
    expect(judged('rate > 100/s', run)).toMatchObject({ passed: false });
  });

  it('expects by default that nothing is wrong, lost or undone, but where somebody said otherwise', () => {
    const defaults = withDefaults([parseThreshold('errors < 5%'), parseThreshold('lost <= 3')]);
    expect(defaults.filter(({ isDefault }) => isDefault).map(({ text }) => text)).toEqual([
      'duplicated == 0',
      'reordered == 0',
      'misdelivered == 0',
      'corrupted == 0',
      'unstarted == 0',
    ]);
    const results = judgeThresholds(
      withDefaults([]),
      figures({ correctness: { misdelivered: 2 }, totals: { turnsUnstarted: 1 } }),
    );
    expect(results.filter(({ passed }) => !passed).map(({ text, actual }) => [text, actual])).toEqual([
      ['misdelivered == 0', 2],
      ['unstarted == 0', 1],
    ]);
    expect(results).toHaveLength(7);
  });

  it('leaves deliveries out where none was checked, unless somebody asked', () => {
    const unchecked = figures({ correctness: { enabled: false } });
    expect(judgeThresholds(withDefaults([]), unchecked).map(({ text }) => text)).toEqual(['errors == 0', 'unstarted == 0']);
    expect(judged('lost == 0', unchecked)).toEqual({ text: 'lost == 0', isDefault: false, passed: false });
  });
});

describe('a breach while the run goes on', () => {
  it('is seen at once in a counter that growing can not mend', () => {
    const early = figures({ totals: { errors: 3, measuredSeconds: 1 }, correctness: { duplicated: 1 } });
    expect(breached('errors == 0', early)).toMatchObject({ actual: 3, passed: false });
    expect(breached('errors < 3', early)).toBeDefined();
    expect(breached('errors <= 2', early)).toBeDefined();
    expect(breached('duplicated == 0', early)).toBeDefined();
    expect(breached('errors <= 3', early)).toBeUndefined();
    expect(breached('errors == 5', early)).toBeUndefined();
    expect(breached('errors > 5', early)).toBeUndefined();
  });

  it('is not seen in what is known only at the end', () => {
    const early = figures({ correctness: { lost: 5, unsettled: 5 }, totals: { turnsUnstarted: 5, connected: 0 } });
    for (const counter of ['lost', 'unsettled', 'unstarted', 'neverConnected']) {
      expect(judged(`${counter} == 0`, early).passed).toBe(false);
      expect(breached(`${counter} == 0`, early)).toBeUndefined();
    }
  });

  it('is seen in latencies, shares and the rate once 5 s were measured', () => {
    for (const text of ['response.p99 < 1us', 'response.max < 1us', 'errors < 1%', 'rate > 1000/s']) {
      expect(breached(text, figures({ totals: { errors: 500, measuredSeconds: 4 } }))).toBeUndefined();
      expect(breached(text, figures({ totals: { errors: 500, measuredSeconds: 5 } }))).toBeDefined();
    }
    expect(breached('pong.response.p99 < 1us', figures({}))).toBeUndefined();
  });
});

function judged(text: string, run: Figures) {
  const [result] = judgeThresholds([parseThreshold(text)], run);
  if (result === undefined) throw new Error('nothing was judged');
  return result;
}

function breached(text: string, run: Figures) {
  return breach(parseThreshold(text), run);
}

function nothingMeasured() {
  const nothing = { count: 0, min: 0, mean: 0, max: 0 };
  return { response: nothing, service: nothing, sendLag: nothing };
}

/** By operation: its p99 and whatever follows from it. */
function figures(given: {
  readonly ops?: Readonly<Record<string, number>>;
  readonly totals?: Partial<Figures['totals']>;
  readonly correctness?: Partial<Figures['correctness']>;
}): Figures {
  const ops = given.ops ?? { ping: 1000 };
  const distribution = (p99: number) => ({ count: 10, min: p99 / 10, mean: p99 / 2, max: p99 * 2 });
  return {
    totals: {
      clients: 10,
      connected: 10,
      turns: 1000,
      turnsLate: 0,
      turnsUnstarted: 0,
      operations: 1000,
      errors: 0,
      operationsPerSecond: 100,
      measuredSeconds: 10,
      ...given.totals,
    },
    correctness: {
      enabled: true,
      lost: 0,
      duplicated: 0,
      reordered: 0,
      misdelivered: 0,
      corrupted: 0,
      unsettled: 0,
      ...given.correctness,
    },
    latencyUs: Object.fromEntries(
      Object.entries(ops).map(([op, p99]) => {
        const views: Record<View, ReturnType<typeof distribution>> = {
          response: distribution(p99),
          service: distribution(p99),
          sendLag: distribution(p99),
        };
        return [op, views];
      }),
    ),
    percentileOf: (op, _, percentile) => ((ops[op] ?? Number.NaN) * (percentile === 50 ? 50 : 100)) / 100,
  };
}
