// What was typed as messages, for the protocols whose messages are not blocks: a line each, or a word each.

import type { Person } from './person.ts';

const PART_BYTES = 4096;

/**
 * Each line. Of one longer than `bytesMax` only the first `bytesMax + 1` bytes are given: enough for a framing to refuse it,
 * and no more than fits into memory.
 */
export async function* typedMessages(person: Person, bytesMax: number): AsyncGenerator<Uint8Array, undefined> {
  for (;;) {
    const first = await person.nextLine(bytesMax + 1);
    if (first === undefined) return undefined;
    let last: typeof first | undefined = first;
    while (last !== undefined && !last.endsLine) last = await person.nextLine(bytesMax + 1);
    yield first.bytes;
  }
}

/** Each word, as `scanf("%s")` reads them; of one longer than `bytesMax` the beginning, as above. */
export async function* typedWords(person: Person, bytesMax: number): AsyncGenerator<Uint8Array, undefined> {
  /** A word that the end of a part has cut. */
  let begun = Buffer.alloc(0);
  for (;;) {
    const typed = await person.nextLine(PART_BYTES);
    if (typed === undefined) return undefined;
    let from = 0;
    for (let at = 0; at <= typed.bytes.length; at++) {
      const isEnd = at === typed.bytes.length;
      if (!isEnd && !isSpace(typed.bytes[at])) continue;
      const word = Buffer.concat([begun, typed.bytes.subarray(from, Math.min(at, from + bytesMax + 1))]).subarray(
        0,
        bytesMax + 1,
      );
      from = at + 1;
      begun = isEnd && !typed.endsLine ? word : Buffer.alloc(0);
      if (word.length > 0 && word !== begun) yield word;
    }
  }
}

/** Space, tab and the line ends. */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}
