// Whatever others choose to call things, and whatever servers say: each form can be read back, and has the shape that the record
// asks for.

import fc from 'fast-check';
import { HistogramLogReader } from 'hdr-histogram-js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../harness/record/any-record.ts';
import { exampleCapacityRecord } from '../../harness/record/example-capacity-record.test-support.ts';
import { exampleComparisonRecord } from '../../harness/record/example-comparison-record.test-support.ts';
import { EXAMPLE_FLEET } from '../../harness/record/example-record.test-support.ts';
import { exampleSweepRecord } from '../../harness/record/example-sweep-record.test-support.ts';
import { exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import { prepareHistograms } from '../../harness/record/latency-histogram.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import type { StudyRun } from '../../harness/record/study.ts';
import { type Report, reportOf } from '../report.ts';
import { outcomesOf } from '../verify/sentences.ts';
import { benchRows } from './compared.ts';
import { parseCsv } from './csv.test-support.ts';
import { renderCsv } from './csv.ts';
import { exampleBench } from './golden.test-support.ts';
import { renderHlog } from './hlog.ts';
import { type Choice, choices, hostileReport, hostileText } from './hostile.test-support.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { block, code, codeCell, htmlText, prose } from './markdown/escape.ts';
import { SHEET_BYTES_MAX } from './markdown/sheet.ts';
import { type Block, parseMarkdown } from './markdown.test-support.ts';
import { renderMarkdown } from './markdown.ts';
import { plainLine } from './plain-line.ts';
import { widthOf } from './text/fold.ts';
import { renderComparison, renderText } from './text/text.ts';
import { parseXml, type XmlElement } from './xml.test-support.ts';

let bench: BenchRecord;

beforeAll(async () => {
  await prepareHistograms();
  const record = await exampleBench({ fleet: EXAMPLE_FLEET });
  const [first] = record.timeline;
  if (first === undefined) throw new Error('the example has a timeline');
  const figures = first.latencyUs.direct;
  if (figures === undefined) throw new Error('the example has an operation');
  // One more operation, and one of everything else that is named by others.
  bench = {
    ...record,
    timeline: [{ ...first, latencyUs: { direct: figures, other: figures } }],
    latencyUs: { ...record.latencyUs, other: record.latencyUs.direct ?? Object.values(record.latencyUs)[0] },
    causes: [...record.causes, { verdict: 'invalid', code: 'loop-lag', sentence: 'The loop came late.' }],
    trials: { verdicts: ['pass', 'fail'], figures: { rate: { median: 1, low: 0, high: 2, values: [1, 1] } } },
  } as BenchRecord;
});

/** Short ones: laws ask for many reports. */
function exampleOf(kind: AnyRecord['kind']): AnyRecord {
  switch (kind) {
    case 'bench':
      return bench;
    case 'verify':
      return exampleVerifyRecord();
    case 'capacity':
      return exampleCapacityRecord({ notes: ['A note.'], causes: ['A cause.'], verdict: 'fail' });
    case 'sweep':
      return exampleSweepRecord({ notes: ['A note.'], causes: ['A cause.'], verdict: 'fail' });
    case 'comparison': {
      const { levels, ...record } = exampleComparisonRecord({ notes: ['A note.'] });
      return { ...record, levels: levels.slice(0, 2) };
    }
  }
}

function holds(law: (report: Report, choice: Choice) => void, found: readonly Choice[] = []): void {
  fc.assert(
    fc.property(choices, (choice) => law(hostileReport(exampleOf(choice.kind), choice), choice)),
    { numRuns: 100, examples: found.map((choice) => [choice]) },
  );
}

/** Of a case, of a run, and of words that are short enough and too long together. */
const LONG_COMMANDS: readonly Choice[] = [
  { kind: 'verify', texts: ['x'.repeat(3_000)], names: [''], title: undefined },
  { kind: 'comparison', texts: ['`'.repeat(300), ''], names: [''], title: undefined },
];

describe('with any texts in a record', () => {
  it('JUnit XML is XML, with as many tests as there are, and each by a name of its own', () => {
    holds((report) => {
      const root = parseXml(renderJunit(report));
      const suites = root.children;
      const tests = suites.flatMap(({ children }) => children.filter(({ name }) => name === 'testcase'));
      const kinds = tests.map(({ children }) => children.find(({ name }) => name !== 'system-out')?.name ?? 'passed');
      const count = (kind: string) => String(kinds.filter((one) => one === kind).length);
      expect(root.attributes).toMatchObject({
        tests: String(tests.length),
        failures: count('failure'),
        errors: count('error'),
      });
      expect(new Set(suites.map(({ attributes }) => attributes.name)).size).toBe(suites.length);
      for (const suite of suites) {
        const names = suite.children.filter(({ name }) => name === 'testcase').map(({ attributes }) => attributes.name);
        expect(names.length).toBeGreaterThan(0);
        expect(new Set(names).size).toBe(names.length);
      }
      expect(new Set(elementNames(root))).toEqual(new Set([...elementNames(root)].filter((name) => ELEMENTS.has(name))));
      if (report.kind !== 'verify') expect(suites.length).toBe(report.entries.length);
      else {
        const failed = report.entries.flatMap(({ record }) => outcomesOf(record).failed).length;
        expect(kinds.filter((kind) => kind === 'failure').length).toBeGreaterThanOrEqual(failed);
        expect(tests.length).toBeGreaterThanOrEqual(report.entries.flatMap(({ record }) => outcomesOf(record).all).length);
      }
    });
  });

  it('Markdown has the blocks that it has with plain texts, in the same order, and is short', () => {
    let compared = 0;
    holds((report) => {
      const sheet = renderMarkdown(report);
      expect(Buffer.byteLength(sheet)).toBeLessThanOrEqual(SHEET_BYTES_MAX);
      const shape = shapeOf(parseMarkdown(sheet));
      // What comes last on a long sheet is left to the record.
      if (sheet.includes('of this report had no room here')) return;
      compared += 1;
      expect(shape).toEqual(shapeOf(parseMarkdown(renderMarkdown(plainAs(report)))));
    }, LONG_COMMANDS);
    expect(compared).toBeGreaterThan(10);
  });

  it('CSV has a row for each second or case and a cell for each column, and no cell is a formula', () => {
    holds((report) => {
      const csv = renderCsv(report);
      const [titles = [], ...rows] = parseCsv(csv);
      const count = rowCount(report);
      expect(rows.length).toBe(count);
      expect(csv.split(/\r\n|[\p{Cc}\u2028\u2029]/u).length).toBe(count + 2);
      expect(new Set(rows.map(({ length }) => length))).toEqual(new Set(rows.length === 0 ? [] : [titles.length]));
      const isNumber = (cell: string) => /^-?\d+(\.\d+)?(e[-+]\d+)?$/.test(cell);
      const formulas = [...titles, ...rows.flat()].filter((cell) => !isNumber(cell) && /^\s*[=+\-@＝＋－＠]/.test(cell));
      expect(formulas).toEqual([]);
      if (report.kind !== 'verify') return;
      const at = titles.indexOf('message');
      const messages = report.entries
        .flatMap(({ record }) => outcomesOf(record).all)
        .map(({ message = '' }) => plainLine(message));
      // A cell begins with an apostrophe where one was put there, and only there.
      expect(rows.map((row) => row[at]?.replace(/^'/, ''))).toEqual(messages);
    });
  });

  it('an interval log has a line for each second and operation, which its reader takes', () => {
    holds((report) => {
      if (report.kind !== 'bench') return;
      const log = renderHlog(report);
      const expected = report.entries.flatMap(({ record }) =>
        record.timeline.flatMap(({ latencyUs }) => Object.values(latencyUs)),
      );
      const reader = new HistogramLogReader(log);
      const read = [];
      for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram()) read.push(next);
      expect(read.map(({ totalCount }) => totalCount)).toEqual(expected.map(({ count }) => count));
      expect(new Set(read.map(({ tag }) => tag)).size).toBe(read.length);
      const lines = log.split(/\r\n|[\p{Cc}\u2028\u2029]/u).filter((line) => line !== '' && !line.startsWith('# '));
      // Version, both times and the legend, each once.
      expect(lines.length).toBe(expected.length + 4);
    });
  });

  it('JSON is what was there', () => {
    holds((report) => {
      const records = report.entries.map(({ record }) => record);
      expect(JSON.parse(renderJson(report))).toEqual(records.length === 1 ? records[0] : records);
    });
  });

  it('text is text, and tells a terminal nothing to do', () => {
    holds((report) => {
      const unshown = renderText(report)
        .split('\n')
        .filter((line) => /[\p{Cc}\p{Cs}\u2028\u2029\u202e]/u.test(line));
      expect(unshown).toEqual([]);
    });
  });

  it('a comparison in text has a line for each row, as wide as a terminal', () => {
    holds((report) => {
      if (report.kind !== 'bench') return;
      const lines = renderComparison(report).split('\n');
      expect(lines.filter((line) => /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(line) || widthOf(line) > 100)).toEqual([]);
      const ofOneTable = benchRows(report.entries).length + 1;
      // An empty line between two.
      expect((lines.length + 1) % (ofOneTable + 1)).toBe(0);
    });
  });
});

describe('any text in Markdown', () => {
  const shown = (text: string) => plainLine(text).replace(/\s+/g, ' ').trim();
  const most = Number.POSITIVE_INFINITY;

  it('is the same text as prose, in a paragraph, an item and a cell', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const source = prose(text, most);
        const expected = shown(text) === '' ? [] : [shown(text)];
        const read = (blocks: Block[]) => blocks.flatMap((one) => (one.kind === 'paragraph' ? [withoutMarks(one.text)] : []));
        expect(read(parseMarkdown(`${source}\n`))).toEqual(expected.map(withoutMarks));
        expect(parseMarkdown(`- x: ${source}\n`)).toMatchObject([{ items: [expect.anything()] }]);
        const [table] = parseMarkdown(`| a | b |\n| --- | --- |\n| ${source} | ${source} |\n`);
        if (table?.kind !== 'table') throw new Error('this is a table');
        expect(table.rows[1]?.map(withoutMarks)).toEqual([shown(text), shown(text)].map(withoutMarks));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same text as code, as a block and in a summary', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const [paragraph] = parseMarkdown(`x ${code(text, most)} y\n`);
        expect(paragraph).toEqual({ kind: 'paragraph', text: shown(text) === '' ? 'x – y' : `x ‹${shown(text)}› y` });
        const [table] = parseMarkdown(`| a | b |\n| --- | --- |\n| ${codeCell(text, most)} | y |\n`);
        if (table?.kind !== 'table') throw new Error('this is a table');
        expect(table.rows[1]?.length).toBe(2);
        const [lines] = parseMarkdown(`${block([text, 'behind'])}\n`);
        expect(lines).toEqual({ kind: 'code', language: 'text', lines: [...text.split(/\r\n|\n/).map(plainLine), 'behind'] });
        const [details] = parseMarkdown(`<details><summary>${htmlText(text, most)}</summary>\n\nbody\n\n</details>\n`);
        expect(details?.kind === 'details' && withoutMarks(details.summary)).toBe(withoutMarks(shown(text)));
      }),
      { numRuns: 300 },
    );
  });
});

