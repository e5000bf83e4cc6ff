// What the examples of studies have in common: where they stand, and runs whose figures a small model gives.

import { type Chance, seededChance } from '../chance.ts';
import type { StudyCircumstances, StudyRun } from './study.ts';

export function exampleCircumstances(command: readonly string[]): StudyCircumstances {
  return {
    notes: [],
    scenario: {
      name: 'chat/direct',
      summary: 'Pairs of members send each other direct messages.',
      dialect: 'chat',
      params: { textBytes: 64 },
    },
    seed: 7,
    startedAt: '2025-01-15T10:30:00.000Z',
    command: [...command],
    environment: {
      harness: '0.3.0',
      node: '20.20.2',
      platform: 'linux',
      kernel: '6.18.5',
      architecture: 'x64',
      processor: 'Example Processor',
      processors: 4,
      memoryBytes: 8_000_000_000,
      transport: 'epoll',
      transportReason: 'Linux on x64, and koffi is there.',
      descriptors: 20_000,
    },
    calibration: { operationsPerSecondMax: 61_000, responseP50Us: 90, responseP99Us: 310, sendLagP99Us: 80 },
  };
}

export interface ExampleFigures {
  readonly rate: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly targetCpuShare: number;
  readonly errors?: number;
}

/** `number`: of the run in its study; it is the chance that the figures are blurred by, and the moment at which it began. */
export function exampleStudyRun(
  number: number,
  { rate, p50Us, p99Us, targetCpuShare, errors = 0 }: ExampleFigures,
  changes: Partial<StudyRun> = {},
): StudyRun {
  const chance = seededChance(number + 1);
  const operationsPerSecond = blurred(chance, rate, 0.02);
  return {
    startedAt: new Date(Date.UTC(2025, 0, 15, 10, 30, 7 * number)).toISOString(),
    seconds: 5,
    verdict: errors > 0 ? 'fail' : 'pass',
    causes: errors > 0 ? [{ verdict: 'fail', code: 'threshold', sentence: `errors == 0, and it is ${errors}.` }] : [],
    figures: {
      rate: operationsPerSecond,
      'direct.response.p50': Math.round(blurred(chance, p50Us, 0.04)),
      'direct.response.p99': Math.round(blurred(chance, p99Us, 0.1)),
      'direct.service.p99': Math.round(blurred(chance, p99Us * 0.7, 0.1)),
      cpuUsPerOperation: Number(((targetCpuShare * 1e6) / operationsPerSecond).toFixed(2)),
      targetRssBytes: 60_000_000 + number * 4096,
      errors,
      wrong: 0,
    },
    generatorCpuShare: Number((rate / 40_000).toFixed(3)),
    targetCpuShare,
    ...changes,
  };
}

/** To either side by that share at the most. */
function blurred(chance: Chance, value: number, share: number): number {
  return value * (1 + ((chance.below(2_001) - 1_000) / 1_000) * share);
}
