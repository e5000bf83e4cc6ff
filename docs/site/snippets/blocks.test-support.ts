// The blocks of code in a page, and what a comment right above each says of it:
//   <!-- not run: why -->          it can't be run here, and is only read
//   <!-- leaves with 1: why -->    the exit code that its commands leave with
//   <!-- file: mine.ts -->         what other blocks of the page use under that name
//   <!-- given: me: harness.Speaker; n: number -->   what a piece of TypeScript takes for granted

import { lexer } from 'marked';

export interface Block {
  readonly file: string;
  readonly line: number;
  /** '' where nothing is said: a piece of output. */
  readonly language: string;
  readonly text: string;
  readonly notRun?: string;
  readonly leavesWith?: readonly number[];
  readonly savedAs?: string;
  readonly given?: string;
}

export function blocksOf(file: string, markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index++) {
    const [, indent, fence, language = ''] = /^( *)(`{3,})(\S*)/.exec(lines[index] ?? '') ?? [];
    if (indent === undefined || fence === undefined) continue;
    const begin = index + 1;
    while (++index < lines.length && (lines[index] ?? '').trim() !== fence);
    const text = lines
      .slice(begin, index)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
      .join('\n');
    blocks.push({ file, line: begin, language, text, ...marksAbove(lines, begin - 2) });
  }
  return blocks;
}

function marksAbove(lines: readonly string[], from: number): Partial<Block> {
  let marks: Partial<Block> = {};
  for (let at = from; at >= 0; at--) {
    const line = (lines[at] ?? '').trim();
    const [, kind, said = ''] = /^<!-- (not run|leaves with [\d,]+|file|given): (.*) -->$/.exec(line) ?? [];
    if (kind === undefined) {
      if (line !== '') break;
      continue;
    }
    if (kind === 'not run') marks = { ...marks, notRun: said };
    else if (kind === 'file') marks = { ...marks, savedAs: said };
    else if (kind === 'given') marks = { ...marks, given: said };
    else marks = { ...marks, leavesWith: (kind.match(/\d+/g) ?? []).map(Number) };
  }
  return marks;
}

const KNOWN = ['', 'text', 'sh', 'ts', 'json', 'yaml', 'python'];

/** What is wrong with blocks before any of them is run: those that no test would look at. */
export function unchecked(file: string, markdown: string): string[] {
  // The README's output is indented, and so are the two commands of it that CI runs itself.
  const isAllowed = (text: string) => file === 'README.md' && (/^npm ci && /.test(text) || !looksLikeCommands(text));
  const indented = lexer(markdown).filter((token) => token.type === 'code' && token.codeBlockStyle === 'indented');
  const blocks = blocksOf(file, markdown);
  return [
    ...indented
      .map((token) => ('text' in token ? String(token.text) : ''))
      .filter((text) => !isAllowed(text))
      .map((text) => `${file}: an indented block, which no test looks at; put it between fences: ${text.split('\n')[0]}`),
    ...blocks
      .filter(({ language }) => !KNOWN.includes(language))
      .map(({ line, language }) => `${file}:${line}: no test knows what to do with '${language}'.`),
    ...blocks
      .filter(({ language, text, notRun }) => notRun === undefined && ['', 'text'].includes(language) && looksLikeCommands(text))
      .map(({ line }) => `${file}:${line}: these look like commands; say so by 'sh'.`),
    ...blocks.filter(({ notRun }) => notRun?.trim() === '').map(({ line }) => `${file}:${line}: why is it not run?`),
  ];
}

function looksLikeCommands(text: string): boolean {
  return /^\s*(?:\$ |npx |npm |harness |docker |kubectl |curl )/.test(text);
}
