// The built command against real servers. How fast they are in a test's short trials is chance; only what can't be mistaken is judged.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPins } from '../fleet/pinning.ts';
import { comparisonRecordSchema } from '../record/comparison-record.ts';

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SHORT = ['--clients', '4', '--duration', '500ms', '--anyway', '--fail-on-worse', '5%', '--json'];

describe('harness compare, built', () => {
  it('finds a throttled server worse than a free one, from runs in turn until Ctrl-C and again from their records', async () => {
    const { code, stdout, stderr } = await harness(
      [
        ...['compare', '--reference', 'event', '--reference', 'event --fault throttled=20', 'echo-text/ping', ...SHORT],
        ...['--name', 'free', '--name', 'throttled', '--trials', '1000'],
        ...['--keep', 'kept', '--out', 'it.json', '--report', 'it.html'],
      ],
      /^4 of 2000/m,
    );
    expect(stderr.match(/^\d of 2000, (free|throttled), 4 clients: /gm)?.join('')).toMatch(/free.*throttled.*throttled.*free/);
    expect(stderr).toContain('Stopping in order; once more to end at once.');
    const record = comparisonRecordSchema.parse(JSON.parse(stdout));
    expect(JSON.parse(readFileSync(join(folder, 'it.json'), 'utf8'))).toEqual(record);
    expect(record.judgements[0]?.judgement).toBe('worse');
    expect([code, record.verdict]).toEqual([1, 'fail']);
    // What all servers have is compared, and what was begun is not.
    expect(record.levels[0]?.runs.map(({ length }) => length)).toEqual([2, 2]);
    expect(record.notes.join(' ')).toContain('2 of 1000 trials of each server are complete');
    const pinning = findPins();
    expect(record.subjects[1]?.processors).toEqual(pinning.kind === 'pinned' ? pinning.pins.target : undefined);
    expect(readFileSync(join(folder, 'it.html'), 'utf8')).toContain('throttled');

    const kept = readdirSync(join(folder, 'kept')).map((file) => `${file.slice(4, -5)}=kept/${file}`);
    const again = await harness(['compare', ...kept, '--anyway', '--fail-on-worse', '5%', '--json']);
    const read = comparisonRecordSchema.parse(JSON.parse(again.stdout));
    expect([again.code, read.judgements[0]?.judgement, read.resampled]).toEqual([1, 'worse', 'trials']);
  }, 60_000);

  it('says which server does not start, with 4', async () => {
    const words = ['compare', '--start', 'exit 3', '--start', 'exit 4', 'echo-text/ping', '--target', '127.0.0.1:1'];
    const { code, stderr } = await harness(words);
    expect(stderr).toMatch(/\nharness: exit 3: The target that was started ended with exit code 3\.\n$/);
    expect(code).toBe(4);
  });
});

/** Runs the built command, and interrupts it when it says this. */
async function harness(
  words: readonly string[],
  interruptAt?: RegExp,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [main, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr, isInterrupted] = ['', '', false];
  child.stdout.on('data', (bytes) => {
    stdout += bytes;
  });
  child.stderr.on('data', (bytes) => {
    stderr += bytes;
    if (isInterrupted || interruptAt?.test(stderr) !== true) return;
    isInterrupted = true;
    child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}
