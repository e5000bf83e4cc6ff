// One line over the seconds of a run, as a picture in the page.

import { type Html, html } from './html.ts';

export interface LineChart {
  readonly title: string;
  /** Second and value; none or one is no line. */
  readonly points: readonly (readonly [number, number])[];
  readonly text: (value: number) => string;
}

const WIDTH = 400;
const HEIGHT = 100;
/** More can't be told apart. The highest of those that share a place is drawn. */
const POINTS_MAX = 200;

export function lineChart({ title, points, text }: LineChart): Html {
  const first = points[0]?.[0];
  const last = points.at(-1)?.[0];
  if (first === undefined || last === undefined || first === last) return html``;
  const max = points.reduce((highest, [, value]) => Math.max(highest, value), 0);
  const xOf = (second: number) => ((second - first) / (last - first)) * WIDTH;
  const yOf = (value: number) => HEIGHT - (max === 0 ? 0 : value / max) * HEIGHT;
  const line = thinned(points).map(([second, value]) => `${xOf(second).toFixed(1)},${yOf(value).toFixed(1)}`);
  return html`<figure>
<figcaption>${title} <span>at most ${text(max)}</span></figcaption>
<svg viewBox="0 -2 ${String(WIDTH)} ${String(HEIGHT + 4)}" preserveAspectRatio="none" role="img" aria-label="${title}, at most ${text(max)}">
<path class="floor" d="M0 ${String(HEIGHT)}H${String(WIDTH)}"/>
<polyline points="${line.join(' ')}"/>
</svg>
<p class="axis"><span>${String(first)} s</span><span>${String(last + 1)} s</span></p>
</figure>`;
}

function thinned(points: LineChart['points']): (readonly [number, number])[] {
  const each = Math.ceil(points.length / POINTS_MAX);
  const kept: (readonly [number, number])[] = [];
  for (let index = 0; index < points.length; index += each) {
    const group = points.slice(index, index + each);
    kept.push(group.reduce((highest, point) => (point[1] > highest[1] ? point : highest)));
  }
  return kept;
}
