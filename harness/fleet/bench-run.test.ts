// Whole runs with agents that are processes. Node can't run them from their sources, so what runs here is the built harness. How
// quick the machine is says nothing: disturbances of the generator are left out of what is expected.

import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { makePlan, type PlanWishes } from '../load/make-plan.ts';
import { type BenchRecord, benchRecordSchema } from '../record/record.ts';
import type { Scenario } from '../script/scenario.ts';
import { sleepyProcessors } from './awake.ts';
import type { BenchOptions, BenchPhase, TargetChoice } from './bench-options.ts';
import { flagsToHandOn } from './local-agents.ts';
import type { Order, Report } from './protocol.ts';
import { settled } from './settled.test-support.ts';

const built = (path: string) => new URL(`../../dist/${path}`, import.meta.url).href;
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

const HOUR_MS = 3_600_000;
const DISTURBANCES = ['send-lag', 'agent-cpu', 'loop-lag'];

interface Wishes extends Partial<Omit<BenchOptions, 'plan' | 'target'>> {
  readonly scenario?: string;
  readonly plan: PlanWishes;
  readonly target: TargetChoice | number;
  readonly onPhase?: (phase: BenchPhase) => void;
  readonly onSecond?: () => void;
  readonly onNote?: (sentence: string) => void;
}

interface Ran {
  readonly record: BenchRecord;
  readonly phases: readonly BenchPhase[];
  readonly notes: readonly string[];
  readonly codes: readonly string[];
}

async function ran(wishes: Wishes, stop = new AbortController()): Promise<Ran> {
  const { runBench } = (await import(built('harness/fleet/bench-run.js'))) as typeof import('./bench-run.ts');
  const name = wishes.scenario ?? 'echo-block/ping';
  const module = built(`scenarios/${name}.js`);
  const { default: scenario } = (await import(module)) as { default: Scenario };
  const defaults = Object.entries(scenario.params ?? {}).map(([param, { default: value }]) => [param, value]);
  const { plan, target, onPhase, onSecond, onNote, scenario: _, ...changes } = wishes;
  const phases: BenchPhase[] = [];
  const notes: string[] = [];
  const record = await runBench(
    {
      loaded: { name, scenario, module },
      target: typeof target === 'number' ? { how: 'running', to: { address: '127.0.0.1', port: target } } : target,
      plan: makePlan(plan),
      params: Object.fromEntries(defaults),
      seed: 1,
      agents: 1,
      transport: 'auto',
      sources: [],
      timeoutMs: 5000,
      isChecking: true,
      thresholds: [],
      abortOnFail: false,
      warmUpSeconds: 0,
      awake: [],
      command: ['harness', 'bench'],
      harnessVersion: '0.0.0',
      ...changes,
    },
    {
      onPhase: (phase) => {
        phases.push(phase);
        onPhase?.(phase);
      },
      onConnecting: () => {},
      onSecond: () => onSecond?.(),
      onNote: (sentence) => {
        notes.push(sentence);
        onNote?.(sentence);
      },
    },
    { stop: stop.signal, abort: new AbortController().signal },
  );
  expect(benchRecordSchema.safeParse(record).error).toBeUndefined();
  // No agent stays behind; an agent that has said all needs a moment to end.
  await settled(() => children(process.pid, 'agent-process').length === 0);
  const codes = record.causes.map(({ code }) => code).filter((code) => !DISTURBANCES.includes(code));
  return { record, phases, notes, codes };
}

interface Target {
  readonly port: number;
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

async function serve(onBytes: (socket: Socket, bytes: Buffer) => void, onSocket?: (socket: Socket) => void): Promise<Target> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (bytes) => onBytes(socket, bytes));
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onSocket?.(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: portOf(server), server, sockets };
}

const echo = () => serve((socket, bytes) => socket.write(bytes));

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** The processes below one whose command line names a program, without those that only wait to be reaped. */
function children(parent: number, program: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isOf(Number(name), parent) && text(`/proc/${name}/cmdline`).includes(program))
    .map(Number);
}

function isOf(pid: number, parent: number): boolean {
  const [state = 'Z', parentPid] = statOf(pid);
  return state !== 'Z' && state !== 'X' && Number(parentPid) === parent;
}

function isAlive(pid: number): boolean {
  const [state = 'Z'] = statOf(pid);
  return state !== 'Z' && state !== 'X';
}

