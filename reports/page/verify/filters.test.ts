import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { EXAMPLE_FAIL, EXAMPLE_PASS, exampleVerifyRecord } from '../../../harness/record/example-verify-record.test-support.ts';
import { reportOn } from '../../report.ts';
import { describeInBrowser, eventually } from '../browser.test-support.ts';
import { renderPage } from '../page.ts';

const passes = Array.from({ length: 12 }, (_, index) => ({
  ...EXAMPLE_PASS,
  id: `chat/1.${index < 6 ? 4 : 6}.${index}/holds`,
  rule: `Rule ${index} of the twelve.`,
  level: index % 2 === 0 ? ('must' as const) : ('may' as const),
}));
const page = renderPage(reportOn(exampleVerifyRecord({ cases: [EXAMPLE_FAIL, ...passes], properties: [] })));

const shownRows = (shown: Page) => shown.locator('tr[data-kind]:not([hidden])');
const status = (shown: Page) => shown.locator('[data-shown]').textContent();

describeInBrowser('the filters of all cases', (browser) => {
  it('show what is asked for, and say how many', async () => {
    const { page: shown, complaints } = await browser.open(page);
    await shown.getByRole('button', { name: 'passed 12' }).click();
    expect(await status(shown)).toBe('12 of 13 shown');
    await shown.getByRole('button', { name: 'may 6' }).click();
    expect(await status(shown)).toBe('6 of 13 shown');
    expect(await shownRows(shown).count()).toBe(6);
    await shown.getByRole('searchbox').fill('RULE 11 twelve');
    expect(await status(shown)).toBe('1 of 13 shown');
    expect(await shownRows(shown).textContent()).toContain('chat/1.6.11/holds');
    expect(await shownRows(shown).isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('say so when nothing is like that, and give all back', async () => {
    const { page: shown } = await browser.open(page);
    const foldsBefore = await shown.locator('details.group[open]').count();
    await shown.getByRole('searchbox').fill('nothing is called so');
    expect(await shown.getByText('None is like that.').isVisible()).toBe(true);
    expect(await shown.locator('details.group:visible').count()).toBe(0);
    await shown.getByRole('button', { name: 'Show all again' }).click();
    expect(await status(shown)).toBe('13 of 13 shown');
    expect(await shown.getByText('None is like that.').isVisible()).toBe(false);
    expect(await shown.locator('details.group[open]').count()).toBe(foldsBefore);
  });

  it('are worked by the keyboard, and tell their state', async () => {
    const { page: shown } = await browser.open(page);
    const button = shown.getByRole('button', { name: 'failed 1' });
    await button.focus();
    await shown.keyboard.press('Space');
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    expect(await shownRows(shown).count()).toBe(1);
    await shown.keyboard.press('Enter');
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    expect(await shownRows(shown).count()).toBe(13);
  });
});

describeInBrowser('a link to a place in the page', (browser) => {
  it('opens the fold that it lies in', async () => {
    const { page: shown } = await browser.open(page);
    const row = shown.locator('#case-chat-1-6-7-holds');
    expect(await row.isVisible()).toBe(false);
    await shown.getByRole('link', { name: '1.6.7/holds: passed' }).click();
    await row.waitFor({ state: 'visible' });
    await eventually(async () => ((await row.boundingBox())?.y ?? 1e9) < 800).toBe(true);
  });

  it('brings back what a filter hides, a second time, too', async () => {
    const { page: shown } = await browser.open(page);
    const row = shown.locator('#case-chat-1-6-7-holds');
    for (const word of ['padding', 'Rule 2']) {
      await shown.getByRole('searchbox').fill(word);
      expect(await row.isVisible()).toBe(false);
      await shown.getByRole('link', { name: '1.6.7/holds: passed' }).click();
      await row.waitFor({ state: 'visible' });
      expect(await shown.getByRole('searchbox').inputValue()).toBe('');
    }
  });

  it('works in an address that somebody was given', async () => {
    const { page: shown } = await browser.open(page);
    await shown.goto(`${shown.url()}#case-chat-1-6-7-holds`);
    await shown.reload();
    expect(await shown.locator('#case-chat-1-6-7-holds').isVisible()).toBe(true);
  });
});

describeInBrowser('the squares of the matrix', (browser) => {
  it('are one stop of the tab key, and arrows lead through them', async () => {
    const { page: shown } = await browser.open(page);
    const focused = () => shown.evaluate<string>("document.activeElement?.getAttribute('title')");
    await shown.locator('[data-matrix] a').first().focus();
    for (const [key, title] of [
      ['ArrowRight', '1.4.0/holds: passed'],
      ['End', '1.6.11/holds: passed'],
      ['ArrowLeft', '1.6.10/holds: passed'],
      ['Home', '1.1.2/padding-is-all-nul: failed'],
    ] as const) {
      await shown.keyboard.press(key);
      expect(await focused()).toBe(title);
      expect(await shown.locator('[data-pointed]').textContent()).toBe(title);
    }
    expect(await shown.locator('[data-matrix] a[tabindex="0"]').count()).toBe(1);
  });
});

describeInBrowser('the lanes', (browser) => {
  it('are a list on a narrow screen, and are drawn where there is room', async () => {
    for (const [width, isDrawn] of [
      [360, false],
      [1280, true],
    ] as const) {
      const { page: shown } = await browser.open(page, { width });
      expect(await shown.locator('.lanes .heads').isVisible()).toBe(isDrawn);
      const wide = await shown.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(width);
    }
  });

  it('show all of a frame when its box is opened by the keyboard', async () => {
    const { page: shown } = await browser.open(page);
    const frame = shown.locator('.lanes li.sent details').first();
    expect(await frame.locator('pre').isVisible()).toBe(false);
    await frame.locator('summary').focus();
    await shown.keyboard.press('Enter');
    expect(await frame.locator('pre').isVisible()).toBe(true);
  });
});
