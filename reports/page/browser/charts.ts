// Finds the charts that stand in the page as data, and starts each: what is seen is drawn at once, the rest when it comes near or
// when the browser has nothing else to do.

import type { Chart } from '../chart.ts';
import { type ChartView, chartView } from './chart-view.ts';
import { CursorGroup } from './cursor-group.ts';
import { dataTable } from './data-table.ts';
import { element } from './elements.ts';
import { forgetPalette } from './palette.ts';
import { startPrintingOf } from './print-charts.ts';
import { THEME_CHANGED } from './theme.ts';

export function startCharts(): void {
  const groups = new Map<string, CursorGroup>();
  const views = new Map<Element, ChartView>();
  for (const place of document.querySelectorAll<HTMLElement>('figure[data-chart]')) {
    const json = place.querySelector(':scope > script')?.textContent;
    if (json === undefined || json === null) continue;
    const chart = JSON.parse(json) as Chart;
    const caption = place.querySelector('figcaption');
    if (hasValues(chart)) {
      const view = chartView(chart, groupOf(groups, chart));
      views.set(view.element, view);
      caption?.after(view.element);
      place.append(dataTable(chart));
    } else {
      caption?.after(element('p', 'empty', 'There are no values to be drawn.'));
    }
  }
  drawWhenSeen(views);
  fitWhenResized(views);
  const restyle = () => {
    forgetPalette();
    for (const view of views.values()) view.restyle();
  };
  document.addEventListener(THEME_CHANGED, restyle);
  startPrintingOf([...views.values()], restyle);
}

function hasValues(chart: Chart): boolean {
  if (chart.kind === 'heat') return chart.cells.length > 0 && chart.x.values.length > 0;
  return chart.x.values.length > 0 && chart.lines.some(({ values }) => values.some((value) => value !== null));
}

/** Places are the same only on scales of one kind. */
function groupOf(groups: Map<string, CursorGroup>, { id, group, x }: Chart): CursorGroup {
  const name = group === undefined ? `alone ${id}` : `${x.scale} ${group}`;
  const found = groups.get(name) ?? new CursorGroup();
  groups.set(name, found);
  return found;
}

function drawWhenSeen(views: ReadonlyMap<Element, ChartView>): void {
  const near = [...views].filter(([place]) => place.getBoundingClientRect().top < 2 * window.innerHeight);
  for (const [, view] of near) view.draw();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) views.get(target)?.draw();
    },
    { rootMargin: '400px' },
  );
  for (const place of views.keys()) observer.observe(place);
  const waiting = [...views.values()];
  const drawNext = () => {
    waiting.shift()?.draw();
    if (waiting.length > 0) requestIdleCallback(drawNext);
  };
  requestIdleCallback(drawNext);
}

/** Only widths follow from the page, heights are given: so that drawing changes no size that it follows from. */
function fitWhenResized(views: ReadonlyMap<Element, ChartView>): void {
  const observer = new ResizeObserver((entries) => {
    requestAnimationFrame(() => {
      for (const { target } of entries) views.get(target)?.fit();
    });
  });
  for (const place of views.keys()) observer.observe(place);
}
