// Studies as tables in long form, as statistics programs take them: a row for each figure of each run.

import type { CapacityRecord } from '../../../harness/record/capacity-record.ts';
import type { ComparisonRecord } from '../../../harness/record/comparison-record.ts';
import type { StudyRun } from '../../../harness/record/study.ts';
import type { SweepRecord } from '../../../harness/record/sweep-record.ts';
import type { Cell, Table } from './table.ts';

const OF_RUN = ['started_at', 'verdict', 'figure', 'value'] as const;

/** A step that left no record has one row, without a figure. */
export function capacityTable({ steps, axis }: CapacityRecord): Table {
  return {
    columns: ['step', 'phase', axis === 'rate' ? 'turns_per_second' : 'clients', 'outcome', 'reason', ...OF_RUN],
    rows: steps.flatMap(({ phase, load, outcome, sentence, run }, index) => {
      const lead = [index + 1, phase, load, outcome, sentence];
      return run === undefined ? [[...lead, undefined, undefined, undefined, undefined]] : rowsOf(lead, run);
    }),
  };
}

export function sweepTable({ levels }: SweepRecord): Table {
  return {
    columns: ['clients', 'trial', 'counts', 'left_out', ...OF_RUN],
    rows: levels.flatMap(({ clients, trials, leftOut }) =>
      trials.flatMap((run, trial) => rowsOf([clients, trial + 1, leftOut === undefined ? 1 : 0, leftOut], run)),
    ),
  };
}

export function comparisonTable({ subjects, levels }: ComparisonRecord): Table {
  return {
    columns: ['subject', 'clients', 'turns_per_second', 'trial', ...OF_RUN],
    rows: levels.flatMap(({ clients, rate, runs }) =>
      runs.flatMap((all, subject) =>
        all.flatMap((run, trial) => rowsOf([subjects[subject]?.name, clients, rate, trial + 1], run)),
      ),
    ),
  };
}

function rowsOf(lead: readonly Cell[], { startedAt, verdict, figures, generatorCpuShare, targetCpuShare }: StudyRun): Cell[][] {
  const all: [string, number | undefined][] = [
    ...Object.entries(figures),
    ['generatorCpuShare', generatorCpuShare],
    ['targetCpuShare', targetCpuShare],
  ];
  return all.flatMap(([id, value]) => (value === undefined ? [] : [[...lead, startedAt, verdict, id, value]]));
}
