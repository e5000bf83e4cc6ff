// What `harness bench` itself costs and how exact it is, everything on, as ratios to C programs under the same load: runs made in
// turn, agent and server each pinned to a processor of its own. Prints as it goes; stands beside goals, and judges nothing.
//   npm run bench:load -- [--rounds 5] [--seconds 4] [--only cost,checking,pacing,stall,many] [--long]

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type Clock, wait } from '../harness/clock.ts';
import { startCommand } from '../harness/load/target/started-target.ts';
import type { BenchRecord, Second } from '../harness/record/record.ts';
import { NodeTransport } from '../harness/transport/node/transport.ts';
import { findPins, median } from './measure.ts';
import { compileOpponent, type EchoServer, startEchoServer } from './opponent.ts';

const FRAME_BYTES = 1500;
const CLIENT_COUNTS = [50, 1000];
const MANY_CLIENTS = 100_000;
const MANY_RATE = 10_000;
const MANY_WORKERS = 6;
const LONG_SECONDS = 600;

const PARTS = { cost, checking, pacing, stall, many } as const;
type Part = keyof typeof PARTS;

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string', default: Object.keys(PARTS).join(',') },
    long: { type: 'boolean', default: false },
  },
});
const rounds = Number(flags.rounds);
const seconds = Number(flags.seconds);
// The first second is not counted.
if (!(rounds >= 1 && seconds >= 2)) throw new Error('--rounds takes 1 or more, and --seconds 2 or more');
const wanted = flags.only.split(',').filter((part) => part !== '');
const unknown = wanted.find((part) => !(part in PARTS));
if (unknown !== undefined) throw new Error(`there is no part '${unknown}': choose of ${Object.keys(PARTS).join(', ')}`);

const run = promisify(execFile);
const pins = findPins();
if (pins.client.length === 0) say('There is one processor, or no taskset: nothing is pinned, and ratios say less.');
const opponent = compileOpponent();
if (opponent === undefined) throw new Error('a C compiler (cc, gcc or clang) is needed: the figures are ratios to C programs');
const { server, loop } = opponent;
const records = mkdtempSync(join(tmpdir(), 'harness-bench-records-'));
/** Servers that were started would go on when this process just ended. */
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());

try {
  for (const part of wanted) await PARTS[part as Part]();
  if (flags.long) await memory();
} catch (error) {
  if (!stopping.signal.aborted) throw error;
  process.exitCode = 1;
} finally {
  opponent.remove();
  rmSync(records, { recursive: true, force: true });
}

/** Turns for each CPU-second of the agent, checking and with three histograms, as a ratio to round trips of the C loop. */
async function cost(): Promise<void> {
  const goals: Readonly<Record<string, readonly number[]>> = { epoll: [0.7, 0.65], node: [0.45, 0.45] };
  await withEchoServer(async ({ port }) => {
    for (const [index, clients] of CLIENT_COUNTS.entries()) {
      const ratios: Record<string, number[]> = { epoll: [], node: [] };
      for (let round = 0; round < rounds; round++) {
        const inC = await loopInC(port, clients);
        const figures = [`C ${inC.toFixed(0)}`];
        for (const [transport, own] of Object.entries(ratios)) {
          const rate = perCpuSecond(await fullSpeed(port, clients, transport));
          own.push(rate / inC);
          figures.push(`${transport} ${rate.toFixed(0)} (${(rate / inC).toFixed(2)})`);
        }
        say(`cost, ${clients} clients, for each CPU-second: ${figures.join(', ')}`);
      }
      for (const [transport, own] of Object.entries(ratios)) {
        say(`cost, ${clients} clients, ${transport}: ${median(own).toFixed(2)} of C (goal ${goals[transport]?.[index]})`);
      }
    }
  });
}

