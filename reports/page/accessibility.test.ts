import { describe, expect, it } from 'vitest';
import { accessibilityViolations, describeInBrowser } from './browser.test-support.ts';
import { examplePages } from './example-pages.test-support.ts';
import { renderPage } from './page.ts';

const COLOURS = ['light', 'dark'] as const;
/** Of the figures behind charts those of the first: they are all alike, and long. */
const UNFOLD = `for (const details of document.querySelectorAll('details:not(figure details), figure.chart details'))
  details.open = details.closest('figure') === null || details.closest('figure') === document.querySelector('figure.chart')`;

const pages = (await examplePages()).map(({ name, report }) => ({ name, text: renderPage(report) }));

describeInBrowser('every page, to axe-core', (browser) => {
  describe.each(pages)('$name', ({ text }) => {
    it.each([360, 1280])(
      'has nothing that axe-core objects to at %i pixels, in light and dark',
      async (width) => {
        const { page } = await browser.open(text, { width, withoutPolicy: true });
        await page.evaluate(UNFOLD);
        for (const colours of COLOURS) {
          await page.emulateMedia({ colorScheme: colours });
          expect(await accessibilityViolations(page), colours).toEqual([]);
        }
      },
      60_000,
    );
  });

  it('would be found out', async () => {
    const text = (pages[0]?.text ?? '').replace('<header>', '<header><img src="data:,"><button></button>');
    const { page } = await browser.open(text, { withoutPolicy: true });
    expect((await accessibilityViolations(page)).map((line) => line.split(':')[0])).toEqual(['button-name', 'image-alt']);
  });
});
