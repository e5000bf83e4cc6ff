import { describe, expect, it } from 'vitest';
import { accessibilityViolations, describeInBrowser } from './browser.test-support.ts';
import { examplePages } from './example-pages.test-support.ts';
import { renderPage } from './page.ts';

/** Of the figures behind charts those of the first: they are all alike, and long. */
const UNFOLD = `for (const details of document.querySelectorAll('details:not(figure details), figure.chart details'))
  details.open = details.closest('figure') === null || details.closest('figure') === document.querySelector('figure.chart');
document.querySelector('button.unfolds')?.click();`;

const pages = (await examplePages()).map(({ name, report }) => ({ name, text: renderPage(report) }));

describeInBrowser('every page, to axe-core', (browser) => {
  describe.each(pages)('$name', ({ text }) => {
    it('has nothing that axe-core objects to, narrow and wide, in light and dark', async () => {
      const { page } = await browser.open(text, { width: 360, withoutPolicy: true });
      await page.evaluate(UNFOLD);
      expect(await accessibilityViolations(page, 'layout'), 'narrow').toEqual([]);
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await accessibilityViolations(page, 'contrast'), 'dark').toEqual([]);
    }, 60_000);
  });

  it('would be found out', async () => {
    const text = (pages[0]?.text ?? '').replace('<header>', '<header><img src="data:,"><button></button>');
    const { page } = await browser.open(text, { withoutPolicy: true });
    expect((await accessibilityViolations(page)).map((line) => line.split(':')[0])).toEqual(['button-name', 'image-alt']);
  });

  it('would be found out by a pale text, the last of many that are alike but for that', async () => {
    const list = `<ul>${'<li>a text</li>'.repeat(5)}<li class="pale">a pale text</li></ul>`;
    const text = (pages[0]?.text ?? '').replace('<header>', `<header>${list}`);
    const pale = text.replace('</style>', '.pale { color: #777; background: #888 }</style>');
    const { page } = await browser.open(pale, { withoutPolicy: true });
    expect((await accessibilityViolations(page, 'contrast')).map((line) => line.split(':')[0])).toEqual(['color-contrast']);
  });
});
