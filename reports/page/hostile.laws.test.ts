import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Report, reportOf } from '../report.ts';
import { examplePages } from './example-pages.test-support.ts';
import { HOSTILE_TEXTS, withEveryText } from './hostile.test-support.ts';
import { renderPage } from './page.ts';

const pages = await examplePages();

function withTexts(report: Report, change: (text: string) => string): string {
  const title = change('title');
  const changed = report.entries.map(({ name, record }) => ({ name: change(name), record: withEveryText(record, change) }));
  const [first, ...others] = changed;
  return first === undefined ? '' : renderPage(reportOf([first, ...others], title));
}

function differing(): (text: string) => string {
  let turn = 0;
  return (text) => `${text} ${turn++}`;
}

/**
 * The elements of a page with the names of their attributes, as a browser's parser takes them apart. The pages keep to a strict form
 * (values in double quotes, no bare sign of markup in texts and values): what does not keep to it is none of ours.
 */
function elementsOf(page: string): Set<string> {
  const elements = new Set<string>();
  const piece = /<!doctype html>|<(\/?[a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*) ?\/?>|[^<>]+/gy;
  while (piece.lastIndex < page.length) {
    const at = piece.lastIndex;
    const [, element, attributes = ''] = piece.exec(page) ?? expect.unreachable(`no markup of ours: ${page.slice(at, at + 80)}`);
    if (element === undefined) continue;
    elements.add(`${element}${attributes.replaceAll(/="[^"]*"/g, '')}`);
    for (const [, address] of attributes.matchAll(/ (?:href|src|action)="([^"]*)"/g)) expect(address).toMatch(/^#[\w.-]+$/);
    // Neither of these is markup inside; of the second all that could end it is written otherwise.
    if (element === 'style' || (element === 'script' && attributes === ''))
      piece.lastIndex = page.indexOf(`</${element}`, piece.lastIndex);
  }
  return elements;
}

const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  // Halves of pairs among them. fast-check's own unit of all signs takes a second to set up.
  fc.array(fc.nat({ max: 0x10ffff }), { maxLength: 20 }).map((signs) => String.fromCodePoint(...signs)),
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '=', '`', ' ', '-', '!', 'a'), maxLength: 20 }),
);

describe.each(pages)('the page of $name', ({ report }) => {
  // Texts that are alike and texts that all differ: pages that compare say so in their markup.
  const own = new Set([(text: string) => text, differing()].flatMap((change) => [...elementsOf(withTexts(report, change))]));

  it('has no element and no attribute that a harmless record has not, whatever its texts are', () => {
    expect(own.size).toBeGreaterThan(20);
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (texts) => {
        let turn = 0;
        const page = withTexts(report, (text) => `${text}${texts[turn++ % texts.length]}`);
        expect([...elementsOf(page)].filter((element) => !own.has(element))).toEqual([]);
        // What the script reads is no text of the page yet.
        const markup = page.replace(/(<script[^>]*>)[^<]*/g, '$1');
        expect(markup.match(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u)).toBe(null);
      }),
      { numRuns: 25 },
    );
  });
});

it('would notice an element, an attribute and an address of somebody else', () => {
  const own = new Set(['p', '/p', 'a href', '/a']);
  const strange = (page: string) => [...elementsOf(page)].filter((element) => !own.has(element));
  expect(strange('<p>a &#60;b&#62; <a href="#c">d</a></p>')).toEqual([]);
  expect(strange('<p><img alt="x"></p>')).toEqual(['img alt']);
  expect(strange('<p onclick="x">a</p>')).toEqual(['p onclick']);
  expect(() => elementsOf('<a href="javascript:alert(1)">d</a>')).toThrow();
  expect(() => elementsOf(`<p title='x'>a</p>`)).toThrow();
  expect(() => elementsOf('<p>1 < 2</p>')).toThrow();
});
