// `harness bench` as a person uses it: a process, real sockets, targets of every kind.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { renderTransportBench } from './bench-text.ts';

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

describe('harness bench --target', () => {
  it.each(['epoll', 'node'])('checks every frame of a server that echoes, over %s', async (transport) => {
    const port = await serve((socket) => socket.pipe(socket));
    const { code, stdout } = await harness(
      'bench',
      '--target',
      `127.0.0.1:${port}`,
      '--clients',
      '20',
      '--duration',
      '300ms',
      '--transport',
      transport,
      '--json',
    );
    const tally = JSON.parse(stdout);
    expect(tally.connects).toEqual({ established: 20 });
    expect(tally.roundTrips).toBeGreaterThan(20);
    expect([tally.wrong, tally.ends, code]).toEqual([0, {}, 0]);
  });

  it('resolves names, and prints what it found', async () => {
    const port = await serve((socket) => socket.pipe(socket));
    const { code, stdout, stderr } = await harness(
      'bench',
      '--target',
      `localhost:${port}`,
      '--clients',
      '2',
      '--duration',
      '200ms',
      '--source',
      '127.0.0.3',
    );
    expect(stderr).toMatch(/^2 clients on 127\.0\.0\.1:\d+, transport epoll \(epoll is the fastest here\)\n$/);
    expect(stdout).toMatch(
      /^Connections {5}2 established in \d+\.\d\d s\nRound trips .*\nWrong frames {4}0\nEnded early {5}0\n$/,
    );
    expect(code).toBe(0);
  });

  it('counts what a server that sends garbage got wrong', async () => {
    const port = await serve((socket) => socket.on('data', (bytes) => socket.write(Buffer.alloc(bytes.length, '?'))));
    const { code, stdout, stderr } = await harness(
      'bench',
      '--target',
      `127.0.0.1:${port}`,
      '--clients',
      '3',
      '--duration',
      '200ms',
      '--json',
    );
    expect(JSON.parse(stdout).wrong).toBeGreaterThan(3);
    expect(code).toBe(1);
    expect(stderr).not.toContain('    at ');
  });

  it('counts the conversations that a server ends in the middle of a frame', async () => {
    const port = await serve((socket) => socket.on('data', () => socket.end('half a frame')));
    const { code, stdout } = await harness(
      'bench',
      '--target',
      `127.0.0.1:${port}`,
      '--clients',
      '3',
      '--duration',
      '200ms',
      '--json',
    );
    expect(JSON.parse(stdout).ends).toEqual({ closed: 3 });
    expect(code).toBe(1);
  });

  it('counts the conversations that a server breaks off', async () => {
    const port = await serve((socket) => socket.on('data', () => socket.resetAndDestroy()));
    const { code, stdout } = await harness(
      'bench',
      '--target',
      `127.0.0.1:${port}`,
      '--clients',
      '3',
      '--duration',
      '200ms',
      '--json',
    );
    expect(JSON.parse(stdout).ends).toEqual({ reset: 3 });
    expect(code).toBe(1);
  });

  it('does not wait longer than it said for a server that says nothing', async () => {
    const port = await serve(() => {});
    const { code, stdout } = await harness(
      'bench',
      '--target',
      `127.0.0.1:${port}`,
      '--clients',
      '3',
      '--duration',
      '200ms',
      '--timeout',
      '400ms',
      '--json',
    );
    expect(JSON.parse(stdout).ends).toEqual({ timeout: 3 });
    expect(code).toBe(1);
  });

  it('stops in order on Ctrl-C, and says what it has', async () => {
    const seen: { frames: number; enough?: () => void } = { frames: 0 };
    const port = await serve((socket) => {
      socket.pipe(socket).on('data', () => {
        if (seen.frames++ === 2000) seen.enough?.();
      });
    });
    const words = ['bench', '--target', `127.0.0.1:${port}`, '--duration', '1h', '--warm-up', '1ms', '--json'];
    const { code, stdout, stderr } = await harness(...words, (child) => {
      seen.enough = () => child.kill('SIGINT');
    });
    const tally = JSON.parse(stdout);
    expect([tally.connects, tally.ends, tally.wrong]).toEqual([{ established: 50 }, {}, 0]);
    expect(tally.roundTrips).toBeGreaterThan(500);
    expect(stderr).toContain('Stopping; once more to end at once.');
    expect(code).toBe(0);
  });

  it('says that it has nothing when it is stopped before that', async () => {
    const port = await serve(() => {});
    const { code, stdout, stderr } = await harness('bench', '--target', `127.0.0.1:${port}`, '--duration', '1h', (child) => {
      child.kill('SIGINT');
      child.stderr?.once('data', () => child.kill('SIGINT'));
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Stopped before anything was measured.');
  });

  it('notices that a server sends without being asked, or answers another', async () => {
    const port = await serve((socket) => socket.on('data', (bytes) => socket.write(Buffer.alloc(bytes.length, 'x'))));
    const { code, stdout } = await harness(
      'bench',
      '--target',
      `127.0.0.1:${port}`,
      '--clients',
      '3',
      '--duration',
      '200ms',
      '--json',
    );
    const tally = JSON.parse(stdout);
    expect(tally.wrong).toBeGreaterThan(3);
    expect(code).toBe(1);
  });

  it('is quiet when nobody reads its result, and says that a disk is full', async () => {
    const port = await serve((socket) => socket.pipe(socket));
    const words = `bench --target 127.0.0.1:${port} --clients 2 --duration 100ms --warm-up 1ms`;
    const shell = (redirect: string) =>
      spawn('bash', ['-c', `"$0" "$1" ${words} ${redirect}; exit \${PIPESTATUS[0]}`, process.execPath, main]);
    for (const [redirect, expected, sentence] of [
      ['| true', 0, ''],
      ['> /dev/full', 4, "Standard output can't be written: ENOSPC"],
    ] as const) {
      const child = shell(redirect);
      let stderr = '';
      child.stderr.on('data', (bytes) => {
        stderr += bytes;
      });
      const [code] = await once(child, 'close');
      expect(stderr).not.toContain('    at ');
      expect(stderr).toContain(sentence);
      expect(code).toBe(expected);
    }
  });
});

describe('harness, given what makes no sense,', () => {
  const refusals: [string, string[], number, RegExp][] = [
    ['an unknown host', ['bench', '--target', 'no-such-host.invalid:9'], 4, /The host 'no-such-host.invalid' can't be found/],
    ['a port that is none', ['bench', '--target', '127.0.0.1:70000'], 3, /out of range: ports go from 1 to 65535/],
    ['a target without a port', ['bench', '--target', 'localhost'], 3, /'localhost' is no target/],
    [
      'a place where nothing listens',
      ['bench', '--target', '127.0.0.1:1', '--clients', '3'],
      4,
      /None of 3 clients got a connection to 127.0.0.1:1: .*refused/,
    ],
    [
      'more clients than descriptors',
      ['bench', '--target', '127.0.0.1:1', '--clients', '999999'],
      4,
      /999999 clients need 1000063 descriptors/,
    ],
    ['a source without a target', ['bench', '--source', '127.0.0.2'], 3, /--source goes with --target/],
    ['a source elsewhere', ['bench', '--target', '127.0.0.1:1', '--source', '::1'], 3, /can't reach/],
    ['a number that is none', ['bench', '--clients', 'many'], 3, /--clients takes a whole number from 1 to 1000000, not 'many'/],
    ['a time that is none', ['bench', '--duration', 'soon'], 3, /--duration takes a time such as 500ms/],
    ['a transport that is none', ['bench', '--transport', 'quic'], 3, /--transport takes auto, epoll or node, not 'quic'/],
    ['an unknown flag', ['bench', '--fast'], 3, /unknown option '--fast'/],
    ['an unknown command', ['bnech'], 3, /unknown command 'bnech'[\s\S]*Did you mean bench/],
  ];

  it.each(refusals)('says so in a sentence: %s', async (_name, words, exitCode, sentence) => {
    const { code, stdout, stderr } = await harness(...words);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('    at ');
    expect([code, stdout]).toEqual([exitCode, '']);
  });

  it('is a program that may be run, as npx does', () => {
    expect(statSync(main).mode & 0o111).toBe(0o111);
  });

  it('prints its version and its help without complaint', async () => {
    expect(await harness('--version')).toEqual({ code: 0, stdout: '0.2.0\n', stderr: '' });
    const { code, stdout } = await harness('bench', '--help');
    expect(stdout).toContain('Usage: harness bench');
    expect(code).toBe(0);
  });
});

describe('the text of the comparison', () => {
  const measure = { connections: 50, roundTripsPerCpuSecond: 150_000, ratios: [0.8], errors: 0 };

  it('shows rates and ratios side by side', () => {
    const text = renderTransportBench(
      {
        compiler: true,
        pinned: true,
        rounds: 3,
        measures: [
          { ...measure, contender: 'C', ratioToC: 1 },
          { ...measure, contender: 'epoll', ratioToC: 0.8 },
        ],
        pacing: [{ transport: 'epoll', lateUsP50: 25.4, lateUsP99: 1080 }],
        idle: [{ transport: 'epoll', connected: 19_000, failed: 0, connectSeconds: 2.04, bytesEach: 1024 }],
      },
      1500,
    );
    expect(text).toBe(
      [
        'Round trips per CPU-second of the client, 1,500-byte frames, median of 3 rounds in turn',
        '',
        '                     50 clients',
        'C                 150,000  1.00',
        'epoll             150,000  0.80',
        '',
        'Frames that came back wrong, and conversations that ended early: 0',
        '',
        'Idle clients          connected          failed              in     memory each',
        'epoll                    19,000               0           2.0 s          1.0 KB',
        '',
        '10,000/s timers     late by p50             p99',
        'epoll                     25 us        1,080 us',
        '',
      ].join('\n'),
    );
  });

  it('says that there is no ratio without a compiler, and no pin without processors', () => {
    const measures = [{ ...measure, contender: 'node' as const, ratioToC: undefined }];
    const text = renderTransportBench({ compiler: false, pinned: false, rounds: 1, measures, idle: [], pacing: [] }, 100);
    expect(text).toContain('No C compiler');
    expect(text).toContain('could not be pinned');
    expect(text).toContain('node                    150,000\n');
  });
});

type Act = (child: ReturnType<typeof spawn>) => void;

/** Runs the built command; an act, given last, is done once it has said its first word. */
async function harness(...words: (string | Act)[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const act = words.find((word) => typeof word === 'function');
  const child = spawn(process.execPath, [main, ...words.filter((word) => typeof word === 'string')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes) => {
    stdout += bytes;
  });
  child.stderr.on('data', (bytes) => {
    stderr += bytes;
  });
  if (act !== undefined) void once(child.stderr, 'data').then(() => act(child));
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
