// Makes the site of docs/: `npm run build && npm run site`. It stands in site/ then, and can be opened from the disk.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { buildSite } from './built-site.ts';

const { out = 'site' } = parseArgs({ options: { out: { type: 'string' } } }).values;
const docs = resolve('docs');
const names = readdirSync(docs).filter((name) => name.endsWith('.md'));
const texts = new Map(names.map((name) => [name, readFileSync(join(docs, name), 'utf8')]));
const { files, copies, problems } = buildSite(texts, (file) => existsSync(join(docs, file)));

if (problems.length > 0) {
  for (const problem of problems) console.error(problem);
  process.exitCode = 1;
} else {
  rmSync(out, { recursive: true, force: true });
  for (const [name, text] of files) {
    mkdirSync(dirname(join(out, name)), { recursive: true });
    writeFileSync(join(out, name), text);
  }
  for (const [from, to] of copies) cpSync(join(docs, from), join(out, to), { recursive: true });
  // This runs as it was built, in dist/, and what runs in the pages is bundled from where it was written.
  const browser = fileURLToPath(new URL('../../../docs/site/browser/', import.meta.url));
  const entryPoints = [join(browser, 'site.ts'), join(browser, 'site.css')];
  await build({ entryPoints, bundle: true, minify: true, format: 'iife', target: 'es2022', outdir: join(out, 'assets') });
  console.log(`${files.size - 1} pages: ${join(out, 'index.html')}`);
}
