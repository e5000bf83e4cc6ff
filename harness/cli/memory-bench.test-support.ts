// A bench run without processes and without waiting: the crew and the reference server over the memory transport, under its clock,
// and from there on all that a real run has, up to its record.

import type { RunBench } from '../fleet/bench-options.ts';
import { type Circumstances, conclude } from '../load/conclude.ts';
import { endUs } from '../load/plan.ts';
import { parseThreshold, withDefaults } from '../load/thresholds.ts';
import { LatencyHistogram, prepareHistograms } from '../record/latency-histogram.ts';
import { MergedRun } from '../record/merge.ts';
import type { AgentHealth } from '../record/tally.ts';
import { runScenario } from './scenario-run.test-support.ts';

export interface MemoryServer {
  readonly fault: string;
  /** Of the fault. */
  readonly number: number;
}

export function memoryBench({ fault, number }: MemoryServer): RunBench {
  return async ({ loaded, plan, seed, thresholds, warmUpSeconds, harnessVersion, command }) => {
    await prepareHistograms();
    const [segment] = plan.segments;
    const ran = await runScenario({
      scenario: loaded.name,
      faults: [fault],
      onceIn: number,
      network: { seed },
      timeoutMs: 10_000,
      plan: {
        clients: plan.clients,
        durationMs: endUs(plan) / 1000,
        ...(plan.kind === 'open' && { ratePerSecond: segment?.from }),
      },
    });
    const merged = new MergedRun(1);
    for (const tally of ran.seconds) merged.add(0, { ...tally, health: atEase() });
    const circumstances: Circumstances = {
      scenario: { name: loaded.name, summary: loaded.scenario.summary, dialect: loaded.scenario.dialect.name, params: {} },
      target: { address: '127.0.0.1', port: 1, how: 'embedded' },
      seed,
      startedAt: '2026-11-21T09:31:05.000Z',
      command: [...command],
      notes: [],
      environment: {
        harness: harnessVersion,
        ...{ node: '20.20.2', platform: 'linux', kernel: '6.18.5', architecture: 'x64', processor: 'Example Processor' },
        ...{ processors: 2, memoryBytes: 8e9, transport: 'memory', transportReason: 'It is a test.' },
      },
    };
    const record = conclude({
      circumstances,
      plan,
      merged,
      settlement: ran.settlement,
      wrongs: ran.wrongs,
      isChecking: true,
      timeline: merged.timeline(),
      targetUsage: undefined,
      turnsUnstarted: ran.ends.reduce((sum, { turnsUnstarted }) => sum + turnsUnstarted, 0),
      connected: ran.ends.reduce((sum, { connected }) => sum + connected, 0),
      agents: 1,
      agentsLost: [],
      onLoss: 'fail',
      rssBytesEmpty: 0,
      seconds: ran.endedUs / 1e6,
      hasStarted: true,
      stopped: undefined,
      notReached: undefined,
      thresholds: withDefaults(thresholds.map(parseThreshold)),
      warmUpSeconds,
      calibration: undefined,
    });
    merged.destroy();
    return record;
  };
}

/** What the machine of the test was doing meanwhile is of no account under a clock that jumps. */
function atEase(): AgentHealth {
  const lag = new LatencyHistogram();
  const loopLag = lag.encode();
  lag.destroy();
  return { cpuShare: 0.1, cpuSeconds: 0.1, rssBytes: 70_000_000, gcMs: 0, loopLag };
}
