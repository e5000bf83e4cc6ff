// Which sections a search finds, the most telling first. Pure: the page around it is another module.

export interface Entry {
  readonly page: string;
  readonly heading: string;
  readonly href: string;
  readonly text: string;
}

export interface Found {
  readonly entry: Entry;
  /** What stands around the first word that was found. */
  readonly excerpt: string;
}

const FOUND_MAX = 12;
const EXCERPT_LENGTH = 110;

/** All words have to be there, or the beginnings of them. */
export function found(asked: string, entries: readonly Entry[]): Found[] {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, FOUND_MAX)
    .map(({ entry }) => ({ entry, excerpt: excerptOf(entry, words) }));
}

/** A heading tells more than a text, and a word more than a part of one. */
function scoreOf({ page, heading, text }: Entry, words: readonly string[]): number {
  let score = 0;
  for (const word of words) {
    const own = 8 * weight(heading.toLowerCase(), word) + 4 * weight(page.toLowerCase(), word) + weight(text.toLowerCase(), word);
    if (own === 0) return 0;
    score += own;
  }
  return score;
}

function weight(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === -1) return 0;
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 2 : 1;
}

function excerptOf({ text }: Entry, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word)).filter((at) => at !== -1);
  const from = Math.max(0, Math.min(...places, text.length) - EXCERPT_LENGTH / 3);
  const begin = from === 0 || places.length === 0 ? 0 : text.indexOf(' ', from) + 1;
  const part = text.slice(begin, begin + EXCERPT_LENGTH);
  return `${begin === 0 ? '' : '… '}${part}${begin + EXCERPT_LENGTH < text.length ? ' …' : ''}`;
}
