// The Universal Scalability Law of Gunther, and the fit of it: how many operations a second N clients get out of a server,
//
//   X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))
//
// lambda is what one client gets, sigma the share of the work that only one can do at a time, kappa what it costs to keep each pair
// in agreement. The fit has the smallest sum of squared differences, by the method of Levenberg and Marquardt; neither sigma nor
// kappa may be below 0, where they would mean nothing.

import { assert } from '../errors.ts';

export interface Point {
  readonly clients: number;
  /** Operations a second. */
  readonly rate: number;
}

export interface Law {
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
}

export function rateAt({ lambda, sigma, kappa }: Law, clients: number): number {
  return (lambda * clients) / (1 + sigma * (clients - 1) + kappa * clients * (clients - 1));
}

/** Where the law turns down; undefined: it never does. At a single client it turns down from the start. */
export function peakOf({ sigma, kappa }: Law): number | undefined {
  if (kappa <= 0) return undefined;
  return sigma >= 1 ? 1 : Math.max(1, Math.sqrt((1 - sigma) / kappa));
}

/** Of at least three different numbers of clients. The best is at an edge where the best without edges would be beyond it. */
export function fitLaw(points: readonly Point[]): Law {
  assert(new Set(points.map(({ clients }) => clients)).size >= 3, 'three parameters take three levels at least');
  let best: Law | undefined;
  for (const free of FREE) {
    const law = descend(points, free);
    if (law.sigma < 0 || law.kappa < 0 || law.lambda <= 0) continue;
    // Nothing at an edge is better than the best of all.
    if (free.sigma && free.kappa) return law;
    if (best === undefined || squares(points, law) < squares(points, best) * (1 - 1e-12)) best = law;
  }
  assert(best !== undefined, 'the law without contention and coherence always fits in some way');
  return best;
}

export function squares(points: readonly Point[], law: Law): number {
  return points.reduce((sum, { clients, rate }) => sum + (rate - rateAt(law, clients)) ** 2, 0);
}

/** How much of the differences between the rates the law explains. */
export function rSquaredOf(points: readonly Point[], law: Law): number {
  const mean = points.reduce((sum, { rate }) => sum + rate, 0) / points.length;
  const all = points.reduce((sum, { rate }) => sum + (rate - mean) ** 2, 0);
  return all === 0 ? 1 : 1 - squares(points, law) / all;
}

/** Which of the parameters may move; the others are 0. */
const FREE: readonly { readonly sigma: boolean; readonly kappa: boolean }[] = [
  { sigma: true, kappa: true },
  { sigma: true, kappa: false },
  { sigma: false, kappa: true },
  { sigma: false, kappa: false },
];

const ITERATIONS_MAX = 200;
const DAMPING_MAX = 1e12;

function descend(points: readonly Point[], free: (typeof FREE)[number]): Law {
  let law = beginning(points, free);
  let error = squares(points, law);
  let damping = 1e-3;
  for (let iteration = 0; iteration < ITERATIONS_MAX && damping < DAMPING_MAX; iteration++) {
    const next = stepFrom(points, law, free, damping);
    const nextError = next === undefined ? Number.POSITIVE_INFINITY : squares(points, next);
    if (next === undefined || !(nextError < error)) {
      damping *= 10;
      continue;
    }
    law = next;
    const isSettled = error - nextError <= 1e-15 * error;
    error = nextError;
    damping = Math.max(1e-12, damping / 10);
    if (isSettled) break;
  }
  return law;
}

/** The law in the form N / X = (1 + sigma (N - 1) + kappa N (N - 1)) / lambda is a straight line in its parameters. */
function beginning(points: readonly Point[], free: (typeof FREE)[number]): Law {
  const rows = points.filter(({ rate }) => rate > 0);
  const columns = columnsOf(free, ({ clients }) => [1, clients - 1, clients * (clients - 1)]);
  // Weighted so that its errors are those of the rates themselves, as far as a straight line can have them.
  const weight = ({ clients, rate }: Point) => (rate * rate) / clients;
  const solved = solveNormal(
    rows.map((point) => ({
      values: columns(point).map((value) => value * weight(point)),
      right: (point.clients / point.rate) * weight(point),
    })),
    0,
  );
  const [inverse = 0, ...others] = solved ?? [];
  const lambda = inverse > 0 ? 1 / inverse : Math.max(...points.map(({ clients, rate }) => rate / clients));
  const parameters = others.map((value) => Math.max(0, value * lambda));
  return lawOf(lambda, parameters, free);
}

