// `harness connect` as a person uses it: a process, a pipe, real sockets, and small peers that speak as the contract says.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { settled } from '../fleet/settled.test-support.ts';
import { inProcess } from './in-process.test-support.ts';

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const servers: Server[] = [];
const sockets = new Set<Socket>();
const started: Run[] = [];

afterEach(() => {
  for (const run of started.splice(0)) run.child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

const PROMPT = [
  '你的昵称是：alice',
  '聊天室中的成员：bob、alice',
  "请按照‘聊天室成员名称:消息’格式进行发送消息，通知聊天室所有人的消息格式是‘@all:消息'，注意空格表示一条消息结束，之后的内容表示给其他人发送消息。接收的消息会按照’消息的发送者$消息‘的格式显示出来。如需下线请输入'exit'",
];

/** A room with nobody but this member, who hears everything that was said as if it came from bob. */
function chatPeer(messages: string[], clientFrameBytes = 100, closes = true): (socket: Socket) => void {
  return (socket) => {
    const frames = (...texts: string[]) => {
      for (const text of texts) socket.write(padded(text, 1500));
    };
    frames('连接服务端成功\n聊天室中的成员：bob\n请注册，输入昵称');
    inFrames(socket, clientFrameBytes, (frame) => {
      const text = frame.subarray(0, frame.indexOf(0)).toString();
      messages.push(text);
      if (text === 'exit' && closes) socket.end();
      if (text === 'exit') return;
      if (messages.length === 1) frames('昵称注册成功', ...PROMPT);
      else frames(`bob$${text}`, ...PROMPT);
    });
  };
}

const echoPeer = (socket: Socket) => socket.pipe(socket);

function keepalivePeer(socket: Socket): void {
  socket.on('data', (bytes) => {
    const isStop = bytes.toString() === 'stop';
    socket.write(isStop ? 'stop' : 'keep alive');
    if (isStop) socket.end();
  });
}

/** Answers each block with one of its own, and says when it has heard the end. */
function p2pPeer(heard: string[]): (socket: Socket) => void {
  return (socket) => {
    inFrames(socket, 1024, (block) => {
      const text = block.subarray(0, block.indexOf(0)).toString();
      heard.push(text);
      socket.write(padded(`you said ${text}`, 1024));
    });
  };
}

describe('harness connect, at a pipe,', () => {
  it('chat: sends words in turn, prints frames, and leaves by exit', async () => {
    const messages: string[] = [];
    const run = connect('chat', await serve(chatPeer(messages)));
    run.child.stdin.end('alice\nbob:hi there\n');
    const { code, stdout, stderr } = await run.ended();
    expect([code, stderr]).toEqual([0, '']);
    expect(messages).toEqual(['alice', 'bob:hi', 'there', 'exit']);
    const prompt = `${PROMPT.join('\n')}\n`;
    expect(stdout).toBe(
      `连接服务端成功\n聊天室中的成员：bob\n请注册，输入昵称\n昵称注册成功\n${prompt}bob$bob:hi\n${prompt}bob$there\n${prompt}`,
    );
  });

  it('chat: sends whole lines in frames of the documented size, and ends when exit is typed', async () => {
    const messages: string[] = [];
    const run = connect('chat', await serve(chatPeer(messages, 1500)), '--whole-lines', '--client-frame', '1500');
    run.child.stdin.write(`alice\nbob:${'long '.repeat(200)}\r\nexit\nnever\n`);
    const { code } = await run.ended();
    expect(code).toBe(0);
    expect(messages).toEqual(['alice', `bob:${'long '.repeat(200)}`, 'exit']);
  });

  it('echo-text: sends what is piped, each text behind the echo of the last', async () => {
    const run = connect('echo-text', await serve(echoPeer));
    run.child.stdin.end('one\ntwo 2\nno line end');
    expect(await run.ended()).toEqual({
      code: 0,
      stdout: 'recv server : one\nrecv server : two 2\nrecv server : no line end\n',
      stderr: '',
    });
  });

  it('echo-text: sends numbered texts when it is asked to', async () => {
    const run = connect('echo-text', await serve(echoPeer), '--every', '10ms', '--count', '3');
    run.child.stdin.end();
    const { code, stdout } = await run.ended();
    expect(stdout).toBe('recv server : data : 0\nrecv server : data : 1\nrecv server : data : 2\n');
    expect(code).toBe(0);
  });

  it('keepalive: says hello, asks in turn, and leaves by stop', async () => {
    const run = connect('keepalive', await serve(keepalivePeer));
    run.child.stdin.write('still there?\nstop\n');
    expect(await run.ended()).toEqual({ code: 0, stdout: 'keep alive\nkeep alive\nstop\n', stderr: '' });
  });

  it('talk: speaks in turn, and says that the server has closed', async () => {
    const run = connect(
      'talk',
      await serve((socket) => {
        socket.on('data', (bytes) => {
          socket.write(`you said ${bytes}`);
          if (bytes.toString() === 'bye') socket.end();
        });
      }),
    );
    run.child.stdin.write('hello\nbye\n');
    expect(await run.ended()).toEqual({
      code: 0,
      stdout:
        'You want to say:server say:you said hello\nYou want to say:server say:you said bye\nYou want to say: server shutdown!\n',
      stderr: '',
    });
  });

  it('echo-block: prints every reply before it leaves', async () => {
    const run = connect('echo-block', await serve(echoPeer));
    const long = 'x'.repeat(3000);
    run.child.stdin.end(`a\nb\n${long}\n`);
    expect(await run.ended()).toEqual({ code: 0, stdout: `a\nb\n${long}\n`, stderr: '' });
  });

  it('p2p: sends lines in blocks and prints what comes, until the input ends', async () => {
    const heard: string[] = [];
    const run = connect('p2p', await serve(p2pPeer(heard)));
    run.child.stdin.end('hello\nthere\n');
    expect(await run.ended()).toEqual({ code: 0, stdout: 'you said hello\nyou said there\n', stderr: '' });
    expect(heard).toEqual(['hello\n', 'there\n']);
  });

  it('p2p: prints `peer close` when the peer has left', async () => {
    const run = connect('p2p', await serve((socket) => socket.end(padded('bye\n', 1024))));
    expect(await run.ended()).toEqual({ code: 0, stdout: 'bye\npeer close\n', stderr: '' });
  });

  it('p2p: carries both directions at once, though each is more than anybody keeps', async () => {
    const blocks = 20_000;
    let heardBytes = 0;
    const port = await serve((socket) => {
      let said = 0;
      let hasHeardAll = false;
      const say = () => {
        while (said < blocks) if (!socket.write(padded(`server ${said++}\n`, 1024))) return;
        if (hasHeardAll) socket.end();
      };
      socket.on('end', () => {
        hasHeardAll = true;
        say();
      });
      socket.on('drain', say);
      socket.on('data', (bytes) => {
        heardBytes += bytes.length;
      });
      say();
    }, true);
    const run = connect('p2p', port);
    run.child.stdin.end(Array.from({ length: blocks }, (_, count) => `client ${count}\n`).join(''));
    const { code, stdout } = await run.ended();
    expect(stdout === Array.from({ length: blocks }, (_, count) => `server ${count}\n`).join('')).toBe(true);
    expect([heardBytes, code]).toEqual([blocks * 1024, 0]);
  });

  it('carries bytes that are no text as they are', async () => {
    const odd = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x0a]);
    const run = connect('echo-block', await serve(echoPeer));
    run.child.stdin.end(odd);
    await run.ended();
    expect(Buffer.concat(run.stdout)).toEqual(Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0a]));
  });
});

