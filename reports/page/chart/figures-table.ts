// The figures behind a chart, as rows: what was drawn, exactly.

import type { Axis, Chart, HeatMap, Line, LineChart } from '../chart.ts';
import { UNITS } from './value-text.ts';

export interface FiguresTable {
  /** With the unit of what stands below. */
  readonly titles: readonly string[];
  /** Null: there is no value. */
  readonly rows: readonly (readonly (number | null)[])[];
}

export function figuresTable(chart: Chart): FiguresTable {
  return chart.kind === 'lines' ? linesTable(chart) : heatTable(chart);
}

/** As spreadsheets take it from the clipboard: no text ends its cell early, and none is taken for a formula. */
export function tabSeparated({ titles, rows }: FiguresTable): string {
  const head = titles.map((title) => title.replace(/\s+/g, ' ').replace(/^[=+\-@]/, "'$&"));
  return [head, ...rows.map((row) => row.map((value) => value ?? ''))].map((cells) => `${cells.join('\t')}\n`).join('');
}

function linesTable({ x, y, lines }: LineChart): FiguresTable {
  const columns = lines.flatMap(columnsOf);
  return {
    titles: [titleOf(x.name, x), ...columns.map(({ name }) => titleOf(name, y))],
    rows: x.values.map((value, index) => [measured(value, x), ...columns.map(({ at }) => measured(at(index), y))]),
  };
}

interface Column {
  readonly name: string;
  readonly at: (index: number) => number | null | undefined;
}

/** The value, where it may lie, and what it was made of. */
function columnsOf({ name, values, ranges, samples = [] }: Line): Column[] {
  const most = samples.reduce((count, { length }) => Math.max(count, length), 0);
  return [
    { name, at: (index) => values[index] },
    ...(ranges === undefined
      ? []
      : [
          { name: `${name}, from`, at: (index: number) => ranges[index]?.[0] },
          { name: `${name}, to`, at: (index: number) => ranges[index]?.[1] },
        ]),
    ...Array.from({ length: most }, (_, sample) => ({
      name: `${name}, ${sample + 1} of ${most}`,
      at: (index: number) => samples[index]?.[sample],
    })),
  ];
}

function heatTable({ x, y, cells }: HeatMap): FiguresTable {
  const rows: (number | null)[][] = [];
  for (let at = 0; at + 2 < cells.length; at += 3) {
    const [column = 0, row = 0, count = 0] = cells.slice(at, at + 3);
    rows.push([measured(x.values[column], x), measured(y.bounds[row], y), measured(y.bounds[row + 1], y), count]);
  }
  return {
    titles: [titleOf(x.name, x), titleOf(`${y.name} from`, y), titleOf('to', y), 'count'],
    rows: rows.sort(([x1, from1], [x2, from2]) => Number(x1) - Number(x2) || Number(from1) - Number(from2)),
  };
}

function titleOf(name: string, { unit }: Axis): string {
  return UNITS[unit].name === '' ? name : `${name} (${UNITS[unit].name})`;
}

function measured(value: number | null | undefined, { unit }: Axis): number | null {
  if (value === null || value === undefined) return null;
  const { times } = UNITS[unit];
  return times === 1 ? value : Number((value * times).toPrecision(12));
}
