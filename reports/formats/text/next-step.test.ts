import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import {
  EXAMPLE_FAIL,
  EXAMPLE_INCONCLUSIVE,
  EXAMPLE_PASS,
  exampleVerifyRecord,
} from '../../../harness/record/example-verify-record.test-support.ts';
import type { BenchRecord } from '../../../harness/record/record.ts';
import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { mostTelling, nextAfterBench, nextAfterVerify, toShow } from './next-step.ts';

const FILES = { recordFile: 'runs/it.json', reportFiles: [] };

const example = await exampleRecord();
const wellDone: BenchRecord = {
  ...example,
  verdict: 'pass',
  causes: [],
  errors: [],
  diagnoses: [],
  command: ['harness', 'bench', '--threshold', 'response.p99 < 1ms'],
};

function afterBench(changes: Partial<BenchRecord>) {
  return nextAfterBench({ ...wellDone, ...changes }, FILES);
}

const AGAIN = "harness bench --threshold 'response.p99 < 1ms'";
const MISSED = { verdict: 'fail', code: 'threshold', sentence: 'response.p99 < 1ms, and it is 4 ms.' } as const;

describe('what to do next behind a bench run', () => {
  it('is a look at the page when it passed, which is to be made first where there is none', () => {
    expect(afterBench({})).toEqual({
      command: 'harness report runs/it.json',
      sentence: 'makes a page of it; of several records, a comparison',
    });
    expect(afterBench({ command: ['npx', 'harness', 'bench'] })?.command).toBe('npx harness report runs/it.json');
    const files = { recordFile: 'runs/it.json', reportFiles: ['junit.xml', 'out/it.html'] };
    expect(nextAfterBench(wellDone, files)).toEqual({ sentence: 'open out/it.html in a browser' });
    expect(nextAfterBench(wellDone, { recordFile: undefined, reportFiles: [] })).toBeUndefined();
  });

  it('is to verify the server when deliveries were wrong or answers did not come', () => {
    const correctness = { ...example.correctness, lost: 3 };
    const target = { ...example.target, address: '127.0.0.1', port: 7000, how: 'started', command: './my-server' } as const;
    expect(afterBench({ verdict: 'fail', correctness, target })?.command).toBe(
      'harness verify chat --start ./my-server --target 127.0.0.1:7000',
    );
    const { embedded, running } = {
      embedded: { ...target, how: 'embedded' } as const,
      running: { address: '127.0.0.1', port: 7000, how: 'running' } as const,
    };
    expect(afterBench({ verdict: 'fail', correctness, target: running })?.command).toBe(
      'harness verify chat --target 127.0.0.1:7000',
    );
    expect(afterBench({ verdict: 'fail', correctness, target: { ...embedded } })?.command).toMatch(/^harness verify chat/);
    const scenario = { ...example.scenario, source: './mine.ts' };
    expect(afterBench({ verdict: 'fail', correctness, scenario })).toEqual({
      command: AGAIN,
      sentence: 'runs it again, once what stands under Correct and Errors is mended',
    });
  });

  it('is what the diagnosis says when a latency was missed, or else less load', () => {
    const diagnoses = [{ kind: 'stalls', sentence: 'The server stopped answering.' }] as const;
    expect(afterBench({ verdict: 'fail', causes: [MISSED], diagnoses: [...diagnoses] })?.sentence).toContain(
      'once what the diagnosis',
    );
    expect(afterBench({ verdict: 'fail', causes: [MISSED] })).toEqual({
      command: AGAIN,
      sentence: 'runs it again; a lower --rate, or fewer --clients, shows what the server carries',
    });
  });

  it.each([
    ['send-lag', 'on a quiet machine, with a lower --rate or fewer --clients, or with more --agents'],
    ['too-few-samples', 'a longer --duration'],
    ['never-connected', 'fewer --clients'],
    ['stopped', 'to its end'],
    ['of-another-version', 'runs it again'],
  ])('is to change what made it invalid: %s', (code, words) => {
    const next = afterBench({ verdict: 'invalid', causes: [{ verdict: 'invalid', code, sentence: 'It is.' }] });
    expect(next?.command).toBe(AGAIN);
    expect(next?.sentence).toContain(words);
  });
});

function afterVerify(changes: Partial<VerifyRecord>) {
  const nothing = { causes: [], findings: [], expectations: [], cases: [EXAMPLE_PASS], properties: [], notes: [] };
  return nextAfterVerify(exampleVerifyRecord({ ...nothing, ...changes }), FILES);
}

describe('what to do next behind a run of verify', () => {
  it('is to run the first of the failures that are shown again', () => {
    expect(afterVerify({ verdict: 'fail', cases: [EXAMPLE_PASS, EXAMPLE_FAIL] })?.command).toBe(EXAMPLE_FAIL.replay?.command);
    const { replay: _, ...kept } = EXAMPLE_FAIL;
    expect(afterVerify({ verdict: 'fail', cases: [kept] })?.sentence).toBe('runs it again');
  });

  it('is to put the file of expected failures right when one passed', () => {
    expect(afterVerify({ verdict: 'fail', expectations: ['x was expected to fail, and passed.'] })?.sentence).toContain(
      '--expect-fail',
    );
  });

  it('is what would settle what is inconclusive', () => {
    const inconclusive = (message: string) =>
      afterVerify({ verdict: 'inconclusive', cases: [{ ...EXAMPLE_INCONCLUSIVE, message }] })?.sentence;
    expect(inconclusive('The time of the run was up (--budget: 5 s).')).toBe(
      'runs it again; with a longer --budget it comes to its end',
    );
    expect(inconclusive('The run was stopped.')).toBe('runs it again, to its end');
  });

  it('names what lets cases be judged that need a process', () => {
    const target = { address: '127.0.0.1', port: 7, how: 'running', restarts: 0 } as const;
    const message = 'It needs a process that can be looked at: give --start or --pid.';
    const unseen = { ...EXAMPLE_INCONCLUSIVE, verdict: 'not-applicable', message } as const;
    expect(afterVerify({ verdict: 'pass', target, cases: [EXAMPLE_PASS, unseen] })?.sentence).toBe(
      'let --start start the target, or name its process with --pid: one more case is judged then',
    );
    expect(afterVerify({ verdict: 'pass' })?.command).toBe('harness report runs/it.json');
  });
});

describe('the next step as it is shown', () => {
  it('does not repeat a long command that was typed already', () => {
    const typed = ['harness', 'bench'];
    const again = { command: 'harness bench', sentence: 'runs it again' };
    expect(toShow(again, typed, 13)).toBe(again);
    expect(toShow(again, typed, 12)).toEqual({ sentence: 'the same command runs it again' });
    expect(toShow(again, ['harness', 'verify'], 12)).toBe(again);
    expect(toShow(undefined, typed, 12)).toBeUndefined();
  });
});

describe('the most telling failures', () => {
  it('are those of must, one of each section before the others', () => {
    const failed = (['chat/1.1.1/a', 'chat/1.1.2/b', 'chat/1.4.1/c', 'chat/1.2.1/may'] as const).map((id) => ({
      ...EXAMPLE_FAIL,
      id,
    }));
    const given = failed.map((one, index) => (index === 3 ? { ...one, level: 'may' as const } : one)).toReversed();
    expect(mostTelling(given).map(({ id }) => id)).toEqual(['chat/1.4.1/c', 'chat/1.1.2/b', 'chat/1.1.1/a', 'chat/1.2.1/may']);
  });
});
