// From what was seen to the record: figures, their judgement, and the verdict.

import type { MergedRun } from '../record/merge.ts';
import type { BenchRecord, Calibration, Cause, Correctness, Second, ThresholdResult } from '../record/record.ts';
import { BENCH_RECORD_SCHEMA } from '../record/record-words.ts';
import type { Settlement } from '../record/settlement.ts';
import { diagnose } from './diagnoses.ts';
import { endUs, type Plan } from './plan.ts';
import { scheduleOf } from './schedule.ts';
import { judgeSteadiness, type SecondFigures } from './steadiness.ts';
import { stolenNotes } from './stolen.ts';
import { type Figures, judgeThresholds, type Threshold } from './thresholds.ts';
import { clientsLost, findDisturbances, findObstacles, type LostAgent, type Measurement } from './validity.ts';

/** What is known of the run before it begins, and goes into the record as it is. */
export type Circumstances = Pick<BenchRecord, 'scenario' | 'target' | 'seed' | 'startedAt' | 'command' | 'environment' | 'notes'>;

export interface Seen {
  readonly circumstances: Circumstances;
  readonly plan: Plan;
  readonly merged: MergedRun;
  readonly settlement: Settlement;
  readonly wrongs: readonly string[];
  readonly isChecking: boolean;
  readonly timeline: readonly Second[];
  readonly targetUsage: BenchRecord['targetUsage'];
  readonly turnsUnstarted: number;
  readonly connected: number;
  readonly agents: number;
  readonly agentsLost: readonly LostAgent[];
  readonly onLoss: 'fail' | 'continue';
  readonly rssBytesEmpty: number;
  /** From the start until the last turn was over. */
  readonly seconds: number;
  readonly hasStarted: boolean;
  readonly stopped:
    | { readonly by: 'person' | 'threshold' | 'script' | 'agents' | 'target'; readonly sentence: string }
    | undefined;
  readonly notReached: string | undefined;
  readonly thresholds: readonly Threshold[];
  readonly warmUpSeconds: number | 'detected';
  readonly calibration: Calibration | undefined;
}