/** What of that checking takes: with it and without it, in turn. */
async function checking(): Promise<void> {
  await withEchoServer(async ({ port }) => {
    for (const clients of CLIENT_COUNTS) {
      const ratios: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const checked = perCpuSecond(await fullSpeed(port, clients, 'epoll'));
        const unchecked = perCpuSecond(await fullSpeed(port, clients, 'epoll', ['--no-check']));
        ratios.push(checked / unchecked);
        say(`checking, ${clients} clients, for each CPU-second: ${checked.toFixed(0)}, without ${unchecked.toFixed(0)}`);
      }
      say(`checking, ${clients} clients: ${median(ratios).toFixed(2)} of the throughput without it (goal 0.9)`);
    }
  });
}

/** An idle target, and turns that are due every 100 us. */
async function pacing(): Promise<void> {
  const rate = 10_000;
  const plan = ['--clients', '100', '--rate', `${rate}/s`, '--duration', '10s'];
  await withEchoServer(async ({ port }) => {
    const p50s: number[] = [];
    const p99s: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // Not pinned: nothing is to share a processor that need not.
      const record = await bench([], port, plan);
      const { sendLag } = pingOf(record);
      p50s.push(sendLag.p50);
      p99s.push(sendLag.p99);
      const { turns, turnsPlanned = 0, operationsPerSecond } = record.totals;
      say(
        `pacing: send lag p50 ${sendLag.p50.toFixed(0)} us, p99 ${sendLag.p99.toFixed(0)} us, ${turns} turns of ${turnsPlanned}, ` +
          `${operationsPerSecond.toFixed(0)}/s (${((operationsPerSecond / rate - 1) * 100).toFixed(2)} % off), ${record.verdict}`,
      );
    }
    say(`pacing: send lag p50 ${median(p50s).toFixed(0)} us (goal 100), p99 ${median(p99s).toFixed(0)} us (goal 1000)`);
  });
}

/** A server that stands still for a second: the turns that were due meanwhile have waited, and nothing may hide it. */
async function stall(): Promise<void> {
  const { clock } = new NodeTransport();
  await withEchoServer(async ({ port, pid }) => {
    const running = bench([], port, ['--clients', '100', '--rate', '1000/s', '--duration', '10s']);
    const [record] = await Promise.all([running, standStill(clock, pid)]);
    const { response, service } = pingOf(record);
    const { lost } = record.correctness;
    say(
      `stall of 1 s: response p99 ${(response.p99 / 1000).toFixed(0)} ms (goal 800), service p99 ${(service.p99 / 1000).toFixed(0)} ms, ` +
        `max ${(response.max / 1000).toFixed(0)} and ${(service.max / 1000).toFixed(0)} ms; ${lost} lost (goal 0), ` +
        `${record.totals.turns} turns of ${record.totals.turnsPlanned}, ${record.verdict}: ${record.diagnoses.map(({ kind }) => kind)}`,
    );
  });
}

async function standStill(clock: Clock, pid: number): Promise<void> {
  await wait(clock, 5e6);
  process.kill(pid, 'SIGSTOP');
  await wait(clock, 1e6);
  process.kill(pid, 'SIGCONT');
}

/** One turn for each of so many clients that no single process could have them. */
async function many(): Promise<void> {
  const words = [process.execPath, command(), 'serve', 'echo-block', '--workers', String(MANY_WORKERS), '--port', '0', '--json'];
  const { target, announcement } = await startCommand(words, { signal: stopping.signal });
  const { clock } = new NodeTransport();
  try {
    const startUs = clock.nowUs();
    // Turns that are spread over time: one each.
    const plan = ['--clients', String(MANY_CLIENTS), '--turns', String(MANY_CLIENTS), '--rate', `${MANY_RATE}/s`];
    const record = await bench([], announcement.port, plan);
    const took = (clock.nowUs() - startUs) / 1e6;
    const { connected, turns, operations, errors } = record.totals;
    const { agents, rssBytesMax, rssBytesEmpty } = record.generator;
    const bytesEach = (rssBytesMax - rssBytesEmpty) / MANY_CLIENTS;
    say(
      `many: ${connected} of ${MANY_CLIENTS} clients connected by ${agents} agents, ${turns} turns, ${operations} answered, ` +
        `${errors} errors (goal 0), in ${took.toFixed(1)} s (goal 180), ${bytesEach.toFixed(0)} bytes each beyond the empty agents ` +
        `(goal 2048), ${record.verdict}`,
    );
  } finally {
    await target.stop();
  }
}

