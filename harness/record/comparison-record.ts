// The record of a comparison: several servers, or several versions of one, under the same load, and what can be said of them.

import { z } from 'zod';
import { areRising, circumstancesShape, runSchema, targetSchema } from './study.ts';

export const COMPARISON_RECORD_SCHEMA = 'tcp-harness/comparison-record/1';

export const JUDGEMENTS = ['better', 'worse', 'same', 'cannot-tell'] as const;
export type Judgement = (typeof JUDGEMENTS)[number];

const subjectSchema = z.strictObject({
  name: z.string().describe('no two have the same; the first is what the others are compared with'),
  target: targetSchema,
  processors: z.array(z.number().int().nonnegative()).optional().describe('it was held to these; absent: to none'),
  file: z.string().optional().describe('the record that its runs were read from; absent: they were made for this comparison'),
});
export type ComparedSubject = z.infer<typeof subjectSchema>;

const valuesSchema = z.strictObject({
  values: z.array(z.number()).describe('of each trial, or of each block of time where there is one trial'),
  mean: z
    .number()
    .describe(
      'geometric, so that the means of two subjects have about the ratio that is said of them; of values with a 0 among them: the median',
    ),
  low: z.number().describe('of the 95 % interval of the mean'),
  high: z.number().describe('of the 95 % interval of the mean'),
});

const differenceSchema = z.strictObject({
  ratio: z.number().describe('to the first subject; 1: the same'),
  low: z.number().describe('of the interval of the ratio, at the confidence of the comparison'),
  high: z.number(),
  judgement: z.enum(JUDGEMENTS),
  sentence: z.string().describe('such as `12 % (9 % to 15 %) lower: worse.`'),
});
export type FigureDifference = z.infer<typeof differenceSchema>;

const figureSchema = z.strictObject({
  id: z.string().describe('such as `rate` or `ping.response.p99`'),
  better: z.enum(['lower', 'higher']),
  isDecisive: z.boolean().describe('the judgement of a subject follows from these'),
  margin: z.number().positive().describe('differences within this share are `same`'),
  subjects: z
    .array(
      z
        .strictObject({
          ...valuesSchema.shape,
          difference: differenceSchema.optional().describe('absent: of the first subject, or not measured'),
        })
        .nullable(),
    )
    .describe('in the order of the subjects; null: it has no such figure'),
});
export type ComparedFigureRecord = z.infer<typeof figureSchema>;

const levelSchema = z.strictObject({
  clients: z.number().int().positive(),
  rate: z.number().positive().optional().describe('turns a second that were asked for; absent: each turn followed the last'),
  runs: z.array(z.array(runSchema)).describe('by subject, its trials in their order'),
  figures: z.array(figureSchema),
});
export type ComparisonLevel = z.infer<typeof levelSchema>;

const shapeSchema = z.strictObject({
  schema: z.literal(COMPARISON_RECORD_SCHEMA),
  kind: z.literal('comparison'),
  verdict: z
    .enum(['pass', 'fail', 'invalid'])
    .describe('fail: one is worse than was allowed; invalid: the runs can not be trusted'),
  causes: z.array(z.string()).describe('why it is not `pass`, in a sentence each'),
  ...circumstancesShape,
  failOnWorse: z.number().nonnegative().optional().describe('the share by which none may be worse; absent: no difference fails'),
  confidence: z.number().describe('of the intervals that the judgements of one subject follow from, together, such as 0.95'),
  resampled: z.enum(['trials', 'blocks', 'trials-and-blocks']).describe('what the intervals come from; never single requests'),
  order: z
    .array(z.number().int().nonnegative())
    .describe(
      'the subjects in the order in which they ran with each number of clients, such as 0, 1, 1, 0; empty: read from files',
    ),
  secondsPerTrial: z.number().positive(),
  subjects: z.array(subjectSchema).min(2),
  judgements: z
    .array(z.strictObject({ judgement: z.enum(JUDGEMENTS), sentence: z.string() }))
    .describe('of each subject but the first, over all levels'),
  levels: z
    .array(levelSchema)
    .min(1)
    .refine(areRising, { message: 'the levels do not go up' })
    .describe('one, or one for each number of clients'),
});

/** Whatever is told by subject has as many parts as there are subjects. */
export const comparisonRecordSchema = shapeSchema.superRefine((record, context) => {
  const { length } = record.subjects;
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (new Set(record.subjects.map(({ name }) => name)).size < length) refuse(['subjects'], 'two have the same name');
  if (record.judgements.length !== length - 1) refuse(['judgements'], 'there is not one for each subject but the first');
  if (record.order.some((subject) => subject >= length)) refuse(['order'], 'it names a subject that is not there');
  for (const [at, { runs, figures }] of record.levels.entries()) {
    if (runs.length !== length) refuse(['levels', at, 'runs'], 'there are not as many as there are subjects');
    if (new Set(figures.map(({ id }) => id)).size < figures.length) refuse(['levels', at, 'figures'], 'two have the same id');
    for (const [place, { subjects }] of figures.entries()) {
      const path = ['levels', at, 'figures', place, 'subjects'];
      if (subjects.length !== length) refuse(path, 'there are not as many as there are subjects');
      if (subjects[0]?.difference !== undefined) refuse(path, 'the first is what the others are compared with');
    }
  }
});
export type ComparisonRecord = z.infer<typeof comparisonRecordSchema>;
