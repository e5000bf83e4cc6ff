// Who acts in the cases of the echo protocols. What comes back is compared with what was sent as it comes, so that a case can send
// millions of bytes and keep none of them.

import { Actor } from '../harness/judge/actor.ts';

export interface EchoAccount {
  readonly sentBytes: number;
  readonly echoedBytes: number;
  /** The first byte that came back wrong, or that came and was never sent: `sent` is undefined then. */
  readonly wrong: { readonly at: number; readonly sent: number | undefined; readonly came: number } | undefined;
}

/** More than fits into what a system keeps of a connection is not sent before some of it has come back. */
const UNDER_WAY_BYTES_MAX = 64 * 1024;

export class Echoer extends Actor {
  #sentBytes = 0;
  #areCutsProved = true;
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

  /** Each piece once the server has read the one before; a case of cuts that nobody can prove says nothing. */
  async sendsCut(bytes: Uint8Array, cuts: readonly number[]): Promise<void> {
    const isProved = await this.sendInPieces(bytes, cuts, { patienceMs: this.scene.patienceMs });
    if (!isProved) this.#areCutsProved = false;
  }

  /** To be said once, behind all cuts. */
  saysWhetherCutsWereProved(): void {
    this.scene.goal('the server read every piece by itself', this.#areCutsProved || !this.isOpen);
  }

  /** Waits until as many bytes have come back as were sent, but for so many. */
  isEchoed(butBytes = 0): Promise<boolean> {
    return this.until('the echo', () => this.bytesReceived >= this.#sentBytes - butBytes);
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
