// One client in a case. What it does and what comes to it stands in the history; what it waits for and does not get is an answer,
// not an exception: the judge sees it. Dialects add the verbs of their protocol.

import { type PiecesOptions, separationOf } from '../client/pieces.ts';
import type { Timer } from '../clock.ts';
import { assert } from '../errors.ts';
import { type ConnectionOutcome, describeOutcome } from '../transport/outcome.ts';
import type { Connection, ConnectionHandler, ConnectOptions } from '../transport/transport.ts';
import { Decoder } from '../wire/decoder.ts';
import { encode } from '../wire/encode.ts';
import type { Framing } from '../wire/framing.ts';
import type { Scene } from './scene.ts';

export interface ActorOptions {
  readonly label: string;
  /** False: of what goes and comes only the beginning of each write and read is kept, and frames are counted. For floods and crowds. */
  readonly isKept?: boolean;
  readonly sends: Framing;
  readonly receives: Framing;
}

/** How a conversation ended that the target has ended. */
export type HowEnded = 'closed' | 'reset';

/** Of what is not kept. */
const EXCERPT_BYTES = 32;
/** At first, for what an actor keeps. */
const ROOM_BYTES = 1024;

interface Waiting {
  readonly holds: () => boolean;
  readonly resolve: (holds: boolean) => void;
  readonly patience: Timer;
}

export class Actor implements ConnectionHandler {
  readonly scene: Scene;
  readonly label: string;
  /** The framing of what it sends; a case may break it with `sendBytes`. */
  readonly sends: Framing;
  /** Every frame that came, as its payload; empty where nothing is kept, and in a protocol without frames. */
  readonly frames: Buffer[] = [];
  framesReceived = 0;
  bytesReceived = 0;
  /** How the target ended the conversation, when it has. */
  ended: HowEnded | undefined;
  isReading = true;

  readonly #isKept: boolean;
  readonly #isFramed: boolean;
  readonly #decoder: Decoder;
  /** What came, with room for more: the bytes that are there never change, so that parts of them can be handed out. */
  #kept = Buffer.alloc(0);
  #keptBytes = 0;
  #framesTaken = 0;
  #bytesTaken = 0;
  #connection: Connection | undefined;
  #connecting: ((isConnected: boolean) => void) | undefined;
  #isConnected = false;
  /** This side has closed or reset. */
  #hasLeft = false;
  #isOver = false;
  #whenOver: (() => void)[] = [];
  #waiting: Waiting[] = [];

