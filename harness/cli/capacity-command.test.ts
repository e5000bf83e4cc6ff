// The command with an engine that only pretends: what flags come to, what is refused, and what it says of what it saw.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import type { BenchObserver, BenchOptions } from '../fleet/bench-options.ts';
import { capacityRecordSchema } from '../record/capacity-record.ts';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { BenchRecord } from '../record/record.ts';
import { sweepRecordSchema } from '../record/sweep-record.ts';
import type { BenchFlags } from './bench-flags.ts';
import { addCapacityCommand } from './capacity.ts';
import { capacityCommand } from './capacity-command.ts';
import { dialectOf, eachInAFolder, loadedOf, played } from './study-world.test-support.ts';
import { sweepCommand } from './sweep-command.ts';

const example = await exampleRecord();
eachInAFolder();

const chat = dialectOf('chat', 9311, ['chat']);
const SCENARIOS = [
  loadedOf('chat/direct', chat),
  loadedOf('chat/own', chat, { thresholds: ['response.p99 < 1s'], defaults: { clients: 7, ratePerSecond: 10 } }),
];

type Run = (options: BenchOptions, observer: BenchObserver) => Promise<BenchRecord> | BenchRecord;

async function capacity(words: readonly string[], run: Run) {
  const ran: BenchOptions[] = [];
  const engine = {
    scenarios: SCENARIOS,
    runBench: async (options: BenchOptions, observer: BenchObserver) => {
      ran.push(options);
      return run(options, observer);
    },
    loadScenario: () => Promise.reject(new Error('no file is asked for')),
    machineFor: async ({ awake }: Pick<BenchFlags, 'awake'>) => ({
      awake: awake === 'never' ? [] : [0, 1],
      calibration: undefined,
    }),
    calibrate: () => Promise.reject(new Error('no calibration is asked for')),
    calibrationFile: () => '',
  };
  const said = await played(['capacity', ...words], addCapacityCommand, (argument, flags, surroundings) =>
    (flags.sweep === undefined ? capacityCommand : sweepCommand)(argument, flags, engine, surroundings),
  );
  return { ...said, ran };
}

const RECORD = 'runs/2026-11-21T09-31-05-capacity-chat-direct.json';

function searched() {
  return capacityRecordSchema.parse(JSON.parse(readFileSync(RECORD, 'utf8')));
}

function loadOf({ plan }: BenchOptions): number {
  return plan.kind === 'open' ? (plan.segments[0]?.to ?? 0) : plan.clients;
}

/** A server that meets the objective up to a limit. */
function upTo(limit: number, beyond: (options: BenchOptions) => Partial<BenchRecord> = missed): Run {
  return (options) => {
    const load = loadOf(options);
    const made: BenchRecord = {
      ...example,
      plan: { ...options.plan, segments: [...options.plan.segments], thinkUs: 0 },
      timeline: example.timeline.map((second) => ({ ...second, turns: load })),
    };
    return load <= limit ? made : { ...made, ...beyond(options) };
  };
}

function missed({ thresholds: [text = ''] }: BenchOptions): Partial<BenchRecord> {
  return {
    verdict: 'fail',
    thresholds: [{ text, isDefault: false, actual: 25, passed: false }],
    causes: [{ verdict: 'fail', code: 'threshold', sentence: `${text}, and it is 25 ms.` }],
  };
}

function hardPressed(code: 'send-lag' | 'agent-cpu' | 'loop-lag') {
  return (options: BenchOptions): Partial<BenchRecord> => ({
    ...missed(options),
    verdict: 'invalid',
    // Late by more than the objective is missed by.
    generator: { ...example.generator, wakeLagUs: { ...example.generator.wakeLagUs, max: 60e6 } },
    causes: [...(missed(options).causes ?? []), { verdict: 'invalid', code, sentence: 'The generator sent late by itself.' }],
  });
}

