// Whatever a run tells, and however wide and high the terminal is, the panel keeps to its place.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../reports/formats/text/fold.ts';
import type { SoFar } from '../fleet/bench-options.ts';
import { exampleRecord } from '../record/example-record.test-support.ts';
import {
  EXAMPLE_EXPECTED_FAILURE,
  EXAMPLE_FAIL,
  EXAMPLE_INCONCLUSIVE,
  EXAMPLE_PASS,
} from '../record/example-verify-record.test-support.ts';
import type { Second } from '../record/record.ts';
import { asciiText } from './ascii-text.ts';
import { PANEL_LINES_MAX } from './panel.ts';
import { type Progress, startProgress } from './progress.ts';
import { TestPlace } from './progress-place.test-support.ts';
import { Screen } from './screen.test-support.ts';
import { startVerifyProgress, type VerifyProgress } from './verify-progress.ts';

const { timeline } = await exampleRecord();
const [example] = timeline;
if (example === undefined) throw new Error('the example has a timeline');

const count = fc.oneof(fc.nat(20), fc.nat(2 ** 31), fc.constant(0));
const us = fc.oneof(fc.nat(2000), fc.nat(4_000_000_000));
/** Names and sentences of others: any signs, some of which move the cursor. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('\x1b[2J', '\n\r\t', '连接服务端成功', '👪 me', 'x'.repeat(300)),
);
const response = fc.record({ count, responseP50: us, responseP99: us, responseMax: us });
const latency = fc.record({
  count,
  responseP50: us,
  responseP99: us,
  responseMax: us,
  serviceP50: us,
  serviceP99: us,
  sendLagP99: us,
});
const seconds: fc.Arbitrary<[Second, SoFar]> = fc.tuple(
  fc
    .record({
      second: fc.nat(30),
      turns: count,
      turnsLate: count,
      errors: count,
      connects: count,
      activeClients: count,
      bytesSent: count,
      latencyUs: fc.dictionary(words, latency, { maxKeys: 5 }),
    })
    .map((changes) => ({ ...example, ...changes })),
  fc.record({
    turns: count,
    operations: count,
    errors: count,
    checked: fc.option(count, { nil: undefined }),
    wrong: count,
    wrongExample: fc.option(words, { nil: undefined }),
    latencyUs: fc.dictionary(words, response, { maxKeys: 5 }),
    thresholds: fc.array(
      fc.record({ text: fc.constantFrom('response.p99 < 20ms', 'errors < 0.1%'), isDefault: fc.boolean(), passed: fc.boolean() }),
      { maxLength: 3 },
    ),
  }),
);
const benchAct: fc.Arbitrary<(progress: Progress) => void> = fc.oneof(
  fc
    .constantFrom('starting-target' as const, 'connecting' as const, 'running' as const, 'draining' as const, 'leaving' as const)
    .map((phase) => (progress: Progress) => progress.onPhase(phase)),
  fc.tuple(count, count, count).map((counts) => (progress: Progress) => progress.onConnecting(...counts)),
  seconds.map((told) => (progress: Progress) => progress.onSecond(...told)),
  words.map((sentence) => (progress: Progress) => progress.onNote(sentence)),
);
const entry = fc
  .tuple(fc.constantFrom(EXAMPLE_PASS, EXAMPLE_FAIL, EXAMPLE_INCONCLUSIVE, EXAMPLE_EXPECTED_FAILURE), words, words)
  .map(([one, id, message]) => ({ ...one, id, message }));
const verifyAct: fc.Arbitrary<(progress: VerifyProgress) => void> = fc.oneof(
  fc
    .constantFrom('starting-target' as const, 'probing' as const, 'judging' as const, 'stopping' as const)
    .map((phase) => (progress: VerifyProgress) => progress.onPhase(phase)),
  fc.tuple(count, count).map((counts) => (progress: VerifyProgress) => progress.onSelected(...counts)),
  words.map((id) => (progress: VerifyProgress) => progress.onBegin(id)),
  entry.map((one) => (progress: VerifyProgress) => progress.onCase(one)),
  fc.tuple(words, count, count).map((told) => (progress: VerifyProgress) => progress.onRuns(...told)),
  fc.tuple(words, count, count).map((told) => (progress: VerifyProgress) => progress.onShrinking(...told)),
  words.map((sentence) => (progress: VerifyProgress) => progress.onNote(sentence)),
);

const terminal = fc.record({
  columns: fc.oneof(fc.integer({ min: 10, max: 200 }), fc.constantFrom(10, 20, 40, 60, 80, 120, 200)),
  rows: fc.integer({ min: 3, max: 40 }),
  hasColours: fc.boolean(),
  hasUnicode: fc.boolean(),
});

/** Each act, and how long it takes until the next. */
function acts<T>(act: fc.Arbitrary<T>): fc.Arbitrary<[T, number][]> {
  return fc.array(fc.tuple(act, fc.oneof(fc.nat(100_000), fc.nat(3_000_000))), { minLength: 1, maxLength: 12 });
}

