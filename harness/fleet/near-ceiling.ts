// Whether a run came near to what the harness can carry on this machine: its figures then speak of the harness as much as of the
// target.

import type { BenchRecord, Calibration } from '../record/record.ts';

export type RunOnMachine = Pick<BenchRecord, 'target' | 'targetUsage'> & {
  readonly totals: Pick<BenchRecord['totals'], 'operationsPerSecond'>;
  readonly generator: Pick<BenchRecord['generator'], 'agents'>;
  readonly environment: Pick<BenchRecord['environment'], 'processors'>;
};

const NEAR_SHARE = 0.7;

/**
 * A sentence for the record's notes; undefined: the run was well below the ceiling. The calibration had one agent on one processor
 * and the null target on another. A target on this machine is taken to need as much as an agent, so that every agent more takes two
 * processors more; a target elsewhere leaves all processors to the agents. An operation of another scenario costs more or less than
 * an echo of 1,024 bytes, so this is a warning and no verdict.
 */
export function nearCeiling(run: RunOnMachine, { operationsPerSecondMax }: Calibration): string | undefined {
  const { operationsPerSecond } = run.totals;
  const isHere = isOnThisMachine(run);
  const { processors } = run.environment;
  const pairs = Math.max(1, Math.min(run.generator.agents, isHere ? Math.floor(processors / 2) : processors));
  const ceiling = operationsPerSecondMax * pairs;
  if (ceiling === 0 || operationsPerSecond <= ceiling * NEAR_SHARE) return undefined;
  const measured = `${grouped(operationsPerSecond)} operations a second are ${Math.round((operationsPerSecond / ceiling) * 100)} %`;
  const one = `one agent carries ${grouped(operationsPerSecondMax)} here against a target that only echoes 1,024 bytes`;
  const sharing = isHere ? `, with ${countOf(processors, 'processor')} for agents and target together` : '';
  const all = pairs === 1 ? one : `${one}, and ${pairs} agents ${grouped(ceiling)}`;
  return `${measured} of what the harness was calibrated to carry (${all}${sharing}): the target may be able to do more than this run shows.`;
}

function isOnThisMachine({ target, targetUsage }: RunOnMachine): boolean {
  return target.how !== 'running' || targetUsage !== undefined || /^(127\.|::1$|::ffff:127\.)/.test(target.address);
}

function countOf(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en');
}