describe('harness capacity', () => {
  it('raises the rate of 100 clients until response.p99 < 10ms is missed, and leaves the capacity in a record', async () => {
    const { ran, code, stdout } = await capacity([], upTo(5000));
    expect(code).toBe(0);
    const record = searched();
    expect(record).toMatchObject({
      verdict: 'pass',
      causes: [],
      axis: 'rate',
      clients: 100,
      objective: ['response.p99 < 10ms'],
      precision: 0.02,
      secondsPerStep: 5,
      command: ['harness', 'capacity'],
      answer: { kind: 'found' },
    });
    if (record.answer.kind === 'found') {
      expect(record.answer.load).toBeGreaterThan(4900);
      expect(record.answer.load).toBeLessThanOrEqual(5000);
      expect(record.answer.high).toBeGreaterThan(5000);
    }
    expect(record.steps.length).toBe(ran.length);
    expect(stdout).toMatch(/^PASS /);
    expect(stdout).toContain(RECORD);
  });

  it('gives its quick steps less time than the others, and lets a second pass before each counts', async () => {
    const { ran } = await capacity(['--step', '5s', '--max', '4000'], upTo(3000));
    expect(ran[0]).toMatchObject({
      warmUpSeconds: 1,
      awake: [0, 1],
      plan: { segments: [{ durationUs: 3e6, from: 1000, to: 1000 }] },
    });
    expect(ran.at(-1)).toMatchObject({ warmUpSeconds: 1, plan: { segments: [{ durationUs: 6e6 }] } });
    expect(new Set(ran.map(({ seed }) => seed)).size).toBe(ran.length);
  });

  it('gives a slow load as long as its percentile needs samples', async () => {
    const { ran } = await capacity(['--from', '100'], upTo(110));
    // 1,000 samples take 9 s of 110 and 1 s for the warm-up.
    expect(ran.at(-1)?.plan.segments[0]?.durationUs).toBeGreaterThan(9.5e6);
  });

  it('takes the thresholds of the scenario where nobody states an objective', async () => {
    const { ran } = await capacity(['chat/own'], upTo(2000));
    expect(ran[0]).toMatchObject({ thresholds: ['response.p99 < 1s'], plan: { kind: 'open', clients: 7 } });
    const { ran: own } = await capacity(['chat/own', '--objective', 'response.p99 < 2ms, errors < 1%'], upTo(2000));
    expect(own[0]?.thresholds).toEqual(['response.p99 < 2ms', 'errors < 1%']);
  });

  it('searches for clients when it is asked to', async () => {
    const { ran } = await capacity(['--axis', 'clients', '--from', '50', '--think', '1s'], upTo(333));
    expect(ran[0]).toMatchObject({ plan: { kind: 'closed', clients: 50, thinkUs: 1e6 } });
    const { answer, axis, clients } = searched();
    expect({ axis, clients }).toEqual({ axis: 'clients', clients: undefined });
    expect(answer).toMatchObject({ kind: 'found' });
    expect(answer.kind === 'found' && answer.load <= 333 && answer.high > 333).toBe(true);
  });

  it('writes a line for each step, and the record on standard output with --json', async () => {
    const { stdout, stderr } = await capacity(['--json'], upTo(2500));
    expect(capacityRecordSchema.parse(JSON.parse(stdout)).verdict).toBe('pass');
    expect(stderr).toMatch(
      /^chat\/direct, from 1,000 turns a second, with 100 clients: steps of 5 s\nascent, 1,000 turns a second: met\. /,
    );
    expect(stderr).toMatch(/\nascent, 4,000 turns a second: missed\. response\.p99 < 10ms, and it is 25 ms\.\n/);
    expect(stderr).toMatch(/\nPASS /);
    const { stderr: events } = await capacity(['--json', '--progress', 'json'], upTo(2500));
    const steps = events
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(steps.find((event) => (event as { kind: string }).kind === 'step')).toMatchObject({
      phase: 'ascent',
      load: 1000,
      outcome: 'met',
    });
  });

  it('writes the reports that are asked for', async () => {
    const { code } = await capacity(['--report', 'it.md', '--report', 'text=it.txt'], upTo(2500));
    expect(code).toBe(0);
    expect([existsSync('it.md'), existsSync('it.txt')]).toEqual([true, true]);
  });
});

