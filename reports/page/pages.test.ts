// What is asked of every page, whichever records it is of.

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { describeInBrowser, keepScreenshot, keepScreenshots } from './browser.test-support.ts';
import { examplePages } from './example-pages.test-support.ts';
import { renderPage } from './page.ts';

/** From the smallest up: what has to become wider takes its time, and sticks out of nothing meanwhile. */
const WIDTHS = [360, 1280, 2560] as const;
const pages = (await examplePages()).map(({ name, report }) => ({ name, text: renderPage(report) }));

/** What is left of A4 between its margins. */
const PAPER_WIDTH = 703;

/** What sticks out of the page to the right: a reader would have to push all of it to and fro. */
async function stickingOut(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > width + 1);
    return ['the page scrolls to ' + document.documentElement.scrollWidth, ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
  })()`);
}

describeInBrowser('every page', (browser) => {
  describe.each(pages)('$name', ({ name, text }) => {
    it('fits a small window, a usual one, a large one, and the paper that it is printed on, light and unfolded', async () => {
      const { page, complaints } = await browser.open(text, { width: WIDTHS[0] });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        expect(await stickingOut(page), `${width} pixels`).toEqual([]);
        await keepScreenshots(page, `${name}-${width}`);
      }
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize({ width: PAPER_WIDTH, height: 800 });
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      await page.emulateMedia({ media: 'print' });
      expect(await stickingOut(page)).toEqual([]);
      expect(await page.locator('details:not([open], figure details)').count()).toBe(0);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      await keepScreenshot(page, `${name}-print`);
      expect(complaints).toEqual([]);
    }, 60_000);
  });

  it('would be found out by what sticks out', async () => {
    const text = (pages[0]?.text ?? '').replace('<header>', '<header><div id="wide">x</div>');
    const { page } = await browser.open(text.replace('</style>', '#wide { width: 400px }</style>'), { width: 360 });
    expect((await stickingOut(page))[0]).toMatch(/^the page scrolls to 4\d\d$/);
  });
});
