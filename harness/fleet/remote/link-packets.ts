// The packets of a reliable link, as bytes:
//
//   packet   = "HLK1" kind session peer offset heard data
//   kind     = byte: 0 data, 1 beat, 2 gap, 3 goodbye
//   session  = 8 bytes: which link it comes from
//   peer     = 8 bytes: for which link it is; zeros: whichever is there
//   offset   = float64: where in all that is said on the link the data lies
//   heard    = float64: so much of what the other says has come, without gaps
//   data     = the rest, in data packets only
//
// What is said is one row of bytes: the length of a value (4 bytes), the value, and so on.

import { assert } from '../../errors.ts';

export type PacketKind = 'data' | 'beat' /** Something came whose forerunner did not. */ | 'gap' | 'goodbye';

export interface LinkPacket {
  readonly kind: PacketKind;
  readonly session: bigint;
  /** 0: not known yet. */
  readonly peer: bigint;
  readonly offset: number;
  readonly heard: number;
  readonly data: Uint8Array;
}

export const PACKET_HEAD_BYTES = 37;

export function encodePacket({ kind, session, peer, offset, heard, data }: LinkPacket): Uint8Array {
  const bytes = new Uint8Array(PACKET_HEAD_BYTES + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint8(4, KINDS.indexOf(kind));
  view.setBigUint64(5, session);
  view.setBigUint64(13, peer);
  view.setFloat64(21, offset);
  view.setFloat64(29, heard);
  bytes.set(data, PACKET_HEAD_BYTES);
  return bytes;
}

/** Undefined: anything else that somebody has sent here. The data lies in the same bytes. */
export function decodePacket(bytes: Uint8Array): LinkPacket | undefined {
  if (bytes.length < PACKET_HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const kind = KINDS[view.getUint8(4)];
  if (view.getUint32(0) !== MAGIC || kind === undefined) return undefined;
  const [offset, heard] = [view.getFloat64(21), view.getFloat64(29)];
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(heard) || offset < 0 || heard < 0) return undefined;
  const data = bytes.subarray(PACKET_HEAD_BYTES);
  if ((kind === 'data') !== data.length > 0) return undefined;
  return { kind, session: view.getBigUint64(5), peer: view.getBigUint64(13), offset, heard, data };
}

/** "HLK1" */
const MAGIC = 0x484c4b31;
const KINDS: readonly PacketKind[] = ['data', 'beat', 'gap', 'goodbye'];

const LENGTH_BYTES = 4;

/** A value as it stands in the row. */
export function withLength(value: Uint8Array): Uint8Array {
  assert(value.length < 2 ** 32, 'a value fits in 4 GB');
  const bytes = new Uint8Array(LENGTH_BYTES + value.length);
  new DataView(bytes.buffer).setUint32(0, value.length);
  bytes.set(value, LENGTH_BYTES);
  return bytes;
}

/** Puts values together from pieces of the row. */
export class ValueGatherer {
  readonly #valueBytesMax: number;
  readonly #head = new Uint8Array(LENGTH_BYTES);
  #headBytes = 0;
  #value: Uint8Array | undefined;
  #valueBytes = 0;

  constructor(valueBytesMax: number) {
    this.#valueBytesMax = valueBytesMax;
  }

  /** The values that are whole with this piece; undefined: one is longer than any may be. */
  add(piece: Uint8Array): Uint8Array[] | undefined {
    const values: Uint8Array[] = [];
    for (let at = 0; at < piece.length; ) {
      if (this.#value === undefined) {
        const taken = piece.subarray(at, at + LENGTH_BYTES - this.#headBytes);
        this.#head.set(taken, this.#headBytes);
        this.#headBytes += taken.length;
        at += taken.length;
        if (this.#headBytes < LENGTH_BYTES) break;
        const length = new DataView(this.#head.buffer).getUint32(0);
        if (length > this.#valueBytesMax) return undefined;
        this.#value = new Uint8Array(length);
        this.#valueBytes = 0;
      }
      const taken = piece.subarray(at, at + this.#value.length - this.#valueBytes);
      this.#value.set(taken, this.#valueBytes);
      this.#valueBytes += taken.length;
      at += taken.length;
      if (this.#valueBytes < this.#value.length) break;
      values.push(this.#value);
      this.#value = undefined;
      this.#headBytes = 0;
    }
    return values;
  }
}
