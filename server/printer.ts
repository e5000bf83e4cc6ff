// Printing to a descriptor of this process without ever waiting for whoever reads it: a pipe that nobody reads, or a terminal that
// was stopped, holds up neither the clients nor the end of the server.

import { constants, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Clock, Timer } from '../harness/clock.ts';

/** What a pipe that is ready takes without making its writer wait (PIPE_BUF on Linux). */
const WRITE_BYTES_MAX = 4096;
/** How long after a reader has stopped it is looked at again, at first and at last. */
const RETRY_US_MIN = 2000;
const RETRY_US_MAX = 100_000;
/** In one go, before whoever else waits has a turn. */
const TURN_BYTES_MAX = 256 * 1024;

/** Whether a descriptor takes bytes now. */
export type IsReady = (fd: number) => boolean;

export interface PrinterOptions {
  readonly fd: number;
  readonly clock: Clock;
  readonly isReady: IsReady;
  /** It can't be written any more, and nothing more will be; told once. */
  readonly onBroken: (error: NodeJS.ErrnoException) => void;
}

export class Printer {
  readonly #options: PrinterOptions;
  #unprinted: Uint8Array[] = [];
  #unprintedBytes = 0;
  #isDue = false;
  #isBroken = false;
  #retry: Timer | undefined;
  #retryUs = RETRY_US_MIN;
  #whenPrinted: (() => void)[] = [];

  constructor(options: PrinterOptions) {
    this.#options = options;
  }

  get unprintedBytes(): number {
    return this.#unprintedBytes;
  }

  print(bytes: Uint8Array): void {
    if (this.#isBroken || bytes.length === 0) return;
    this.#unprinted.push(bytes);
    this.#unprintedBytes += bytes.length;
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(this.#printOn);
  }

  /** Calls `act` once, when everything is printed or never will be. */
  whenPrinted(act: () => void): void {
    if (this.#unprintedBytes === 0) queueMicrotask(act);
    else this.#whenPrinted.push(act);
  }

  /** Prints nothing more: whoever reads has had time enough. */
  giveUp(): void {
    this.#isBroken = true;
    this.#retry?.cancel();
    this.#printOn();
  }

  readonly #printOn = (): void => {
    this.#isDue = false;
    const { fd, isReady } = this.#options;
    if (!this.#isBroken && this.#unprintedBytes > 0 && !isReady(fd)) {
      this.#lookAgain();
      return;
    }
    const [first, ...others] = this.#unprinted;
    const batch = first === undefined || others.length > 0 ? Buffer.concat(this.#unprinted) : first;
    const printedBytes = this.#isBroken ? 0 : this.#write(batch);
    this.#unprinted = printedBytes < batch.length && !this.#isBroken ? [batch.subarray(printedBytes)] : [];
    this.#unprintedBytes = this.#isBroken ? 0 : batch.length - printedBytes;
    // A terminal may be ready and still take nothing.
    if (printedBytes > 0) this.#retryUs = RETRY_US_MIN;
    if (this.#unprintedBytes > 0) {
      this.#lookAgain();
      return;
    }
    const acts = this.#whenPrinted;
    this.#whenPrinted = [];
    for (const act of acts) act();
  };

  #lookAgain(): void {
    this.#isDue = true;
    const { clock } = this.#options;
    this.#retry = clock.at(clock.nowUs() + this.#retryUs, this.#printOn);
    this.#retryUs = Math.min(this.#retryUs * 2, RETRY_US_MAX);
  }

  /** Returns how many bytes were taken. */
  #write(batch: Uint8Array): number {
    const { fd, isReady } = this.#options;
    let at = 0;
    try {
      while (at < batch.length && at < TURN_BYTES_MAX && isReady(fd)) {
        at += writeSync(fd, batch, at, Math.min(batch.length - at, WRITE_BYTES_MAX));
      }
    } catch (error) {
      // A pipe that somebody has made non-blocking says by itself that it is full.
      if (codeOf(error) !== 'EAGAIN') this.#break(error as NodeJS.ErrnoException);
    }
    return at;
  }

  #break(error: NodeJS.ErrnoException): void {
    this.#isBroken = true;
    this.#options.onBroken(error);
  }
}

/**
 * The descriptor to print to: for a terminal one of our own, because a terminal that is ready may still make a writer wait, and only
 * a descriptor that nobody shares may be told not to.
 */
export function printingDescriptor(fd: number): number {
  if (!isatty(fd)) return fd;
  try {
    return openSync(`/dev/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** By poll(2), where that can be called; elsewhere a reader that has stopped makes the server wait. */
export async function findIsReady(canCallSystem: boolean): Promise<IsReady> {
  if (!canCallSystem) return () => true;
  const { poll, POLLOUT } = await import('../harness/transport/epoll/system-calls.ts');
  const asked = new Int32Array(2);
  return (fd) => {
    // struct pollfd { i32 fd; i16 events; i16 happened; }; an error counts as ready, and the write says which.
    asked[0] = fd;
    asked[1] = POLLOUT;
    return poll(asked, 1, 0) > 0;
  };
}