/** The signs without width, which may have been in the text as well. */
function withoutMarks(text: string): string {
  return text.replaceAll('\u200b', '');
}

const ELEMENTS = new Set([
  'testsuites',
  'testsuite',
  'properties',
  'property',
  'testcase',
  'failure',
  'error',
  'skipped',
  'system-out',
]);

function elementNames({ name, children }: XmlElement): string[] {
  return [name, ...children.flatMap(elementNames)];
}

function rowCount(report: Report): number {
  switch (report.kind) {
    case 'bench':
      return report.entries.reduce((sum, { record }) => sum + record.timeline.length, 0);
    case 'verify':
      return report.entries.reduce((sum, { record }) => sum + outcomesOf(record).all.length, 0);
    case 'capacity':
      return report.entries[0].record.steps.reduce((sum, { run }) => sum + figuresOf(run), 0);
    case 'sweep':
      return report.entries[0].record.levels.reduce((sum, { trials }) => sum + sumOf(trials), 0);
    case 'comparison':
      return report.entries[0].record.levels.reduce((sum, { runs }) => sum + sumOf(runs.flat()), 0);
  }
}

function sumOf(runs: readonly StudyRun[]): number {
  return runs.reduce((sum, run) => sum + figuresOf(run), 0);
}

/** Both shares of processors stand with the figures. */
function figuresOf(run: StudyRun | undefined): number {
  return run === undefined ? 1 : Object.keys(run.figures).length + 2;
}

/** As many records of the kind, with plain texts. */
function plainAs({ kind, title, entries }: Report): Report {
  const record = exampleOf(kind);
  const [first, ...others] = entries.map((_, index) => ({ name: `run ${index}`, record }));
  if (first === undefined) throw new Error('a report has a record');
  return reportOf([first, ...others], title === undefined ? undefined : 'a title');
}

function shapeOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap(shapesOf);
}

function shapesOf(one: Block): string[] {
  switch (one.kind) {
    case 'heading':
      return [`heading ${one.level}`];
    case 'list':
      return [`list of ${one.items.length}`];
    case 'table':
      return [`table of ${one.rows.length} by ${one.rows[0]?.length}`];
    case 'details':
      return ['details', ...shapeOf(one.blocks), 'end'];
    case 'paragraph':
      // A command that is too long to be copied is left to the record, in words, and would stand behind them.
      return one.text.endsWith('Its command is in the record.') ? ['paragraph', 'code'] : ['paragraph'];
    case 'code':
      return ['code'];
  }
}
