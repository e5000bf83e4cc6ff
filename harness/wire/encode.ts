// From payloads to frames.

import { indexOfBytes } from './delimiter.ts';
import type { Framing } from './framing.ts';
import { writeLength } from './length-prefix.ts';
import type { Refusal } from './violation.ts';

export type Encoded =
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function encode(framing: Framing, payload: Uint8Array): Encoded {
  const refusal = refusalOf(framing, payload);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const bytes = new Uint8Array(frameBytesOf(framing, payload.length));
  writeFrame(framing, payload, bytes, 0);
  return { kind: 'frame', bytes };
}

/** Why no frame of this framing can carry the payload so that a reader gets it back; undefined when one can. */
export function refusalOf(framing: Framing, payload: Uint8Array): Refusal | undefined {
  switch (framing.kind) {
    case 'fixed':
      if (framing.content === 'whole') return payload.length === framing.frameBytes ? undefined : 'wrong-size';
      if (payload.length > framing.frameBytes) return 'too-long';
      if (payload.length === framing.frameBytes && framing.missingNul === 'violation') return 'too-long';
      return payload.indexOf(0) === -1 ? undefined : 'holds-terminator';
    case 'nul-ended':
      if (payload.length > framing.payloadBytesMax) return 'too-long';
      return payload.indexOf(0) === -1 ? undefined : 'holds-terminator';
    case 'delimiter':
      if (payload.length > framing.payloadBytesMax) return 'too-long';
      return endsEarly(payload, framing.delimiter) ? 'holds-terminator' : undefined;
    case 'length-prefix':
      return payload.length > framing.payloadBytesMax || payload.length >= 256 ** framing.prefixBytes ? 'too-long' : undefined;
    case 'unframed':
      return payload.length > framing.payloadBytesMax ? 'too-long' : undefined;
  }
}

export function frameBytesOf(framing: Framing, payloadBytes: number): number {
  switch (framing.kind) {
    case 'fixed':
      return framing.frameBytes;
    case 'nul-ended':
      return payloadBytes + 1;
    case 'delimiter':
      return payloadBytes + framing.delimiter.length;
    case 'length-prefix':
      return payloadBytes + framing.prefixBytes;
    case 'unframed':
      return payloadBytes;
  }
}

/** Writes the frame of a payload that `refusalOf` has nothing against, and returns where it ends. */
export function writeFrame(framing: Framing, payload: Uint8Array, target: Uint8Array, at: number): number {
  const end = at + frameBytesOf(framing, payload.length);
  const payloadAt = framing.kind === 'length-prefix' ? at + framing.prefixBytes : at;
  if (framing.kind === 'length-prefix') {
    writeLength(target, at, payload.length, framing.prefixBytes, framing.byteOrder);
  }
  target.set(payload, payloadAt);
  if (framing.kind === 'delimiter') target.set(framing.delimiter, payloadAt + payload.length);
  else target.fill(0, payloadAt + payload.length, end);
  return end;
}

/** Whether a reader would find the delimiter before the end: in the payload, or begun by it ("a" before "aa"). */
function endsEarly(payload: Uint8Array, delimiter: Uint8Array): boolean {
  const frame = new Uint8Array(payload.length + delimiter.length);
  frame.set(payload);
  frame.set(delimiter, payload.length);
  return indexOfBytes(frame, delimiter, 0, frame.length) !== payload.length;
}
