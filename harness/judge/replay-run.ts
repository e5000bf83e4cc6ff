// A stored counterexample, run again: the case or the program that failed, on a target of one's choice.

import { HarnessError } from '../errors.ts';
import { chooseTransport } from '../transport/choose.ts';
import type { Case, Contract } from './case.ts';
import type { Counterexample } from './counterexample.ts';
import { wholeOf } from './generic/whole-of.ts';
import { LiveTarget } from './live-target.ts';
import type { ReplayOptions, ReplayRun, RunReplay } from './replay-options.ts';
import { runCase } from './run-case.ts';
import { sceneNumber } from './scene-number.ts';

/** For a target to start, and to start again. */
const START_MS = 70_000;

export const runReplay: RunReplay = async (options, onRun, signal) => {
  const { counterexample, contract, target: wish, times, transport: choice } = options;
  const one = playable(counterexample, contract);
  const { transport } = await chooseTransport(choice);
  try {
    const { endsWithItsClient = false } = contract;
    const target = new LiveTarget({ wish, transport, endsWithItsClient });
    const starting = { withinMs: START_MS, signal };
    try {
      await target.start(starting);
      const runs: ReplayRun[] = [];
      const memory = new Map<string, unknown>();
      for (let time = 0; time < times && !signal.aborted; time++) {
        if (target.isOurs && (target.ended !== undefined || (await target.hasLeftWithItsClient()))) {
          const again = await target.restart(starting);
          if (again.kind === 'failed') throw new HarnessError('target-failed', again.sentence);
          memory.clear();
        }
        const number = sceneNumber(counterexample.id, time);
        const { judgement, durationMs } = await runCase(one, { ...sceneOf(options), target, memory, number }, signal);
        const run = { judgement, durationMs };
        // What was broken off by a stop says nothing.
        if (signal.aborted && judgement.verdict !== 'fail') break;
        runs.push(run);
        onRun(run);
      }
      return runs;
    } finally {
      await target.stop();
    }
  } finally {
    transport.close();
  }
};

function sceneOf({ counterexample, contract, patienceMs }: ReplayOptions) {
  const { seed, profile, clientFrameBytes, capacity = contract.capacity ?? Number.POSITIVE_INFINITY } = counterexample;
  const { framings } = contract.dialect;
  const params = clientFrameBytes === undefined ? {} : { clientFrameBytes: String(clientFrameBytes) };
  return {
    framings: typeof framings === 'function' ? framings(params) : framings,
    actor: contract.actor,
    capacity,
    seed,
    profile,
    patienceMs,
  };
}

function playable({ id, program }: Counterexample, contract: Contract): Pick<Case, 'drive' | 'judge' | 'timeLimitMs'> {
  const { cases, properties } = wholeOf(contract);
  const one = cases.find((other) => other.id === id);
  if (one !== undefined) return one;
  const property = properties.find((other) => other.id === id);
  if (property === undefined) {
    throw new HarnessError(
      'record-invalid',
      `The contract of ${contract.dialect.name} has nothing with the id '${id}' any more: it can't be run again.`,
    );
  }
  const { timeLimitMs } = property;
  return {
    drive: (scene) => property.drive(scene, program),
    judge: (view) => property.judge({ ...view, program }),
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
  };
}
