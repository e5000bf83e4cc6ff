// One bench run from its options: starts what is to be started, leads the agents, watches the target, and concludes.

import { seededChance } from '../chance.ts';
import { CONNECTING_AT_ONCE } from '../client/connect-many.ts';
import type { Clock } from '../clock.ts';
import { conclude } from '../load/conclude.ts';
import { environmentOf } from '../load/environment.ts';
import { endUs } from '../load/plan.ts';
import { type StartedTarget, startCommand, startTarget } from '../load/target/started-target.ts';
import { checkPid, TargetWatch } from '../load/target/target-watch.ts';
import { parseThreshold, type Threshold, withDefaults } from '../load/thresholds.ts';
import { prepareHistograms } from '../record/latency-histogram.ts';
import type { BenchRecord, Second } from '../record/record.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import { type MachineLimits, readLimits } from '../transport/limits.ts';
import { NodeTransport } from '../transport/node/transport.ts';
import { type Awake, keepAwake } from './awake.ts';
import type { BenchObserver, BenchOptions, BenchSignals } from './bench-options.ts';
import { type Conducted, conduct } from './conductor.ts';
import type { Crewing } from './crewing.ts';
import { fleetFiguresOf } from './fleet-record.ts';
import { localCrewing } from './local-crewing.ts';
import { nearCeiling } from './near-ceiling.ts';
import { pinnedCommand, pinnedWords } from './pinning.ts';
import { runNumber } from './run-number.ts';
import { RunningFigures } from './running-figures.ts';

export async function runBench(options: BenchOptions, observer: BenchObserver, signals: BenchSignals): Promise<BenchRecord> {
  const { target } = options;
  const thresholds = thresholdsOf(options);
  if (target.how !== 'embedded' && target.pid !== undefined) checkPid(target.pid);
  await prepareHistograms();
  const clock = new NodeTransport().clock;
  const limits = readLimits();
  const crewing = await crewingFor(options, { clock, limits, observer, signals });
  const awake = keepAwake(options.awake);
  try {
    return await runWith(crewing, { options, observer, signals, thresholds, clock, limits, awake });
  } finally {
    awake.end();
    await crewing.release();
  }
}

interface Surrounds {
  readonly options: BenchOptions;
  readonly observer: BenchObserver;
  readonly signals: BenchSignals;
  readonly thresholds: readonly Threshold[];
  readonly clock: Clock;
  readonly limits: MachineLimits;
  readonly awake: Awake;
}

async function crewingFor(
  options: BenchOptions,
  { clock, limits, observer, signals }: Pick<Surrounds, 'clock' | 'limits' | 'observer' | 'signals'>,
) {
  if (options.fleet === undefined) return localCrewing(options, limits);
  // Loaded only for whoever has a fleet.
  const [{ connectNats }, { remoteCrewing }] = await Promise.all([
    import('./remote/connect-nats.ts'),
    import('./remote/remote-crewing.ts'),
  ]);
  const exchange = await connectNats(options.fleet.nats, { name: 'harness bench', signal: signals.stop });
  const onNote = (sentence: string) => observer.onNote(sentence);
  return remoteCrewing({ options, exchange, clock, chance: seededChance(Date.now()), signal: signals.stop, onNote });
}

async function runWith(
  crewing: Crewing,
  { options, observer, signals, thresholds, clock, limits, awake }: Surrounds,
): Promise<BenchRecord> {
  const { loaded, plan, target } = options;
  const { agents } = crewing;
  if (target.how !== 'embedded') crewing.check(target.to, () => {});
  if (target.how !== 'running') observer.onPhase('starting-target');
  const served = await serve(options, clock, signals);
  const running = new RunningFigures(thresholds, plan.clients, options.isChecking);
  try {
    crewing.check(served.to, (sentence) => observer.onNote(sentence));
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
        ...crewing.sourcesFor(served.to),
      },
      startAgent: (agent) => crewing.startAgent(agent),
      startInUs: () => crewing.startInUs(),
      ...(crewing.nameOf === undefined ? {} : { nameOf: crewing.nameOf }),
      clock,
      signals,
      onLoss: options.onLoss ?? 'fail',
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
    watch.lookOnceMore();
    const remote = await crewing.figures();
    try {
      const record = concludeWith({
        options,
        served,
        conducted,
        timeline,
        thresholds,
        agents,
        startedAt: startedAt.toISOString(),
        limits,
        watch,
        awake,
      });
      if (remote === undefined) return record;
      const fleet = fleetFiguresOf({ agents: remote, agentsLost: conducted.agentsLost, onLoss: options.onLoss ?? 'fail' });
      return { ...record, fleet };
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
  readonly awake: Awake;
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
  awake,
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
      environment: environmentOf({ harnessVersion: options.harnessVersion, isAwake: awake.isKept, ...conducted }, limits),
      notes: [watch.whyUnseen, awake.trouble].filter((sentence) => sentence !== undefined),
    },
    plan,
    isChecking: options.isChecking,
    timeline,
    targetUsage: watch.summary(),
    agents,
    onLoss: options.onLoss ?? 'fail',
    notReached: conducted.notReached,
    thresholds,
    warmUpSeconds: options.warmUpSeconds,
    calibration: options.calibration,
  });
  const warning = options.calibration === undefined ? undefined : nearCeiling(record, options.calibration);
  return warning === undefined ? record : { ...record, notes: [...record.notes, warning] };
}
