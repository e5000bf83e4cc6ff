// A chart of what was counted in each second, over the time of the run.

import type { BenchRecord, DiagnosisEvidence, Second } from '../../../harness/record/record.ts';
import type { Point } from '../../bench/findings.ts';
import type { LineChart, Unit } from '../chart.ts';
import { type Joining, lineOf, type TimeAxis, withJoining } from './time-axis.ts';
import { timeMarks } from './time-marks.ts';

/** Undefined or null: nobody looked in that second. */
export type FigureIn = (second: Second) => number | null | undefined;

interface Given {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly y: readonly [name: string, unit: Unit];
  readonly lines: readonly (readonly [name: string, figureIn: FigureIn])[];
  readonly joining: Joining;
  /** Of which figures the evidence of diagnoses is marked. */
  readonly evidence?: readonly DiagnosisEvidence['figure'][];
}

export function secondsChart(record: BenchRecord, axis: TimeAxis, given: Given): LineChart {
  const { id, title, says, y, lines, joining, evidence = [] } = given;
  return {
    kind: 'lines',
    id,
    title,
    says: withJoining(says, axis, joining),
    group: 'time',
    x: axis.x,
    y: { name: y[0], unit: y[1], scale: 'linear' },
    lines: lines.map(([name, figureIn]) =>
      lineOf(axis, name, (second) => (axis.isWhole(second) ? figureIn(second) : null), joining),
    ),
    ...timeMarks(record, axis.x.values, axis.together, evidence),
  };
}

/** What a sentence about the chart speaks of: the seconds that are measured, as far as somebody looked. */
export function pointsOf({ measured }: TimeAxis, figureIn: FigureIn): Point[] {
  return measured.flatMap((second) => {
    const value = figureIn(second) ?? undefined;
    return value === undefined ? [] : [{ second: second.second, value }];
  });
}
