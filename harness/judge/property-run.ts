// What runs a property: the least that does. Programs are drawn from a seed and run until one fails.

import fc from 'fast-check';
import type { Actor } from './actor.ts';
import type { Property } from './case.ts';
import type { History } from './history.ts';
import type { CaseVerdict, Difference, Evidence } from './judgement.ts';
import { runCase } from './run-case.ts';
import type { SceneOptions } from './scene.ts';

export interface PropertyRunOptions<A extends Actor = Actor> {
  /** Asked before each run, so that a target that was started again is seen. */
  readonly scene: () => Omit<SceneOptions<A>, 'number'>;
  /** Of the next scene: none is ever used twice in a run of the harness. */
  readonly nextNumber: () => number;
  readonly seed: number;
  /** So many programs. */
  readonly runs: number;
  /** For all programs together; a failure that is found has the time for shrinking besides. */
  readonly budgetMs: number;
  readonly shrinking?: { readonly budgetMs?: number };
  /** Serves again when the target has ended; whether it does. */
  readonly revive: () => Promise<boolean>;
  readonly signal?: AbortSignal;
  readonly observer?: {
    onRuns?(runs: number, wanted: number): void;
    /** Simplifications that still failed, of so many attempts. */
    onShrinking?(steps: number, attempts: number): void;
  };
}

export interface PropertyRun {
  readonly verdict: CaseVerdict;
  readonly evidence?: Evidence;
  readonly message?: string;
  readonly difference?: Difference;
  readonly durationMs: number;
  readonly runs: number;
  readonly wanted: number;
  /** Of a failure: the simplest program found that fails, and its history and facts. */
  readonly program?: unknown;
  readonly history: History;
  readonly facts?: unknown;
  readonly shrunk?: { readonly steps: number; readonly attempts: number; readonly failureRate: number };
}

export type RunProperty = (property: Property, options: PropertyRunOptions) => Promise<PropertyRun>;

export const runPropertyPlainly: RunProperty = async (property, options) => {
  const { scene, nextNumber, seed, runs: wanted, budgetMs, revive, signal, observer } = options;
  const { clock } = scene().target.transport;
  const beganUs = clock.nowUs();
  let runs = 0;
  const told = () => ({ durationMs: (clock.nowUs() - beganUs) / 1000, runs, wanted, history: [] });
  for (const program of fc.sample(property.programs, { numRuns: wanted, seed })) {
    if (signal?.aborted || clock.nowUs() - beganUs >= budgetMs * 1000) break;
    if (scene().target.ended !== undefined && !(await revive())) break;
    const run = await runCase(
      { drive: (one) => property.drive(one, program), judge: (view) => property.judge({ ...view, program }) },
      { ...scene(), number: nextNumber() },
      signal,
    );
    observer?.onRuns?.(++runs, wanted);
    if (run.judgement.verdict === 'fail') return { ...told(), ...run.judgement, program, history: run.history, facts: run.facts };
  }
  return runs === wanted ? { ...told(), verdict: 'pass' } : { ...told(), verdict: 'inconclusive', message: 'The time was up.' };
};
