// Who serves a connection that is handed over: a thread or a process. A few wait ready, so that nobody waits for one to start.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { sendDescriptor, socketPair } from '../../harness/transport/epoll/handover.ts';
import * as system from '../../harness/transport/epoll/system-calls.ts';
import type { ServiceSetting } from '../setting.ts';
import type { HandedOver } from './serve-handed-over.ts';

/** Threads and processes that have started and wait for a connection. */
const READY_MIN = 2;
/** Threads that have served a connection and may wait for the next. */
const READY_MAX = 16;
const START_MS_MAX = 5000;
/** The descriptor by which a process is handed its connection. */
export const CONTROL = 3;

export interface Hands {
  readonly name: 'thread' | 'process';
  /** Gives the connection to somebody who serves it, and calls `onEnded` when that is over; false when nobody can be started. */
  take(connection: HandedOver, onEnded: () => void): boolean;
  /** Resolves when those that are to wait ready do. */
  ready(): Promise<void>;
  /** Lets those go that wait; those that serve end by themselves, once their connection has. */
  close(): void;
  /** Ends those that serve as well, as soon as their calls return. */
  kill(): void;
}

/** A thread goes on to the next connection when one has ended. */
export class Threads implements Hands {
  readonly name = 'thread';
  readonly #setting: ServiceSetting;
  readonly #complain: (error: unknown) => void;
  readonly #ready: Worker[] = [];
  readonly #serving = new Map<Worker, () => void>();
  #isClosed = false;

  constructor(setting: ServiceSetting, complain: (sentence: string) => void) {
    this.#setting = setting;
    this.#complain = (error) => complain(`A thread of the server has failed: ${messageOf(error)}.`);
    this.#prepare();
    // A process that ends for whatever reason waits for its threads, and those may sleep for ever.
    process.on('exit', () => {
      if (this.#serving.size > 0) process.kill(process.pid, 'SIGKILL');
    });
  }

  take(connection: HandedOver, onEnded: () => void): boolean {
    const thread = this.#ready.pop() ?? this.#start();
    if (thread === undefined) return false;
    this.#serving.set(thread, onEnded);
    thread.postMessage(connection);
    this.#prepare();
    return true;
  }

  async ready(): Promise<void> {
    await Promise.all(
      this.#ready.map((thread) => Promise.race([once(thread, 'message'), once(thread, 'exit')]).catch(this.#complain)),
    );
  }

  close(): void {
    this.#isClosed = true;
    for (const thread of this.#ready.splice(0)) end(thread);
  }

  kill(): void {
    this.close();
    for (const thread of this.#serving.keys()) end(thread);
  }

  #prepare(): void {
    while (this.#ready.length < READY_MIN && !this.#isClosed) {
      const thread = this.#start();
      if (thread === undefined) return;
      this.#ready.push(thread);
    }
  }

  #start(): Worker | undefined {
    let thread: Worker;
    try {
      thread = new Worker(program('thread-worker'), { workerData: this.#setting });
    } catch (error) {
      this.#complain(error);
      return undefined;
    }
    const ended = () => {
      const onEnded = this.#serving.get(thread);
      this.#serving.delete(thread);
      onEnded?.();
    };
    thread.on('message', (told: 'ready' | 'ended') => {
      if (told === 'ready') return;
      ended();
      if (this.#ready.length < READY_MAX && !this.#isClosed) this.#ready.push(thread);
      else end(thread);
    });
    thread.on('exit', () => {
      const place = this.#ready.indexOf(thread);
      if (place !== -1) this.#ready.splice(place, 1);
      ended();
    });
    thread.on('error', this.#complain);
    return thread;
  }
}

/** Lets a thread end by itself: one that is terminated while it loads its libraries takes the whole process with it. */
function end(thread: Worker): void {
  thread.postMessage('end');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a process of its own costs should be the process, as far as that can be had. */
const SMALL_PROCESS = ['--max-semi-space-size=1', '--single-threaded'];

interface ReadyProcess {
  readonly child: ChildProcess;
  readonly control: number;
}

/** A process serves one connection, ends, and is reaped. */
export class Processes implements Hands {
  readonly name = 'process';
  readonly #setting: ServiceSetting;
  readonly #ready: ReadyProcess[] = [];
  readonly #serving = new Map<ChildProcess, () => void>();
  #isClosed = false;

  constructor(setting: ServiceSetting) {
    this.#setting = setting;
    this.#prepare();
  }

  take({ fd, channel }: HandedOver, onEnded: () => void): boolean {
    const ready = this.#ready.shift() ?? this.#start();
    if (ready === undefined) return false;
    const { child, control } = ready;
    this.#serving.set(child, onEnded);
    // A process that died while it waited can't be given anything; its end will be told.
    if (sendDescriptor(control, fd) && channel >= 0) sendDescriptor(control, channel);
    system.close(control);
    this.#prepare();
    return true;
  }

  /** Each says so by a byte on its channel. Waited for asleep: this is before the server has anything else to do. */
  async ready(): Promise<void> {
    for (const { control } of this.#ready) system.poll(Int32Array.of(control, system.POLLIN), 1, START_MS_MAX);
  }

  close(): void {
    this.#isClosed = true;
    for (const { control } of this.#ready.splice(0)) system.close(control);
  }

  kill(): void {
    this.close();
    for (const child of this.#serving.keys()) child.kill('SIGKILL');
  }

  #prepare(): void {
    while (this.#ready.length < READY_MIN && !this.#isClosed) {
      const ready = this.#start();
      if (ready === undefined) return;
      this.#ready.push(ready);
    }
  }

  #start(): ReadyProcess | undefined {
    const ends = socketPair();
    if (ends === undefined) return undefined;
    const [control, theirs] = ends;
    // Apart from the terminal's group, so that Ctrl-C reaches the server alone, which ends the others in order.
    const child = spawn(
      process.execPath,
      [...SMALL_PROCESS, fileURLToPath(program('process-worker')), JSON.stringify(this.#setting), String(process.pid)],
      { stdio: ['ignore', 'ignore', 'inherit', theirs], detached: true },
    );
    system.close(theirs);
    const ended = () => {
      const onEnded = this.#serving.get(child);
      this.#serving.delete(child);
      const waiting = this.#ready.findIndex((ready) => ready.child === child);
      for (const ready of waiting === -1 ? [] : this.#ready.splice(waiting, 1)) system.close(ready.control);
      onEnded?.();
    };
    child.on('exit', ended);
    child.on('error', ended);
    return { child, control };
  }
}

/** A program beside this file, built or not. */
function program(name: string): URL {
  return new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}
