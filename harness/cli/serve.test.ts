// `harness serve` as a person uses it: a process, real sockets, every protocol in every way of serving.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_NAMES, type ProtocolName } from '../../server/protocols/protocols.ts';
import { settled } from '../fleet/settled.test-support.ts';
import { endAll, type Serving, serve, WAYS } from './serving.test-support.ts';

/** What is wrong with a protocol in a model. */
const SENSELESS = ['chat --model single', 'p2p --model process', 'p2p --model thread'];

/** A short conversation in each protocol, to be had in every way of serving. */
const CONVERSATIONS: Record<ProtocolName, (serving: Serving) => Promise<void>> = {
  async chat(serving) {
    const alice = await serving.connect().join('alice');
    const bob = await serving.connect().join('bob');
    alice.frame('bob:hi: there');
    expect(await bob.texts(1)).toEqual(['alice$hi: there']);
    expect((await alice.texts(3))[0]).toBe('你的昵称是：alice');
    alice.frame('exit');
    await alice.ended();
    expect(await bob.texts(1)).toEqual(['alice 用户已下线了！']);
  },
  async 'echo-text'(serving) {
    const peer = serving.connect().write('one\0tw');
    expect((await peer.take(4)).toString()).toBe('one\0');
    peer.write('o\0three\0');
    expect((await peer.take(10)).toString()).toBe('two\0three\0');
  },
  async keepalive(serving) {
    const peer = serving.connect().write('Hello Server!');
    expect((await peer.take(10)).toString()).toBe('keep alive');
    peer.write('stop');
    expect((await peer.take(4)).toString()).toBe('stop');
    await peer.ended();
  },
  async talk(serving) {
    const peer = serving.connect().write('hello');
    await serving.until(() => serving.stdout.endsWith('client say:hello\nyou want to say:'));
    serving.child.stdin.write('hello yourself\n');
    expect((await peer.take(14)).toString()).toBe('hello yourself');
    peer.socket.end();
    await serving.until(() => serving.stdout.endsWith(' client shutdown !\n'));
    await peer.ended();
  },
  async 'echo-block'(serving) {
    const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => index % 251));
    const peer = serving.connect().write(bytes);
    peer.socket.end();
    expect((await peer.take(bytes.length)).equals(bytes)).toBe(true);
    await peer.ended();
    expect(peer.received.length).toBe(0);
  },
  async p2p(serving) {
    const peer = serving.connect().write(block('from the client\n'));
    await serving.until(() => serving.stdout.endsWith('from the client\n'));
    serving.child.stdin.write('from the server\n');
    expect((await peer.take(1024)).equals(block('from the server\n'))).toBe(true);
    peer.socket.end();
    await serving.until(() => serving.stdout.endsWith('peer close\n'));
    await peer.ended();
  },
};

function block(text: string): Buffer {
  const bytes = Buffer.alloc(1024);
  bytes.write(text);
  return bytes;
}

/** Answered together, and far fewer than fit on the way back. */
const FRAMES_AT_ONCE = 20;

