// The site of docs/: its order, its links, and what it makes of Markdown.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { found } from './browser/found.ts';
import { buildSite } from './built-site.ts';
import { parsePage } from './parsed-page.ts';

const docs = fileURLToPath(new URL('..', import.meta.url));
const texts = new Map(
  readdirSync(docs)
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name, readFileSync(join(docs, name), 'utf8')]),
);
const body = (markdown: string) => parsePage(markdown, (link) => link).body.markup;

describe('the site', () => {
  it('has every page in its reading order, and no link that leads nowhere', () => {
    const { problems, files } = buildSite(texts, (file) => existsSync(join(docs, file)));
    expect(problems).toEqual([]);
    expect(files.size).toBe(texts.size + 1);
  });

  it('has the order beside each page, and the pages before and behind it at its foot', () => {
    const order = ['README.md', 'a.md', 'b.md'].map((file) => ({ file, name: file.slice(0, -3) }));
    const { files } = buildSite(new Map(order.map(({ file }) => [file, `# ${file}`])), () => true, order);
    expect([...files.keys()]).toEqual(['index.html', 'a.html', 'b.html', 'assets/search-index.js']);
    const page = files.get('a.html') ?? '';
    expect(page).toContain('<a href="a.html" aria-current="page">a</a>');
    expect(page).toContain('<a rel="prev" href="index.html">');
    expect(page).toContain('<a rel="next" href="b.html">');
    expect(files.get('b.html')).not.toContain('rel="next"');
  });

  it('shows what is missing, what stands nowhere, and links that lead nowhere', () => {
    const order = ['README.md', 'a.md', 'c.md'].map((file) => ({ file, name: file }));
    const wrong = new Map([
      ['README.md', '# R\n[a](a.md) [b](a.md#no) [c](#no) [d](no.json) [e](https://e.org) [f](a.md#yes-of-course)'],
      ['a.md', '# A\n\n## Yes, of course'],
      ['b.md', 'no title'],
    ]);
    expect(buildSite(wrong, () => false, order).problems).toEqual([
      'docs/c.md is missing: it stands in the reading order.',
      'docs/b.md stands nowhere in the reading order.',
      'README.md: a.md#no leads to no heading of a.md.',
      'README.md: #no leads to no heading of README.md.',
      'README.md: no.json leads to no file.',
    ]);
  });

  it('copies what pages lead to, also from outside of docs/', () => {
    const order = [{ file: 'README.md', name: 'R' }];
    const { copies, files } = buildSite(
      new Map([['README.md', '# R\n[a](gallery/a.html) [b](../deploy/b.yaml)']]),
      () => true,
      order,
    );
    expect([...copies]).toEqual([
      ['gallery/a.html', 'gallery/a.html'],
      ['../deploy/b.yaml', 'files/deploy/b.yaml'],
    ]);
    expect(files.get('index.html')).toContain('href="files/deploy/b.yaml"');
  });
});

describe('a page of Markdown', () => {
  it('names its headings, the same ones one after the other', () => {
    const { title, headings } = parsePage('# A `b`\n## C & d\n## C & d', (link) => link);
    expect(title).toBe('A b');
    expect(headings.map(({ anchor }) => anchor)).toEqual(['a-b', 'c--d', 'c--d-1']);
  });

  it('lets no markup through, and leaves out comments', () => {
    expect(body('<script>alert(1)</script>')).toBe('&#60;script&#62;alert(1)&#60;/script&#62;');
    expect(body('<!-- for the test -->')).toBe('');
    expect(body('a <b>b</b> & `<i>`')).not.toMatch(/<[bi]>/);
    expect(body('```sh\n<b>"\n```')).toContain('<code>&#60;b&#62;&#34;\n</code>');
  });

  it('has a button for what can be copied, and none for output', () => {
    expect(body('```sh\na\n```')).toContain('data-copy');
    expect(body('```text\na\n```')).not.toContain('data-copy');
  });

  it('is searched as the text that is read', () => {
    const { sections } = parsePage(
      '# A\n\nb *c* `d` [e](f)\n\n<!-- no -->\n\n## G\n\n| h | i |\n| --- | --- |\n| j | k |\n\n- l\n- m',
      (to) => to,
    );
    expect(sections.map(({ heading, text }) => [heading, text.replace(/\s+/g, ' ').trim()])).toEqual([
      ['A', 'b c d e'],
      ['G', 'h i j k l m'],
    ]);
  });
});

describe('a search', () => {
  const entry = (heading: string, text: string) => ({ page: 'P', heading, href: `p.html#${heading}`, text });
  const entries = [entry('One', 'the rate of turns'), entry('Rate', 'how many'), entry('Two', 'a corporate plan')];
  const headings = (asked: string) => found(asked, entries).map(({ entry }) => entry.heading);

  it('finds headings before texts, and words before parts of them', () => {
    expect(headings('rate')).toEqual(['Rate', 'One', 'Two']);
    expect(headings('RATE turns')).toEqual(['One']);
    expect(headings('  ')).toEqual([]);
    expect(headings('nowhere')).toEqual([]);
  });

  it('shows what stands around the word', () => {
    const [result] = found('needle', [entry('Long', `${'hay '.repeat(100)}needle ${'hay '.repeat(100)}`)]);
    expect(result?.excerpt).toMatch(/^… hay .*needle hay .* …$/);
    expect(result?.excerpt.length).toBeLessThan(120);
  });
});
