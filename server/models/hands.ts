// Who serves a connection that is handed over: a thread or a process. A few wait ready, so that nobody waits for one to start.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { sendDescriptor, setBlocking, socketPair } from '../../harness/transport/epoll/handover.ts';
import * as system from '../../harness/transport/epoll/system-calls.ts';
import type { ServiceSetting } from '../setting.ts';
import type { HandedOver } from './serve-handed-over.ts';

/** Threads and processes that have started and wait for a connection. */
const READY_MAX = 2;
/** The descriptor by which a process is handed its connection. */
export const CONTROL = 3;

/** Gives the connection to somebody who serves it, and calls `onEnded` when that is over. */
export interface Hands {
  take(connection: HandedOver, onEnded: () => void): void;
  /** Lets those go that wait; those that serve end by themselves, once their connection has. */
  close(): void;
  /** Ends those that serve as well, as soon as their calls return. */
  kill(): void;
}

/** A thread goes on to the next connection when one has ended. */
export class Threads implements Hands {
  readonly #setting: ServiceSetting;
  readonly #ready: Worker[] = [];
  readonly #serving = new Map<Worker, () => void>();
  #isClosed = false;

  constructor(setting: ServiceSetting) {
    this.#setting = setting;
    this.#prepare();
  }

  take(connection: HandedOver, onEnded: () => void): void {
    const thread = this.#ready.pop() ?? this.#start();
    this.#serving.set(thread, onEnded);
    thread.postMessage(connection);
    this.#prepare();
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
    while (this.#ready.length < READY_MAX && !this.#isClosed) this.#ready.push(this.#start());
  }

  #start(): Worker {
    const thread = new Worker(program('thread-worker'), { workerData: this.#setting });
    const ended = () => {
      const onEnded = this.#serving.get(thread);
      this.#serving.delete(thread);
      onEnded?.();
    };
    thread.on('message', () => {
      ended();
      if (this.#ready.length < READY_MAX * 2 && !this.#isClosed) this.#ready.push(thread);
      else end(thread);
    });
    thread.on('exit', ended);
    thread.on('error', (error) => process.stderr.write(`A thread of the server has failed: ${error.stack ?? error.message}\n`));
    return thread;
  }
}

/** Lets a thread end by itself: one that is terminated while it loads its libraries takes the whole process with it. */
function end(thread: Worker): void {
  thread.postMessage('end');
}

/** A process serves one connection, ends, and is reaped. */
export class Processes implements Hands {
  readonly #setting: ServiceSetting;
  readonly #ready: { process: ChildProcess; control: number }[] = [];
  readonly #serving = new Map<ChildProcess, () => void>();
  #isClosed = false;

  constructor(setting: ServiceSetting) {
    this.#setting = setting;
    this.#prepare();
  }

  take({ fd, channel }: HandedOver, onEnded: () => void): void {
    const { process: child, control } = this.#ready.shift() ?? this.#start();
    this.#serving.set(child, onEnded);
    // A process that died while it waited can't be given anything; its end has been told, or will be.
    if (sendDescriptor(control, fd) && channel >= 0) sendDescriptor(control, channel);
    system.close(control);
    this.#prepare();
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
    while (this.#ready.length < READY_MAX && !this.#isClosed) this.#ready.push(this.#start());
  }

  #start(): { process: ChildProcess; control: number } {
    const [control, theirs] = socketPair();
    setBlocking(control);
    // Small heaps: what a process of its own costs should be the process, as far as that can be had. Apart from the terminal's group,
    // so that Ctrl-C reaches the server alone, which ends the others in order.
    const child = spawn(
      process.execPath,
      ['--max-semi-space-size=1', '--single-threaded', fileURLToPath(program('process-worker')), JSON.stringify(this.#setting)],
      { stdio: ['ignore', 'ignore', 'inherit', theirs], detached: true },
    );
    system.close(theirs);
    const ended = () => {
      const onEnded = this.#serving.get(child);
      this.#serving.delete(child);
      const waiting = this.#ready.findIndex(({ process: ready }) => ready === child);
      if (waiting !== -1) {
        for (const { control: unused } of this.#ready.splice(waiting, 1)) system.close(unused);
      }
      onEnded?.();
    };
    child.on('exit', ended);
    child.on('error', ended);
    return { process: child, control };
  }
}

/** A program beside this file, built or not. */
function program(name: string): URL {
  return new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}
