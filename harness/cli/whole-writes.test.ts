import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));

describe('standard output that is a file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'whole-writes-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.skipIf(process.platform !== 'linux')('is not said to be written when there was room for its beginning only', () => {
    const { code, stderr, text } = listInto('ulimit -f 2;');
    expect(text).toHaveLength(2048);
    expect(stderr).toMatch(/^harness: Standard output can't be written: EFBIG/);
    expect(code).toBe(4);
  });

  it.skipIf(process.platform !== 'linux')('has all that was written, behind what stood there', () => {
    const { code, text } = listInto('echo before;');
    expect(text).toMatch(/^before\nchat\n/);
    expect(text.length).toBeGreaterThan(2048);
    expect(code).toBe(0);
  });

  function listInto(before: string) {
    const file = join(folder, 'list.txt');
    const script = `{ ${before} "$0" "$1" serve --faults; } >"$2"`;
    const { status: code, stderr } = spawnSync('bash', ['-c', script, process.execPath, main, file], { encoding: 'utf8' });
    return { code, stderr, text: readFileSync(file, 'latin1') };
  }
});
