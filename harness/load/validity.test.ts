import { describe, expect, it } from 'vitest';
import { parseThreshold, withDefaults } from './thresholds.ts';
import { findDisturbances, findObstacles, type LostAgent, type Measurement } from './validity.ts';

const SOUND: Measurement = {
  clients: 100,
  connected: 100,
  hasStarted: true,
  operations: 50_000,
  ops: [{ op: 'ping', responseCount: 50_000, responseP99Us: 2000 }],
  wakeLagUs: { count: 50_000, p99: 300 },
  loopLagUs: { count: 1000, p99: 400 },
  cpuShares: [0.5, 0.6],
  thresholds: withDefaults([]),
  agents: 4,
  agentsLost: [],
  onLoss: 'fail',
  scriptError: undefined,
  notReached: undefined,
  isCutShort: false,
};

const lost = (count: number): LostAgent[] =>
  Array.from({ length: count }, (_, agent) => ({ agent, how: 'died', sentence: `Agent ${agent} died.`, clients: 25 }));
const obstaclesOf = (changes: Partial<Measurement>) => findObstacles({ ...SOUND, ...changes }).map(({ code }) => code);
const disturbancesOf = (changes: Partial<Measurement>) => findDisturbances({ ...SOUND, ...changes }).map(({ code }) => code);

describe('an obstacle', () => {
  it('is none in a sound run', () => {
    expect(obstaclesOf({})).toEqual([]);
  });

  it.each<[string, Partial<Measurement>, string[]]>([
    ['a target that nobody reached', { notReached: 'no.', connected: 0, hasStarted: false }, ['target-unreachable']],
    ['each agent that died', { agentsLost: lost(2), connected: 50 }, ['agent-died', 'agent-died']],
    ['a scenario that throws', { scriptError: 'it threw', connected: 3, operations: 0 }, ['script-error']],
    ['a run that ended before it began', { hasStarted: false, connected: 7 }, ['stopped']],
    ['clients that never connected', { connected: 99 }, ['never-connected']],
  ])('is %s', (_what, changes, codes) => {
    expect(obstaclesOf(changes)).toEqual(codes);
  });

  it('is no client whose time had not come when the run was cut short', () => {
    expect(obstaclesOf({ connected: 40, isCutShort: true })).toEqual([]);
  });

  it.each<[string, Partial<Measurement>, string[]]>([
    ['an agent that is lost', { agentsLost: lost(1), connected: 75 }, []],
    ['most of them', { agentsLost: lost(3), connected: 25 }, []],
    ['all of them', { agentsLost: lost(4), connected: 0 }, ['agent-died', 'agent-died', 'agent-died', 'agent-died']],
    ['a client of the others that never connected', { agentsLost: lost(1), connected: 74 }, ['never-connected']],
  ])('where a run goes on without those that are lost, of %s', (_what, changes, codes) => {
    expect(obstaclesOf({ ...changes, onLoss: 'continue' })).toEqual(codes);
  });

  it('says how many of those that are left are missing', () => {
    const [cause] = findObstacles({ ...SOUND, agentsLost: lost(1), connected: 70, onLoss: 'continue' });
    expect(cause?.sentence).toBe('5 of 75 clients that are left never connected.');
  });

  it('says how many are missing', () => {
    expect(findObstacles({ ...SOUND, clients: 12_000, connected: 1000 })[0]).toEqual({
      verdict: 'invalid',
      code: 'never-connected',
      sentence: '11,000 of 12,000 clients never connected.',
    });
  });
});

describe('a disturbance', () => {
  it('is none in a sound run', () => {
    expect(disturbancesOf({})).toEqual([]);
  });

  it.each<[string, Partial<Measurement>, string[]]>([
    ['sending late by more than a millisecond', { wakeLagUs: { count: 9, p99: 1001 } }, ['send-lag']],
    ['sending late by a millisecond', { wakeLagUs: { count: 9, p99: 1000 } }, []],
    ['lateness without samples', { wakeLagUs: { count: 0, p99: 9999 } }, []],
    ['an agent above 95 %', { cpuShares: [0.2, 0.96] }, ['agent-cpu']],
    ['an agent at 95 %', { cpuShares: [0.95] }, []],
    ['a loop that is late', { loopLagUs: { count: 9, p99: 10_001 } }, ['loop-lag']],
    ['a loop that is a little late', { loopLagUs: { count: 9, p99: 10_000 } }, []],
    ['a run without operations', { operations: 0, ops: [] }, ['nothing-measured']],
    ['a run that never began', { operations: 0, ops: [], hasStarted: false }, []],
  ])('in %s: is it one?', (_what, changes, codes) => {
    expect(disturbancesOf(changes)).toEqual(codes);
  });

  it('is lateness above a tenth of the slowest response', () => {
    const ops = [
      { op: 'slow', responseCount: 9, responseP99Us: 800_000 },
      { op: 'ping', responseCount: 9, responseP99Us: 100 },
    ];
    expect(disturbancesOf({ ops, wakeLagUs: { count: 9, p99: 80_000 }, loopLagUs: { count: 9, p99: 80_000 } })).toEqual([]);
    expect(disturbancesOf({ ops, wakeLagUs: { count: 9, p99: 80_001 }, loopLagUs: { count: 9, p99: 80_001 } })).toEqual([
      'send-lag',
      'loop-lag',
    ]);
  });

  it('is mended by a quiet machine where the generator was late without being busy', () => {
    const late = { wakeLagUs: { count: 9, p99: 50_000 }, loopLagUs: { count: 9, p99: 50_000 } };
    const sentencesOf = (cpuShares: number[]) =>
      findDisturbances({ ...SOUND, ...late, cpuShares }).map(({ sentence }) => sentence);
    const quiet = 'something else took the processors of this machine: run it again when it is quiet.';
    const less = 'ask for less, or give it more agents or processors.';
    expect(sentencesOf([0.1, 0.49])).toEqual([
      `The generator sent late by itself: p99 50.0 ms, where the response has 2.0 ms; ${quiet}`,
      `The generator's loop came late: p99 50.0 ms, where the response has 2.0 ms; ${quiet}`,
    ]);
    for (const shares of [[0.1, 0.5], []]) {
      expect(sentencesOf(shares)).toEqual([expect.stringContaining(less), expect.stringContaining(less)]);
    }
  });

  it('is a percentile that too few samples were taken for', () => {
    const of = (text: string, responseCount: number) =>
      disturbancesOf({ thresholds: [parseThreshold(text)], ops: [{ op: 'ping', responseCount, responseP99Us: 2000 }] });
    expect(of('response.p99 < 20ms', 999)).toEqual(['too-few-samples']);
    expect(of('response.p99 < 20ms', 1001)).toEqual([]);
    expect(of('ping.response.p99.9 < 20ms', 9000)).toEqual(['too-few-samples']);
    expect(of('other.response.p99 < 20ms', 5)).toEqual([]);
    expect(of('response.max < 20ms', 5)).toEqual([]);
    expect(of('rate > 5', 5)).toEqual([]);
    // That nothing at all was measured the threshold says itself.
    expect(of('response.p99 < 20ms', 0)).toEqual([]);
  });
});
