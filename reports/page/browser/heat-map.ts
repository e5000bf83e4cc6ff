// How many samples lie where: cells over the horizontal axis, coloured by the logarithm of their count. The plot around them is the
// same as that of lines, so that axes, cursor and zoom are the same, too.

import { RAMP_STEPS, rampIndex } from '../chart/heat-ramp.ts';
import { extremes } from '../chart/range.ts';
import { scaleFor } from '../chart/scale.ts';
import { exact, exactText } from '../chart/value-text.ts';
import type { HeatMap } from '../chart.ts';
import { paintBands } from './bands.ts';
import type { Drawing } from './drawing.ts';
import { drawn, element, shape } from './elements.ts';
import { palette } from './palette.ts';

export function heatDrawing(chart: HeatMap): Drawing {
  const { x, y, bands = [] } = chart;
  const xScale = scaleFor(x.scale, x.unit, x.values);
  const yScale = scaleFor(y.scale, y.unit, y.bounds);
  const places = x.values.map((value) => xScale.place(value));
  const columns = columnsOf(chart);
  const most = extremes(columns.flatMap((cells) => [...cells.values()]))?.to ?? 0;
  const used = extremes(columns.flatMap((cells) => [...cells.keys()]));
  const lowest = Math.max(0, (used?.from ?? 0) - 1);
  const highest = Math.min(y.bounds.length - 2, (used?.to ?? 0) + 1);
  const key = keyOf(most);
  const legend = element('div', 'legend heat');
  const reading = element('p', 'value');
  legend.append(key.element, reading);
  const edges = x.values.map((value) => [xScale.place(value - x.step / 2), xScale.place(value + x.step / 2)] as const);
  const bounds = y.bounds.map((bound) => yScale.place(bound));
  return {
    xScale,
    yScale,
    places,
    extent: { from: edges[0]?.[0] ?? 0, to: edges.at(-1)?.[1] ?? 1 },
    data: [places, columns.map((cells) => (cells.size === 0 ? null : (bounds[Math.max(...cells.keys())] ?? null)))],
    series: [{}, { paths: () => null, points: { show: false } }],
    rangeOf: () => (used === undefined ? { from: 0, to: 1 } : { from: bounds[lowest] ?? 0, to: bounds[highest + 1] ?? 1 }),
    paint: (plot) => {
      const { ctx, bbox } = plot;
      const { ramp } = palette();
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      const tops = bounds.map((bound) => Math.round(plot.valToPos(bound, 'y', true)));
      for (const [column, cells] of columns.entries()) {
        const [from = 0, to = 0] = edges[column] ?? [];
        const left = Math.round(plot.valToPos(from, 'x', true));
        const width = Math.max(1, Math.round(plot.valToPos(to, 'x', true)) - left);
        if (left + width < bbox.left || left > bbox.left + bbox.width) continue;
        for (const [row, count] of cells) {
          const top = tops[row + 1] ?? 0;
          ctx.fillStyle = ramp[rampIndex(count, most)] ?? '';
          ctx.fillRect(left, top, width, Math.max(1, (tops[row] ?? 0) - top));
        }
      }
      ctx.restore();
      paintBands(plot, bands, yScale);
    },
    legend,
    rows: {
      count: y.bounds.length - 1,
      placeOf: (row) => ((bounds[row] ?? 0) + (bounds[row + 1] ?? 0)) / 2,
      rowAt: (place) => {
        const row = bounds.findIndex((bound, index) => place >= bound && place < (bounds[index + 1] ?? bound));
        return row === -1 ? undefined : row;
      },
      fullest: (index) => [...(columns[index] ?? [])].sort(([, one], [, other]) => other - one)[0]?.[0] ?? lowest,
    },
    read: (index, row) => {
      const text = index === undefined ? '' : `${exactText(x.unit, x.values[index] ?? 0)}, ${cellText(index, row)}`;
      reading.textContent = index === undefined ? '' : capital(cellText(index, row));
      return text;
    },
    restyle: () => key.paint(),
  };

  function cellText(index: number, row: number | undefined): string {
    const cells = columns[index] ?? new Map<number, number>();
    if (row !== undefined) {
      return `${boundText(row)} to ${boundText(row + 1)}: ${samples(cells.get(row) ?? 0)}`;
    }
    const rows = [...cells.keys()];
    const total = [...cells.values()].reduce((sum, count) => sum + count, 0);
    if (total === 0) return samples(0);
    return `${samples(total)} between ${boundText(Math.min(...rows))} and ${boundText(Math.max(...rows) + 1)}`;
  }

  function boundText(bound: number): string {
    return exactText(y.unit, y.bounds[bound] ?? 0);
  }
}

/** For each column its rows that have something in them. */
function columnsOf({ x, cells }: HeatMap): ReadonlyMap<number, number>[] {
  const columns = x.values.map(() => new Map<number, number>());
  for (let at = 0; at + 2 < cells.length; at += 3) {
    const [column = 0, row = 0, count = 0] = cells.slice(at, at + 3);
    if (count > 0) columns[column]?.set(row, count);
  }
  return columns;
}

/** What the colours mean. */
function keyOf(most: number): { readonly element: HTMLElement; paint(): void } {
  const steps = Array.from({ length: RAMP_STEPS }, (_, step) => shape('rect', { x: step * 5, y: 0, width: 5, height: 12 }));
  const made = element('p', 'heat-key');
  made.append(element('span', '', '1'), drawn(RAMP_STEPS * 5, 12, steps), element('span', '', samples(Math.max(1, most))));
  const paint = () => {
    for (const [step, rect] of steps.entries()) rect.setAttribute('fill', palette().ramp[step] ?? '');
  };
  paint();
  return { element: made, paint };
}

function samples(count: number): string {
  return `${exact(count)} ${count === 1 ? 'sample' : 'samples'}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
