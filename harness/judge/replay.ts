// A stored counterexample, run again so many times: a run of its own, of nothing but that case or that program.

import { HarnessError } from '../errors.ts';
import type { CaseEntry } from '../record/verify-record.ts';
import type { TransportChoice } from '../transport/choose.ts';
import type { Case, Contract, Property } from './case.ts';
import type { Counterexample } from './counterexample.ts';
import type { Judgement } from './judgement.ts';
import type { RunVerify, TargetWish, VerifyObserver } from './verify-options.ts';

export interface ReplayOptions {
  readonly counterexample: Counterexample;
  readonly contract: Contract;
  readonly target: TargetWish;
  readonly times: number;
  /** How long to wait for what should come. */
  readonly patienceMs: number;
  readonly transport: TransportChoice;
  readonly command: readonly string[];
  readonly harnessVersion: string;
}

export interface ReplayRun {
  readonly judgement: Judgement;
  readonly durationMs: number;
}

/** Those that were run before the signal, each told of when it is over. */
export type RunReplay = (
  options: ReplayOptions,
  onRun: (run: ReplayRun) => void,
  signal: AbortSignal,
) => Promise<readonly ReplayRun[]>;

type WholeOf = (contract: Contract) => { readonly cases: readonly Case[]; readonly properties: readonly Property[] };

/** More than any case takes. */
const BUDGET_MS_EACH = 60_000;

export function replayBy(runVerify: RunVerify, wholeOf: WholeOf): RunReplay {
  return async (options, onRun, signal) => {
    const { counterexample, contract, times } = options;
    const one = caseIn(wholeOf(contract), counterexample);
    const cases = Array.from({ length: times }, (_, index) => ({ ...one, id: `${one.id}/again/${index + 1}` }));
    const runs: ReplayRun[] = [];
    const onCase = (entry: CaseEntry): void => {
      // What was not begun is no run.
      if (signal.aborted && entry.verdict === 'inconclusive') return;
      const run = { judgement: judgementOf(entry), durationMs: entry.durationMs };
      runs.push(run);
      onRun(run);
    };
    const { clientFrameBytes, capacity, seed, source } = counterexample;
    await runVerify(
      {
        contract: { ...contract, cases, properties: [] },
        ...(source !== undefined && { source }),
        target: options.target,
        ...(contract.clientFrames !== undefined && clientFrameBytes !== undefined && { clientFrame: clientFrameBytes }),
        ...(capacity !== undefined && { capacity }),
        only: [`${one.id}/again/`],
        skip: [],
        level: 'may',
        expectFail: [],
        runs: 0,
        seed,
        budgetMs: times * BUDGET_MS_EACH,
        patienceMs: options.patienceMs,
        transport: options.transport,
        command: options.command,
        harnessVersion: options.harnessVersion,
        keep: () => undefined,
      },
      { ...NOBODY, onCase },
      signal,
    );
    return runs;
  };
}

/** A property becomes the case of its one program. */
function caseIn({ cases, properties }: ReturnType<WholeOf>, { id, program }: Counterexample): Case {
  const one = cases.find((other) => other.id === id);
  if (one !== undefined) return one;
  const property = properties.find((other) => other.id === id);
  if (property === undefined) {
    throw new HarnessError('record-invalid', `There is no case or property '${id}' any more: nothing can be run again.`);
  }
  const { programs: _, simpler: __, describe: ___, ...rule } = property;
  return {
    ...rule,
    drive: (scene) => property.drive(scene, program),
    judge: (view) => property.judge({ ...view, program }),
  };
}

function judgementOf({ verdict, message = '', evidence }: CaseEntry): Judgement {
  const proof = evidence === undefined ? {} : { evidence };
  switch (verdict) {
    case 'pass':
      return { verdict, ...proof };
    case 'fail':
      return { verdict, message, ...proof };
    default:
      return { verdict, message };
  }
}

const NOBODY: VerifyObserver = {
  onSelected() {},
  onPhase() {},
  onBegin() {},
  onCase() {},
  onRuns() {},
  onShrinking() {},
  onProperty() {},
  onFinding() {},
  onNote() {},
};
