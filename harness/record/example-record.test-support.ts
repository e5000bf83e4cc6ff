// A record as a run of ten seconds leaves it: two agents, 1,000 direct messages a second over 100 clients. It is made of samples,
// by the recorders, so that its figures agree with each other.

import { type Chance, seededChance } from '../chance.ts';
import { LatencyHistogram, prepareHistograms } from './latency-histogram.ts';
import { MergedRun } from './merge.ts';
import { Recorder } from './op-recorder.ts';
import type { BenchRecord, FleetFigures, Usage } from './record.ts';
import { BENCH_RECORD_SCHEMA } from './record-words.ts';
import type { AgentHealth } from './tally.ts';

const AGENTS = 2;
const DEFAULT_SECONDS = 10;
const WARM_UP_SECONDS = 1;
const CLIENTS_PER_AGENT = 50;
const TURNS_PER_AGENT_SECOND = 500;
const FRAME_BYTES = 1_500;

export interface ExampleRun {
  readonly seconds?: number;
  /** Each turn is one operation of each of these. */
  readonly ops?: readonly string[];
}

/** `changes` replace whole members of the record, and need not agree with the rest. */
export async function exampleRecord(
  changes: Partial<BenchRecord> = {},
  { seconds = DEFAULT_SECONDS, ops = ['direct'] }: ExampleRun = {},
): Promise<BenchRecord> {
  await prepareHistograms();
  const run = exampleRun(seconds, ops);
  const totals = run.totals();
  const measured = run.totals(WARM_UP_SECONDS);
  const timeline = run.timeline().map((second) => ({ ...second, target: exampleUsage(second.second) }));
  const agents = run.agents(WARM_UP_SECONDS).flatMap((agent) => agent ?? []);
  const record: BenchRecord = {
    schema: BENCH_RECORD_SCHEMA,
    kind: 'bench',
    verdict: 'pass',
    causes: [],
    notes: ['The warm-up of 1 s is left out of latencies and rate.'],
    scenario: {
      name: 'chat/direct',
      summary: 'Pairs of members send each other direct messages.',
      dialect: 'chat',
      params: { textBytes: 64 },
    },
    target: { address: '127.0.0.1', port: 3490, how: 'embedded', command: 'harness serve chat', pid: 4711 },
    seed: 7,
    startedAt: '2025-01-15T10:30:00.000Z',
    command: ['harness', 'bench', 'chat/direct', '--rate', '1000/s'],
    environment: {
      harness: '0.3.0',
      node: '20.20.2',
      platform: 'linux',
      kernel: '6.18.5',
      architecture: 'x64',
      processor: 'Example Processor',
      processors: 2,
      memoryBytes: 8_000_000_000,
      transport: 'epoll',
      transportReason: 'Linux on x64, and koffi is there.',
      descriptors: 20_000,
    },
    plan: {
      kind: 'open',
      clients: AGENTS * CLIENTS_PER_AGENT,
      segments: [{ durationUs: seconds * 1e6, from: 1_000, to: 1_000 }],
      thinkUs: 0,
    },
    totals: {
      clients: AGENTS * CLIENTS_PER_AGENT,
      connected: AGENTS * CLIENTS_PER_AGENT,
      turnsPlanned: AGENTS * TURNS_PER_AGENT_SECOND * seconds,
      turns: totals.turns,
      turnsLate: totals.turnsLate,
      turnsUnstarted: AGENTS * TURNS_PER_AGENT_SECOND * seconds - totals.turns,
      operations: totals.operations,
      errors: totals.errors,
      seconds,
      measuredSeconds: seconds - WARM_UP_SECONDS,
      operationsPerSecond: measured.operations / (seconds - WARM_UP_SECONDS),
      bytesSent: totals.bytesSent,
      bytesReceived: totals.bytesReceived,
      framesSent: totals.framesSent,
      framesReceived: totals.framesReceived,
      framesSharingReads: totals.framesSharingReads,
    },
    correctness: {
      enabled: true,
      checked: totals.checked,
      ...{ lost: 0, duplicated: 0, reordered: 0, misdelivered: 0, corrupted: 0, unsettled: 0 },
      examples: [],
    },
    latencyUs: run.latencyFrom(WARM_UP_SECONDS),
    connect: {
      attempts: totals.connectAttempts,
      established: totals.connects,
      timeUs: run.connectTime(),
      firstFrameUs: run.firstFrame(),
    },
    generator: {
      agents: AGENTS,
      agentsLost: 0,
      cpuSeconds: agents.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
      cpuShareMax: Math.max(...agents.map(({ cpuShareMax }) => cpuShareMax)),
      rssBytesMax: run.rssBytesMax(),
      rssBytesEmpty: 120_000_000,
      loopLagUs: run.loopLag(WARM_UP_SECONDS),
      wakeLagUs: run.wakeLag(WARM_UP_SECONDS),
      gcMs: agents.reduce((sum, { gcMs }) => sum + gcMs, 0),
    },
    targetUsage: {
      pid: 4711,
      processesMax: 1,
      threadsMax: 11,
      zombiesMax: 0,
      descriptorsMax: 125,
      rssBytesMax: Math.max(...timeline.map(({ target }) => target.rssBytes)),
      cpuSeconds: timeline.reduce((sum, { target }) => sum + target.cpuShare, 0),
      cpuShareMax: Math.max(...timeline.map(({ target }) => target.cpuShare)),
      cpuShareMean: timeline.reduce((sum, { target }) => sum + target.cpuShare, 0) / timeline.length,
      contextSwitches: timeline.reduce((sum, { target }) => sum + target.contextSwitchesVoluntary, 0),
      receiveQueueBytesMax: 3_000,
      sendQueueBytesMax: 0,
      acceptQueueMax: 2,
      acceptQueueOverflows: 0,
    },
    steadiness: {
      warmUpSeconds: WARM_UP_SECONDS,
      howChosen: 'detected',
      isSteady: true,
      sentence: 'Steady from second 1 on.',
    },
    errors: run.errors(),
    timeline,
    thresholds: [
      { text: 'direct.response.p99 < 20ms', isDefault: false, actual: 4_000, passed: true },
      { text: 'lost == 0', isDefault: true, actual: 0, passed: true },
    ],
    diagnoses: [],
  };
  run.destroy();
  return { ...record, ...changes };
}

