import { describe, expect, it } from 'vitest';
import type { Calibration } from '../record/record.ts';
import { nearCeiling, type RunOnMachine } from './near-ceiling.ts';

const calibration: Calibration = { operationsPerSecondMax: 100_000, sendLagP99Us: 90, responseP50Us: 40, responseP99Us: 120 };

describe('a run near the ceiling', () => {
  it('says so, and what the ceiling is', () => {
    expect(nearCeiling(runOf(80_000), calibration)).toBe(
      '80,000 operations a second are 80 % of what the harness was calibrated to carry (one agent carries 100,000 here against a ' +
        'target that only echoes 1,024 bytes, with 2 processors for agents and target together): the target may be able to do more ' +
        'than this run shows.',
    );
  });

  it('is one above 70 %', () => {
    expect(nearCeiling(runOf(70_000), calibration)).toBeUndefined();
    expect(nearCeiling(runOf(70_001), calibration)).toContain('are 70 %');
  });

  it('gains nothing by agents that share processors with each other and with the target', () => {
    expect(nearCeiling(runOf(80_000, { agents: 6, processors: 2 }), calibration)).toContain('are 80 %');
    expect(nearCeiling(runOf(80_000, { agents: 1, processors: 16 }), calibration)).toContain('are 80 %');
    expect(nearCeiling(runOf(80_000, { agents: 1, processors: 1 }), calibration)).toContain('1 processor for agents and target');
  });

  it('gains by agents that have a processor each, and one for the target', () => {
    expect(nearCeiling(runOf(80_000, { agents: 2, processors: 4 }), calibration)).toBeUndefined();
    expect(nearCeiling(runOf(290_000, { agents: 8, processors: 8 }), calibration)).toContain(
      'are 73 % of what the harness was calibrated to carry (one agent carries 100,000 here against a target that only echoes ' +
        '1,024 bytes, and 4 agents 400,000, with 8 processors for agents and target together)',
    );
  });

  it('has all processors for itself when the target is elsewhere', () => {
    const elsewhere = { target: { address: '192.0.2.1', port: 7, how: 'running' as const }, agents: 4, processors: 4 };
    expect(nearCeiling(runOf(270_000, elsewhere), calibration)).toBeUndefined();
    expect(nearCeiling(runOf(300_000, elsewhere), calibration)).not.toContain('together');
    const here = { ...elsewhere, target: { ...elsewhere.target, address: '::1' } };
    expect(nearCeiling(runOf(150_000, here), calibration)).toContain('together');
  });

  it('is none when the calibration says nothing', () => {
    expect(nearCeiling(runOf(1), { ...calibration, operationsPerSecondMax: 0 })).toBeUndefined();
  });
});

interface Differences {
  readonly agents?: number;
  readonly processors?: number;
  readonly target?: RunOnMachine['target'];
}

function runOf(operationsPerSecond: number, { agents = 1, processors = 2, target }: Differences = {}): RunOnMachine {
  return {
    target: target ?? { address: '127.0.0.1', port: 7, how: 'embedded' },
    targetUsage: undefined,
    totals: { operationsPerSecond },
    generator: { agents },
    environment: { processors },
  };
}
