// What the reference server costs, for each second of its own processor time, as a ratio to the C echo server under the same load:
// runs made in turn, client and server each pinned to a processor of its own. Prints as it goes.
//   npm run bench:server -- [ROUNDS] [SECONDS] [IDLE_CONNECTIONS]

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { wait } from '../harness/clock.ts';
import { NodeTransport } from '../harness/transport/node/transport.ts';
import { findPins, median, script } from './measure.ts';
import { compileOpponent } from './opponent.ts';

const [rounds = 5, seconds = 4, idleConnections = 100_000] = process.argv.slice(2).map(Number);
const FRAME_BYTES = 1500;
/** Connections that each have a thread or a process. */
const HANDED_OVER = 50;
/** What so many processes may take to start on one processor. */
const START_SECONDS = 10;
const MEMBERS = 100;
/** What the C echo server does for each second of its processor where the goal for the room is stated. */
const ECHOES_STATED = 160_000;
const IDLE_WORKERS = 6;
const IDLE_EACH_MAX = 17_000;

const run = promisify(execFile);
const pins = findPins();
const opponent = compileOpponent();
if (opponent === undefined) throw new Error('a C compiler (cc, gcc or clang) is needed: the figures are ratios to a C server');
const { server, loop, chatLoop } = opponent;
const started: ChildProcess[] = [];

try {
  const c = await start([...pins.server, server, '0'], Number);
  const echo = await serve(['echo-block'], pins.server);
  for (const connections of [50, 1000]) {
    const load = (port: number) => [loop, String(port), String(connections), String(FRAME_BYTES), String(seconds)];
    await perCpuSecond(echo, load(echo.port));
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const inC = await perCpuSecond(c, load(c.port));
      const ours = await perCpuSecond(echo, load(echo.port));
      ratios.push(ours.rate / inC.rate);
      say(`echo-block, ${connections} connections: C ${inC.rate.toFixed(0)}, ours ${ours.rate.toFixed(0)}`);
    }
    say(`echo-block, ${connections} connections: ${median(ratios).toFixed(2)} of C (goal 0.75)\n`);
  }
  await models();
  await chat(c);
  if (idleConnections > 0) await idle();
} finally {
  for (const child of started) child.kill('SIGKILL');
  opponent.remove();
}

interface Started {
  readonly pid: number;
  readonly port: number;
}

/**
 * What it costs to give each connection a thread or a process, which block in its reads and writes. Their start is not counted: the
 * rate is that of our checking client behind its warm-up, and the processor's share is looked at within that time.
 */
async function models(): Promise<void> {
  const { clock } = new NodeTransport();
  for (const model of ['event', 'thread', 'process']) {
    const server = await serve(['echo-block', '--model', model], pins.server);
    const words = [
      'epoll',
      String(server.port),
      String(HANDED_OVER),
      String(FRAME_BYTES),
      String(seconds),
      String(START_SECONDS),
    ];
    const [program = '', ...rest] = [...pins.client, process.execPath, script('echo-load-process'), ...words];
    const load = run(program, rest);
    await wait(clock, (START_SECONDS + 1) * 1e6);
    const cpuBefore = cpuSeconds(server.pid);
    const beforeUs = clock.nowUs();
    await wait(clock, (seconds - 1) * 1e6);
    const share = (cpuSeconds(server.pid) - cpuBefore) / ((clock.nowUs() - beforeUs) / 1e6);
    const {
      roundTrips,
      seconds: counted,
      wrong,
    } = JSON.parse((await load).stdout) as { roundTrips: number; seconds: number; wrong: number };
    const perSecond = roundTrips / counted;
    say(
      `echo-block, model ${model}, ${HANDED_OVER} connections: ${perSecond.toFixed(0)} a second, ` +
        `${(perSecond / share).toFixed(0)} for each second of the server's processor, ${wrong} wrong`,
    );
  }
  say('');
}

async function chat(c: Started): Promise<void> {
  const room = await serve(['chat'], pins.server);
  const chatLoad = (rate: number) => [chatLoop, String(room.port), String(MEMBERS), String(seconds), String(Math.round(rate))];
  const echoLoad = [loop, String(c.port), '50', String(FRAME_BYTES), String(seconds)];
  let full = await perCpuSecond(room, chatLoad(0));
  const scaled: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const inC = await perCpuSecond(c, echoLoad);
    full = await perCpuSecond(room, chatLoad(0));
    scaled.push((full.rate / inC.rate) * ECHOES_STATED);
    say(`chat, ${MEMBERS} members in pairs: ${full.rate.toFixed(0)} direct messages, C echoes ${inC.rate.toFixed(0)}`);
  }
  say(`chat: ${median(scaled).toFixed(0)} direct messages where C echoes ${ECHOES_STATED} (goal 75000)`);
  const half = await perCpuSecond(room, chatLoad(full.perSecond / 2));
  say(
    `chat, half loaded: ${half.perSecond.toFixed(0)} a second take ${half.result.p50Us} us in the middle (goal 1000), p99 ${half.result.p99Us} us\n`,
  );
}

