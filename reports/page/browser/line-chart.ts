// Lines over a horizontal axis.

import type uPlot from 'uplot';
import type { Range } from '../chart/range.ts';
import { scaleFor } from '../chart/scale.ts';
import { exactText } from '../chart/value-text.ts';
import type { Line, LineChart } from '../chart.ts';
import { paintBands } from './bands.ts';
import type { Drawing, Toggle } from './drawing.ts';
import { linesLegend } from './legend.ts';
import { paintLimitNames, paintLimits } from './limits.ts';
import { DASHES, palette, SERIES_MAX } from './palette.ts';
import { paintPoints } from './points.ts';

/** As many values as are seen one by one. */
const DOTS_MAX = 40;

/** A limit that is further away than this many times what was measured would press the lines flat: words tell of it. */
const LIMIT_TIMES_MAX = 3;

export function lineDrawing(chart: LineChart, toggle: Toggle): Drawing {
  const { x, y, lines, limits = [], bands = [] } = chart;
  const beside = lines.flatMap(besideValues);
  const xScale = scaleFor(x.scale, x.unit, x.values);
  const yScale = scaleFor(y.scale, y.unit, [
    ...lines.flatMap(({ values }) => values.filter(isNumber)),
    ...beside,
    ...limits.map(({ value }) => value),
  ]);
  const places = x.values.map((value) => xScale.place(value));
  const isDotted = places.length <= DOTS_MAX;
  const legend = linesLegend(chart, toggle);
  const isLog = yScale.kind === 'log';
  const placesBeside = beside.map((value) => yScale.place(value));
  return {
    xScale,
    yScale,
    places,
    extent: extentOf(places, isDotted),
    data: [places, ...lines.map(({ values }) => placed(values, places.length, (value) => yScale.place(value)))],
    series: [
      {},
      ...lines.map(
        ({ isHidden = false, isPoints = false }, index): uPlot.Series => ({
          show: !isHidden,
          // Points have shapes, which are painted above all lines.
          ...(isPoints ? { paths: () => null } : {}),
          stroke: () => palette().series[index % SERIES_MAX] ?? palette().ink,
          dash: [...(DASHES[index % SERIES_MAX] ?? [])],
          width: 2,
          spanGaps: false,
          points: {
            show: isDotted && !isPoints,
            size: 6,
            width: 1,
            stroke: () => palette().series[index % SERIES_MAX] ?? palette().ink,
            fill: () => palette().series[index % SERIES_MAX] ?? palette().ink,
            // A value between two gaps has no line: it is shown as a dot, or it would not be seen.
            filter: (plot, series, isShown) => (isShown || isPoints ? null : alone(plot.data[series] ?? [])),
          },
        }),
      ),
    ],
    rangeOf: (least, most) => {
      if (least === null || most === null) return { from: 0, to: 1 };
      const near = limits.map(({ value }) => value).filter((value) => isLog || value <= yScale.value(most) * LIMIT_TIMES_MAX);
      const all = [least, most, ...placesBeside, ...near.map((value) => yScale.place(value))];
      return isLog ? logRange(all) : linearRange(all);
    },
    paint: (plot) => {
      paintBands(plot, bands, yScale);
      paintLimits(plot, limits, yScale);
    },
    paintAbove: (plot) => {
      paintPoints(plot, lines, places, yScale);
      paintLimitNames(plot, limits, yScale);
    },
    legend: legend.element,
    read: (index) => {
      if (index === undefined) {
        legend.show(undefined);
        return '';
      }
      const texts = lines.map((line) => textAt(line, index));
      legend.show(texts);
      const shown = lines.flatMap(({ name }, line) => (legend.isShown(line) ? [`${name} ${texts[line]}`] : []));
      return [exactText(x.unit, x.values[index] ?? 0), ...shown].join(', ');
    },
  };

  function textAt({ values, ranges, samples }: Line, index: number): string {
    const value = values[index];
    if (!isNumber(value)) return 'no value';
    const text = (one: number) => exactText(y.unit, one);
    const range = ranges?.[index];
    const between = range === null || range === undefined ? '' : ` (${range.map(text).join(' to ')})`;
    const of = samples?.[index] ?? [];
    return `${text(value)}${between}${of.length < 2 ? '' : `, of ${of.map(text).join(', ')}`}`;
  }
}

/** What is drawn beside the values themselves, and has to have room. */
function besideValues({ ranges = [], samples = [] }: Line): number[] {
  return [...ranges.flatMap((range) => range ?? []), ...samples.flat()];
}

function isNumber(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

/** Dots at the ends need some room. */
function extentOf(places: readonly number[], isDotted: boolean): Range {
  const from = places[0] ?? 0;
  const to = places.at(-1) ?? 1;
  if (from === to) return { from: from - 0.5, to: to + 0.5 };
  const room = isDotted ? (to - from) * 0.01 : 0;
  return { from: from - room, to: to + room };
}

function placed(values: readonly (number | null)[], length: number, place: (value: number) => number): (number | null)[] {
  return Array.from({ length }, (_, index) => {
    const value = values[index];
    return isNumber(value) ? place(value) : null;
  });
}

/** From zero on, with some air above. */
function linearRange(values: readonly number[]): Range {
  const from = Math.min(0, ...values);
  const to = Math.max(0, ...values);
  if (from === to) return { from: 0, to: 1 };
  const air = (to - from) * 0.06;
  return { from: from < 0 ? from - air : 0, to: to > 0 ? to + air : 0 };
}

/** In logarithms: at least from a third to three times what there is. */
function logRange(values: readonly number[]): Range {
  const from = Math.min(...values);
  const to = Math.max(...values);
  const air = Math.max((to - from) * 0.06, (1 - (to - from)) / 2, 0);
  return { from: from - air, to: to + air };
}

function alone(values: ArrayLike<number | null | undefined>): number[] {
  const found: number[] = [];
  for (let index = 0; index < values.length; index++) {
    if (isNumber(values[index]) && !isNumber(values[index - 1]) && !isNumber(values[index + 1])) found.push(index);
  }
  return found;
}
