// The command with an engine that only pretends: what flags come to, what is refused, and what is written where.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import type { BenchOptions } from '../fleet/bench-options.ts';
import { comparisonRecordSchema } from '../record/comparison-record.ts';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { BenchRecord } from '../record/record.ts';
import type { BenchFlags } from './bench-flags.ts';
import { addCompareCommand } from './compare.ts';
import { compareCommand } from './compare-command.ts';
import { dialectOf, eachInAFolder, loadedOf, played } from './study-world.test-support.ts';

const example = await exampleRecord();
eachInAFolder();

const echo = dialectOf('echo-text', 9311, ['echo-text']);
const SCENARIOS = [loadedOf('chat/direct', echo), loadedOf('echo-text/ping', echo), loadedOf('own/talk', dialectOf('own', 7007))];

/** What a run leaves that made so many operations a second, each trial a little different. */
function ranWith(
  rate: number,
  number: number,
  { clients, how }: { clients: number; how: BenchRecord['target']['how'] },
): BenchRecord {
  return {
    ...example,
    plan: { kind: 'closed', clients, segments: [{ durationUs: 5e6, from: clients, to: clients }], thinkUs: 0 },
    target: { address: '127.0.0.1', port: 9, how },
    totals: { ...example.totals, errors: 0, operationsPerSecond: rate * (1 + ((number * 7) % 5) / 1000) },
  };
}

const LATE = { verdict: 'invalid' as const, code: 'loop-lag', sentence: "The generator's loop came late." };

const wordsOf = ({ target }: BenchOptions) =>
  target.how === 'embedded' ? target.words.slice(2).join(' ') : target.how === 'started' ? target.command : '';

/** Runs the command with words as they are typed; whatever has `slow` in its command is a third as fast, `dead` does not start, `late` is disturbed. */
async function compare(words: readonly string[]) {
  const ran: BenchOptions[] = [];
  const engine = {
    scenarios: SCENARIOS,
    runBench: async (options: BenchOptions) => {
      ran.push(options);
      const { plan, target } = options;
      const command = wordsOf(options);
      if (command.includes('dead'))
        throw new HarnessError('target-failed', 'The target that was started ended with exit code 3.');
      const record = ranWith(command.includes('slow') ? 500 : 1500, ran.length, { clients: plan.clients, how: target.how });
      return command.includes('late') ? { ...record, verdict: 'invalid' as const, causes: [LATE] } : record;
    },
    loadScenario: async () => loadedOf('mine', echo),
    machineFor: async ({ awake }: Pick<BenchFlags, 'awake'>) => ({
      awake: awake === 'never' ? [] : [0, 1],
      calibration: undefined,
    }),
  };
  const { refusal, ...said } = await played(['compare', ...words], addCompareCommand, (what, flags, surroundings) =>
    compareCommand(what, flags, engine, surroundings),
  );
  return { ...said, ran, refusal: refusal instanceof HarnessError ? refusal.message : refusal };
}

function write(file: string, record: BenchRecord): string {
  writeFileSync(file, JSON.stringify(record));
  return file;
}

const RECORD = 'runs/2026-11-21T09-31-05-compare-echo-text-ping.json';
const readRecord = (file = RECORD) => comparisonRecordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

