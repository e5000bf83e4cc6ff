import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser } from './browser.test-support.ts';
import { examplePages } from './example-pages.test-support.ts';
import { renderPage } from './page.ts';

/** The bones of a page as a browser has it: what a change of its texts or its looks leaves as it is. */
const OUTLINES: Readonly<Record<string, string>> = {
  bench: `
nav Sections
main
  header
  (headline), cards 5
    Latency, table 1
    Over time, chart 1
    The run, facts 8
    Thresholds
    Errors, table 1
    Notes
    Where it ran, facts 4
    Downloads, download 1
`,
  'bench-failed': `
nav Sections
main
  header
  (headline), cards 5
    Latency, table 1
    Over time, chart 1
    The run, facts 8
    Thresholds
    Errors, table 1
    Diagnoses
    Notes
    Where it ran, facts 4
    Downloads, download 1
`,
  verify: `
nav Sections
main
  header
  (headline), cards 5
    Findings
    Failures
      chat/1.1.2/padding-is-all-nul, figure 2, details 1, table 1, command 1
      chat/properties/order-of-a-sender, figure 2, details 1, table 1, command 1
    Not as expected
    Profile, table 1
    All cases and properties, details 6, table 6
    Notes
    Where it ran, facts 5
    Downloads, download 1
`,
  'verify-passed': `
nav Sections
main
  header
  (headline), cards 4
    Profile, table 1
    All cases and properties, details 1, table 1
    Where it ran, facts 5
    Downloads, download 1
`,
  'several-bench': `
nav Sections
main
  header
  (headline), cards 5
    Latency, table 1
    Over time, chart 1
    The run, facts 8
    Thresholds
    Errors, table 1
    Diagnoses
    Notes
    Where it ran, facts 4
    Downloads, download 1
`,
  'several-verify': `
nav Sections
main
  header
  (headline), cards 5
    Findings
    Failures
      chat/1.1.2/padding-is-all-nul, figure 2, details 1, table 1, command 1
      chat/properties/order-of-a-sender, figure 2, details 1, table 1, command 1
    Not as expected
    Profile, table 1
    All cases and properties, details 6, table 6
    Notes
    Where it ran, facts 5
    Downloads, download 1
`,
};

/** A line for each heading, indented by its level, with what stands below it; and first what the page as a whole consists of. */
async function outlineOf(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const lines = [];
    let counts;
    const begin = (text) => { counts = {}; lines.push({ text, counts }); };
    const count = (what) => { counts[what] = (counts[what] ?? 0) + 1; };
    for (const one of document.querySelectorAll('nav, main, header, h1, h2, h3, h4, dl.cards, dl.facts, .command, table, figure, details, [data-download]')) {
      const level = /^h([1-4])$/i.exec(one.localName)?.[1];
      if (level !== undefined) begin('  '.repeat(Number(level)) + (level === '1' ? '(headline)' : one.textContent.trim()));
      else if (one.matches('nav, main')) begin(one.localName + ' ' + (one.ariaLabel ?? ''));
      else if (one.matches('header')) begin('  header');
      else if (one.matches('figure[data-chart]')) count('chart');
      else if (one.matches('figure[data-chart] *')) continue;
      else if (one.matches('.cards, .facts')) counts[one.matches('.cards') ? 'cards' : 'facts'] = one.querySelectorAll('dt').length;
      else count(one.matches('.command') ? 'command' : one.matches('[data-download]') ? 'download' : one.localName);
    }
    return lines.map(({ text, counts }) => [text.trimEnd(), ...Object.entries(counts).map(([what, number]) => what + ' ' + number)].join(', ')).join('\\n');
  })()`);
}

const pages = await examplePages();

describeInBrowser('the structure of a page', (browser) => {
  it.each(pages)('is as it is written here: $name', async ({ name, report }) => {
    const { page } = await browser.open(renderPage(report));
    expect(await outlineOf(page)).toBe(OUTLINES[name]?.trim());
  });
});
