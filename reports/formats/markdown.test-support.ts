// GitHub's Markdown as far as a report uses it, read strictly: whatever is none of the few blocks below, or would be more than text
// within one, is an error. Written from the specification and not from what writes the report.

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'code'; readonly language: string; readonly lines: readonly string[] }
  | { readonly kind: 'details'; readonly summary: string; readonly blocks: readonly Block[] };

export function parseMarkdown(sheet: string): Block[] {
  if (/[\r\u2028\u2029\u0085]/.test(sheet)) throw new Error('a line ends otherwise than by a line feed');
  const lines = sheet.split('\n');
  if (lines.pop() !== '') throw new Error('the last line does not end');
  const top: Block[] = [];
  const open: { readonly summary: string; readonly blocks: Block[] }[] = [];
  const add = (block: Block) => {
    const blocks = open.at(-1)?.blocks ?? top;
    if (block.kind === 'list' && blocks.at(-1)?.kind === 'list') throw new Error('two lists in a row are one');
    blocks.push(block);
  };
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const until = (isEnd: (line: string) => boolean) => {
      const from = at;
      while (at < lines.length && !isEnd(lines[at] ?? '')) at++;
      return lines.slice(from, at);
    };
    const fence = /^(`{3,})([a-z]*)$/.exec(line);
    const summary = /^<details><summary>(.*)<\/summary>$/.exec(line);
    if (line === '') {
      at++;
    } else if (fence !== null) {
      at++;
      const body = until((one) => /^ {0,3}`{3,} *$/.test(one) && one.trim().length >= (fence[1]?.length ?? 0));
      if (at === lines.length) throw new Error('a block of code does not end');
      at++;
      add({ kind: 'code', language: fence[2] ?? '', lines: body });
    } else if (summary !== null) {
      at++;
      // HTML goes on until an empty line.
      if (lines[at] !== '') throw new Error(`HTML goes on with ${JSON.stringify(lines[at])}`);
      open.push({ summary: htmlText(summary[1] ?? ''), blocks: [] });
    } else if (line === '</details>') {
      at++;
      const details = open.pop();
      if (details === undefined) throw new Error('a folded block ends that did not begin');
      add({ kind: 'details', ...details });
    } else if (/^#{2,3} /.test(line)) {
      at++;
      const level = line.indexOf(' ');
      add({ kind: 'heading', level, text: inline(line.slice(level + 1).replace(/(^|\s)#+$/, '')) });
    } else if (line.startsWith('| ')) {
      add({ kind: 'table', rows: tableRows(until((one) => one === '')) });
    } else if (line.startsWith('- ')) {
      add({ kind: 'list', items: until((one) => one === '').map(item) });
    } else {
      const paragraph = until((one) => one === '');
      if (paragraph.length !== 1) throw new Error(`a paragraph of ${paragraph.length} lines: ${line.slice(0, 60)}`);
      add({ kind: 'paragraph', text: inline(lead(line)) });
    }
  }
  if (open.length > 0) throw new Error('a folded block does not end');
  return top;
}

function item(line: string): string {
  if (!line.startsWith('- ')) throw new Error(`this is no item: ${line.slice(0, 60)}`);
  return inline(lead(line.slice(2)));
}

/** What begins a block of its own at the beginning of a line or of an item. */
function lead(text: string): string {
  if (/^( |[-+*] |[-+*]$|\d{1,9}[.)]( |$)|#{1,6}( |$)|>|={1,}\s*$|-{2,}|~~~|\|)/.test(text)) {
    throw new Error(`this begins a block: ${JSON.stringify(text.slice(0, 60))}`);
  }
  return text;
}

function tableRows(lines: readonly string[]): string[][] {
  const rows = lines.map((line) => {
    // A backslash and the sign behind it are passed over together, code or not.
    const cells = line.match(/(?:\\[\s\S]|[^|\\])*\|/g)?.map((cell) => cell.slice(0, -1)) ?? [];
    if (cells.join('|').length + 1 !== line.length || cells[0] !== '') throw new Error(`this is no row: ${line.slice(0, 80)}`);
    return cells.slice(1).map((cell) => cell.trim().replaceAll('\\|', '|'));
  });
  const [titles, rule, ...body] = rows;
  if (titles === undefined || rule === undefined || !rule.every((cell) => /^-+:?$/.test(cell)))
    throw new Error('a table without its rule');
  for (const row of rows) if (row.length !== titles.length) throw new Error(`a row of ${row.length} cells, not ${titles.length}`);
  return [titles, ...body].map((row) => row.map((cell) => inline(cell, 'cell')));
}

const PUNCTUATION = /[!-/:-@[-`{-~]/;

/** The text that is shown; code stands between ‹ and ›. Two stars on either side are ours. In a cell, bars are told apart before. */
function inline(source: string, place?: 'cell'): string {
  let text = '';
  let prose = '';
  let at = 0;
  let isBold = false;
  const flush = () => {
    if (LINKED_BY_GITHUB.test(prose)) throw new Error(`this would become a link or a picture: ${JSON.stringify(prose)}`);
    prose = '';
  };
  const put = (sign: string) => {
    text += sign;
    prose += sign;
    at++;
  };
  while (at < source.length) {
    const sign = source[at] ?? '';
    if (sign === '\\') {
      const next = source[at + 1] ?? '';
      if (!PUNCTUATION.test(next)) throw new Error(`a backslash stands before ${JSON.stringify(next)}`);
      at++;
      put(next);
    } else if (sign === '`') {
      const fence = /`+/y;
      fence.lastIndex = at;
      const run = fence.exec(source)?.[0] ?? '';
      const close = [...source.slice(at + run.length).matchAll(/`+/g)].find(([other]) => other === run);
      if (close === undefined) throw new Error('code does not end');
      const body = source.slice(at + run.length, at + run.length + close.index);
      const isPadded = /^ .*[^ ].* $/.test(body) || /^ [^ ] $/.test(body);
      flush();
      text += `‹${isPadded ? body.slice(1, -1) : body}›`;
      at += run.length * 2 + body.length;
    } else if (source.startsWith('**', at)) {
      isBold = !isBold;
      at += 2;
    } else if (/[*_[\]<>&~$]/.test(sign) || (sign === '|' && place !== 'cell')) {
      throw new Error(`'${sign}' is more than text: ${JSON.stringify(source.slice(Math.max(0, at - 20), at + 20))}`);
    } else put(sign);
  }
  flush();
  if (isBold) throw new Error('bold does not end');
  return text;
}

/** Looked for by GitHub in what is left of the escapes. */
const LINKED_BY_GITHUB = /@\w|#\d|\bGH-\d|:\/\/\S|\bwww\.|:[a-z+-][\w+-]*:/i;

const ENTITIES = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
]);

/** HTML of a summary: text, and code that is ours. */
function htmlText(html: string): string {
  const bare = html.replace(/<code>|<\/code>/g, '');
  if (/[<>]|&(?!(amp|lt|gt);)/.test(bare)) throw new Error(`this is HTML: ${bare.slice(0, 80)}`);
  const text = bare.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES.get(entity) ?? entity);
  // Nothing goes on from code into what stands beside it.
  for (const part of html.split(/<code>|<\/code>/)) {
    if (LINKED_BY_GITHUB.test(part)) throw new Error(`this would become a link: ${part.slice(0, 80)}`);
  }
  return text;
}
