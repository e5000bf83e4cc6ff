import { describe, expect, it } from 'vitest';
import { findDisturbances } from '../../harness/load/validity.ts';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import { generatorChecks, generatorShareSentence } from './validity.ts';

const example = await exampleRecord();
const direct = example.latencyUs.direct ?? expect.unreachable();

function measured(responseP99: number, wakeLag: number, loopLag: number, cpuShareMax: number): BenchRecord {
  const { generator } = example;
  return {
    ...example,
    latencyUs: { direct: { ...direct, response: { ...direct.response, p99: responseP99 } } },
    generator: {
      ...generator,
      wakeLagUs: { ...direct.sendLag, p99: wakeLag },
      loopLagUs: { ...generator.loopLagUs, p99: loopLag },
      cpuShareMax,
    },
  };
}

describe('the checks of the generator', () => {
  it('pass and fail where runs are judged to', () => {
    for (const responseP99 of [500, 200_000]) {
      for (const wakeLag of [900, 1_100, 19_000, 21_000]) {
        for (const loopLag of [9_000, 11_000, 19_000, 21_000]) {
          for (const cpuShareMax of [0.94, 0.96]) {
            const record = measured(responseP99, wakeLag, loopLag, cpuShareMax);
            const judged = findDisturbances({
              ...{
                clients: 1,
                connected: 1,
                hasStarted: true,
                operations: 1,
                thresholds: [],
                agents: 1,
                agentsLost: [],
                onLoss: 'fail',
              },
              ...{ scriptError: undefined, notReached: undefined, isCutShort: false },
              ops: [{ op: 'direct', responseCount: 1, responseP99Us: responseP99 }],
              ...{ wakeLagUs: record.generator.wakeLagUs, loopLagUs: record.generator.loopLagUs, cpuShares: [cpuShareMax] },
            });
            const broken = generatorChecks(record).filter(({ shareOfLimit }) => shareOfLimit > 1);
            expect(broken).toHaveLength(judged.length);
          }
        }
      }
    }
  });

  it('say what is allowed, which grows with the response', () => {
    expect(generatorChecks(measured(500, 400, 2_000, 0.2)).map(({ limit }) => limit)).toEqual(['1 ms', '10 ms', '95 %']);
    expect(generatorChecks(measured(200_000, 400, 2_000, 0.2)).map(({ limit }) => limit)).toEqual(['20 ms', '20 ms', '95 %']);
  });
});

describe("the generator's share", () => {
  it('is its own delay where that was measured, and else that of its timers', () => {
    expect(generatorShareSentence(measured(500, 400, 2_000, 0.2))).toBe(
      'The generator itself sent 400 µs late at p99 (1 ms are allowed), and used 20 % of a processor (95 % are allowed).',
    );
    const { generator } = measured(500, 400, 2_000, 0.2);
    const closed = { ...measured(500, 0, 0, 0), generator: { ...generator, wakeLagUs: { ...generator.wakeLagUs, count: 0 } } };
    expect(generatorShareSentence(closed)).toContain('came to its timers 2 ms late at p99 (10 ms are allowed)');
  });

  it('is not told of a run that measured nothing', () => {
    expect(generatorShareSentence({ ...example, latencyUs: {} })).toBeUndefined();
  });
});
