// One bench run from its options: starts what is to be started, leads the agents, watches the target, and concludes.

import { cpus } from 'node:os';
import { CONNECTING_AT_ONCE } from '../client/connect-many.ts';
import type { Clock } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import { conclude } from '../load/conclude.ts';
import { environmentOf } from '../load/environment.ts';
import { endUs } from '../load/plan.ts';
import { type StartedTarget, startCommand, startTarget } from '../load/target/started-target.ts';
import { checkPid, TargetWatch } from '../load/target/target-watch.ts';
import { parseThreshold, type Threshold, withDefaults } from '../load/thresholds.ts';
import { prepareHistograms } from '../record/latency-histogram.ts';
import type { BenchRecord, Second } from '../record/record.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import { connectionsMax, type MachineLimits, preflight, readLimits } from '../transport/limits.ts';
import { NodeTransport } from '../transport/node/transport.ts';
import { planSources, spareSources } from '../transport/sources.ts';
import type { BenchObserver, BenchOptions, BenchSignals } from './bench-options.ts';
import { type Conducted, conduct } from './conductor.ts';
import { startLocalAgent } from './local-agents.ts';

import { nearCeiling } from './near-ceiling.ts';
import { pinnedCommand, pinnedWords } from './pinning.ts';

import { runNumber } from './run-number.ts';

import { RunningFigures } from './running-figures.ts';

/** Below so many clients an agent more has nothing to do. */
const CLIENTS_PER_AGENT_MIN = 50;
export async function runBench(options: BenchOptions, observer: BenchObserver, signals: BenchSignals): Promise<BenchRecord> {
  const { loaded, plan, target } = options;
  const thresholds = thresholdsOf(options);
  const limits = readLimits();
  const agents = agentsFor(options, limits);
  if (target.how !== 'embedded' && target.pid !== undefined) checkPid(target.pid);
  if (target.how !== 'embedded') planSourcesOf(options, target.to, limits);
  await prepareHistograms();
  const clock = new NodeTransport().clock;
  if (target.how !== 'running') observer.onPhase('starting-target');
  const served = await serve(options, clock, signals);
  const running = new RunningFigures(thresholds, plan.clients, options.isChecking);
  try {
    const sources = planSourcesOf(options, served.to, limits);
    for (const { kind, sentence } of preflight(
      { to: served.to, clients: Math.ceil(plan.clients / agents), connectingAtOnce: CONNECTING_AT_ONCE },
      limits,
    )) {
      if (kind === 'blocks') throw new HarnessError('limit-too-low', `${sentence} Or use more --agents.`);
      observer.onNote(sentence);
    }
    const watch = new TargetWatch({ to: served.to, clock, ...(served.pid === undefined ? {} : { pid: served.pid }) });
    const timeline: Second[] = [];
    const startedAt = new Date();
    const conducted = await conduct({
      assignment: {
        module: loaded.module,
        agents,
        to: served.to,
        plan,
        params: options.params,
        run: runNumber(options.seed, startedAt),
        seed: options.seed,
        timeoutMs: options.timeoutMs,
        isChecking: options.isChecking,
        connectingAtOnce: Math.max(1, Math.floor(CONNECTING_AT_ONCE / agents)),
        transport: options.transport,
        sources,
        spareSources: spareSources({ to: served.to, clients: plan.clients, ports: limits.ports }),
      },
      startAgent: () => startLocalAgent({ clients: Math.ceil(plan.clients / agents), processors: options.pinned?.agents }),
      clock,
      signals,
      onPhase: (phase) => observer.onPhase(phase),
      onNote: (sentence) => observer.onNote(sentence),
      onConnecting: (connected, errors) => observer.onConnecting(connected, plan.clients, errors),
      onSecond: (merged, number, wrongs) => {
        const usage = watch.look()?.usage;
        const second = { ...merged.second(number), ...(usage === undefined ? {} : { target: usage }) };
        timeline.push(second);
        // Behind the plan there is nothing to come up to.
        const isOfPlan = number < endUs(plan) / 1e6;
        running.add(merged, number, isOfPlan);
        observer.onSecond(second, running.soFar(wrongs[0]));
        const ended = watch.summary()?.ended;
        if (ended !== undefined) return { by: 'target', sentence: ended };
        const broken = options.abortOnFail && isOfPlan ? running.breach() : undefined;
        return broken === undefined ? undefined : { by: 'threshold', sentence: broken };
      },
    });
    watch.look();
    try {
      return concludeWith({
        options,
        served,
        conducted,
        timeline,
        thresholds,
        agents,
        startedAt: startedAt.toISOString(),
        limits,
        watch,
      });
    } finally {
      conducted.merged.destroy();
    }
  } finally {
    running.destroy();
    await served.started?.stop();
  }
}

