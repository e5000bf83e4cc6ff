// The record of a sweep: the same scenario with more and more clients, and the law of scalability that fits what it did.

import { z } from 'zod';
import { areRising, circumstancesShape, runSchema, targetSchema } from './study.ts';

export const SWEEP_RECORD_SCHEMA = 'tcp-harness/sweep-record/1';

const estimateSchema = z
  .strictObject({
    value: z.number(),
    low: z.number().describe('of the 95 % interval'),
    high: z.number().describe('of the 95 % interval'),
  })
  .refine(({ low, high }) => low <= high, { message: 'its interval ends before it begins' });
export type Estimate = z.infer<typeof estimateSchema>;

const levelSchema = z.strictObject({
  clients: z.number().int().positive(),
  trials: z.array(runSchema).min(1),
  leftOut: z.string().optional().describe('why the fit does not count it, such as that the generator was the limit'),
});
export type SweepLevel = z.infer<typeof levelSchema>;

/** X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1)) */
const fitSchema = z.strictObject({
  lambda: estimateSchema.describe('operations a second of one client alone'),
  sigma: estimateSchema.describe('contention: the share of the work that only one can do at a time'),
  kappa: estimateSchema.describe('coherence: what keeping each pair in agreement costs'),
  rSquared: z.number().describe('how much of the differences the law explains; 1: all'),
  residuals: z
    .array(z.strictObject({ clients: z.number().int().positive(), rate: z.number(), fitted: z.number() }))
    .describe('of each level that counts: the median rate of its trials, and that of the law'),
  peak: z
    .strictObject({ clients: estimateSchema, rate: estimateSchema })
    .optional()
    .describe('where the law turns down; absent: it does not, as far as can be told'),
  sentence: z.string().describe('what the fit says, and how well'),
});
export type ScalabilityFit = z.infer<typeof fitSchema>;

const shapeSchema = z.strictObject({
  schema: z.literal(SWEEP_RECORD_SCHEMA),
  kind: z.literal('sweep'),
  verdict: z
    .enum(['pass', 'fail', 'invalid'])
    .describe('fail: something was delivered wrong, or broke; invalid: no fit can be trusted'),
  causes: z.array(z.string()).describe('why it is not `pass`, in a sentence each'),
  ...circumstancesShape,
  target: targetSchema,
  secondsPerTrial: z.number().positive(),
  levels: z
    .array(levelSchema)
    .min(1)
    .refine(areRising, { message: 'the levels do not go up' })
    .describe('in the order of their clients'),
  fit: fitSchema.optional().describe('absent where too few levels count'),
});
/** What the fit says of a level is of one that it counts. */
export const sweepRecordSchema = shapeSchema.refine(
  ({ fit, levels }) => {
    const counted = new Set(levels.filter(({ leftOut }) => leftOut === undefined).map(({ clients }) => clients));
    return fit === undefined || fit.residuals.every(({ clients }) => counted.has(clients));
  },
  { path: ['fit', 'residuals'], message: 'one is of a level that is not there, or does not count' },
);
export type SweepRecord = z.infer<typeof sweepRecordSchema>;
