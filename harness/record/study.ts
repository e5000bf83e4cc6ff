// What the records of studies share: several runs that answer one question together.

import { z } from 'zod';
import { type BenchRecord, benchRecordSchema, environmentSchema } from './record.ts';

const { shape } = benchRecordSchema;

/** Where a study stands, as a record of bench has it. */
export const circumstancesShape = {
  notes: shape.notes,
  scenario: shape.scenario,
  seed: shape.seed,
  startedAt: shape.startedAt,
  command: shape.command,
  environment: environmentSchema,
  calibration: shape.calibration,
};

/** By what the target is known, without what differs from start to start. */
export const targetSchema = z.strictObject({
  how: shape.target.shape.how,
  address: z.string(),
  port: z.number().int(),
  command: z.string().optional(),
});

/**
 * The figures of one run, by their ids: `rate`, `errors`, `wrong`, `cpuUsPerOperation`, `targetRssBytes`, and of each operation such as
 * `ping.response.p99` (microseconds). What was not measured is not there. See `harness/load/run-figures.ts`.
 */
const figuresSchema = z.record(z.string(), z.number());

/** One run of a study, as far as the study keeps it. */
export const runSchema = z.strictObject({
  startedAt: shape.startedAt,
  seconds: z.number().nonnegative().describe('that were measured, without the warm-up'),
  verdict: shape.verdict,
  causes: shape.causes,
  figures: figuresSchema,
  generatorCpuShare: z.number().nonnegative().describe('of the busiest agent; 1: a whole processor'),
  targetCpuShare: z.number().nonnegative().optional().describe('1: a whole processor'),
});
export type StudyRun = z.infer<typeof runSchema>;

/** Levels of a study go up, and no two are of as many clients. */
export function areRising(levels: readonly { readonly clients: number }[]): boolean {
  return levels.every(({ clients }, index) => index === 0 || clients > (levels[index - 1]?.clients ?? 0));
}

export type StudyCircumstances = Pick<
  BenchRecord,
  'notes' | 'scenario' | 'seed' | 'startedAt' | 'command' | 'environment' | 'calibration'
>;
