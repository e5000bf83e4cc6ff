import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import { reportOn } from '../report.ts';
import { describeInBrowser, eventually } from './browser.test-support.ts';
import type { PageContent } from './content.ts';
import { renderDocument } from './document.ts';
import { html, joined } from './html.ts';
import { renderPage } from './page.ts';
import { command, section, table } from './parts.ts';

const record = await exampleRecord();
const RECORD_PAGE = renderPage(reportOn(record));
const KB = 1_024;

const LONG = joined(Array.from({ length: 60 }, (_, line) => html`<p>Line ${String(line)}</p>`));
const ROWS = [
  ['beta', '1.5 ms', '1500'],
  ['alpha', '900 µs', '900'],
  ['Gamma', '–', ''],
  ['delta 10', '12 ms', '12000'],
  ['delta 9', '12 ms', '12000'],
].map(([name = '', text = '', value = '']) => html`<tr><th scope="row">${name}</th><td data-value="${value}">${text}</td></tr>`);

function pageOf(changes: Partial<PageContent> = {}): string {
  return renderDocument({
    title: 'Example',
    first: html`<p class="verdict fail">fail</p><h1>Example</h1>${command("harness bench 'a b'")}`,
    sections: [
      section('one', 'One', LONG),
      section('two', 'Two', table('Figures', ['name', 'took'], ROWS, { sortable: true })),
      section('three', 'Three', html`<details><summary>More</summary><p id="folded">Folded</p></details>${LONG}`),
    ].flatMap((one) => one ?? []),
    downloads: [],
    ...changes,
  });
}

const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent.trim()');
const names = (page: Page) => page.locator('tbody th').allTextContents();

