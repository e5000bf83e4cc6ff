// frame = payload delimiter; the first occurrence of the delimiter ends the frame. A NUL-ended frame is one of these.

import { OVERLONG, type Rules, UNFINISHED } from './rules.ts';

export function delimiterRules(delimiter: Uint8Array, payloadBytesMax: number): Rules {
  const frameBytesMax = payloadBytesMax + delimiter.length;
  return {
    frameBytesMax,
    frameEnd(bytes, start, end, searched) {
      // Nothing beyond the longest frame is looked at, so that the answer is the same however the stream was cut.
      const limit = Math.min(end, start + frameBytesMax);
      const at = indexOfBytes(bytes, delimiter, Math.max(start, searched - delimiter.length + 1), limit);
      if (at !== -1) return at + delimiter.length;
      return limit - start === frameBytesMax ? OVERLONG : UNFINISHED;
    },
    missingBytes(held, heldBytes, bytes, start, end) {
      const straddling = straddlingBytes(delimiter, held, heldBytes, bytes, start, end);
      // Never more than the longest frame has: what ends beyond that is no frame.
      if (straddling !== 0) return Math.min(straddling, frameBytesMax - heldBytes);
      const limit = Math.min(end, start + frameBytesMax - heldBytes);
      const at = indexOfBytes(bytes, delimiter, start, limit);
      return (at === -1 ? limit : at + delimiter.length) - start;
    },
    open(_bytes, start, end, content) {
      content.start = start;
      content.end = end - delimiter.length;
      content.violation = undefined;
    },
  };
}

/** How many bytes of start..end finish a delimiter that began in the held bytes; the earliest such delimiter counts. */
function straddlingBytes(
  delimiter: Uint8Array,
  held: Uint8Array,
  heldBytes: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  for (let inHeld = Math.min(delimiter.length - 1, heldBytes); inHeld > 0; inHeld--) {
    const rest = delimiter.length - inHeld;
    if (rest > end - start) continue;
    let same = true;
    for (let at = 0; same && at < inHeld; at++) same = held[heldBytes - inHeld + at] === delimiter[at];
    for (let at = 0; same && at < rest; at++) same = bytes[start + at] === delimiter[inHeld + at];
    if (same) return rest;
  }
  return 0;
}

/** The first place at which `wanted` stands whole within start..end; -1 without one. */
export function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, start: number, end: number): number {
  if (end - start < wanted.length) return -1;
  // Most often the range is one message and ends with its terminator: then the search can't run on past the range.
  if (wanted.length === 1 && bytes[end - 1] === wanted[0]) return bytes.indexOf(bytes[end - 1], start);
  const range = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  const at = wanted.length === 1 ? range.indexOf(wanted[0] ?? 0) : range.indexOf(wanted);
  return at === -1 ? -1 : start + at;
}