describe('harness compare with servers', () => {
  it('makes trials again that were disturbed, and says how many, and of how many that count; not with --anyway', async () => {
    const words = ['--start', './fine', '--start', './late', '--trials', '2', 'echo-text/ping', '--json'];
    const notesOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).notes.join(' ');
    const patient = await compare(words);
    expect(patient.ran).toHaveLength(10);
    expect(patient.stderr).toContain("The generator's loop came late. Trial 2 is made again.");
    expect(notesOf(patient)).toContain('6 trials were made again, and 2 trials that count were disturbed: something else took');
    const impatient = await compare([...words, '--anyway']);
    expect(impatient.ran).toHaveLength(4);
    expect(notesOf(impatient)).toMatch(/(^|[.] )2 trials that count were disturbed: something else took/);
  });

  it('runs models of the reference server in turn, five trials of 5 s each, without the first second', async () => {
    const { ran, code, stderr } = await compare(['--reference', 'process,event', 'echo-text/ping']);
    const models = ran.map((options) => /--model (\w+)/.exec(wordsOf(options))?.[1]);
    expect(models.join(' ')).toBe('process event event process process event event process process event');
    expect(ran[0]).toMatchObject({ warmUpSeconds: 1, awake: [0, 1], plan: { kind: 'closed', segments: [{ durationUs: 5e6 }] } });
    expect(code).toBe(0);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[3]).toMatch(/^3 of 10, event, 100 clients: 1,50\d\/s, p99 /);
    const record = readRecord();
    expect(record.subjects.map(({ name }) => name)).toEqual(['process', 'event']);
    expect(record.judgements[0]?.judgement).toBe('same');
  });

  it('starts servers of one’s own at the target, under names of one’s own, and fails when one is worse', async () => {
    const { ran, code, stdout } = await compare([
      ...['--start', './old', '--start', './slow', '--target', '127.0.0.1:7000', '--name', 'old', '--name', 'new'],
      ...['own/talk', '--trials', '2', '--fail-on-worse', '5%', '--out', 'it.json'],
    ]);
    expect(ran.map(wordsOf)).toEqual(['./old', './slow', './slow', './old']);
    expect(ran[0]?.target).toMatchObject({ how: 'started', to: { port: 7000 } });
    expect(code).toBe(1);
    expect(stdout).toContain('new');
    expect(readRecord('it.json').causes[0]).toMatch(/^new is worse than old by more than 5 %/);
  });

  it('takes words of harness serve behind a model, and several numbers of clients', async () => {
    const { ran } = await compare([
      ...['--reference', 'event', '--reference', 'event --fault slow=10,stall', 'echo-text/ping'],
      ...['--clients', '50,10', '--trials', '2'],
    ]);
    expect(ran).toHaveLength(8);
    expect(wordsOf(ran[1] as BenchOptions)).toMatch(/--model event --fault slow=10,stall --capacity/);
    expect(readRecord().levels.map(({ clients }) => clients)).toEqual([10, 50]);
  });

  it('says what is behind names that it made up before the trials, and which of the servers fails', async () => {
    const { stderr, refusal } = await compare([
      ...['own/talk', '--target', '127.0.0.1:7000', '--start', './one-that-is-as-good-as-ever --port 7000 --with many'],
      ...['--start', './one-that-will-soon-be-dead --port 7000 --with many'],
    ]);
    expect(stderr).toMatch(/^own.talk, 5 trials of each: A, B\nA is '.*as-ever .*'\.\nB is '.*soon-be-dead .*'\.\n1 of 10/);
    expect(refusal).toMatch(/^B \('.*soon-be-dead .*'\): The target that was started ended with exit code 3\.$/);
  });

  it('keeps the record of each trial where it is told to', async () => {
    await compare(['--reference', 'event', '--reference', 'event', '--trials', '1', '--keep', 'kept', 'echo-text/ping']);
    expect(readdirSync('kept')).toEqual(['001-event-A.json', '002-event-B.json']);
  });

  it.each([
    [['--reference', 'event'], /^A comparison needs two servers/],
    [['--reference', 'fast,event'], /'fast' is none\.$/],
    [['--reference', 'event --port 7', '--reference', 'event'], /--port is given by the comparison/],
    [['--reference', 'event,event', '--target', '127.0.0.1:7'], /leave --target out/],
    [['--reference', 'event,thread', 'own/talk'], /does not speak own/],
    [['--start', './a', '--start', './b', '--name', 'one'], /There are 2 servers and 1 of --name/],
    [['--reference', 'event,thread', '--name', 'x', '--name', 'x'], /'x' is given twice/],
    [['--reference', 'event,thread', '--by', 'speed'], /^--by 'speed' is no figure of a run/],
    [['--reference', 'event,thread', '--margin', '0%'], /^--margin takes a share such as 5%/],
    [['--reference', 'event,thread', '--clients', '1,1'], /^--clients takes different whole numbers/],
    [['--reference', 'event,thread', 'echo-text/ping', 'chat/direct'], /goes one scenario, and there are 2/],
  ])('%j: refuses before anything runs', async (words, sentence) => {
    const { refusal, ran } = await compare(words);
    expect(refusal).toMatch(sentence);
    expect([ran.length, existsSync('runs')]).toEqual([0, false]);
  });
});