/** Nothing may grow with the number of samples. */
async function memory(): Promise<void> {
  await withEchoServer(async ({ port }) => {
    const record = await bench(pins.client, port, ['--clients', '50', '--duration', `${LONG_SECONDS}s`]);
    const firstMinute = record.timeline.find(({ second }) => second === 60);
    const last = record.timeline.find(({ second }) => second === LONG_SECONDS - 1);
    if (firstMinute === undefined || last === undefined) throw new Error('the run ended before its time');
    const [before, after] = [rssBytes(firstMinute), rssBytes(last)];
    say(
      `memory: ${megabytes(before)} after a minute, ${megabytes(after)} after ${LONG_SECONDS / 60}: ` +
        `${((after / before - 1) * 100).toFixed(1)} % more (goal 10), after ${record.totals.turns} turns`,
    );
  });
}

async function withEchoServer(measure: (echo: EchoServer) => Promise<void>): Promise<void> {
  const echo = await startEchoServer([...pins.server, server, '0']);
  try {
    await measure(echo);
  } finally {
    echo.stop();
  }
}

async function loopInC(port: number, clients: number): Promise<number> {
  const [program = '', ...words] = [...pins.client, loop, ...[port, clients, FRAME_BYTES, seconds].map(String)];
  const { stdout } = await run(program, words, { signal: stopping.signal });
  const { roundTrips, cpuSeconds } = JSON.parse(stdout) as { roundTrips: number; cpuSeconds: number };
  return roundTrips / cpuSeconds;
}

function fullSpeed(port: number, clients: number, transport: string, more: readonly string[] = []): Promise<BenchRecord> {
  const words = ['--clients', String(clients), '--duration', `${seconds}s`, '--agents', '1', '--transport', transport, ...more];
  return bench(pins.client, port, words);
}

/** The command as anybody would run it. Its record counts, whatever the verdict: a generator at full speed is none to be believed. */
async function bench(pin: readonly string[], port: number, words: readonly string[]): Promise<BenchRecord> {
  const [program = '', ...rest] = [
    ...pin,
    ...[process.execPath, command(), 'bench', 'echo-block/ping', '--target', `127.0.0.1:${port}`],
    ...['--param', `frameBytes=${FRAME_BYTES}`, '--out', join(records, 'record.json'), '--json', '--progress', 'none'],
    ...words,
  ];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], signal: stopping.signal });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  try {
    return JSON.parse(texts.stdout) as BenchRecord;
  } catch (cause) {
    throw new Error(`harness bench ${words.join(' ')} left no record: ${texts.stderr}`, { cause });
  }
}

/** Of the whole seconds behind the first, in which compilers warm up: the processor's share of a second is CPU-seconds. */
function perCpuSecond({ timeline }: BenchRecord): number {
  const counted = timeline.filter(({ second }) => second >= 1 && second < seconds);
  const turns = counted.reduce((sum, second) => sum + second.turns, 0);
  const cpuSeconds = counted.flatMap(({ agents }) => agents).reduce((sum, agent) => sum + (agent?.cpuShare ?? Number.NaN), 0);
  return turns / cpuSeconds;
}

function pingOf({ latencyUs: { ping }, causes }: BenchRecord) {
  if (ping === undefined) throw new Error(`nothing was measured: ${causes.map(({ sentence }) => sentence).join(' ')}`);
  return ping;
}

function rssBytes({ agents }: Second): number {
  return agents.reduce((sum, agent) => sum + (agent?.rssBytes ?? 0), 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The command, built or not. */
function command(): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(`../harness/cli/main${extension}`, import.meta.url));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
