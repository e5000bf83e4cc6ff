import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import { EXAMPLE_FAIL, EXAMPLE_PASS, exampleVerifyRecord } from '../../../harness/record/example-verify-record.test-support.ts';
import type { BenchRecord } from '../../../harness/record/record.ts';
import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { reportOf } from '../../report.ts';
import { describeInBrowser, eventually } from '../browser.test-support.ts';
import { renderPage } from '../page.ts';

const example = exampleVerifyRecord();
const good = exampleVerifyRecord({
  verdict: 'pass',
  cases: [{ ...EXAMPLE_PASS, id: EXAMPLE_FAIL.id }, EXAMPLE_PASS],
  properties: [],
});
const record = await exampleRecord();

function pageOf(...records: readonly (BenchRecord | VerifyRecord)[]): string {
  const [first, ...others] = records.map((one, index) => ({ name: `run${index + 1}`, record: one }));
  return renderPage(reportOf([first ?? expect.unreachable(), ...others]));
}

const SERVERS = pageOf(example, good);
const RUNS = pageOf(record, { ...record, verdict: 'invalid' }, record);

async function shownRows(page: Page): Promise<string[]> {
  return page.locator('[data-servers] tr[data-row]:visible .id').allTextContents();
}

describeInBrowser('pages of several records in a browser', (browser) => {
  it('show only rows where servers differ, only failures, and what a text finds', async () => {
    const { page, complaints } = await browser.open(SERVERS);
    const all = await shownRows(page);
    expect(all.length).toBe(7);
    await page.getByRole('button', { name: 'Only failures' }).click();
    expect(await shownRows(page)).toEqual(['1.1.2/padding-is-all-nul', 'properties/order-of-a-sender']);
    await page.getByRole('button', { name: 'Only where servers differ' }).click();
    expect(await shownRows(page)).toEqual(['1.1.2/padding-is-all-nul']);
    await page.getByLabel('Text').fill('sender ORDER');
    expect(await shownRows(page)).toEqual([]);
    expect(await page.locator('[data-shown]').textContent()).toBe('0 of 7 rows');
    expect(await page.locator('[data-servers] tbody:visible').count()).toBe(0);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await shownRows(page)).toEqual(all);
    await page.getByLabel('Text').fill('sender ORDER');
    expect(await shownRows(page)).toEqual(['properties/order-of-a-sender']);
    expect(complaints).toEqual([]);
  });

  it('unfold what was found under its row, by keyboard, and fold it again', async () => {
    const { page } = await browser.open(SERVERS);
    const cell = page.getByRole('button', { name: 'failed', exact: true }).first();
    await cell.focus();
    await page.keyboard.press('Enter');
    expect(await cell.getAttribute('aria-expanded')).toBe('true');
    const unfolded = page.locator('tr.unfolded:visible');
    expect(await unfolded.textContent()).toContain('alice got a frame with 15 bytes of an earlier message behind its NUL.');
    expect(await page.locator('tr:has(.id:text-is("1.1.2/padding-is-all-nul")) + tr.unfolded').count()).toBe(1);
    // Of two rows of one section the one is filtered out that has something unfolded.
    await page.getByRole('button', { name: 'failed', exact: true }).nth(1).click();
    await page.getByLabel('Text').fill('names-are-held');
    expect(await shownRows(page)).toEqual(['properties/names-are-held-once']);
    expect(await unfolded.count()).toBe(0);
    await page.getByLabel('Text').fill('1.1.2');
    await cell.focus();
    await page.keyboard.press('Space');
    expect(await unfolded.count()).toBe(0);
    expect(await cell.getAttribute('aria-expanded')).toBe('false');
  });

  it('keep the first column and the heads in sight while a wide matrix scrolls', async () => {
    const { page } = await browser.open(pageOf(...Array.from({ length: 12 }, () => example)), { width: 360 });
    const places = () =>
      page.evaluate(`(() => {
        const region = document.querySelector('.servers .scrolled');
        const frame = region.getBoundingClientRect();
        const head = region.querySelector('thead th:last-child').getBoundingClientRect();
        const first = region.querySelector('tr[data-row] th').getBoundingClientRect();
        return { head: Math.round(head.top - frame.top), first: Math.round(first.left - frame.left) };
      })()`);
    const before = await places();
    const scrolled = await page.evaluate(`(() => {
      const region = document.querySelector('.servers .scrolled');
      region.scrollTo({ left: 200, top: 100, behavior: 'instant' });
      return [region.scrollLeft, region.scrollTop];
    })()`);
    expect(scrolled).toEqual([200, 100]);
    expect(await places()).toEqual(before);
  });

  it('do not scroll sideways on a narrow screen, only their tables do', async () => {
    for (const text of [SERVERS, RUNS, pageOf(...Array.from({ length: 12 }, () => record))]) {
      const { page } = await browser.open(text, { width: 360 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    }
  });

  it('draw a line for each run', async () => {
    const { page, complaints } = await browser.open(RUNS);
    await eventually(() => page.locator('figure[data-chart] canvas').count()).toBeGreaterThanOrEqual(5);
    expect(complaints).toEqual([]);
  });
});
