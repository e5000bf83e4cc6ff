// What `harness verify` and `harness replay` lead: the contracts of the package, and the run.

import { CONTRACTS } from '../../scenarios/contracts.ts';
import { HarnessError } from '../errors.ts';
import { LEVELS } from '../judge/case.ts';
import { replayBy } from '../judge/replay.ts';
import type { ReplayEngine } from './replay-command.ts';
import type { VerifyEngine } from './verify-command.ts';

async function notThere(): Promise<never> {
  throw new HarnessError('target-failed', 'There is nothing yet that runs it.');
}

const contracts = { contracts: CONTRACTS, loadContract: notThere };

export const verifyEngine: VerifyEngine = {
  ...contracts,
  runVerify: notThere,
  wholeOf: ({ cases, properties = [] }) => ({ cases, properties }),
  select: ({ cases, properties }, { level }) => ({
    cases: cases.filter((one) => LEVELS.indexOf(one.level) <= LEVELS.indexOf(level)),
    properties,
  }),
  parseExpectedFailures: () => [],
  writeCounterexample: (counterexample) => `${JSON.stringify(counterexample)}\n`,
};

export const replayEngine: ReplayEngine = {
  ...contracts,
  wholeOf: verifyEngine.wholeOf,
  parseCounterexample: () => {
    throw new HarnessError('record-invalid', 'There is nothing yet that reads it.');
  },
  judgeAgain: () => {
    throw new HarnessError('record-invalid', 'There is nothing yet that judges it.');
  },
  runReplay: replayBy(verifyEngine.runVerify, verifyEngine.wholeOf),
};
