// frame = length(1, 2 or 4 bytes, unsigned) payload(length)

import type { LengthPrefixFraming } from './framing.ts';
import { OVERLONG, type Rules, UNFINISHED } from './rules.ts';

export function lengthPrefixRules({ prefixBytes, byteOrder, payloadBytesMax }: LengthPrefixFraming): Rules {
  return {
    frameBytesMax: prefixBytes + payloadBytesMax,
    frameEnd(bytes, start, end) {
      if (end - start < prefixBytes) return UNFINISHED;
      const length = readLength(bytes, start, prefixBytes, byteOrder);
      if (length > payloadBytesMax) return OVERLONG;
      const frameEnd = start + prefixBytes + length;
      return frameEnd <= end ? frameEnd : UNFINISHED;
    },
    missingBytes(held, heldBytes, _bytes, start, end) {
      const wanted = heldBytes < prefixBytes ? prefixBytes : prefixBytes + readLength(held, 0, prefixBytes, byteOrder);
      return Math.min(wanted - heldBytes, end - start);
    },
    open(_bytes, start, end, content) {
      content.start = start + prefixBytes;
      content.end = end;
      content.violation = undefined;
    },
  };
}

export function writeLength(
  target: Uint8Array,
  at: number,
  length: number,
  prefixBytes: 1 | 2 | 4,
  byteOrder: 'big' | 'little',
): void {
  for (let index = 0; index < prefixBytes; index++) {
    const significance = byteOrder === 'big' ? prefixBytes - 1 - index : index;
    target[at + index] = (length / 256 ** significance) & 0xff;
  }
}

function readLength(bytes: Uint8Array, at: number, prefixBytes: 1 | 2 | 4, byteOrder: 'big' | 'little'): number {
  let length = 0;
  for (let index = 0; index < prefixBytes; index++) {
    const place = byteOrder === 'big' ? index : prefixBytes - 1 - index;
    length = length * 256 + (bytes[at + place] as number);
  }
  return length;
}