describeInBrowser('a page in a browser', (browser) => {
  it('draws, complains of nothing and asks nobody', async () => {
    const { page, complaints } = await browser.open(RECORD_PAGE);
    expect(await page.locator('figure[data-chart] canvas').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  it('is whole where a server adds a policy of its own that forbids all but what stands in the page', async () => {
    const { page, complaints } = await browser.open('');
    const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";
    await page.route('http://report.test/', (route) =>
      route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': policy }, body: RECORD_PAGE }),
    );
    await page.goto('http://report.test/');
    expect(await page.locator('figure[data-chart] canvas').count()).toBeGreaterThan(0);
    expect(complaints.filter((complaint) => complaint !== 'request: http://report.test/')).toEqual([]);
  });

  it('gives the record out of itself, byte by byte', async () => {
    const { page } = await browser.open(RECORD_PAGE);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'record.json' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('record.json');
    expect(readFileSync(await download.path(), 'utf8')).toBe(`${JSON.stringify(record)}\n`);
  });

  it('gives out no file under a name that leaves its folder or hides', async () => {
    const files = ['../../.bashrc', 'a/b\\c:d.csv', '\u202egpj.exe', '...', 'Größe 1.json'];
    const page = pageOf({ downloads: files.map((file) => ({ file, mediaType: 'text/plain', text: 'x' })) });
    expect([...page.matchAll(/data-download="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'bashrc',
      'a-b-c-d.csv',
      'gpj.exe',
      'download',
      'Größe-1.json',
    ]);
  });

  it('says so, and shows no button, where the browser can unpack nothing', async () => {
    const { page, complaints } = await browser.open(RECORD_PAGE, { before: 'delete window.DecompressionStream' });
    expect(await page.locator('#downloads').innerText()).toContain('this browser is too old to unpack them');
    expect(await page.getByRole('button', { name: 'record.json' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('has its texts and tables without JavaScript, and says what is missing', async () => {
    const { page } = await browser.open(pageOf(), { withoutScript: true });
    expect(await page.locator('noscript').innerText()).toContain('need JavaScript');
    expect(await names(page)).toEqual(['beta', 'alpha', 'Gamma', 'delta 10', 'delta 9']);
    expect(await page.getByRole('button').count()).toBe(0);
  });

  it('runs a script, and wears a style, whatever they contain', async () => {
    const script = `window.kept = ['</script>', '</SCRIPT >', '<!-- <script>', \`a\r\nb\`, /<\\/script>/.source];`;
    const style = `h1::after { content: "</style><h2>"; } h1 { color: rgb(1, 2, 3); }`;
    const content = { title: 'x', first: html`<h1>Title</h1>`, sections: [], downloads: [] };
    const { page, complaints } = await browser.open(renderDocument(content, { script, style }));
    expect(await page.evaluate('kept')).toEqual(['</script>', '</SCRIPT >', '<!-- <script>', 'a\nb', '<\\/script>']);
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe('rgb(1, 2, 3)');
    expect(await page.locator('h2').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is seen from the verdict to the command that repeats it without scrolling', async () => {
    const { page } = await browser.open(pageOf(), { width: 1280, height: 800 });
    const { y = 800, height = 0 } = (await page.locator('header .command').boundingBox()) ?? {};
    expect(y + height).toBeLessThan(800);
  });

  it('changes its colours: first to what the system has not, at last back to what it has', async () => {
    const { page } = await browser.open(pageOf(), { colours: 'dark' });
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await paper();
    const button = page.getByRole('button', { name: 'Colours' });
    const seen: unknown[] = [];
    for (let click = 0; click < 3; click++) {
      await button.click();
      seen.push([await button.textContent(), (await paper()) === dark]);
    }
    expect(seen).toEqual([
      ['Colours: Light', false],
      ['Colours: Dark', true],
      ['Colours: System', true],
    ]);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await paper()).not.toBe(dark);
  });

  it('marks in its bar the section that is read, and lands below the bar', async () => {
    const { page } = await browser.open(pageOf(), { width: 360, height: 640 });
    const current = page.locator('nav a[aria-current]');
    await page.locator('nav a[aria-current]', { hasText: 'Summary' }).waitFor();
    for (const name of ['Three', 'One']) {
      await page.locator('nav a', { hasText: name }).click();
      await page.locator('nav a[aria-current]', { hasText: name }).waitFor();
      expect(await current.count()).toBe(1);
      // Both at one moment, and once it has come to rest: to scroll takes its time.
      const below = () =>
        page.evaluate<number>(`(() => {
          const title = [...document.querySelectorAll('h2')].find((one) => one.textContent === '${name}');
          return title.getBoundingClientRect().top - document.querySelector('nav').getBoundingClientRect().bottom;
        })()`);
      await eventually(async () => {
        const px = await below();
        return px >= 0 && px < 60;
      }).toBe(true);
    }
  });

  it('is walked through by the keyboard: to the report, through the bar, to what it has to press', async () => {
    const { page } = await browser.open(pageOf());
    const order: string[] = [];
    for (let step = 0; step < 9; step++) {
      await page.keyboard.press('Tab');
      order.push(await focused(page));
      const ring = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
      expect(ring, `around ${order.at(-1)}`).toBe('solid');
    }
    expect(order).toEqual(['To the report', 'Summary', 'One', 'Two', 'Three', 'Colours: System', 'Copy', 'name', 'took']);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('#folded').isVisible()).toBe(true);
  });

  it('takes whoever wants it past the bar', async () => {
    const { page } = await browser.open(pageOf());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Copy');
  });

  it('sorts a table by a column: up, down, and as it was; by values, else by texts, and nothing last', async () => {
    const { page } = await browser.open(pageOf());
    const head = (name: string) => page.getByRole('columnheader', { name });
    const took = page.getByRole('button', { name: 'took' });
    await took.focus();
    await page.keyboard.press('Enter');
    expect(await names(page)).toEqual(['alpha', 'beta', 'delta 10', 'delta 9', 'Gamma']);
    expect(await head('took').getAttribute('aria-sort')).toBe('ascending');
    expect(await page.getByRole('status').textContent()).toBe('The table is sorted by took, ascending.');
    await page.keyboard.press('Enter');
    expect(await names(page)).toEqual(['delta 10', 'delta 9', 'beta', 'alpha', 'Gamma']);
    expect(await head('took').getAttribute('aria-sort')).toBe('descending');
    await page.getByRole('button', { name: 'name' }).click();
    expect(await names(page)).toEqual(['alpha', 'beta', 'delta 9', 'delta 10', 'Gamma']);
    expect(await head('took').getAttribute('aria-sort')).toBe(null);
    await page.getByRole('button', { name: 'name' }).click();
    await page.getByRole('button', { name: 'name' }).click();
    expect(await names(page)).toEqual(['beta', 'alpha', 'Gamma', 'delta 10', 'delta 9']);
    expect(await head('name').getAttribute('aria-sort')).toBe(null);
  });

  it('lets the keyboard into a table only while it has more than is seen', async () => {
    const wide = html`<tr>${joined(Array.from({ length: 8 }, () => html`<td>a figure that takes room</td>`))}</tr>`;
    const { page } = await browser.open(
      pageOf({ sections: [{ id: 'wide', title: 'Wide', body: table('Wide figures', ['a'], [wide]) }] }),
      { width: 360 },
    );
    const region = page.getByRole('region', { name: 'Wide figures' });
    expect(await region.getAttribute('tabindex')).toBe('0');
    await page.setViewportSize({ width: 3840, height: 800 });
    await page.locator('[aria-label="Wide figures"]:not([tabindex])').waitFor();
  });

  it('copies the command as it is', async () => {
    const { page } = await browser.open(pageOf());
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.getByRole('status').textContent()).toBe('Copied.');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe("harness bench 'a b'");
  });

  it('selects the command where the browser has no clipboard for it', async () => {
    const { page, complaints } = await browser.open(pageOf(), {
      before:
        'Object.defineProperty(Navigator.prototype, "clipboard", { get() { return { writeText: () => Promise.reject() }; } })',
    });
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('status').filter({ hasText: 'is selected' }).waitFor({ state: 'attached' });
    expect(await page.evaluate('getSelection().toString()')).toBe("harness bench 'a b'");
    expect(complaints).toEqual([]);
  });

  it('opens its folds for paper, is light there, and is as before behind it', async () => {
    const { page } = await browser.open(pageOf(), { colours: 'dark' });
    const seen = () => page.evaluate('[document.querySelector("details").open, document.documentElement.dataset.theme]');
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await seen()).toEqual([true, 'light']);
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await seen()).toEqual([false, undefined]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: 'Copy' }).isVisible()).toBe(false);
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  });
});

it('is under 600 KB for a run of a minute', async () => {
  const ops = ['delivery', 'direct', 'broadcast'];
  const minute = await exampleRecord({}, { seconds: 60, ops });
  expect(minute.timeline.length).toBe(60);
  expect(Buffer.byteLength(renderPage(reportOn(minute)))).toBeLessThan(600 * KB);
});

it('has the licence of whoever draws its charts in it', () => {
  expect(RECORD_PAGE).toContain('Copyright (c) 2022 Leon Sorokin');
  expect(RECORD_PAGE).toContain('The above copyright notice and this permission notice shall be included');
});

it('names nothing that a browser would fetch', () => {
  for (const page of [RECORD_PAGE, renderPage(reportOn(exampleVerifyRecord()))]) {
    const [markup = '', script = ''] = page.split(/<script>([\s\S]*)<\/script>/);
    // The namespace of a drawing is a name, and is fetched by nobody.
    const addresses = page.replaceAll(/http:\/\/www\.w3\.org\/\d+\/\w+/g, '').match(/(https?|wss?):\/\/[\w.-]+/g);
    expect(addresses).toBe(null);
    expect(markup.match(/<(link|img|iframe|object|embed|base)\b| action=|@import|url\(/gi)).toBe(null);
    expect(script.match(/\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|localStorage|eval)\b\s*[.(]/g)).toBe(null);
  }
});
