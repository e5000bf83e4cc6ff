// Stretches of the horizontal axis that have something to say: evidence in the accent colour with its letter, warm-up in grey.

import type uPlot from 'uplot';
import { type LetteredMark, letteredMarks } from '../chart/lettered-marks.ts';
import type { Scale } from '../chart/scale.ts';
import type { Mark } from '../chart.ts';
import { palette } from './palette.ts';

export interface Marks {
  /** Under everything. */
  paintGround(plot: uPlot): void;
  /** Above everything: edges and letters, which a map would cover. */
  paintEdges(plot: uPlot): void;
  at(value: number): readonly LetteredMark[];
}

/**
 * `halfStep`: so far a mark reaches beyond its first and its last value. On a map evidence has no ground: it would look like cells with
 * little in them.
 */
export function marksOn(scale: Scale, halfStep: number, isMap: boolean, marks: readonly Mark[] = []): Marks {
  const lettered = letteredMarks(marks);
  const stretch = (plot: uPlot, { from, to }: Mark) => stretchOf(plot, scale, from - halfStep, to + halfStep);
  return {
    paintGround: (plot) => {
      for (const { mark } of lettered) {
        const { left, width } = stretch(plot, mark);
        if (width <= 0 || (isMap && mark.kind === 'evidence')) continue;
        plot.ctx.save();
        plot.ctx.fillStyle = mark.kind === 'evidence' ? palette().mark : palette().soft;
        plot.ctx.globalAlpha = mark.kind === 'evidence' ? 0.16 : 0.14;
        plot.ctx.fillRect(left, plot.bbox.top, width, plot.bbox.height);
        plot.ctx.restore();
      }
    },
    paintEdges: (plot) => {
      const unit = devicePixelRatio;
      for (const { mark, letter } of lettered) {
        const { left, width } = stretch(plot, mark);
        if (letter === undefined || width <= 0) continue;
        const { ctx, bbox } = plot;
        ctx.save();
        ctx.fillStyle = palette().mark;
        ctx.fillRect(left, bbox.top - 4 * unit, width, 4 * unit);
        ctx.globalAlpha = 0.7;
        ctx.fillRect(left, bbox.top, unit, bbox.height);
        ctx.fillRect(left + width - unit, bbox.top, unit, bbox.height);
        ctx.globalAlpha = 1;
        ctx.font = `bold ${12 * unit}px system-ui, sans-serif`;
        ctx.textAlign = 'center';
        ctx.textBaseline = 'bottom';
        ctx.fillText(letter, left + width / 2, bbox.top - 5 * unit);
        ctx.restore();
      }
    },
    at: (value) => lettered.filter(({ mark }) => value >= mark.from && value <= mark.to),
  };
}

/** However short it is, something of it is seen. */
function stretchOf(plot: uPlot, scale: Scale, from: number, to: number): { readonly left: number; readonly width: number } {
  const { left, width } = plot.bbox;
  const start = plot.valToPos(scale.place(from), 'x', true);
  const end = Math.max(plot.valToPos(scale.place(to), 'x', true), start + 3 * devicePixelRatio);
  const shownFrom = Math.max(start, left);
  return { left: shownFrom, width: Math.min(end, left + width) - shownFrom };
}
