// Stretches of the vertical axis that have something to say, such as the latencies that a diagnosis speaks of: edges and a veil across
// the plot. What they mean stands in words below the chart.

import type uPlot from 'uplot';
import type { Scale } from '../chart/scale.ts';
import type { Band } from '../chart.ts';
import { palette } from './palette.ts';

export function paintBands(plot: uPlot, bands: readonly Band[], scale: Scale): void {
  const { ctx, bbox } = plot;
  const unit = devicePixelRatio;
  const inPlot = (y: number) => Math.min(Math.max(y, bbox.top), bbox.top + bbox.height);
  for (const { from, to } of bands) {
    const top = inPlot(plot.valToPos(scale.place(to), 'y', true));
    const bottom = inPlot(plot.valToPos(scale.place(from), 'y', true));
    if (bottom <= top) continue;
    ctx.save();
    ctx.fillStyle = palette().mark;
    ctx.globalAlpha = 0.16;
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    ctx.globalAlpha = 0.8;
    ctx.fillRect(bbox.left, top, bbox.width, unit);
    ctx.fillRect(bbox.left, bottom - unit, bbox.width, unit);
    ctx.restore();
  }
}
