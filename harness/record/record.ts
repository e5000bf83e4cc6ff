// The record: the file that one run leaves. All reports are functions of it, so whatever they are to say has to stand here. The
// schema is the type, the check, and (docs/bench-record.schema.json) what others read it by.
//
// A change that a reader of the last version would misread is a new version.

import { z } from 'zod';
import { BENCH_RECORD_SCHEMA, BLAMES, PHASES } from './record-words.ts';

const count = z.number().int().nonnegative();
const us = z.number().nonnegative().describe('microseconds');
const seconds = z.number().nonnegative();

/** Latencies in microseconds. `hdr` holds all of them; count, min, max and mean are exact, percentiles are good to 3 digits. */
const distributionSchema = z
  .strictObject({
    count,
    min: us,
    mean: us,
    p50: us,
    p90: us,
    p99: us,
    p999: us,
    max: us,
    clamped: count.describe('samples above an hour: they count as an hour in the histogram, and max is exact'),
    hdr: z.string().describe('HdrHistogram V2, compressed, base64; empty when the count is 0'),
  })
  .meta({ id: 'distribution' });
export type Distribution = z.infer<typeof distributionSchema>;

const opLatencySchema = z.strictObject({
  response: distributionSchema.describe('from when the turn was due until it was done'),
  service: distributionSchema.describe('from when it was sent until it was done'),
  sendLag: distributionSchema.describe('from when it was due until it was sent'),
});
export type OpLatency = z.infer<typeof opLatencySchema>;

const errorSchema = z.strictObject({
  phase: z.enum(PHASES).describe('connect: until the connection stands; setup: until the first turn; leave: behind the last one'),
  code: z.string().describe('such as refused, timed-out, reset, closed, no-answer, wrong-answer, garbage'),
  blame: z.enum(BLAMES).describe('whose doing it was, as far as can be told'),
  count,
  firstAtSeconds: z.number().describe('since the start; negative before it'),
  example: z.string().describe('one of them, in a sentence'),
});
export type ErrorEntry = z.infer<typeof errorSchema>;

const correctnessSchema = z.strictObject({
  enabled: z.boolean().describe('whether deliveries were checked'),
  checked: count.describe('deliveries that were looked at'),
  lost: count.describe('messages that never came'),
  duplicated: count.describe('deliveries of what had come already'),
  reordered: count.describe('deliveries behind a later message of the same sender'),
  misdelivered: count.describe('deliveries to somebody whom they were not for'),
  corrupted: count.describe('deliveries with other bytes than were sent'),
  unsettled: count.describe('messages whose fate is not known, because one of their two ends broke off or is gone'),
  examples: z.array(z.string()).describe('the first few of what was wrong, in a sentence each'),
});
export type Correctness = z.infer<typeof correctnessSchema>;

export const usageSchema = z
  .strictObject({
    cpuShare: z.number().nonnegative().describe('1: one processor, fully used, since the last look'),
    rssBytes: count,
    processes: count,
    threads: count,
    zombies: count.describe('processes that have ended and that their parent has not asked about'),
    descriptors: count,
    contextSwitchesVoluntary: count.describe('since the last look'),
    contextSwitchesInvoluntary: count.describe('since the last look'),
    receiveQueueBytes: count.optional().describe("arrived at the target's sockets and not read by it"),
    sendQueueBytes: count.optional().describe('sent by the target and not acknowledged'),
    acceptQueue: count.optional().describe('connections that wait to be accepted'),
  })
  .meta({ id: 'usage' });
export type Usage = z.infer<typeof usageSchema>;

const agentSecondSchema = z.strictObject({
  cpuShare: z.number().nonnegative(),
  loopLagUsMax: us,
  rssBytes: count,
  gcMs: z.number().nonnegative(),
  stolenShare: z
    .number()
    .nonnegative()
    .optional()
    .describe(
      "of the time in which its machine's processors had something to do, what the host of the virtual machine gave to other machines; absent: none, or it is not known",
    ),
});

/** One second of the run, all agents together. */
export const secondSchema = z.strictObject({
  second: z.number().int().nonnegative(),
  turns: count.describe('turns that began'),
  turnsLate: count.describe('of them, those that began more than a millisecond after they were due'),
  operations: count.describe('that were done'),
  errors: count,
  activeClients: count.describe('whose conversation is under way, at the end of the second'),
  connects: count.describe('connections that came to stand'),
  bytesSent: count,
  bytesReceived: count,
  framesReceived: count,
  framesSharingReads: count.describe('frames that came in one read with an earlier one'),
  latencyUs: z.record(
    z.string(),
    z.strictObject({
      count,
      responseP50: us,
      responseP99: us,
      responseMax: us,
      serviceP50: us,
      serviceP99: us,
      sendLagP99: us,
      responseHdr: z
        .string()
        .optional()
        .describe('all responses of the second, as `hdr` has them; absent when there are none, and in records of 0.4'),
    }),
  ),
  agents: z.array(agentSecondSchema.nullable()).describe('by agent; null: it told nothing of this second'),
  target: usageSchema.optional(),
});
export type Second = z.infer<typeof secondSchema>;

