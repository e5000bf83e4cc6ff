// A target that the harness starts and stops: a command in a process group of its own, so that all of it can be stopped. What it
// prints is kept for the sentence that says how it failed, and never mixed into ours.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import net from 'node:net';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { type Clock, wait } from '../../clock.ts';
import { assert, HarnessError } from '../../errors.ts';
import { describeEndpoint, type Endpoint } from '../../transport/endpoint.ts';
import { NodeTransport } from '../../transport/node/transport.ts';
import { Pace } from './pace.ts';
import { type ProcFiles, procFiles } from './proc-files.ts';
import { type ProcessStat, readStat, readStats } from './process-tree.ts';
import { readPortSockets } from './socket-table.ts';
import { isOwnAddress } from './target-watch.ts';

export interface StartOptions {
  /** How long it may take until it serves. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  /** Ends the wait, and the target. */
  readonly signal?: AbortSignal;
  /** Somebody at its terminal; without, its standard input is empty, and what it prints is nobody's. */
  readonly terminal?: TargetTerminal;
  /**
   * Looks for the listener in the system's tables, where it has some, and only connects when nothing is to be seen there: a server
   * for one client takes the first that comes for its client.
   */
  readonly isQuiet?: boolean;
}

/** Standard input stays open for `StartedTarget.type`, until the target is stopped. */
export interface TargetTerminal {
  /** What it prints on standard output, as it comes. */
  onPrinted(bytes: Buffer): void;
}

export interface TargetEnd {
  /** Null: by a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const START_TIMEOUT_MS = 10_000;
const TRY_EVERY_US = 20_000;
/** What an attempt to connect may take before another is made. */
const TRY_US_MAX = 1_000_000;
/** For a listener to show in the tables. */
const QUIET_US = 2_000_000;
/** While it is waited for: a sixth of the time, at most. */
const PAUSES_PER_LOOK = 5;
const POLITE_US = 2_000_000;
/** For a process to go that was killed: one that the kernel holds in a call goes later. */
const KILLED_US_MAX = 2_000_000;
/** For the rest of what it said, behind its end. */
const LAST_WORDS_US = 200_000;
const KEPT_CHARACTERS = 4096;

/** Runs a line of shell, and waits until it accepts connections at `to`. */
export async function startTarget(command: string, options: StartOptions & { readonly to: Endpoint }): Promise<StartedTarget> {
  const { to, timeoutMs = START_TIMEOUT_MS, clock = new NodeTransport().clock, signal, terminal, isQuiet = false } = options;
  assert(to.port > 0, 'the port of a target that is to be started is known');
  const serves = isQuiet ? quietly(to, clock) : () => accepts(to, clock);
  if (await serves()) {
    throw new HarnessError(
      'target-failed',
      `Somebody already listens at ${describeEndpoint(to)}, and the run would measure that one: stop it, or take another port.`,
    );
  }
  const dueUs = clock.nowUs() + timeoutMs * 1000;
  if (signal?.aborted) throw interrupted();
  const target = new StartedTarget(['sh', '-c', command], clock, { terminal });
  return await unlessItFails(target, signal, async (hasFailed) => {
    while (!(await serves()) && !hasFailed()) {
      if (clock.nowUs() >= dueUs) {
        const waited = `after ${timeoutMs / 1000} s`;
        throw new HarnessError(
          'target-failed',
          `The target that was started does not accept connections at ${describeEndpoint(to)} ${waited}${target.lastWords}.`,
        );
      }
      await wait(clock, TRY_EVERY_US);
    }
    return target;
  });
}

const announcementSchema = z.object({
  protocol: z.string(),
  host: z.string(),
  port: z.number().int().positive(),
  model: z.string(),
  pid: z.number().int().positive(),
});
export type Announcement = z.infer<typeof announcementSchema>;

/** Runs a program whose first line, in JSON, says where it listens, as `harness serve --json` does. */
export async function startCommand(
  argv: readonly string[],
  options: StartOptions = {},
): Promise<{ target: StartedTarget; announcement: Announcement }> {
  const { timeoutMs = START_TIMEOUT_MS, clock = new NodeTransport().clock, signal, terminal } = options;
  if (signal?.aborted) throw interrupted();
  const target = new StartedTarget(argv, clock, { terminal });
  return await unlessItFails(target, signal, async () => {
    const line = await within(clock, timeoutMs, target.firstLine, target.ended);
    const announcement = line === undefined ? undefined : announcementIn(line);
    if (announcement !== undefined) return { target, announcement };
    const what = line === undefined ? `has not said where it listens after ${timeoutMs / 1000} s` : `said '${line}' first`;
    throw new HarnessError('target-failed', `The server that was started ${what}${target.lastWords}.`);
  });
}

export class StartedTarget {
  /** The leader of its group. With a shell between, what serves may be a child of it. */
  readonly pid: number;
  /** How it ended, in a sentence. */
  readonly ended: Promise<string>;
  /** Of its standard output; a line that goes on and on is cut. */
  readonly firstLine: Promise<string>;
  /** Known as soon as the system tells; undefined while it runs. */
  end: TargetEnd | undefined;
  readonly #child: ChildProcessByStdio<Writable | null, Readable, Readable>;
  readonly #clock: Clock;
  readonly #files: ProcFiles;
  readonly #startTicks: number | undefined;
  /** All that it was ever seen to consist of. */
  readonly #known = new Set<string>();
  #stdout = '';
  #stderr = '';
  #stopping: Promise<void> | undefined;