const FRAME_END = '\x1b[J';
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`);

function holds<P extends { end(): void }>(
  { columns, rows, ...looks }: typeof terminal extends fc.Arbitrary<infer T> ? T : never,
  start: (place: TestPlace) => P,
  acted: readonly (readonly [(progress: P) => void, number])[],
): void {
  const screen = new Screen(columns, rows);
  const framesAtUs: number[] = [];
  const place: TestPlace = new TestPlace(
    {
      get columns() {
        return screen.columns;
      },
      rows,
      write: (text: string) => {
        const folded = screen.foldedRows;
        screen.write(text);
        if (!text.endsWith(FRAME_END)) return;
        framesAtUs.push(place.us);
        // Notes are as long as they are; the panel folds nowhere.
        if (!text.includes('harness: ')) expect(screen.foldedRows).toBe(folded);
        const panel = text.split('\n').slice(0, -1);
        if (!text.includes('harness: ')) expect(panel.length).toBeLessThanOrEqual(Math.min(PANEL_LINES_MAX, rows - 1));
      },
    },
    looks,
  );
  screen.write('$ harness\n');
  const progress = start(place);
  for (const [act, us] of acted) {
    act(progress);
    place.pass(us);
  }
  expect(screen.isCursorVisible).toBe(false);
  progress.end();
  expect([screen.isCursorVisible, screen.isColoured]).toEqual([true, false]);
  // What is left is ours, and the notes.
  const left = screen.text.split('\n').filter((line) => line !== '');
  if (!screen.written.some((text) => text.includes('harness: '))) expect(left.filter((line) => line !== '$ harness')).toEqual([]);
  const gaps = framesAtUs.slice(1).map((atUs, index) => atUs - (framesAtUs[index] ?? 0));
  expect(gaps.filter((gap) => gap < 200_000)).toEqual([]);
  if (!looks.hasUnicode) expect(screen.written.join('')).toMatch(/^\p{ASCII}*$/u);
  if (!looks.hasColours) expect(screen.written.join('')).not.toMatch(COLOUR);
  expect(place.timers).toBe(0);
}

describe('a panel', () => {
  it('of a bench run fits any terminal, comes at most five times a second, and leaves nothing behind', () => {
    fc.assert(
      fc.property(terminal, words, acts(benchAct), (size, title, acted) => {
        holds(size, (place) => startProgress('tty', { title, clients: 100, seconds: 20 }, place), acted);
      }),
      { numRuns: 80 },
    );
  });

  it('of a verify run does so, too', () => {
    fc.assert(
      fc.property(terminal, words, acts(verifyAct), (size, title, acted) => {
        holds(size, (place) => startVerifyProgress('tty', { title, budgetMs: 120_000 }, place), acted);
      }),
      { numRuns: 80 },
    );
  });

  it('is as wide in ASCII as in other signs', () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(widthOf(asciiText(text))).toBe(widthOf(text));
      }),
    );
  });
});
