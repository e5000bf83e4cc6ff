// Standard input and output as the operator's terminal: bytes as they are, never waiting for whoever reads or types.

import type { Printer } from './printer.ts';
import type { CancelLine, GiveLine, Terminal } from './protocols/operator.ts';

const NEW_LINE = 10;
const CARRIAGE_RETURN = 13;
/** A line that does not end is given in pieces of this length. */
const LINE_BYTES_MAX = 1024 * 1024;
/** Lines that were typed ahead, before standard input is left alone for a while. */
const LINES_AHEAD_MAX = 64;

export interface TerminalNotices {
  /** A line was typed that nobody had asked for. */
  readonly onUnwanted: () => void;
  /** Somebody asks for a line, and there will be none any more; told once. */
  readonly onEnded: () => void;
}

export class StandardTerminal implements Terminal {
  readonly #input: NodeJS.ReadStream;
  readonly #printer: Printer;
  readonly #notices: TerminalNotices;
  #wanting: GiveLine[] = [];
  #lines: Uint8Array[] = [];
  #begun: Buffer = Buffer.alloc(0);
  #isListening = false;
  #hasEnded = false;
  #hasTold = false;

  constructor(input: NodeJS.ReadStream, printer: Printer, notices: TerminalNotices) {
    this.#input = input;
    this.#printer = printer;
    this.#notices = notices;
  }

  /**
   * Somebody may be typing there before anybody asks. What a person types unasked is for nobody, least of all for a stranger that
   * asks an hour later; a program's lines wait for whoever asks.
   */
  attend(): void {
    if (this.#input.isTTY) this.#listen();
  }

  get unprintedBytes(): number {
    return this.#printer.unprintedBytes;
  }

  print(bytes: Uint8Array): void {
    this.#printer.print(bytes);
  }

  whenPrinted(act: () => void): void {
    this.#printer.whenPrinted(act);
  }

  nextLine(give: GiveLine): CancelLine {
    const line = this.#lines.shift();
    if (line !== undefined || this.#hasEnded) {
      if (line === undefined) this.#tellEnded();
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
    const input = this.#input;
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
    if (this.#wanting.length === 0 && this.#lines.length > LINES_AHEAD_MAX) this.#input.pause();
  }

  #onInputEnd(): void {
    if (this.#hasEnded) return;
    if (this.#begun.length > 0) this.#give(this.#begun);
    this.#begun = Buffer.alloc(0);
    this.#hasEnded = true;
    if (this.#wanting.length > 0) this.#tellEnded();
    for (const give of this.#wanting.splice(0)) give(undefined);
  }

  #tellEnded(): void {
    if (!this.#hasTold) this.#notices.onEnded();
    this.#hasTold = true;
  }

  #give(line: Uint8Array): void {
    const give = this.#wanting.shift();
    if (give !== undefined) give(line);
    else if (this.#input.isTTY) this.#notices.onUnwanted();
    else this.#lines.push(line);
  }

  /** Lets go of standard input, so that the process can end. */
  close(): void {
    this.#hasEnded = true;
    this.#wanting = [];
    if (this.#isListening) this.#input.destroy();
  }
}