  constructor(
    [program = '', ...words]: readonly string[],
    clock: Clock,
    { files = procFiles(), terminal }: { readonly files?: ProcFiles; readonly terminal?: TargetTerminal | undefined } = {},
  ) {
    this.#clock = clock;
    this.#files = files;
    this.#child =
      terminal === undefined
        ? spawn(program, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
        : spawn(program, words, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    // It may have ended, or read no more, while somebody types.
    this.#child.stdin?.on('error', () => {});
    this.pid = this.#child.pid ?? 0;
    this.#startTicks = readStat(this.pid, files)?.startTicks;
    process.on('exit', this.#kill);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_CHARACTERS);
    });
    this.firstLine = new Promise((resolve) => {
      let head: string | undefined = '';
      const decoder = new StringDecoder('utf8');
      this.#child.stdout.on('data', (bytes: Buffer) => {
        terminal?.onPrinted(bytes);
        const text = decoder.write(bytes);
        this.#stdout = (this.#stdout + text).slice(-KEPT_CHARACTERS);
        if (head === undefined) return;
        head += text;
        if (!head.includes('\n') && head.length < KEPT_CHARACTERS) return;
        resolve(head.slice(0, KEPT_CHARACTERS).split('\n')[0] ?? '');
        head = undefined;
      });
    });
    this.ended = new Promise((resolve) => {
      this.#child.on('error', ({ message }) => resolve(`The target can't be started: ${message}.`));
      this.#child.on('exit', (code, signal) => {
        this.end = { code, signal };
        const tell = () => resolve(this.#howItEnded({ code, signal }));
        // What it said last may come behind its end, and a child of its own may hold the pipe open for longer.
        const patience = clock.at(clock.nowUs() + LAST_WORDS_US, tell);
        this.#child.on('close', () => {
          patience.cancel();
          tell();
        });
      });
    });
  }

  /** What it printed last, for the end of a sentence. */
  get lastWords(): string {
    const line = lastLineOf(this.#stderr) ?? lastLineOf(this.#stdout);
    return line === undefined ? '' : `; it said last: ${line.replace(/\.+$/, '')}`;
  }

  /** How it ended, in a sentence, with what it has said so far; undefined while it runs. */
  get endedHow(): string | undefined {
    return this.end === undefined ? undefined : this.#howItEnded(this.end);
  }

  /** At its standard input, where it has a terminal. */
  type(bytes: Uint8Array): void {
    assert(this.#child.stdin !== null, 'who types at a target has said so when it was started');
    if (this.#child.stdin.writable) this.#child.stdin.write(Uint8Array.from(bytes));
  }

  /** Asks all of its processes to end, and kills those that have not after two seconds. Resolves when none is left. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#child.stdin?.destroy();
    const askedUs = this.#clock.nowUs();
    let isAsked = false;
    let left = this.#members();
    for (; left.length > 0; left = this.#members()) {
      const waitedUs = this.#clock.nowUs() - askedUs;
      if (waitedUs >= POLITE_US + KILLED_US_MAX) break;
      if (waitedUs >= POLITE_US) this.#signal('SIGKILL', left);
      else if (!isAsked) this.#signal('SIGTERM', left);
      isAsked = true;
      await wait(this.#clock, TRY_EVERY_US);
    }
    process.off('exit', this.#kill);
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    if (left.length === 0) await this.ended;
  }

  readonly #kill = () => this.#signal('SIGKILL', this.#members());

  /**
   * Its processes that are alive: its group, what descends from that, and what once did. The last two are not to be had where there
   * is no /proc; then the group stands for all.
   */
  #members(): Member[] {
    if (this.pid === 0) return [];
    if (this.#startTicks === undefined) return this.#isGroupThere() ? [{ pid: this.pid, groupId: this.pid, state: '?' }] : [];
    const stats = readStats(this.#files);
    // The number of a group that is gone may be another's by now.
    const isReused = stats.some(({ pid, startTicks }) => pid === this.pid && startTicks !== this.#startTicks);
    const members = new Set(stats.filter((stat) => this.#known.has(keyOf(stat)) || (!isReused && stat.groupId === this.pid)));
    const pids = new Set([...members].map(({ pid }) => pid));
    // Sets are gone over in order, with what is added on the way.
    for (const parent of pids) {
      for (const stat of stats) {
        if (stat.parentPid !== parent || members.has(stat)) continue;
        members.add(stat);
        pids.add(stat.pid);
      }
    }
    for (const stat of members) this.#known.add(keyOf(stat));
    return [...members].filter(({ state }) => state !== 'Z' && state !== 'X');
  }

  #isGroupThere(): boolean {
    return signal(-this.pid, 0);
  }

  /** The group at once, so that none of it can start another in between; and whoever has left it. */
  #signal(name: NodeJS.Signals, members: readonly Member[]): void {
    if (members.some(({ groupId }) => groupId === this.pid)) signal(-this.pid, name);
    for (const { pid, groupId } of members) if (groupId !== this.pid) signal(pid, name);
  }

  #howItEnded({ code, signal }: TargetEnd): string {
    if (this.#stopping !== undefined) return 'The target was stopped.';
    const how = code === null ? `was ended by ${signal}` : `ended with exit code ${code}${byWhatSignal(code)}`;
    return `The target that was started ${how}${this.lastWords}.`;
  }
}

type Member = Pick<ProcessStat, 'pid' | 'groupId' | 'state'>;

function keyOf({ pid, startTicks }: ProcessStat): string {
  return `${pid}/${startTicks}`;
}

/** A shell between tells a signal by a code above 128. */
function byWhatSignal(code: number): string {
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return name === undefined ? '' : ` (${name})`;
}

/** Whether there was somebody to be signalled. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** The last line that says something: what runs a program ends its complaints with frames of a stack, and node with its version. */
function lastLineOf(text: string): string | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return (lines.findLast((line) => !/^\s|^Node\.js v/.test(line)) ?? lines.at(-1))?.trim();
}

/** Stops the target when it does not become ready, for whatever reason: it ended, the time was up, or nobody wants it any more. */
async function unlessItFails<T>(
  target: StartedTarget,
  signal: AbortSignal | undefined,
  becomeReady: (hasFailed: () => boolean) => Promise<T>,
): Promise<T> {
  let hasFailed = false;
  const endedEarly = target.ended.then((sentence) => {
    throw new HarnessError('target-failed', sentence);
  });
  const { aborted, release } = whenAborted(signal);
  try {
    return await Promise.race([becomeReady(() => hasFailed), endedEarly, aborted]);
  } catch (error) {
    hasFailed = true;
    await target.stop();
    throw error;
  } finally {
    release();
    // It ends one day, when nobody waits for that any more.
    endedEarly.catch(() => {});
  }
}

function whenAborted(signal: AbortSignal | undefined): { aborted: Promise<never>; release: () => void } {
  let release = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(interrupted());
    signal?.addEventListener('abort', abort);
    release = () => signal?.removeEventListener('abort', abort);
  });
  return { aborted, release };
}

function interrupted(): HarnessError {
  return new HarnessError('target-failed', 'The start of the target was interrupted.');
}

/** Behind the end nothing comes, and nobody waits: a timer that was left would keep the process from its own end. */
function within<T>(clock: Clock, ms: number, awaited: Promise<T>, ended: Promise<unknown>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const patience = clock.at(clock.nowUs() + ms * 1000, () => resolve(undefined));
    void ended.then(() => patience.cancel());
    void awaited.then((value) => {
      patience.cancel();
      resolve(value);
    });
  });
}

