// Charts as reports have them, and odd ones: what is drawn is looked at and tried with them.

import type { Chart, HeatMap, LineChart } from './chart.ts';

export function oddCharts(): Chart[] {
  return [
    tailChart(),
    timeChart(),
    heatMap(),
    eightLines(),
    lines('few', 'Few values', [1, 2, 3, 4, 5], [[3, null, 2, null, 5]]),
    lines('one', 'One value', [7], [[1234]]),
    lines('none', 'No values', [1, 2], [[null, null]]),
    lines('equal', 'All equal', [1, 2, 3], [[5, 5, 5]]),
    lines('zero', 'All zero', [1, 2, 3], [[0, 0, 0]]),
    lines('log-zero', 'Zero and less on a logarithmic axis', [1, 2, 3, 4, 5], [[0, 10, -5, 100_000, 3]], 'log'),
    lines('log-equal', 'All equal on a logarithmic axis', [1, 2, 3], [[250, 250, 250]], 'log'),
    {
      ...lines('memory', 'Memory', seconds(60), [seconds(60).map((second) => 2e8 + second * 3e6)]),
      y: { name: 'resident', unit: 'bytes', scale: 'linear' },
    },
    { ...nastyChart(), group: 'time' },
    pointsChart(),
  ];
}

/** Points of every shape, with ranges and samples, some of them missing, and some far beyond the values. */
export function pointsChart(): LineChart {
  const chart = lines('points', 'Points', [1, 2, 4, 8], []);
  return {
    ...chart,
    x: { name: 'clients', unit: 'count', scale: 'log', values: [1, 2, 4, 8] },
    lines: [
      {
        name: 'median',
        values: [1_000, 2_000, null, 4_000],
        isPoints: true,
        ranges: [[900, 1_100], [1_500, 90_000], null, [4_000, 4_000]],
        samples: [[900, 1_000, 1_100], [2_000], [], [4_000, 4_000, 4_000]],
      },
      { name: 'line with ranges', values: [1_500, 2_500, 3_500, 4_500], ranges: [[1_400, 1_600], null, null, [4_000, 5_000]] },
      ...Array.from({ length: 6 }, (_, index) => ({
        name: `shape ${index + 3}`,
        values: [index * 700, null, null, index * 900],
        isPoints: true,
      })),
    ],
  };
}

/** Response, service and send lag by percentile, with a limit that is met and one that is not. */
export function tailChart(): LineChart {
  const percentiles = [0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.995, 99.999, 100];
  const latency = (base: number) => percentiles.map((_, index) => Math.round(base * 1.7 ** index));
  return {
    kind: 'lines',
    id: 'tail',
    title: 'Latency by percentile',
    says: 'How long the slowest took; each further nine has the same room.',
    x: { name: 'percentile', unit: 'percentile', scale: 'tail', values: percentiles },
    y: { name: 'latency', unit: 'us', scale: 'log' },
    lines: [
      { name: 'response', values: latency(120) },
      { name: 'service', values: latency(80) },
      { name: 'send lag', values: latency(9), isHidden: true },
    ],
    limits: [
      { value: 20_000, text: 'response.p99 < 20ms', isMet: true },
      { value: 100_000, text: 'response.max < 100ms', isMet: false },
    ],
  };
}

export function timeChart(): LineChart {
  const turns = seconds(60).map((second) => (second >= 20 && second < 24 ? 0 : 1000 + ((second * 37) % 11)));
  return {
    ...lines('time', 'Turns a second', seconds(60), [turns, turns.map((value) => value - 3)]),
    group: 'time',
    y: { name: 'rate', unit: 'perSecond', scale: 'linear' },
    marks: [
      { kind: 'warm-up', from: 0, to: 5, text: 'warm-up, which is not counted' },
      { kind: 'evidence', from: 20, to: 24, text: 'the server answered nobody for 4 s' },
      { kind: 'evidence', from: 40, to: 40, text: 'one client was reset' },
    ],
  };
}

/** One sample far from all others is to be seen. */
export function heatMap(): HeatMap {
  const bounds = Array.from({ length: 41 }, (_, row) => Math.round(10 * 10 ** (row / 8)));
  const cells = seconds(60).flatMap((second) =>
    Array.from({ length: 9 }, (_, row) => [
      second,
      8 + row + (second % 3),
      Math.max(1, Math.round(900 / (1 + (row - 4) ** 4))),
    ]).flat(),
  );
  return {
    kind: 'heat',
    id: 'heat',
    title: 'Response over time',
    says: 'How many samples took how long in each second.',
    group: 'time',
    x: { name: 'second', unit: 'seconds', scale: 'linear', values: seconds(60), step: 1 },
    y: { name: 'response', unit: 'us', scale: 'log', bounds },
    cells: [...cells, 21, 36, 1],
    marks: [{ kind: 'evidence', from: 20, to: 24, text: 'the server answered nobody for 4 s' }],
  };
}

function eightLines(): LineChart {
  const chart = lines(
    'eight',
    'Eight lines',
    seconds(240),
    Array.from({ length: 8 }, (_, line) => seconds(240).map((second) => 20 * (line + 1) + 8 * Math.sin(second / 12 + line))),
  );
  return { ...chart, y: { name: 'clients', unit: 'count', scale: 'linear' } };
}

/** Whatever a target calls itself is text. */
export function nastyChart(): LineChart {
  const nasty = `<img src=x onerror="document.title='caught'"></script><script>document.title='caught'</script>&amp;"'`;
  return {
    ...lines(
      'nasty',
      nasty,
      [1, 2, 3],
      [
        [1, 2, 3],
        [3, 2, 1],
      ],
    ),
    says: nasty,
    x: { name: nasty, unit: 'seconds', scale: 'linear', values: [1, 2, 3] },
    y: { name: nasty, unit: 'count', scale: 'linear' },
    lines: [
      { name: nasty, values: [1, 2, 3] },
      { name: `=${nasty}\t\n`, values: [3, 2, 1] },
    ],
    marks: [{ kind: 'evidence', from: 1, to: 2, text: nasty }],
    limits: [{ value: 2, text: nasty, isMet: false }],
  };
}

export function lines(
  id: string,
  title: string,
  values: readonly number[],
  rows: readonly (readonly (number | null)[])[],
  scale: 'linear' | 'log' = 'linear',
): LineChart {
  return {
    kind: 'lines',
    id,
    title,
    says: 'What is to be seen here.',
    x: { name: 'second', unit: 'seconds', scale: 'linear', values },
    y: { name: 'latency', unit: 'us', scale },
    lines: rows.map((row, index) => ({ name: `line ${index + 1}`, values: row })),
  };
}

export function seconds(count: number): number[] {
  return Array.from({ length: count }, (_, second) => second);
}
