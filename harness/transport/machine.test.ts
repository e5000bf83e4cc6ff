// What only a whole process, or a network of its own, can show. The namespaces have no way out: nothing leaves them.

import { type ChildProcess, execFileSync, fork, spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';

const built = new URL('../../dist/harness/', import.meta.url).href;
const kinds = ['epoll', 'node'] as const;

/** Connects to 127.0.0.1 so many times, and prints how often which outcome came. */
const tryConnections = (kind: string, count: number) => `
  import { chooseTransport } from '${built}transport/choose.js';
  const { transport } = await chooseTransport('${kind}');
  const listening = await transport.listen({ at: { address: '127.0.0.1', port: 0 } }, {
    onConnection: () => ({ onOpen() {}, onBytes() {}, onDrain() {}, onEnd() {}, onClose() {} }),
    onAcceptFailed() {},
  });
  const at = listening.kind === 'listening' ? listening.listener.at : { address: '127.0.0.1', port: 9 };
  const counts = {};
  for (let index = 0; index < ${count}; index++) {
    const { kind, errno } = await new Promise((resolve) => {
      transport.connect({ to: at, timeoutMs: 5000 }, {
        onOpen: () => resolve({ kind: 'established', errno: '' }), onBytes() {}, onDrain() {}, onEnd() {}, onClose: resolve,
      });
    });
    const name = errno === '' ? kind : kind + ' ' + errno;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  console.log(JSON.stringify(counts));
  transport.close();
`;

function outcomesOf(shell: string, script: string): Record<string, number> {
  const { stdout, stderr } = spawnSync('sh', ['-c', `${shell} exec "$0" --input-type=module -e "$1"`, process.execPath, script], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const namespaces = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
// In CI they have to be there: a test that is skipped proves nothing.
const mayUseNamespaces = namespaces || process.env.CI !== undefined;

describe.each(kinds)('the limits of a machine, over %s', (kind) => {
  it('end in out-of-descriptors', () => {
    const counts = outcomesOf('ulimit -n 60;', tryConnections(kind, 80));
    expect(counts.established).toBeGreaterThan(5);
    expect(counts['out-of-descriptors EMFILE']).toBeGreaterThan(20);
    expect(Object.keys(counts).length).toBe(2);
  });

  it.runIf(mayUseNamespaces)('end in out-of-ports', () => {
    const fewPorts = `ip link set lo up && echo 40000 40003 > /proc/sys/net/ipv4/ip_local_port_range &&`;
    const script = tryConnections(kind, 12).replaceAll('"', '\\"').replaceAll('$', '\\$').replaceAll('`', '\\`');
    const stdout = execFileSync(
      'unshare',
      ['-n', 'sh', '-c', `${fewPorts} exec "${process.execPath}" --input-type=module -e "${script}"`],
      {
        encoding: 'utf8',
        timeout: 20_000,
      },
    );
    const counts = JSON.parse(stdout);
    expect(counts.established).toBeLessThanOrEqual(4);
    expect(counts['out-of-ports EADDRNOTAVAIL']).toBeGreaterThanOrEqual(8);
  });

  it.runIf(mayUseNamespaces)('end in unreachable, where there is no way to the target', () => {
    const script = `
      import { chooseTransport } from '${built}transport/choose.js';
      const { transport } = await chooseTransport('${kind}');
      transport.connect({ to: { address: '127.0.0.1', port: 9 }, timeoutMs: 5000 }, {
        onOpen() {}, onBytes() {}, onDrain() {}, onEnd() {}, onClose: (outcome) => { console.log(JSON.stringify(outcome)); transport.close(); },
      });
    `;
    const stdout = execFileSync('unshare', ['-n', process.execPath, '--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(JSON.parse(stdout)).toEqual({ kind: 'unreachable', phase: 'connect', errno: 'ENETUNREACH' });
  });
});

describe('a process that may open no more descriptors, over epoll', () => {
  it('accepts nobody while its listener has stopped, although it looks again in a while', () => {
    const script = `
      import { EpollTransport } from '${built}transport/epoll/transport.js';
      const transport = new EpollTransport();
      const nothing = { onOpen() {}, onBytes() {}, onDrain() {}, onEnd() {}, onClose() {} };
      const wait = (us) => new Promise((resolve) => transport.clock.at(transport.clock.nowUs() + us, resolve));
      let accepted = 0;
      const failed = new Promise((resolve) => {
        void transport.listen({ at: { address: '127.0.0.1', port: 0 } }, {
          onConnection: () => (accepted++, nothing),
          onAcceptFailed(outcome) { listener.stopAccepting(); resolve(outcome); },
        }).then((listening) => { globalThis.listener = listening.listener; });
      });
      await Promise.resolve();
      const connections = [];
      const connect = () => new Promise((resolve) => {
        connections.push(transport.connect({ to: listener.at, timeoutMs: 5000 }, { ...nothing, onOpen: resolve, onClose: resolve }));
      });
      await connect();
      // Attempts take the descriptors before any of them is accepted.
      for (let count = 0; count < 60; count++) void connect();
      const { errno } = await failed;
      const acceptedBefore = accepted;
      for (const connection of connections.splice(0, 20)) connection.reset();
      // The transport has set its own timer before this one, and that is due sooner.
      await wait(25_000);
      await wait(25_000);
      const acceptedMeanwhile = accepted - acceptedBefore;
      listener.resumeAccepting();
      while (accepted === acceptedBefore) await wait(1000);
      console.log(JSON.stringify({ errno, acceptedMeanwhile }));
      transport.close();
    `;
    expect(outcomesOf('ulimit -n 60;', script)).toEqual({ errno: 'EMFILE', acceptedMeanwhile: 0 });
  });

  it('receives none that is handed over, and hears the end of the channel all the same', () => {
    const script = `
      import { openSync, closeSync } from 'node:fs';
      import { receiveDescriptor, sendDescriptor, socketPair } from '${built}transport/epoll/handover.js';
      import { close } from '${built}transport/epoll/system-calls.js';
      const [from, to] = (socketPair() ?? [-1, -1]);
      const sent = [sendDescriptor(from, 0), sendDescriptor(from, 0)];
      close(from);
      const opened = [];
      try { for (;;) opened.push(openSync('/dev/null')); } catch {}
      const received = receiveDescriptor(to);
      for (const fd of opened) closeSync(fd);
      console.log(JSON.stringify({ sent, received }));
    `;
    expect(outcomesOf('ulimit -n 60;', script)).toEqual({ sent: [true, true], received: -1 });
  });
});

/** Two ends that talk to each other without a pause, or not at all, while the parent asks for signs of life. */
const livingProcess = (busy: boolean) => `
  import { readFile } from 'node:fs/promises';
  import { EpollTransport } from '${built}transport/epoll/transport.js';
  const transport = new EpollTransport();
  const answer = (connection) => ({
    onOpen() {}, onDrain() {}, onEnd() {}, onClose() {},
    onBytes: (bytes, start, end) => void connection.write(Uint8Array.from(bytes.subarray(start, end))),
  });
  const { listener } = await transport.listen({ at: { address: '127.0.0.1', port: 0 } }, { onConnection: answer, onAcceptFailed() {} });
  for (let index = 0; index < 20; index++) {
    const connection = transport.connect({ to: listener.at, timeoutMs: 5000 }, {
      ...answer({ write: (bytes) => connection.write(bytes) }),
      onOpen: () => void (${busy} && connection.write(Buffer.alloc(1500))),
    });
  }
  process.on('SIGUSR2', () => process.send('signal'));
  process.on('message', async () => {
    process.send('message');
    setTimeout(() => process.send('timeout'), 3);
    setImmediate(() => process.send('immediate'));
    await readFile('/proc/self/status');
    process.send('file');
  });
  process.send('ready');
`;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('the loop of the epoll transport', () => {
  it.each([
    ['idle', false],
    ['busy', true],
  ])("keeps none of node's own events waiting while it is %s", async (_name, busy) => {
    const script = `data:text/javascript,${encodeURIComponent(livingProcess(busy))}`;
    const child = fork('-', [], {
      execArgv: ['--input-type=module', '-e', `await import(${JSON.stringify(script)})`],
      stdio: 'inherit',
    });
    children.push(child);
    const wanted = ['message', 'timeout', 'immediate', 'file', 'signal', 'ready'];
    const heard = new Set<unknown>();
    await new Promise<void>((resolve) => {
      // Signs of life may come several at a time: nobody may be away between two of them.
      child.on('message', (sign) => {
        heard.add(sign);
        if (sign === 'ready') {
          child.send('alive?');
          child.kill('SIGUSR2');
        }
        if (wanted.every((one) => heard.has(one))) resolve();
      });
    });
  });

  it('goes on for the others when a handler throws', () => {
    const script = `
      import { EpollTransport } from '${built}transport/epoll/transport.js';
      const transport = new EpollTransport();
      const nothing = { onOpen() {}, onBytes() {}, onDrain() {}, onEnd() {}, onClose() {} };
      let thrown = 0;
      process.on('uncaughtException', () => thrown++);
      const { listener } = await transport.listen({ at: { address: '127.0.0.1', port: 0 } }, {
        onConnection: (connection) => (connection.write(Buffer.from('hello')), nothing), onAcceptFailed() {},
      });
      transport.clock.at(0, () => { throw new Error('thrown by a timer'); });
      const heard = await Promise.all([0, 1, 2, 3].map((index) => new Promise((resolve) => {
        transport.connect({ to: listener.at, timeoutMs: 5000 }, { ...nothing,
          onOpen: () => { if (index === 1) { resolve('threw'); throw new Error('thrown by a handler'); } },
          onBytes: (bytes, start, end) => resolve(Buffer.from(bytes.subarray(start, end)).toString()),
        });
      })));
      console.log(JSON.stringify({ heard, thrown }));
      transport.close();
    `;
    const stdout = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 20_000 });
    expect(JSON.parse(stdout)).toEqual({ heard: ['hello', 'threw', 'hello', 'hello'], thrown: 2 });
  });
});
