// Standard input and output as the operator's terminal: bytes as they are, never waiting for whoever reads or types.

import { write } from 'node:fs';
import type { Clock } from '../harness/clock.ts';
import type { CancelLine, GiveLine, Terminal } from './protocols/operator.ts';

const STANDARD_OUTPUT = 1;
const NEW_LINE = 10;
const CARRIAGE_RETURN = 13;
/** A pipe that somebody has made non-blocking says when it is full, and never when it is no more. */
const RETRY_US = 2000;
/** A line that does not end is given in pieces of this length. */
const LINE_BYTES_MAX = 1024 * 1024;
/** Lines that were typed ahead, before standard input is left alone for a while. */
const LINES_AHEAD_MAX = 64;

export interface StandardTerminalOptions {
  readonly clock: Clock;
  readonly input: NodeJS.ReadStream;
  /** Standard output can't be written any more; told once. */
  readonly onBroken: (error: NodeJS.ErrnoException) => void;
}

export class StandardTerminal implements Terminal {
  readonly #options: StandardTerminalOptions;
  #unprinted: Uint8Array[] = [];
  #unprintedBytes = 0;
  #isPrinting = false;
  #isBroken = false;
  #whenPrinted: (() => void)[] = [];
  #wanting: GiveLine[] = [];
  #lines: Uint8Array[] = [];
  #begun: Buffer = Buffer.alloc(0);
  #isListening = false;
  #hasEnded = false;

  constructor(options: StandardTerminalOptions) {
    this.#options = options;
  }

  // Printing.

  get unprintedBytes(): number {
    return this.#unprintedBytes;
  }

  print(bytes: Uint8Array): void {
    if (this.#isBroken) return;
    this.#unprinted.push(bytes);
    this.#unprintedBytes += bytes.length;
    if (!this.#isPrinting) this.#printNext();
  }

  whenPrinted(act: () => void): void {
    if (this.#unprintedBytes === 0) queueMicrotask(act);
    else this.#whenPrinted.push(act);
  }

  /** Everything printed is with the system, or never will be. */
  printed(): Promise<void> {
    return new Promise((resolve) => this.whenPrinted(resolve));
  }

  #printNext(): void {
    const batch = Buffer.concat(this.#unprinted);
    this.#unprinted = [];
    this.#isPrinting = true;
    this.#write(batch, 0);
  }

  /** Through node's threads: a full pipe holds up one of those, and not the loop that serves. */
  #write(batch: Buffer, from: number): void {
    write(STANDARD_OUTPUT, batch, from, batch.length - from, null, (error, count) => {
      if (error?.code === 'EAGAIN') {
        const { clock } = this.#options;
        clock.at(clock.nowUs() + RETRY_US, () => this.#write(batch, from));
      } else if (error !== null) {
        this.#break(error);
      } else if (from + count < batch.length) {
        this.#unprintedBytes -= count;
        this.#write(batch, from + count);
      } else {
        this.#unprintedBytes -= count;
        this.#isPrinting = false;
        if (this.#unprinted.length > 0) this.#printNext();
        else this.#tellPrinted();
      }
    });
  }

  /** Nobody will read it: from here on nothing is printed, and the server serves on. */
  #break(error: NodeJS.ErrnoException): void {
    this.#isBroken = true;
    this.#isPrinting = false;
    this.#unprinted = [];
    this.#unprintedBytes = 0;
    this.#tellPrinted();
    this.#options.onBroken(error);
  }

  #tellPrinted(): void {
    const acts = this.#whenPrinted;
    this.#whenPrinted = [];
    for (const act of acts) act();
  }

  // Reading.

  nextLine(give: GiveLine): CancelLine {
    const line = this.#lines.shift();
    if (line !== undefined || (this.#hasEnded && this.#lines.length === 0)) {
      give(line);
      return () => {};
    }
    this.#wanting.push(give);
    this.#listen();
    return () => {
      this.#wanting = this.#wanting.filter((waiting) => waiting !== give);
    };
  }

  /** Standard input is read only while somebody wants a line. */
  #listen(): void {
    const { input } = this.#options;
    if (this.#isListening) {
      input.resume();
      return;
    }
    this.#isListening = true;
    input.on('data', (bytes: Buffer) => this.#onInput(bytes));
    input.on('end', () => this.#onInputEnd());
    input.on('error', () => this.#onInputEnd());
  }

  #onInput(bytes: Buffer): void {
    let rest = this.#begun.length === 0 ? bytes : Buffer.concat([this.#begun, bytes]);
    for (let end = rest.indexOf(NEW_LINE); end !== -1; end = rest.indexOf(NEW_LINE)) {
      this.#give(rest.subarray(0, end > 0 && rest[end - 1] === CARRIAGE_RETURN ? end - 1 : end));
      rest = rest.subarray(end + 1);
    }
    for (; rest.length > LINE_BYTES_MAX; rest = rest.subarray(LINE_BYTES_MAX)) this.#give(rest.subarray(0, LINE_BYTES_MAX));
    this.#begun = rest;
    if (this.#wanting.length === 0 && this.#lines.length > LINES_AHEAD_MAX) this.#options.input.pause();
  }

  #onInputEnd(): void {
    if (this.#hasEnded) return;
    if (this.#begun.length > 0) this.#give(this.#begun);
    this.#begun = Buffer.alloc(0);
    this.#hasEnded = true;
    for (const give of this.#wanting.splice(0)) give(undefined);
  }

  #give(line: Uint8Array): void {
    const give = this.#wanting.shift();
    if (give === undefined) this.#lines.push(line);
    else give(line);
  }

  /** Lets go of standard input, so that the process can end. */
  close(): void {
    this.#hasEnded = true;
    this.#wanting = [];
    if (this.#isListening) this.#options.input.destroy();
  }
}
