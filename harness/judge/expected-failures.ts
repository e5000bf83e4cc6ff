// What is known to fail, and why: a file with a line for each.
//   line = id spaces reason | "#" anything | nothing

import { HarnessError } from '../errors.ts';
import { checkSelectors } from './select.ts';
import type { ExpectedFailure } from './verify-options.ts';

/** `ids`: of all that there is; one that is not among them is refused. */
export function parseExpectedFailures(text: string, file: string, ids: readonly string[]): ExpectedFailure[] {
  const expected: ExpectedFailure[] = [];
  for (const [index, whole] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) continue;
    const where = `${file}, line ${index + 1}`;
    const [id = ''] = line.split(/\s/, 1);
    const reason = line.slice(id.length).trim();
    if (reason === '' || reason.startsWith('#')) {
      throw new HarnessError('flag-invalid', `${where}: write behind '${id}' why it is expected to fail.`);
    }
    // A star would let more fail than whoever wrote it knew of.
    if (id.includes('*') || id.endsWith('/')) {
      throw new HarnessError('flag-invalid', `${where}: '${id}' is a pattern: name each id that is expected to fail.`);
    }
    checkSelectors(where, [id], ids);
    if (expected.some((other) => other.id === id)) {
      throw new HarnessError('flag-invalid', `${where}: '${id}' is there twice: once is enough.`);
    }
    expected.push({ id, reason });
  }
  return expected;
}
