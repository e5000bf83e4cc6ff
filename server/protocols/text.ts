// Texts are bytes throughout. These put together and compare them without ever decoding what a client wrote.

const ENCODER = new TextEncoder();

/** The bytes of a text that stands in the source. */
export function bytesOf(text: string): Uint8Array {
  return ENCODER.encode(text);
}

export function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes of one's own. Not `slice`, which leaves the bytes of a Buffer, such as transports lend, where they are. */
export function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

export function isEqual(bytes: Uint8Array, start: number, end: number, other: Uint8Array): boolean {
  if (end - start !== other.length) return false;
  for (let index = 0; index < other.length; index++) if (bytes[start + index] !== other[index]) return false;
  return true;
}

/** The place of the first such byte in bytes[start..end); -1 without one. */
export function placeOf(byte: number, bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === byte) return at;
  return -1;
}

/** A name for a sequence of bytes that is different for different bytes, and says nothing about what they mean. */
export function keyOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let key = '';
  for (let at = start; at < end; at++) key += String.fromCharCode(bytes[at] as number);
  return key;
}
