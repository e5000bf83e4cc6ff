import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { AnyRecord } from '../../harness/record/any-record.ts';
import { exampleCapacityRecord } from '../../harness/record/example-capacity-record.test-support.ts';
import { COMPARISON_VARIANTS } from '../../harness/record/example-comparison-record.test-support.ts';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { exampleSweepRecord } from '../../harness/record/example-sweep-record.test-support.ts';
import { exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import { parseRecord } from '../../harness/record/parse-record.ts';
import { reportOf } from '../report.ts';
import { describeInBrowser } from './browser.test-support.ts';
import { HOSTILE_TEXTS, withEveryText } from './hostile.test-support.ts';
import { renderPage } from './page.ts';

const HOSTILE = HOSTILE_TEXTS.join(' ');

const bench = withEveryText(
  await exampleRecord({
    verdict: 'fail',
    causes: [{ verdict: 'fail', code: 'threshold', sentence: 'It was slow.' }],
    diagnoses: [{ kind: 'stalls', sentence: 'It stood still.' }],
  }),
  (text) => `${text} ${HOSTILE}`,
);
const verify = withEveryText(exampleVerifyRecord(), (text) => `${text} ${HOSTILE}`);

const capacity = withEveryText(
  exampleCapacityRecord({ notes: ['A note.'], verdict: 'fail', causes: ['A cause.'] }),
  (text) => `${text} ${HOSTILE}`,
);
const sweep = withEveryText(exampleSweepRecord({ notes: ['A note.'] }), (text) => `${text} ${HOSTILE}`);
const comparison = withEveryText(COMPARISON_VARIANTS['comparison-invalid'](), (text) => `${text} ${HOSTILE}`);

const PAGES: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'a run of bench', records: [bench] },
  { name: 'a run of verify', records: [verify] },
  { name: 'two runs of bench', records: [bench, bench] },
  { name: 'two runs of verify', records: [verify, verify] },
  { name: 'a search for the capacity', records: [capacity] },
  { name: 'a sweep', records: [sweep] },
  { name: 'a comparison', records: [comparison] },
].map(({ name, records }: { readonly name: string; readonly records: readonly AnyRecord[] }) => {
  const [first = bench, ...others] = records;
  const entryOf = (record: AnyRecord) => ({ name: HOSTILE, record });
  return { name, text: renderPage(reportOf([entryOf(first), ...others.map(entryOf)], HOSTILE)) };
});

/** What no page of ours has, and what would be there if a text had been taken for markup. */
async function strangersIn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('*')].filter((element) =>
    /^(img|iframe|object|embed|link|base|textarea|title|style|script)$/i.test(element.localName) &&
      !element.matches('head > title, head > style, body > script:last-child, script[type="application/json"]') ||
    [...element.attributes].some(({ name }) => name.startsWith('on') || name === 'autofocus' || name === 'action') ||
    /^\\s*javascript:/i.test(element.getAttribute('href') ?? element.getAttribute('src') ?? '')
  ).map((element) => element.outerHTML.slice(0, 200))`);
}

/** Whatever there is to press, open and point at: what it shows is made of texts as well. */
async function touchEverything(page: Page): Promise<void> {
  await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true;
    for (const button of [...document.querySelectorAll('button:not([data-download])')].slice(0, 80)) button.click();
    for (const place of document.querySelectorAll('canvas, .u-over, svg, figure'))
      for (const type of ['pointerenter', 'mouseenter', 'pointermove', 'mousemove']) {
        const { left, top, width, height } = place.getBoundingClientRect();
        place.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: left + width / 2, clientY: top + height / 2 }));
      }`);
}

describeInBrowser('a page of records whose every text is hostile', (browser) => {
  it.each(PAGES)('shows them as texts and does nothing that they say: $name', async ({ text }) => {
    const { page, complaints } = await browser.open(text);
    expect(await strangersIn(page)).toEqual([]);
    await touchEverything(page);
    expect(await strangersIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
    const shown = await page.evaluate<string>('document.querySelector("main").textContent');
    for (const readable of HOSTILE_TEXTS.slice(0, 10)) expect(shown.split(readable).length, readable).toBeGreaterThan(10);
    expect(await page.title()).toContain('</script><script>alert(1)</script>');
  });

  it('stays as wide as its window when a word has a hundred thousand letters', async () => {
    const word = 'wide'.repeat(25_000);
    const record = { ...bench, causes: [{ verdict: 'fail' as const, code: 'x', sentence: word }], notes: [word] };
    const { page, complaints } = await browser.open(renderPage(reportOf([{ name: 'long', record }])), { width: 360 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(complaints).toEqual([]);
  });

  it('would be found out', async () => {
    const text = (PAGES[0]?.text ?? '').replace('<header>', '<header><img alt="x"><p onclick="x"></p><script>alert(1)</script>');
    const { page, complaints } = await browser.open(text);
    expect((await strangersIn(page)).length).toBe(3);
    expect(complaints.some((complaint) => complaint.includes('policy: script-src'))).toBe(true);
  });
});

it('is of records that a file can hold', () => {
  for (const record of [bench, verify, capacity, sweep, comparison]) expect(parseRecord(JSON.stringify(record))).toEqual(record);
});
