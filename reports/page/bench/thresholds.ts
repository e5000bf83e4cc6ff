// What the run had to reach, and what it reached.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { measuredText } from '../../bench/sentences.ts';
import { thresholdWords } from '../../bench/threshold-words.ts';
import type { Section } from '../content.ts';
import { html } from '../html.ts';
import { section } from '../parts.ts';
import { type Cell, type Column, figureTable } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { title: 'met', is: 'word' },
  { title: 'asked for', is: 'text' },
  { title: 'threshold', is: 'text' },
  { title: 'measured' },
  { title: 'asked by', is: 'word' },
];

export function thresholdSection({ thresholds }: BenchRecord): Section | undefined {
  if (thresholds.length === 0) return undefined;
  // What was missed first, then what somebody asked for.
  const sorted = thresholds.toSorted(
    (one, other) => Number(one.passed) - Number(other.passed) || Number(one.isDefault) - Number(other.isDefault),
  );
  const rows = sorted.map((threshold): Cell[] => [
    threshold.passed ? html`<span class="pass">✓ met</span>` : html`<strong class="fail">✗ missed</strong>`,
    html`${thresholdWords(threshold.text) ?? ''}`,
    html`<code>${threshold.text}</code>`,
    threshold.actual === undefined ? 'nothing was measured' : { text: measuredText(threshold), value: threshold.actual },
    threshold.isDefault ? 'default' : 'the command or the scenario',
  ]);
  return section('thresholds', 'Thresholds', figureTable('Thresholds and what was measured', COLUMNS, rows));
}
