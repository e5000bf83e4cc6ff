// The command with an engine that only pretends: what flags come to, what is refused, and what is written where.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import type { BenchObserver, BenchOptions, BenchSignals, LoadedScenario } from '../fleet/bench-options.ts';
import { exampleRecord } from '../record/example-record.test-support.ts';
import { parseBenchRecord } from '../record/parse-record.ts';
import type { BenchRecord } from '../record/record.ts';
import { defineDialect, defineScenario } from '../script/scenario.ts';
import { nulEnded } from '../wire/framing.ts';
import { addBenchCommand } from './bench.ts';
import { benchCommand, calibrateCommand, type Engine } from './bench-command.ts';

const example = await exampleRecord();
const before = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-command-'));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

const framing = nulEnded(100);
const chat = defineDialect({ name: 'chat', port: 9311, framings: { sends: framing, receives: framing }, reference: ['chat'] });
const own = defineDialect({ name: 'own', port: 7007, framings: { sends: framing, receives: framing } });

function scenario(name: string, changes: Partial<LoadedScenario['scenario']> = {}): LoadedScenario {
  const whole = defineScenario({ name, summary: 'does it', dialect: chat, async client() {}, ...changes });
  return { name, scenario: whole, module: 'file:///it.js' };
}

const SCENARIOS = [
  scenario('chat/direct'),
  scenario('chat/paced', { defaults: { clients: 20, durationMs: 3000, ratePerSecond: 10 } }),
  scenario('chat/thinking', { defaults: { thinkMs: 100 }, thresholds: ['response.p99 < 1s', 'rate > 10/s'] }),
  scenario('echo/ping', {
    params: {
      frameBytes: { summary: 'size', default: 1024, min: 1, max: 2048 },
      share: { summary: 'share', default: 0.5 },
      isLoud: { summary: 'loud', default: false },
      mode: { summary: 'mode', default: 'slow', choices: ['slow', 'fast'] },
    },
  }),
  scenario('own/talk', { dialect: own }),
];

const OVER_NATS = ['--nats', 'nats://me:secret@somewhere'];

type Run = (options: BenchOptions, observer: BenchObserver, signals: BenchSignals) => Promise<BenchRecord> | BenchRecord;

/** Runs the command with words as they are typed. */
async function bench(words: readonly string[], run: Run = () => example, environment: Record<string, string> = {}) {
  const ran: BenchOptions[] = [];
  const said = { stdout: '', stderr: '' };
  const engine: Engine = {
    scenarios: SCENARIOS,
    runBench: async (options, observer, signals) => {
      ran.push(options);
      return run(options, observer, signals);
    },
    loadScenario: async (file) => ({ ...scenario('mine'), source: file }),
    machineFor: async ({ awake }) => ({ awake: awake === 'never' ? [] : [0, 1], calibration: undefined }),
    calibrate: async () => ({ operationsPerSecondMax: 1000, sendLagP99Us: 3, responseP50Us: 1, responseP99Us: 2 }),
    calibrationFile: () => '/home/me/calibration.json',
  };
  const output = (into: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      said[into] += text;
    },
  });
  let code: number | undefined;
  const program = new Command('harness').exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  addBenchCommand(program, '1.2.3', async (argument, flags, harnessVersion) => {
    code = await (flags.calibrate ? calibrateCommand : benchCommand)(argument, flags, engine, {
      stdout: output('stdout'),
      stderr: output('stderr'),
      environment,
      now: () => new Date('2026-11-21T09:31:05Z'),
      nowUs: () => 0,
      command: ['harness', 'bench', ...words],
      harnessVersion,
    });
    return code;
  });
  let refusal: unknown;
  const exitCode = process.exitCode;
  try {
    await program.parseAsync(['bench', ...words], { from: 'user' });
  } catch (error) {
    refusal = error;
  }
  process.exitCode = exitCode;
  return { ...said, code, ran, options: ran[0], refusal };
}

const RECORD = 'runs/2026-11-21T09-31-05-chat-direct.json';

