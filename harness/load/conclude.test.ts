// From what agents told to the verdict: runs are made of samples, by the recorders.

import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LatencyHistogram, prepareHistograms } from '../record/latency-histogram.ts';
import { MergedRun } from '../record/merge.ts';
import { Recorder } from '../record/op-recorder.ts';
import { type BenchRecord, benchRecordSchema } from '../record/record.ts';
import type { AgentHealth } from '../record/tally.ts';
import { type Circumstances, conclude, type Seen } from './conclude.ts';
import { makePlan } from './make-plan.ts';
import { parseThreshold, withDefaults } from './thresholds.ts';
import type { LostAgent } from './validity.ts';

beforeAll(prepareHistograms);

const runs: MergedRun[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.destroy();
});

const CLIENTS = 10;

interface Wishes extends Partial<Omit<Seen, 'thresholds' | 'seconds'>> {
  /** Samples of each second, in order. */
  readonly seconds?: readonly { readonly count: number; readonly us?: number; readonly maxUs?: number }[];
  readonly thresholds?: readonly string[];
  readonly errors?: number;
  readonly corrupted?: number;
  readonly wakeLagUs?: number;
  readonly loopLagUs?: number;
  readonly cpuShare?: number;
  /** Of two seconds in each second. */
  readonly stolenSeconds?: number;
}

const steady = (seconds: number): { count: number; us?: number; maxUs?: number }[] =>
  Array.from({ length: seconds }, () => ({ count: 1000 }));

function concluded(wishes: Wishes = {}): BenchRecord {
  const {
    seconds = steady(10),
    thresholds = [],
    errors = 0,
    corrupted = 0,
    wakeLagUs,
    loopLagUs,
    cpuShare,
    stolenSeconds,
    ...changes
  } = wishes;
  const merged = new MergedRun(1);
  runs.push(merged);
  const recorder = new Recorder();
  recorder.counters.connectAttempts = CLIENTS;
  recorder.counters.connects = CLIENTS;
  merged.add(0, recorder.takeSecond(-1, CLIENTS, health(0, 100)));
  for (const [second, { count, us = 200, maxUs = 2000 }] of seconds.entries()) {
    for (let sample = 0; sample < count; sample++) {
      recorder.op('ping').record(0, 10, sample === 0 ? maxUs : us);
      recorder.wakeLag.record(wakeLagUs ?? 50);
    }
    recorder.counters.operations = count;
    recorder.counters.turns = count;
    if (second === 1) {
      recorder.counters.corrupted = corrupted;
      for (let error = 0; error < errors; error++) recorder.error('turn', 'no-answer', 'server', 1_500_000, 'none');
    }
    const processors = stolenSeconds === undefined ? {} : { processors: { wantedSeconds: 2, stolenSeconds } };
    merged.add(0, recorder.takeSecond(second, CLIENTS, { ...health(cpuShare ?? 0.3, loopLagUs ?? 100), ...processors }));
  }
  recorder.destroy();
  const record = conclude({
    circumstances: CIRCUMSTANCES,
    plan: makePlan({ clients: CLIENTS, ratePerSecond: 1000, durationMs: Math.max(1, seconds.length) * 1000 }),
    merged,
    settlement: { lost: 0, unsettled: 0, examples: [] },
    wrongs: [],
    isChecking: true,
    timeline: merged.timeline(),
    targetUsage: undefined,
    turnsUnstarted: 0,
    connected: CLIENTS,
    agents: 1,
    agentsLost: [],
    onLoss: 'fail',
    rssBytesEmpty: 1000,
    seconds: seconds.length,
    hasStarted: true,
    stopped: undefined,
    notReached: undefined,
    warmUpSeconds: 'detected',
    calibration: undefined,
    ...changes,
    thresholds: withDefaults(thresholds.map(parseThreshold)),
  });
  // Whatever happened, the record is one.
  expect(benchRecordSchema.safeParse(record).error).toBeUndefined();
  return record;
}

function health(cpuShare: number, lagUs: number): AgentHealth {
  const lag = new LatencyHistogram();
  for (let probe = 0; probe < 100; probe++) lag.record(lagUs);
  const loopLag = lag.encode();
  lag.destroy();
  return { cpuShare, cpuSeconds: cpuShare, rssBytes: 70_000_000, gcMs: 2, loopLag };
}

