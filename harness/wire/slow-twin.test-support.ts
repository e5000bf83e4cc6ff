// The obvious decoder that proves the fast one right: it has the whole stream in an array, and looks at one byte at a time.

import type { Framing } from './framing.ts';
import type { Violation } from './violation.ts';

export type Decoded =
  | { readonly kind: 'frame'; readonly payload: number[] }
  | { readonly kind: 'violation'; readonly violation: Violation };

export interface DecodedStream {
  readonly frames: Decoded[];
  readonly unfinishedBytes: number;
  readonly broken: boolean;
}

export function decodeSlowly(framing: Framing, stream: number[]): DecodedStream {
  const frames: Decoded[] = [];
  let rest = stream;
  for (;;) {
    const step = decodeOne(framing, rest);
    if (step === 'incomplete') return { frames, unfinishedBytes: rest.length, broken: false };
    frames.push(step.decoded);
    if (step.decoded.kind === 'violation' && step.decoded.violation === 'too-long') {
      return { frames, unfinishedBytes: 0, broken: true };
    }
    rest = rest.slice(step.frameBytes);
  }
}

function decodeOne(framing: Framing, rest: number[]): 'incomplete' | { decoded: Decoded; frameBytes: number } {
  switch (framing.kind) {
    case 'fixed': {
      if (rest.length < framing.frameBytes) return 'incomplete';
      const frame = rest.slice(0, framing.frameBytes);
      const nul = frame.indexOf(0);
      const frameBytes = framing.frameBytes;
      if (framing.content === 'whole') return { decoded: { kind: 'frame', payload: frame }, frameBytes };
      if (nul === -1) {
        return framing.missingNul === 'whole'
          ? { decoded: { kind: 'frame', payload: frame }, frameBytes }
          : { decoded: { kind: 'violation', violation: 'missing-nul' }, frameBytes };
      }
      if (framing.padding === 'clean' && frame.slice(nul).some((byte) => byte !== 0)) {
        return { decoded: { kind: 'violation', violation: 'dirty-padding' }, frameBytes };
      }
      return { decoded: { kind: 'frame', payload: frame.slice(0, nul) }, frameBytes };
    }
    case 'nul-ended':
      return decodeEnded([0], framing.payloadBytesMax, rest);
    case 'delimiter':
      return decodeEnded([...framing.delimiter], framing.payloadBytesMax, rest);
    case 'length-prefix': {
      if (rest.length < framing.prefixBytes) return 'incomplete';
      const prefix = rest.slice(0, framing.prefixBytes);
      if (framing.byteOrder === 'little') prefix.reverse();
      const length = prefix.reduce((sum, byte) => sum * 256 + byte, 0);
      if (length > framing.payloadBytesMax) return { decoded: { kind: 'violation', violation: 'too-long' }, frameBytes: 0 };
      const frameBytes = framing.prefixBytes + length;
      if (rest.length < frameBytes) return 'incomplete';
      return { decoded: { kind: 'frame', payload: rest.slice(framing.prefixBytes, frameBytes) }, frameBytes };
    }
    case 'unframed': {
      if (rest.length === 0) return 'incomplete';
      const payload = rest.slice(0, framing.payloadBytesMax);
      return { decoded: { kind: 'frame', payload }, frameBytes: payload.length };
    }
  }
}

function decodeEnded(
  delimiter: number[],
  payloadBytesMax: number,
  rest: number[],
): 'incomplete' | { decoded: Decoded; frameBytes: number } {
  for (let payloadBytes = 0; payloadBytes <= payloadBytesMax; payloadBytes++) {
    if (rest.length < payloadBytes + delimiter.length) return 'incomplete';
    if (delimiter.every((byte, index) => rest[payloadBytes + index] === byte)) {
      const decoded: Decoded = { kind: 'frame', payload: rest.slice(0, payloadBytes) };
      return { decoded, frameBytes: payloadBytes + delimiter.length };
    }
  }
  return { decoded: { kind: 'violation', violation: 'too-long' }, frameBytes: 0 };
}
