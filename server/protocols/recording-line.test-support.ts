// The other end of a pure session: a line that takes everything at once, and keeps a copy of what it took.

import type { Line, Service, Session } from './session.ts';

class RecordingLine implements Line {
  readonly from = 'somewhere';
  readonly unsentBytes = 0;
  isClosed = false;
  isReading = true;
  /** The arrays that were sent as they were, for whoever asks whether lines share them. */
  readonly arrays: Uint8Array[] = [];
  sentBytes = 0;
  readonly #sent: Buffer[] = [];
  #whenSent: (() => void)[] = [];

  get sent(): Buffer {
    return Buffer.concat(this.#sent);
  }

  /** What was sent since the last taking. */
  take(): Buffer {
    return Buffer.concat(this.#sent.splice(0));
  }

  send(bytes: Uint8Array): void {
    if (this.isClosed) return;
    this.arrays.push(bytes);
    this.#keep(bytes, 0, bytes.length);
  }

  sendLent(bytes: Uint8Array, start: number, end: number): void {
    if (!this.isClosed) this.#keep(bytes, start, end);
  }

  whenSent(act: () => void): void {
    this.#whenSent.push(act);
  }

  /** Tells those who wait until everything is sent. */
  tellSent(): void {
    for (const act of this.#whenSent.splice(0)) act();
  }

  stopReading(): void {
    this.isReading = false;
  }

  resumeReading(): void {
    this.isReading = true;
  }

  close(): void {
    this.isClosed = true;
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    this.#sent.push(Buffer.from(bytes.subarray(start, end)));
    this.sentBytes += end - start;
  }
}

/** A client of a service without a transport: a session and what it sent. */
export class PureClient {
  readonly line = new RecordingLine();
  readonly session: Session;
  #isGone = false;
  readonly #lent = Buffer.alloc(LENT_BYTES);

  constructor(service: Service) {
    this.session = service.open(this.line);
  }

  /**
   * One read of a transport: the bytes stand somewhere in its buffer, a Buffer, and others stand there as soon as the session has
   * returned. As behind a transport, a session that has closed is told no more bytes.
   */
  read(bytes: Uint8Array): void {
    if (this.line.isClosed || this.#isGone || bytes.length === 0) return;
    const lent = bytes.length + 2 * MARGIN_BYTES <= LENT_BYTES ? this.#lent : Buffer.alloc(bytes.length + 2 * MARGIN_BYTES);
    lent.set(bytes, MARGIN_BYTES);
    this.session.onBytes(lent, MARGIN_BYTES, MARGIN_BYTES + bytes.length);
    lent.fill(OTHER_BYTE, 0, bytes.length + 2 * MARGIN_BYTES);
  }

  /** The client ends its stream. */
  end(): void {
    if (!this.line.isClosed && !this.#isGone) this.session.onEnd();
  }

  /** The connection is no more, in order or by a reset. */
  gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.line.isClosed = true;
    this.session.onGone();
  }
}

const MARGIN_BYTES = 8;
const LENT_BYTES = 8192;
const OTHER_BYTE = 0x7e;
