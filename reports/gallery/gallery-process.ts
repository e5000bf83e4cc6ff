// Makes docs/gallery: pages of real runs against the reference server, and pictures of how each begins, light and dark.
//   npm run build && npm run gallery [-- --records FOLDER]
// It takes about three minutes, and a machine that does nothing else. With --records runs that are in the folder are not made again, and
// those that are made are kept there. HARNESS_CHROMIUM names the browser, if it is not Debian's chromium.
// The pictures stand in the README. What is told of the machine is cut down to what a reader can use.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const GALLERY = resolve('docs/gallery');
const SERVE = 'npx harness serve chat';
const WIDTH = 1280;
const HEIGHT = 800;

const { records: kept } = parseArgs({ options: { records: { type: 'string' } } }).values;
const folder = kept ?? mkdtempSync(join(tmpdir(), 'gallery-'));
mkdirSync(folder, { recursive: true });
mkdirSync(GALLERY, { recursive: true });
try {
  await record('bench', [
    ...['bench', 'chat/direct', '--clients', '50', '--rate', '1000/s', '--duration', '20s', '--threshold', 'response.p99 < 20ms'],
    ...['--start', `${SERVE} --port 9411 --fault stall`, '--target', '127.0.0.1:9411', '--seed', '1'],
  ]);
  await page('bench', ['bench']);

  await record('verify', [
    ...['verify', 'chat', '--seed', '1'],
    ...['--start', `${SERVE} --port 9412 --fault text-trimmed,holder-told-of-claims`, '--target', '127.0.0.1:9412'],
  ]);
  await page('verify', ['verify']);

  const models = ['process', 'thread', 'event'];
  for (const [index, model] of models.entries()) {
    const port = 9413 + index;
    await record(model, [
      ...['bench', 'chat/direct', '--clients', '30', '--duration', '15s', '--seed', '1'],
      ...['--start', `${SERVE} --port ${port} --model ${model}`, '--target', `127.0.0.1:${port}`],
    ]);
  }
  await page('compare', models, ['--title', 'Processes, threads or a loop: one chat room in three ways of serving it']);

  const browser = await chromium.launch({
    executablePath: process.env.HARNESS_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    for (const name of ['bench', 'verify', 'compare'])
      for (const colours of ['light', 'dark'] as const) await picture(browser, name, colours);
  } finally {
    await browser.close();
  }
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true });
}

/** A run that fails leaves with another code than 0; what counts is its record. */
async function record(name: string, words: readonly string[]): Promise<void> {
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) return;
  await run('npx', ['harness', ...words, '--out', file, '--progress', 'none']).catch(({ code, stderr }) => {
    if (code !== 1 && code !== 2) throw new Error(`harness ${words.join(' ')} left with ${code}: ${stderr}`);
  });
  const record = JSON.parse(readFileSync(file, 'utf8'));
  record.command = ['npx', 'harness', ...words];
  record.environment.kernel = record.environment.kernel.replace(/[^\d.].*$/, '');
  writeFileSync(file, JSON.stringify(record));
}

async function page(name: string, records: readonly string[], words: readonly string[] = []): Promise<void> {
  const files = records.map((one) => join(folder, `${one}.json`));
  const { stderr } = await run('npx', ['harness', 'report', ...files, ...words, '--out', join(GALLERY, `${name}.html`)]);
  process.stdout.write(stderr);
}

async function picture(browser: Browser, name: string, colours: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, colorScheme: colours });
  const shown = await context.newPage();
  await shown.goto(pathToFileURL(join(GALLERY, `${name}.html`)).href);
  await shown.screenshot({ path: join(GALLERY, `${name}-${colours}.png`) });
  await context.close();
}