function announcementIn(line: string): Announcement | undefined {
  try {
    return announcementSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** A listener that the tables do not show, such as one in a network of its own, is found by connecting, after a while. */
function quietly(to: Endpoint, clock: Clock): () => Promise<boolean> {
  const connectsFromUs = clock.nowUs() + QUIET_US;
  const files = procFiles();
  const isOwn = isOwnAddress(to.address);
  // The kernel goes over all that it has room for, however few sockets there are: what starts meanwhile needs the processor more.
  const pace = new Pace(clock, PAUSES_PER_LOOK);
  const seen = () => ({ sockets: readPortSockets(to.port, files) });
  return async () => {
    const look = isOwn ? pace.look(seen) : { sockets: undefined };
    if (look === undefined) return false;
    const { sockets } = look;
    if (sockets !== undefined && sockets.listeners.length > 0) return true;
    return sockets === undefined || clock.nowUs() >= connectsFromUs ? await accepts(to, clock) : false;
  };
}

/** Whether a connection is taken. It is ended in order at once: the other side sees somebody who came and left. */
function accepts(to: Endpoint, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: to.address, port: to.port });
    const patience = clock.at(clock.nowUs() + TRY_US_MAX, () => socket.destroy());
    socket.on('connect', () => {
      // Where nobody listens, a connection may find itself, when the system gives it the very port that it seeks.
      const isItself = socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
      resolve(!isItself);
      socket.end();
      socket.resume();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      patience.cancel();
      resolve(false);
    });
  });
}