const CIRCUMSTANCES: Circumstances = {
  scenario: { name: 'echo-block/ping', summary: 'pings', dialect: 'echo-block', params: {} },
  target: { address: '127.0.0.1', port: 7, how: 'running' },
  seed: 1,
  startedAt: '2025-01-15T10:30:00.000Z',
  command: ['harness', 'bench'],
  notes: ['It was a fine day.'],
  environment: {
    harness: '0.3.0',
    node: '20.20.2',
    platform: 'linux',
    kernel: '6.18.5',
    architecture: 'x64',
    processor: 'Example Processor',
    processors: 2,
    memoryBytes: 8_000_000_000,
    transport: 'epoll',
    transportReason: 'for tests',
  },
};

const DIED: LostAgent = { agent: 0, how: 'died', sentence: 'Agent 0 died.', clients: 5 };
const WITHOUT_ONE: Wishes = { agents: 2, agentsLost: [DIED], onLoss: 'continue', connected: 5 };
const OVERLOADED: Wishes = { cpuShare: 0.99 };

describe('the verdict', () => {
  it.each<[string, Wishes, BenchRecord['verdict'], string[]]>([
    ['a sound run', {}, 'pass', []],
    ['a latency that is too long', { thresholds: ['response.p50 < 100us'] }, 'fail', ['threshold']],
    ['a rate that is too low', { thresholds: ['rate >= 2000/s'] }, 'fail', ['threshold']],
    ['errors', { errors: 2 }, 'fail', ['threshold']],
    ['errors that are allowed', { errors: 2, thresholds: ['errors < 1%'] }, 'pass', []],
    ['corrupted messages', { corrupted: 1 }, 'fail', ['threshold']],
    ['lost messages', { settlement: { lost: 1, unsettled: 0, examples: ['one.'] } }, 'fail', ['threshold']],
    ['messages whose fate is not known', { settlement: { lost: 0, unsettled: 9, examples: [] } }, 'pass', []],
    ['turns that never began', { turnsUnstarted: 5 }, 'fail', ['threshold']],
    ['a generator that sends late', { wakeLagUs: 3000 }, 'invalid', ['send-lag']],
    ['an agent that is busy', OVERLOADED, 'invalid', ['agent-cpu']],
    ['a loop that is late', { loopLagUs: 30_000 }, 'invalid', ['loop-lag']],
    ['clients that never connected', { connected: 9 }, 'invalid', ['never-connected']],
    ['too few samples', { thresholds: ['response.p99.99 < 1s'] }, 'invalid', ['too-few-samples']],
    ['an agent that died', { agentsLost: [DIED] }, 'invalid', ['agent-died']],
    ['a run that went on without an agent', { ...WITHOUT_ONE, thresholds: ['neverConnected == 0'] }, 'pass', []],
    [
      'a client of the rest that never connected',
      { ...WITHOUT_ONE, connected: 4, thresholds: ['neverConnected == 0'] },
      'invalid',
      ['never-connected', 'threshold'],
    ],
    ['a rate that the rest does not reach', { ...WITHOUT_ONE, thresholds: ['rate >= 1999/s'] }, 'fail', ['threshold']],
    ['a run that went on without all of its agents', { ...WITHOUT_ONE, agents: 1 }, 'invalid', ['agent-died']],
    ['a scenario that threw', { stopped: { by: 'script', sentence: 'It threw.' } }, 'invalid', ['script-error']],
    ['nothing measured', { seconds: [{ count: 0 }, { count: 0 }] }, 'invalid', ['nothing-measured']],
    [
      'nothing measured but errors',
      { seconds: [{ count: 0 }, { count: 0 }], errors: 2 },
      'fail',
      ['threshold', 'nothing-measured'],
    ],
    ['a target that ended', { stopped: { by: 'target', sentence: 'It ended.' } }, 'fail', ['target-ended']],
    ['a person who stopped it', { stopped: { by: 'person', sentence: 'Stop.' }, seconds: steady(3) }, 'pass', []],
    // Precedence: obstacles, then what the target did wrong, then disturbances, then figures.
    ['a died agent and errors', { agentsLost: [DIED], errors: 2 }, 'invalid', ['agent-died', 'threshold']],
    ['errors and a busy agent', { ...OVERLOADED, errors: 2 }, 'fail', ['threshold', 'agent-cpu']],
    [
      'lost messages and a busy agent',
      { ...OVERLOADED, settlement: { lost: 1, unsettled: 0, examples: [] } },
      'fail',
      ['threshold', 'agent-cpu'],
    ],
    [
      'a target that ended, and a busy agent',
      { ...OVERLOADED, stopped: { by: 'target', sentence: 'It ended.' } },
      'fail',
      ['target-ended', 'agent-cpu'],
    ],
    [
      'a busy agent and a latency',
      { ...OVERLOADED, thresholds: ['response.p50 < 100us'] },
      'invalid',
      ['threshold', 'agent-cpu'],
    ],
    // What the generator could not begin it can't hold against the target.
    ['a busy agent and turns that never began', { ...OVERLOADED, turnsUnstarted: 5 }, 'invalid', ['threshold', 'agent-cpu']],
  ])('on %s', (_what, wishes, verdict, codes) => {
    const record = concluded(wishes);
    expect([record.verdict, record.causes.map(({ code }) => code)]).toEqual([verdict, codes]);
  });

  it('is fail when a broken threshold ended the run, though the measured part keeps it', () => {
    const stopped = { by: 'threshold', sentence: "The threshold 'response.p99 < 1ms' is broken: it is 3." } as const;
    const record = concluded({ stopped, thresholds: ['response.p99 < 1ms'] });
    expect(record.verdict).toBe('fail');
    expect(record.causes).toEqual([{ verdict: 'fail', code: 'threshold', sentence: stopped.sentence }]);
    const broken = concluded({ stopped, thresholds: ['response.p50 < 100us'] });
    expect(broken.causes.map(({ sentence }) => sentence)).toEqual(['response.p50 < 100us, and it is 200us.']);
  });

  it('on a run that nobody could start says why, and nothing else', () => {
    const record = concluded({
      seconds: [],
      connected: 0,
      hasStarted: false,
      notReached: 'Nobody could connect.',
      thresholds: ['response.p99 < 1s'],
    });
    expect(record.verdict).toBe('invalid');
    expect(record.causes[0]).toEqual({ verdict: 'invalid', code: 'target-unreachable', sentence: 'Nobody could connect.' });
    expect(record.causes[1]?.sentence).toBe('response.p99 < 1s: nothing of it was measured.');
    expect(record.totals).toMatchObject({ seconds: 0, measuredSeconds: 0, operationsPerSecond: 0 });
  });

  it('counts clients that had not come yet only where nothing cut the run short', () => {
    const cut = concluded({ connected: 4, stopped: { by: 'threshold', sentence: 'Too slow.' }, thresholds: ['rate > 9999/s'] });
    expect([cut.verdict, cut.causes.map(({ code }) => code)]).toEqual(['fail', ['threshold']]);
  });
});