describe('harness connect, left by Ctrl-C,', () => {
  it('chat: says exit, and waits for the server to close', async () => {
    const messages: string[] = [];
    const run = connect('chat', await serve(chatPeer(messages)));
    run.child.stdin.write('alice\n');
    await run.seen("请输入'exit'");
    run.child.kill('SIGINT');
    const { code, stderr } = await run.ended();
    expect([code, stderr, messages]).toEqual([0, 'Leaving; once more to end at once.\n', ['alice', 'exit']]);
  });

  it.each([
    ['keepalive', 'keep alive'],
    ['talk', 'You want to say:'],
    ['echo-text', 'recv server : a\n'],
    ['echo-block', 'a\n'],
    ['p2p', 'a\n'],
  ])('%s: closes in order', async (protocol, word) => {
    const ends: string[] = [];
    const port = await serve((socket) => {
      socket.on('end', () => ends.push('end')).on('error', ({ message }) => ends.push(message));
      if (protocol === 'keepalive') keepalivePeer(socket);
      else echoPeer(socket);
    });
    const run = connect(protocol, port);
    if (protocol !== 'talk') run.child.stdin.write('a\n');
    await run.seen(word);
    run.child.kill('SIGINT');
    expect((await run.ended()).code).toBe(0);
    expect(ends).toEqual(['end']);
  });

  it('ends at once the second time, though the server says nothing', async () => {
    const run = connect('chat', await serve(chatPeer([], 100, false)));
    run.child.stdin.write('alice\n');
    await run.seen("请输入'exit'");
    run.child.kill('SIGINT');
    await run.seen('once more');
    run.child.kill('SIGINT');
    await run.ended();
    expect(run.child.signalCode).toBe('SIGINT');
  });
});

