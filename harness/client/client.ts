// One virtual client: one conversation on one connection, as an `async` function writes it. Nothing here is allocated for a
// frame beyond the promise that waits for it. Benchmark: npm run bench:transport.

import type { Timer } from '../clock.ts';
import { assert } from '../errors.ts';
import { CLOSED_HERE, type ConnectionOutcome, ESTABLISHED } from '../transport/outcome.ts';
import { sameBytes } from '../transport/same-bytes.ts';
import type { Connection, ConnectionHandler, ConnectOptions, Transport } from '../transport/transport.ts';
import { Decoder } from '../wire/decoder.ts';
import { encode, frameBytesOf, refusalOf, writeFrame } from '../wire/encode.ts';
import type { Framing } from '../wire/framing.ts';
import type { Refusal } from '../wire/violation.ts';
import { type Closed, Frame, type Garbage, type Outcome, type Reset, TIMED_OUT } from './outcome.ts';
import { noTraffic, type Traffic } from './traffic.ts';

export interface ClientOptions {
  readonly sends: Framing;
  readonly receives: Framing;
  /** How long to wait for a connection, or an outcome, when nothing else is said. */
  readonly timeoutMs?: number;
  /** What nobody waits for is kept; when it takes more memory than this, the client stops reading for a while. */
  readonly inboxBytesMax?: number;
  /** Where what goes and comes is counted, together with that of other clients. */
  readonly traffic?: Traffic;
  readonly watcher?: Watcher;
}

/** Who is told of an outcome at once, where it lies. */
export interface Taker {
  /** A frame holds for the time of the call. Returns whether the wait goes on, until the same deadline. */
  onOutcome(outcome: Outcome): boolean;
}

/** Who is told that the conversation has ended while nobody waited for anything. */
export interface Watcher {
  onEndUnawaited(end: Closed | Reset | Garbage): void;
}

type Resolve = (outcome: Outcome) => void;
type Reject = (error: unknown) => void;
type Matches = (frame: Frame) => boolean;

const TIMEOUT_MS_DEFAULT = 10_000;
const INBOX_BYTES_MAX_DEFAULT = 1024 * 1024;
const GARBAGE_BYTES_KEPT = 64;
/** What an empty frame costs in the inbox. */
const ENTRY_BYTES = 64;

export class Client implements ConnectionHandler {
  readonly transport: Transport;
  /**
   * Sees every frame first, in place and in the order of arrival, and may claim it: a claimed frame is offered to nobody
   * else. For what a peer sends unasked.
   */
  claim: Matches | undefined;
  /** Frames that `nextWhere` did not want. */
  passedOver = 0;

  readonly #sends: Framing;
  /** Whether a frame is the payload and nothing else. */
  readonly #sendsVerbatim: boolean;
  readonly #timeoutMs: number;
  readonly #inboxBytesMax: number;
  readonly #decoder: Decoder;
  readonly #traffic: Traffic;
  readonly #watcher: Watcher | undefined;
  #connection: Connection | undefined;
  #resolveWait: Resolve | undefined;
  #rejectWait: Reject | undefined;
  #matches: Matches | undefined;
  #taker: Taker | undefined;
  /** The one that frames are offered in, and the one that a waiter has until it waits again. */
  #frame: Frame | undefined;
  #lent: Frame | undefined;
  #inbox: (Frame | Garbage)[] | undefined;
  /** What the inbox takes in memory, about. */
  #inboxBytes = 0;
  /** Nothing comes behind it. */
  #end: Closed | Reset | Garbage | undefined;
  #connecting: ((outcome: ConnectionOutcome) => void) | undefined;
  #closed: ConnectionOutcome | undefined;
  #onClosed: (() => void)[] | undefined;
  #onDrained: ((unsentBytes: number) => void) | undefined;
  #wantsToRead = true;
  #deadlineUs = Number.POSITIVE_INFINITY;
  #timer: Timer | undefined;

