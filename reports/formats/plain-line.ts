// Text from elsewhere in one line, for forms in which a line's end means something.

/** Line ends and tabs become spaces; what a screen can't show, or what turns the writing round, becomes a sign for it. */
export function plainLine(text: string): string {
  return text.replace(LINE_ENDS, ' ').replace(UNSHOWN, '\ufffd');
}

/** Every sign that some reader ends a line at. */
const LINE_ENDS = /\r\n|[\n\r\t\v\f\u0085\u2028\u2029]/g;

const UNSHOWN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** At most so long, cut off with a sign; never within a pair that makes one sign. */
export function cutAt(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 2)) ? most - 2 : most - 1;
  return `${text.slice(0, end)}…`;
}