const segmentSchema = z.strictObject({
  durationUs: us,
  from: z.number().nonnegative(),
  to: z.number().nonnegative(),
});

const planSchema = z.strictObject({
  kind: z.enum(['closed', 'open']).describe('closed: a turn follows the last; open: turns are due by an absolute schedule'),
  clients: count,
  segments: z.array(segmentSchema).describe('closed: clients; open: turns a second; from one to the other in a straight line'),
  thinkUs: us,
  turns: count.optional().describe('the run ends with them'),
});

const thresholdSchema = z.strictObject({
  text: z.string().describe('a measure, a comparison and a value, such as `response.p99 < 20ms`'),
  isDefault: z.boolean().describe('nobody asked for it'),
  actual: z.number().optional().describe('in the unit of the text; absent: nothing was measured that it speaks of'),
  passed: z.boolean(),
});
export type ThresholdResult = z.infer<typeof thresholdSchema>;

const DIAGNOSES = ['delayed-acknowledgement', 'stalls', 'accept-queue-overflow', 'one-core-saturated', 'queue-grows'] as const;

const EVIDENCE_FIGURES = ['response', 'service', 'rate', 'target-cpu', 'connect', 'accept-queue'] as const;

const diagnosisEvidenceSchema = z.strictObject({
  figure: z.enum(EVIDENCE_FIGURES).describe('rate: operations a second; connect: times to connect'),
  op: z.string().optional().describe('the operation; absent: all of them'),
  fromSecond: count,
  toSecond: count.describe('not counted in'),
  lowUs: us.optional().describe('with highUs: of these latencies only'),
  highUs: us.optional(),
});
export type DiagnosisEvidence = z.infer<typeof diagnosisEvidenceSchema>;

