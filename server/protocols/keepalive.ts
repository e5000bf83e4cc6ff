// keepalive: a request is what arrives at once, and each is answered (KEEP-3.1).

import type { Line, Service, Session } from './session.ts';
import { bytesOf, isEqual } from './text.ts';

export const REQUEST_BYTES_MAX = 255;
export const KEEP_ALIVE = bytesOf('keep alive');
export const STOP = bytesOf('stop');

export class KeepaliveService implements Service {
  open(line: Line): KeepaliveSession {
    return new KeepaliveSession(line);
  }
}

export class KeepaliveSession implements Session {
  readonly line: Line;
  #hasStopped = false;

  constructor(line: Line) {
    this.line = line;
  }

  /** KEEP-3.5: more than 255 bytes at once are several requests, as they are for a server that reads 255 at a time. */
  onBytes(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end && !this.#hasStopped; at += REQUEST_BYTES_MAX) {
      this.onRequest(bytes, at, Math.min(end, at + REQUEST_BYTES_MAX));
    }
  }

  onRequest(bytes: Uint8Array, start: number, end: number): void {
    if (isEqual(bytes, start, end, STOP)) this.stop();
    else this.answer();
  }

  answer(): void {
    this.line.send(KEEP_ALIVE);
  }

  /** KEEP-3.2: `stop` is answered, and then the server closes. */
  stop(): void {
    this.#hasStopped = true;
    this.line.send(STOP);
    this.line.close();
  }

  onEnd(): void {
    this.line.close();
  }

  onGone(): void {}
}
