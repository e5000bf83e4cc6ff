// echo-text: message = text(0..1023) NUL, echoed with its NUL once that has come (ECHO-TEXT-2.1, 2.2, 2.3).

import type { Line, Service, Session } from './session.ts';
import { placeOf } from './text.ts';

export const MESSAGE_BYTES_MAX = 1024;

export class EchoTextService implements Service {
  open(line: Line): EchoTextSession {
    return new EchoTextSession(line);
  }
}

export class EchoTextSession implements Session {
  readonly line: Line;
  /** What has come of a message whose NUL has not; nothing is kept while none is under way. */
  #begun: Uint8Array | undefined;
  #begunBytes = 0;
  #isOver = false;

  constructor(line: Line) {
    this.line = line;
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    // From here on everything is whole messages, echoed in one piece.
    let wholeStart = start;
    while (at < end && !this.#isOver) {
      const nul = placeOf(0, bytes, at, Math.min(end, at + MESSAGE_BYTES_MAX - this.#begunBytes));
      if (nul !== -1 && this.#begunBytes > 0) {
        this.keep(bytes, at, nul + 1);
        this.echoKept();
        at = wholeStart = nul + 1;
      } else if (nul !== -1) {
        at = nul + 1;
      } else {
        if (at > wholeStart) this.echo(bytes, wholeStart, at);
        wholeStart = end;
        if (this.#begunBytes + end - at >= MESSAGE_BYTES_MAX) this.refuse();
        else this.keep(bytes, at, end);
        at = end;
      }
    }
    if (at > wholeStart) this.echo(bytes, wholeStart, at);
  }

  echo(bytes: Uint8Array, start: number, end: number): void {
    this.line.sendLent(bytes, start, end);
  }

  keep(bytes: Uint8Array, start: number, end: number): void {
    this.#begun ??= new Uint8Array(MESSAGE_BYTES_MAX);
    for (let at = start; at < end; at++) this.#begun[this.#begunBytes++] = bytes[at] as number;
  }

  echoKept(): void {
    if (this.#begun !== undefined) this.echo(this.#begun, 0, this.#begunBytes);
    this.#begun = undefined;
    this.#begunBytes = 0;
  }

  /** ECHO-TEXT-2.7: 1,024 bytes without a NUL are no message. */
  refuse(): void {
    this.#isOver = true;
    this.#begun = undefined;
    this.line.close();
  }

  onEnd(): void {
    this.line.close();
  }

  onGone(): void {
    this.#begun = undefined;
  }
}
