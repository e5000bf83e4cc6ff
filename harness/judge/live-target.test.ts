// With real processes: node's own servers in a line of shell, and the reference server.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { describeEndpoint, type Endpoint } from '../transport/endpoint.ts';
import { NodeTransport } from '../transport/node/transport.ts';
import { type Framing, nulEnded, unframed } from '../wire/framing.ts';
import { Actor } from './actor.ts';
import type { Contract } from './case.ts';
import { LiveTarget, type LiveTargetOptions } from './live-target.ts';
import { Scene } from './scene.ts';
import type { TargetWish } from './verify-options.ts';
import { echoCase, echoContract, ListeningObserver, verifyOptions } from './verify-run.test-support.ts';
import { runVerify } from './verify-run.ts';

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const NEVER = new AbortController().signal;
const WITHIN = { withinMs: 20_000, signal: NEVER };

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function freePort(): Promise<Endpoint> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a port has a number');
  return { address: '127.0.0.1', port: address.port };
}

/** A server of node's that says back what it hears; `heard` is what it does besides, with `text` and `socket`. */
function echoing({ port }: Endpoint, heard = '', before = ''): string {
  const listener = `socket => socket.on('data', bytes => { const text = String(bytes); ${heard}; socket.write(bytes); })`;
  const script = `${before}; net.createServer(${listener}).listen(${port}, '127.0.0.1')`;
  return `exec '${process.execPath}' -e "${script}"`;
}

function live(wish: TargetWish, more: Partial<LiveTargetOptions> = {}): LiveTarget {
  const transport = new NodeTransport();
  const target = new LiveTarget({ wish, transport, ...more });
  ends.push(async () => {
    await target.stop();
    transport.close();
  });
  return target;
}

/** Whether one client and what it says come back. */
async function isEchoed(target: LiveTarget, text: string): Promise<boolean> {
  const { scene, client } = stage(target);
  if (!(await client.connect())) return false;
  client.send(text);
  const isBack = await client.isFencedBy(text);
  await scene.release();
  return isBack;
}

function stage(target: LiveTarget, framing: Framing = nulEnded(100)) {
  const scene = new Scene({
    target,
    framings: { sends: framing, receives: framing },
    actor: Actor,
    capacity: 1,
    seed: 1,
    number: 0,
    profile: {},
    memory: new Map(),
    patienceMs: 5000,
  });
  return { scene, client: scene.actor('client') };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'live-target-'));
  ends.push(() => rmSync(path, { recursive: true }));
  return path;
}

