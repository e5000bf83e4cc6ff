// Pages in a real browser: Debian's chromium, without a window and without a network.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults, RunOptions } from 'axe-core';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';

const PLACES = [process.env.HARNESS_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const found = PLACES.find((place) => place !== undefined && existsSync(place));

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly colours?: 'light' | 'dark';
  /** Fingers, not a mouse. */
  readonly isTouched?: boolean;
  /** As a reader has it who switched JavaScript off. */
  readonly withoutScript?: boolean;
  /** For a script of the test's own, which the page's policy would not let in. Never to look at what the policy does. */
  readonly withoutPolicy?: boolean;
  /** Runs in the page before anything of it: to take something away that browsers have. */
  readonly before?: string;
}

export interface Shown {
  readonly page: Page;
  /** What the console said, what broke the policy, dialogs, and what was asked of a network. All of them are to stay empty. */
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
    afterEach(() => browser.closeOwnWindows());
    afterAll(() => browser.forget());
    body(browser);
  });
}

/** One for all files that this process runs: to start a browser takes as long as a test. It ends with the process. */
let shared: Promise<Browser> | undefined;

function sharedBrowser(executablePath: string): Promise<Browser> {
  // Whoever tests as root has no sandbox; and in a container there may be little shared memory.
  shared ??= chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  return shared;
}

/** A window of the browser, with one page in it after the other. */
class Window {
  readonly page: Page;
  readonly #policies: CDPSession;
  #complaints: string[] = [];

  constructor(page: Page, policies: CDPSession) {
    this.page = page;
    this.#policies = policies;
    page.on('console', (message) => this.#complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => this.#complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.#complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!/^(file|blob|about):/.test(request.url())) this.#complaints.push(`request: ${request.url()}`);
    });
  }

  static async open(browser: Browser, { isTouched = false, withoutScript = false, before }: View): Promise<Window> {
    const context = await browser.newContext({
      acceptDownloads: true,
      hasTouch: isTouched,
      offline: true,
      javaScriptEnabled: !withoutScript,
      reducedMotion: 'reduce',
    });
    await context.addInitScript(REPORT_VIOLATIONS);
    if (before !== undefined) await context.addInitScript(before);
    const page = await context.newPage();
    return new Window(page, await context.newCDPSession(page));
  }

  async show(address: string, view: View): Promise<Shown> {
    const { width = 1280, height = 800, colours = 'light', withoutPolicy = false } = view;
    await this.#forgetLastPage();
    await this.#policies.send('Page.setBypassCSP', { enabled: withoutPolicy });
    await this.page.setViewportSize({ width, height });
    await this.page.emulateMedia({ media: null, colorScheme: colours });
    this.#complaints = [];
    await this.page.goto(address);
    return { page: this.page, complaints: this.#complaints };
  }

  /** What it still had to say, what it was allowed, and where the mouse was. */
  async #forgetLastPage(): Promise<void> {
    await this.page.unrouteAll({ behavior: 'ignoreErrors' });
    await this.page.context().clearPermissions();
    await this.page.goto('about:blank');
    await this.page.mouse.move(0, 0);
  }
}

/** To open a window takes several times as long as to show a page in it: one serves for all views that it can change to. */
let usual: Promise<Window> | undefined;

export class TestBrowser {
  #browser: Browser | undefined;
  #folder: string | undefined;
  #pages = 0;
  readonly #ownWindows = new Set<Window>();

  async start(executablePath: string): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), 'harness-page-'));
    this.#browser = await sharedBrowser(executablePath);
  }

  forget(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true });
  }

  async closeOwnWindows(): Promise<void> {
    await Promise.all([...this.#ownWindows].map(({ page }) => page.context().close()));
    this.#ownWindows.clear();
  }

  /** Opens the page as a reader does: from a file, and with no network. What was opened before may be gone. */
  async open(text: string, view: View = {}): Promise<Shown> {
    if (this.#browser === undefined || this.#folder === undefined) throw new Error('the browser was not started');
    const file = join(this.#folder, `${++this.#pages}.html`);
    writeFileSync(file, text);
    const { isTouched = false, withoutScript = false, before } = view;
    const hasOwnWindow = isTouched || withoutScript || before !== undefined;
    if (!hasOwnWindow) usual ??= Window.open(this.#browser, {});
    const window = hasOwnWindow || usual === undefined ? await Window.open(this.#browser, view) : await usual;
    if (hasOwnWindow) this.#ownWindows.add(window);
    return window.show(pathToFileURL(file).href, view);
  }
}

/** The console tells of them as well; this names what it was. */
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (violation) =>
  console.error('policy: ' + violation.violatedDirective + ' ' + violation.blockedURI));`;

/** On a machine that is busy, a browser needs its time. */
export function eventually<T>(look: () => Promise<T>) {
  return expect.poll(look, { timeout: 15_000 });
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds, a line for each element. The page has to be open `withoutPolicy`. */
export async function accessibilityViolations(page: Page, asked: keyof typeof AXE_RULES = 'all'): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(readFileSync(AXE, 'utf8'));
  await page.evaluate(LEAVE_TWO_OF_A_KIND);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify({ runOnly: AXE_RULES[asked], resultTypes: ['violations'] })})`,
  );
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}

/** Of rows, items and charts in places of one kind that differ in texts, names and sizes alone: axe would say the same of each, slowly. */
const LEAVE_TWO_OF_A_KIND = `{
  const placeOf = (one) => one === null ? '' : placeOf(one.parentElement) + '/' + one.localName + '.' + one.className;
  const counts = new Map();
  for (const one of document.querySelectorAll('figure, tbody tr, li, dl > div')) {
    if (one.parentElement.childElementCount === 1) continue;
    const texts = />[^<]+/g;
    const names = / (id|href|title|data-[a-z]+|aria-(label|controls|describedby))="[^"]*"/g;
    const sizes = /[0-9.]+(px|%)| (width|height)="[0-9]+"/g;
    const kind = placeOf(one.parentElement) + one.outerHTML.replace(texts, '>').replace(names, ' $1').replace(sizes, '');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (counts.get(kind) > 2) one.remove();
  }
}`;

const AXE_RULES = {
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  /** What is asked again in other colours. */
  contrast: { type: 'rule', values: ['color-contrast'] },
  /** And in another width. */
  layout: { type: 'rule', values: ['scrollable-region-focusable', 'target-size'] },
} satisfies Record<string, RunOptions['runOnly']>;

/** In light and in dark; it is light again then. */
export async function keepScreenshots(page: Page, name: string): Promise<void> {
  if ((process.env.HARNESS_SCREENSHOTS ?? '') === '') return;
  for (const colours of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: colours });
    await keepScreenshot(page, `${name}-${colours}`);
  }
}

const SCREENSHOT_HEIGHT_MAX = 3_000;

/** Of the whole page, kept where HARNESS_SCREENSHOTS says; nowhere when it says nothing. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.HARNESS_SCREENSHOTS;
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  const [width, height] = await page.evaluate<[number, number]>('[innerWidth, document.documentElement.scrollHeight]');
  const clip = { x: 0, y: 0, width, height: Math.min(height, SCREENSHOT_HEIGHT_MAX) };
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, clip });
}