export function conclude(seen: Seen): BenchRecord {
  const { circumstances, plan, merged, timeline, calibration } = seen;
  // Seconds that were loaded for all of their length.
  const loadedSeconds = Math.min(seen.seconds, endUs(plan) / 1e6);
  const windows = timeline.slice(0, Math.floor(loadedSeconds + 0.001)).map(windowOf);
  const steadiness = judgeSteadiness(windows, plan, seen.warmUpSeconds === 'detected' ? undefined : seen.warmUpSeconds);
  const cut = Math.min(steadiness.warmUpSeconds, Math.max(0, windows.length - 1));
  // Where nothing was done behind it, what came before is all there is.
  const warmUp = merged.totals(cut).operations === 0 ? 0 : cut;
  const latencyUs = merged.latencyFrom(warmUp);
  const totals = totalsOf(seen, loadedSeconds, warmUp, windows.length);
  const correctness = correctnessOf(seen);
  const agents = merged.agents(warmUp, Math.max(warmUp + 1, windows.length));
  const histograms = Object.keys(latencyUs).map((op) => ({
    op,
    response: merged.histogramOf(op, 'response', warmUp),
    service: merged.histogramOf(op, 'service', warmUp),
    sendLag: merged.histogramOf(op, 'sendLag', warmUp),
  }));
  const figures: Figures = {
    // Clients that were lost with their agent are no doing of the target.
    totals: { ...totals, clients: totals.clients - clientsLost(seen.agentsLost) },
    correctness,
    latencyUs,
    percentileOf: (op, view, percentile) => histograms.find((one) => one.op === op)?.[view].percentile(percentile) ?? Number.NaN,
  };
  const thresholds = judgeThresholds(seen.thresholds, figures);
  const diagnoses = diagnose({
    plan,
    timeline,
    latency: histograms.map((views) => ({
      op: views.op,
      count: views.response.count,
      countBetween: (view, lowUs, highUs) => views[view].countBetween(lowUs, highUs),
    })),
    connect: { countBetween: (lowUs, highUs) => merged.connectTimeBetween(lowUs, highUs) },
    targetUsage: seen.targetUsage,
    errors: merged.errors(),
    processors: circumstances.environment.processors,
  });
  for (const { response, service, sendLag } of histograms) for (const one of [response, service, sendLag]) one.destroy();
  const loopLagUs = merged.loopLag(warmUp);
  const wakeLagUs = merged.wakeLag(warmUp);
  const measurement: Measurement = {
    clients: plan.clients,
    connected: seen.connected,
    hasStarted: seen.hasStarted,
    operations: totals.operations,
    ops: Object.entries(latencyUs).map(([op, { response }]) => ({
      op,
      responseCount: response.count,
      responseP99Us: response.p99,
    })),
    wakeLagUs,
    loopLagUs,
    cpuShares: agents.flatMap((agent) => (agent === null ? [] : [agent.cpuShareMean])),
    thresholds: seen.thresholds,
    agents: seen.agents,
    agentsLost: seen.agentsLost,
    onLoss: seen.onLoss,
    scriptError: seen.stopped?.by === 'script' ? seen.stopped.sentence : undefined,
    isCutShort: seen.stopped !== undefined,
    notReached: seen.notReached,
  };
  const { verdict, causes } = judge(measurement, thresholds, seen);
  const stolen = agents.flatMap((agent) => agent?.stolenShare ?? []);
  const stolenShare = stolen.length === 0 ? undefined : Math.max(...stolen);
  const { attempts, connects } = { attempts: merged.totals().connectAttempts, connects: merged.totals().connects };
  return {
    schema: BENCH_RECORD_SCHEMA,
    kind: 'bench',
    verdict,
    causes,
    ...circumstances,
    notes: [...circumstances.notes, ...notesOf(seen), ...stolenNotes({ stolenShare })],
    plan: { ...plan, segments: [...plan.segments], thinkUs: plan.kind === 'closed' ? plan.thinkUs : 0 },
    totals,
    correctness,
    latencyUs,
    connect: { attempts, established: connects, timeUs: merged.connectTime(), firstFrameUs: merged.firstFrame() },
    generator: {
      agents: seen.agents,
      agentsLost: seen.agentsLost.length,
      cpuSeconds: sum(merged.agents().map((agent) => agent?.cpuSeconds ?? 0)),
      cpuShareMax: Math.max(0, ...measurement.cpuShares),
      rssBytesMax: merged.rssBytesMax(),
      rssBytesEmpty: seen.rssBytesEmpty,
      loopLagUs,
      wakeLagUs,
      gcMs: sum(merged.agents().map((agent) => agent?.gcMs ?? 0)),
      ...(stolenShare === undefined ? {} : { stolenShare }),
    },
    ...(seen.targetUsage === undefined ? {} : { targetUsage: seen.targetUsage }),
    steadiness: { ...steadiness, warmUpSeconds: warmUp },
    errors: merged.errors(),
    timeline: timeline.map((second) => merged.withHistograms(second)),
    thresholds,
    diagnoses,
    ...(calibration === undefined ? {} : { calibration }),
  };
}

/**
 * An obstacle makes a run invalid. Wrong deliveries and errors are the target's even where the generator was hard pressed, so
 * they come before a disturbance; latencies and rates come behind it.
 */
function judge(
  measurement: Measurement,
  thresholds: readonly ThresholdResult[],
  { stopped, thresholds: asked }: Seen,
): Pick<BenchRecord, 'verdict' | 'causes'> {
  const obstacles = findObstacles(measurement);
  const disturbances = findDisturbances(measurement);
  const missed = thresholds.filter(({ passed }) => !passed);
  const isTargets = ({ text }: ThresholdResult) => {
    const measure = asked.find((threshold) => threshold.text === text)?.measure;
    return (measure?.kind === 'counter' || measure?.kind === 'share') && !isOfGenerator(measure.counter);
  };
  const failures: Cause[] = missed.map((result) => ({
    verdict: 'fail',
    code: 'threshold',
    sentence:
      result.actual === undefined
        ? `${result.text}: nothing of it was measured.`
        : `${result.text}, and it is ${figure(result.actual)}${unitOf(result.text)}.`,
  }));
  // It was broken when the run was ended for it, whatever the figures without the warm-up are.
  if (stopped?.by === 'threshold' && missed.length === 0) {
    failures.push({ verdict: 'fail', code: 'threshold', sentence: stopped.sentence });
  }
  if (stopped?.by === 'target') failures.unshift({ verdict: 'fail', code: 'target-ended', sentence: stopped.sentence });
  const causes = [...obstacles, ...failures, ...disturbances];
  if (obstacles.length > 0) return { verdict: 'invalid', causes };
  if (stopped?.by === 'target' || missed.some(isTargets)) return { verdict: 'fail', causes };
  if (disturbances.length > 0) return { verdict: 'invalid', causes };
  return { verdict: failures.length > 0 ? 'fail' : 'pass', causes };
}

