// `harness serve` when it is to stop, and beside clients, workers and readers of the worst kind.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { settled } from '../fleet/settled.test-support.ts';
import { endAll, main, serve, WAYS } from './serving.test-support.ts';

afterEach(endAll);

describe('harness serve --workers', () => {
  it.each(['epoll', 'node'])('shares the port among processes with %s, and stops them in order', async (transport) => {
    const serving = await serve('echo-block', '--workers', '3', '--transport', transport, '--verbose');
    expect(serving.children().length).toBe(3);
    for (let count = 0; count < 30; count++) expect((await serving.connect().write('ping').take(4)).toString()).toBe('ping');
    await serving.until(() => serving.stderr.split('arrived').length === 31);
    expect(new Set(serving.stderr.match(/worker \d/g)).size).toBeGreaterThan(1);
    await serving.leave();
    serving.child.kill('SIGINT');
    expect(await serving.ended).toEqual({ code: 0, signal: null });
  });

  it('says that a worker has ended by itself, and ends', async () => {
    const serving = await serve('echo-block', '--workers', '2');
    const [worker] = serving.children();
    if (worker !== undefined) process.kill(worker.pid, 'SIGKILL');
    expect((await serving.ended).code).toBe(4);
    expect(serving.stderr).toMatch(/^harness: Worker \d of 2 has ended \(SIGKILL\)\.\n$/);
  });

  it('takes its workers with it when it is killed', async () => {
    const serving = await serve('echo-block', '--workers', '2');
    const { pid = 0 } = serving.children()[0] ?? {};
    serving.child.kill('SIGKILL');
    await serving.ended;
    await settled(() => !isAlive(pid));
  });
});

describe('harness serve, when it is told to stop', () => {
  it.each([...WAYS, ['--workers', '2']])('with %s %s lets what is queued go out before it ends', async (...way) => {
    const serving = await serve('echo-block', ...way);
    const peer = serving.connect();
    peer.socket.pause();
    // Far more than the system's buffers hold: the rest is with the server, or waits to be read by it.
    peer.write(Buffer.alloc(1_000_000, 'q'));
    await once(peer.socket, 'connect');
    await settled(() => peer.socket.writableLength === 0 || peer.socket.bytesWritten > 0);
    serving.child.kill('SIGINT');
    peer.socket.resume();
    await peer.ended();
    expect(await serving.ended).toEqual({ code: 0, signal: null });
    expect(peer.received.every((byte) => byte === 0x71)).toBe(true);
  });

  // All of them beside each other: they only wait.
  it('waits two seconds at most for a client that does not read, in whatever way it serves', async () => {
    const ways = [...WAYS, ['--workers', '2']];
    const ends = ways.map(async (way) => {
      const serving = await serve('echo-block', ...way);
      const peer = serving.connect();
      peer.socket.pause();
      peer.write(Buffer.alloc(30_000_000));
      await once(peer.socket, 'connect');
      await serving.connect().write('x');
      serving.child.kill('SIGTERM');
      return [way, await serving.ended];
    });
    expect(await Promise.all(ends)).toEqual(ways.map((way) => [way, { code: 0, signal: null }]));
  });

  it('ends at once at the second signal', async () => {
    const serving = await serve('echo-block', '--verbose');
    const peer = serving.connect().write('x');
    await peer.take(1);
    peer.socket.pause();
    peer.write(Buffer.alloc(30_000_000));
    serving.child.kill('SIGINT');
    // It accepts no more: the first signal has come through.
    await settled(async () => !(await accepts(serving.port)));
    serving.child.kill('SIGINT');
    expect((await serving.ended).code).toBe(0);
  });

  it('serves on when nobody reads its standard output any more', async () => {
    const serving = await serve('talk', '--operator', 'echo');
    serving.child.stdout.destroy();
    const peer = serving.connect();
    for (let count = 0; count < 50; count++) expect((await peer.write('hello').take(5)).toString()).toBe('hello');
  });

  it('serves on when its standard output is never read', async () => {
    const serving = await serve('talk', '--operator', 'script:package.json');
    serving.child.stdout.pause();
    const peer = serving.connect();
    for (let count = 0; count < 500; count++) expect((await peer.write('x'.repeat(1000)).take(1)).length).toBe(1);
  });
});

describe('harness serve, with clients and readers of the worst kind', () => {
  it.each(['event', 'process', 'thread'])(
    'loses nothing of a flood of frames that is read as it is answered, in the model %s',
    async (model) => {
      const serving = await serve('chat', '--model', model);
      const peer = serving.connect();
      const frames = 1000;
      const frame = Buffer.alloc(100);
      frame.write('nobody:x');
      const name = Buffer.alloc(100);
      name.write('flooder');
      peer.write(Buffer.concat([name, ...Array.from({ length: frames }, () => frame)]));
      peer.socket.end();
      await peer.ended();
      // The greeting, the welcome and its prompt; an answer and a prompt for each.
      expect(peer.received.length).toBe((1 + 4 + 4 * frames) * 1500);
      serving.child.kill('SIGINT');
      expect(await serving.ended).toEqual({ code: 0, signal: null });
    },
  );

  it('takes its processes with it when it is killed, also those that serve', async () => {
    const killed = async (protocol: string) => {
      const serving = await serve(protocol, '--model', 'process');
      const peer = serving.connect().write(Buffer.alloc(1500, 'x'));
      await peer.take(100);
      const pids = serving.children().map(({ pid }) => pid);
      expect(pids.length).toBeGreaterThan(1);
      serving.child.kill('SIGKILL');
      await serving.ended;
      await settled(() => !pids.some(isAlive));
      await peer.ended();
    };
    await Promise.all(['echo-block', 'chat'].map(killed));
  });

  it('does not wait for a worker that does not hear, once it is told twice', async () => {
    const serving = await serve('echo-block', '--workers', '2');
    const { pid = 0 } = serving.children()[0] ?? {};
    process.kill(pid, 'SIGSTOP');
    serving.child.kill('SIGINT');
    await settled(() => serving.children().length === 1);
    serving.child.kill('SIGINT');
    expect(await serving.ended).toEqual({ code: 0, signal: null });
  });

  it.each(['event', 'process', 'thread'])(
    'stops although nobody reads what it prints and logs, in the model %s',
    async (model) => {
      const serving = await serve('talk', '--model', model, '--operator', 'echo', '--verbose');
      serving.child.stdout.pause();
      serving.child.stderr.pause();
      const peer = serving.connect();
      for (let count = 0; count < 600; count++) expect((await peer.write('x'.repeat(1000)).take(1000)).length).toBe(1000);
      serving.child.kill('SIGTERM');
      await peer.ended();
      serving.child.stdout.resume();
      serving.child.stderr.resume();
      expect(await serving.ended).toEqual({ code: 0, signal: null });
    },
  );

  it('ends when it can not say where it listens', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [main, 'serve', 'chat', '--port', '0'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    const [code] = await once(child, 'close');
    expect([code, complaint]).toEqual([4, expect.stringMatching(/^harness: Standard output can't be written: ENOSPC.*\n$/)]);
  });

  it('puts out a client of talk that says far more than its turn', async () => {
    const serving = await serve('talk');
    const peer = serving.connect().write(Buffer.alloc(1_000_000, 'x'));
    await peer.ended();
    await serving.until(() => serving.stdout.includes(' client shutdown !'));
    const next = serving.connect().write('hello');
    await serving.until(() => serving.stdout.includes('client say:hello\n'));
    serving.child.stdin.write('answer to the first\nhello yourself\n');
    expect((await next.take(14)).toString()).toBe('hello yourself');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const accepted = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return accepted;
}
