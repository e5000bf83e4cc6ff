// What is a step simpler than a list, a number or some bytes, the boldest steps first: the words in which properties say how their
// programs become smaller. Everything is made only when it is asked for, and every step leads nearer to one minimum.

/**
 * Lists without a part of it, as delta debugging leaves parts out: without anything, without each half, each quarter, and so on to
 * single items; then with one item simpler, when it is said how items become that.
 */
export function* simplerLists<T>(
  list: readonly T[],
  options: { readonly lengthMin?: number; readonly simplerItem?: (item: T) => Iterable<T> } = {},
): Iterable<T[]> {
  const { lengthMin = 0, simplerItem } = options;
  for (let size = list.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    if (list.length - size < lengthMin) continue;
    for (let from = 0; from < list.length; from += size) yield [...list.slice(0, from), ...list.slice(from + size)];
  }
  if (simplerItem === undefined) return;
  for (const [index, item] of list.entries()) {
    for (const simpler of simplerItem(item)) yield [...list.slice(0, index), simpler, ...list.slice(index + 1)];
  }
}

/** Whole numbers nearer to `min`: that itself first, then half the way to it, a quarter of it, and so on to one less. */
export function* simplerNumbers(value: number, min = 0): Iterable<number> {
  for (let distance = value - min; distance >= 1; distance = Math.floor(distance / 2)) yield value - distance;
}

const LETTER = 0x61;

/** A part that is left out of many bytes is at least one in so many of them, but for the first byte and the last. */
const PARTS_MAX = 64;

/** Shorter ones first, then of the same length with more letters `a` in them. */
export function* simplerBytes(bytes: Uint8Array, lengthMin = 0): Iterable<Uint8Array> {
  for (const shorter of shorterThan(bytes)) if (shorter.length >= lengthMin) yield shorter;
  const strange = [...bytes.keys()].filter((index) => bytes[index] !== LETTER);
  if (strange.length > 1) yield new Uint8Array(bytes.length).fill(LETTER);
  for (const index of strange.slice(0, PARTS_MAX)) {
    const plainer = Uint8Array.from(bytes);
    plainer[index] = LETTER;
    yield plainer;
  }
}

function* shorterThan(bytes: Uint8Array): Iterable<Uint8Array> {
  const { length } = bytes;
  for (let size = length; size >= 1 && size * PARTS_MAX >= length; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < length; from += size) yield without(bytes, from, from + size);
  }
  if (length <= PARTS_MAX) return;
  yield without(bytes, length - 1, length);
  yield without(bytes, 0, 1);
}

function without(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, start), ...bytes.subarray(end)]);
}

/** As bytes become simpler, by the characters of a text. */
export function* simplerStrings(text: string, lengthMin = 0): Iterable<string> {
  const characters = [...text];
  for (const shorter of simplerLists(characters, { lengthMin })) yield shorter.join('');
  const strange = [...characters.keys()].filter((index) => characters[index] !== 'a');
  if (strange.length > 1) yield 'a'.repeat(characters.length);
  for (const index of strange) yield characters.with(index, 'a').join('');
}
