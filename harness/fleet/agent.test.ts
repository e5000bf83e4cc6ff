// An agent over a link in memory, with scenarios that are files, against an echo of a few lines over node's sockets.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { makePlan, type PlanWishes } from '../load/make-plan.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import { serveAsAgent } from './agent.ts';
import { machineUs, processUsOf } from './machine-clock.ts';
import type { Assignment, Link, Order, Report } from './protocol.ts';
import { RUNS, runNumber } from './run-number.ts';

const PING = new URL('../../scenarios/echo-block/ping.ts', import.meta.url).href;
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** The coordinator's side: what it hears, and who waits for it. */
class Coordinator {
  readonly reports: Report[] = [];
  readonly ended: Promise<void>;
  readonly #link: Link<Report, Order>;
  #waiting: { holds: () => boolean; resolve: () => void }[] = [];

  constructor() {
    this.#link = {
      send: (report) => {
        this.reports.push(report);
        const waiting = this.#waiting;
        this.#waiting = waiting.filter(({ holds }) => !holds());
        for (const { holds, resolve } of waiting) if (holds()) resolve();
      },
      onHeard: () => {},
      onLost: () => {},
      close: () => {},
    };
    this.ended = serveAsAgent(this.#link);
  }

  tell(order: Order): this {
    this.#link.onHeard(order);
    return this;
  }

  leave(): void {
    this.#link.onLost('has no coordinator any more');
  }

  async hears(kind: Report['kind']): Promise<void> {
    const holds = () => this.reports.some((report) => report.kind === kind);
    if (!holds()) await new Promise<void>((resolve) => this.#waiting.push({ holds, resolve }));
  }

  /** Without seconds, which come when they do. */
  get kinds(): string[] {
    return this.reports.map(({ kind }) => kind).filter((kind) => kind !== 'second');
  }

  sumOf(counter: 'operations' | 'connects' | 'errors'): number {
    return this.reports.reduce((sum, report) => sum + (report.kind === 'second' ? report.tally.counters[counter] : 0), 0);
  }
}

interface Echo {
  readonly at: Endpoint;
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

async function echo(onBytes: (socket: Socket, bytes: Buffer) => void = (socket, bytes) => socket.write(bytes)): Promise<Echo> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (bytes) => onBytes(socket, bytes));
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { at: { address: '127.0.0.1', port }, server, sockets };
}

function assignment(to: Endpoint, plan: PlanWishes, changes: Partial<Assignment> = {}): Assignment {
  return {
    module: PING,
    agent: 0,
    agents: 1,
    to,
    plan: makePlan(plan),
    params: { frameBytes: 64 },
    run: 7,
    seed: 1,
    timeoutMs: 5000,
    isChecking: true,
    connectingAtOnce: 10,
    transport: 'node',
    ...changes,
  };
}

/** A scenario of its own, as a file. */
function scenario(client: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'harness-agent-test-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'mine.mjs');
  const framing = `{ kind: 'delimiter', delimiter: Buffer.from('\\n'), payloadBytesMax: 100 }`;
  const dialect = `{ name: 'mine', port: 1, framings: { sends: ${framing}, receives: ${framing} } }`;
  writeFileSync(file, `export default { summary: 'mine', dialect: ${dialect}, client: ${client} };\n`);
  return pathToFileURL(file).href;
}

it('tells what it does, in the order that the protocol has', async () => {
  const { at } = await echo();
  const one = new Coordinator();
  one.tell({ kind: 'prepare', assignment: assignment(at, { clients: 3, turns: 30, durationMs: 3_600_000 }) });
  await one.hears('ready');
  expect(one.sumOf('connects')).toBe(3);
  one.tell({ kind: 'start', atUs: machineUs() });
  await one.hears('arrived');
  one.tell({ kind: 'account' }).tell({ kind: 'leave' });
  await one.ended;
  expect(one.kinds).toEqual(['present', 'ready', 'arrived', 'accounts', 'ended']);
  expect([one.sumOf('operations'), one.sumOf('errors')]).toEqual([30, 0]);
  const end = one.reports.at(-1);
  expect(end).toEqual({
    kind: 'ended',
    end: { accounts: { clients: [], said: [], heard: [] }, turnsUnstarted: 0, connected: 3, hasNeverAsked: false },
  });
  expect(one.reports[0]).toMatchObject({ kind: 'present', transport: 'node' });
});

it('takes an order to start that is given as soon as it is ready, and one that is late', async () => {
  const { at } = await echo();
  const one = new Coordinator();
  // Orders may come from within the call that reports.
  void one.hears('ready').then(() => one.tell({ kind: 'start', atUs: machineUs() - 5_000_000 }));
  one.tell({ kind: 'prepare', assignment: assignment(at, { clients: 2, turns: 2, durationMs: 3_600_000 }) });
  await one.hears('arrived');
  one.tell({ kind: 'leave' });
  await one.ended;
  expect(one.sumOf('operations')).toBe(2);
});

