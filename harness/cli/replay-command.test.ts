// The command with an engine that only pretends.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { COUNTEREXAMPLE_SCHEMA, type Counterexample } from '../judge/counterexample.ts';
import { fail, inconclusive, type Judgement } from '../judge/judgement.ts';
import type { ReplayOptions, ReplayRun } from '../judge/replay.ts';
import { addReplayCommand } from './replay.ts';
import { type ReplayEngine, replayCommand } from './replay-command.ts';
import { pretendedEngine } from './verify-engine.test-support.ts';

let folder: string;
let file: string;

const COUNTEREXAMPLE: Counterexample = {
  schema: COUNTEREXAMPLE_SCHEMA,
  protocol: 'chat',
  id: 'chat/1.1/first',
  rule: 'What first says.',
  clause: 'CHAT-1.1',
  seed: 7,
  profile: {},
  message: 'bob got nothing.',
  history: [],
  target: './my-server',
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-command-'));
  file = join(folder, 'it.json');
  writeFileSync(file, JSON.stringify(COUNTEREXAMPLE));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function replay(words: readonly string[], changes: Partial<ReplayEngine> = {}) {
  const said = { stdout: '', stderr: '' };
  const output = (into: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      said[into] += text;
    },
  });
  let endedAtOnce = 0;
  let code: number | undefined;
  const program = new Command('harness').exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  addReplayCommand(program, '1.2.3', async (argument, flags, harnessVersion) => {
    code = await replayCommand(argument, flags, pretendedEngine(changes), {
      stdout: output('stdout'),
      stderr: output('stderr'),
      environment: {},
      now: () => new Date('2026-11-21T09:31:05Z'),
      nowUs: () => 0,
      command: ['harness', 'replay', ...words],
      harnessVersion,
      endAtOnce: () => {
        endedAtOnce++;
      },
    });
    return code;
  });
  let refusal: unknown;
  const exitCode = process.exitCode;
  try {
    await program.parseAsync(['replay', ...words], { from: 'user' });
  } catch (error) {
    refusal = error;
  }
  process.exitCode = exitCode;
  return { ...said, code, refusal, endedAtOnce };
}

/** Comes to these, one after the other. */
function comesTo(judgements: readonly Judgement[], seen: ReplayOptions[] = []): Partial<ReplayEngine> {
  return {
    runReplay: async (options, onRun) => {
      seen.push(options);
      const runs: ReplayRun[] = judgements.map((judgement) => ({ judgement, durationMs: 3 }));
      for (const run of runs) onRun(run);
      return runs;
    },
  };
}

describe('harness replay', () => {
  it('runs the counterexample five times on the reference server, and says how often it failed', async () => {
    const seen: ReplayOptions[] = [];
    const judgements = [fail('bob got nothing.'), { verdict: 'pass' as const }, fail('bob got nothing.')];
    const { code, stdout, stderr } = await replay([file], comesTo(judgements, seen));
    expect(seen).toMatchObject([
      { counterexample: COUNTEREXAMPLE, contract: { dialect: { name: 'chat' } }, target: { how: 'embedded' }, times: 5 },
    ]);
    expect(code).toBe(1);
    expect(stdout).toBe(
      [
        'FAIL chat/1.1/first',
        '  Rule      What first says. (CHAT-1.1)',
        '  Was       bob got nothing. (on ./my-server)',
        '  Is        failed 2 of 3 times on the reference server.',
        '            bob got nothing.',
        '',
      ].join('\n'),
    );
    expect(stderr).toBe('fail: bob got nothing.\npass\nfail: bob got nothing.\n');
  });

  it.each([
    [[{ verdict: 'pass' as const }], 0],
    [[{ verdict: 'pass' as const }, inconclusive('nobody came')], 2],
    [[], 2],
    [[{ verdict: 'pass' as const }, fail('it did not')], 1],
  ])('leaves with what the runs come to: %j', async (judgements, wanted) => {
    expect((await replay([file], comesTo(judgements))).code).toBe(wanted);
  });

  it('shows what a server said, and does not do it', async () => {
    const judgements = [fail('bob got \u001b[2J.'), inconclusive('\u009b1A')];
    const { stdout, stderr } = await replay([file], comesTo(judgements));
    expect(stdout).toContain('bob got �[2J.');
    expect(stderr).toBe('fail: bob got �[2J.\ninconclusive: �1A\n');
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('tells a program the same as data', async () => {
    const { stdout } = await replay([file, '--json'], comesTo([fail('it did not')]));
    expect(JSON.parse(stdout)).toEqual({
      verdict: 'fail',
      id: 'chat/1.1/first',
      clause: 'CHAT-1.1',
      rule: 'What first says.',
      failed: 1,
      runs: [{ verdict: 'fail', durationMs: 3, message: 'it did not' }],
    });
  });

  it('takes its target and how often from the flags', async () => {
    const seen: ReplayOptions[] = [];
    await replay([file, '--start', './it', '--times', '20', '--timeout', '1s'], comesTo([], seen));
    expect(seen).toMatchObject([
      { target: { how: 'started', command: './it', to: { port: 9311 } }, times: 20, patienceMs: 1000 },
    ]);
  });

  it('judges what was stored without a server', async () => {
    const { code, stdout } = await replay([file, '--judge'], { runReplay: () => Promise.reject(new Error('it was run')) });
    expect(code).toBe(1);
    expect(stdout).toContain('what was stored still fails.');
    const healed = await replay([file, '--judge'], { judgeAgain: () => ({ verdict: 'pass' }) });
    expect(healed.code).toBe(0);
    expect(healed.stdout).toContain('does not fail by what is judged today');
  });

  it.each([
    [['nowhere.json'], /^The counterexample 'nowhere\.json' can't be read: there is no such file\.$/],
    [['FILE', '--judge', '--target', '127.0.0.1:1'], /^--judge looks at what was stored, and at no server/],
    [['FILE', '--times', '0'], /^--times takes a whole number from 1/],
    [['FILE', '--pid', '3'], /^--pid is the process of a server of yours/],
  ])('refuses in a sentence what makes no sense: %j', async (words, sentence) => {
    const { refusal } = await replay(words.map((word) => (word === 'FILE' ? file : word)));
    expect(refusal).toBeInstanceOf(HarnessError);
    expect(refusal).toMatchObject({ message: expect.stringMatching(sentence) });
  });

  it('stops on Ctrl-C with what there is, and at once on the second', async () => {
    const stopped = await replay([file], {
      runReplay: async (_, __, signal) => {
        process.emit('SIGINT', 'SIGINT');
        return signal.aborted ? [{ judgement: { verdict: 'pass' }, durationMs: 1 }] : [];
      },
    });
    expect(stopped.code).toBe(0);
    const ended = await replay([file], {
      runReplay: () => {
        process.emit('SIGINT', 'SIGINT');
        process.emit('SIGINT', 'SIGINT');
        return new Promise(() => {});
      },
    });
    expect({ code: ended.code, endedAtOnce: ended.endedAtOnce }).toEqual({ code: 2, endedAtOnce: 1 });
  });
});
