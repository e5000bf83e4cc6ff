// Where a run took place, for its record.

import { cpus, release, totalmem } from 'node:os';
import type { Environment } from '../record/record.ts';
import type { MachineLimits } from '../transport/limits.ts';

export interface RunsWith {
  readonly harnessVersion: string;
  readonly transport: string;
  readonly transportReason: string;
  /** Whether the machine's processors were kept from falling asleep. */
  readonly isAwake?: boolean;
}

export function environmentOf(
  { harnessVersion, transport, transportReason, isAwake = false }: RunsWith,
  limits: Pick<MachineLimits, 'descriptors'>,
): Environment {
  const [processor] = cpus();
  return {
    harness: harnessVersion,
    node: process.version,
    platform: process.platform,
    kernel: release(),
    architecture: process.arch,
    processor: processor?.model.trim() ?? 'unknown',
    processors: cpus().length,
    memoryBytes: totalmem(),
    transport,
    transportReason,
    ...(isAwake ? { isAwake } : {}),
    ...(Number.isFinite(limits.descriptors) ? { descriptors: limits.descriptors } : {}),
  };
}