async function settled(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a target that the run starts', () => {
  it('serves, is looked at, says how it ended, and serves again at the same address', async () => {
    const to = await freePort();
    const target = live({
      how: 'started',
      to,
      command: echoing(to, `if (text.startsWith('die')) process.kill(process.pid, 'SIGKILL')`),
    });
    await target.start(WITHIN);
    expect(await isEchoed(target, 'hello')).toBe(true);
    expect(target.ended).toBeUndefined();
    expect(target.whyUnseen).toBeUndefined();
    const first = target.pid;
    expect(await isEchoed(target, 'die')).toBe(false);
    await settled(() => target.ended !== undefined);
    expect(target.ended).toBe('The target that was started was ended by SIGKILL.');
    expect(await target.restart(WITHIN)).toEqual({ kind: 'serving', heldMs: 0 });
    expect(target.ended).toBeUndefined();
    expect(target.pid).not.toBe(first);
    expect(await isEchoed(target, 'hello')).toBe(true);
  });

  it('can say as much as it likes, and nobody has to listen', async () => {
    const to = await freePort();
    const target = live({ how: 'started', to, command: echoing(to, `fs.writeSync(1, 'x'.repeat(1 << 20))`) });
    await target.start(WITHIN);
    expect(await isEchoed(target, 'hello')).toBe(true);
    expect(await isEchoed(target, 'again')).toBe(true);
  });

  it('sees no client before the first', async () => {
    const to = await freePort();
    const path = join(folder(), 'came');
    const came = `socket => { fs.appendFileSync('${path}', 'one '); socket.pipe(socket); }`;
    const command = `exec '${process.execPath}' -e "net.createServer(${came}).listen(${to.port}, '127.0.0.1')"`;
    const target = live({ how: 'started', to, command });
    await target.start(WITHIN);
    expect(await isEchoed(target, 'hello')).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('one ');
  });

  it('is waited for while it can not listen again', async () => {
    const to = await freePort();
    const path = join(folder(), 'held');
    const tried = `${path}-tried`;
    const before = `if (fs.existsSync('${path}')) { fs.writeFileSync('${tried}', ''); console.error('bind: Address already in use'); process.exit(1); }`;
    const target = live({ how: 'started', to, command: echoing(to, '', before) });
    await target.start(WITHIN);
    writeFileSync(path, '');
    let held = 0;
    const restarting = target.restart({ ...WITHIN, onHeld: () => held++ });
    await settled(() => existsSync(tried));
    rmSync(path);
    const again = await restarting;
    expect(again).toMatchObject({ kind: 'serving' });
    expect(again.kind === 'serving' && again.heldMs).toBeGreaterThan(0);
    expect(held).toBe(1);
    expect(await isEchoed(target, 'hello')).toBe(true);
  });

  it('that does not start again for another reason is not waited for, nor one for longer than there is time', async () => {
    const to = await freePort();
    const path = join(folder(), 'broken');
    const command = `[ -e '${path}' ] && { cat '${path}' >&2; exit 3; }; ${echoing(to)}`;
    const target = live({ how: 'started', to, command });
    await target.start(WITHIN);
    writeFileSync(path, 'no such file: config.ini');
    expect(await target.restart(WITHIN)).toEqual({
      kind: 'failed',
      sentence: 'The target that was started ended with exit code 3; it said last: no such file: config.ini.',
    });
    writeFileSync(path, 'Address already in use');
    const restarted = await target.restart({ withinMs: 1500, signal: NEVER });
    expect(restarted).toMatchObject({ kind: 'failed', sentence: expect.stringMatching(/Address already in use/) });
  });

  it('may end with its client, and is then started again', async () => {
    const to = await freePort();
    const heard = `socket.on('close', () => process.exit(text.startsWith('bad') ? 1 : 0))`;
    const target = live({ how: 'started', to, command: echoing(to, heard) }, { endsWithItsClient: true });
    await target.start(WITHIN);
    expect(await isEchoed(target, 'hello')).toBe(true);
    expect(await target.hasLeftWithItsClient()).toBe(true);
    expect(target.ended).toBeUndefined();
    expect(await target.restart(WITHIN)).toMatchObject({ kind: 'serving' });
    expect(await isEchoed(target, 'bad')).toBe(true);
    expect(await target.hasLeftWithItsClient()).toBe(false);
    expect(target.ended).toBe('The target that was started ended with exit code 1.');
  });
});

describe('the reference server as a target', () => {
  const words = ['serve', 'talk', '--json', '--port', '0', '--end-with-parent'];

  it('has an operator, whose words begin behind the announcement, and keeps its port', async () => {
    const target = live({ how: 'embedded', argv: [process.execPath, main, ...words] });
    const { scene, client } = stage(target, unframed(1024));
    await target.start(WITHIN);
    const { port } = target.to;
    expect(port).toBeGreaterThan(0);
    expect(await client.connect()).toBe(true);
    client.send('hello');
    expect(await scene.operator.reads('you want to say:')).toBe(true);
    expect(scene.operator.printed.toString()).toMatch(/^client say:hello\n?you want to say:/);
    scene.operator.types('good day');
    expect(await client.isFencedBy('good day')).toBe(true);
    await scene.release();
    expect(await target.restart(WITHIN)).toEqual({ kind: 'serving', heldMs: 0 });
    expect(target.to.port).toBe(port);
  });
});

