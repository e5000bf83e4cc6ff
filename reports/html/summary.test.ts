import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { html } from './html.ts';
import { lineChart } from './line-chart.ts';
import { renderSummaryPage } from './summary.ts';

const example = await exampleRecord();

describe('the page of a record', () => {
  it('says what the record says', () => {
    const page = renderSummaryPage(example);
    for (const text of [
      '<p class="verdict pass">pass</p>',
      '<h1>chat/direct on the reference server: 1,000 turns a second over 100 clients for 10 s</h1>',
      'checked 10,000 deliveries: none lost',
      '<th scope="rowgroup" rowspan="3">direct</th><th scope="row">response</th><td>9,000</td>',
      '<figcaption>Response p99, direct <span>',
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
    const page = renderSummaryPage({ ...example, command })
      .replaceAll('&#39;', "'")
      .replaceAll('&#60;', '<');
    expect(page).toContain(
      String.raw`<dd>harness bench --start './it '\''a b'\'' $HOME' --threshold 'response.p99 < 20ms' --stages 1s:5..9 ''</dd>`,
    );
  });

  it('stands by itself: no script, nothing fetched', () => {
    const page = renderSummaryPage(example);
    expect(page).not.toMatch(/<script|<link|<img|\ssrc=|\shref=|url\(|@import|https?:/);
  });

  it('closes what it opens', () => {
    const open: string[] = [];
    for (const [, slash, name = '', selfClosed] of renderSummaryPage(example).matchAll(/<(\/?)([a-z]\w*)[^>]*?(\/?)>/g)) {
      if (selfClosed === '/' || name === 'meta') continue;
      if (slash === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('takes nothing of the record for markup', () => {
    const nasty = `<script>alert("1")</script>&'\u0007`;
    const page = renderSummaryPage({
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
    });
    expect(page).not.toContain('<script');
    expect(page).not.toContain('"1"');
    expect(page).not.toContain('\u0007');
    expect(page.match(/&#60;script&#62;/g)?.length).toBeGreaterThan(12);
  });

  it('is whole when nothing was measured', () => {
    const page = renderSummaryPage({ ...example, latencyUs: {}, timeline: [], errors: [], thresholds: [], causes: [] });
    expect(page).toContain('No operation was done.');
    expect(page).not.toContain('<svg');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('a line over time', () => {
  it('keeps the peaks of a long run, in few points', () => {
    const points = Array.from({ length: 10_000 }, (_, second) => [second, second === 7777 ? 500 : 100] as const);
    const { markup } = lineChart({ title: 'it', points, text: String });
    const line = /points="([^"]*)"/.exec(markup)?.[1]?.split(' ') ?? [];
    expect(line.length).toBeLessThanOrEqual(200);
    expect(line.filter((point) => point.endsWith(',0.0'))).toHaveLength(1);
  });
});

describe('markup', () => {
  it('escapes text and leaves markup', () => {
    expect(html`<b title="${'"x"'}">${'a < b'}${html`<i>${'&'}</i>`}</b>`.markup).toBe(
      '<b title="&#34;x&#34;">a &#60; b<i>&#38;</i></b>',
    );
  });
});
