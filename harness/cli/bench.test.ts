// `harness bench` and `harness list` as a person uses them: the built command, real sockets, targets of every kind.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseBenchRecord } from '../record/parse-record.ts';
import { inProcess } from './in-process.test-support.ts';

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const servers: Server[] = [];
const sockets = new Set<Socket>();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  rmSync(folder, { recursive: true, force: true });
});

describe('harness bench', () => {
  it('starts the reference server, loads it, and says where the record is', async () => {
    const { code, stdout, stderr } = await harness(['bench', '--duration', '1s', '--clients', '10', '--warmup', '0']);
    const [, file = ''] = /\nRecord {6}(runs\/\S+-chat-direct\.json)\n/.exec(stdout) ?? [];
    const record = parseBenchRecord(readFileSync(join(folder, file), 'utf8'));
    expect(stderr).toMatch(/^chat\/direct on the reference server: 10 clients for 1 s\nstarting the target…\nconnecting…\n/);
    expect(record.totals).toMatchObject({ clients: 10, connected: 10, errors: 0 });
    expect(record.totals.operations).toBeGreaterThan(10);
    expect(record.correctness).toMatchObject({
      enabled: true,
      lost: 0,
      duplicated: 0,
      reordered: 0,
      misdelivered: 0,
      corrupted: 0,
    });
    expect(record.correctness.checked).toBeGreaterThan(10);
    expect(record.command).toEqual(['npx', 'harness', 'bench', '--duration', '1s', '--clients', '10', '--warmup', '0']);
    // The machine may be too busy for a valid measurement; nothing can have failed.
    expect([stdout.slice(0, 4), code]).toEqual(record.verdict === 'pass' ? ['PASS', 0] : ['INVA', 2]);
    expect(record.verdict).not.toBe('fail');
  });

  it('prints nothing but the record with --json', async () => {
    const words = ['bench', 'echo-text/ping', '--target', String(await echo()), '--turns', '100', '--clients', '5', '--json'];
    const { stdout, stderr } = await harness(words);
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
    expect(parseBenchRecord(stdout).totals).toMatchObject({ turns: 100, operations: 100, errors: 0 });
    expect(stderr).toMatch(/^echo-text\/ping on 127\.0\.0\.1:\d+: 5 clients until 100 turns are done\n/);
  });

  it('fails when a threshold does not hold, and says which', async () => {
    const target = ['--target', String(await echo())];
    const load = ['--turns', '50', '--clients', '5', '--threshold', 'rate >= 1000000000/s'];
    const { code, stdout } = await harness(['bench', 'echo-block/ping', ...target, ...load]);
    expect(stdout).toMatch(/\n {2}fail: .*rate >= 1000000000\/s/);
    expect(stdout).toMatch(/\nThresholds {2}✗ rate >= 1000000000\/s: [\d,.]+\/s\n/);
    // On a machine that is too busy it is more than that: invalid.
    expect([stdout.slice(0, 4), code]).toEqual(stdout.startsWith('FAIL') ? ['FAIL', 1] : ['INVA', 2]);
  });

  it('waits for the server that it starts as long as --timeout says', async () => {
    const target = String(await freePort());
    const words = ['bench', 'echo-text/ping', '--start', 'sleep 60', '--target', target, '--timeout', '300ms'];
    const { code, stderr } = await harness(words);
    expect(stderr).toMatch(/does not accept connections at 127\.0\.0\.1:\d+ after 0\.3 s\.\n$/);
    expect(code).toBe(4);
  });

  it('runs a scenario of somebody, against a server that it starts', async () => {
    writeFileSync(join(folder, 'mine.mjs'), ownScenario());
    const port = await freePort();
    const start = `${process.execPath} ${main} serve echo-text --port ${port}`;
    const { stdout, stderr } = await harness([
      'bench',
      './mine.mjs',
      '--start',
      start,
      '--target',
      String(port),
      '--turns',
      '20',
      '--clients',
      '2',
      '--json',
    ]);
    expect(stderr).not.toContain('    at ');
    const { scenario, target, totals } = parseBenchRecord(stdout);
    expect(scenario).toMatchObject({ name: 'mine', dialect: 'shout' });
    expect(target).toMatchObject({ how: 'started', command: start, port });
    expect(totals).toMatchObject({ turns: 20, operations: 20, errors: 0 });
  });

  it('says in one sentence that a target refuses, and writes the record', async () => {
    const port = await freePort();
    const { code, stdout, stderr } = await harness([
      'bench',
      '--target',
      `127.0.0.1:${port}`,
      '--duration',
      '1s',
      '--progress',
      'none',
    ]);
    expect(stderr).toMatch(/^harness: Nobody could connect to 127\.0\.0\.1:\d+\. .*\n$/);
    expect(readdirSync(join(folder, 'runs'))).toHaveLength(1);
    expect([code, stdout]).toEqual([4, '']);
  });

  it('does not wait longer than it said for a server that says nothing, and writes what it saw', async () => {
    const port = await serve(() => {});
    const words = [
      'bench',
      'echo-text/ping',
      '--target',
      `127.0.0.1:${port}`,
      '--clients',
      '2',
      '--duration',
      '500ms',
      '--timeout',
      '300ms',
    ];
    const { code, stdout } = await harness([...words, '--json']);
    const record = parseBenchRecord(stdout);
    expect(record.errors).toContainEqual(expect.objectContaining({ code: 'no-answer', blame: 'server' }));
    expect([record.verdict, code]).toEqual(['fail', 1]);
    expect(readdirSync(join(folder, 'runs'))).toHaveLength(1);
  });

  it('stops in order on Ctrl-C, writes the record, and leaves as judged', async () => {
    const port = await echo();
    const words = [
      'bench',
      'echo-text/ping',
      '--target',
      `127.0.0.1:${port}`,
      '--clients',
      '2',
      '--duration',
      '1h',
      '--progress',
      'json',
    ];
    let hasStopped = false;
    const { code, stdout, stderr } = await harness([...words, '--json'], (child, event) => {
      // Once: a second that is told late, behind the end of the run, would end the process itself.
      if (event.kind !== 'second' || hasStopped) return;
      hasStopped = true;
      child.kill('SIGINT');
    });
    const record = parseBenchRecord(stdout);
    expect(record.totals.operations).toBeGreaterThan(2);
    expect(record.totals.errors).toBe(0);
    expect(stderr).toContain('Stopping in order; once more to end at once.');
    expect(code).toBe({ pass: 0, fail: 1, invalid: 2 }[record.verdict]);
    expect(readdirSync(join(folder, 'runs'))).toHaveLength(1);
  });

  it('ends at once on the second Ctrl-C', async () => {
    const port = await serve(() => {});
    const words = [
      'bench',
      'echo-text/ping',
      '--target',
      `127.0.0.1:${port}`,
      '--clients',
      '2',
      '--duration',
      '1h',
      '--timeout',
      '1h',
    ];
    const { code, stderr } = await harness([...words, '--progress', 'json'], (child, event) => {
      if (event.kind === 'phase' && event.phase === 'running') child.kill('SIGINT');
      if (event.kind === 'note') child.kill('SIGINT');
    });
    expect(stderr).not.toContain('    at ');
    expect([1, 2]).toContain(code);
  });

  it('is quiet when nobody reads its result, and says that a disk is full', async () => {
    const words = `bench echo-text/ping --target ${await echo()} --turns 10 --clients 2 --progress none --out /dev/null`;
    const outputs = [
      ['| true', [0, 2], ''],
      ['> /dev/full', [4], "Standard output can't be written: ENOSPC"],
    ] as const;
    const told = outputs.map(async ([redirect, expected, sentence]) => {
      const child = spawn('bash', ['-c', `"$0" "$1" ${words} ${redirect}; exit \${PIPESTATUS[0]}`, process.execPath, main], {
        cwd: folder,
      });
      let stderr = '';
      child.stderr.on('data', (bytes) => {
        stderr += bytes;
      });
      const [code] = await once(child, 'close');
      expect(stderr).not.toContain('    at ');
      expect(stderr).toContain(sentence);
      expect(expected).toContain(code);
    });
    await Promise.all(told);
  });

  it('refuses what makes no sense with a sentence and 3', async () => {
    const refusals = [
      [['bench', 'chat/drect'], /^harness: There is no scenario 'chat\/drect'; did you mean 'chat\/direct'\?/],
      [['bench', '--rate', '0'], /^harness: --rate 0 asks for no turn at all/],
      [['bench', './none.ts'], /^harness: There is no file/],
    ] as const;
    const refused = refusals.map(async ([words, sentence]) => {
      const { code, stdout, stderr } = await harness(words);
      expect(stderr).toMatch(sentence);
      expect([code, stdout]).toEqual([3, '']);
    });
    await Promise.all(refused);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
    const misspelt = await inProcess('bnech');
    expect([misspelt.code, misspelt.stderr]).toEqual([
      3,
      expect.stringMatching(/unknown command 'bnech'[\s\S]*Did you mean bench/),
    ]);
    const { code, stderr } = await harness(['bench', '--target', 'no-such-host.invalid:9']);
    expect(stderr).toMatch(/The host 'no-such-host.invalid' can't be found/);
    expect(code).toBe(4);
  });
});

describe('harness', () => {
  it('is a program that may be run, as npx does', () => {
    expect(statSync(main).mode & 0o111).toBe(0o111);
  });

  it('prints its version and its help without complaint', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await harness(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const { code, stdout } = await inProcess('bench', '--help');
    expect(stdout).toMatch(/^Usage: harness bench \[options\] \[scenario\]\n/);
    expect(code).toBe(0);
  });

  it('lists its scenarios, as text or as JSON', async () => {
    expect((await harness(['list'])).stdout).toMatch(/^chat\/direct {2}\(chat, port 9311\)\n/);
    const { stdout, code } = await harness(['list', '--json']);
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toContain('echo-block/ping');
    expect(code).toBe(0);
  });
});

interface ProgressEvent {
  readonly kind: string;
  readonly phase?: string;
}

/** Runs the built command; `act` is told of each event of `--progress json`. */
async function harness(
  words: readonly string[],
  act?: (child: ChildProcess, event: ProgressEvent) => void,
): Promise<{ code: number; stdout: string; stderr: string }> {
  // As by npx, whatever runs the tests.
  const env = { ...process.env, npm_command: 'exec' };
  const child = spawn(process.execPath, [main, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env });
  let stdout = '';
  let stderr = '';
  let read = 0;
  child.stdout.on('data', (bytes) => {
    stdout += bytes;
  });
  child.stderr.on('data', (bytes) => {
    stderr += bytes;
    for (let end = stderr.indexOf('\n', read); act !== undefined && end !== -1; end = stderr.indexOf('\n', read)) {
      const line = stderr.slice(read, end);
      read = end + 1;
      if (line.startsWith('{')) act(child, JSON.parse(line));
    }
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

async function serve(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function echo(): Promise<number> {
  return serve((socket) => socket.pipe(socket));
}

/** Nobody listens there any more. */
async function freePort(): Promise<number> {
  const port = await serve(() => {});
  const server = servers.pop();
  server?.close();
  if (server !== undefined) await once(server, 'close');
  return port;
}

/** In plain objects: a file in a temporary folder has no package to import from. */
function ownScenario(): string {
  return `
    const framing = { kind: 'nul-ended', payloadBytesMax: 1000 };
    export default {
      summary: 'shouts',
      dialect: { name: 'shout', port: 9999, framings: { sends: framing, receives: framing } },
      async client(me) {
        await me.connect();
        while (await me.turn()) await me.exchange('shout', 'hi');
        await me.leave();
      },
    };
  `;
}
