// The record of a search for the capacity: the highest load at which a scenario still meets an objective.

import { z } from 'zod';
import { circumstancesShape, runSchema, targetSchema } from './study.ts';

export const CAPACITY_RECORD_SCHEMA = 'tcp-harness/capacity-record/1';

const load = z.number().positive();

const answerSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('found'),
      load: load.describe('the highest load at which the objective was met in the confirmation'),
      low: load.describe('of the 95 % interval: here it is met more often than not'),
      high: load.describe('of the 95 % interval: here it is missed more often than not'),
    })
    .describe('the capacity'),
  z
    .strictObject({
      kind: z.literal('at-least'),
      load: load.describe('the highest load at which the objective was met'),
      limit: z.enum(['generator', 'maximum']).describe('generator: it could do no more; maximum: nobody asked for more'),
    })
    .describe('the capacity was not reached'),
  z
    .strictObject({
      kind: z.literal('at-most'),
      load: load.describe('the lowest load that was tried: the objective was missed there, too'),
    })
    .describe('nothing that was tried meets the objective'),
  z.strictObject({ kind: z.literal('unknown') }).describe('the search ended before its time, or what it saw contradicts itself'),
]);
export type CapacityAnswer = z.infer<typeof answerSchema>;

const stepSchema = z.strictObject({
  phase: z.enum(['ascent', 'bisection', 'confirmation']),
  load: load,
  outcome: z
    .enum(['met', 'missed', 'limited', 'failed'])
    .describe('limited: the generator could not make this load as planned; failed: the run came to nothing'),
  sentence: z.string().describe('why that outcome'),
  run: runSchema.optional().describe('absent where the run left no record'),
});
export type CapacityStep = z.infer<typeof stepSchema>;

const shapeSchema = z.strictObject({
  schema: z.literal(CAPACITY_RECORD_SCHEMA),
  kind: z.literal('capacity'),
  verdict: z
    .enum(['pass', 'fail', 'invalid'])
    .describe('pass: the capacity is known, and is what was asked for; invalid: the generator was the limit, or it is unknown'),
  causes: z.array(z.string()).describe('why it is not `pass`, in a sentence each'),
  ...circumstancesShape,
  target: targetSchema,
  axis: z.enum(['rate', 'clients']).describe('what was raised: turns a second, or clients'),
  clients: z.number().int().positive().optional().describe('at all rates; absent when they are the axis'),
  objective: z.array(z.string()).describe('thresholds that are all to be met, such as `response.p99 < 10ms`'),
  wanted: load.optional().describe('what the capacity is to be at least, when somebody said so'),
  precision: z.number().positive().describe('how near each other the bounds of the bisection are to come, as a share'),
  secondsPerStep: z.number().positive(),
  answer: answerSchema,
  steps: z.array(stepSchema).describe('in the order in which they were made'),
});

export const capacityRecordSchema = shapeSchema
  .refine(({ answer }) => answer.kind !== 'found' || (answer.low <= answer.load && answer.load <= answer.high), {
    path: ['answer'],
    message: 'the capacity is not within its own interval',
  })
  .refine(({ answer, verdict }) => verdict !== 'pass' || answer.kind !== 'unknown', {
    path: ['verdict'],
    message: 'a search that found nothing can not have passed',
  })
  .refine(({ axis, clients }) => axis === 'rate' || clients === undefined, {
    path: ['clients'],
    message: 'the clients are what was raised, and have no number of their own',
  });
export type CapacityRecord = z.infer<typeof capacityRecordSchema>;