describe('harness bench without an argument', () => {
  it('runs chat/direct with 100 clients for 10 s against the reference server in a process of its own', async () => {
    const { options, code, stdout } = await bench([]);
    expect(options?.loaded.name).toBe('chat/direct');
    expect(options?.plan).toEqual({
      kind: 'closed',
      clients: 100,
      segments: [{ durationUs: 1e7, from: 100, to: 100 }],
      thinkUs: 0,
    });
    expect(options?.target).toEqual({
      how: 'embedded',
      words: [
        process.execPath,
        expect.stringMatching(/main\.ts$/),
        'serve',
        'chat',
        '--capacity',
        '200',
        '--port',
        '0',
        '--json',
        '--end-with-parent',
      ],
    });
    expect(options).toMatchObject({
      params: {},
      seed: new Date('2026-11-21T09:31:05Z').getTime() % 2 ** 31,
      agents: 'auto',
      awake: [0, 1],
      transport: 'auto',
      sources: [],
      timeoutMs: 10_000,
      isChecking: true,
      thresholds: [],
      abortOnFail: false,
      warmUpSeconds: 'detected',
      command: ['harness', 'bench'],
      harnessVersion: '1.2.3',
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^PASS chat\/direct[\s\S]*\nRecord {6}runs\/2026-11-21T09-31-05-chat-direct\.json\nNext {8}harness report runs\//,
    );
    expect(parseBenchRecord(readFileSync(RECORD, 'utf8'))).toEqual(example);
  });
});

describe('the flags of harness bench', () => {
  it('give the run all that they say', async () => {
    const words = [
      'echo/ping',
      '--target',
      '127.0.0.1:7000',
      '--pid',
      '42',
      '--clients',
      '8',
      '--rate',
      '600/m',
      '--duration',
      '20s',
    ];
    words.push('--ramp-up', '5s', '--turns', '50', '--agents', '3', '--transport', 'node', '--source', '127.0.0.2');
    words.push('--source', '127.0.0.3', '--threshold', 'errors < 1%, lost <= 2', '--threshold', 'rate > 1', '--abort-on-fail');
    words.push('--seed', '7', '--param', 'frameBytes=2000', '--param', 'mode=fast', '--param', 'isLoud=true', '--warmup', '2s');
    words.push('--timeout', '3s', '--no-check');
    const { options, refusal } = await bench(words);
    expect(refusal).toBe(undefined);
    expect(options).toMatchObject({
      target: { how: 'running', to: { address: '127.0.0.1', port: 7000 }, pid: 42 },
      plan: {
        kind: 'open',
        clients: 8,
        segments: [
          { durationUs: 5e6, from: 0, to: 10 },
          { durationUs: 15e6, from: 10, to: 10 },
        ],
        turns: 50,
      },
      params: { frameBytes: 2000, share: 0.5, isLoud: true, mode: 'fast' },
      agents: 3,
      transport: 'node',
      sources: ['127.0.0.2', '127.0.0.3'],
      thresholds: ['errors < 1%', 'lost <= 2', 'rate > 1'],
      abortOnFail: true,
      seed: 7,
      warmUpSeconds: 2,
      timeoutMs: 3000,
      isChecking: false,
    });
  });

  it.each([
    ['100', 100],
    ['100/s', 100],
    ['6000/m', 100],
    ['30/min', 0.5],
    ['0.5/s', 0.5],
  ])('take the rate %s as %d a second', async (text, rate) => {
    const { options } = await bench(['--rate', text]);
    expect(options?.plan.segments).toEqual([{ durationUs: 1e7, from: rate, to: rate }]);
  });

  it('leave to the scenario what they do not say', async () => {
    const { options } = await bench(['chat/paced']);
    expect(options?.plan).toEqual({ kind: 'open', clients: 20, segments: [{ durationUs: 3e6, from: 10, to: 10 }] });
    const thinking = await bench(['chat/thinking']);
    expect(thinking.options?.plan).toMatchObject({ kind: 'closed', thinkUs: 100_000 });
    expect(thinking.options?.thresholds).toEqual(['response.p99 < 1s', 'rate > 10/s']);
  });

  it('outdo the scenario in what they speak of', async () => {
    const closed = await bench(['chat/paced', '--think', '10ms']);
    expect(closed.options?.plan).toMatchObject({ kind: 'closed', clients: 20, thinkUs: 10_000 });
    const open = await bench(['chat/thinking', '--rate', '5', '--threshold', 'response.p99 < 20ms']);
    expect(open.options?.plan.kind).toBe('open');
    expect(open.options?.thresholds).toEqual(['response.p99 < 20ms', 'rate > 10/s']);
    const staged = await bench(['chat/paced', '--stages', '1s:5,2s:5..50']);
    expect(staged.options?.plan).toMatchObject({ kind: 'closed', clients: 50 });
  });

  it('take as many clients as the stages come to', async () => {
    const { options } = await bench(['--stages', '10s:10..50,60s:50', '--clients', '50']);
    expect(options?.plan).toMatchObject({ kind: 'closed', clients: 50 });
  });

  it('start a server of somebody at the port of the protocol', async () => {
    const { options } = await bench(['--start', './server 9311']);
    expect(options?.target).toEqual({ how: 'started', command: './server 9311', to: { address: '127.0.0.1', port: 9311 } });
    const elsewhere = await bench(['own/talk', '--start', './server', '--target', '127.0.0.1:8000']);
    expect(elsewhere.options?.target).toMatchObject({ how: 'started', to: { port: 8000 } });
  });

  it('take a file for a scenario of somebody', async () => {
    const { options } = await bench(['./mine.ts']);
    expect(options?.loaded).toMatchObject({ name: 'mine', source: './mine.ts' });
    expect((await bench(['mine.mjs'])).options?.loaded.source).toBe('mine.mjs');
    // That a folder is none, whoever loads it says.
    for (const folder of ['.', '..']) expect((await bench([folder])).options?.loaded.source).toBe(folder);
  });
});

describe('harness bench, given what makes no sense,', () => {
  const refusals: [string, string[], RegExp][] = [
    ['an unknown scenario', ['chat/drect'], /There is no scenario 'chat\/drect'; did you mean 'chat\/direct'\? 'harness list'/],
    ['half a name', ['ping'], /did you mean 'echo\/ping'\?/],
    ['a word', ['whatever-it-is'], /There is no scenario 'whatever-it-is'\. 'harness list'/],
    ['two scenarios', ['chat/direct', 'echo/ping'], /too many arguments/],
    ['an unknown flag', ['--fast'], /unknown option '--fast'/],
    [
      'an unknown parameter',
      ['echo/ping', '--param', 'frameByte=1'],
      /has no parameter 'frameByte'; did you mean 'frameBytes'\?/,
    ],
    [
      'a parameter far from all',
      ['echo/ping', '--param', 'x=1'],
      /has no parameter 'x'; it has frameBytes, share, isLoud, mode\./,
    ],
    ['a parameter where there is none', ['--param', 'x=1'], /chat\/direct has no parameters, and so no 'x'\./],
    [
      'a parameter without a value',
      ['echo/ping', '--param', 'frameBytes'],
      /--param frameBytes has no value: write it as frameBytes=1024\./,
    ],
    [
      'nothing behind the equals sign',
      ['echo/ping', '--param', 'frameBytes='],
      /from 1 to 2048, and nothing stands behind the '='\./,
    ],
    ['no name before it', ['echo/ping', '--param', '=5'], /--param takes name=value, .*, and '=5' has no name\./],
    ['an empty name of a file', ['--out', ''], /--out takes the name of a file/],
    ['an empty name of a page', ['--report', ' '], /--report takes the name of a file/],
    ['a name that ends early', ['chat/'], /There is no scenario 'chat\/'.* such as \.\/mine\.ts\.$/],
    [
      'a parameter out of range',
      ['echo/ping', '--param', 'frameBytes=4096'],
      /frameBytes takes a whole number from 1 to 2048, not '4096'/,
    ],
    ['a fraction', ['echo/ping', '--param', 'frameBytes=1.5'], /takes a whole number from 1 to 2048, not '1\.5'/],
    ['no number', ['echo/ping', '--param', 'share=half'], /--param share takes a number, not 'half'/],
    ['neither true nor false', ['echo/ping', '--param', 'isLoud=1'], /takes true or false, not '1'/],
    ['no choice', ['echo/ping', '--param', 'mode=fats'], /--param mode takes slow, fast, not 'fats'/],
    ['a threshold', ['--threshold', 'response.p99 less than 20'], /is no threshold/],
    ['an empty threshold', ['--threshold', 'lost == 0,'], /'' is no threshold/],
    ['a rate of zero', ['--rate', '0/s'], /--rate 0\/s asks for no turn at all/],
    ['a rate', ['--rate', 'fast'], /--rate takes turns a second or a minute, such as .*, not 'fast'/],
    ['a rate that is negative', ['--rate=-5'], /--rate takes turns/],
    ['a duration', ['--duration', 'soon'], /--duration takes a time such as 500ms/],
    ['stages', ['--stages', '10s'], /--stages takes stages such as/],
    [
      'stages of clients with clients',
      ['--stages', '10s:100..5000,60s:50', '--clients', '50'],
      /say how many clients there are, and these come to 5000: leave --clients out/,
    ],
    ['stages with a duration', ['--stages', '10s:5', '--duration', '5s'], /leave --duration out/],
    ['a rate with think time', ['--rate', '5', '--think', '1s'], /--think is for clients that take turn after turn/],
    ['a ramp longer than the run', ['--ramp-up', '20s'], /--ramp-up 20 s is part of --duration 10 s/],
    ['fewer turns than clients', ['--turns', '5'], /--turns 5 leaves some of the 100 clients without any/],
    ['a warm-up as long as the run', ['--warmup', '10s'], /--warmup 10s leaves nothing of a run of 10 s/],
    ['part of a second', ['--warmup', '1500ms'], /--warmup takes whole seconds, such as 2s or 0, or 'detect', not '1500ms'/],
    ['clients', ['--clients', 'many'], /--clients takes a whole number from 1 to 10000000, not 'many'/],
    ['agents', ['--agents', '0'], /--agents takes a whole number from 1 to 1000, not '0'/],
    ['agents', ['--agents', '257'], /--agents 257 is more than the 256 processes that one machine is asked for/],
    ['trials', ['--trials', '0'], /--trials takes a whole number from 1 to 1000, not '0'/],
    ['a transport', ['--transport', 'quic'], /--transport takes auto, epoll or node, not 'quic'/],
    ['progress', ['--progress', 'loud'], /--progress takes tty, plain, json or none, not 'loud'/],
    ['a target without a port', ['--target', 'localhost'], /'localhost' is no target/],
    ['a port that is none', ['--target', '127.0.0.1:70000'], /out of range: ports go from 1 to 65535/],
    ['no command to start', ['--start', ' '], /--start takes a command/],
    ['a process of nobody', ['--pid', '1'], /give --target \(or --start\) with it/],
    ['a source that is none', ['--source', 'eth0'], /'eth0' is no source address/],
    ['a source elsewhere', ['--source', '::1'], /can't reach/],
    ['a protocol without a server', ['own/talk'], /own\/talk needs a server that speaks own: say where it listens with --target/],
    [
      'a source of this machine for others',
      [...OVER_NATS, '--source', '127.0.0.2'],
      /with --nats, give it to `harness agent` there/,
    ],
    ['labels of nobody', ['--require-labels', 'a=b'], /--require-labels chooses among agents of other machines: say with --nats/],
    ['labels', [...OVER_NATS, '--require-labels', 'a'], /--require-labels takes labels such as zone=a,disk=fast, not 'a'/],
    ['labels twice', [...OVER_NATS, '--require-labels', 'a=b,a=c'], /gives a twice: once as 'b', once as 'c'/],
    ['a calibration of others', ['--calibrate', ...OVER_NATS], /--calibrate measures this machine by itself: leave --nats out/],
    ['a report of a calibration', ['--calibrate', '--report', 'it.html'], /--calibrate is no run and leaves no record/],
    ['a calibration of something', ['chat/direct', '--calibrate'], /--calibrate measures this machine by itself/],
  ];

  it('takes agents of other machines, those with the labels that it names, and no figures of this one', async () => {
    const { options } = await bench([
      ...OVER_NATS,
      '--agents',
      '300',
      '--require-labels',
      'zone=a,disk=fast',
      '--require-labels',
      'x=',
    ]);
    expect(options?.fleet).toEqual({
      nats: { servers: ['nats://somewhere:4222'], user: 'me', password: 'secret' },
      labels: { zone: 'a', disk: 'fast', x: '' },
    });
    expect(options).toMatchObject({ agents: 300 });
    expect(options).not.toHaveProperty('calibration');
  });

  it.each(refusals)('says so in a sentence before it runs or writes anything: %s', async (_, words, sentence) => {
    const { refusal, ran, stdout } = await bench(words);
    expect(refusal).toBeInstanceOf(Error);
    expect(refusal).toHaveProperty('message', expect.stringMatching(sentence));
    if (refusal instanceof HarnessError) expect(['flag-invalid', 'endpoint-invalid']).toContain(refusal.code);
    expect([ran, stdout, readdirSync('.')]).toEqual([[], '', []]);
  });

  it('finds out before the run that nothing can be written', async () => {
    writeFileSync('file', '');
    mkdirSync('folder');
    for (const words of [
      ['--out', 'file/it.json'],
      ['--out', 'folder'],
      ['--report', 'file/it.html'],
    ]) {
      const { refusal, ran } = await bench(words);
      expect(refusal).toMatchObject({ code: 'output-failed', message: expect.stringContaining("can't be written") });
      expect(ran).toEqual([]);
    }
  });
});

describe('what harness bench leaves', () => {
  it('is the exit code of the verdict', async () => {
    const codes: (number | undefined)[] = [];
    for (const verdict of ['pass', 'fail', 'invalid'] as const)
      codes.push((await bench([], () => ({ ...example, verdict }))).code);
    expect(codes).toEqual([0, 1, 2]);
  });

  it('is the record in one line on standard output with --json, and all else on standard error', async () => {
    const { stdout, stderr } = await bench(['--json', '--out', 'it.json']);
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
    expect(parseBenchRecord(stdout)).toEqual(example);
    expect(stderr).toMatch(/^chat\/direct on the reference server: 100 clients for 10 s\nPASS /);
    expect(readFileSync('it.json', 'utf8')).toBe(stdout);
  });

  it('is on standard error only JSON, too, when a program reads the progress', async () => {
    const run: Run = (_, observer) => {
      observer.onPhase('running');
      return example;
    };
    const { stderr } = await bench(['--json', '--progress', 'json'], run);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).kind),
    ).toEqual(['plan', 'phase', 'end']);
  });

  it('is a page with --report', async () => {
    const { stdout } = await bench(['--report', 'pages/it.html']);
    expect(readFileSync('pages/it.html', 'utf8')).toContain('<h1>chat/direct on the reference server');
    expect(stdout).toContain('\nReport      pages/it.html\n');
  });

  it.runIf(existsSync('/dev/full'))('is still a summary when the disk is full', async () => {
    const { stdout, refusal } = await bench(['--out', '/dev/full']);
    expect(stdout).toMatch(/^PASS /);
    expect(stdout).not.toContain('\nRecord');
    expect(refusal).toMatchObject({ code: 'output-failed', message: "'/dev/full' can't be written: the disk is full." });
  });

  it('is no record when nothing ran: the reason goes to whoever asked', async () => {
    const unreachable = new HarnessError('target-unreachable', 'Nobody listens at 127.0.0.1:1.');
    const { refusal, stdout } = await bench([], () => Promise.reject(unreachable));
    expect([refusal, stdout, readdirSync('runs')]).toEqual([unreachable, '', []]);
  });

  it('is one sentence and the record when the run came to nothing', async () => {
    const cause = { verdict: 'invalid', code: 'target-unreachable', sentence: 'Nobody could \u001b[2Jconnect.' } as const;
    const { code, stdout, stderr } = await bench(['--progress', 'none'], () => ({
      ...example,
      verdict: 'invalid',
      causes: [cause],
    }));
    expect([code, stdout, stderr, existsSync(RECORD)]).toEqual([4, '', 'harness: Nobody could �[2Jconnect.\n', true]);
  });

  it('says what a defect throws as it is', async () => {
    const defect = new Error('a defect');
    expect((await bench(['--trials', '2'], () => Promise.reject(defect))).refusal).toBe(defect);
  });
});

