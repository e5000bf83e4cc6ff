// Pages in a real browser: Debian's chromium, without a window and without a network.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';

const PLACES = [process.env.HARNESS_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const found = PLACES.find((place) => place !== undefined && existsSync(place));

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly colours?: 'light' | 'dark';
  /** Fingers, not a mouse. */
  readonly isTouched?: boolean;
}

export interface Shown {
  readonly page: Page;
  /** What the console said, and what was asked of a network. Both are to stay empty. */
  readonly complaints: readonly string[];
}

/** Tests that need a browser. Where there is none they are skipped, and say so; in CI that is a failure. */
export function describeInBrowser(name: string, body: (browser: TestBrowser) => void): void {
  if (found === undefined && process.env.CI === undefined) {
    describe.skip(`${name} (no chromium is installed here)`, () => body(new TestBrowser()));
    return;
  }
  describe(name, () => {
    const browser = new TestBrowser();
    beforeAll(async () => {
      expect(found, 'a chromium is installed, or HARNESS_CHROMIUM names one').toBeDefined();
      await browser.start(found ?? '');
    }, 60_000);
    afterAll(() => browser.stop());
    body(browser);
  });
}

export class TestBrowser {
  #browser: Browser | undefined;
  #folder: string | undefined;
  #pages = 0;
  readonly #contexts: BrowserContext[] = [];

  async start(executablePath: string): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), 'harness-page-'));
    this.#browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true });
  }

  /** Opens the page as a reader does, from a file. */
  async open(text: string, { width = 1280, height = 800, colours = 'light', isTouched = false }: View = {}): Promise<Shown> {
    if (this.#browser === undefined || this.#folder === undefined) throw new Error('the browser was not started');
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: colours,
      acceptDownloads: true,
      hasTouch: isTouched,
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:') && !request.url().startsWith('blob:')) complaints.push(`request: ${request.url()}`);
    });
    const file = join(this.#folder, `${++this.#pages}.html`);
    writeFileSync(file, text);
    await page.goto(pathToFileURL(file).href);
    return { page, complaints };
  }
}