/** Of its two agents, where they are on other machines; one is lost. */
export const EXAMPLE_FLEET: FleetFigures = {
  onLoss: 'continue',
  clientsLost: CLIENTS_PER_AGENT,
  agents: [
    {
      name: 'berlin-1',
      host: 'node-17.example',
      labels: { zone: 'a', size: 'large' },
      processors: 8,
      clients: CLIENTS_PER_AGENT,
      clockErrorUs: 42,
      clockDriftUs: -3,
    },
    {
      name: 'paris',
      host: 'node-4.example',
      labels: {},
      processors: 4,
      clients: CLIENTS_PER_AGENT,
      clockErrorUs: 180,
      lost: 'said nothing for 20 s',
    },
  ],
};

function exampleRun(seconds: number, ops: readonly string[]): MergedRun {
  const chance = seededChance(7);
  const run = new MergedRun(AGENTS);
  for (let agent = 0; agent < AGENTS; agent++) {
    const recorder = new Recorder();
    connectAll(recorder, chance);
    run.add(agent, recorder.takeSecond(-1, CLIENTS_PER_AGENT, exampleHealth(chance)));
    for (let second = 0; second < seconds; second++) {
      turnOneSecond(recorder, second, ops, chance);
      run.add(agent, recorder.takeSecond(second, CLIENTS_PER_AGENT, exampleHealth(chance)));
    }
    recorder.destroy();
  }
  return run;
}

function connectAll(recorder: Recorder, chance: Chance): void {
  for (let client = 0; client < CLIENTS_PER_AGENT; client++) {
    recorder.connectTime.record(100 + chance.below(400));
    recorder.firstFrame.record(200 + chance.below(600));
  }
  recorder.counters.connectAttempts += CLIENTS_PER_AGENT;
  recorder.counters.connects += CLIENTS_PER_AGENT;
  recorder.counters.framesReceived += CLIENTS_PER_AGENT;
  recorder.counters.bytesReceived += CLIENTS_PER_AGENT * FRAME_BYTES;
}

function turnOneSecond(recorder: Recorder, second: number, ops: readonly string[], chance: Chance): void {
  const { counters } = recorder;
  for (let turn = 0; turn < TURNS_PER_AGENT_SECOND; turn++) {
    const sendLagUs = turn === 250 ? 1_200 : 20 + chance.below(60);
    const dueUs = second * 1e6 + turn * 2_000;
    for (const op of ops) {
      // One in fifty is slow, and the first second is slower.
      const serviceUs = 80 + chance.below(200) + (chance.below(50) === 0 ? chance.below(4_000) : 0) + (second === 0 ? 300 : 0);
      recorder.op(op).record(dueUs, dueUs + sendLagUs, dueUs + sendLagUs + serviceUs);
    }
    counters.turns += 1;
    if (sendLagUs > 1_000) counters.turnsLate += 1;
  }
  const frames = 2 * TURNS_PER_AGENT_SECOND;
  counters.operations += TURNS_PER_AGENT_SECOND * ops.length;
  counters.framesSent += TURNS_PER_AGENT_SECOND;
  counters.bytesSent += TURNS_PER_AGENT_SECOND * FRAME_BYTES;
  counters.framesReceived += frames;
  counters.bytesReceived += frames * FRAME_BYTES;
  counters.framesSharingReads += chance.below(20);
  counters.checked += TURNS_PER_AGENT_SECOND;
  if (second === 4) recorder.error('turn', 'no-answer', 'server', 4_500_000, `m7 got no prompt for '@m8:hi' within 5 s.`);
}

function exampleHealth(chance: Chance): AgentHealth {
  const lag = new LatencyHistogram();
  for (let tick = 0; tick < 100; tick++) lag.record(chance.below(300));
  const loopLag = lag.encode();
  lag.destroy();
  const cpuShare = 0.2 + chance.below(100) / 1_000;
  return { cpuShare, cpuSeconds: cpuShare, rssBytes: 70_000_000 + chance.below(1_000_000), gcMs: chance.below(4), loopLag };
}

function exampleUsage(second: number): Usage {
  return {
    cpuShare: second === 0 ? 0.4 : 0.25,
    rssBytes: 60_000_000 + second * 10_000,
    processes: 1,
    threads: 11,
    zombies: 0,
    descriptors: 125,
    contextSwitchesVoluntary: 900,
    contextSwitchesInvoluntary: 12,
    receiveQueueBytes: second === 0 ? 3_000 : 0,
    sendQueueBytes: 0,
    acceptQueue: 0,
  };
}
