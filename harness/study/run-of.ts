// What a study keeps of one run.

import { runFigures } from '../load/run-figures.ts';
import type { BenchRecord } from '../record/record.ts';
import type { StudyRun } from '../record/study.ts';

export function runOf(record: BenchRecord): StudyRun {
  const { startedAt, totals, verdict, causes, generator, targetUsage } = record;
  return {
    startedAt,
    seconds: totals.measuredSeconds,
    verdict,
    causes,
    figures: Object.fromEntries(runFigures(record)),
    generatorCpuShare: generator.cpuShareMax,
    ...(targetUsage === undefined ? {} : { targetCpuShare: targetUsage.cpuShareMean }),
  };
}

/** Of each of its trials; a record without is one run. Of a trial is known what the record kept of it: its figures and its verdict. */
export function runsOf(record: BenchRecord): StudyRun[] {
  const { trials } = record;
  const run = runOf(record);
  if (trials === undefined) return [run];
  return trials.verdicts.map((verdict, trial) => {
    const figures = Object.entries(trials.figures).flatMap(([id, { values }]) => {
      const value = values[trial];
      return value === undefined ? [] : [[id, value] as const];
    });
    return { ...run, verdict, causes: verdict === 'pass' ? [] : record.causes, figures: Object.fromEntries(figures) };
  });
}
