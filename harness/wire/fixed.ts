// frame = payload(frameBytes)                                        content 'whole'
// frame = text(0..frameBytes-1) NUL padding(NUL*), frameBytes in all  content 'text'

import type { FixedFraming } from './framing.ts';
import { type Rules, UNFINISHED } from './rules.ts';

export function fixedRules({ frameBytes, content: kind, padding, missingNul }: FixedFraming): Rules {
  return {
    frameBytesMax: frameBytes,
    frameEnd: (_bytes, start, end) => (end - start >= frameBytes ? start + frameBytes : UNFINISHED),
    missingBytes: (_held, heldBytes, _bytes, start, end) => Math.min(frameBytes - heldBytes, end - start),
    open(bytes, start, end, content) {
      content.start = start;
      content.end = end;
      content.violation = undefined;
      if (kind === 'whole') return;
      const nul = findNul(bytes, start, end);
      if (nul === -1) {
        if (missingNul === 'violation') content.violation = 'missing-nul';
        return;
      }
      content.end = nul;
      if (padding === 'clean' && !isZero(bytes, nul, end)) content.violation = 'dirty-padding';
    },
  };
}

/** `indexOf` takes no end: when the last byte is not NUL it could run on into what stands behind the frame. */
function findNul(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[end - 1] === 0) return bytes.indexOf(0, start);
  for (let at = start; at < end; at++) if (bytes[at] === 0) return at;
  return -1;
}

const ZEROS = Buffer.alloc(4096);

/** One `memcmp` for each 4 KiB: a loop over a padding of 1,300 bytes takes ten times as long. */
function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += ZEROS.length) {
    const length = Math.min(ZEROS.length, end - at);
    if (ZEROS.compare(bytes, at, at + length, 0, length) !== 0) return false;
  }
  return true;
}