describe('the warm-up', () => {
  const cold = [{ count: 300, us: 3000, maxUs: 9000 }, { count: 700, us: 900, maxUs: 5000 }, ...steady(8)];

  it('is left out of latencies and of the rate, and not of the totals', () => {
    const { steadiness, totals, latencyUs } = concluded({ seconds: cold });
    expect(steadiness.warmUpSeconds).toBe(2);
    expect(totals).toMatchObject({ operations: 9000, turns: 9000, seconds: 10, measuredSeconds: 8, operationsPerSecond: 1000 });
    expect(latencyUs.ping?.response).toMatchObject({ count: 8000, max: 2000 });
  });

  it('is as long as somebody says, as long as a second is left', () => {
    const given = concluded({ seconds: cold, warmUpSeconds: 5 });
    expect(given.steadiness).toMatchObject({ warmUpSeconds: 5, howChosen: 'given' });
    expect(given.latencyUs.ping?.response.count).toBe(5000);
    expect(concluded({ seconds: cold, warmUpSeconds: 99 }).totals.measuredSeconds).toBe(1);
    expect(concluded({ seconds: cold, warmUpSeconds: 0 }).latencyUs.ping?.response.count).toBe(9000);
  });

  it('never has a stall of a second, in whichever second of ten it begins', () => {
    for (let at = 0; at < 9; at++) {
      const seconds = steady(10).map((second, index) => {
        if (index === at) return { count: 100 };
        return index === at + 1 ? { count: 1900, us: 500_000, maxUs: 1_000_000 } : second;
      });
      expect(concluded({ seconds }).latencyUs.ping?.response.max).toBe(1_000_000);
    }
  });

  it('leaves the drain behind the plan out of the rate', () => {
    const seconds = [...steady(4), { count: 5 }];
    const { totals } = concluded({ seconds, plan: makePlan({ clients: CLIENTS, ratePerSecond: 1000, durationMs: 4000 }) });
    expect(totals).toMatchObject({ operations: 4005, operationsPerSecond: 1000, measuredSeconds: 4, turnsPlanned: 4000 });
  });

  it('is none in a run of less than a second', () => {
    const { totals, latencyUs } = concluded({ seconds: [{ count: 100 }], plan: makePlan({ clients: 10, durationMs: 500 }) });
    expect(totals).toMatchObject({ measuredSeconds: 0.5, operationsPerSecond: 200 });
    expect(latencyUs.ping?.response.count).toBe(100);
  });
});

