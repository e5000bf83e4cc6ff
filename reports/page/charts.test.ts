import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { accessibilityViolations, describeInBrowser, eventually, type View } from './browser.test-support.ts';
import type { Chart } from './chart.ts';
import { renderDocument } from './document.ts';
import { figure } from './figure.ts';
import { html, joined } from './html.ts';
import { heatMap, lines, nastyChart, oddCharts, pointsChart, seconds, tailChart, timeChart } from './odd-charts.test-support.ts';

describeInBrowser('charts in a browser', (browser) => {
  async function show(charts: readonly Chart[], view?: View) {
    const body = joined(charts.map(figure));
    const sections = [{ id: 'charts', title: 'Charts', body }];
    const shown = await browser.open(
      renderDocument({ title: 'Charts', first: html`<h1>Charts</h1>`, sections, downloads: [] }),
      view,
    );
    await shown.page.locator(`#${charts[0]?.id} canvas`).waitFor();
    return shown;
  }

  it('draw all that is odd, and complain of nothing', async () => {
    const charts = oddCharts();
    const { page, complaints } = await show(charts);
    // Whoever does not scroll has them, too.
    await eventually(() => page.locator('canvas').count()).toBe(charts.length - 1);
    expect(await page.locator('#none .empty').textContent()).toBe('There are no values to be drawn.');
    expect(complaints).toEqual([]);
  });

  it('show in all of a group the values where the mouse is in one', async () => {
    const { page } = await show([timeChart(), heatMap(), lines('alone', 'Alone', seconds(60), [seconds(60)])]);
    await pointAt(page, 'heat', 0.5, 0.5);
    const place = await page.locator('#heat .place').textContent();
    expect(place).toMatch(/^at (29|30) s$/);
    expect(await page.locator('#time .place').textContent()).toBe(place);
    expect(await values(page, 'time')).toEqual([expect.stringMatching(/^1,0\d\d\/s$/), expect.stringMatching(/\/s$/)]);
    expect(await values(page, 'alone')).toEqual(['']);
    await page.mouse.move(1, 1);
    expect(await page.locator('#time .place').textContent()).toBe('');
  });

  it('write the exact values of the place that the keys go to, and tell them', async () => {
    const chart = {
      ...lines('k', 'Keys', seconds(30), [seconds(30).map((second) => 1000 + second * 7)]),
      marks: timeChart().marks,
    };
    const { page } = await show([{ ...chart, marks: [{ kind: 'evidence', from: 10, to: 12, text: 'a stall' }] }]);
    const told = page.locator('#k .told');
    const plot = page.getByRole('application', { name: 'Keys. What is to be seen here.' });
    await plot.focus();
    const after = async (...keys: string[]) => {
      for (const key of keys) await plot.press(key);
      return told.textContent();
    };
    expect(await after('ArrowRight')).toBe('0 s, line 1 1 ms');
    expect(await after('ArrowRight', 'ArrowRight')).toBe('2 s, line 1 1.014 ms');
    expect(await values(page, 'k')).toEqual(['1.014 ms']);
    expect(await after('End')).toBe('29 s, line 1 1.203 ms');
    expect(await after('ArrowRight')).toBe('29 s, line 1 1.203 ms');
    expect(await after('PageUp')).toBe('19 s, line 1 1.133 ms');
    expect(await after('Home')).toBe('0 s, line 1 1 ms');
    expect(await after('PageDown')).toBe('10 s, line 1 1.07 ms. A: a stall');
    expect(await page.locator('#k .note').textContent()).toBe('A: a stall');
    expect(await after('ArrowRight')).toBe('11 s, line 1 1.077 ms');
    expect(await after('Escape')).toBe('');
    expect(await values(page, 'k')).toEqual(['']);
  });

  it('tell of a point where it may lie and what it is made of, and paint all that within the plot', async () => {
    const { page } = await show([pointsChart()]);
    const plot = page.getByRole('application');
    await plot.press('Home');
    expect(await page.locator('#points .told').textContent()).toMatch(
      /^1, median 1 ms \(900 µs to 1\.1 ms\), of 900 µs, 1 ms, 1\.1 ms, line with ranges 1\.5 ms \(1\.4 ms to 1\.6 ms\), shape 3 0 µs/,
    );
    await plot.press('ArrowRight');
    await plot.press('ArrowRight');
    expect(await values(page, 'points')).toEqual(['no value', '3.5 ms', ...Array.from({ length: 6 }, () => 'no value')]);
    // The table behind it has them, too.
    await page.locator('#points summary').click();
    const titles = async () => (await page.locator('#points th').allTextContents()).slice(1, 7);
    await eventually(titles).toEqual(
      ['median', 'median, from', 'median, to', 'median, 1 of 3', 'median, 2 of 3', 'median, 3 of 3'].map(
        (name) => `${name} (µs)`,
      ),
    );
    // The longest range reaches to 90 ms, so that is where the axis ends; hidden, its sign goes.
    const painted = (colour: string) => page.evaluate<number>(countPixels(colour));
    const before = await painted('--series-1');
    expect(before).toBeGreaterThan(50);
    await page.getByRole('button', { name: 'median' }).click();
    await eventually(() => painted('--series-1')).toBe(0);
  });

  it('read a map by column and row', async () => {
    const { page } = await show([heatMap()]);
    const plot = page.getByRole('application');
    await plot.press('Home');
    expect(await page.locator('#heat .told').textContent()).toBe('0 s, 316 µs to 422 µs: 900 samples');
    await plot.press('ArrowUp');
    expect(await page.locator('#heat .value').textContent()).toBe('422 µs to 562 µs: 450 samples');
    await pointAt(page, 'heat', 0.5, 0.02);
    expect(await page.locator('#heat .value').textContent()).toMatch(/ ms: 0 samples$/);
  });

  it('zoom together by dragging, and show all again by the button and by two clicks', async () => {
    const { page } = await show([timeChart(), heatMap()]);
    const all = page.getByRole('button', { name: 'Show all' });
    expect(await all.count()).toBe(0);
    for (const reset of [() => all.last().click(), () => page.locator('#time .u-over').dblclick()]) {
      await drag(page, 'time', 0.26, 0.51);
      expect(await all.count()).toBe(2);
      for (const [id, fraction, expected] of [
        ['time', 0.01, /^at 15 s$/],
        ['heat', 0.99, /^at 30 s$/],
      ] as const) {
        await pointAt(page, id, fraction, 0.5);
        expect(await page.locator(`#${id} .place`).textContent()).toMatch(expected);
      }
      await reset();
      expect(await all.count()).toBe(0);
      await pointAt(page, 'heat', 0.01, 0.5);
      expect(await page.locator('#time .place').textContent()).toBe('at 0 s');
    }
  });

  it('zoom by keys, and go on with the cursor', async () => {
    const { page } = await show([timeChart()]);
    const plot = page.getByRole('application');
    const told = page.locator('#time .told');
    await plot.press('Home');
    await plot.press('+');
    await plot.press('+');
    expect(await told.textContent()).toBe('Shown: 0 s to 14 s.');
    await plot.press('PageDown');
    await plot.press('PageDown');
    expect(await told.textContent()).toContain('20 s, line 1 0/s');
    const [line, over] = await Promise.all([
      page.locator('#time .u-cursor-x').boundingBox(),
      page.locator('#time .u-over').boundingBox(),
    ]);
    expect(line?.x).toBeCloseTo((over?.x ?? 0) + (over?.width ?? 0), -1);
    await plot.press('0');
    expect(await told.textContent()).toBe('All is shown.');
    expect(await page.getByRole('button', { name: 'Show all' }).count()).toBe(0);
  });

  it('hide a line and show it again', async () => {
    const { page } = await show([tailChart()]);
    const lag = page.getByRole('button', { name: 'send lag' });
    expect(await lag.getAttribute('aria-pressed')).toBe('false');
    const before = await picture(page, 'tail');
    await lag.click();
    expect(await lag.getAttribute('aria-pressed')).toBe('true');
    await page.waitForFunction(`document.querySelector('#tail canvas').toDataURL() !== ${JSON.stringify(before)}`);
    await page.getByRole('application').press('End');
    expect(await page.locator('#tail .told').textContent()).toMatch(/^p100, response .*, service .*, send lag /);
    await lag.press('Space');
    await page.getByRole('application').press('End');
    expect(await page.locator('#tail .told').textContent()).not.toContain('send lag');
  });

  it('have their figures behind them, which can be taken along', async () => {
    const { page } = await show([heatMap(), timeChart()]);
    const tables = page.locator('.data table');
    expect(await tables.count()).toBe(0);
    await page.locator('#time summary').click();
    const rows = page.locator('#time .data tr');
    await rows.first().waitFor();
    expect(await rows.nth(0).locator('th').allTextContents()).toEqual([
      'second (s)',
      'line 1 (per second)',
      'line 2 (per second)',
    ]);
    expect(await rows.nth(22).locator('td').allTextContents()).toEqual(['21', '0', '-3']);
    await page.locator('#heat summary').click();
    await page.locator('#heat .rest').waitFor();
    expect(await page.locator('#heat tbody tr').count()).toBe(500);
    expect(await page.locator('#heat .rest').textContent()).toBe(
      'The first 500 of 541 rows: the other 41 are in what is copied, and all in the record.',
    );
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('#heat .copy button').click();
    await page.locator('#heat .copy [role=status]', { hasText: 'Copied' }).waitFor();
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(copied.split('\n').length).toBe(543);
    expect(copied.split('\n')[1]).toBe('0\t100\t133\t4');
  });

  it('are drawn in the colours of the theme, and follow the system when it changes its own', async () => {
    const { page } = await show([timeChart(), heatMap()], { colours: 'light' });
    const light = await strongest(page, 'heat');
    await page.emulateMedia({ colorScheme: 'dark' });
    await eventually(() => strongest(page, 'heat')).not.toEqual(light);
    await page.locator('[data-theme-switch]').click();
    await eventually(() => strongest(page, 'heat')).toEqual(light);
    await page.locator('[data-theme-switch]').click();
    await eventually(() => strongest(page, 'heat')).not.toEqual(light);
  });

  it('go on paper in light colours and no wider than it, and are afterwards as before', async () => {
    const { page } = await show(
      [timeChart(), heatMap(), ...Array.from({ length: 9 }, (_, index) => lines(`far-${index}`, 'Far', [1, 2], [[1, 2]]))],
      { colours: 'dark' },
    );
    const dark = await picture(page, 'heat');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    await page.setViewportSize({ width: 640, height: 900 });
    expect(await page.locator('canvas').count()).toBe(11);
    await eventually(() => picture(page, 'heat')).not.toBe(dark);
    const [canvas, place] = await Promise.all([page.locator('#heat canvas').boundingBox(), page.locator('#heat').boundingBox()]);
    expect(canvas?.width).toBeGreaterThan(400);
    expect((canvas?.x ?? 0) + (canvas?.width ?? 0)).toBeLessThanOrEqual((place?.x ?? 0) + (place?.width ?? 0));
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    await eventually(() => picture(page, 'heat')).toBe(dark);
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBeUndefined();
  });

  it('are as wide as their place, whatever becomes of it', async () => {
    const { page, complaints } = await show([timeChart()], { width: 1280 });
    for (const width of [360, 900]) {
      await page.setViewportSize({ width, height: 800 });
      await eventually(() =>
        page.evaluate(`document.querySelector('canvas').clientWidth === document.querySelector('.plot').clientWidth`),
      ).toBe(true);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    expect(complaints).toEqual([]);
  });

  it('are drawn when what they are hidden in is shown', async () => {
    const body = html`<div id="hidden" hidden>${figure(timeChart())}</div>`;
    const sections = [{ id: 'charts', title: 'Charts', body }];
    const { page } = await browser.open(renderDocument({ title: 'Charts', first: html``, sections, downloads: [] }));
    expect(await page.locator('canvas').count()).toBe(0);
    await page.evaluate(`document.querySelector('#hidden').hidden = false`);
    await page.locator('canvas').waitFor();
  });

  it('take no text for markup', async () => {
    const { page, complaints } = await show([nastyChart()]);
    await page.locator('summary').click();
    await page.locator('.data th').first().waitFor();
    await page.getByRole('application').press('ArrowRight');
    expect(await page.locator('.note').textContent()).toContain('<img src=x');
    expect(await page.locator('img, main script:not([type="application/json"])').count()).toBe(0);
    expect(await page.title()).toBe('Charts');
    expect(complaints).toEqual([]);
  });

  it('say below what is marked and what the limits are, without the script', () => {
    const words = [timeChart(), tailChart()].map((chart) => figure(chart).markup).join('');
    for (const text of [
      '<li class="evidence"><b class="sign">B</b><span>at 40 s: one client was reset</span></li>',
      '<li class="warm-up"><b class="sign"></b><span>0 s to 5 s: warm-up, which is not counted</span></li>',
      '<b>✓</b> response.p99 &#60; 20ms: met (dotted line)',
      '<b>✗</b> response.max &#60; 100ms: not met (dashed line)',
    ]) {
      expect(words).toContain(text);
    }
  });

  it('say once what is marked several times in a row', () => {
    const stall = (at: number, text: string) => ({ kind: 'evidence', from: at, to: at, text }) as const;
    const marks = [stall(10, 'a stall'), stall(30, 'a stall'), stall(50, 'a stall'), stall(70, 'a reset')];
    expect(figure({ ...timeChart(), marks }).markup.match(/<li class="evidence">.*?<\/li>/g)).toEqual([
      '<li class="evidence"><b class="sign">A–C</b><span>at 10 s, 30 s, 50 s: a stall</span></li>',
      '<li class="evidence"><b class="sign">D</b><span>at 70 s: a reset</span></li>',
    ]);
  });

  it('are found without fault by axe, in light colours and in dark ones', async () => {
    const { page } = await show([timeChart(), heatMap(), tailChart(), lines('none', 'None', [], [])]);
    await page.locator('#time summary').click();
    await page.locator('#time .data table').waitFor();
    await page.locator('#time .plot').press('End');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityViolations(page, 'contrast'), 'dark').toEqual([]);
  });

  it('set the cursor where a finger taps, and let it scroll the page', async () => {
    const { page } = await show(oddCharts(), { width: 360, isTouched: true });
    const over = page.locator('#time .u-over');
    await over.scrollIntoViewIfNeeded();
    const box = (await over.boundingBox()) ?? expect.unreachable();
    const at = { x: box.x + box.width / 2, y: box.y + 20 };
    await page.touchscreen.tap(at.x, at.y);
    await eventually(() => page.locator('#time .place').textContent()).toMatch(/^at (29|30) s$/);
    const before = Number(await page.evaluate('scrollY'));
    const session = await page.context().newCDPSession(page);
    for (const [type, up] of [
      ['touchStart', 0],
      ['touchMove', 40],
      ['touchMove', 120],
      ['touchMove', 200],
      ['touchEnd', 200],
    ] as const) {
      const touchPoints = type === 'touchEnd' ? [] : [{ x: at.x, y: at.y - up }];
      await session.send('Input.dispatchTouchEvent', { type, touchPoints });
    }
    await eventually(async () => Number(await page.evaluate('scrollY'))).toBeGreaterThan(before + 100);
    expect(await page.getByRole('button', { name: 'Show all' }).count()).toBe(0);
  });
});

