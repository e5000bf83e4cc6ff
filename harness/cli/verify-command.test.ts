// The command with an engine that only pretends: what flags come to, what is refused, and what is written where.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { COUNTEREXAMPLE_SCHEMA, type Counterexample } from '../judge/counterexample.ts';
import type { RunVerify, VerifyOptions } from '../judge/verify-options.ts';
import { EXAMPLE_PASS, exampleVerifyRecord } from '../record/example-verify-record.test-support.ts';
import { parseVerifyRecord } from '../record/parse-record.ts';
import type { VerifyRecord } from '../record/verify-record.ts';
import { addVerifyCommand } from './verify.ts';
import { verifyCommand } from './verify-command.ts';
import { pretendedEngine } from './verify-engine.test-support.ts';

const before = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-command-'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command with words as they are typed. */
async function verify(
  words: readonly string[],
  run: RunVerify = async () => exampleVerifyRecord(),
  environment: Record<string, string> = {},
) {
  const ran: VerifyOptions[] = [];
  const said = { stdout: '', stderr: '' };
  const output = (into: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      said[into] += text;
    },
  });
  const engine = pretendedEngine({
    runVerify: (options, observer, signal) => {
      ran.push(options);
      return run(options, observer, signal);
    },
  });
  let code: number | undefined;
  let endedAtOnce = 0;
  const program = new Command('harness').exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  addVerifyCommand(program, '1.2.3', async (argument, flags, harnessVersion) => {
    code = await verifyCommand(argument, flags, engine, {
      stdout: output('stdout'),
      stderr: output('stderr'),
      environment,
      now: () => new Date('2026-11-21T09:31:05Z'),
      nowUs: () => 0,
      command: ['harness', 'verify', ...words],
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
    await program.parseAsync(['verify', ...words], { from: 'user' });
  } catch (error) {
    refusal = error;
  }
  process.exitCode = exitCode;
  return { ...said, code, ran, options: ran[0], refusal, endedAtOnce };
}

const RECORD = 'runs/2026-11-21T09-31-05-chat.json';

function passed(changes: Partial<VerifyRecord> = {}): VerifyRecord {
  return exampleVerifyRecord({ verdict: 'pass', causes: [], cases: [EXAMPLE_PASS], properties: [], findings: [], ...changes });
}

const COUNTEREXAMPLE: Counterexample = {
  schema: COUNTEREXAMPLE_SCHEMA,
  protocol: 'chat',
  id: 'chat/1.1/first',
  rule: 'What first says.',
  clause: 'CHAT-1.1',
  seed: 7,
  profile: {},
  message: 'it did not',
  history: [],
  target: '127.0.0.1:9311',
};

describe('harness verify with nothing but a protocol', () => {
  it('judges the reference server in a process of its own by all there is, and leaves a record', async () => {
    const { options, code, stdout } = await verify(['chat']);
    expect(options?.contract.dialect.name).toBe('chat');
    expect(options?.target).toEqual({
      how: 'embedded',
      argv: [process.execPath, expect.stringMatching(/main\.ts$/), 'serve', 'chat', '--port', '0', '--json', '--end-with-parent'],
    });
    expect(options).toMatchObject({
      only: [],
      skip: [],
      level: 'may',
      expectFail: [],
      runs: 300,
      seed: new Date('2026-11-21T09:31:05Z').getTime() % 2 ** 31,
      budgetMs: 120_000,
      patienceMs: 2000,
      transport: 'auto',
      command: ['harness', 'verify', 'chat'],
      harnessVersion: '1.2.3',
    });
    expect(options).not.toHaveProperty('clientFrame');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL chat on[\s\S]*\nRecord {4}runs\/2026-11-21T09-31-05-chat\.json\n/m);
    expect(parseVerifyRecord(readFileSync(RECORD, 'utf8'))).toEqual(exampleVerifyRecord());
  });

  it('is the operator itself of a server that has one', async () => {
    const { options } = await verify(['talk', '--capacity', '3']);
    const { target } = options ?? {};
    expect(target?.how === 'embedded' ? target.argv.slice(2) : []).toEqual([
      'serve',
      'talk',
      '--operator',
      'stdio',
      '--capacity',
      '3',
      '--port',
      '0',
      '--json',
      '--end-with-parent',
    ]);
  });
});

describe('the flags of harness verify', () => {
  it('give the run all that they say', async () => {
    writeFileSync('known.txt', 'chat/1.2/second the server is old\n');
    const words = ['chat', '--target', '127.0.0.1:7000', '--pid', '42', '--client-frame', '100', '--capacity', '8'];
    words.push('--only', 'chat/1.1/first', '--only', 'chat/1.2/second', '--skip', 'a,b', 'c', '--level', 'should');
    words.push('--expect-fail', 'known.txt', '--runs', '5', '--seed', '7', '--budget', '60s', '--timeout', '500ms');
    const { options, refusal } = await verify([...words, '--transport', 'node']);
    expect(refusal).toBe(undefined);
    expect(options).toMatchObject({
      target: { how: 'running', to: { address: '127.0.0.1', port: 7000 }, pid: 42 },
      clientFrame: 100,
      capacity: 8,
      only: ['chat/1.1/first', 'chat/1.2/second'],
      skip: ['a', 'b', 'c'],
      level: 'should',
      expectFail: [{ id: 'chat/1.2/second', reason: 'the server is old' }],
      runs: 5,
      seed: 7,
      budgetMs: 60_000,
      patienceMs: 500,
      transport: 'node',
    });
  });

  it('start a server at the port of its protocol when they do not say where', async () => {
    const { options } = await verify(['chat', '--start', './my-server']);
    expect(options?.target).toEqual({ how: 'started', command: './my-server', to: { address: '127.0.0.1', port: 9311 } });
  });

  it('take a file for a protocol of one’s own', async () => {
    const { options } = await verify(['./mine.ts', '--target', '127.0.0.1:7000']);
    expect(options).toMatchObject({ source: './mine.ts', contract: { dialect: { name: 'own' } } });
  });

  it.each([
    [[], /^Say which protocol the server speaks: chat, echo-text, talk, or a file of your own such as \.\/my-protocol\.ts\.$/],
    [['chatt'], /^There is no protocol 'chatt'; did you mean 'chat'\? There are chat, echo-text, talk, and one of your own/],
    [['xmpp'], /^There is no protocol 'xmpp'\. There are chat/],
    [['./mine.ts'], /^There is no reference server for own: say where yours listens with --target/],
    [['chat', '--only', 'chat/9/nothing'], /no case or property is called 'chat\/9\/nothing'/],
    [['chat', '--expect-fail', 'nowhere.txt'], /^--expect-fail nowhere\.txt can't be read: there is no such file\.$/],
    [['chat', '--expect-fail', '.'], /^--expect-fail \. can't be read: it is a folder\.$/],
    [
      ['chat', '--out', 'one.json', '--report', './one.json'],
      /^--out and --report name the same file '\.\/one\.json': give each its own\.$/,
    ],
    [['chat', '--report', 'latency.hlog'], /^A run of verify measures no latencies, so there is no \.hlog of it/],
    [['chat', '--report', 'it.pdf'], /^--report 'it\.pdf': no report ends with '\.pdf'; .* and html=it\.pdf writes a page/],
    [['chat', '--report', 'jnuit=it.xml'], /^--report 'jnuit=it\.xml': 'jnuit' is no form of a report: html, junit, /],
    [['chat', '--client-frame', '200'], /^--client-frame takes 1500 or 100 for chat, not 200\.$/],
    [['echo-text', '--client-frame', '100'], /^echo-text leaves no choice of client frames/],
    [['chat', '--pid', '42'], /^--pid is the process of a server of yours: give --target with it\.$/],
    [['chat', '--start', './it', '--pid', '42'], /^--pid is the process of a server that runs already/],
    [['chat', '--start', ' '], /^--start takes a command/],
    [['chat', '--target', 'nowhere'], /^'nowhere' is no target/],
    [['chat', '--level', 'most'], /^--level takes must, should or may, not 'most'\.$/],
    [['chat', '--budget', 'long'], /^--budget takes a time such as/],
    [['chat', '--runs', '-1'], /^--runs takes a whole number/],
    [['--list', '--only', 'chat/1.1/first'], /^Say of which protocol: --only and --skip choose from the cases of one\.$/],
  ])('are refused in a sentence, before anything runs: %j', async (words, sentence) => {
    const { refusal, ran } = await verify(words);
    expect(ran).toEqual([]);
    expect(refusal).toBeInstanceOf(HarnessError);
    expect(refusal).toMatchObject({ message: expect.stringMatching(sentence) });
    expect(existsSync('runs')).toBe(false);
  });

  it.each(['--out', '--report', '--junit'])('are refused when %s names what can not be written', async (flag) => {
    mkdirSync('there');
    const { refusal, ran } = await verify(['chat', flag, 'there']);
    expect(ran).toEqual([]);
    expect(refusal).toMatchObject({ code: 'output-failed', message: expect.stringContaining(flag) });
  });
});

describe('what harness verify leaves', () => {
  it.each([
    ['pass', 0],
    ['fail', 1],
    ['inconclusive', 2],
  ] as const)('leaves with its code when the verdict is %s', async (verdict, wanted) => {
    const { code } = await verify(['chat'], async () => passed({ verdict }));
    expect(code).toBe(wanted);
  });

  it('could not run where nobody was there to be judged, says so, and leaves the record all the same', async () => {
    const findings = [{ kind: 'unreachable' as const, sentence: 'Nobody \u001b[2Jlistens at 127.0.0.1:9311.' }];
    const totals = { pass: 0, fail: 0, inconclusive: 4, notApplicable: 0 };
    const { code, stderr } = await verify(['chat'], async () => passed({ verdict: 'inconclusive', findings, totals }));
    expect(code).toBe(4);
    expect(stderr).toMatch(/\nharness: Nobody �\[2Jlistens at 127\.0\.0\.1:9311\.\n$/);
    expect(existsSync(RECORD)).toBe(true);
  });

  it('passes on what can not be started', async () => {
    const { refusal } = await verify(['chat'], async () => {
      throw new HarnessError('target-failed', 'It ended with exit code 1.');
    });
    expect(refusal).toMatchObject({ code: 'target-failed' });
  });

  it('writes the page and the XML that were asked for', async () => {
    const { stdout } = await verify(['chat', '--out', 'a/it.json', '--report', 'b/it.html', '--junit', 'c/it.xml']);
    expect(parseVerifyRecord(readFileSync('a/it.json', 'utf8')).verdict).toBe('fail');
    expect(readFileSync('b/it.html', 'utf8')).toMatch(/^<!doctype html>/);
    expect(readFileSync('c/it.xml', 'utf8')).toMatch(/^<\?xml /);
    expect(stdout).toMatch(/Record {4}a\/it\.json\nReport {4}b\/it\.html, c\/it\.xml\n/);
  });

  it('gives the record alone on standard output with --json', async () => {
    const { stdout, stderr } = await verify(['chat', '--json']);
    expect(parseVerifyRecord(stdout)).toEqual(exampleVerifyRecord());
    expect(stderr).toContain('FAIL chat on');
  });

  it('gives no text to whoever reads the events by program', async () => {
    const { stderr } = await verify(['chat', '--json', '--progress', 'json'], async (_, observer) => {
      observer.onBegin('chat/1.1/first');
      return exampleVerifyRecord();
    });
    expect(
      stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ kind: 'plan' }, { kind: 'begin', id: 'chat/1.1/first' }, { kind: 'end' }]);
  });

  it('keeps counterexamples in a folder beside the record, and makes none without need', async () => {
    const file = await new Promise<string | undefined>((resolve) => {
      void verify(['chat', '--out', 'here/it.json'], async ({ keep }) => {
        resolve(keep(COUNTEREXAMPLE));
        return exampleVerifyRecord();
      });
    });
    expect(file).toBe('here/it/chat-1.1-first.json');
    expect(JSON.parse(readFileSync(join(folder, 'here/it/chat-1.1-first.json'), 'utf8'))).toEqual(COUNTEREXAMPLE);
    await verify(['chat', '--out', 'there/it.json']);
    expect(readdirSync('there')).toEqual(['it.json']);
  });

  it('keeps them in runs/ where the record goes to a device', async () => {
    let file: string | undefined;
    await verify(['chat', '--out', '/dev/null'], async ({ keep }) => {
      file = keep(COUNTEREXAMPLE);
      return exampleVerifyRecord();
    });
    expect(file).toBe('runs/2026-11-21T09-31-05-chat/chat-1.1-first.json');
  });

  it('goes on where a counterexample can not be kept, and says at the end that it could not', async () => {
    writeFileSync('it', 'a file where the folder should be');
    let kept: string | undefined = 'nothing was tried';
    const { refusal, stdout } = await verify(['chat', '--out', 'it.json'], async ({ keep }) => {
      kept = keep(COUNTEREXAMPLE);
      return exampleVerifyRecord();
    });
    expect(kept).toBe(undefined);
    expect(stdout).toContain('FAIL chat on');
    expect(refusal).toMatchObject({
      code: 'output-failed',
      message: expect.stringContaining("'it/chat-1.1-first.json' can't be written"),
    });
  });

  it('says in a sentence that the disk was full when it came to writing', async () => {
    const { refusal, stdout } = await verify(['chat', '--out', '/dev/full']);
    expect(refusal).toMatchObject({ code: 'output-failed', message: "'/dev/full' can't be written: the disk is full." });
    expect(stdout).toContain('FAIL chat on');
    expect(stdout).not.toContain('Record ');
  });
});

describe('Ctrl-C in harness verify', () => {
  it('asks the run to stop in order once, and there is a record', async () => {
    const { code, stderr } = await verify(['chat'], async (_, __, signal) => {
      process.emit('SIGINT', 'SIGINT');
      expect(signal.aborted).toBe(true);
      return passed({ verdict: 'inconclusive', causes: ['The run was stopped.'] });
    });
    expect(stderr).toContain('Stopping in order; once more to end at once.');
    expect(code).toBe(2);
    expect(parseVerifyRecord(readFileSync(RECORD, 'utf8')).causes).toEqual(['The run was stopped.']);
  });

  it('ends at once when it is typed twice, whatever the run still waits for', async () => {
    const listeners = process.listenerCount('SIGINT');
    const { code, endedAtOnce } = await verify(['chat'], async () => {
      process.emit('SIGINT', 'SIGINT');
      process.emit('SIGINT', 'SIGINT');
      return await new Promise<never>(() => {});
    });
    expect({ code, endedAtOnce }).toEqual({ code: 2, endedAtOnce: 1 });
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });

  it('has nothing to say of what was stopped before it had begun', async () => {
    const { code, stderr } = await verify(['chat'], async () => {
      process.emit('SIGINT', 'SIGINT');
      throw new HarnessError('target-failed', 'The start of the target was interrupted.');
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/Stopped before anything was judged\.\n$/);
  });
});

describe('harness verify --list', () => {
  it('shows id, level, clause, rule and the faults that each case catches, and runs nothing', async () => {
    const { stdout, ran, code } = await verify(['chat', '--list']);
    expect(stdout).toBe(
      [
        'chat: a contract that is only for trying',
        '',
        'chat/1.1/first',
        '  must, CHAT-1.1: What first says.',
        '  catches a-fault, another',
        '',
        'chat/1.2/second',
        '  should, CHAT-1.2: What second says.',
        '',
        '2 cases of chat.',
        '',
      ].join('\n'),
    );
    expect({ ran, code }).toEqual({ ran: [], code: 0 });
    expect(existsSync('runs')).toBe(false);
  });

  it('shows those that are chosen, and with --json as data', async () => {
    const { stdout } = await verify(['chat', '--list', '--json', '--level', 'must']);
    expect(JSON.parse(stdout)).toEqual([
      {
        id: 'chat/1.1/first',
        kind: 'case',
        protocol: 'chat',
        level: 'must',
        clause: 'CHAT-1.1',
        rule: 'What first says.',
        kills: ['a-fault', 'another'],
        needs: [],
        clients: 1,
      },
    ]);
  });

  it('shows all protocols where none is named', async () => {
    const { stdout } = await verify(['--list']);
    expect(stdout.match(/^2 cases of .*$/gm)).toEqual(['2 cases of chat.', '2 cases of echo-text.', '2 cases of talk.']);
  });
});
