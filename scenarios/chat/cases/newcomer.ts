// Whoever comes to the door without anything being taken for granted: what is judged of arrivals and of frames can't rest on a stage
// that was set by them. What does not come is waited for once, and then the newcomer goes no further.

import type { Talker } from './talker.ts';

type Bytes = Uint8Array | string;

const FRAMES_OF_JOINING = 4;

/** Asks for a name, and takes what comes of a registration; whether all of it came. */
export async function asksFor(talker: Talker, name: string): Promise<boolean> {
  talker.name = name;
  talker.send(name);
  return (await talker.hears(FRAMES_OF_JOINING)).length === FRAMES_OF_JOINING;
}

/** Arrives and asks for a name; whether all that should come of it came. */
export async function comesAs(talker: Talker, name: string): Promise<boolean> {
  return (await talker.arrives()) !== undefined && (await asksFor(talker, name));
}

/** Asks for a name that should be refused, and takes the one frame that says so. */
export function isAnswered(talker: Talker, name: Bytes): Promise<Buffer | undefined> {
  talker.send(name);
  return talker.next();
}

/** So many bytes has every frame that the talker sends. */
export function frameBytesOf(talker: Talker): number {
  return talker.encoded('').length;
}

/** So long can a text be that the talker sends to a name of 9 bytes, with a NUL behind it. */
export function textBytesMaxOf(talker: Talker): number {
  return frameBytesOf(talker) - '123456789:'.length - 1;
}

/** A frame of a size of one's own choice: the text, and NULs to the end. */
export function framed(text: Bytes, frameBytes: number): Buffer {
  const frame = Buffer.alloc(frameBytes);
  Buffer.from(text).copy(frame);
  return frame;
}

/** Ordinary letters, so many, that look different at every place. */
export function letters(count: number): string {
  return Array.from({ length: count }, (_, index) => ALPHABET[(index * 7 + Math.floor(index / 26)) % 26]).join('');
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
