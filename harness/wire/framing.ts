// A framing says where one message ends and the next begins. It is a plain value: it can be printed, sent to another process
// and compared; everything that acts on it is a function beside it.

import { HarnessError } from '../errors.ts';

export type Framing = FixedFraming | NulEndedFraming | DelimiterFraming | LengthPrefixFraming | UnframedFraming;

/** frame = exactly `frameBytes` bytes */
export interface FixedFraming {
  readonly kind: 'fixed';
  readonly frameBytes: number;
  /** `whole`: every byte is payload. `text`: text(0..frameBytes-1) NUL padding */
  readonly content: 'whole' | 'text';
  /** Whether the padding behind a text has to be all NUL, or is not looked at. */
  readonly padding: 'clean' | 'ignored';
  /** What a text without any NUL is: a violation, or a text of the frame's whole length. */
  readonly missingNul: 'violation' | 'whole';
}

/** frame = payload NUL, no NUL in the payload */
export interface NulEndedFraming {
  readonly kind: 'nul-ended';
  readonly payloadBytesMax: number;
}

/** frame = payload delimiter; the first occurrence of the delimiter ends the frame */
export interface DelimiterFraming {
  readonly kind: 'delimiter';
  readonly delimiter: Uint8Array;
  readonly payloadBytesMax: number;
}

/** frame = length(prefixBytes) payload(length) */
export interface LengthPrefixFraming {
  readonly kind: 'length-prefix';
  readonly prefixBytes: 1 | 2 | 4;
  readonly byteOrder: 'big' | 'little';
  readonly payloadBytesMax: number;
}

/** No frames: what one read brings is a payload, cut at the maximum. Only the concatenation means anything. */
export interface UnframedFraming {
  readonly kind: 'unframed';
  readonly payloadBytesMax: number;
}

/** No frame is larger than this, whatever a framing asks for: a length prefix of four bytes must not ask for 4 GiB of memory. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

export function fixedFrames(frameBytes: number): FixedFraming {
  return checked({ kind: 'fixed', frameBytes, content: 'whole', padding: 'clean', missingNul: 'violation' });
}

export function fixedTexts(
  frameBytes: number,
  strictness: Partial<Pick<FixedFraming, 'padding' | 'missingNul'>> = {},
): FixedFraming {
  return checked({ kind: 'fixed', frameBytes, content: 'text', padding: 'clean', missingNul: 'violation', ...strictness });
}

export function nulEnded(payloadBytesMax: number): NulEndedFraming {
  return checked({ kind: 'nul-ended', payloadBytesMax });
}

export function delimited(delimiter: Uint8Array | string, payloadBytesMax: number): DelimiterFraming {
  const bytes = typeof delimiter === 'string' ? Buffer.from(delimiter) : delimiter;
  return checked({ kind: 'delimiter', delimiter: bytes, payloadBytesMax });
}

export function lengthPrefixed(
  prefixBytes: 1 | 2 | 4,
  byteOrder: 'big' | 'little',
  payloadBytesMax: number,
): LengthPrefixFraming {
  return checked({ kind: 'length-prefix', prefixBytes, byteOrder, payloadBytesMax });
}

export function unframed(payloadBytesMax: number): UnframedFraming {
  return checked({ kind: 'unframed', payloadBytesMax });
}

/** Returns the framing when frames of it can be told apart, and says in one sentence why not otherwise. */
function checked<F extends Framing>(framing: F): F {
  const complaint = complaintAbout(framing);
  if (complaint !== undefined) throw new HarnessError('framing-invalid', complaint);
  return framing;
}

/** Why a value that nobody's types have checked is no framing; undefined: it is one. */
export function complaintAboutFraming(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) {
    return 'A framing is a value that fixedFrames, fixedTexts, nulEnded, delimited, lengthPrefixed or unframed returns.';
  }
  const { kind, delimiter, content, padding, missingNul, byteOrder } = value as Readonly<Record<string, unknown>>;
  if (kind === 'delimiter' && !(delimiter instanceof Uint8Array)) return 'The delimiter of a framing is an array of bytes.';
  const isHalfMade =
    kind === 'fixed' &&
    !(['whole', 'text'].includes(String(content)) && typeof padding === 'string' && typeof missingNul === 'string');
  if (isHalfMade) return 'A framing of the kind fixed is made by fixedFrames or fixedTexts.';
  if (kind === 'length-prefix' && !['big', 'little'].includes(String(byteOrder))) {
    return `The byte order of a length prefix is big or little, not ${String(byteOrder)}.`;
  }
  return complaintAbout(value as Framing);
}

function complaintAbout(framing: Framing): string | undefined {
  switch (framing.kind) {
    case 'fixed':
      return complaintAboutBytes('a fixed frame', framing.frameBytes, 1);
    case 'nul-ended':
      return complaintAboutBytes('the payload of a NUL-ended frame', framing.payloadBytesMax, 0);
    case 'delimiter':
      if (framing.delimiter.length < 1 || framing.delimiter.length > 255) {
        return `A delimiter has 1 to 255 bytes, not ${framing.delimiter.length}: frames without one can't be told apart.`;
      }
      return complaintAboutBytes('the payload of a delimited frame', framing.payloadBytesMax, 0);
    case 'length-prefix':
      if (![1, 2, 4].includes(framing.prefixBytes)) {
        return `A length prefix has 1, 2 or 4 bytes, not ${framing.prefixBytes}.`;
      }
      return complaintAboutBytes('the payload behind a length prefix', framing.payloadBytesMax, 0);
    case 'unframed':
      return complaintAboutBytes('one read of an unframed stream', framing.payloadBytesMax, 1);
    default:
      return `There is no framing called '${String((framing as { kind?: unknown }).kind)}': choose fixed, nul-ended, delimiter, length-prefix or unframed.`;
  }
}

function complaintAboutBytes(what: string, bytes: number, bytesMin: number): string | undefined {
  if (Number.isInteger(bytes) && bytes >= bytesMin && bytes <= FRAME_BYTES_MAX) return undefined;
  return `The size of ${what} is a whole number from ${bytesMin} to ${FRAME_BYTES_MAX} bytes, not ${bytes}.`;
}
