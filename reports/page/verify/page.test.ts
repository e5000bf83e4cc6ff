import { describe, expect, it } from 'vitest';
import { EXAMPLE_FAIL, EXAMPLE_PASS, exampleVerifyRecord } from '../../../harness/record/example-verify-record.test-support.ts';
import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { markupOf } from '../markup.test-support.ts';
import { verifyContent } from './page.ts';

const pageOf = (record: VerifyRecord) => markupOf(verifyContent(record));

describe('the page of a record of harness verify', () => {
  const page = markupOf(verifyContent(exampleVerifyRecord()));

  it('shows the verdict, the counts, the profile, the findings and what was not as expected', () => {
    expect(page).toContain('<p class="verdict fail">fail</p>');
    expect(page).toContain('5 cases and 2 properties in 8.24 s: 2 passed, 3 failed (1 as expected)');
    expect(page).toContain('In which order are members listed?');
    expect(page).toContain('<strong>by arrival</strong>');
    expect(page).toContain('was ended by SIGPIPE');
    expect(page).toContain('&#39;chat/1.2.7/empty-name-is-refused&#39; was expected to fail, and passed');
  });

  it('shows of each failure the bytes that differ, who did what, the smallest program and how to run it again', () => {
    expect(page).toContain('<article id="chat-1.1.2-padding-is-all-nul">');
    expect(page).toContain('<i>0010</i>  8a 9f 00 <mark>e4</mark> <mark>b8</mark>');
    expect(page).toContain('<mark>… 1,482 × 00</mark>');
    expect(page).toContain('<li>a says &#39;two&#39; to all</li>');
    expect(page).toContain(
      'harness replay runs/2026-11-21T09-31-05-chat/chat-1.1.2-padding-is-all-nul.json --start &#39;./my-server&#39;',
    );
    expect(page.match(/<article /g)?.length).toBe(2);
  });

  it('has a fold for each section, open where there is something to see', () => {
    const folds = [...page.matchAll(/<details( open)?><summary>(chat\/\S+) <span>([^<]*)<\/span>/g)].map(
      ([, open, name, tally]) => [name, open !== undefined, tally],
    );
    expect(folds).toEqual([
      ['chat/1.1', true, '1 failed'],
      ['chat/1.2', true, '1 inconclusive'],
      ['chat/1.4', false, '1 passed'],
      ['chat/1.5', false, '1 failed as expected'],
      ['chat/generic', false, '1 not applicable'],
      ['chat/properties', true, '1 failed, 1 passed'],
    ]);
  });

  it('links to failures that are shown, and to no others', () => {
    const targets = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(1);
    expect(links.filter((id) => !targets.has(id))).toEqual([]);
  });

  it('is no page for whoever sends markup', () => {
    const evil = '<b>&</b>\u0000';
    const cases = [{ ...EXAMPLE_FAIL, id: 'chat/1.1.2/"><b>', rule: evil, message: evil }];
    const hex = Buffer.from(evil).toString('hex');
    const difference = { actor: evil, expected: [], actual: [{ hex }] };
    const text = markupOf(
      verifyContent(exampleVerifyRecord({ cases: cases.map((one) => ({ ...one, difference })), properties: [] })),
    );
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('\u0000');
  });

  it('is short where all is well', () => {
    const text = pageOf(
      exampleVerifyRecord({
        verdict: 'pass',
        cases: [EXAMPLE_PASS],
        properties: [],
        findings: [],
        expectations: [],
        causes: [],
        notes: [],
      }),
    );
    const titles = [...text.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, title]) => title);
    expect(titles).toEqual(['Profile', 'All cases and properties', 'Where it ran']);
  });
});