describe('harness serve', () => {
  afterEach(endAll);

  // Of echo-text more is asked below.
  for (const protocol of PROTOCOL_NAMES.filter((name) => name !== 'echo-text')) {
    for (const way of WAYS.filter((words) => !SENSELESS.includes(`${protocol} ${words.join(' ')}`))) {
      it(`serves ${protocol} with ${way.join(' ')}, one client after the other, and stops in order`, async () => {
        const serving = await serve(protocol, ...way);
        await CONVERSATIONS[protocol](serving);
        await serving.leave();
        await CONVERSATIONS[protocol](serving);
        serving.child.kill('SIGTERM');
        expect(await serving.ended).toEqual({ code: 0, signal: null });
        expect(serving.stderr).toBe('');
      });
    }
  }

  it('says where it listens on its first line, for people and for programs', async () => {
    const forPeople = await serve('echo-text');
    expect(forPeople.stdout).toBe(
      `echo-text listens on 127.0.0.1:${forPeople.port} (model event, transport epoll, pid ${forPeople.pid})\n`,
    );
    const forPrograms = await serve('chat', '--json', '--model', 'thread');
    expect(JSON.parse(forPrograms.stdout)).toEqual({
      protocol: 'chat',
      host: '127.0.0.1',
      port: forPrograms.port,
      model: 'thread',
      pid: forPrograms.pid,
    });
  });

  it('listens on IPv6 and on names', async () => {
    expect((await serve('echo-text', '--host', '::1')).stdout).toContain('listens on [::1]:');
    expect((await serve('echo-text', '--host', 'localhost')).stdout).toContain('listens on 127.0.0.1:');
  });

  it('logs arrivals, registrations and departures to standard error', async () => {
    const serving = await serve('chat', '--verbose');
    const alice = await serving.connect().join('alice');
    alice.frame('exit');
    await serving.until(() => serving.stderr.includes('gone'));
    const [, from = ''] = /^arrived: (127\.0\.0\.1:\d+);/.exec(serving.stderr) ?? [];
    expect(serving.stderr).toBe(
      [
        `arrived: ${from}; 1 connected`,
        `registered: alice, ${from}`,
        `left: alice, ${from}`,
        `gone: ${from}: the connection was closed in order; 0 connected`,
        '',
      ].join('\n'),
    );
    expect(serving.stdout.split('\n').length).toBe(2);
  });

  it.each(WAYS)('serves the first connection only with --once %s %s, and ends when it has gone', async (...way) => {
    const serving = await serve('echo-text', '--once', ...way);
    const first = serving.connect().write('one\0');
    expect((await first.take(4)).toString()).toBe('one\0');
    // Another waits in vain.
    const second = serving.connect().write('two\0');
    first.socket.end();
    await second.ended();
    expect(second.received.length).toBe(0);
    expect(await serving.ended).toEqual({ code: 0, signal: null });
  });

  it('gives each connection a process of its own in the model process, and a thread in the model thread', async () => {
    const processes = await serve('echo-text', '--model', 'process');
    const threads = await serve('chat', '--model', 'thread');
    const before = threads.threads();
    for (let count = 0; count < 4; count++) {
      await processes.connect().write('hello\0').take(6);
      await threads.connect().join(`m${count}`);
    }
    // Two more wait ready.
    await settled(() => processes.children().length === 6);
    await settled(() => threads.threads() === before + 4);
    await processes.leave();
    await settled(() => processes.children().length === 2);
  });

  it('serves many at once in the models process and thread, each at its own pace', async () => {
    for (const model of ['process', 'thread']) {
      const serving = await serve('echo-block', '--model', model);
      const idle = serving.connect();
      const stalled = serving.connect();
      stalled.socket.pause();
      stalled.write(Buffer.alloc(20_000_000));
      const busy = serving.connect();
      for (let count = 0; count < 20; count++) expect((await busy.write('ping').take(4)).toString()).toBe('ping');
      expect((await idle.write('late').take(4)).toString()).toBe('late');
    }
  });

  it('drops a member of the room that does not read, also in the models process and thread', async () => {
    for (const model of ['event', 'process', 'thread']) {
      const serving = await serve('chat', '--model', model);
      const talker = await serving.connect().join('talker');
      const stalled = await serving.connect().join('stalled');
      stalled.socket.pause();
      let told = '';
      for (let count = 0; count < 1000 && !told.includes('已下线'); count++) {
        for (let frames = 0; frames < FRAMES_AT_ONCE; frames++) talker.frame(`stalled:${'x'.repeat(1400)}`);
        told = (await talker.texts(3 * FRAMES_AT_ONCE)).join();
      }
      expect(told).toContain('stalled 用户已下线了！');
      talker.frame('talker:still here');
      await talker.until(() => talker.received.includes('talker$still here'));
    }
  });
});

