import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { reportOn } from '../report.ts';
import { describeInBrowser } from './browser.test-support.ts';
import { renderPage } from './page.ts';

const record = await exampleRecord();

describeInBrowser('a page in a browser', (browser) => {
  it('draws, complains of nothing and asks nobody', async () => {
    const { page, complaints } = await browser.open(renderPage(reportOn(record)));
    expect(await page.locator('figure[data-chart] canvas').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  it('gives the record out of itself, byte by byte', async () => {
    const { page } = await browser.open(renderPage(reportOn(record)));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'record.json' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('record.json');
    expect(readFileSync(await download.path(), 'utf8')).toBe(`${JSON.stringify(record)}\n`);
  });
});
