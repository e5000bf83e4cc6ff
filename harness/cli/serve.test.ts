// `harness serve` as a person uses it: a process, real sockets, signals and a terminal.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { PROTOCOL_NAMES, type ProtocolName } from '../../server/protocols/protocols.ts';
import { endAll, refused, type Serving, serve } from './serving.test-support.ts';

afterEach(endAll);

const WAYS = [
  ['--transport', 'epoll'],
  ['--transport', 'node'],
  ['--model', 'single'],
  ['--model', 'process'],
  ['--model', 'thread'],
];

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

describe('harness serve', () => {
  for (const protocol of PROTOCOL_NAMES) {
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

  it.each(WAYS)('with %s %s lets one wait in the queue above the capacity, and serves it when another leaves', async (...way) => {
    const serving = await serve('echo-text', ...(way.includes('single') ? [] : ['--capacity', '2']), ...way);
    const places = way.includes('single') ? 1 : 2;
    const served = Array.from({ length: places }, () => serving.connect().write('served\0'));
    for (const peer of served) expect((await peer.take(7)).toString()).toBe('served\0');
    const waiting = serving.connect().write('waiting\0');
    await once(waiting.socket, 'connect');
    // Those who are served are undisturbed, and behind two exchanges of theirs nothing has come to the one that waits.
    for (const peer of [...served, ...served]) expect((await peer.write('still\0').take(6)).toString()).toBe('still\0');
    expect(waiting.received.length).toBe(0);
    served[0]?.reset();
    expect((await waiting.take(8)).toString()).toBe('waiting\0');
  });

  it.each(WAYS)('with %s %s outlives clients that reset, half-close, send garbage or never read', async (...way) => {
    const serving = await serve('echo-text', ...way);
    for (let round = 0; round < 3; round++) {
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
    }
    await CONVERSATIONS['echo-text'](serving);
  });

  it.each(WAYS)('with %s %s lets go of every descriptor, thread and process', async (...way) => {
    const serving = await serve('echo-text', ...way);
    const visit = async () => {
      const peer = serving.connect().write('hello\0');
      await peer.take(6);
      peer.socket.end();
      await peer.ended();
    };
    await visit();
    const socketsBefore = serving.sockets();
    for (let count = 0; count < 12; count++) await visit();
    // Those who serve may still be on their way out, behind the last client.
    await serving.settled(() => serving.sockets() <= socketsBefore && serving.children().length <= 3);
    expect(serving.children().filter(({ state }) => state === 'Z')).toEqual([]);
    if (way.includes('process')) expect(serving.children().length).toBeGreaterThan(0);
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
    await processes.settled(() => processes.children().length === 6);
    await threads.settled(() => threads.threads() === before + 4);
    await processes.leave();
    await processes.settled(() => processes.children().length === 2);
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
      for (let count = 0; count < 20_000 && !told.includes('已下线'); count++) {
        talker.frame(`stalled:${'x'.repeat(1400)}`);
        told = (await talker.texts(3)).join();
      }
      expect(told).toContain('stalled 用户已下线了！');
      talker.frame('talker:still here');
      await talker.until(() => talker.received.includes('talker$still here'));
    }
  });
});

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
    process.kill(serving.children()[0]?.pid ?? 0, 'SIGKILL');
    expect((await serving.ended).code).toBe(4);
    expect(serving.stderr).toMatch(/^harness: Worker \d of 2 has ended \(SIGKILL\)\.\n$/);
  });

  it('takes its workers with it when it is killed', async () => {
    const serving = await serve('echo-block', '--workers', '2');
    const { pid = 0 } = serving.children()[0] ?? {};
    serving.child.kill('SIGKILL');
    await serving.ended;
    await serving.settled(() => !isAlive(pid));
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
    await serving.settled(() => peer.socket.writableLength === 0 || peer.socket.bytesWritten > 0);
    serving.child.kill('SIGINT');
    peer.socket.resume();
    await peer.ended();
    expect(await serving.ended).toEqual({ code: 0, signal: null });
    expect(peer.received.every((byte) => byte === 0x71)).toBe(true);
  });

  it.each([...WAYS, ['--workers', '2']])(
    'with %s %s waits two seconds at most for a client that does not read',
    async (...way) => {
      const serving = await serve('echo-block', ...way);
      const peer = serving.connect();
      peer.socket.pause();
      peer.write(Buffer.alloc(30_000_000));
      await once(peer.socket, 'connect');
      await serving.connect().write('x');
      serving.child.kill('SIGTERM');
      expect(await serving.ended).toEqual({ code: 0, signal: null });
    },
  );

  it('ends at once at the second signal', async () => {
    const serving = await serve('echo-block', '--verbose');
    const peer = serving.connect().write('x');
    await peer.take(1);
    peer.socket.pause();
    peer.write(Buffer.alloc(30_000_000));
    serving.child.kill('SIGINT');
    // It accepts no more: the first signal has come through.
    await serving.settled(async () => !(await accepts(serving.port)));
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

describe('harness serve, asked for what makes no sense', () => {
  it.each([
    [['nochat'], /^harness: harness serve takes chat, echo-text, .* or p2p, not 'nochat'\.\n$/],
    [[], /^harness: Say which protocol to serve: chat, .*\.\n$/],
    [['chat', '--model', 'single'], /makes no sense for chat: a room that serves one connection/],
    [['p2p', '--model', 'thread'], /makes no sense for p2p: its one client/],
    [['chat', '--operator', 'echo'], /--operator goes with talk and p2p/],
    [['talk', '--client-frame', '100'], /--client-frame goes with chat/],
    [['talk', '--operator', 'parrot'], /--operator takes stdio, echo or script:FILE, not 'parrot'/],
    [['talk', '--operator', 'script:/nowhere'], /The script '\/nowhere' can't be read/],
    [['talk', '--operator', 'script:/dev/null'], /has no line/],
    [['chat', '--workers', '2'], /--workers goes with echo-text, echo-block and keepalive/],
    [['echo-text', '--workers', '2', '--model', 'thread'], /--workers goes with --model event/],
    [['echo-text', '--workers', '2', '--once'], /leave --workers out/],
    [['echo-text', '--workers', '3', '--capacity', '2'], /--capacity does not go with --workers/],
    [['chat', '--fault', ''], /--fault takes names with commas between them/],
    [['echo-text', '--model', 'thread', '--transport', 'node'], /--transport goes with the models event and single/],
    [['echo-text', '--model', 'single', '--capacity', '2'], /serves one connection at a time/],
    [['p2p', '--capacity', '2'], /p2p is for two people/],
    [['echo-text', '--capacity', '0'], /--capacity takes a whole number from 1/],
    [['echo-text', '--port', '70000'], /--port takes a whole number from 0 to 65535/],
    [['echo-text', '--fault', 'no-such-fault'], /There is no fault 'no-such-fault'.*harness serve --faults lists them/],
  ])('%j: says so in a sentence, and leaves with 3', async (words, sentence) => {
    const { code, stdout, stderr } = await refused(...words);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n').length).toBe(1);
    expect([code, stdout]).toEqual([3, '']);
  });

  it('says that a port is taken, an address is not ours, or a name is unknown, and leaves with 4', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;
    for (const way of [...WAYS, ['--workers', '2']]) {
      const { code, stdout, stderr } = await refused('echo-text', '--port', String(port), ...way);
      expect(stderr).toBe(
        `harness: Can't listen on 127.0.0.1:${port}: somebody else listens there; choose another --port, or 0 for any that is free.\n`,
      );
      expect([code, stdout]).toEqual([4, '']);
    }
    taken.close();
    const foreign = await refused('echo-text', '--host', '192.0.2.1', '--port', '0');
    expect([foreign.code, foreign.stderr]).toEqual([
      4,
      "harness: Can't listen on 192.0.2.1:0: the address is not one of this machine; choose another --host.\n",
    ]);
    const unknown = await refused('echo-text', '--host', 'no-such-host.invalid');
    expect([unknown.code, unknown.stderr]).toEqual([
      4,
      expect.stringContaining("The host 'no-such-host.invalid' can't be found"),
    ]);
  });
});

describe('harness serve, with an operator', () => {
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

describe('harness serve --fault', () => {
  it('lists what can be wrong, with the clauses that each breaks', async () => {
    const { code, stdout } = await refused('--faults');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}misroute +Once in so many direct messages .* CHAT-1\.4\.1 \(once in 50\)$/m);
    const listed = JSON.parse((await refused('--faults', '--json')).stdout) as {
      name: string;
      clauses: string[];
      sentence: string;
    }[];
    expect(listed.length).toBeGreaterThanOrEqual(60);
    for (const { clauses, sentence } of listed) expect([clauses.length > 0, sentence.endsWith('.')]).toEqual([true, true]);
    const ofTalk = (await refused('talk', '--faults')).stdout;
    expect([ofTalk.includes('answers-crossed'), ofTalk.includes('misroute')]).toEqual([true, false]);
  });

  it.each(['event', 'process', 'thread'])('is wrong as told, in the model %s', async (model) => {
    const serving = await serve('chat', '--model', model, '--fault', 'duplicate-delivery=2,no-departure-notice');
    const alice = await serving.connect().join('alice');
    const bob = await serving.connect().join('bob');
    for (let count = 1; count <= 4; count++) alice.frame(`bob:${count}`);
    expect(await bob.texts(6)).toEqual(['alice$1', 'alice$2', 'alice$2', 'alice$3', 'alice$4', 'alice$4']);
    alice.frame('exit');
    await alice.ended();
    bob.frame('bob:alone');
    expect((await bob.texts(1))[0]).toBe('bob$alone');
  });

  it.each(['event', 'process', 'thread'])('is wrong where no client shares anything, in the model %s', async (model) => {
    const serving = await serve('echo-text', '--model', model, '--fault', 'first-message-only', '--fault', 'wrong-byte=3');
    expect((await serving.connect().write('aaa\0aaa\0').take(4)).toString()).toBe('aa`\0');
    const block = await serve('echo-block', '--model', model, '--fault', 'slow-answers=1');
    expect((await block.connect().write('late').take(4)).toString()).toBe('late');
  });

  it('dies as by a signal, when that is the fault', async () => {
    for (const model of ['event', 'process', 'thread']) {
      const serving = await serve('keepalive', '--model', model, '--fault', 'reset-kills-the-server');
      const peer = serving.connect().write('hello');
      await peer.take(10);
      peer.reset();
      expect((await serving.ended).signal).toBe('SIGKILL');
      expect(serving.stderr).toBe('harness: The server dies, as its fault has it: a client has reset its connection.\n');
    }
  });

  it('leaves zombies behind in the model process', async () => {
    const serving = await serve('echo-text', '--model', 'process', '--fault', 'zombies');
    for (let count = 0; count < 2; count++) {
      await serving.connect().write('hello\0').take(6);
      await serving.leave();
    }
    await serving.settled(() => serving.children().filter(({ state }) => state === 'Z').length === 2);
  });

  it.each([
    [['talk', '--fault', 'misroute'], "The fault 'misroute' is one of chat, not of talk"],
    [['chat', '--fault', 'misrote'], "There is no fault 'misrote', but there is 'misroute'"],
    [['chat', '--fault', 'no-greeting=5'], "The fault 'no-greeting' is there always"],
    [['chat', '--fault', 'misroute=0'], "Behind 'misroute=' stands once in how many times, a whole number from 1, not '0'"],
    [['chat', '--fault', 'misroute,misroute=5'], "The fault 'misroute' is asked for twice"],
    [['echo-text', '--fault', 'zombies'], "The fault 'zombies' is one of the model process, not of event"],
  ])('%j: says what is wrong with the wish', async (words, sentence) => {
    const { code, stderr } = await refused(...words);
    expect([code, stderr]).toEqual([3, expect.stringContaining(sentence)]);
  });
});