const diagnosisSchema = z.strictObject({
  kind: z.enum(DIAGNOSES),
  sentence: z.string(),
  evidence: z.array(diagnosisEvidenceSchema).optional().describe('where to look; absent in records of 0.4'),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

const causeSchema = z.strictObject({
  verdict: z.enum(['fail', 'invalid']),
  code: z
    .string()
    .describe('such as threshold, send-lag, agent-cpu, loop-lag, never-connected, too-few-samples, agent-died, stopped'),
  sentence: z.string(),
});
export type Cause = z.infer<typeof causeSchema>;

const steadinessSchema = z.strictObject({
  warmUpSeconds: count.describe('whole seconds at the beginning that latencyUs and the rate leave out'),
  howChosen: z.enum(['detected', 'given']),
  isSteady: z.boolean().describe('whether the seconds behind the warm-up are alike'),
  sentence: z.string().describe('how that is known'),
});

const intervalSchema = z.strictObject({
  median: z.number(),
  low: z.number().describe('of the 95 % interval'),
  high: z.number().describe('of the 95 % interval'),
});

const trialsSchema = z.strictObject({
  verdicts: z.array(z.enum(['pass', 'fail', 'invalid'])).describe('of each trial, in their order'),
  figures: z.record(
    z.string(),
    intervalSchema
      .extend({ values: z.array(z.number()).describe('of each trial, in their order') })
      .describe('such as rate or ping.response.p99'),
  ),
});

export const calibrationSchema = z.strictObject({
  operationsPerSecondMax: z.number().nonnegative().describe('more than that the generator can not do here'),
  sendLagP99Us: us,
  responseP50Us: us,
  responseP99Us: us,
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** Of both records. */
export const environmentSchema = z.strictObject({
  harness: z.string().describe('its version'),
  node: z.string().describe('its version'),
  platform: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  processor: z.string(),
  processors: count,
  memoryBytes: count,
  transport: z.string().describe('what carried the bytes: `epoll` or `node`'),
  transportReason: z.string().describe('why that one, in a sentence'),
  descriptors: count.optional().describe('that a process may have'),
  isAwake: z
    .boolean()
    .optional()
    .describe(
      'whether the processors of the machine that led the run were kept from falling asleep, and each wanted all of the time; absent: they were not',
    ),
});
export type Environment = z.infer<typeof environmentSchema>;

export const targetUsageSchema = z.strictObject({
  pid: z.number().int(),
  processesMax: count,
  threadsMax: count,
  zombiesMax: count.describe('processes that had ended and that their parent had not asked about'),
  descriptorsMax: count,
  rssBytesMax: count,
  cpuSeconds: seconds,
  cpuShareMax: z.number().nonnegative().describe('1: one processor, fully used'),
  cpuShareMean: z.number().nonnegative().describe('1: one processor, fully used'),
  contextSwitches: count,
  receiveQueueBytesMax: count.optional(),
  sendQueueBytesMax: count.optional(),
  acceptQueueMax: count.optional(),
  acceptQueueOverflows: count.optional().describe("of this machine's listeners, while the run went on"),
  ended: z.string().optional().describe('how it ended, when it did before the run was over'),
});
export type TargetUsage = z.infer<typeof targetUsageSchema>;

const fleetSchema = z
  .strictObject({
    onLoss: z.enum(['fail', 'continue']).describe('what was to become of the run when an agent is lost'),
    clientsLost: count.describe('the share of the clients that went missing with lost agents'),
    agents: z.array(
      z.strictObject({
        name: z.string(),
        host: z.string(),
        labels: z.record(z.string(), z.string()),
        processors: count,
        clients: count.describe('that it was to host'),
        clockErrorUs: us.describe('its start may differ by so much from the one that was named'),
        clockDriftUs: z
          .number()
          .optional()
          .describe('what its clock gained on that of the coordinator until the end; absent: not measured'),
        lost: z.string().optional().describe('how it was lost, in words that fit behind its name'),
      }),
    ),
  })
  .describe('agents on other machines');
export type FleetFigures = z.infer<typeof fleetSchema>;

export const benchRecordSchema = z.strictObject({
  schema: z.literal(BENCH_RECORD_SCHEMA),
  kind: z.literal('bench'),
  verdict: z.enum(['pass', 'fail', 'invalid']).describe('invalid: the measurement can not be trusted, whatever the target did'),
  causes: z.array(causeSchema).describe('why it is not `pass`'),
  notes: z.array(z.string()).describe('what a reader should know besides'),
  scenario: z.strictObject({
    name: z.string(),
    summary: z.string(),
    dialect: z.string(),
    params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).describe('by name, defaults as well'),
    source: z.string().optional().describe("the file, for a scenario of one's own"),
  }),
  target: z.strictObject({
    address: z.string(),
    port: z.number().int(),
    how: z.enum(['embedded', 'started', 'running']).describe('embedded: the reference server; started: by the command'),
    command: z.string().optional(),
    pid: z.number().int().optional(),
  }),
  seed: count.describe('of all that chance decided'),
  startedAt: z.iso.datetime(),
  command: z.array(z.string()).describe('the words of the command line'),
  environment: environmentSchema,
  plan: planSchema,
  totals: z.strictObject({
    clients: count.describe('that took part'),
    connected: count.describe('that had a connection at some time'),
    turnsPlanned: count.optional().describe('open plans, and plans of so many turns'),
    turns: count.describe('that began'),
    turnsLate: count.describe('of them, those that began more than a millisecond after they were due'),
    turnsUnstarted: count.describe('that were due and never began'),
    operations: count.describe('that were done'),
    errors: count,
    seconds: seconds.describe('from the start until all turns were over'),
    measuredSeconds: seconds.describe('without the warm-up'),
    operationsPerSecond: z.number().nonnegative().describe('without the warm-up'),
    bytesSent: count,
    bytesReceived: count,
    framesSent: count,
    framesReceived: count,
    framesSharingReads: count.describe('frames that came in one read with an earlier one'),
  }),
  correctness: correctnessSchema,
  latencyUs: z.record(z.string(), opLatencySchema).describe('by operation, without the warm-up'),
  connect: z.strictObject({
    attempts: count,
    established: count,
    timeUs: distributionSchema.describe('from the beginning of an attempt until the connection stood'),
    firstFrameUs: distributionSchema.describe('from then until the first frame of the server'),
  }),
  generator: z.strictObject({
    agents: count,
    agentsLost: count.describe('that died or fell silent'),
    cpuSeconds: seconds,
    cpuShareMax: z.number().nonnegative().describe('of the busiest agent, over the measured seconds'),
    rssBytesMax: count.describe('the sum over the agents'),
    rssBytesEmpty: count.describe('the same before the first client'),
    loopLagUs: distributionSchema.describe('how late a timer of 10 ms came'),
    wakeLagUs: distributionSchema.describe(
      "how late clients were woken whose turn was due: the generator's own part of the send lag; the rest is clients still busy",
    ),
    gcMs: z.number().nonnegative().describe('that the collection of garbage took'),
    stolenShare: z
      .number()
      .nonnegative()
      .optional()
      .describe(
        "of the time in which processors had something to do, what the host of the virtual machine gave to other machines; of that agent's machine that lost most, over the measured seconds",
      ),
  }),
  fleet: fleetSchema.optional().describe('absent: all agents were processes of this machine'),
  targetUsage: targetUsageSchema.optional(),
  steadiness: steadinessSchema,
  errors: z.array(errorSchema),
  timeline: z
    .array(secondSchema)
    .refine(
      (timeline) => timeline.every(({ second }, index) => second === index),
      'the seconds do not follow each other from 0 on',
    )
    .describe('each second, from 0 on, also those in which nothing was done'),
  thresholds: z.array(thresholdSchema),
  diagnoses: z.array(diagnosisSchema),
  calibration: calibrationSchema.optional().describe("this machine's ceiling and noise floor, when it was calibrated"),
  trials: trialsSchema.optional().describe('the record is of the median trial then'),
});
export type BenchRecord = z.infer<typeof benchRecordSchema>;
