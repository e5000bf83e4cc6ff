// The site as a browser shows it, from a disk: what sticks out, what axe-core objects to, and what the script adds.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  accessibilityViolations,
  describeInBrowser,
  eventually,
  keepScreenshot,
} from '../../reports/page/browser.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'site-'));
const address = (page: string) => pathToFileURL(join(folder, 'out', page)).href;
afterAll(() => rmSync(folder, { recursive: true }));

const PAGE = [
  ...['# A page with `code`', 'A text, a [link](#commands-that-are-wide), and a table:', '| flag | |', '| --- | --- |'],
  ...[`| \`--a\` | ${'what it means, and more '.repeat(8)} |`, '', '## Commands that are wide', '', '```sh'],
  ...[
    `harness bench ${'--flag value '.repeat(30)}`,
    '```',
    '',
    '```text',
    'what came',
    '```',
    '',
    '## Else',
    '',
    '- a',
    '- b',
    '',
  ],
].join('\n');

describeInBrowser('the site, in a browser', (browser) => {
  beforeAll(() => {
    mkdirSync(join(folder, 'docs'));
    const order = readFileSync(new URL('./reading-order.ts', import.meta.url), 'utf8');
    for (const [, name = ''] of order.matchAll(/file: '(.*?)'/g)) writeFileSync(join(folder, 'docs', name), PAGE);
    const script = new URL('../../dist/docs/site/build-process.js', import.meta.url).pathname;
    execFileSync(process.execPath, [script, '--out', 'out'], { cwd: folder });
    expect(existsSync(join(folder, 'out/index.html'))).toBe(true);
  });

  it('shows nothing that sticks out and nothing that axe-core objects to, narrow and wide, in light and dark', async () => {
    const { page } = await browser.open('', { width: 360 });
    await page.goto(address('concepts.html'));
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(await accessibilityViolations(page, 'layout'), 'narrow').toEqual([]);
    await keepScreenshot(page, 'site-360');
    for (const width of [2560, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityViolations(page, 'contrast'), 'dark').toEqual([]);
  }, 60_000);

  it('searches by keyboard, goes there, and copies a block', async () => {
    const { page, complaints } = await browser.open('');
    await page.goto(address('index.html'));
    await page.keyboard.press('/');
    await page.keyboard.type('comm wide');
    await eventually(() => page.locator('#found [role=option]').count()).toBe(12);
    await page.keyboard.press('ArrowDown');
    // Said before axe-core comes, which tries to fetch the style sheet.
    expect(complaints).toEqual([]);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await eventually(async () => page.url()).toMatch(/start\.html#commands-that-are-wide$/);
    const button = page.locator('[data-copy]').first();
    await button.click();
    await eventually(() => button.textContent()).toMatch(/^(Copied|Press Ctrl-C)$/);
  }, 60_000);

  it('can be read without a script', async () => {
    const { page } = await browser.open('', { withoutScript: true });
    await page.goto(address('faq.html'));
    expect(await page.locator('button:visible, form:visible').count()).toBe(0);
    expect(await page.locator('.order a:visible').count()).toBeGreaterThan(10);
  });
});
