// What went wrong between the harness and the target, by when, what and whose.

import type { BenchRecord, ErrorEntry } from '../../../harness/record/record.ts';
import { errorsByCount } from '../../bench/sentences.ts';
import { counted, countText, percentText } from '../../figures.ts';
import type { Section } from '../content.ts';
import { type Html, html } from '../html.ts';
import { section } from '../parts.ts';
import { type Cell, type Column, figureTable, fold } from './tables.ts';

const OPEN_MAX = 12;

const COLUMNS: readonly Column[] = [
  { title: 'error', is: 'name' },
  { title: 'count' },
  { title: 'share' },
  { title: 'phase', is: 'word' },
  { title: 'whose', is: 'word' },
  { title: 'first at' },
  { title: 'example', is: 'text' },
];

export function errorSection({ errors, totals }: BenchRecord): Section | undefined {
  if (errors.length === 0) return undefined;
  const all = errors.reduce((sum, { count }) => sum + count, 0);
  const sorted = errorsByCount(errors);
  const rest = sorted.slice(OPEN_MAX);
  const body = html`<p>${counted(all, 'error')} beside ${counted(totals.operations, 'operation')} done, warm-up included. The phase is when: before the connection stood (connect), before the first turn (setup), in a turn, or on leaving (leave). Whose it is says on which side it began, as far as that can be told.</p>
${errorTable('Kinds of errors', sorted.slice(0, OPEN_MAX), all)}
${rest.length === 0 ? '' : fold(`${counted(rest.length, 'more kind')}`, errorTable('More kinds of errors', rest, all))}`;
  return section('errors', 'Errors', body);
}

function errorTable(name: string, errors: readonly ErrorEntry[], all: number): Html {
  const rows = errors.map(({ code, count, phase, blame, firstAtSeconds, example }): Cell[] => [
    html`${code}`,
    { text: countText(count), value: count },
    { text: all === 0 ? '–' : percentText(count / all), value: all === 0 ? 0 : count / all },
    phase,
    blame,
    { text: firstAtSeconds < 0 ? 'before the start' : `${firstAtSeconds.toFixed(1)} s`, value: firstAtSeconds },
    html`${example}`,
  ]);
  return figureTable(name, COLUMNS, rows);
}