describe('harness connect, when the conversation breaks,', () => {
  it.each([
    ['resets', 1, /The conversation broke off: the connection was reset \(ECONNRESET\)\./],
    ['closes', 1, /The server closed the connection before it had answered\./],
    ['says nothing', 1, /The server has not answered within 0\.2 s; --timeout waits longer\./],
  ])('says in a sentence that the server %s', async (act, exitCode, sentence) => {
    const port = await serve((socket) => {
      socket.on('data', () => {
        if (act === 'resets') socket.resetAndDestroy();
        if (act === 'closes') socket.end('half');
      });
    });
    const run = connect('echo-block', port, '--timeout', act === 'says nothing' ? '200ms' : '10s');
    run.child.stdin.write('hello\n');
    const { code, stderr } = await run.ended();
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n').length).toBe(1);
    expect(code).toBe(exitCode);
  });

  it.each(['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'])('%s: leaves with 1 on a reset', async (protocol) => {
    const port = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()).write(padded('hello', 1500)));
    const run = connect(protocol, port);
    run.child.stdin.write('alice\n');
    const { code, stderr } = await run.ended();
    expect(stderr).toMatch(/^harness: .*\n$/);
    expect(code).toBe(1);
  });

  it('is quiet when nobody reads its output any more, and leaves in order', async () => {
    const messages: string[] = [];
    const port = await serve(chatPeer(messages));
    const words = `(echo alice; cat) | "$0" "$1" connect chat --target 127.0.0.1:${port} | head -n 1; exit \${PIPESTATUS[1]}`;
    const run = watch(spawn('bash', ['-c', words, process.execPath, main]));
    await run.seen('连接服务端成功');
    await settled(() => messages.at(-1) === 'exit');
    run.child.stdin.end();
    expect(await run.ended()).toEqual({ code: 0, stdout: '连接服务端成功\n', stderr: '' });
  });

  it('says that a disk is full', async () => {
    const port = await serve(keepalivePeer);
    const words = `"$0" "$1" connect keepalive --target 127.0.0.1:${port} > /dev/full`;
    const run = watch(spawn('bash', ['-c', words, process.execPath, main]));
    const { code, stderr } = await run.ended();
    expect(stderr).toContain("Standard output can't be written: ENOSPC");
    expect(code).toBe(4);
  });

  it('takes an input that cannot be read for one that has ended', async () => {
    const port = await serve(keepalivePeer);
    const words = `"$0" "$1" connect keepalive --target 127.0.0.1:${port} 0> /dev/null`;
    const run = watch(spawn('bash', ['-c', words, process.execPath, main]));
    const { code, stdout, stderr } = await run.ended();
    expect(stderr).toMatch(/^harness: Standard input can't be read, and counts as ended: EBADF.*\n$/);
    expect([code, stdout]).toEqual([0, 'keep alive\n']);
  });
});

