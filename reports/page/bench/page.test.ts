import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import { html } from '../html.ts';
import { markupOf } from '../markup.test-support.ts';
import { benchContent } from './page.ts';

const example = await exampleRecord();

describe('the page of a record', () => {
  it('says what the record says', () => {
    const page = markupOf(benchContent(example));
    for (const text of [
      '<p class="verdict pass">pass</p>',
      '<h1>chat/direct on the reference server: 1,000 turns a second over 100 clients for 10 s</h1>',
      'checked 10,000 deliveries: none lost',
      '<th scope="rowgroup" rowspan="3">direct</th><th scope="row">response</th><td>9,000</td>',
      '<span class="pass">✓ lost == 0: 0</span> (default)',
      '<td>no-answer</td>',
      'harness bench chat/direct --rate 1000/s',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('gives the command as a shell takes it', () => {
    const command = [
      'harness',
      'bench',
      '--start',
      "./it 'a b' $HOME",
      '--threshold',
      'response.p99 < 20ms',
      '--stages',
      '1s:5..9',
      '',
    ];
    const page = markupOf(benchContent({ ...example, command }))
      .replaceAll('&#39;', "'")
      .replaceAll('&#60;', '<');
    expect(page).toContain(
      String.raw`<dd>harness bench --start './it '\''a b'\'' $HOME' --threshold 'response.p99 < 20ms' --stages 1s:5..9 ''</dd>`,
    );
  });

  it('closes what it opens', () => {
    const open: string[] = [];
    for (const [, slash, name = '', selfClosed] of markupOf(benchContent(example)).matchAll(/<(\/?)([a-z]\w*)[^>]*?(\/?)>/g)) {
      if (selfClosed === '/' || name === 'meta') continue;
      if (slash === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('takes nothing of the record for markup', () => {
    const nasty = `<script>alert("1")</script>&'\u0007`;
    const page = markupOf(
      benchContent({
        ...example,
        verdict: 'fail',
        causes: [{ verdict: 'fail', code: 'x', sentence: nasty }],
        notes: [nasty],
        command: [nasty],
        scenario: { ...example.scenario, name: nasty, summary: nasty, params: { [nasty]: nasty } },
        target: { ...example.target, how: 'started', command: nasty },
        latencyUs: { [nasty]: example.latencyUs.direct ?? (() => expect.unreachable())() },
        timeline: example.timeline.map((second) => ({
          ...second,
          latencyUs: { [nasty]: second.latencyUs.direct ?? expect.unreachable() },
        })),
        errors: [{ phase: 'turn', code: nasty, blame: 'server', count: 1, firstAtSeconds: 1, example: nasty }],
        thresholds: [{ text: nasty, isDefault: false, passed: false }],
        diagnoses: [{ kind: 'stalls', sentence: nasty }],
        correctness: { ...example.correctness, examples: [nasty] },
      }),
    );
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('"1"');
    expect(page).not.toContain('\u0007');
    expect(page.match(/&#60;script&#62;/g)?.length).toBeGreaterThan(12);
  });

  it('is whole when nothing was measured', () => {
    const page = markupOf(benchContent({ ...example, latencyUs: {}, timeline: [], errors: [], thresholds: [], causes: [] }));
    expect(page).toContain('No operation was done.');
    expect(page).not.toContain('<svg');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('markup', () => {
  it('escapes text and leaves markup', () => {
    expect(html`<b title="${'"x"'}">${'a < b'}${html`<i>${'&'}</i>`}</b>`.markup).toBe(
      '<b title="&#34;x&#34;">a &#60; b<i>&#38;</i></b>',
    );
  });
});
