// The pages of the documentation, and the blocks in them that are to be run or checked.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Block, blocksOf } from './blocks.test-support.ts';

export interface Documentation {
  /** Their texts by their names. */
  readonly pages: ReadonlyMap<string, string>;
  readonly blocks: readonly Block[];
  /** Those of a language that are not marked as not run. */
  of(language: string): Block[];
}

export function readDocumentation(): Documentation {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const pages = new Map(
    ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
      .filter((file) => file.endsWith('.md'))
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );
  const blocks = [...pages].flatMap(([file, text]) => blocksOf(file, text));
  return { pages, blocks, of: (wanted) => blocks.filter(({ language, notRun }) => language === wanted && notRun === undefined) };
}

/** The README's commands stand in the pages that it leads to as well: where they are the same, they are run there. */
export function withoutRepeated(all: readonly Block[]): Block[] {
  const plain = (line: string) => line.replace(/^npx /, '').replace(/ +#.*$/, '');
  const elsewhere = new Set(all.filter(({ file }) => file !== 'README.md').flatMap(({ text }) => text.split('\n').map(plain)));
  return all.map((block) => {
    if (block.file !== 'README.md') return block;
    return {
      ...block,
      text: block.text
        .split('\n')
        .filter((line) => !elsewhere.has(plain(line)))
        .join('\n'),
    };
  });
}
