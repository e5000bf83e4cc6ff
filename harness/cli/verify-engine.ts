// What `harness verify` and `harness replay` lead: the contracts of the package, the loading of others, and the run.

import { CONTRACTS } from '../../scenarios/contracts.ts';
import { loadContract } from '../fleet/contract-source.ts';
import { judgeAgain, parseCounterexample } from '../judge/counterexample-file.ts';
import { parseExpectedFailures } from '../judge/expected-failures.ts';
import { wholeOf } from '../judge/generic/whole-of.ts';
import { runReplay } from '../judge/replay-run.ts';
import { select } from '../judge/select.ts';
import { runVerify } from '../judge/verify-run.ts';
import type { ReplayEngine } from './replay-command.ts';
import type { VerifyEngine } from './verify-command.ts';

const contracts = { contracts: CONTRACTS, loadContract: async (file: string) => (await loadContract(file)).contract };

export const verifyEngine: VerifyEngine = { ...contracts, runVerify, wholeOf, select, parseExpectedFailures };

export const replayEngine: ReplayEngine = {
  ...contracts,
  parseCounterexample,
  judgeAgain: (contract, counterexample) => judgeAgain(counterexample, wholeOf(contract)),
  runReplay,
};