  constructor(scene: Scene, { label, isKept = true, sends, receives }: ActorOptions) {
    this.scene = scene;
    this.label = label;
    this.sends = sends;
    this.#isKept = isKept;
    this.#isFramed = receives.kind !== 'unframed';
    this.#decoder = new Decoder(lenient(receives));
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Whether it can send still. */
  get isOpen(): boolean {
    return this.#isConnected && !this.#hasLeft && !this.#isOver;
  }

  /** Everything that came, as one; kept actors only. */
  get received(): Buffer {
    return this.#kept.subarray(0, this.#keptBytes);
  }

  /** Bytes of a frame that has begun and not ended. */
  get unfinishedBytes(): number {
    return this.#decoder.unfinishedBytes;
  }

  // Coming and going.

  /** Whether there is a connection now. */
  connect(options: Partial<ConnectOptions> = {}): Promise<boolean> {
    assert(this.#connection === undefined, 'an actor connects once');
    const { scene } = this;
    if (scene.isOver) return NEVER;
    return new Promise((resolve) => {
      this.#connecting = resolve;
      this.#connection = scene.target.transport.connect({ to: scene.target.to, timeoutMs: scene.patienceMs, ...options }, this);
    });
  }

  /** Says that it will send no more; the target may go on. */
  halfClose(): void {
    if (!this.isOpen) return;
    this.scene.record({ kind: 'left', actor: this.label, how: 'half-close' });
    this.#connection?.endWriting();
  }

  /** Leaves in order; resolves when the connection is no more. */
  close(): Promise<void> {
    return this.#leave('close');
  }

  /** Breaks off. */
  reset(): Promise<void> {
    return this.#leave('reset');
  }

  /**
   * For the end of a case. Where the target has ended its stream first, a reset keeps its end of the connection from waiting out its
   * time, in which the port could not be listened at again.
   */
  release(): Promise<void> {
    if (this.#connection === undefined || this.#isOver) return Promise.resolve();
    return this.#leave(this.ended === undefined && this.#isConnected ? 'close' : 'reset');
  }

  stopReading(): void {
    this.isReading = false;
    this.scene.record({ kind: 'reading', actor: this.label, isReading: false });
    this.#connection?.stopReading();
  }

  resumeReading(): void {
    this.isReading = true;
    this.scene.record({ kind: 'reading', actor: this.label, isReading: true });
    this.#connection?.resumeReading();
  }

  // Sending.

  /** One frame, in one write. */
  send(payload: Uint8Array | string): void {
    this.sendBytes(this.encoded(payload));
  }

  /** Several frames in one write. */
  sendTogether(payloads: readonly (Uint8Array | string)[]): void {
    this.sendBytes(Buffer.concat(payloads.map((payload) => this.encoded(payload))));
  }

  /** Bytes as they are, in one write. */
  sendBytes(bytes: Uint8Array): void {
    const { scene, label } = this;
    scene.record({ kind: 'sent', actor: label, ...this.#excerpt(bytes) });
    // Copied: what the system does not take at once is the transport's.
    this.#connection?.write(Uint8Array.from(bytes));
  }

  /** Each piece once the target has read the one before; whether all of them were proved to be read apart. */
  async sendInPieces(bytes: Uint8Array, cuts: readonly number[], options: PiecesOptions = {}): Promise<boolean> {
    let isProved = true;
    let from = 0;
    for (const cut of cuts) {
      assert(cut > from && cut < bytes.length, 'cuts lie within the bytes, in rising order');
      this.sendBytes(bytes.subarray(from, cut));
      isProved = (await this.isReadApart(options)) && isProved;
      if (!this.isOpen) return false;
      from = cut;
    }
    this.sendBytes(bytes.subarray(from));
    return isProved;
  }

  /** Waits until the target has read all that was sent, or can't be seen to; whether what is sent next is surely another piece. */
  async isReadApart(options: PiecesOptions = {}): Promise<boolean> {
    const { transport } = this.scene.target;
    const separation = await separationOf({ transport, connection: this.#connection }, options);
    this.scene.record({ kind: 'cut', actor: this.label, separation });
    return separation === 'proved';
  }

  /** The frame that carries the payload. */
  encoded(payload: Uint8Array | string): Uint8Array {
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const result = encode(this.sends, bytes);
    if (result.kind === 'refused') throw new Error(`No frame can carry these ${bytes.length} bytes: ${result.refusal}.`);
    return result.bytes;
  }

  // Hearing.

  /**
   * Waits until it holds, looked at whenever something has come or ended; whether it did in time. `what` is what is waited for, in
   * words that follow "waited for".
   */
  until(what: string, holds: () => boolean, patienceMs = this.scene.patienceMs): Promise<boolean> {
    const { scene } = this;
    if (scene.isOver) return NEVER;
    if (holds()) return Promise.resolve(true);
    if (this.#isOver || this.ended !== undefined || this.#connection === undefined) {
      scene.record({ kind: 'waited', actor: this.label, ms: 0, what });
      return Promise.resolve(false);
    }
    const { clock } = scene;
    const beganUs = clock.nowUs();
    return new Promise((resolve) => {
      const waiting: Waiting = {
        holds,
        resolve: (outcome) => {
          waiting.patience.cancel();
          this.#waiting = this.#waiting.filter((other) => other !== waiting);
          if (!outcome) {
            const ms = (clock.nowUs() - beganUs) / 1000;
            scene.record({ kind: 'waited', actor: this.label, ms, what });
          }
          resolve(outcome);
        },
        patience: clock.at(beganUs + patienceMs * 1000, () => waiting.resolve(holds())),
      };
      this.#waiting.push(waiting);
    });
  }

  /** The next frames that nobody has taken yet: so many, or as many as came in time and before the end. */
  async hears(count: number, patienceMs?: number): Promise<Buffer[]> {
    assert(this.#isFramed && this.#isKept, 'frames are heard where there are some, and they are kept');
    const wanted = this.#framesTaken + count;
    const what = count === 1 ? 'a frame' : `${count} frames`;
    await this.until(what, () => this.frames.length >= wanted, patienceMs);
    const heard = this.frames.slice(this.#framesTaken, wanted);
    this.#framesTaken += heard.length;
    return heard;
  }

  /** The next frame; undefined when none came. */
  async next(patienceMs?: number): Promise<Buffer | undefined> {
    const [frame] = await this.hears(1, patienceMs);
    return frame;
  }

  /** Frames up to the first that matches, which is the last; the last does not match when none came. */
  async hearsUntil(what: string, matches: (frame: Buffer) => boolean, patienceMs?: number): Promise<Buffer[]> {
    const from = this.#framesTaken;
    let looked = from;
    let found = -1;
    const look = (): boolean => {
      for (; looked < this.frames.length && found === -1; looked++) {
        const frame = this.frames[looked];
        if (frame !== undefined && matches(frame)) found = looked;
      }
      return found !== -1;
    };
    await this.until(what, look, patienceMs);
    const heard = this.frames.slice(from, found === -1 ? undefined : found + 1);
    this.#framesTaken = from + heard.length;
    return heard;
  }

  /** The next bytes that nobody has taken yet, of a protocol without frames: so many, or as many as came. */
  async hearsBytes(count: number, patienceMs?: number): Promise<Buffer> {
    const wanted = this.#bytesTaken + count;
    await this.until(`${count} bytes`, () => this.bytesReceived >= wanted, patienceMs);
    const heard = this.received.subarray(this.#bytesTaken, wanted);
    this.#bytesTaken += heard.length;
    return heard;
  }

  /** Frames, or bytes where there are none, that nobody has taken yet. */
  get untaken(): number {
    return this.#isFramed ? this.frames.length - this.#framesTaken : this.bytesReceived - this.#bytesTaken;
  }

  /** How the target ended the stream; undefined: not in time. */
  async ends(patienceMs?: number): Promise<HowEnded | undefined> {
    await this.until('the end of the stream', () => this.ended !== undefined, patienceMs);
    return this.ended;
  }

  /**
   * Waits for what an ordinary exchange, begun behind all that is suspected, brings to this actor: once it is here, nothing that came
   * of the suspect can follow. A frame is matched whole; in a stream without frames the bytes are the last that came.
   */
  async isFencedBy(payload: Uint8Array | string, patienceMs?: number): Promise<boolean> {
    const bytes = Buffer.from(payload);
    const isHere = this.#isFramed
      ? (await this.hearsUntil('the fence', (frame) => frame.equals(bytes), patienceMs)).at(-1)?.equals(bytes) === true
      : await this.until('the fence', () => endsWith(this.received, bytes), patienceMs);
    if (!this.#isFramed) this.#bytesTaken = this.bytesReceived;
    if (isHere) this.scene.record({ kind: 'fence', actor: this.label, bytes });
    return isHere;
  }

  // What the transport tells.

  onOpen(): void {
    this.#isConnected = true;
    this.scene.record({ kind: 'connected', actor: this.label });
    this.#connecting?.(true);
    this.#connecting = undefined;
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    const piece = Buffer.from(bytes.subarray(start, end));
    this.bytesReceived += piece.length;
    this.scene.record({ kind: 'received', actor: this.label, ...this.#excerpt(piece) });
    if (this.#isKept) this.#keep(piece);
    if (this.#isFramed) this.#decode(piece);
    this.#look();
  }

  onDrain(): void {
    this.#look();
  }

  onEnd(): void {
    this.#noteEnd('closed');
    this.#look();
    // Nothing comes any more: whoever waits still waits in vain.
    for (const waiting of [...this.#waiting]) waiting.resolve(waiting.holds());
  }

  onClose(outcome: ConnectionOutcome): void {
    this.#isOver = true;
    if (this.#connecting !== undefined) {
      this.scene.record({ kind: 'not-connected', actor: this.label, how: describeOutcome(outcome) });
      this.#connecting(false);
      this.#connecting = undefined;
    } else if (outcome.phase !== 'close') this.#noteEnd(outcome.kind === 'closed' ? 'closed' : 'reset');
    this.#look();
    for (const waiting of [...this.#waiting]) waiting.resolve(waiting.holds());
    for (const tell of this.#whenOver.splice(0)) tell();
  }

  // What the scene does.

  /** Whoever waits still waits for good: a case that was broken off is not to go on. */
  giveUp(): void {
    for (const { patience } of this.#waiting.splice(0)) patience.cancel();
    this.#connecting = undefined;
  }

  #decode(piece: Buffer): void {
    const decoder = this.#decoder;
    decoder.feed(piece, 0, piece.length);
    for (let step = decoder.next(); step !== 'incomplete'; step = decoder.next()) {
      // A violation is the judge's business, who has the bytes; here it stands for a frame of what there is of it.
      this.framesReceived++;
      if (this.#isKept) this.frames.push(Buffer.from(decoder.bytes.subarray(decoder.start, decoder.end)));
      if (decoder.broken) return;
    }
  }

  #leave(how: 'close' | 'reset'): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined || this.#isOver) return Promise.resolve();
    if (!this.#hasLeft) this.scene.record({ kind: 'left', actor: this.label, how });
    this.#hasLeft = true;
    if (how === 'close') connection.close();
    else connection.reset();
    return new Promise((resolve) => {
      this.#whenOver.push(resolve);
    });
  }

  #noteEnd(how: HowEnded): void {
    // A reset behind an orderly end is news.
    if (this.ended === how || this.ended === 'reset') return;
    this.ended = how;
    this.scene.record({ kind: 'ended', actor: this.label, how });
  }

  /** Room grows by doubling: a stream that is looked at behind each of its pieces is not put together anew for each. */
  #keep(piece: Buffer): void {
    const wanted = this.#keptBytes + piece.length;
    if (wanted > this.#kept.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(ROOM_BYTES, wanted, 2 * this.#kept.length));
      this.#kept.copy(larger, 0, 0, this.#keptBytes);
      this.#kept = larger;
    }
    piece.copy(this.#kept, this.#keptBytes);
    this.#keptBytes = wanted;
  }

  #excerpt(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly omittedBytes?: number } {
    if (this.#isKept || bytes.length <= EXCERPT_BYTES) return { bytes: Uint8Array.from(bytes) };
    return { bytes: Uint8Array.from(bytes.subarray(0, EXCERPT_BYTES)), omittedBytes: bytes.length - EXCERPT_BYTES };
  }

  #look(): void {
    for (const waiting of [...this.#waiting]) if (waiting.holds()) waiting.resolve(true);
  }
}

/** Of a scene that is over. */
const NEVER = new Promise<never>(() => {});

/** A case goes on where padding is dirty or a NUL is missing: whether it may be so is the judge's to say. */
export function lenient(framing: Framing): Framing {
  return framing.kind === 'fixed' ? { ...framing, padding: 'ignored', missingNul: 'whole' } : framing;
}

function endsWith(bytes: Buffer, end: Buffer): boolean {
  return bytes.length >= end.length && bytes.subarray(bytes.length - end.length).equals(end);
}
