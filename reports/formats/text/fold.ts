// Lines that fit a terminal.

/** Below it folding makes a ribbon that nobody reads. */
const FOLDED_COLUMNS_MIN = 20;

/** Folds a text that stands behind an indent; where that leaves no room, it goes on as it is. */
export function fold(text: string, indent: number, columns: number | undefined): string {
  if (columns === undefined || columns - indent < FOLDED_COLUMNS_MIN) return text;
  const lines: string[] = [];
  for (const word of text.split(BREAK)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= columns - indent) lines[lines.length - 1] = `${last} ${word}`;
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

/** As `cut`, where signs may be two columns wide. */
export function cutToWidth(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let shown = '';
  let width = 0;
  for (const sign of text) {
    width += widthOf(sign);
    if (width > columns - 1) break;
    shown += sign;
  }
  return `${shown}…`;
}

/** In columns of a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += WIDE.test(sign) ? 2 : 1;
  return width;
}

/** Chinese, Japanese and Korean signs, the full-width forms, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
