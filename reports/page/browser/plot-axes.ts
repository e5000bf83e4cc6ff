// Ticks and their texts: the scales of the chart know where they stand, the plot counts evenly.

import type uPlot from 'uplot';
import type { Scale, Tick } from '../chart/scale.ts';
import { thinned } from '../chart/thinned.ts';
import { valueText } from '../chart/value-text.ts';
import type { Chart, Unit } from '../chart.ts';
import type { Drawing } from './drawing.ts';
import { palette } from './palette.ts';

const FONT = '12px system-ui, sans-serif';
/** All plots begin at the same place, unless the texts before one are long. */
const BEFORE_PLOT = 64;
const SIGN_PIXELS = 7;
const LINE_PIXELS = 24;

export function axes({ x, y }: Chart, { xScale, yScale }: Drawing): uPlot.Axis[] {
  return [
    {
      ...LOOKS,
      ...ticked(xScale, x.unit, 60, ({ bbox }) => bbox.width),
      size: 30,
      label: x.name,
      labelFont: FONT,
      labelSize: 18,
      labelGap: 0,
    },
    {
      ...LOOKS,
      ...ticked(yScale, y.unit, 26, ({ bbox }) => bbox.height),
      size: (_, texts) => Math.max(BEFORE_PLOT, ...(texts ?? []).map((text) => text.length * SIGN_PIXELS + 14)),
    },
  ];
}

interface Ticked {
  splits(plot: uPlot, axis: number, from: number, to: number): number[];
  values(plot: uPlot, places: number[]): string[];
}

/** `gap`: pixels from one tick to the next at the least. */
function ticked(scale: Scale, unit: Unit, gap: number, length: (plot: uPlot) => number): Ticked {
  let texts = new Map<number, string>();
  return {
    splits: (plot, _, from, to) => {
      const pixels = length(plot) / devicePixelRatio;
      const all = scale.ticks(from, to, Math.max(1, Math.floor(pixels / gap)));
      const perPixel = (to - from) / Math.max(1, pixels);
      const ticks = scale.kind === 'linear' ? all : thinned(all, placeOf, (one, other) => perPixel * room(one, other));
      texts = distinct(ticks, unit);
      return ticks.map(({ place }) => place);
    },
    values: (_, places) => places.map((place) => texts.get(place) ?? ''),
  };
}

function placeOf({ place }: Tick): number {
  return place;
}

/** Ticks that have their texts along the axis have to be as far from each other as those are long. */
function room({ text: one }: Tick, { text: other }: Tick): number {
  return one === undefined || other === undefined ? LINE_PIXELS : ((one.length + other.length) / 2) * SIGN_PIXELS + 8;
}

/** Rounded to three digits, two neighbours may have the same text: it stands at the first. */
function distinct(ticks: readonly Tick[], unit: Unit): Map<number, string> {
  let before: string | undefined;
  return new Map(
    ticks.map(({ place, value, text = valueText(unit, value) }) => {
      const shown = text === before ? '' : text;
      before = text;
      return [place, shown];
    }),
  );
}

const LOOKS = {
  font: FONT,
  stroke: () => palette().soft,
  grid: { stroke: () => palette().line, width: 1 },
  ticks: { stroke: () => palette().line, width: 1, size: 5 },
  gap: 4,
} satisfies uPlot.Axis;
