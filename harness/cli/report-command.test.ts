import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { exampleRecord } from '../record/example-record.test-support.ts';
import { exampleVerifyRecord } from '../record/example-verify-record.test-support.ts';
import { type ReportFlags, reportCommand } from './report-command.ts';

describe('harness report', () => {
  let folder: string;
  let bench: string;
  let verify: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'harness-report-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeEach(async () => {
    bench = join(folder, 'bench.json');
    verify = join(folder, 'verify.json');
    writeFileSync(bench, JSON.stringify(await exampleRecord()));
    writeFileSync(verify, JSON.stringify(exampleVerifyRecord()));
  });

  it('writes a page beside the record, and says where', async () => {
    const { exitCode, stdout, stderr } = await report([bench]);
    expect([exitCode, stdout, stderr]).toEqual([0, '', `Report: ${join(folder, 'bench.html')}\n`]);
    expect(readFileSync(join(folder, 'bench.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('takes the form from the name of the file that is to be written, and from --format before that', async () => {
    const out = join(folder, 'report.xml');
    await report([verify], { out });
    expect(readFileSync(out, 'utf8')).toMatch(/^<\?xml/);
    await report([verify], { out, format: 'html' });
    expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('writes what other programs read to standard output, and says nothing else', async () => {
    const { stdout, stderr } = await report([verify], { format: 'json' });
    expect(JSON.parse(stdout)).toEqual(exampleVerifyRecord());
    expect(stderr).toBe('');
  });

  it('compares several, by the names that are given, and keeps two of the same apart', async () => {
    const { stdout } = await report([`before=${bench}`, `after=${bench}`, bench, bench], { format: 'html', out: '-' });
    for (const name of ['before', 'after', 'bench', 'bench (2)']) expect(stdout).toContain(name);
  });

  it('reads the list again that it made of several', async () => {
    const list = join(folder, 'list.json');
    await report([bench, bench], { out: list });
    const { stdout } = await report([list], { format: 'json' });
    expect(JSON.parse(stdout)).toHaveLength(2);
  });

  it.each([
    ['no file', () => [join(folder, 'none.json')], /none\.json' can't be read: there is no such file\.$/],
    ['a folder', () => [folder], /can't be read: it is a folder\.$/],
    ['a record that breaks off', () => [written('{"schema": "tcp-harness/be')], /breaks off in the middle/],
    ['a newer record', () => [written('{"schema":"tcp-harness/verify-record/2"}')], /A newer harness wrote this/],
    ['no record', () => [written('<html>')], /'.*other\.json': This is no record, for it is no JSON/],
    ['records of two kinds', () => [bench, verify], /^'bench' is of a run of bench and 'verify' of a run of verify/],
  ])('refuses %s in a sentence', async (_, files, sentence) => {
    const error = await report(files()).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(HarnessError);
    expect(error).toMatchObject({ code: 'record-invalid', message: expect.stringMatching(sentence) });
  });

  it('does not put a report in the place of a record', async () => {
    await expect(report([bench], { out: bench })).rejects.toThrow(/is one of the records: name another file/);
    await expect(report([`mine=${bench}`], { out: bench })).rejects.toThrow(/is one of the records/);
    expect(JSON.parse(readFileSync(bench, 'utf8')).kind).toBe('bench');
  });

  it('refuses to read standard input twice, and a name that asks for what there is not', async () => {
    await expect(report(['-', 'again=-'])).rejects.toThrow(/^Standard input can be read once, and '-' is there twice/);
    await expect(report([bench], { out: join(folder, 'it.pdf') })).rejects.toThrow(/no report ends with '\.pdf'/);
  });

  it('writes any form under any name when it is told which', async () => {
    const out = join(folder, 'it.log');
    await report([bench], { out, format: 'csv' });
    expect(readFileSync(out, 'utf8')).toMatch(/^second,/);
  });

  it('refuses a place that takes no file before it makes anything', async () => {
    await expect(report([bench], { out: join(bench, 'x.html') })).rejects.toMatchObject({ code: 'output-failed' });
  });

  function written(text: string): string {
    const file = join(folder, 'other.json');
    writeFileSync(file, text);
    return file;
  }
});

async function report(files: readonly string[], flags: ReportFlags = {}) {
  const told = { stdout: '', stderr: '' };
  const streamOf = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      told[name] += text;
    },
  });
  const exitCode = await reportCommand(files, flags, { stdout: streamOf('stdout'), stderr: streamOf('stderr') });
  return { exitCode, ...told };
}
