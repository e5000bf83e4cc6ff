// Draws the charts that stand in the page as data.

import uPlot from 'uplot';
import type { Chart, LineChart } from '../chart.ts';
import { colour, THEME_CHANGED } from './theme.ts';
import { valueText } from './value-text.ts';

export function startCharts(): void {
  for (const place of document.querySelectorAll<HTMLElement>('figure[data-chart]')) {
    const json = place.querySelector('script')?.textContent;
    if (json === undefined || json === null) continue;
    const chart = JSON.parse(json) as Chart;
    if (chart.kind === 'lines') drawLines(place, chart);
  }
}

function drawLines(place: HTMLElement, chart: LineChart): void {
  let plot: uPlot | undefined;
  const draw = () => {
    plot?.destroy();
    plot = new uPlot(
      {
        width: place.clientWidth - 32,
        height: 220,
        scales: { x: { time: false } },
        axes: [
          { stroke: colour('--soft'), grid: { stroke: colour('--line') } },
          {
            stroke: colour('--soft'),
            grid: { stroke: colour('--line') },
            values: (_, ticks) => ticks.map((tick) => valueText(chart.y.unit, tick)),
            size: 70,
          },
        ],
        series: [
          { label: chart.x.name },
          ...chart.lines.map(({ name }, index) => ({ label: name, stroke: colour(`--series-${index + 1}`), width: 2 })),
        ],
      },
      [chart.x.values.slice(), ...chart.lines.map(({ values }) => values.slice())],
      place,
    );
  };
  draw();
  document.addEventListener(THEME_CHANGED, draw);
}
