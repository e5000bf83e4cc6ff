// What stands at single values and not between them: the shapes of lines that are points, the stretch that a value may lie in, and
// the samples that it was made of. Shapes tell the points of eight lines apart without any colour.

import type uPlot from 'uplot';
import type { Scale } from '../chart/scale.ts';
import type { Line } from '../chart.ts';
import { palette, SERIES_MAX } from './palette.ts';

export interface PointShape {
  /** Around the middle, in pixels. */
  readonly path: string;
  readonly isFilled: boolean;
}

const CIRCLE = 'M4.2 0A4.2 4.2 0 1 1 -4.2 0A4.2 4.2 0 1 1 4.2 0Z';
const TRIANGLE = 'M0 -5L4.8 4L-4.8 4Z';

export const POINT_SHAPES: readonly PointShape[] = [
  { path: CIRCLE, isFilled: true },
  { path: 'M-4 -4L4 4M-4 4L4 -4', isFilled: false },
  { path: TRIANGLE, isFilled: true },
  { path: 'M-4 -4L4 -4L4 4L-4 4Z', isFilled: false },
  { path: 'M0 -5.4L5 0L0 5.4L-5 0Z', isFilled: true },
  { path: 'M0 -5L0 5M-5 0L5 0', isFilled: false },
  { path: CIRCLE, isFilled: false },
  { path: TRIANGLE, isFilled: false },
];

const CAP_PIXELS = 4;
const SAMPLE_PIXELS = 2.2;

/** Of the lines that are shown. */
export function paintPoints(plot: uPlot, lines: readonly Line[], places: readonly number[], scale: Scale): void {
  const { ctx, bbox } = plot;
  const unit = devicePixelRatio;
  const yOf = (value: number) => plot.valToPos(scale.place(value), 'y', true);
  ctx.save();
  ctx.beginPath();
  // What lies at an edge keeps its whole shape.
  ctx.rect(bbox.left - 7 * unit, bbox.top - 7 * unit, bbox.width + 14 * unit, bbox.height + 14 * unit);
  ctx.clip();
  for (const [index, line] of lines.entries()) {
    if (plot.series[index + 1]?.show !== true) continue;
    const colour = palette().series[index % SERIES_MAX] ?? palette().ink;
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    for (const [at, place] of places.entries()) {
      const x = plot.valToPos(place, 'x', true);
      if (x < bbox.left - 7 * unit || x > bbox.left + bbox.width + 7 * unit) continue;
      paintRange(ctx, x, line.ranges?.[at], yOf, unit);
      for (const sample of line.samples?.[at] ?? []) paintSample(ctx, x, yOf(sample), unit);
      const value = line.values[at];
      if (line.isPoints === true && value !== null && value !== undefined) paintShape(ctx, x, yOf(value), index, unit);
    }
  }
  ctx.restore();
}

type Canvas = CanvasRenderingContext2D;

function paintRange(
  ctx: Canvas,
  x: number,
  range: readonly [number, number] | null | undefined,
  yOf: (value: number) => number,
  unit: number,
) {
  if (range === null || range === undefined) return;
  const [low, high] = [yOf(range[0]), yOf(range[1])];
  const cap = CAP_PIXELS * unit;
  ctx.lineWidth = 1.5 * unit;
  ctx.beginPath();
  ctx.moveTo(x, low);
  ctx.lineTo(x, high);
  for (const y of [low, high]) {
    ctx.moveTo(x - cap, y);
    ctx.lineTo(x + cap, y);
  }
  ctx.stroke();
}

function paintSample(ctx: Canvas, x: number, y: number, unit: number): void {
  ctx.globalAlpha = 0.6;
  ctx.beginPath();
  ctx.arc(x, y, SAMPLE_PIXELS * unit, 0, 2 * Math.PI);
  ctx.fill();
  ctx.globalAlpha = 1;
}

function paintShape(ctx: Canvas, x: number, y: number, line: number, unit: number): void {
  const shape = POINT_SHAPES[line % SERIES_MAX];
  if (shape === undefined) return;
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(unit, unit);
  ctx.lineWidth = 2;
  const path = new Path2D(shape.path);
  if (shape.isFilled) ctx.fill(path);
  ctx.stroke(path);
  ctx.restore();
}
