// Who acts in the cases of the echo protocols. What comes back is compared with what was sent as it comes, so that a case can send
// millions of bytes and keep none of them.

import { separationOfAll } from '../harness/client/pieces.ts';
import { Actor } from '../harness/judge/actor.ts';
import type { Scene } from '../harness/judge/scene.ts';

export interface EchoAccount {
  readonly sentBytes: number;
  readonly echoedBytes: number;
  /** The first byte that came back wrong, or that came and was never sent: `sent` is undefined then. */
  readonly wrong: { readonly at: number; readonly sent: number | undefined; readonly came: number } | undefined;
}

/** More than fits into what a system keeps of a connection is not sent before some of it has come back. */
const UNDER_WAY_BYTES_MAX = 64 * 1024;
/** A server that has taken nothing more in so many looks takes nothing more. */
const STALLED_BUFFER_BYTES = 16 * 1024;
const STALLED_LOOKS = 5;
const STALLED_LOOK_MS = 5;

export class Echoer extends Actor {
  #sentBytes = 0;
  #wrong: EchoAccount['wrong'];
  /** Sent, and not come back yet. */
  readonly #awaited: Uint8Array[] = [];
  #awaitedStart = 0;

  get account(): EchoAccount {
    return { sentBytes: this.#sentBytes, echoedBytes: this.bytesReceived, wrong: this.#wrong };
  }

  override sendBytes(bytes: Uint8Array): void {
    this.#awaited.push(Uint8Array.from(bytes));
    this.#sentBytes += bytes.length;
    super.sendBytes(bytes);
  }

  override onBytes(bytes: Uint8Array, start: number, end: number): void {
    this.#compare(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), start, end);
    super.onBytes(bytes, start, end);
  }

  /** Sends the pieces one behind the other, no faster than they come back; whether as much came back as was sent. */
  async streams(pieces: Iterable<Uint8Array>, underWayBytesMax = UNDER_WAY_BYTES_MAX): Promise<boolean> {
    for (const piece of pieces) {
      this.sendBytes(piece);
      if (!(await this.isEchoed(underWayBytesMax))) return false;
    }
    return await this.isEchoed();
  }

  /**
   * Connects, reads nothing, and sends so many pieces all the same, until the server takes no more: its side of the connection is full.
   * This side has little room, or the system would take megabytes for a client that does not.
   */
  async stalls(piece: Uint8Array, pieces: number): Promise<void> {
    const { scene } = this;
    const isConnected = await this.connect({ receiveBufferBytes: STALLED_BUFFER_BYTES });
    scene.require(isConnected, `${this.label} could not connect`);
    this.stopReading();
    for (let sent = 0; sent < pieces; sent++) this.sendBytes(piece);
    let unsentBytes = this.connection?.unsentBytes ?? 0;
    for (let looks = 0; looks < STALLED_LOOKS && unsentBytes > 0; looks++) {
      await scene.pause(STALLED_LOOK_MS);
      const now = this.connection?.unsentBytes ?? 0;
      if (now < unsentBytes) looks = 0;
      unsentBytes = now;
    }
  }

  /** Waits until as many bytes have come back as were sent, but for so many. */
  isEchoed(butBytes = 0, patienceMs?: number): Promise<boolean> {
    return this.until('the echo', () => this.bytesReceived >= this.#sentBytes - butBytes, patienceMs);
  }

  #compare(bytes: Buffer, start: number, end: number): void {
    if (this.#wrong !== undefined) return;
    for (let at = start; at < end; ) {
      const echoed = this.bytesReceived + at - start;
      const first = this.#awaited[0];
      if (first === undefined) {
        this.#wrong = { at: echoed, sent: undefined, came: bytes[at] ?? 0 };
        return;
      }
      const length = Math.min(end - at, first.length - this.#awaitedStart);
      const awaited = first.subarray(this.#awaitedStart, this.#awaitedStart + length);
      if (bytes.compare(awaited, 0, length, at, at + length) !== 0) {
        const place = awaited.findIndex((byte, index) => byte !== bytes[at + index]);
        this.#wrong = { at: echoed + place, sent: awaited[place], came: bytes[at + place] ?? 0 };
        return;
      }
      at += length;
      this.#awaitedStart += length;
      if (this.#awaitedStart < first.length) continue;
      this.#awaited.shift();
      this.#awaitedStart = 0;
    }
  }
}

/** Bytes in one write each, but for the cuts: what stands behind a cut is written when the server has read what stands before it. */
export interface CutWrite {
  readonly bytes: Uint8Array;
  readonly cuts: readonly number[];
}

/** So many clients at once send in pieces: to see that the server has read those of all takes no longer than of one. */
const LANES = 8;
/** For a case of cuts: on a busy machine it takes long to see that they were cuts. */
export const CUT_LIMIT_MS = 60_000;
/** For a server that has to start a process for each of them first. Where one cut was not to be seen, none is waited for any more. */
const CUT_PATIENCE_MS = 10_000;

/**
 * Shares the writes out among some clients, and lets `isAnswered` wait for what comes of each. A case of cuts that nobody could see
 * says nothing. Whose writes were which is what is returned, up to the first that was not answered.
 */
export async function sendCut<A extends Echoer>(
  scene: Scene<A>,
  writes: readonly CutWrite[],
  isAnswered: (one: A, write: number) => Promise<boolean>,
): Promise<readonly { readonly actor: string; readonly writes: readonly number[] }[]> {
  const lanes: { readonly one: A; readonly writes: number[] }[] = [];
  const count = Math.min(LANES, scene.capacity, writes.length);
  while (lanes.length < count) lanes.push({ one: await scene.connected(`client ${lanes.length + 1}`), writes: [] });
  let areProved = true;
  let isGoingOn = true;
  for (let first = 0; first < writes.length && isGoingOn; first += count) {
    const sending = lanes.flatMap(({ one, writes: own }, index) => {
      const write = writes[first + index];
      if (write === undefined) return [];
      own.push(first + index);
      return [{ one, write, number: first + index }];
    });
    const pieces = Math.max(...sending.map(({ write }) => write.cuts.length)) + 1;
    for (let piece = 0; piece < pieces; piece++) {
      const now = sending.filter(({ one, write }) => piece <= write.cuts.length && one.isOpen);
      for (const { one, write } of now) one.sendBytes(write.bytes.subarray(write.cuts[piece - 1] ?? 0, write.cuts[piece]));
      const cut = now.filter(({ one, write }) => piece < write.cuts.length && one.isOpen);
      if (cut.length === 0) continue;
      const actors = cut.map(({ one }) => one);
      areProved = (await areReadApart(scene, actors, areProved ? CUT_PATIENCE_MS : 0)) && areProved;
    }
    const answered = await Promise.all(sending.map(({ one, number }) => isAnswered(one, number)));
    isGoingOn = !answered.includes(false);
  }
  if (isGoingOn) scene.goal('the server read every piece by itself', areProved);
  return lanes.map(({ one, writes: own }) => ({ actor: one.label, writes: own }));
}

async function areReadApart({ target }: Scene, actors: readonly Actor[], patienceMs: number): Promise<boolean> {
  const { transport } = target;
  const senders = actors.map(({ connection }) => ({ transport, connection }));
  const separation = await separationOfAll(senders, { patienceMs });
  for (const { scene, label } of actors) scene.record({ kind: 'cut', actor: label, separation });
  return separation === 'proved';
}
