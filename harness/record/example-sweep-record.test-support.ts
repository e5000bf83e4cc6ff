// Records of a sweep over numbers of clients, of a server that is the slower the more clients it has beyond fifty.

import { exampleCircumstances, exampleStudyRun } from './example-study.test-support.ts';
import { SWEEP_RECORD_SCHEMA, type SweepLevel, type SweepRecord } from './sweep-record.ts';

const LAW = { lambda: 950, sigma: 0.03, kappa: 0.0004 };
const CLIENTS = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;
const TRIALS = 3;

/** `changes` replace whole members, and need not agree with the rest. */
export function exampleSweepRecord(changes: Partial<SweepRecord> = {}): SweepRecord {
  const levels = CLIENTS.map(exampleLevel);
  const counted = levels.filter(({ leftOut }) => leftOut === undefined);
  return {
    schema: SWEEP_RECORD_SCHEMA,
    kind: 'sweep',
    verdict: 'pass',
    causes: [],
    ...exampleCircumstances(['harness', 'capacity', 'chat/direct', '--sweep', '1..256', '--start', './my-server']),
    target: { how: 'started', address: '127.0.0.1', port: 3490, command: './my-server' },
    secondsPerTrial: 5,
    levels,
    fit: {
      lambda: { value: 952, low: 931, high: 968 },
      sigma: { value: 0.0304, low: 0.0262, high: 0.0349 },
      kappa: { value: 0.0004, low: 0.00035, high: 0.00046 },
      rSquared: 0.9987,
      residuals: counted.map(({ clients, trials }) => ({ clients, rate: medianRate(trials), fitted: lawAt(clients) })),
      peak: { clients: { value: 49.2, low: 45.8, high: 53.1 }, rate: { value: 13_800, low: 13_500, high: 14_100 } },
      sentence: 'The law explains 99.9 % of the differences: contention and coherence bend the curve, which peaks at 49 clients.',
    },
    ...changes,
  };
}

export const SWEEP_VARIANTS = {
  'sweep-no-fit': (): SweepRecord => {
    const { fit: _, levels, ...record } = exampleSweepRecord();
    return {
      ...record,
      verdict: 'invalid',
      causes: ['Of 3 levels 2 count, and the law needs 4: give more numbers of clients, or more --agents.'],
      levels: [...levels.slice(0, 2), ...levels.slice(-1)],
    };
  },
  'sweep-no-peak': (): SweepRecord => {
    const { fit, levels, ...record } = exampleSweepRecord();
    const { peak: _, ...others } = fit ?? expectFit();
    const first = levels.slice(0, 5);
    return {
      ...record,
      levels: first,
      fit: {
        ...others,
        kappa: { value: 0, low: 0, high: 0.0003 },
        residuals: others.residuals.slice(0, 5),
        sentence: 'The law explains 99.9 % of the differences; within what was tried nothing turns down.',
      },
    };
  },
} as const;

function expectFit(): never {
  throw new Error('the example has a fit');
}

function exampleLevel(clients: number, index: number): SweepLevel {
  const rate = lawAt(clients);
  const p50Us = (clients * 1e6) / rate / 1.2;
  const isLimited = clients === 256;
  const trials = Array.from({ length: TRIALS }, (_, trial) =>
    exampleStudyRun(
      index * TRIALS + trial,
      { rate, p50Us, p99Us: p50Us * 3, targetCpuShare: Math.min(1, clients / 40) },
      isLimited
        ? {
            verdict: 'invalid',
            causes: [{ verdict: 'invalid', code: 'agent-cpu', sentence: 'An agent had no processor left.' }],
            generatorCpuShare: 0.99,
          }
        : {},
    ),
  );
  return { clients, trials, ...(isLimited ? { leftOut: 'The generator was the limit: an agent had no processor left.' } : {}) };
}

function lawAt(clients: number): number {
  const { lambda, sigma, kappa } = LAW;
  return (lambda * clients) / (1 + sigma * (clients - 1) + kappa * clients * (clients - 1));
}

function medianRate(trials: SweepLevel['trials']): number {
  return trials.map(({ figures }) => figures.rate ?? 0).toSorted((one, other) => one - other)[1] ?? 0;
}