function statOf(pid: number): string[] {
  const stat = text(`/proc/${pid}/stat`);
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

it('measures a target that does as it should', async () => {
  const { port } = await echo();
  const { record, phases, notes, codes } = await ran({ target: port, plan: { clients: 4, turns: 100, durationMs: HOUR_MS } });
  expect([codes, notes]).toEqual([[], []]);
  expect(record.verdict).not.toBe('fail');
  expect(record.totals).toMatchObject({ clients: 4, connected: 4, turns: 100, turnsPlanned: 100, operations: 100, errors: 0 });
  expect(record.latencyUs.ping?.response.count).toBe(100);
  expect(record.correctness).toMatchObject({ enabled: true, lost: 0, corrupted: 0 });
  expect(record.generator).toMatchObject({ agents: 1, agentsLost: 0 });
  expect(record.generator.rssBytesEmpty).toBeGreaterThan(10_000_000);
  expect(phases).toEqual(['connecting', 'running', 'leaving']);
});

it.each(['fail', 'continue'] as const)('does what it is told when an agent is killed: %s', async (onLoss) => {
  const { port } = await echo();
  const stop = new AbortController();
  const killed: number[] = [];
  const { record, codes, notes } = await ran(
    {
      target: port,
      agents: 2,
      onLoss,
      thresholds: ['neverConnected == 0'],
      plan: { clients: 4, durationMs: HOUR_MS, thinkMs: 20 },
      onSecond: () => {
        // A run that goes on does so until somebody stops it.
        if (killed.length > 0) stop.abort();
        const [pid] = children(process.pid, 'agent-process');
        if (killed.length > 0 || pid === undefined) return;
        killed.push(pid);
        process.kill(pid, 'SIGKILL');
      },
    },
    stop,
  );
  expect(notes).toEqual([expect.stringMatching(/^Agent [01] was killed by SIGKILL\./)]);
  const sentence = notes[0]?.slice(0, 'Agent 0 was killed by SIGKILL.'.length);
  if (onLoss === 'fail') {
    expect(record.verdict).toBe('invalid');
    expect(codes).toEqual(['agent-died']);
    expect(record.causes[0]?.sentence).toBe(sentence);
    expect(record.notes).toContainEqual(expect.stringMatching(/^It was ended after \d+\.\d s\. An agent was lost\.$/));
  } else {
    // The clients that are gone are no reproach to the target.
    expect(codes).toEqual([]);
    expect(record.notes).toContain(sentence);
    expect(record.notes).toContainEqual(expect.stringMatching(/^1 of 2 agents was lost, and with it 2 of 4 clients: /));
  }
  expect(record.generator).toMatchObject({ agents: 2, agentsLost: 1 });
  expect(record.totals.operations).toBeGreaterThan(0);
  expect(record.timeline.length).toBeGreaterThan(0);
});

it('finds every message where two agents host the two ends', async () => {
  const main = fileURLToPath(built('harness/cli/main.js'));
  const server = spawn(process.execPath, [main, 'serve', 'chat', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  cleanUps.push(() => server.kill('SIGKILL'));
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const { port } = JSON.parse(line.toString()) as { port: number };
  const { record, codes } = await ran({
    scenario: 'chat/direct',
    target: port,
    agents: 2,
    plan: { clients: 4, turns: 80, durationMs: HOUR_MS },
  });
  expect(codes).toEqual([]);
  expect(record.correctness).toMatchObject({ lost: 0, duplicated: 0, reordered: 0, misdelivered: 0, corrupted: 0, unsettled: 0 });
  expect(record.correctness.checked).toBeGreaterThanOrEqual(80);
  expect(record.totals).toMatchObject({ turns: 80, errors: 0 });
});

it('keeps the processors awake while it runs, where that is wanted, and says so', async () => {
  const { port } = await echo();
  const plan = { clients: 4, durationMs: HOUR_MS, thinkMs: 20 };
  const stop = new AbortController();
  const awake = sleepyProcessors('always');
  const kept: number[] = [];
  const onSecond = () => {
    kept.push(children(process.pid, 'while :; do :; done').length);
    stop.abort();
  };
  const { record } = await ran({ target: port, awake, plan, onSecond }, stop);
  expect(kept[0]).toBe(awake.length);
  expect(record.environment.isAwake).toBe(true);
  await settled(() => children(process.pid, 'while :; do :; done').length === 0);
  const { record: other } = await ran({ target: port, plan: { clients: 4, turns: 100, durationMs: HOUR_MS } });
  expect(other.environment).not.toHaveProperty('isAwake');
});

it('does not start where nobody listens', async () => {
  const { record, codes, phases } = await ran({ target: await freePort(), plan: { clients: 2, durationMs: HOUR_MS } });
  expect([record.verdict, codes[0]]).toEqual(['invalid', 'target-unreachable']);
  expect(record.causes[0]?.sentence).toMatch(/^Nobody could connect to 127\.0\.0\.1:\d+\. To connect: /);
  expect(record.errors[0]).toMatchObject({ phase: 'connect', code: 'refused', blame: 'server' });
  expect(phases).toEqual(['connecting', 'leaving']);
});

it.each([
  ['echo-block/ping', 'turn'],
  ['chat/direct', 'setup'],
])('counts what a target does not answer, in %s', async (scenario, phase) => {
  const { port } = await serve(() => {});
  const { record, codes } = await ran({ scenario, target: port, timeoutMs: 300, plan: { clients: 2, durationMs: 500 } });
  expect([record.verdict, codes]).toEqual(['fail', expect.arrayContaining(['threshold', 'nothing-measured'])]);
  expect(record.errors.map(({ code, phase: when }) => [code, when])).toContainEqual(['no-answer', phase]);
  expect(record.totals.operations).toBe(0);
});

it('counts what comes of a target that goes away in the middle', async () => {
  let blocks = 0;
  const target = await serve((socket, bytes) => {
    socket.write(bytes);
    if (++blocks < 50) return;
    target.server.close();
    for (const one of target.sockets) one.resetAndDestroy();
  });
  const { record, codes } = await ran({ target: target.port, plan: { clients: 4, durationMs: 600 } });
  expect([record.verdict, codes]).toEqual(['fail', ['threshold']]);
  expect(record.totals.operations).toBeGreaterThan(0);
  expect(record.errors.map(({ code }) => code)).toEqual(expect.arrayContaining(['reset', 'refused']));
});

it('ends with the target that it started, and says how that ended', async () => {
  const port = await freePort();
  const program = `let blocks = 0;
    require('net').createServer((socket) => {
      socket.on('error', () => {}).on('data', (bytes) => { if (++blocks > 200) process.exit(3); socket.write(bytes); });
    }).listen(${port}, '127.0.0.1');`;
  const command = `exec '${process.execPath}' -e "${program}"`;
  const { record, codes, phases } = await ran({
    target: { how: 'started', command, to: { address: '127.0.0.1', port } },
    plan: { clients: 4, durationMs: HOUR_MS },
  });
  expect(record.verdict).toBe('fail');
  expect(codes[0]).toBe('target-ended');
  expect(record.totals.seconds).toBeLessThan(60);
  expect(record.targetUsage?.ended).toBe(record.causes[0]?.sentence);
  expect(phases).toEqual(['starting-target', 'connecting', 'running', 'draining', 'leaving']);
});

it('counts garbage', async () => {
  const { port } = await serve(
    () => {},
    (socket) => socket.write(Buffer.alloc(3000, 0xff)),
  );
  const { record } = await ran({ scenario: 'chat/direct', target: port, timeoutMs: 300, plan: { clients: 2, durationMs: 300 } });
  expect(record.verdict).toBe('fail');
  expect(record.errors).toContainEqual(expect.objectContaining({ code: 'garbage', blame: 'server' }));
  expect(record.correctness.corrupted).toBeGreaterThan(0);
});

it('ends a run that has failed, when it is to', async () => {
  const { port } = await serve((socket, bytes) => socket.write(bytes.fill(0x21, bytes.length - 1)));
  const { record, notes } = await ran({
    target: port,
    abortOnFail: true,
    plan: { clients: 2, durationMs: HOUR_MS, thinkMs: 10 },
  });
  expect(record.verdict).toBe('fail');
  expect(notes[0]).toMatch(/^The threshold '\w+ == 0' is broken: it is \d+\.$/);
  expect(record.notes).toContainEqual(expect.stringMatching(/^It was ended after \d+\.\d s\. The threshold/));
  expect(record.totals.seconds).toBeLessThan(60);
});

it('ends a run whose scenario throws where nobody awaits it, and says where', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'harness-bench-run-test-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'floating.ts');
  writeFileSync(
    file,
    `import ping from 'tcp-harness/scenarios/echo-block/ping';
    const fails = async () => { throw new Error('nobody looks'); };
    export default { ...ping, client: async (me) => { await me.connect(); while (await me.turn()) fails(); } };`,
  );
  const { loadScenario } = (await import(built('harness/fleet/scenario-source.js'))) as typeof import('./scenario-source.ts');
  const loaded = await loadScenario(file);
  cleanUps.push(loaded.remove);
  const { port } = await echo();
  const { record, notes } = await ran({ loaded, target: port, plan: { clients: 1, durationMs: HOUR_MS, thinkMs: 10 } });
  expect(notes[0]).toMatch(
    /^The scenario threw: nobody looks \(.*floating\.ts:2:\d+\): nobody awaits it, is an `await` missing\?$/,
  );
  expect(record.causes.map(({ sentence }) => sentence).join()).toContain('nobody looks');
  expect(record.totals.seconds).toBeLessThan(60);
});

/** A coordinator in a process of its own, at the head of a process group. */
async function coordinator(port: number): Promise<ChildProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'harness-bench-run-test-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'bench.mjs');
  const module = built('scenarios/echo-block/ping.js');
  writeFileSync(
    file,
    `import { runBench } from '${built('harness/fleet/bench-run.js')}';
    import { makePlan } from '${built('harness/load/make-plan.js')}';
    import scenario from '${module}';
    const stop = new AbortController();
    process.on('SIGINT', () => stop.abort());
    const { verdict, causes, generator } = await runBench(
      { loaded: { name: 'echo-block/ping', scenario, module: '${module}' },
        target: { how: 'running', to: { address: '127.0.0.1', port: ${port} } },
        plan: makePlan({ clients: 4, durationMs: ${HOUR_MS}, thinkMs: 10 }), params: { frameBytes: 64 }, seed: 1, agents: 2,
        transport: 'auto', sources: [], timeoutMs: 5000, isChecking: true, thresholds: [], abortOnFail: false,
        warmUpSeconds: 0, awake: [], command: [], harnessVersion: '0.0.0' },
      { onPhase() {}, onConnecting() {}, onSecond() {}, onNote() {} },
      { stop: stop.signal, abort: new AbortController().signal },
    );
    console.log(JSON.stringify({ verdict, causes, agentsLost: generator.agentsLost }));`,
  );
  const child = spawn(process.execPath, [file], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  cleanUps.push(() => child.kill('SIGKILL'));
  return child;
}

it('leaves no agent behind when it is killed', async () => {
  const target = await serve((socket, bytes) => socket.write(bytes));
  const child = await coordinator(target.port);
  await settled(() => target.sockets.size === 4);
  const agents = children(child.pid ?? 0, 'agent-process');
  expect(agents.length).toBe(2);
  child.kill('SIGKILL');
  await settled(() => !agents.some(isAlive));
  await settled(() => target.sockets.size === 0);
});

it('keeps its agents when Ctrl-C goes to all of them, and concludes', async () => {
  let blocks = 0;
  const target = await serve((socket, bytes) => {
    blocks++;
    socket.write(bytes);
  });
  const child = await coordinator(target.port);
  let told = '';
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    told += more;
  });
  await settled(() => blocks > 20);
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  const [code] = (await once(child, 'close')) as [number | null];
  const { causes, agentsLost } = JSON.parse(told) as { causes: { code: string }[]; agentsLost: number };
  expect([code, agentsLost]).toEqual([0, 0]);
  expect(causes.filter((cause) => !DISTURBANCES.includes(cause.code))).toEqual([]);
});