describe('a target that was running before', () => {
  it('is found by its port, and is seen to end', async () => {
    const to = await freePort();
    const child: ChildProcess = spawn('sh', ['-c', echoing(to)], { stdio: 'ignore' });
    ends.push(() => void child.kill('SIGKILL'));
    const starting = live({ how: 'running', to });
    for (let isThere = false; !isThere; isThere = await isEchoed(starting, 'hello'));
    const target = live({ how: 'running', to });
    await target.start(WITHIN);
    expect(target.pid).toBe(child.pid);
    expect(target.operator).toBeUndefined();
    expect(target.isOurs).toBe(false);
    expect(target.ended).toBeUndefined();
    child.kill('SIGKILL');
    await settled(() => target.ended !== undefined);
    expect(target.ended).toBe(`The target's process ${child.pid} has ended.`);
  });
});

describe('a run against real processes', () => {
  /** Without what holds in any protocol. */
  const itsOwn = ({ cases, properties = [] }: Contract) => ({ cases, properties });

  async function verified(wish: TargetWish, ids: readonly string[], more: Partial<Contract> = {}) {
    const observer = new ListeningObserver();
    const cases = ids.map((id) => echoCase(id));
    const options = verifyOptions(echoContract(cases, more), {
      target: wish,
      transport: 'node',
      patienceMs: 500,
    });
    const record = await runVerify(options, observer, NEVER, { wholeOf: itsOwn });
    return { record, verdicts: record.cases.map(({ verdict }) => verdict) };
  }

  it('goes on behind a case that the target died of, and names both', async () => {
    const to = await freePort();
    const command = echoing(to, `if (text.startsWith('three')) throw new Error('three is too much')`);
    const { record, verdicts } = await verified({ how: 'started', to, command }, ['one', 'two', 'three', 'four']);
    expect(verdicts).toEqual(['pass', 'pass', 'fail', 'pass']);
    expect(record.findings).toMatchObject([{ kind: 'died', during: 'three' }]);
    expect(record.findings[0]?.sentence).toBe(
      'The target that was started ended with exit code 1; it said last: Error: three is too much.',
    );
    expect(record.target).toMatchObject({ port: to.port, command, restarts: 1 });
    expect(record.cases[2]?.replay?.command).toContain(`--only three --seed 1 --target ${describeEndpoint(to)} --start`);
  });

  it('ends one that hangs, and goes on', async () => {
    const to = await freePort();
    const command = echoing(to, `if (text.startsWith('two')) for (;;);`);
    const { record, verdicts } = await verified({ how: 'started', to, command }, ['one', 'two', 'three']);
    expect(verdicts).toEqual(['pass', 'fail', 'pass']);
    expect(record.findings).toMatchObject([{ kind: 'hung', during: 'two' }]);
  });

  it('thinks nothing of one that ends with its client, where that is its way', async () => {
    const to = await freePort();
    const command = echoing(to, `socket.on('close', () => process.exit(0))`);
    const { record, verdicts } = await verified({ how: 'started', to, command }, ['one', 'two'], { endsWithItsClient: true });
    expect(verdicts).toEqual(['pass', 'pass']);
    expect(record).toMatchObject({ verdict: 'pass', findings: [], target: { restarts: 0 } });
  });

  it('knows an HTTP server', async () => {
    const to = await freePort();
    const command = `exec '${process.execPath}' -e "http.createServer((_, answer) => answer.end()).listen(${to.port}, '127.0.0.1')"`;
    const { record, verdicts } = await verified({ how: 'started', to, command }, ['one', 'two']);
    expect(verdicts).toEqual(['inconclusive', 'inconclusive']);
    expect(record).toMatchObject({ verdict: 'fail', findings: [{ kind: 'speaks-otherwise' }] });
    expect(record.findings[0]?.sentence).toContain('It speaks HTTP');
  });

  it('can not run where nobody is, or where nothing comes of the command', async () => {
    const to = await freePort();
    await expect(verified({ how: 'running', to }, ['one'])).rejects.toMatchObject({ code: 'target-unreachable' });
    await expect(verified({ how: 'started', to, command: 'echo oh no. >&2; exit 7' }, ['one'])).rejects.toMatchObject({
      code: 'target-failed',
      message: 'The target that was started ended with exit code 7; it said last: oh no.',
    });
  });
});
