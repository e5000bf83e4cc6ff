// The built command, as a person runs and stops it.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { capacityRecordSchema } from '../record/capacity-record.ts';
import { main } from './serving.test-support.ts';

describe('harness capacity, run for real', () => {
  it('makes steps with the reference server, and leaves them in a record when it is stopped by Ctrl-C', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'capacity-'));
    const out = join(folder, 'capacity.json');
    const words = [
      'capacity',
      'echo-text/ping',
      '--clients',
      '5',
      '--from',
      '200',
      '--step',
      '1s',
      '--warmup',
      '0',
      '--out',
      out,
    ];
    const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      // Its first step is over.
      if (/^ascent.*\n/m.test(said) && !child.killed) child.kill('SIGINT');
    });
    let summary = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      summary += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    const record = capacityRecordSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
    rmSync(folder, { recursive: true });
    expect(code).toBe(2);
    expect(said).toMatch(/^ascent, 200 turns a second: \w+\. /m);
    expect(record.answer).toEqual({ kind: 'unknown' });
    expect(record.steps.length).toBeGreaterThan(0);
    expect(record.steps[0]?.run?.figures.rate).toBeGreaterThan(0);
    expect(record.target.how).toBe('embedded');
    expect(summary).toMatch(/^INVALID echo-text\/ping/);
  });
});