describe('the verdict of harness capacity', () => {
  it('is fail when the capacity is less than was wanted', async () => {
    const { code } = await capacity(['--at-least', '6000'], upTo(5000));
    expect(code).toBe(1);
    expect(searched()).toMatchObject({
      verdict: 'fail',
      wanted: 6000,
      causes: [expect.stringMatching(/^The capacity is 4,9.* was to be 6,000/)],
    });
    expect((await capacity(['--at-least', '4000'], upTo(5000))).code).toBe(0);
  });

  it('is pass when as much as was wanted is confirmed, though nothing above it was tried', async () => {
    const { code } = await capacity(['--at-least', '3000', '--max', '3000'], upTo(5000));
    expect(code).toBe(0);
    expect(searched().answer).toEqual({ kind: 'at-least', load: 3000, limit: 'maximum' });
  });

  it('is fail when no load meets the objective', async () => {
    const { code } = await capacity([], upTo(0));
    expect(code).toBe(1);
    expect(searched().answer.kind).toBe('at-most');
  });

  it.each(['send-lag', 'agent-cpu', 'loop-lag'] as const)(
    'is invalid when the generator was the limit (%s): no capacity is claimed',
    async (code) => {
      const { code: exit, stdout } = await capacity([], upTo(5000, hardPressed(code)));
      expect(exit).toBe(2);
      const { answer, verdict, causes, steps } = searched();
      expect(verdict).toBe('invalid');
      expect(answer).toMatchObject({ kind: 'at-least', limit: 'generator' });
      expect(answer.kind === 'at-least' && answer.load > 4900 && answer.load <= 5000).toBe(true);
      expect(causes[0]).toMatch(/^The generator was the limit above 4,9.*: use more agents/);
      expect(steps.filter(({ outcome }) => outcome === 'missed')).toEqual([]);
      expect(stdout).toMatch(/^INVALID /);
    },
  );

  it('counts errors as missed, however hard pressed the generator was', async () => {
    const { code } = await capacity(
      [],
      upTo(5000, (options) => ({
        ...hardPressed('send-lag')(options),
        thresholds: [{ text: 'errors == 0', isDefault: true, actual: 3, passed: false }],
        causes: [
          { verdict: 'fail', code: 'threshold', sentence: 'errors == 0, and it is 3.' },
          { verdict: 'invalid', code: 'send-lag', sentence: 'The generator sent late by itself.' },
        ],
      })),
    );
    expect(code).toBe(0);
    expect(searched().answer.kind).toBe('found');
  });

  it('believes an objective that was met although the generator was late by itself, for that only adds to it', async () => {
    const lag = { verdict: 'invalid' as const, code: 'send-lag', sentence: 'The generator sent late by itself.' };
    const late: Run = async (options) => {
      const record = await upTo(5000)(options, {} as BenchObserver);
      return record.verdict === 'pass' ? { ...record, verdict: 'invalid', causes: [lag] } : record;
    };
    expect((await capacity([], late)).code).toBe(0);
    // Clients that each wait for their answers are slowed by it, and make less load than was meant.
    const { code } = await capacity(['--axis', 'clients'], late);
    expect(code).toBe(2);
  });

  it('takes a server that ends under the load, or lets nobody in, for one that misses', async () => {
    for (const code of ['target-ended', 'never-connected']) {
      const { code: exit } = await capacity(
        [],
        upTo(3000, () => ({ verdict: 'invalid', causes: [{ verdict: 'invalid', code, sentence: 'The target is gone.' }] })),
      );
      expect(exit).toBe(0);
      expect(searched().answer.kind).toBe('found');
    }
  });

  it('takes a rate that was not kept up for missed, though nothing else is wrong', async () => {
    const { code } = await capacity(
      [],
      upTo(5000, (options) => ({ timeline: example.timeline.map((second) => ({ ...second, turns: loadOf(options) * 0.9 })) })),
    );
    expect(code).toBe(0);
    expect(searched().steps.find(({ outcome }) => outcome === 'missed')?.sentence).toMatch(/the rate was not kept up/);
  });
});

describe('harness capacity that can not go on', () => {
  it('leaves with 4 when the target is not there', async () => {
    const gone = { verdict: 'invalid' as const, code: 'target-unreachable', sentence: 'Nobody listens at 127.0.0.1:1.' };
    const { code, stderr } = await capacity([], () => ({ ...example, verdict: 'invalid', causes: [gone] }));
    expect(code).toBe(4);
    expect(stderr).toMatch(/harness: Nobody listens at 127\.0\.0\.1:1\.\n$/);
  });

  it('throws what kept the first run from beginning', async () => {
    const { refusal } = await capacity([], () => Promise.reject(new HarnessError('target-failed', 'It ended at once.')));
    expect(refusal).toMatchObject({ code: 'target-failed' });
    expect(existsSync(RECORD)).toBe(false);
  });

  it('writes what there is when a later run can not begin, and throws why', async () => {
    const { refusal } = await capacity([], (options, observer) => {
      if (loadOf(options) >= 4000) throw new HarnessError('target-failed', 'It does not start again.');
      return upTo(5000)(options, observer);
    });
    expect(refusal).toMatchObject({ code: 'target-failed' });
    expect(searched()).toMatchObject({ verdict: 'invalid', answer: { kind: 'unknown' }, causes: ['It does not start again.'] });
  });

  it('takes more clients than this machine has descriptors for as the limit of the generator', async () => {
    const { code } = await capacity(['--axis', 'clients'], (options, observer) => {
      if (options.plan.clients > 300) throw new HarnessError('limit-too-low', 'So many descriptors there are not.');
      return upTo(5000)(options, observer);
    });
    expect(code).toBe(2);
    expect(searched().answer).toMatchObject({ kind: 'at-least', limit: 'generator' });
  });

  it('stops in order when it is interrupted, writes what there is, and leaves with 2', async () => {
    let runs = 0;
    const { code, stderr } = await capacity([], (options, observer) => {
      if (++runs === 3) process.emit('SIGINT');
      return upTo(5000)(options, observer);
    });
    expect(code).toBe(2);
    expect(stderr).toContain('Stopping in order; once more to end at once.');
    const { answer, steps, causes } = searched();
    expect(answer).toEqual({ kind: 'unknown' });
    expect(steps.length).toBe(2);
    expect(causes[0]).toMatch(/stopped before its time/);
  });

  it.each([
    [['--axis', 'clients', '--clients', '5'], /--axis clients searches for the number of clients/],
    [['--rate', '50'], /The rate is what is searched for/],
    [['--think', '1s'], /--think is for clients/],
    [['--trials', '3'], /--trials goes with --sweep/],
    [['--from', '50', '--max', '20'], /nothing is left to search/],
    [['--axis', 'clients', '--from', '50/s'], /--from takes a whole number/],
    [['--objective', 'latency < 5'], /'latency'/],
    [['--precision', '0'], /--precision takes a share/],
    [['--step', '500ms'], /--step takes whole seconds/],
    [['--sweep', '1,2,4'], /takes 4 numbers of clients at least/],
    [['--sweep', '1,2,2,4'], /names a number of clients twice/],
    [['--sweep', 'auto', '--at-least', '5'], /--at-least goes with the search/],
    [['--report', 'it.pdf'], /no report ends with/],
  ])('refuses %j', async (words, sentence) => {
    const { refusal, ran } = await capacity(words, upTo(5000));
    expect(refusal).toBeInstanceOf(HarnessError);
    expect((refusal as HarnessError).message).toMatch(sentence);
    expect(ran).toEqual([]);
  });
});