// One server for all of it: each finds the server as the one before has left it.
describe.each(WAYS)('harness serve echo-text with %s %s', (...way) => {
  const places = way.includes('single') ? 1 : 2;
  let serving: Serving;
  beforeAll(async () => {
    serving = await serve('echo-text', ...(way.includes('single') ? [] : ['--capacity', '2']), ...way);
  });
  afterAll(endAll);

  it('lets one wait in the queue above the capacity, and serves it when another leaves', async () => {
    const served = Array.from({ length: places }, () => serving.connect().write('served\0'));
    for (const peer of served) expect((await peer.take(7)).toString()).toBe('served\0');
    const waiting = serving.connect().write('waiting\0');
    await once(waiting.socket, 'connect');
    // Those who are served are undisturbed, and behind two exchanges of theirs nothing has come to the one that waits.
    for (const peer of [...served, ...served]) expect((await peer.write('still\0').take(6)).toString()).toBe('still\0');
    expect(waiting.received.length).toBe(0);
    served[0]?.reset();
    expect((await waiting.take(8)).toString()).toBe('waiting\0');
    await serving.leave();
  });

  it('outlives clients that reset, half-close, send garbage or never read', async () => {
    const broken = serving.connect().write('half a text');
    await once(broken.socket, 'connect');
    broken.reset();
    const endless = serving.connect().write(Buffer.alloc(5000, 'x'));
    await endless.ended();
    expect(endless.received.length).toBe(0);
    const halfClosed = serving.connect().write('last words\0half');
    halfClosed.socket.end();
    await halfClosed.ended();
    expect(halfClosed.received.toString()).toBe('last words\0');
    await serving.leave();
  });

  it('serves one client after the other, and lets go of every descriptor, thread and process', async () => {
    const visit = async () => {
      await CONVERSATIONS['echo-text'](serving);
      await serving.leave();
    };
    await visit();
    const socketsBefore = serving.sockets();
    for (let count = 0; count < 4; count++) await visit();
    // Those who serve may still be on their way out, behind the last client, and one that has just ended be a zombie for a moment.
    await settled(() => {
      const children = serving.children();
      return serving.sockets() <= socketsBefore && children.length <= 3 && children.every(({ state }) => state !== 'Z');
    });
    if (way.includes('process')) expect(serving.children().length).toBeGreaterThan(0);
  });

  it('stops in order', async () => {
    serving.child.kill('SIGTERM');
    expect(await serving.ended).toEqual({ code: 0, signal: null });
    expect(serving.stderr).toBe('');
  });
});

describe('harness serve, with an operator', () => {
  afterEach(endAll);

  it('answers the clients of talk in the order in which their messages were printed', async () => {
    const serving = await serve('talk', '--model', 'thread');
    const first = serving.connect().write('from the first');
    await serving.until(() => serving.stdout.includes('client say:from the first\nyou want to say:'));
    const second = serving.connect().write('from the second');
    await serving.until(() => serving.stdout.endsWith('client say:from the second\nyou want to say:'));
    serving.child.stdin.write('to the first\nto the second\n');
    expect((await first.take(12)).toString()).toBe('to the first');
    expect((await second.take(13)).toString()).toBe('to the second');
  });

  it('answers from a script, again from its top', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'harness-serve-'));
    writeFileSync(join(folder, 'script'), 'one\r\ntwo\nlast');
    const serving = await serve('talk', '--operator', `script:${join(folder, 'script')}`);
    const peer = serving.connect();
    for (const answer of ['one', 'two', 'last', 'one']) {
      expect((await peer.write('and?').take(answer.length)).toString()).toBe(answer);
    }
    rmSync(folder, { recursive: true });
  });

  it('closes on a client when standard input has ended and nobody will answer it', async () => {
    const serving = await serve('talk');
    serving.child.stdin.end('just one\n');
    const peer = serving.connect().write('hello');
    expect((await peer.take(8)).toString()).toBe('just one');
    await peer.write('and now?').ended();
  });

  it('sends the lines of a flood both ways at once, and none is lost', async () => {
    const serving = await serve('p2p');
    const peer = serving.connect();
    const lines = 5000;
    serving.child.stdin.write(Array.from({ length: lines }, (_, index) => `from the server ${index}\n`).join(''));
    for (let index = 0; index < lines; index++) peer.write(block(`from the client ${index}\n`));
    const blocks = await peer.take(lines * 1024);
    await serving.until(() => serving.stdout.includes(`from the client ${lines - 1}\n`));
    for (const index of [0, 1, 2500, lines - 1]) {
      expect(blocks.subarray(index * 1024, (index + 1) * 1024).equals(block(`from the server ${index}\n`))).toBe(true);
    }
    expect(serving.stdout.split('\n').length).toBe(1 + lines + 1);
  });
});
