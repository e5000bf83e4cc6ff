// The record of `harness verify`: what one run leaves. All reports are functions of it.
//
// A change that a reader of the last version would misread is a new version.

import { z } from 'zod';
import { environmentSchema, targetUsageSchema } from './record.ts';

export const VERIFY_RECORD_SCHEMA = 'tcp-harness/verify-record/1';

const count = z.number().int().nonnegative();
const milliseconds = z.number().nonnegative();

const LEVEL_NAMES = ['must', 'should', 'may'] as const;

/** Bytes as hex; a long run of one byte at their end is told by its length. */
const bytesSchema = z
  .strictObject({
    hex: z.string().regex(/^([0-9a-f]{2})*$/),
    padding: z
      .strictObject({ byte: z.number().int().min(0).max(255), count })
      .optional()
      .describe('so many of one byte stand behind'),
    omittedBytes: count.optional().describe('there were so many more, which were not kept'),
  })
  .meta({ id: 'bytes' });
export type RecordedBytes = z.infer<typeof bytesSchema>;

const transcriptEntrySchema = z
  .strictObject({
    atMs: z.number().describe('since the beginning of the case'),
    actor: z.string().optional().describe('a client of the case, or `operator`'),
    kind: z.enum([
      'connected',
      'not-connected',
      'sent',
      'cut',
      'received',
      'ended',
      'left',
      'reading',
      'printed',
      'typed',
      'mark',
      'fence',
      'waited',
      'goal',
      'target-ended',
    ]),
    bytes: bytesSchema.optional(),
    note: z.string().optional().describe('how, what, or why, in words'),
    times: count.optional().describe('so many of the same, one behind the other'),
  })
  .meta({ id: 'transcriptEntry' });
export type TranscriptEntry = z.infer<typeof transcriptEntrySchema>;

const differenceSchema = z.strictObject({
  actor: z.string().describe('who got it'),
  expected: z.array(bytesSchema).describe('frames, or one piece of a stream without frames'),
  actual: z.array(bytesSchema).describe('what came instead'),
});

const replaySchema = z.strictObject({
  file: z.string().optional().describe('the counterexample, where it was kept'),
  command: z.string().describe('what runs it again'),
});

const goalSchema = z.strictObject({ name: z.string(), reached: z.boolean().describe('if not, the case says nothing') });

const expectationSchema = z.enum(['fails', 'passes']);

const outcomeShape = {
  id: z.string().describe('permanent: protocol, clause and name'),
  level: z.enum(LEVEL_NAMES).describe('how binding the clause is'),
  clause: z.string().describe('of the contract'),
  rule: z.string().describe('what the clause asks for, in a sentence'),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'not-applicable']),
  evidence: z
    .enum(['eof', 'fence', 'timer'])
    .optional()
    .describe('how it is known that nothing else came; absent where the verdict rests on what came alone'),
  durationMs: milliseconds,
  message: z.string().optional().describe('what was wrong, or why nothing is concluded'),
  expected: expectationSchema.optional().describe('`fails`: it was expected to, for the reason given'),
  reason: z.string().optional().describe('why it was expected to fail'),
  difference: differenceSchema.optional().describe('where what came is not what should have come'),
  transcript: z.array(transcriptEntrySchema).describe('of what did not pass'),
  replay: replaySchema.optional().describe('of what did not pass'),
};

const caseSchema = z
  .strictObject({ ...outcomeShape, goals: z.array(goalSchema).describe('what had to come about for it to judge anything') })
  .meta({ id: 'case' });
export type CaseEntry = z.infer<typeof caseSchema>;

const propertySchema = z
  .strictObject({
    ...outcomeShape,
    runs: count.describe('programs that were run'),
    wanted: count.describe('programs that were to be run; fewer were, when the time was up'),
    shrunk: z
      .strictObject({
        program: z.array(z.string()).describe('a line for each act'),
        steps: count.describe('simplifications that still failed'),
        attempts: count.describe('programs that were run to find them'),
        failureRate: z.number().min(0).max(1).describe('of the first failing program, run again'),
      })
      .optional()
      .describe('the simplest program found that still fails'),
  })
  .meta({ id: 'property' });
export type PropertyEntry = z.infer<typeof propertySchema>;

const findingSchema = z.strictObject({
  kind: z
    .enum(['died', 'hung', 'restarted', 'slow-to-bind', 'silent', 'speaks-otherwise', 'closes-at-once', 'endless', 'unreachable'])
    .describe('of the target as a whole'),
  sentence: z.string(),
  during: z.string().optional().describe('the case or property that it happened in'),
});
export type Finding = z.infer<typeof findingSchema>;

export const verifyRecordSchema = z.strictObject({
  schema: z.literal(VERIFY_RECORD_SCHEMA),
  kind: z.literal('verify'),
  verdict: z.enum(['pass', 'fail', 'inconclusive']).describe('inconclusive: nothing failed, and not everything is known'),
  causes: z.array(z.string()).describe('why it is not `pass`, in sentences'),
  notes: z.array(z.string()).describe('what a reader should know besides'),
  protocol: z.strictObject({
    name: z.string(),
    summary: z.string(),
    source: z.string().optional().describe("the file, for a protocol of one's own"),
    clientFrameBytes: count.optional(),
    capacity: count.optional().describe('so many clients are served at once'),
  }),
  target: z.strictObject({
    address: z.string(),
    port: z.number().int(),
    how: z.enum(['embedded', 'started', 'running']).describe('embedded: the reference server; started: by the command'),
    command: z.string().optional(),
    pid: z.number().int().optional(),
    restarts: count.describe('so many times it was started again'),
  }),
  profile: z
    .record(z.string(), z.strictObject({ clause: z.string(), question: z.string(), answer: z.string() }))
    .describe("the target's choices where the contract leaves some, by the id of the question"),
  seed: count.describe('of all that chance decided'),
  startedAt: z.iso.datetime(),
  durationMs: milliseconds,
  command: z.array(z.string()).describe('the words of the command line'),
  environment: environmentSchema,
  selection: z.strictObject({
    only: z.array(z.string()).describe('ids, beginnings of them up to a slash, or patterns with stars; empty: all'),
    skip: z.array(z.string()).describe('the same; empty: none'),
    level: z.enum(LEVEL_NAMES).describe('clauses that bind less were left out'),
    notSelected: count.describe('cases and properties that were left out'),
  }),
  totals: z
    .strictObject({ pass: count, fail: count, inconclusive: count, notApplicable: count })
    .describe('cases and properties'),
  findings: z.array(findingSchema),
  cases: z.array(caseSchema),
  properties: z.array(propertySchema),
  expectations: z.array(z.string()).describe('what was expected to fail and did not, or is not there, in sentences'),
  targetUsage: targetUsageSchema.optional(),
});
export type VerifyRecord = z.infer<typeof verifyRecordSchema>;