describe('harness capacity --sweep', () => {
  const rateOf = (clients: number) => (1000 * clients) / (1 + 0.05 * (clients - 1) + 0.001 * clients * (clients - 1));
  const scaling: Run = ({ plan }) => ({
    ...example,
    totals: { ...example.totals, operationsPerSecond: rateOf(plan.clients) },
  });
  const SWEEP = 'runs/2026-11-21T09-31-05-sweep-chat-direct.json';
  const swept = () => sweepRecordSchema.parse(JSON.parse(readFileSync(SWEEP, 'utf8')));

  it('runs each number of clients so often, in no order, and fits the law', async () => {
    const { ran, code, stdout } = await capacity(['--sweep', '1,2,4,8,16,32', '--trials', '2', '--seed', '3'], scaling);
    expect(code).toBe(0);
    const order = ran.map(({ plan }) => plan.clients);
    expect(order.slice(0, 6).toSorted((one, other) => one - other)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(order.slice(0, 6)).not.toEqual([1, 2, 4, 8, 16, 32]);
    const { fit, levels } = swept();
    expect(levels.map(({ trials }) => trials.length)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(fit?.sigma.value).toBeCloseTo(0.05, 4);
    expect(fit?.peak?.clients.value).toBeCloseTo(Math.sqrt(0.95 / 0.001), 1);
    expect(stdout).toMatch(/^PASS /);
  });

  it('has clients take turn after turn, whatever rate the scenario has by itself', async () => {
    const { ran } = await capacity(['chat/own', '--sweep', '1,2,3,4', '--trials', '1'], scaling);
    expect(ran.map(({ plan }) => plan.kind)).toEqual(['closed', 'closed', 'closed', 'closed']);
  });

  it('leaves out levels at which the generator was the limit, and gives no fit for fewer than four others', async () => {
    const busy = { verdict: 'invalid' as const, code: 'agent-cpu', sentence: 'An agent used 99 % of a processor.' };
    const { code } = await capacity(['--sweep', '1,2,4,8'], async (options, observer) => {
      const record = await scaling(options, observer);
      return options.plan.clients < 8 ? record : { ...record, verdict: 'invalid', causes: [busy] };
    });
    expect(code).toBe(2);
    const { fit, levels, causes } = swept();
    expect(fit).toBe(undefined);
    expect(levels.at(-1)).toMatchObject({ clients: 8, leftOut: busy.sentence });
    expect(causes).toEqual(['A fit takes 4 levels at least, and 3 count.', `8 clients: ${busy.sentence}`]);
  });

  it('writes what there is when it is interrupted, and leaves with 2', async () => {
    let runs = 0;
    const { code } = await capacity(['--sweep', '1,2,4,8'], (options, observer) => {
      if (++runs === 3) process.emit('SIGINT');
      return scaling(options, observer);
    });
    expect(code).toBe(2);
    expect(swept().causes).toEqual(['It ended after 2 of 12 runs.']);
  });
});