it('has agents that end by themselves once they have told all', async () => {
  const { port } = await echo();
  const agent = fork(fileURLToPath(built('harness/fleet/agent-process.js')), [], { serialization: 'advanced' });
  cleanUps.push(() => agent.kill('SIGKILL'));
  const tell = (order: Order) => agent.send(order);
  agent.on('message', (report: Report) => {
    if (report.kind === 'ready') tell({ kind: 'start', atUs: 0 });
    if (report.kind === 'arrived') tell({ kind: 'leave' });
  });
  tell({
    kind: 'prepare',
    assignment: {
      module: built('scenarios/echo-block/ping.js'),
      agent: 0,
      agents: 1,
      to: { address: '127.0.0.1', port },
      plan: makePlan({ clients: 2, turns: 10, durationMs: HOUR_MS }),
      params: { frameBytes: 64 },
      run: 1,
      seed: 1,
      timeoutMs: HOUR_MS,
      isChecking: true,
      connectingAtOnce: 10,
      transport: 'auto',
    },
  });
  // A signal would be the one that it has for scripts that hang.
  expect(await once(agent, 'exit')).toEqual([0, null]);
});

it('hands on to agents what flags are for all', () => {
  const flags = [
    '--inspect=9229',
    '--enable-source-maps',
    '--cpu-prof',
    '--input-type=module',
    '-e',
    'run()',
    '--max-old-space-size=99',
  ];
  expect(flagsToHandOn(flags)).toEqual(['--enable-source-maps', '--max-old-space-size=99']);
  expect(flagsToHandOn(['--eval=run()', '-p', '1'])).toEqual([]);
});