function stepFrom(points: readonly Point[], law: Law, free: (typeof FREE)[number], damping: number): Law | undefined {
  const columns = columnsOf(free, ({ clients }) => {
    const divisor = 1 + law.sigma * (clients - 1) + law.kappa * clients * (clients - 1);
    const slope = (-law.lambda * clients) / divisor ** 2;
    return [clients / divisor, slope * (clients - 1), slope * clients * (clients - 1)];
  });
  const solved = solveNormal(
    points.map((point) => ({ values: columns(point), right: point.rate - rateAt(law, point.clients) })),
    damping,
  );
  if (solved === undefined) return undefined;
  const [byLambda = 0, ...others] = solved;
  const before = [...(free.sigma ? [law.sigma] : []), ...(free.kappa ? [law.kappa] : [])];
  return lawOf(
    law.lambda + byLambda,
    before.map((value, index) => value + (others[index] ?? 0)),
    free,
  );
}

function columnsOf(free: (typeof FREE)[number], all: (point: Point) => readonly [number, number, number]) {
  return (point: Point): number[] => {
    const [lambda, sigma, kappa] = all(point);
    return [lambda, ...(free.sigma ? [sigma] : []), ...(free.kappa ? [kappa] : [])];
  };
}

function lawOf(lambda: number, parameters: readonly number[], free: (typeof FREE)[number]): Law {
  const [first = 0, second = 0] = parameters;
  return { lambda, sigma: free.sigma ? first : 0, kappa: free.kappa ? (free.sigma ? second : first) : 0 };
}

interface Row {
  readonly values: readonly number[];
  readonly right: number;
}

/** The least squares of the rows, with Marquardt's damping on the diagonal; undefined: they say too little. */
function solveNormal(rows: readonly Row[], damping: number): number[] | undefined {
  const size = rows[0]?.values.length ?? 0;
  const at = (row: Row, index: number) => row.values[index] ?? 0;
  const range = Array.from({ length: size }, (_, index) => index);
  // Each column in a unit of its own: kappa is a thousandth where lambda is thousands.
  const scales = range.map((index) => Math.sqrt(rows.reduce((sum, row) => sum + at(row, index) ** 2, 0)) || 1);
  const matrix = range.map((one) => [
    ...range.map((other) => {
      const product =
        rows.reduce((sum, row) => sum + at(row, one) * at(row, other), 0) / ((scales[one] ?? 1) * (scales[other] ?? 1));
      return one === other ? product * (1 + damping) : product;
    }),
    rows.reduce((sum, row) => sum + at(row, one) * row.right, 0) / (scales[one] ?? 1),
  ]);
  const solved = solve(matrix);
  return solved?.map((value, index) => value / (scales[index] ?? 1));
}

/** Gauss' elimination of a small matrix with its right side as the last column. */
function solve(matrix: number[][]): number[] | undefined {
  const size = matrix.length;
  const cell = (row: number, column: number) => matrix[row]?.[column] ?? 0;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) if (Math.abs(cell(row, column)) > Math.abs(cell(pivot, column))) pivot = row;
    if (!(Math.abs(cell(pivot, column)) > 1e-14)) return undefined;
    const [upper, lower] = [matrix[column] ?? [], matrix[pivot] ?? []];
    matrix[column] = lower;
    matrix[pivot] = upper;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = cell(row, column) / cell(column, column);
      matrix[row] = (matrix[row] ?? []).map((value, index) => value - factor * cell(column, index));
    }
  }
  return matrix.map((row, index) => (row[size] ?? 0) / cell(index, index));
}
