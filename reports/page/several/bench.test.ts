import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import type { BenchRecord } from '../../../harness/record/record.ts';
import type { Entries, Entry } from '../../report.ts';
import { markupOf } from '../markup.test-support.ts';
import { severalBenchContent } from './bench.ts';
import { differenceTable } from './difference-table.ts';
import { runCards } from './run-cards.ts';

const record = await exampleRecord();
const direct = record.latencyUs.direct ?? expect.unreachable();
const idle: BenchRecord = {
  ...record,
  latencyUs: {},
  timeline: [],
  totals: { ...record.totals, operations: 0, operationsPerSecond: 0 },
};

function withRate(perSecond: number, changes: Partial<BenchRecord> = {}): BenchRecord {
  return { ...record, totals: { ...record.totals, operationsPerSecond: perSecond }, ...changes };
}

function entriesOf(...records: readonly BenchRecord[]): Entries<BenchRecord> {
  const [first, ...others] = records.map((one, index): Entry<BenchRecord> => ({ name: `run${index + 1}`, record: one }));
  return [first ?? expect.unreachable(), ...others];
}

/** The words of the row of a figure, cell by cell. */
function rowOf(entries: Entries<BenchRecord>, figure: string): string[] {
  const row = new RegExp(`<tr><th scope="row">(?:<span class="of">\\w+</span> )?${figure}</th>(.*?)</tr>`, 's').exec(
    differenceTable(entries).markup,
  )?.[1];
  return (row ?? expect.unreachable(figure)).split('</td>').slice(0, -1).map(wordsOf);
}

function wordsOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('the difference table', () => {
  it('gives the base as it is, and of the others how they differ, with a sign and a word', () => {
    expect(rowOf(entriesOf(withRate(1000), withRate(1900), withRate(500), withRate(1002)), 'rate')).toEqual([
      '1,000/s',
      '1,900/s ★ best ▲ +90 % better',
      '500/s ▼ −50 % worse',
      '1,002/s = the same',
    ]);
  });

  it('calls a lower latency better', () => {
    const slow = { ...record, latencyUs: { direct: { ...direct, response: { ...direct.response, p99: 50_000 } } } };
    const fast = { ...record, latencyUs: { direct: { ...direct, response: { ...direct.response, p99: 5_000 } } } };
    expect(rowOf(entriesOf(slow, fast), 'response p99')).toEqual(['50 ms', '5 ms ★ best ▼ ÷ 10 better']);
  });

  it('calls nothing of an invalid run better or worse, nor best', () => {
    const invalid = withRate(1900, { verdict: 'invalid' });
    expect(rowOf(entriesOf(withRate(1000), invalid, withRate(1100)), 'rate')).toEqual([
      '1,000/s',
      '1,900/s ▲ +90 % more',
      '1,100/s ★ best ▲ +10 % better',
    ]);
    expect(rowOf(entriesOf(invalid, withRate(1000)), 'rate')[1]).toBe('1,000/s ▼ −47 % less');
    expect(differenceTable(entriesOf(withRate(1), invalid)).markup).toContain('invalid: not to be trusted');
  });

  it('calls nothing better or worse of different loads', () => {
    const other = withRate(1900, { plan: { ...record.plan, clients: 7 } });
    expect(rowOf(entriesOf(withRate(1000), other), 'rate')[1]).toBe('1,900/s ▲ +90 % more');
  });

  it('says what is within the noise of trials', () => {
    const tried = (rate: number, low: number, high: number) =>
      withRate(rate, { trials: { verdicts: [], figures: { rate: { median: rate, low, high, values: [low, high] } } } });
    expect(rowOf(entriesOf(tried(1000, 900, 1200), tried(1100, 1050, 1150), tried(2000, 1900, 2100)), 'rate')).toEqual([
      '1,000/s 95 %: 900/s to 1,200/s',
      '1,100/s 95 %: 1,050/s to 1,150/s ▲ +10 % within noise',
      '2,000/s ★ best 95 %: 1,900/s to 2,100/s ▲ × 2 better',
    ]);
  });

  it('has a dash for what was not measured', () => {
    expect(rowOf(entriesOf(record, idle), 'response p50')[1]).toBe('– not measured');
  });

  it('can be sorted by how much more or less it is', () => {
    const values = (rate: number) =>
      Number(
        /<th scope="row">rate<\/th>.*?<td.*?<td data-value="([^"]*)"/s.exec(
          differenceTable(entriesOf(withRate(1000), withRate(rate))).markup,
        )?.[1],
      );
    expect(values(2000)).toBeCloseTo(Math.log(2));
    expect(values(500)).toBeCloseTo(-Math.log(2));
    expect(values(1001)).toBe(0);
  });
});

describe('the cards of runs', () => {
  it('say of each run what matters, of the operation that all have', () => {
    const text = wordsOf(runCards(entriesOf(record, idle)).markup);
    expect(text).toMatch(
      /run1 ✓ pass rate 1,000\/s response p50, direct \d+ µs response p99, direct [\d.]+ ms wrong deliveries 0 of 10,000 errors 2 target CPU 27 %/,
    );
    expect(text).toMatch(/run2 ✓ pass rate 0\/s response p50 – response p99 – wrong deliveries/);
  });

  it('are of its own busiest operation where they have none in common', () => {
    const ping = { ...record, latencyUs: { ping: direct } };
    expect(wordsOf(runCards(entriesOf(record, ping)).markup)).toMatch(/response p50, direct .* response p50, ping/);
  });

  it('become a table that can be sorted when they are many', () => {
    const { markup } = runCards(entriesOf(...Array.from({ length: 9 }, () => record)));
    expect(markup).toContain('<table data-sortable>');
    expect(markup.match(/<th scope="row">/g)?.length).toBe(9);
    expect(runCards(entriesOf(...Array.from({ length: 8 }, () => record))).markup).not.toContain('<table');
  });
});