describe('harness connect, given what makes no sense,', () => {
  const refusals: [string, string[], number, RegExp][] = [
    ['a host that there is not', ['talk', '--target', 'no-such-host.invalid:9'], 4, /can't be found/],
    ['a target without a port', ['talk', '--target', 'localhost'], 3, /'localhost' is no target/],
    ['a protocol that there is not', ['chatt'], 3, /unknown command 'chatt'[\s\S]*Did you mean chat/],
    ['no protocol', [], 3, /Usage: harness connect/],
    ['a frame of another size', ['chat', '--client-frame', '200'], 3, /--client-frame takes 100 or 1500, not '200'/],
    ['a time that is none', ['p2p', '--timeout', 'soon'], 3, /--timeout takes a time/],
    ['typed and numbered texts', ['echo-text', '--typed', '--count', '3'], 3, /--typed sends what is typed/],
    ['a flag of another protocol', ['talk', '--whole-lines'], 3, /unknown option '--whole-lines'/],
    ['too many words', ['talk', 'hello'], 3, /too many arguments/],
  ];

  it('says so in a sentence: a place where nothing listens', async () => {
    const { code, stdout, stderr } = await start('connect', 'chat', '--target', '127.0.0.1:1').ended();
    expect(stderr).toBe(
      "harness: Can't connect to 127.0.0.1:1: the connection was refused: nothing listens there (ECONNREFUSED). Start the server, or name another by --target host:port.\n",
    );
    expect([code, stdout]).toEqual([4, '']);
  });

  it.each(refusals)('says so in a sentence: %s', async (_name, words, exitCode, sentence) => {
    const { code, stdout, stderr } = await inProcess('connect', ...words);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('    at ');
    expect([code, stdout]).toEqual([exitCode, '']);
  });

  it.each([
    ['chat', 9311],
    ['echo-text', 9999],
    ['keepalive', 6666],
    ['talk', 19999],
    ['echo-block', 6666],
    ['p2p', 6666],
  ])('says in the help of %s that its port is %i', async (protocol, port) => {
    const { code, stdout } = await inProcess('connect', protocol, '--help');
    expect(stdout).toContain(`127.0.0.1:${port}`);
    expect(code).toBe(0);
  });
});

interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  readonly stdout: Buffer[];
  /** Waits until the process has printed this, on either stream. */
  seen(text: string): Promise<void>;
  ended(): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function connect(protocol: string, port: number, ...flags: string[]): Run {
  return start('connect', protocol, '--target', `127.0.0.1:${port}`, ...flags);
}

function start(...words: string[]): Run {
  return watch(spawn(process.execPath, [main, ...words]));
}

function watch(child: ChildProcessWithoutNullStreams): Run {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let look = () => {};
  for (const [stream, chunks] of [
    [child.stdout, stdout],
    [child.stderr, stderr],
  ] as const) {
    stream.on('data', (bytes) => {
      chunks.push(bytes);
      look();
    });
  }
  // The process may leave before it has read everything.
  child.stdin.on('error', () => {});
  const closed = once(child, 'close');
  const run: Run = {
    child,
    stdout,
    seen: (text) =>
      new Promise((resolve) => {
        look = () => {
          if (Buffer.concat(stdout).includes(text) || Buffer.concat(stderr).includes(text)) resolve();
        };
        look();
      }),
    async ended() {
      const [code] = await closed;
      return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
    },
  };
  started.push(run);
  return run;
}

async function serve(onSocket: (socket: Socket) => void, allowHalfOpen = false): Promise<number> {
  const server = createServer({ allowHalfOpen }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function inFrames(socket: Socket, frameBytes: number, hear: (frame: Buffer) => void): void {
  let held = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    held = Buffer.concat([held, bytes]);
    for (; held.length >= frameBytes; held = held.subarray(frameBytes)) hear(held.subarray(0, frameBytes));
  });
}

function padded(text: string, frameBytes: number): Buffer {
  const frame = Buffer.alloc(frameBytes);
  frame.write(text);
  return frame;
}
