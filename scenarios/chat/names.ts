// name = "c" index ("." alternative)?, both in base 36: at most 9 bytes, as the room wants them (CHAT-1.2.6). Written and read
// digit by digit, for every delivery carries one. The alternatives are for names that somebody else holds.

export const NAME_BYTES_MAX = 9;

const LETTER = 0x63;
const DOT = 0x2e;
const DIGITS = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz', 'latin1');

/** Writes the name of a client, and returns where it ends. */
export function writeName(target: Uint8Array, at: number, index: number, alternative: number): number {
  target[at] = LETTER;
  const end = writeNumber(target, at + 1, index);
  if (alternative === 0) return end;
  target[end] = DOT;
  return writeNumber(target, end + 1, alternative);
}

/** Whose name it is; -1: not that of a client. */
export function indexOfName(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 2 || end - start > NAME_BYTES_MAX || bytes[start] !== LETTER) return -1;
  return readNumber(bytes, start + 1, end);
}

/** The number behind the dot; 0 without one. */
export function alternativeOfName(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === DOT) return readNumber(bytes, at + 1, end);
  return 0;
}

function writeNumber(target: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let rest = value; rest >= 36; rest = Math.floor(rest / 36)) digits++;
  let rest = value;
  for (let place = at + digits - 1; place >= at; place--) {
    target[place] = DIGITS[rest % 36] as number;
    rest = Math.floor(rest / 36);
  }
  return at + digits;
}

/** Up to the end or a dot; -1 where there is anything but digits. */
function readNumber(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === DOT && at > start) return value;
    const digit = byte >= 0x61 && byte <= 0x7a ? byte - 0x57 : byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : -1;
    if (digit === -1) return -1;
    value = value * 36 + digit;
  }
  return value;
}