it.each([{ kind: 'stop' }, { kind: 'abort', isOverdue: false }] as const)(
  'told to $kind while it loads, ends as one that has nothing to tell, and never connects',
  async (order) => {
    const { at, sockets } = await echo();
    const one = new Coordinator();
    one.tell({ kind: 'prepare', assignment: assignment(at, { clients: 3, durationMs: 1000 }) }).tell(order);
    await one.ended;
    const next = new Coordinator();
    next.tell({ kind: 'prepare', assignment: assignment(at, { clients: 1, durationMs: 1000 }) });
    await next.hears('ready');
    next.tell({ kind: 'abort', isOverdue: false });
    await next.ended;
    expect(one.kinds).toEqual(['ended']);
    expect(sockets.size).toBeLessThanOrEqual(1);
  },
);

it('told to stop before the start, lets its clients leave', async () => {
  const { at } = await echo();
  const one = new Coordinator();
  one.tell({ kind: 'prepare', assignment: assignment(at, { clients: 3, durationMs: 3_600_000 }) });
  await one.hears('ready');
  one.tell({ kind: 'stop' }).tell({ kind: 'leave' });
  await one.ended;
  expect(one.kinds).toEqual(['present', 'ready', 'arrived', 'ended']);
  expect([one.sumOf('operations'), one.sumOf('errors')]).toEqual([0, 0]);
});

it('told to abort in the middle of a run, ends although nobody answers', async () => {
  let asked = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const { at } = await echo(() => asked());
  const one = new Coordinator();
  one.tell({ kind: 'prepare', assignment: assignment(at, { clients: 3, durationMs: 3_600_000 }, { timeoutMs: 3_600_000 }) });
  await one.hears('ready');
  one.tell({ kind: 'start', atUs: machineUs() });
  await isAsked;
  one.tell({ kind: 'abort', isOverdue: false });
  await one.ended;
  expect(one.kinds).toEqual(['present', 'ready', 'arrived', 'ended']);
});

it('without a coordinator lets go of its clients', async () => {
  const { at, sockets } = await echo();
  const one = new Coordinator();
  one.tell({ kind: 'prepare', assignment: assignment(at, { clients: 3, durationMs: 3_600_000 }) });
  await one.hears('ready');
  const gone = Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  one.leave();
  await Promise.all([one.ended, gone]);
});

it('without a coordinator while it loads never connects', async () => {
  const { at } = await echo();
  const one = new Coordinator();
  one.tell({ kind: 'prepare', assignment: assignment(at, { clients: 3, durationMs: 1000 }) });
  one.leave();
  await one.ended;
  expect(one.reports).toEqual([]);
});

it('says what a scenario throws, and where, once', async () => {
  const { at } = await echo();
  const one = new Coordinator();
  const module = scenario(`async (me) => { await me.connect(); await me.turn(); throw new Error('no partner'); }`);
  one.tell({ kind: 'prepare', assignment: assignment(at, { clients: 3, durationMs: 3_600_000 }, { module }) });
  await one.hears('ready');
  one.tell({ kind: 'start', atUs: machineUs() });
  await one.hears('script-error');
  one.tell({ kind: 'stop' }).tell({ kind: 'leave' });
  await one.ended;
  const told = one.reports.filter((report) => report.kind === 'script-error');
  expect(told).toEqual([{ kind: 'script-error', sentence: expect.stringMatching(/^no partner \(.*mine\.mjs:1:\d+\)$/) }]);
});

it.each([
  ['is not there', () => 'file:///nowhere/mine.mjs', /nowhere/],
  ['has no framings', () => scenario(`0, get dialect() { throw new Error('no dialect'); }`), /no dialect/],
])('is unable when its scenario %s', async (_what, module, sentence) => {
  const one = new Coordinator();
  const to = { address: '127.0.0.1', port: 9 };
  one.tell({ kind: 'prepare', assignment: assignment(to, { clients: 1, durationMs: 1000 }, { module: module() }) });
  await one.ended;
  expect(one.reports.at(-1)).toEqual({ kind: 'unable', sentence: expect.stringMatching(sentence) });
});

it('reads the clock of the machine by the reading that was least disturbed', () => {
  const readings = [1_000_000, 2_000_000, 3_000_000];
  const delays = [40, 3, 900];
  let nowUs = 0;
  const machine = () => readings.shift() ?? 0;
  const ours = () => {
    nowUs += 1_000_000;
    // Ours began half a second later, and is read behind the machine's.
    return nowUs - 500_000 + (delays.shift() ?? 0);
  };
  expect(processUsOf(10_000_000, machine, ours)).toBe(9_500_003);
});

it('numbers runs by seed and time, as far as a mark has room', () => {
  const at = new Date('2025-01-15T10:30:00.000Z');
  expect(runNumber(7, at)).toBe(runNumber(7, at));
  const numbers = [0, 1, 2, 3, 2 ** 40].flatMap((seed) => [0, 1, 1000].map((ms) => runNumber(seed, new Date(at.getTime() + ms))));
  expect(new Set(numbers).size).toBeGreaterThanOrEqual(12);
  for (const number of numbers) expect(Number.isInteger(number) && number >= 0 && number < RUNS).toBe(true);
});
