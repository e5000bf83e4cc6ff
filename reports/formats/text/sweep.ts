// What a sweep over numbers of clients says at the end, on one screen.

import type { SweepRecord } from '../../../harness/record/sweep-record.ts';
import { counted, countText, percentText } from '../../figures.ts';
import { figureText, medianOf, operationsIn } from '../../study/figure-words.ts';
import {
  type LevelFigures,
  levelFigures,
  medianIn,
  nextAfterSweep,
  offText,
  parametersOf,
  peakInterval,
  sweepHeadline,
} from '../../sweep/sentences.ts';
import { targetText } from '../../target-words.ts';
import type { SummaryShown } from './bench.ts';
import { renderStudySummary, type StudySummary } from './study-lines.ts';

export function renderSweepSummary(record: SweepRecord, shown: SummaryShown): string {
  return renderStudySummary(record, shown, summaryOf);
}

function summaryOf(record: SweepRecord): StudySummary {
  const { fit } = record;
  const levels = levelFigures(record);
  const order = spread(levels);
  const interval = peakInterval(record);
  const [op = ''] = operationsIn(record.levels.flatMap(({ trials }) => trials));
  return {
    headline: sweepHeadline(record),
    sentences: [
      ...(interval === undefined ? [] : [{ text: `95 %: ${interval}` }]),
      ...(fit === undefined ? [] : [{ text: fit.sentence }]),
    ],
    table: {
      titles: ['clients', 'rate', 'by the law', 'off by', 'p50', 'p99', 'target CPU', ''],
      left: [7],
      rows: levels.map((figures) => ({ cells: cells(figures, op), rank: order.indexOf(figures) })),
      noun: 'level',
    },
    facts: [
      ...(fit === undefined ? [] : parametersOf(fit)).map(
        ({ sign, short, value, interval: between }) => [short, `${sign} ${value} (95 %: ${between})`] as const,
      ),
      ...record.levels.flatMap(({ clients, leftOut }) =>
        leftOut === undefined ? [] : [['Left out', `${counted(clients, 'client')}: ${leftOut}`] as const],
      ),
      ['Target', targetText(record.target)],
      ...record.notes.map((note) => ['Note', note] as const),
    ],
    next: nextAfterSweep(record),
  };
}

function cells({ level, rate, fitted, off }: LevelFigures, op: string): string[] {
  const cpu = medianOf(level.trials.map(({ targetCpuShare }) => targetCpuShare));
  return [
    countText(level.clients),
    figureText('rate', rate),
    figureText('rate', fitted),
    offText(off),
    figureText(`${op}.response.p50`, medianIn(level, `${op}.response.p50`)),
    figureText(`${op}.response.p99`, medianIn(level, `${op}.response.p99`)),
    cpu === undefined ? '–' : percentText(cpu),
    level.leftOut === undefined ? '' : 'left out',
  ];
}

/** The ends first, then the middle of what is between: so that those that are left out leave no side empty. */
function spread<T>(all: readonly T[]): T[] {
  const [first, ...others] = all;
  const last = others.pop();
  if (first === undefined) return [];
  return [first, ...(last === undefined ? [] : [last]), ...middles(others)];
}

function middles<T>(all: readonly T[]): T[] {
  const queue: (readonly T[])[] = [all];
  const found: T[] = [];
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    const middle = part.length >> 1;
    if (part.length === 0) continue;
    found.push(...part.slice(middle, middle + 1));
    queue.push(part.slice(0, middle), part.slice(middle + 1));
  }
  return found;
}