/** Turns that come late or never are as much the doing of a generator that is hard pressed. */
function isOfGenerator(counter: string): boolean {
  return counter === 'late' || counter === 'unstarted' || counter === 'neverConnected';
}

function windowOf({ operations, latencyUs }: Second): SecondFigures {
  // The operation that there is most of stands for the second.
  const most = Object.values(latencyUs).reduce((one, other) => (other.count > one.count ? other : one), {
    count: 0,
    responseP50: 0,
  });
  const responseMaxUs = Math.max(0, ...Object.values(latencyUs).map(({ responseMax }) => responseMax));
  return { operations, responseP50Us: most.responseP50, responseMaxUs };
}

function totalsOf(seen: Seen, loadedSeconds: number, warmUp: number, windows: number): BenchRecord['totals'] {
  const { merged, plan } = seen;
  const all = merged.totals();
  const planned = plan.kind === 'open' ? scheduleOf(plan).turns : plan.turns;
  // Without one whole second there is the whole of it.
  const measuredSeconds = windows > warmUp ? windows - warmUp : loadedSeconds;
  const measured = windows > warmUp ? merged.totals(warmUp, windows) : merged.totals(0);
  return {
    clients: plan.clients,
    connected: seen.connected,
    ...(planned === undefined ? {} : { turnsPlanned: planned }),
    turns: all.turns,
    turnsLate: all.turnsLate,
    turnsUnstarted: seen.turnsUnstarted,
    operations: all.operations,
    errors: all.errors,
    seconds: seen.seconds,
    measuredSeconds,
    operationsPerSecond: measuredSeconds > 0 ? measured.operations / measuredSeconds : 0,
    bytesSent: all.bytesSent,
    bytesReceived: all.bytesReceived,
    framesSent: all.framesSent,
    framesReceived: all.framesReceived,
    framesSharingReads: all.framesSharingReads,
  };
}

function correctnessOf({ merged, settlement, wrongs, isChecking }: Seen): Correctness {
  const { checked, duplicated, reordered, misdelivered, corrupted } = merged.totals();
  return {
    enabled: isChecking,
    checked,
    lost: isChecking ? settlement.lost : 0,
    duplicated,
    reordered,
    misdelivered,
    corrupted,
    unsettled: isChecking ? settlement.unsettled : 0,
    examples: [...wrongs, ...(isChecking ? settlement.examples : [])],
  };
}

function notesOf(seen: Seen): string[] {
  const { stopped, seconds, isChecking, targetUsage } = seen;
  const notes: string[] = [];
  if (stopped?.by === 'person') notes.push(`It was stopped after ${seconds.toFixed(1)} s.`);
  if (stopped?.by === 'threshold' || stopped?.by === 'agents') {
    notes.push(`It was ended after ${seconds.toFixed(1)} s. ${stopped.sentence}`);
  }
  notes.push(...notesOnLoss(seen));
  if (!isChecking) notes.push('Deliveries were not checked.');
  if (targetUsage?.ended !== undefined && stopped?.by !== 'target') notes.push(targetUsage.ended);
  return notes;
}

/** Of a run that went on without them. */
function notesOnLoss({ agentsLost, onLoss, agents, plan, merged }: Seen): string[] {
  if (agentsLost.length === 0 || agentsLost.length === agents || onLoss === 'fail') return [];
  const one = agentsLost.length === 1;
  const share = `${figure(agentsLost.length)} of ${figure(agents)} agents ${one ? 'was' : 'were'} lost`;
  const clients = `${figure(clientsLost(agentsLost))} of ${figure(plan.clients)} clients`;
  const errors = merged.totals().errors > 0 ? ' Errors of clients that spoke with those count as any others.' : '';
  return [
    ...agentsLost.map(({ sentence }) => sentence),
    `${share}, and with ${one ? 'it' : 'them'} ${clients}: all figures are of the others, and of these until then.${errors}`,
  ];
}

/** `actual` is in the unit of the text. */
function unitOf(text: string): string {
  return /(?<=\d)\s*(us|ms|s|%|\/s)\s*$/.exec(text)?.[1] ?? '';
}

function figure(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