describe('harness bench --trials', () => {
  const rated = (operationsPerSecond: number): BenchRecord => ({
    ...example,
    totals: { ...example.totals, operationsPerSecond },
  });

  it('runs so often, each time with another seed, and concludes from all', async () => {
    const rates = [900, 1100, 1000];
    const { ran, stdout, stderr } = await bench(['--trials', '3', '--seed', '5'], () => rated(rates.shift() ?? 0));
    expect(ran.map(({ seed }) => seed)).toEqual([5, 6, 7]);
    expect(stderr).toContain('Trial 2 of 3, chat/direct on the reference server');
    expect(stdout).toContain(
      'Trials      3 trials: 3 pass; medians with their 95 % intervals:\n            rate 1,000/s (900/s to 1,100/s)\n',
    );
    expect(parseBenchRecord(readFileSync(RECORD, 'utf8')).trials?.figures.rate?.values).toEqual([900, 1100, 1000]);
  });

  it('keeps what it has when a later one can not run', async () => {
    let runs = 0;
    const gone = new HarnessError('target-unreachable', 'It is gone.');
    const { refusal, stdout } = await bench(['--trials', '3'], () => (runs++ < 1 ? example : Promise.reject(gone)));
    expect(refusal).toBe(gone);
    expect(stdout).toMatch(/^PASS /);
    expect(existsSync(RECORD)).toBe(true);
  });
});

