import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_FAIL,
  EXAMPLE_INCONCLUSIVE,
  EXAMPLE_PROPERTY,
  exampleVerifyRecord,
} from '../../harness/record/example-verify-record.test-support.ts';
import { reportOf, reportOn } from '../report.ts';
import { everyReport, exampleBench, expectGolden, severalVerify } from './golden.test-support.ts';
import { block } from './markdown/escape.ts';
import { heading, SHEET_BYTES_MAX, Sheet } from './markdown/sheet.ts';
import { type Block, parseMarkdown } from './markdown.test-support.ts';
import { renderMarkdown } from './markdown.ts';

function of<K extends Block['kind']>(kind: K, blocks: readonly Block[]): Extract<Block, { kind: K }>[] {
  return blocks.filter((block): block is Extract<Block, { kind: K }> => block.kind === kind);
}

describe('Markdown', () => {
  it('is as it was looked at', async () => {
    for (const [name, report] of await everyReport()) expectGolden(`${name}.md`, renderMarkdown(report));
  });

  it('begins with the verdict, in a sign and a word', async () => {
    const first = async (verdict: 'pass' | 'fail' | 'invalid') =>
      parseMarkdown(renderMarkdown(reportOn(await exampleBench({ verdict }))))[0];
    expect(await first('pass')).toMatchObject({ kind: 'heading', text: expect.stringMatching(/^✓ PASS chat\/direct on/) });
    expect(await first('fail')).toMatchObject({ text: expect.stringMatching(/^✗ FAIL /) });
    expect(await first('invalid')).toMatchObject({ text: expect.stringMatching(/^! INVALID /) });
    const verify = parseMarkdown(renderMarkdown(reportOn(exampleVerifyRecord({ verdict: 'inconclusive' }))));
    expect(verify[0]).toMatchObject({ text: expect.stringMatching(/^\? INCONCLUSIVE chat on/) });
  });

  it('has a title of its own where one was given', async () => {
    const record = await exampleBench();
    const [first, second] = parseMarkdown(renderMarkdown(reportOf([{ name: 'a', record }], 'Nightly')));
    expect([first, second]).toMatchObject([{ text: '✗ FAIL Nightly' }, { kind: 'paragraph' }]);
  });

  it('gives the command that repeats the run with its seed', async () => {
    const bench = renderMarkdown(reportOn(await exampleBench({ command: ['harness', 'bench', 'chat/direct'], seed: 4711 })));
    expect(bench).toContain('harness bench chat/direct --seed 4711\n');
    const verify = renderMarkdown(reportOn(exampleVerifyRecord({ command: ['harness', 'verify', 'chat'], seed: 4711 })));
    expect(verify).toContain('harness verify chat --seed 4711\n');
  });

  it('says where a command stands that is too long to be copied', async () => {
    const long = 'x'.repeat(2_000);
    const bench = parseMarkdown(renderMarkdown(reportOn(await exampleBench({ command: ['harness', 'bench', long] }))));
    expect(bench.at(-1)).toMatchObject({ text: expect.stringMatching(/^Started at .* Its command is in the record\.$/) });
    const failed = { ...EXAMPLE_FAIL, replay: { command: `harness verify ${long}` } };
    const verify = parseMarkdown(renderMarkdown(reportOn(exampleVerifyRecord({ cases: [failed], properties: [] }))));
    const [failure] = of('details', verify);
    expect(failure?.blocks.at(-1)).toEqual({ kind: 'paragraph', text: 'Its command is in the record.' });
  });

  it('shows thresholds with what was measured', async () => {
    const [, thresholds] = of('table', parseMarkdown(renderMarkdown(reportOn(await exampleBench()))));
    expect(thresholds?.rows.slice(0, 3)).toEqual([
      ['', 'threshold', 'measured'],
      ['✗ missed', '‹direct.response.p99 < 2ms›', '4 ms'],
      ['✓ met', '‹rate >= 900/s›', '1,000/s'],
    ]);
  });

  it('folds each failure, with its rule, what was found and the command that repeats it', () => {
    const [failure] = of('details', parseMarkdown(renderMarkdown(reportOn(exampleVerifyRecord()))));
    expect(failure?.summary).toBe(`✗ ${EXAMPLE_FAIL.id}: ${EXAMPLE_FAIL.message}`);
    expect(of('list', failure?.blocks ?? [])[0]?.items).toEqual([
      `Rule (${EXAMPLE_FAIL.clause}, must): ${EXAMPLE_FAIL.rule}`,
      `Found: ${EXAMPLE_FAIL.message}`,
    ]);
    const [difference, transcript, command] = of('code', failure?.blocks ?? []);
    expect(difference?.lines).toContain('+ 1,500 bytes: "昵称注册成功\\x00中的成员：" … 1,466 × 00');
    expect(transcript?.lines[0]).toBe('      0.2 ms  alice  connects');
    expect(command).toMatchObject({ language: 'sh', lines: [EXAMPLE_FAIL.replay?.command] });
  });

  it('shows servers and the cases that they differ in', () => {
    const tables = of('table', parseMarkdown(renderMarkdown(severalVerify())));
    expect(tables[0]?.rows.slice(0, 2)).toEqual([
      ['', '‹mine›', '‹theirs›'],
      ['verdict', 'fail', 'pass'],
    ]);
    expect(tables[1]?.rows).toContainEqual([`‹${EXAMPLE_FAIL.id}›`, '✗ fail', '✓ pass']);
    expect(tables[1]?.rows).toContainEqual([`‹${EXAMPLE_PROPERTY.id}›`, '✗ fail', '–']);
  });

  it('tells cases that have one reason together', () => {
    const message = 'It says nothing.';
    const cases = Array.from({ length: 5 }, (_, index) => ({ ...EXAMPLE_INCONCLUSIVE, id: `chat/1.1.2/case-${index}`, message }));
    const sheet = renderMarkdown(reportOn(exampleVerifyRecord({ cases, properties: [] })));
    const items = of('list', parseMarkdown(sheet)).flatMap((list) => list.items);
    expect(items).toContain('? ‹chat/1.1.2/case-0› and 4 more: It says nothing.');
  });

  it('shows as many failures as leave room for what comes behind them, and names the others', () => {
    const cases = Array.from({ length: 300 }, (_, index) => ({ ...EXAMPLE_FAIL, id: `chat/1.1.2/case-${index}` }));
    const sheet = renderMarkdown(reportOn(exampleVerifyRecord({ cases, properties: [] })));
    expect(Buffer.byteLength(sheet)).toBeLessThanOrEqual(SHEET_BYTES_MAX);
    const blocks = parseMarkdown(sheet);
    const inFull = of('details', blocks).filter(({ summary }) => summary.startsWith('✗')).length;
    expect(inFull).toBeGreaterThan(10);
    const items = of('list', blocks).flatMap((list) => list.items);
    expect(items).toContain(`✗ ‹chat/1.1.2/case-${inFull}›: ${EXAMPLE_FAIL.message}`);
    expect(items).toContain(`and ${300 - inFull - 30} more, in the record`);
    expect(blocks.at(-1)).toEqual({ kind: 'code', language: 'sh', lines: ['harness verify chat --start ./my-server --seed 7'] });
  });

  it('leaves whole parts out rather than to grow without end, and says so', () => {
    const sheet = new Sheet();
    sheet.add(heading(2, 'First'));
    for (let part = 0; part < 100; part++) sheet.add(block(['连接'.repeat(200)]));
    const text = sheet.end();
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SHEET_BYTES_MAX);
    const blocks = parseMarkdown(text);
    const shown = of('code', blocks).length;
    expect(shown).toBeGreaterThan(40);
    expect(blocks.at(-1)).toMatchObject({
      text: `… ${100 - shown} more parts of this report had no room here; the record has them.`,
    });
  });

  it.each([
    ['<img src=x onerror=alert(1)>'],
    ['</summary></details>'],
    ['a | b \\| c \\'],
    ['*bold* _it_ ~~no~~ $x$ `code` ``more`` [a](http://b.c) ![i](j)'],
    ['# heading'],
    ['- item'],
    ['12. item'],
    ['=== '],
    ['> quoted'],
    ['&lt;&#0;'],
    ['=1'],
  ])('shows as it is: %j', (message) => {
    const record = exampleVerifyRecord({
      cases: [{ ...EXAMPLE_FAIL, message, rule: message }],
      properties: [],
      causes: [message],
    });
    const blocks = parseMarkdown(renderMarkdown(reportOn(record)));
    // Signs without width stand before what GitHub would make a link of.
    const shown = (text: string | undefined) => text?.replaceAll('\u200b', '');
    const [failure] = of('details', blocks);
    expect(shown(failure?.summary)).toBe(`✗ ${EXAMPLE_FAIL.id}: ${message.trim()}`);
    const items = of('list', failure?.blocks ?? [])[0]?.items.map(shown);
    expect(items).toEqual([`Rule (CHAT-1.1.2, must): ${message.trim()}`, `Found: ${message.trim()}`]);
    expect(of('list', blocks)[0]?.items.map(shown)).toEqual([message.trim()]);
  });
});