interface Served {
  readonly to: Endpoint;
  readonly pid?: number;
  readonly started?: StartedTarget;
}

async function serve({ target, timeoutMs, pinned }: BenchOptions, clock: Clock, signals: BenchSignals): Promise<Served> {
  switch (target.how) {
    case 'running':
      return { to: target.to, ...(target.pid === undefined ? {} : { pid: target.pid }) };
    case 'started': {
      const started = await startTarget(pinnedCommand(target.command, pinned?.target), {
        to: target.to,
        timeoutMs,
        clock,
        signal: signals.stop,
      });
      return { to: target.to, pid: target.pid ?? started.pid, started };
    }
    case 'embedded': {
      const { target: started, announcement } = await startCommand(pinnedWords(target.words, pinned?.target), {
        clock,
        signal: signals.stop,
      });
      return { to: { address: announcement.host, port: announcement.port }, pid: announcement.pid, started };
    }
  }
}

/** Those of the options, and zero for whatever must not go wrong. */
function thresholdsOf({ thresholds }: BenchOptions): Threshold[] {
  return withDefaults(thresholds.map(parseThreshold));
}

/**
 * As many as the descriptors of a process make necessary; else one for every two processors, because the target may need the
 * others, as long as each has clients enough.
 */
function agentsFor({ agents, plan }: BenchOptions, limits: MachineLimits): number {
  if (agents !== 'auto') return Math.min(agents, plan.clients);
  const needed = Math.ceil(plan.clients / connectionsMax(limits));
  const useful = Math.min(Math.floor(cpus().length / 2), Math.floor(plan.clients / CLIENTS_PER_AGENT_MIN));
  return Math.max(1, needed, useful);
}

function planSourcesOf({ plan, sources }: BenchOptions, to: Endpoint, { ports }: MachineLimits) {
  return planSources({ to, clients: plan.clients, sources, ports });
}

interface Results {
  readonly options: BenchOptions;
  readonly served: Served;
  readonly conducted: Conducted;
  readonly timeline: Second[];
  readonly thresholds: readonly Threshold[];
  readonly agents: number;
  readonly startedAt: string;
  readonly limits: MachineLimits;
  readonly watch: TargetWatch;
}

function concludeWith({
  options,
  served,
  conducted,
  timeline,
  thresholds,
  agents,
  startedAt,
  limits,
  watch,
}: Results): BenchRecord {
  const { loaded, target, plan } = options;
  const { scenario } = loaded;
  const record = conclude({
    ...conducted,
    circumstances: {
      scenario: {
        name: loaded.name,
        summary: scenario.summary,
        dialect: scenario.dialect.name,
        params: { ...options.params },
        ...(loaded.source === undefined ? {} : { source: loaded.source }),
      },
      target: {
        address: served.to.address,
        port: served.to.port,
        how: target.how,
        ...(target.how === 'started' ? { command: target.command } : {}),
        ...(watch.pid === undefined ? {} : { pid: watch.pid }),
      },
      seed: options.seed,
      startedAt,
      command: [...options.command],
      environment: environmentOf({ harnessVersion: options.harnessVersion, ...conducted }, limits),
      notes: watch.whyUnseen === undefined ? [] : [watch.whyUnseen],
    },
    plan,
    isChecking: options.isChecking,
    timeline,
    targetUsage: watch.summary(),
    agents,
    notReached: conducted.notReached,
    thresholds,
    warmUpSeconds: options.warmUpSeconds,
    calibration: options.calibration,
  });
  const warning = options.calibration === undefined ? undefined : nearCeiling(record, options.calibration);
  return warning === undefined ? record : { ...record, notes: [...record.notes, warning] };
}