describe('harness compare with records', () => {
  const load = { clients: 10, how: 'embedded' } as const;

  it('takes files of one name for trials of one server, and leaves a record only where it is told to', async () => {
    const files = [1000, 1001, 1002, 800, 801, 803].map((rate, index) => write(`${index}.json`, ranWith(rate, 0, load)));
    const words = files.map((file, index) => `${index < 3 ? 'old' : 'new'}=${file}`);
    const { code, stdout } = await compare([...words, '--by', 'rate', '--fail-on-worse', '5%', '--out', 'it.json']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/new is worse than old/);
    // To compare them again would say the same again.
    expect(stdout).not.toContain('runs it again');
    expect(readRecord('it.json')).toMatchObject({
      resampled: 'trials',
      order: [],
      subjects: [{ file: '0.json, 1.json, 2.json' }, {}],
    });
    expect(existsSync('runs')).toBe(false);
  });

  it('cuts single runs into blocks of time, and says what that leaves open', async () => {
    write('a.json', example);
    write('b.json', { ...example, seed: 8 });
    const { code, stdout } = await compare(['a.json', 'b.json', '--by', 'rate', '--json']);
    const record = comparisonRecordSchema.parse(JSON.parse(stdout));
    expect([code, record.resampled, record.judgements[0]?.judgement]).toEqual([0, 'blocks', 'same']);
    expect(record.notes[0]).toContain('what differs from start to start is not known');
  });

  it('takes the trials of a record', async () => {
    const figures = (rates: number[]) => ({ rate: { values: rates, median: 1, low: 1, high: 1 } });
    const verdicts = ['pass', 'pass', 'pass'] as const;
    write('a.json', { ...example, trials: { verdicts: [...verdicts], figures: figures([1000, 1001, 1002]) } });
    write('b.json', { ...example, trials: { verdicts: [...verdicts], figures: figures([1200, 1201, 1202]) } });
    const { stdout } = await compare(['a.json', 'b.json', '--by', 'rate', '--json']);
    expect(JSON.parse(stdout).judgements[0].judgement).toBe('better');
  });

  it('refuses what is not comparable, unless it is told to compare it anyway', async () => {
    write('a.json', example);
    write('b.json', { ...example, plan: { ...example.plan, clients: 3 } });
    const { refusal } = await compare(['a.json', 'b.json']);
    expect(refusal).toMatch(/^These runs are not comparable\. Their plans differ: 100 clients, .* With --anyway/);
    const anyway = await compare(['a.json', 'b.json', '--anyway', '--json']);
    expect([anyway.code, JSON.parse(anyway.stdout).notes[0]]).toEqual([0, expect.stringContaining('Their plans differ')]);
  });

  it.each([
    [[], /^Say what to compare/],
    [['a.json'], /those of 'a' only/],
    [['a.json', 'a.json'], /'a.json' is there twice/],
    [['a.json', 'none.json'], /'none.json' can't be read: there is no such file/],
    [['a.json', 'b.json', '--nats', 'nats://127.0.0.1:4222'], /^harness compare takes no --nats/],
    [['a.json', 'a.json', '--trials', '3', '--duration', '2s'], /^--duration, --trials go with servers/],
    [['a.json', 'a.json', '--clients', '5'], /^--clients goes with servers that are started/],
    [['a.json', 'copy.json'], /^'copy.json' is the same run as 'a.json'/],
  ])('%j: refuses', async (words, sentence) => {
    write('a.json', example);
    write('copy.json', example);
    expect((await compare(words)).refusal).toMatch(sentence);
  });
});
