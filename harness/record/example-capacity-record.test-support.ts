// Records of a search for the capacity, as a server leaves them that carries 2,010 direct messages a second.

import { CAPACITY_RECORD_SCHEMA, type CapacityRecord, type CapacityStep } from './capacity-record.ts';
import { exampleCircumstances, exampleStudyRun } from './example-study.test-support.ts';

const CARRIED = 2_010;

/** `changes` replace whole members, and need not agree with the rest. */
export function exampleCapacityRecord(changes: Partial<CapacityRecord> = {}): CapacityRecord {
  return {
    schema: CAPACITY_RECORD_SCHEMA,
    kind: 'capacity',
    verdict: 'pass',
    causes: [],
    ...exampleCircumstances([
      ...[
        'harness',
        'capacity',
        'chat/direct',
        '--start',
        './my-server',
        '--objective',
        'direct.response.p99 < 10ms, errors == 0',
      ],
    ]),
    target: { how: 'started', address: '127.0.0.1', port: 3490, command: './my-server' },
    axis: 'rate',
    clients: 100,
    objective: ['direct.response.p99 < 10ms', 'errors == 0'],
    wanted: 1_500,
    precision: 0.02,
    secondsPerStep: 5,
    answer: { kind: 'found', load: 2_010, low: 1_990, high: 2_040 },
    steps: [
      ...steps('ascent', [250, 500, 1_000, 2_000, 4_000]),
      ...steps('bisection', [2_830, 2_380, 2_180, 2_090, 2_040], 5),
      ...steps('confirmation', [2_010, 2_050, 2_010, 2_050, 1_990, 2_040, 2_010], 10),
    ],
    ...changes,
  };
}

/** The variants that a search can end in besides. */
export const CAPACITY_VARIANTS = {
  'capacity-generator': (): CapacityRecord => {
    const { steps: all } = exampleCapacityRecord();
    const limited: CapacityStep = {
      phase: 'ascent',
      load: 2_000,
      outcome: 'limited',
      sentence: 'The generator sent 4 % of the turns more than 1 ms late: this is not the target’s doing.',
      run: exampleStudyRun(
        40,
        { rate: 1_900, p50Us: 700, p99Us: 9_000, targetCpuShare: 0.4 },
        {
          verdict: 'invalid',
          causes: [{ verdict: 'invalid', code: 'send-lag', sentence: 'The generator sent late by itself: p99 9 ms.' }],
          generatorCpuShare: 0.97,
        },
      ),
    };
    return exampleCapacityRecord({
      verdict: 'invalid',
      causes: ['The generator was the limit at 2,000 turns a second, so the capacity is not known: give it more --agents.'],
      answer: { kind: 'at-least', load: 1_000, limit: 'generator' },
      steps: [...all.slice(0, 3), limited, limited],
    });
  },
  'capacity-maximum': (): CapacityRecord =>
    exampleCapacityRecord({
      wanted: 800,
      answer: { kind: 'at-least', load: 1_000, limit: 'maximum' },
      steps: steps('ascent', [250, 500, 1_000]),
      notes: ['--max 1000/s: nothing above it was tried.'],
    }),
  'capacity-at-most': (): CapacityRecord => {
    const { wanted: _, ...record } = exampleCapacityRecord();
    return {
      ...record,
      verdict: 'fail',
      causes: ['The objective was missed at the lowest load that was tried, 2,100 turns a second.'],
      answer: { kind: 'at-most', load: 2_100 },
      steps: steps('ascent', [4_000, 2_100]),
    };
  },
  'capacity-unknown': (): CapacityRecord => {
    const { clients: _, ...record } = exampleCapacityRecord();
    return {
      ...record,
      verdict: 'invalid',
      causes: ['The target ended by SIGSEGV in the second step, so the search ended before its time.'],
      axis: 'clients',
      answer: { kind: 'unknown' },
      steps: [
        ...steps('ascent', [250]),
        { phase: 'ascent', load: 500, outcome: 'failed', sentence: 'The target ended by SIGSEGV: no record is left.' },
      ],
    };
  },
  'capacity-short': (): CapacityRecord =>
    exampleCapacityRecord({
      verdict: 'fail',
      causes: ['It carries 2,010 turns a second, and 3,000 were wanted.'],
      wanted: 3_000,
    }),
} as const;

function steps(phase: CapacityStep['phase'], loads: readonly number[], from = 0): CapacityStep[] {
  return loads.map((load, index) => {
    const isMet = load <= CARRIED || (load === 2_040 && phase === 'confirmation');
    const p99Us = isMet ? 800 + 8_000 * (load / CARRIED) ** 6 : 14_000 + (load - CARRIED) * 900;
    const run = exampleStudyRun(from + index, {
      rate: Math.min(load, CARRIED + 20),
      p50Us: isMet ? 300 + 500 * (load / CARRIED) ** 3 : p99Us / 3,
      p99Us,
      targetCpuShare: Math.min(1, Number((load / 2_100).toFixed(3))),
    });
    const p99 = (run.figures['direct.response.p99'] ?? 0) / 1000;
    return {
      phase,
      load,
      outcome: isMet ? 'met' : 'missed',
      sentence: isMet
        ? `direct.response.p99 is ${p99.toFixed(1)} ms, and there was no error.`
        : `direct.response.p99 < 10ms, and it is ${p99.toFixed(1)} ms.`,
      run,
    };
  });
}