  constructor(transport: Transport, options: ClientOptions) {
    this.transport = transport;
    const { sends, timeoutMs = TIMEOUT_MS_DEFAULT, inboxBytesMax = INBOX_BYTES_MAX_DEFAULT } = options;
    this.#sends = sends;
    this.#sendsVerbatim = sends.kind === 'unframed' || (sends.kind === 'fixed' && sends.content === 'whole');
    this.#timeoutMs = timeoutMs;
    this.#inboxBytesMax = inboxBytesMax;
    this.#decoder = new Decoder(options.receives);
    this.#traffic = options.traffic ?? UNCOUNTED;
    this.#watcher = options.watcher;
  }

  /** The connection below, for what a tester does with bytes; undefined before `connect`. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Bytes that were sent and that the system has not taken yet. */
  get unsentBytes(): number {
    return this.#connection?.unsentBytes ?? 0;
  }

  /** What has come and nobody has waited for yet. */
  get waitingFrames(): number {
    return this.#inbox?.length ?? 0;
  }

  /** Connects, and says what came of it; `established` is the one that makes a conversation. */
  connect(options: Omit<ConnectOptions, 'timeoutMs'> & { readonly timeoutMs?: number }): Promise<ConnectionOutcome> {
    assert(this.#connection === undefined, 'a client connects once');
    return new Promise((resolve) => {
      this.#connecting = resolve;
      this.#connection = this.transport.connect({ timeoutMs: this.#timeoutMs, ...options }, this);
      if (!this.#wantsToRead) this.#connection.stopReading();
    });
  }

  /**
   * Sends one frame, or says why no frame can carry the payload. With a framing that adds nothing to the payload, the array
   * is the connection's until `unsentBytes` is 0 again.
   */
  send(payload: Uint8Array): Refusal | undefined {
    const refusal = refusalOf(this.#sends, payload);
    if (refusal !== undefined) return refusal;
    this.#traffic.framesSent++;
    if (this.#sendsVerbatim) {
      this.#traffic.bytesSent += payload.length;
      this.#connection?.write(payload);
    } else this.#sendFramed(payload);
    return undefined;
  }

  /** Sends several frames in one write, or none of them when one is refused. */
  sendTogether(payloads: readonly Uint8Array[]): Refusal | undefined {
    const frames: Uint8Array[] = [];
    for (const payload of payloads) {
      const encoded = encode(this.#sends, payload);
      if (encoded.kind === 'refused') return encoded.refusal;
      frames.push(encoded.bytes);
    }
    const bytes = Buffer.concat(frames);
    this.#traffic.framesSent += frames.length;
    this.#traffic.bytesSent += bytes.length;
    this.#connection?.write(bytes);
    return undefined;
  }

  /** Sends bytes as they are, whatever the framing. The array is the connection's until `unsentBytes` is 0 again. */
  sendBytes(bytes: Uint8Array): void {
    this.#traffic.bytesSent += bytes.length;
    this.#connection?.write(bytes);
  }

  /** Waits until the system has taken everything that was sent; the bytes it has not taken when the time is up or the end came. */
  drained(timeoutMs = this.#timeoutMs): Promise<number> {
    const connection = this.#connection;
    if (connection === undefined || connection.unsentBytes === 0) return Promise.resolve(0);
    if (this.#closed !== undefined) return Promise.resolve(connection.unsentBytes);
    assert(this.#onDrained === undefined, 'one wait for the system at a time');
    return new Promise((resolve) => {
      const { clock } = this.transport;
      const isBounded = timeoutMs !== Number.POSITIVE_INFINITY;
      const timer = isBounded
        ? clock.at(clock.nowUs() + timeoutMs * 1000, () => this.#onDrained?.(connection.unsentBytes))
        : undefined;
      this.#onDrained = (unsentBytes) => {
        timer?.cancel();
        this.#onDrained = undefined;
        resolve(unsentBytes);
      };
    });
  }

  /**
   * The next thing that the peer does: the next frame, or the end of all frames, or nothing in time. A frame is lent: look at
   * it before awaiting anything else, of this client or another, or `copy` it.
   */
  next(timeoutMs = this.#timeoutMs): Promise<Outcome> {
    const waiting = this.#takeWaiting(undefined);
    return waiting === undefined ? this.#wait(undefined, timeoutMs) : Promise.resolve(waiting);
  }

  /**
   * Like `next`, but tells instead of promising: within the very call in which the transport tells of the bytes, and from within
   * this one when something has come already. For hot paths: what is done there finds the frame in the processor's cache. Whoever
   * knows what time it is says so, because to ask takes as long as all else here.
   */
  take(taker: Taker, nowUs = this.transport.clock.nowUs(), timeoutMs = this.#timeoutMs): void {
    assert(!this.#isAwaited, 'one wait for the peer at a time');
    for (let waiting = this.#takeWaiting(undefined); waiting !== undefined; waiting = this.#takeWaiting(undefined)) {
      if (!taker.onOutcome(waiting)) return;
    }
    this.#taker = taker;
    this.#setDeadline(nowUs, timeoutMs);
  }

  /** The next frame that matches, and the others are passed over; or whatever makes it impossible that one comes. */
  nextWhere(matches: Matches, timeoutMs = this.#timeoutMs): Promise<Outcome> {
    try {
      const waiting = this.#takeWaiting(matches);
      return waiting === undefined ? this.#wait(matches, timeoutMs) : Promise.resolve(waiting);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** How the peer ends; every frame until then is passed over. */
  end(timeoutMs = this.#timeoutMs): Promise<Outcome> {
    return this.nextWhere(NONE, timeoutMs);
  }

  stopReading(): void {
    this.#wantsToRead = false;
    this.#connection?.stopReading();
  }

  resumeReading(): void {
    this.#wantsToRead = true;
    if (this.#inboxBytes <= this.#inboxBytesMax) this.#connection?.resumeReading();
  }

  /** Says that nothing more will be sent; the peer may go on. */
  halfClose(): void {
    this.#connection?.endWriting();
  }

  /** Breaks off: the peer's next read or write fails. */
  reset(): Promise<ConnectionOutcome> {
    this.#connection?.reset();
    return this.#whenClosed();
  }

  /** Leaves in order, behind what was sent; by a reset when the peer has not taken it in time. */
  close(timeoutMs = this.#timeoutMs): Promise<ConnectionOutcome> {
    const connection = this.#connection;
    if (connection === undefined || this.#closed !== undefined) return this.#whenClosed();
    connection.close();
    const { clock } = this.transport;
    const timer =
      timeoutMs === Number.POSITIVE_INFINITY ? undefined : clock.at(clock.nowUs() + timeoutMs * 1000, () => connection.reset());
    return this.#whenClosed().finally(() => timer?.cancel());
  }

  // What the transport tells.

  onOpen(): void {
    const resolve = this.#connecting;
    this.#connecting = undefined;
    resolve?.(ESTABLISHED);
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    const decoder = this.#decoder;
    decoder.feed(bytes, start, end);
    let thrown: { readonly error: unknown } | undefined;
    let frames = 0;
    for (let step = decoder.next(); step !== 'incomplete'; step = decoder.next()) {
      try {
        if (step === 'frame') {
          frames++;
          this.#offer(decoder.bytes, decoder.start, decoder.end);
        } else this.#offerGarbage(decoder);
      } catch (error) {
        // What a `claim` throws must not cost the frames behind it: the rest of the stream would slip.
        thrown ??= { error };
      }
    }
    const traffic = this.#traffic;
    traffic.bytesReceived += end - start;
    traffic.framesReceived += frames;
    if (frames > 1) traffic.framesSharingReads += frames - 1;
    if (thrown !== undefined) throw thrown.error;
  }

  onDrain(): void {
    this.#onDrained?.(0);
  }

  onEnd(): void {
    const unfinishedBytes = this.#decoder.unfinishedBytes;
    this.#endWith(unfinishedBytes === 0 ? CLOSED : { kind: 'closed', unfinishedBytes });
  }

  onClose(outcome: ConnectionOutcome): void {
    this.#closed = outcome;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#connecting?.(outcome);
    this.#connecting = undefined;
    this.#onDrained?.(this.unsentBytes);
    const unfinishedBytes = this.#decoder.unfinishedBytes;
    // What was ended from here is no news of the peer.
    if (outcome.kind === 'closed' || (outcome.phase === 'close' && this.#end !== undefined))
      this.#endWith(unfinishedBytes === 0 ? CLOSED : { kind: 'closed', unfinishedBytes });
    else this.#endWith({ kind: 'reset', unfinishedBytes, errno: outcome.errno });
    for (const tell of this.#onClosed ?? []) tell();
    this.#onClosed = undefined;
  }

  #sendFramed(payload: Uint8Array): void {
    const length = frameBytesOf(this.#sends, payload.length);
    this.#traffic.bytesSent += length;
    // What the transport will have to keep is not built in the scratch, or each small frame would hold all of it.
    if (length > scratch.length || this.#connecting !== undefined || this.unsentBytes > 0) {
      const bytes = new Uint8Array(length);
      writeFrame(this.#sends, payload, bytes, 0);
      this.#connection?.write(bytes);
      return;
    }
    if (scratchFrame.length !== length) scratchFrame = scratch.subarray(0, length);
    writeFrame(this.#sends, payload, scratchFrame, 0);
    if ((this.#connection?.write(scratchFrame) ?? 0) > 0) renewScratch();
  }

  #whenClosed(): Promise<ConnectionOutcome> {
    if (this.#connection === undefined) return Promise.resolve(CLOSED_HERE);
    if (this.#closed !== undefined) return Promise.resolve(this.#closed);
    return new Promise((resolve) => {
      this.#onClosed ??= [];
      this.#onClosed.push(() => resolve(this.#closed ?? CLOSED_HERE));
    });
  }

  #wait(matches: Matches | undefined, timeoutMs: number): Promise<Outcome> {
    assert(!this.#isAwaited, 'one wait for the peer at a time');
    this.#frame ??= this.#lent;
    this.#lent = undefined;
    const promise = new Promise<Outcome>(capture);
    this.#resolveWait = capturedResolve;
    // Only a predicate can throw.
    if (matches !== undefined) this.#rejectWait = capturedReject;
    this.#matches = matches;
    this.#setDeadline(this.transport.clock.nowUs(), timeoutMs);
    return promise;
  }

  get #isAwaited(): boolean {
    return this.#resolveWait !== undefined || this.#taker !== undefined;
  }

  #setDeadline(nowUs: number, timeoutMs: number): void {
    this.#deadlineUs = nowUs + timeoutMs * 1000;
    // Most waits end long before their deadline: one timer stays for all of a client's waits, and looks again when it is due.
    if (this.#timer === undefined || this.#timer.dueUs > this.#deadlineUs) this.#armTimer();
  }

  #armTimer(): void {
    this.#timer?.cancel();
    this.#timer =
      this.#deadlineUs === Number.POSITIVE_INFINITY
        ? undefined
        : this.transport.clock.at(this.#deadlineUs, () => this.#onDeadline());
  }

  #onDeadline(): void {
    this.#timer = undefined;
    if (!this.#isAwaited) return;
    if (this.transport.clock.nowUs() < this.#deadlineUs) this.#armTimer();
    else this.#resolve(TIMED_OUT);
  }

  #resolve(outcome: Outcome): void {
    const taker = this.#taker;
    if (taker !== undefined) {
      this.#taker = undefined;
      // No frame is kept while somebody takes them, so the next one that comes is the next.
      if (taker.onOutcome(outcome)) this.#taker = taker;
      return;
    }
    const resolve = this.#resolveWait;
    this.#resolveWait = undefined;
    resolve?.(outcome);
  }

  #offer(bytes: Uint8Array, start: number, end: number): void {
    if (this.#taker !== undefined && this.claim === undefined) {
      offered.show(bytes, start, end, this.transport.sameBytes);
      this.#resolve(offered);
      return;
    }
    let frame = this.#frame;
    if (frame === undefined) frame = this.#frame = new Frame(bytes, start, end, this.transport.sameBytes);
    else {
      frame.bytes = bytes;
      frame.start = start;
      frame.end = end;
    }
    if (this.claim?.(frame)) return;
    if (this.#taker !== undefined) this.#resolve(frame);
    else if (this.#resolveWait === undefined) this.#keepCopy(frame);
    else if (this.#isWanted(frame)) {
      // The frame is the waiter's now; more may come in the same read, before the waiter has run.
      this.#frame = undefined;
      this.#lent = frame;
      this.#resolve(frame);
    } else this.passedOver++;
  }

  /** What a predicate throws is for the one who awaits, and nobody else's conversation ends of it. */
  #isWanted(frame: Frame): boolean {
    try {
      return this.#matches === undefined || this.#matches(frame);
    } catch (error) {
      const reject = this.#rejectWait;
      this.#resolveWait = undefined;
      this.#rejectWait = undefined;
      reject?.(error);
      return false;
    }
  }

  #keepCopy(frame: Frame): void {
    this.#keep(new Frame(frame.copy(), 0, frame.length, this.transport.sameBytes));
  }

  #keep(entry: Frame | Garbage): void {
    this.#inbox ??= [];
    this.#inbox.push(entry);
    this.#inboxBytes += sizeOf(entry);
    if (this.#inboxBytes > this.#inboxBytesMax) this.#connection?.stopReading();
  }

  #offerGarbage({ bytes, start, end, violation = 'too-long', broken }: Decoder): void {
    const kept = Uint8Array.from(bytes.subarray(start, Math.min(end, start + GARBAGE_BYTES_KEPT)));
    const garbage: Garbage = { kind: 'garbage', violation, bytes: kept };
    if (broken) this.#endWith(garbage);
    else if (this.#isAwaited) this.#resolve(garbage);
    else this.#keep(garbage);
  }

  /** What came before anybody waited for it. */
  #takeWaiting(matches: Matches | undefined): Outcome | undefined {
    while (this.#inbox !== undefined) {
      const first = this.#inbox.shift();
      if (this.#inbox.length === 0) this.#inbox = undefined;
      if (first === undefined) break;
      const wasFull = this.#inboxBytes > this.#inboxBytesMax;
      this.#inboxBytes -= sizeOf(first);
      if (wasFull && this.#inboxBytes <= this.#inboxBytesMax && this.#wantsToRead) this.#connection?.resumeReading();
      if (first.kind === 'garbage' || matches === undefined || matches(first)) return first;
      this.passedOver++;
    }
    if (this.#end !== undefined) return this.#end;
    return this.#connection === undefined ? CLOSED : undefined;
  }

  #endWith(end: Closed | Reset | Garbage): void {
    // The first end is the one that counts; but a reset behind an orderly end is news.
    if (this.#end === undefined || (this.#end.kind === 'closed' && end.kind === 'reset')) this.#end = end;
    if (this.#isAwaited) this.#resolve(this.#end);
    else this.#watcher?.onEndUnawaited(this.#end);
  }
}

/** The frame that takers are told of: it is theirs for the time of a call, and so one is enough. */
const offered = new Frame(new Uint8Array(0), 0, 0, sameBytes);

/** Nobody looks at it. */
const UNCOUNTED = noTraffic();

const CLOSED: Closed = Object.freeze({ kind: 'closed', unfinishedBytes: 0 });
const NONE: Matches = () => false;

function sizeOf(entry: Frame | Garbage): number {
  return ENTRY_BYTES + (entry.kind === 'frame' ? entry.length : entry.bytes.length);
}

/** One executor for all promises: it runs before `new Promise` returns, so that a closure for each is not needed. */
let capturedResolve: Resolve = () => {};
let capturedReject: Reject = () => {};
const capture = (resolve: Resolve, reject: Reject): void => {
  capturedResolve = resolve;
  capturedReject = reject;
};

/** Where frames are built. Once the transport has to keep one, it keeps the whole of it, and another takes its place. */
const SCRATCH_BYTES = 4096;
let scratch = new Uint8Array(SCRATCH_BYTES);
let scratchFrame = scratch.subarray(0, 0);
function renewScratch(): void {
  scratch = new Uint8Array(SCRATCH_BYTES);
  scratchFrame = scratch.subarray(0, 0);
}
