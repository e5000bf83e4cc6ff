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

const SHORT = ['--clients', '4', '--duration', '500ms', '--anyway'];

describe('harness compare, built', () => {
  it('finds a throttled server worse than a free one, from runs in turn and again from the records that they left', async () => {
    const { code, stderr } = await harness([
      ...['compare', '--reference', 'event', '--reference', 'event --fault throttled=20', 'echo-text/ping', ...SHORT],
      ...['--name', 'free', '--name', 'throttled', '--trials', '2', '--fail-on-worse', '5%'],
      ...['--keep', 'kept', '--out', 'it.json', '--report', 'it.html'],
    ]);
    expect(stderr.match(/^\d of 4, (free|throttled), 4 clients: /gm)?.join('')).toMatch(/free.*throttled.*throttled.*free/);
    const record = comparisonRecordSchema.parse(JSON.parse(readFileSync(join(folder, 'it.json'), 'utf8')));
    expect(record.judgements[0]?.judgement).toBe('worse');
    expect([code, record.verdict]).toEqual([1, 'fail']);
    const pinning = findPins();
    expect(record.subjects[1]?.processors).toEqual(pinning.kind === 'pinned' ? pinning.pins.target : undefined);
    expect(readFileSync(join(folder, 'it.html'), 'utf8')).toContain('throttled');

    const kept = readdirSync(join(folder, 'kept')).map((file) => `${file.slice(4, -5)}=kept/${file}`);
    const again = await harness(['compare', ...kept, '--anyway', '--fail-on-worse', '5%', '--json']);
    const read = comparisonRecordSchema.parse(JSON.parse(again.stdout));
    expect([again.code, read.judgements[0]?.judgement, read.resampled]).toEqual([1, 'worse', 'trials']);
  }, 60_000);

  it('stops in order on Ctrl-C, and compares what all servers have', async () => {
    const words = ['compare', '--reference', 'event,event', 'echo-text/ping', ...SHORT, '--trials', '1000', '--json'];
    const { code, stdout, stderr } = await harness(words, /^3 of 2000/m);
    const record = comparisonRecordSchema.parse(JSON.parse(stdout));
    expect(stderr).toContain('Stopping in order; once more to end at once.');
    expect(record.levels[0]?.runs.map(({ length }) => length)).toEqual([1, 1]);
    expect(record.notes.join(' ')).toContain('1 of 1000 trials of each server are complete');
    expect(code).toBe(0);
  }, 60_000);

  it('says which server does not start, with 4', async () => {
    const words = ['compare', '--start', 'exit 3', '--start', 'exit 3', 'echo-text/ping', '--target', '127.0.0.1:1'];
    const { code, stderr } = await harness(words);
    expect(stderr).toMatch(/\nharness: The target/);
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