describe('the notes', () => {
  it('say what a reader should know besides', () => {
    expect(concluded().notes).toEqual(['It was a fine day.']);
    const stopped = { by: 'person', sentence: 'It was stopped before its time.' } as const;
    expect(concluded({ stopped, seconds: steady(3), isChecking: false }).notes).toEqual([
      'It was a fine day.',
      'It was stopped after 3.0 s.',
      'Deliveries were not checked.',
    ]);
  });

  it('say which share went missing, where the run went on', () => {
    const rest = 'all figures are of the others, and of these until then.';
    expect(concluded(WITHOUT_ONE).notes.slice(1)).toEqual([
      'Agent 0 died.',
      `1 of 2 agents was lost, and with it 5 of 10 clients: ${rest}`,
    ]);
    expect(concluded({ ...WITHOUT_ONE, errors: 2, agents: 3, agentsLost: [DIED, DIED] }).notes.at(-1)).toBe(
      `2 of 3 agents were lost, and with them 10 of 10 clients: ${rest} Errors of clients that spoke with those count as any others.`,
    );
    const stopped = { by: 'agents', sentence: 'An agent was lost.' } as const;
    expect(concluded({ ...WITHOUT_ONE, onLoss: 'fail', stopped, seconds: steady(3) }).notes.slice(1)).toEqual([
      'It was ended after 3.0 s. An agent was lost.',
    ]);
  });

  it('say how much of their time the processors were kept from, where it is enough to be seen', () => {
    const disturbed = concluded({ stolenSeconds: 0.2 });
    expect(disturbed.notes.at(-1)).toBe(
      'The host of this virtual machine gave 10 % of the time in which its processors had something to do to other machines.',
    );
    expect([disturbed.verdict, disturbed.generator.stolenShare]).toEqual(['pass', expect.closeTo(0.1)]);
    const hardly = concluded({ stolenSeconds: 0.02 });
    expect([hardly.notes.length, hardly.generator.stolenShare]).toEqual([1, expect.closeTo(0.01)]);
    expect(concluded().generator).not.toHaveProperty('stolenShare');
  });

  it('keep the examples of what was wrong, of agents and of the settlement', () => {
    const settlement = { lost: 1, unsettled: 0, examples: ['Never came.'] };
    expect(concluded({ wrongs: ['Came twice.'], settlement }).correctness).toMatchObject({
      lost: 1,
      examples: ['Came twice.', 'Never came.'],
    });
    const unchecked = concluded({ settlement, isChecking: false });
    expect(unchecked.correctness).toMatchObject({ enabled: false, lost: 0, examples: [] });
    expect(unchecked.verdict).toBe('pass');
  });
});

it('sums up what the agents cost', () => {
  const { generator } = concluded({ agentsLost: [DIED] });
  expect(generator).toMatchObject({
    agents: 1,
    agentsLost: 1,
    rssBytesMax: 70_000_000,
    rssBytesEmpty: 1000,
    gcMs: 22,
  });
  expect([generator.cpuSeconds, generator.cpuShareMax]).toEqual([expect.closeTo(3), expect.closeTo(0.3)]);
});
