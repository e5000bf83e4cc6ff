// How a fault reaches conversations: every session that a service opens is spoilt as it begins, every line before that.

import type { Line, Session } from '../protocols/session.ts';

interface Opening<S extends Session> {
  open(line: Line): S;
}

/** Lets `spoil` replace steps of each session. */
export function spoilSessions<S extends Session>(service: Opening<S>, spoil: (session: S, line: Line) => void): void {
  const open = service.open.bind(service);
  service.open = (line) => {
    const session = open(line);
    spoil(session, line);
    return session;
  };
}

/** Puts another line between each session and its client. */
export function spoilLines<S extends Session>(service: Opening<S>, spoilt: (line: Line) => Line): void {
  const open = service.open.bind(service);
  service.open = (line) => open(spoilt(line));
}

/** A line that does what the one behind it does: a fault puts steps of its own in the place of some. */
export class LineOver implements Line {
  readonly inner: Line;

  constructor(inner: Line) {
    this.inner = inner;
  }

  get from(): string {
    return this.inner.from;
  }

  get unsentBytes(): number {
    return this.inner.unsentBytes;
  }

  send(bytes: Uint8Array): void {
    this.inner.send(bytes);
  }

  sendLent(bytes: Uint8Array, start: number, end: number): void {
    this.inner.sendLent(bytes, start, end);
  }

  whenSent(act: () => void): void {
    this.inner.whenSent(act);
  }

  stopReading(): void {
    this.inner.stopReading();
  }

  resumeReading(): void {
    this.inner.resumeReading();
  }

  close(): void {
    this.inner.close();
  }
}