/** To the one that listens last, which is the command: the runner of the tests listens too. */
function signal(name: 'SIGINT' | 'SIGTERM'): void {
  process.listeners(name).at(-1)?.(name);
}

describe('Ctrl-C', () => {
  it('asks the run to stop, begins no further trial, and reports what there is', async () => {
    const run: Run = (_, __, { stop, abort }) => {
      signal('SIGINT');
      expect([stop.aborted, abort.aborted]).toEqual([true, false]);
      return { ...example, verdict: 'fail' };
    };
    const { ran, code, stderr } = await bench(['--trials', '3'], run);
    expect([ran.length, code, existsSync(RECORD)]).toEqual([1, 1, true]);
    expect(stderr).toContain('harness: Stopping in order; once more to end at once.\n');
  });

  it('ends at once the second time, whichever signal it is', async () => {
    const run: Run = (_, __, { abort }) => {
      signal('SIGTERM');
      signal('SIGINT');
      expect(abort.aborted).toBe(true);
      return Promise.reject(new DOMException('ended', 'AbortError'));
    };
    const { code, stderr, stdout } = await bench([], run);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Stopped before anything was measured.\n');
  });

  it('leaves with 2 and no complaint where it comes while the target starts', async () => {
    const { code, stderr } = await bench([], () => {
      signal('SIGINT');
      return Promise.reject(new HarnessError('target-failed', 'The start of the target was interrupted.'));
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/Stopped before anything was measured\.\n$/);
    expect(stderr).not.toContain('interrupted');
  });

  it('is given back to node behind the run', async () => {
    const listeners = process.listenerCount('SIGINT');
    await bench([]);
    await bench([], () => Promise.reject(new HarnessError('target-failed', 'It died.')));
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });
});

describe('harness bench --calibrate', () => {
  it('says what it found, as text or as JSON', async () => {
    expect((await bench(['--calibrate'])).stdout).toMatch(
      /^Ceiling {6}1,000 operations a second\nNoise floor {2}response p50 1 µs/,
    );
    const { stdout, stderr, code } = await bench(['--calibrate', '--json']);
    expect(stderr).toContain('Kept in /home/me/calibration.json.\n');
    expect([JSON.parse(stdout).operationsPerSecondMax, code]).toEqual([1000, 0]);
  });
});
