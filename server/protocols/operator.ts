// The person at the server's terminal, or whoever stands in for one.

import type { Line } from './session.ts';

/** Where the server's texts are shown and its lines are typed. Bytes, as they are. */
export interface Terminal {
  print(bytes: Uint8Array): void;
  /** Printed, and not with the system yet. */
  readonly unprintedBytes: number;
  /** Calls `act` once, when everything is printed. */
  whenPrinted(act: () => void): void;
  /** Gives the next line, without its line end, or undefined when there will be none. Those who ask first are given first. */
  nextLine(give: GiveLine): CancelLine;
}

export type GiveLine = (line: Uint8Array | undefined) => void;
export type CancelLine = () => void;

export type OperatorKind = 'stdio' | 'echo' | 'script';

/** What answers the clients of talk and p2p. */
export interface Operator {
  readonly kind: OperatorKind;
  /** Shows the operator bytes as they are. */
  print(bytes: Uint8Array): void;
  /** Lets a client wait whose texts are printed more slowly than they come. */
  keepPace(line: Line): void;
  /** The next line of its own accord, for stdio and script. */
  nextLine(give: GiveLine): CancelLine;
}

/** Printed so far ahead of whoever reads it. */
const UNPRINTED_BYTES_MAX = 256 * 1024;

/** A person or a program at the terminal, who sets the pace. */
export function stdioOperator(terminal: Terminal): Operator {
  return {
    kind: 'stdio',
    print: (bytes) => terminal.print(bytes),
    keepPace(line) {
      if (terminal.unprintedBytes <= UNPRINTED_BYTES_MAX) return;
      line.stopReading();
      terminal.whenPrinted(() => line.resumeReading());
    },
    nextLine: (give) => terminal.nextLine(give),
  };
}

/** The answer is what was said. */
export function echoOperator(terminal: Terminal): Operator {
  return { kind: 'echo', ...unattended(terminal), nextLine: () => () => {} };
}

/** A line an answer, from the top again at the end (TALK-4.5). */
export function scriptOperator(terminal: Terminal, lines: readonly Uint8Array[]): Operator {
  let next = 0;
  return {
    kind: 'script',
    ...unattended(terminal),
    nextLine: (give) => {
      give(lines[next++ % lines.length]);
      return () => {};
    },
  };
}

/** Where nobody answers, nobody may be reading either: what is not read is not printed, and no client waits for it. */
function unattended(terminal: Terminal): Pick<Operator, 'print' | 'keepPace'> {
  return {
    print: (bytes) => {
      if (terminal.unprintedBytes <= UNPRINTED_BYTES_MAX) terminal.print(bytes);
    },
    keepPace: () => {},
  };
}
