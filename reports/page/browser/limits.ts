// Thresholds as lines across the plot: dotted with ✓ where they are met, dashed with ✗ where they are not.

import type uPlot from 'uplot';
import type { Scale } from '../chart/scale.ts';
import type { Limit } from '../chart.ts';
import { palette } from './palette.ts';

export function paintLimits(plot: uPlot, limits: readonly Limit[], scale: Scale): void {
  const { ctx, bbox } = plot;
  const unit = devicePixelRatio;
  for (const { y, isMet } of placed(plot, limits, scale)) {
    ctx.save();
    ctx.strokeStyle = colourOf(isMet);
    ctx.lineWidth = 1.5 * unit;
    ctx.setLineDash(isMet ? [2 * unit, 3 * unit] : [10 * unit, 5 * unit]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }
}

/** On a ground of its own: over a line or the grid it would be hard to read. */
export function paintLimitNames(plot: uPlot, limits: readonly Limit[], scale: Scale): void {
  const { ctx, bbox } = plot;
  const unit = devicePixelRatio;
  for (const { y, text, isMet } of placed(plot, limits, scale)) {
    ctx.save();
    ctx.font = `${12 * unit}px system-ui, sans-serif`;
    const shown = `${isMet ? '✓' : '✗'} ${text}`;
    const isAtTop = y < bbox.top + 16 * unit;
    const left = bbox.left + 3 * unit;
    const top = isAtTop ? y + 2 * unit : y - 16 * unit;
    const width = Math.min(ctx.measureText(shown).width, bbox.width - 6 * unit);
    ctx.globalAlpha = 0.85;
    ctx.fillStyle = palette().card;
    ctx.fillRect(left - 2 * unit, top, width + 5 * unit, 14 * unit);
    ctx.globalAlpha = 1;
    ctx.fillStyle = colourOf(isMet);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    ctx.fillText(shown, left, top + unit, width);
    ctx.restore();
  }
}

/** Those that are within the plot. */
function placed(plot: uPlot, limits: readonly Limit[], scale: Scale): (Limit & { readonly y: number })[] {
  const { top, height } = plot.bbox;
  return limits
    .map((limit) => ({ ...limit, y: plot.valToPos(scale.place(limit.value), 'y', true) }))
    .filter(({ y }) => y >= top && y <= top + height);
}

function colourOf(isMet: boolean): string {
  return isMet ? palette().pass : palette().fail;
}
