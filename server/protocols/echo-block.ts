// echo-block: the stream of bytes that comes is the stream of bytes that goes (ECHO-BLOCK-5.1).

import type { Line, Service, Session } from './session.ts';

export class EchoBlockService implements Service {
  open(line: Line): EchoBlockSession {
    return new EchoBlockSession(line);
  }
}

export class EchoBlockSession implements Session {
  readonly line: Line;

  constructor(line: Line) {
    this.line = line;
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    this.line.sendLent(bytes, start, end);
  }

  /** ECHO-BLOCK-5.4: what is under way is echoed first. */
  onEnd(): void {
    this.line.close();
  }

  onGone(): void {}
}
