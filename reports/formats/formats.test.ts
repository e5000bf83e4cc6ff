import { describe, expect, it } from 'vitest';
import { exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import { reportOn } from '../report.ts';
import { formatOfFile } from './format-names.ts';
import { renderReport } from './formats.ts';

describe('the forms of a report', () => {
  it.each([
    ['a.html', 'html'],
    ['a.HTM', 'html'],
    ['runs/junit.xml', 'junit'],
    ['a.md', 'markdown'],
    ['a.b.markdown', 'markdown'],
    ['a.csv', 'csv'],
    ['a.hlog', 'hlog'],
    ['a.json', 'json'],
    ['a.txt', 'text'],
    ['a', undefined],
    ['a.constructor', undefined],
    ['html', undefined],
  ])('are asked for by how a file is named: %s', (file, format) => {
    expect(formatOfFile(file)).toBe(format);
  });

  it('are each what their name says', async () => {
    const report = reportOn(exampleVerifyRecord());
    expect(await renderReport('junit', report)).toMatch(/^<\?xml /);
    expect(await renderReport('markdown', report)).toMatch(/^## ✗ FAIL /);
    expect(await renderReport('csv', report)).toMatch(/^id,section,/);
    expect(await renderReport('json', report)).toMatch(/^\{"schema":/);
    expect(await renderReport('text', report)).toMatch(/^FAIL /);
    await expect(renderReport('hlog', report)).rejects.toThrow(/measures no latencies/);
  });
});
