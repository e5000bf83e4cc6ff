// Lines that fit a terminal.

/** Below it folding makes a ribbon that nobody reads. */
const FOLDED_COLUMNS_MIN = 20;

/** Folds a text that stands behind an indent; where that leaves no room, it goes on as it is. */
export function fold(text: string, indent: number, columns: number | undefined): string {
  if (columns === undefined || columns - indent < FOLDED_COLUMNS_MIN) return text;
  const lines: string[] = [];
  for (const word of text.split(BREAK)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns - indent) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** A space, but not one between a figure and its unit. */
const BREAK = / (?!(?:µs|ms|s|min|h|%|KB|MB|GB|TB)(?!\w))/;

/** The text in one line at most so long, cut off with a sign. */
export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