describe('a page of several runs', () => {
  const sectionsOf = (...records: readonly BenchRecord[]) =>
    severalBenchContent(entriesOf(...records)).sections.map(({ id }) => id);

  it('begins with what is compared, the answer, and what is different', () => {
    const text = wordsOf(severalBenchContent(entriesOf(record, withRate(1900, { seed: 9 }))).first.markup);
    expect(text).toContain(
      '2 runs of bench compared; run1 is the base run1, run2: chat/direct run2 did 1.9 times the rate of run1',
    );
    expect(text).toContain('how much of a difference is chance is not known.');
    expect(text).toContain('Different seed ( with their values ) The same target, scenario, parameters, plan, duration,');
  });

  it('says plainly when loads are different, or runs are invalid', () => {
    const text = (...records: readonly BenchRecord[]) => wordsOf(severalBenchContent(entriesOf(...records)).first.markup);
    expect(text(record, record)).not.toMatch(/different loads|not to be trusted/);
    expect(text(record, { ...record, scenario: { ...record.scenario, name: 'chat/all' } })).toContain(
      'These figures are of different loads',
    );
    expect(text(record, { ...record, verdict: 'invalid' })).toContain('run2 is invalid');
  });

  it('has its parts in one order, and leaves out what there is nothing of', () => {
    expect(sectionsOf(record, record)).toEqual(['differences', 'percentiles', 'over-time', 'settings', 'runs', 'environments']);
    expect(sectionsOf(idle, idle)).toEqual(['differences', 'settings', 'runs', 'environments']);
  });

  it('is whole where nothing was done, and where everything was left out', () => {
    const { targetUsage: _, ...bare } = idle;
    for (const records of [
      [bare, record],
      [record, bare],
      [bare, bare],
    ]) {
      expect(markupOf(severalBenchContent(entriesOf(...records)))).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('says of each run why it has its verdict, and how to run it again', () => {
    const failed: BenchRecord = {
      ...record,
      verdict: 'fail',
      causes: [{ verdict: 'fail', code: 'lost', sentence: 'Three messages were lost.' }],
      diagnoses: [{ kind: 'stalls', sentence: 'It stood still for a second.' }],
      command: ['harness', 'bench', 'chat/direct', '--seed', '8'],
    };
    const runs = severalBenchContent(entriesOf(record, failed)).sections.find(({ id }) => id === 'runs');
    const text = wordsOf(runs?.body.markup ?? '');
    for (const words of [
      'Why it has this verdict fail Three messages were lost.',
      'Diagnoses It stood still for a second.',
      'harness bench chat/direct --seed 8',
      '2 × turn no-answer (server)',
    ])
      expect(text).toContain(words);
  });

  it('marks in the tables of settings and environments what is different', () => {
    const other = { ...record, environment: { ...record.environment, kernel: '7.0' } };
    const environments = severalBenchContent(entriesOf(record, other)).sections.find(({ id }) => id === 'environments');
    const rows = (environments?.body.markup ?? '').split('<tr>').slice(2).map(wordsOf);
    expect(rows[0]).toBe('≠ system (differs) linux 6.18.5 on x64 linux 7.0 on x64');
    expect(rows.slice(1).join()).not.toContain('≠');
  });

  it('takes nothing of a record, nor its name, for markup', () => {
    const nasty = `<script>alert("x")</script>&'\u0007`;
    const hostile: BenchRecord = {
      ...record,
      verdict: 'fail',
      causes: [{ verdict: 'fail', code: nasty, sentence: nasty }],
      notes: [nasty],
      command: [nasty],
      scenario: { ...record.scenario, name: nasty, summary: nasty, params: { [nasty]: nasty } },
      target: { ...record.target, how: 'started', command: nasty },
      environment: { ...record.environment, processor: nasty, harness: nasty, transport: nasty, transportReason: nasty },
      latencyUs: { [nasty]: direct },
      errors: [{ phase: 'turn', code: nasty, blame: 'server', count: 1, firstAtSeconds: 1, example: nasty }],
      thresholds: [{ text: nasty, isDefault: false, passed: false }],
      diagnoses: [{ kind: 'stalls', sentence: nasty }],
    };
    const page = markupOf(
      severalBenchContent([
        { name: nasty, record: hostile },
        { name: 'b', record: hostile },
      ]),
    ).replaceAll(/<script type="application\/json">.*?<\/script>/g, '');
    expect(['<script>', '"x"', '\u0007'].filter((text) => page.includes(text))).toEqual([]);
    expect(page.match(/&#60;script&#62;/g)?.length).toBeGreaterThan(20);
  });

  it('gives the records and the table out of itself', () => {
    expect(severalBenchContent(entriesOf(record, record)).downloads.map(({ file, mediaType }) => [file, mediaType])).toEqual([
      ['records.json', 'application/json'],
      ['comparison.csv', 'text/csv'],
    ]);
  });
});