/** Idle connections are spread over server processes, and over client processes, because of the descriptors that each may have. */
async function idle(): Promise<void> {
  const { pid, port } = await serve(['echo-block', '--workers', String(IDLE_WORKERS)], []);
  // The first few compile the code and fill the caches: that is the server's cost, not theirs.
  const first = await holdIdle(port, IDLE_WORKERS * 100, 0);
  first.end();
  await first.ended;
  const emptyBytes = residentBytes(pid);
  const processes = Math.ceil(idleConnections / IDLE_EACH_MAX);
  const each = Math.ceil(idleConnections / processes);
  const holders = [];
  for (let index = 0; index < processes; index++) holders.push(await holdIdle(port, each, index + 1));
  const connected = holders.reduce((sum, holder) => sum + holder.connected, 0);
  const answered = holders.reduce((sum, holder) => sum + holder.answered, 0);
  const bytesEach = (residentBytes(pid) - emptyBytes) / connected;
  say(
    `idle: ${connected} connections over ${IDLE_WORKERS} workers, ${answered} exchanged a message, ` +
      `${(bytesEach / 1024).toFixed(2)} KB of resident memory each (goal 2)`,
  );
  for (const holder of holders) holder.end();
  await Promise.all(holders.map(({ ended }) => ended));
}

async function holdIdle(port: number, count: number, index: number) {
  const child = spawn(process.execPath, [script('many-idle-process'), String(port), String(count), `127.0.1.${index + 1}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const { connected, answered } = JSON.parse(await firstLine(child)) as { connected: number; answered: number };
  return { connected, answered, ended, end: () => void child.stdin.end() };
}

interface LoadResult {
  readonly roundTrips?: number;
  readonly delivered?: number;
  readonly seconds: number;
  readonly p50Us?: number;
  readonly p99Us?: number;
}

async function perCpuSecond(of: Started, command: readonly string[]) {
  const before = cpuSeconds(of.pid);
  const [program = '', ...words] = [...pins.client, ...command];
  const { stdout } = await run(program, words);
  const used = cpuSeconds(of.pid) - before;
  const result = JSON.parse(stdout) as LoadResult;
  const done = result.roundTrips ?? result.delivered ?? 0;
  return { rate: done / used, perSecond: done / result.seconds, result };
}

function serve(words: readonly string[], pin: readonly string[]): Promise<Started> {
  const command = join(import.meta.dirname, '..', 'harness', 'cli', 'main.js');
  return start([...pin, process.execPath, command, 'serve', ...words, '--port', '0', '--json'], (line) =>
    Number((JSON.parse(line) as { port: number }).port),
  );
}

async function start([program = '', ...words]: readonly string[], portOf: (line: string) => number): Promise<Started> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  return { pid: child.pid ?? 0, port: portOf(await firstLine(child)) };
}

function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (stdout === null) throw new Error('its standard output is a pipe');
    createInterface({ input: stdout })
      .once('line', resolve)
      .once('close', () => reject(new Error('a process of the benchmark ended before it was ready')));
  });
}

/**
 * The processor time of a process, its threads and its children, those that have ended too, in the hundredths of a second that
 * Linux counts.
 */
function cpuSeconds(pid: number): number {
  const ticks = [pid, ...childrenOf(pid)].flatMap((one) => statOf(one).slice(11, 15));
  return ticks.reduce((sum, count) => sum + Number(count), 0) / 100;
}

/** Of a process and all its children. */
function residentBytes(pid: number): number {
  const pages = [pid, ...childrenOf(pid)].map((one) => Number(readFileSync(`/proc/${one}/statm`, 'latin1').split(' ')[1]));
  return pages.reduce((sum, count) => sum + count, 0) * 4096;
}

function childrenOf(pid: number): number[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.map(Number).filter((one) => Number(statOf(one)[1]) === pid);
}

/** The fields behind the name of the program; none of a process that has just ended. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
