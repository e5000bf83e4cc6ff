// The script and the style of the pages: `browser/`, put together when the project is built.

import { existsSync, readFileSync } from 'node:fs';
import { assert } from '../../harness/errors.ts';

export interface Assets {
  readonly script: string;
  readonly style: string;
}

let loaded: Assets | undefined;

export function loadAssets(): Assets {
  loaded ??= { script: read('browser.js'), style: read('browser.css') };
  return loaded;
}

/** Beside this module once it is built; whoever runs the sources takes it from there, too. */
function read(name: string): string {
  const place = [`./${name}`, `../../dist/reports/page/${name}`]
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  assert(place !== undefined, `${name} is made by npm run build`);
  return readFileSync(place, 'utf8').trim();
}
