// What a study keeps of each of its runs.

import { runFigures } from '../load/run-figures.ts';
import type { BenchRecord } from '../record/record.ts';
import type { StudyRun } from '../record/study.ts';

export function keptRun(record: BenchRecord): StudyRun {
  const { startedAt, totals, verdict, causes, generator, targetUsage } = record;
  return {
    startedAt,
    seconds: totals.measuredSeconds,
    verdict,
    causes,
    figures: Object.fromEntries(runFigures(record)),
    generatorCpuShare: generator.cpuShareMax,
    ...(targetUsage !== undefined && { targetCpuShare: targetUsage.cpuShareMean }),
  };
}