/** Of the plot: 0 is its left and its top. */
async function pointAt(page: Page, id: string, x: number, y: number): Promise<void> {
  const over = page.locator(`#${id} .u-over`);
  const box = (await over.boundingBox()) ?? expect.unreachable();
  await over.hover({ position: { x: box.width * x, y: box.height * y } });
}

async function drag(page: Page, id: string, from: number, to: number): Promise<void> {
  await pointAt(page, id, from, 0.5);
  await page.mouse.down();
  await pointAt(page, id, (from + to) / 2, 0.5);
  await pointAt(page, id, to, 0.5);
  await page.mouse.up();
}

function values(page: Page, id: string): Promise<string[]> {
  return page.locator(`#${id} .legend .value`).allTextContents();
}

function picture(page: Page, id: string): Promise<unknown> {
  return page.evaluate(`document.querySelector('#${id} canvas').toDataURL()`);
}

/** The colour in the middle of the fullest row of the map. */
function strongest(page: Page, id: string): Promise<unknown> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('#${id} canvas');
    return [...canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height * 0.68, 1, 1).data];
  })()`);
}

/** How many pixels of the only plot have just that colour of the style. */
function countPixels(colour: string): string {
  return `(() => {
    const canvas = document.querySelector('canvas');
    const probe = document.createElement('canvas').getContext('2d');
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('${colour}').trim();
    probe.fillRect(0, 0, 1, 1);
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count += 1;
    return count;
  })()`;
}
