// A record whose texts do nothing to the terminal that they are shown on: what a server said may hold commands for it.

import { plainLine } from '../plain-line.ts';

/** With the same shape. What nobody reads as text, and the timeline, is as it was but for the names of operations. */
export function plainRecord<R extends object>(record: R): R {
  return plainValue(record) as R;
}

/** Encoded bytes are plain by what they are written in, and most of a long record. */
const ENCODED = new Set(['hdr', 'responseHdr', 'hex']);

function plainValue(value: unknown): unknown {
  if (typeof value === 'string') return plainLines(value);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      plainLines(key),
      // The words of a command are put into quotes that show what they hold.
      ENCODED.has(key) || (key === 'command' && Array.isArray(one)) ? one : plainValue(one),
    ]),
  );
}

/** A text of several lines stays one. */
function plainLines(text: string): string {
  return text.split(LINE_END).map(plainLine).join('\n');
}

const LINE_END = /\r\n|\n/;
