// Whether the figures of a record can be believed, and how near it was: the generator's own delay beside what it was allowed.

import { generatorLimits } from '../../harness/load/validity.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import { largest, latencyText, percentText } from '../figures.ts';

/** Why it is not valid, in a sentence each; none: it is. A run can fail and be invalid as well. */
export function whyInvalid({ causes }: BenchRecord): string[] {
  return causes.flatMap(({ verdict, sentence }) => (verdict === 'invalid' ? [sentence] : []));
}

export interface GeneratorCheck {
  readonly name: string;
  readonly explained: string;
  readonly actual: string;
  readonly limit: string;
  /** 1: as much as is allowed. */
  readonly shareOfLimit: number;
}

/** What was measured of the generator itself. */
export function generatorChecks(record: BenchRecord): GeneratorCheck[] {
  const { wakeLagUs, loopLagUs, cpuShareMax } = record.generator;
  const limits = generatorLimits(slowestP99Us(record));
  const lag = (name: string, explained: string, p99: number, limit: number): GeneratorCheck => ({
    name,
    explained,
    actual: latencyText(p99, ' '),
    limit: latencyText(limit, ' '),
    shareOfLimit: p99 / limit,
  });
  return [
    ...(wakeLagUs.count === 0
      ? []
      : [lag('Own delay, p99', 'how late it woke clients whose turn was due', wakeLagUs.p99, limits.wakeLagP99Us)]),
    ...(loopLagUs.count === 0
      ? []
      : [lag('Loop lag, p99', 'how late a timer of its loop came', loopLagUs.p99, limits.loopLagP99Us)]),
    ...(record.totals.measuredSeconds === 0
      ? []
      : [
          {
            name: 'Processor',
            explained: 'of one processor, used by the busiest agent',
            actual: percentText(cpuShareMax),
            limit: percentText(limits.cpuShare),
            shareOfLimit: cpuShareMax / limits.cpuShare,
          },
        ]),
  ];
}

/** The generator's share in what was measured. Undefined: nothing was. */
export function generatorShareSentence(record: BenchRecord): string | undefined {
  const { wakeLagUs, loopLagUs, cpuShareMax } = record.generator;
  if (slowestP99Us(record) === 0) return undefined;
  const limits = generatorLimits(slowestP99Us(record));
  const lateness = (lateUs: number, limitUs: number) =>
    `${latencyText(lateUs, ' ')} late at p99 (${latencyText(limitUs, ' ')} are allowed)`;
  const late = [
    ...(wakeLagUs.count === 0 ? [] : [`sent ${lateness(wakeLagUs.p99, limits.wakeLagP99Us)}`]),
    ...(wakeLagUs.count > 0 || loopLagUs.count === 0
      ? []
      : [`came to its timers ${lateness(loopLagUs.p99, limits.loopLagP99Us)}`]),
  ];
  const busy = `used ${percentText(cpuShareMax)} of a processor (${percentText(limits.cpuShare)} are allowed)`;
  return `The generator itself ${[...late, busy].join(', and ')}.`;
}

/** Of the operation that has the longest. */
function slowestP99Us({ latencyUs }: BenchRecord): number {
  return largest(Object.values(latencyUs).map(({ response }) => response.p99));
}
