// The texts for people: what they lead to is there.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

describe('the texts', () => {
  const folders = ['.', 'docs'];
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const texts = files.filter((file) => file.endsWith('.md'));

  it('lead to files that are there', () => {
    const links = texts.flatMap((file) => linksOf(readFileSync(file, 'utf8')).map((link) => ({ file, link })));
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter(({ file, link }) => !existsSync(join(dirname(file), link)))).toEqual([]);
  });

  it('would show what is not there, in whatever way it is written', () => {
    expect(linksOf('[a](docs/a.md#part) <a href="b.html"><img src="c.png"></a> <source srcset="d.png"> [e](https://e)')).toEqual([
      'docs/a.md',
      'b.html',
      'c.png',
      'd.png',
    ]);
  });
});

function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:href|src|srcset)="([^"]+)"/g)]
    .map(([, link, attribute]) => (link ?? attribute ?? '').replace(/#.*$/, ''))
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link));
}
