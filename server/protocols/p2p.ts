// p2p: two people, both ways at once. block = line line-end NUL*, 1,024 bytes (P2P-6.1); a long line fills several (P2P-6.4).

import type { CancelLine, Operator } from './operator.ts';
import type { Line, Service, Session } from './session.ts';
import { bytesOf, concatenate, copyOf, placeOf } from './text.ts';

export const BLOCK_BYTES = 1024;
/** So far ahead of a client that does not read, the operator's lines wait; the other direction does not (P2P-6.2). */
const UNSENT_BYTES_MAX = 64 * 1024;
/** What echoes a line keeps no more than this of one that does not end. */
const HEARD_BYTES_MAX = 64 * 1024;

const NEW_LINE = 10;
const LINE_END = bytesOf('\n');
const PEER_CLOSE = bytesOf('peer close\n');
const NOTHING = new Uint8Array(0);

export class P2pService implements Service {
  readonly operator: Operator;

  constructor(operator: Operator) {
    this.operator = operator;
  }

  open(line: Line): P2pSession {
    return new P2pSession(line, this);
  }

  /** The blocks of one line. */
  blocksOf(line: Uint8Array): Uint8Array {
    const ended = concatenate(line, LINE_END);
    const blocks = new Uint8Array(Math.ceil(ended.length / BLOCK_BYTES) * BLOCK_BYTES);
    blocks.set(ended);
    return blocks;
  }

  showDeparture(): void {
    this.operator.print(PEER_CLOSE);
  }
}

export class P2pSession implements Session {
  readonly line: Line;
  readonly service: P2pService;
  /** P2P-6.2; only where the client's own lines come back to it does the one direction follow from the other. */
  readonly isDuplex: boolean;
  #cancelLine: CancelLine = () => {};
  /** Bytes of the block that have come, and whether its NUL is among them. */
  #blockBytes = 0;
  #isPadding = false;
  /** For the operator `echo`: what has come of a line that has not ended. */
  #heard: Uint8Array | undefined;
  #heardBytes = 0;
  #isOver = false;

  constructor(line: Line, service: P2pService) {
    this.line = line;
    this.service = service;
    this.isDuplex = service.operator.kind !== 'echo';
    if (this.isDuplex) this.#speak();
  }

  /** A source that has its lines ready gives them within the call: hence a loop, and no recursion. */
  #speak(): void {
    let isWithinCall = true;
    let isGiven = true;
    while (isGiven && !this.#isOver) {
      if (this.line.unsentBytes > UNSENT_BYTES_MAX) {
        this.line.whenSent(() => this.#speak());
        return;
      }
      isGiven = false;
      isWithinCall = true;
      this.#cancelLine = this.service.operator.nextLine((line) => {
        // At the end of its input this direction has nothing more to say; the other goes on.
        if (line === undefined) return;
        isGiven = true;
        this.say(line);
        if (!isWithinCall) this.#speak();
      });
      isWithinCall = false;
    }
  }

  say(line: Uint8Array): void {
    this.line.send(this.service.blocksOf(line));
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const blockEnd = Math.min(end, at + BLOCK_BYTES - this.#blockBytes);
      if (!this.#isPadding) {
        const nul = placeOf(0, bytes, at, blockEnd);
        this.#isPadding = nul !== -1;
        this.hear(copyOf(bytes, at, nul === -1 ? blockEnd : nul));
      }
      this.#blockBytes += blockEnd - at;
      if (this.#blockBytes === BLOCK_BYTES) {
        this.#blockBytes = 0;
        this.#isPadding = false;
      }
      at = blockEnd;
    }
    this.service.operator.keepPace(this.line);
  }

  /** What the client says is printed as it comes. */
  hear(said: Uint8Array): void {
    if (said.length === 0) return;
    this.service.operator.print(said);
    if (this.service.operator.kind === 'echo') this.#sayAgain(said);
  }

  /** A line that is too long is said in pieces of one length, wherever the segments of the client's stream end. */
  #sayAgain(said: Uint8Array): void {
    let at = 0;
    while (at < said.length) {
      const newLine = placeOf(NEW_LINE, said, at, said.length);
      const lineEnd = newLine === -1 ? said.length : newLine;
      while (this.#heardBytes + lineEnd - at > HEARD_BYTES_MAX) {
        const pieceEnd = at + HEARD_BYTES_MAX - this.#heardBytes;
        this.#keepHeard(said, at, pieceEnd);
        this.#sayHeard();
        at = pieceEnd;
      }
      this.#keepHeard(said, at, lineEnd);
      if (newLine === -1) return;
      this.#sayHeard();
      at = newLine + 1;
    }
  }

  #keepHeard(said: Uint8Array, start: number, end: number): void {
    if (start === end) return;
    this.#heard ??= new Uint8Array(HEARD_BYTES_MAX);
    this.#heard.set(said.subarray(start, end), this.#heardBytes);
    this.#heardBytes += end - start;
  }

  #sayHeard(): void {
    this.say(this.#heard === undefined ? NOTHING : this.#heard.subarray(0, this.#heardBytes));
    this.#heardBytes = 0;
  }

  onEnd(): void {
    this.peerClosed();
    this.line.close();
  }

  onGone(): void {
    this.peerClosed();
  }

  /** P2P-6.3 */
  peerClosed(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#heard = undefined;
    this.#cancelLine();
    this.service.showDeparture();
  }
}
