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
  (headline), cards 3, facts 6, command 1
    Latency, facts 3, chart 4, table 1
    Over time, chart 10
    Operations, table 1
    Correctness, table 1
    Errors, table 1
    Thresholds, table 1
    Connections, facts 2, table 1, chart 1
    Target, facts 8
    Generator, table 1, facts 5, chart 3
    Plan, facts 6
    Notes
    Environment, facts 6
    Downloads, download 2
`,
  'bench-failed': `
nav Sections
main
  header
  (headline), cards 3
    What the figures show, facts 6, command 1
    Diagnoses
      The server stalls
    Latency, facts 3, chart 4, table 1
    Over time, chart 10
    Operations, table 1
    Correctness, table 1
    Errors, table 1
    Thresholds, table 1
    Connections, facts 2, table 1, chart 1
    Target, facts 8
    Generator, table 1, facts 5, chart 3
    Agents, table 1
    Plan, facts 6
    Notes
    Environment, facts 6
    Downloads, download 2
`,
  verify: `
nav Sections
main
  header
  (headline), cards 3
    The target as a whole
    ✗ What failed, the most telling first, facts 6, command 1
    Not as expected
    By section
      1.1
      1.2
      1.4
      1.5
      generic
      properties
    Failures
      ✗ chat/1.1.2/padding-is-all-nul, figure 2, details 5, command 1
      ✗ chat/properties/order-of-a-sender, figure 2, details 5, command 1
    Failed as expected
      ✗ chat/1.5.5/half-close-lets-frames-take-effect, details 2
    All cases, details 6, table 6
    Profile, table 1
    Target, facts 6
    Slowest
    Notes
    Environment, facts 6
    Downloads, download 2
`,
  'verify-passed': `
nav Sections
main
  header
  (headline), cards 3, facts 6, command 1
    By section
      1.4
    All cases, details 1, table 1
    Profile, table 1
    Target, facts 6
    Environment, facts 6
    Downloads, download 2
`,
  'several-bench': `
nav Sections
main
  header
  (headline), facts 2
    Differences, table 1
    Latency, chart 2
    Over time, chart 5
    Settings, table 1
    Each run, details 1, facts 4
      Why it has this verdict
      Thresholds
      Errors
      Diagnoses
      Notes, command 1, details 1, facts 4
      Thresholds
      Errors
      Notes, command 1, details 1, facts 4
      Thresholds
      Errors
      Notes, command 1
    Environments, table 1
    Downloads, download 2
`,
  'several-verify': `
nav Sections
main
  header
  (headline), table 1, facts 2
    Servers and cases, table 1
    What did not pass
      failed my-server: chat/1.1.2/padding-is-all-nul, command 1
      inconclusive my-server: chat/1.2.4/one-of-many-claims-succeeds
      failed as expected my-server: chat/1.5.5/half-close-lets-frames-take-effect
      not applicable my-server: chat/generic/resources/no-descriptor-is-left
      failed my-server: chat/properties/order-of-a-sender, command 1
    Profiles, table 1
    Each run, details 1, facts 5
      Why it has this verdict
      Findings
      Not as expected
      Notes, command 2, details 1, facts 5
    Settings, table 1
    Environments, table 1
    Downloads, download 2
`,
  capacity: `
nav Sections
main
  header
  (headline), cards 3, facts 8, command 1
    The search, chart 1
    The objective, chart 1
    Over the load, chart 3
    Steps, table 1
    Environment, facts 6
    Downloads, download 2
`,
  'capacity-unknown': `
nav Sections
main
  header
  (headline), cards 1, facts 7, command 1
    The search, chart 1
    The objective, chart 1
    Over the load, chart 3
    Steps, table 1
    Environment, facts 6
    Downloads, download 2
`,
  sweep: `
nav Sections
main
  header
  (headline), cards 3, facts 5, command 1
    Rate over the clients, chart 1
    The law of scalability, table 1
    How far the law is off, chart 1
    Response and CPU, chart 2
    Levels, table 1
    Environment, facts 6
    Downloads, download 2
`,
  'sweep-no-fit': `
nav Sections
main
  header
  (headline), cards 1, facts 5, command 1
    Rate over the clients, chart 1
    Response and CPU, chart 2
    Levels, table 1
    Environment, facts 6
    Downloads, download 2
`,
  comparison: `
nav Sections
main
  header
  (headline), facts 6, command 1
    Differences, table 1
    Over the clients, chart 4
    Figures, details 5, table 5
    Runs, chart 1
    Subjects, table 1
    How it was compared
    Environment, facts 6
    Downloads, download 2
`,
  'comparison-invalid': `
nav Sections
main
  header
  (headline), facts 6, command 1
    Differences, table 1
    Over the clients, chart 4
    Figures, details 5, table 5
    Runs, chart 1
    Subjects, table 1
    How it was compared
    Environment, facts 6
    Downloads, download 2
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
