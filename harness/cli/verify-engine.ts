// What `harness verify` and `harness replay` lead: the contracts of the package, the loading of others, and the run.

import { CONTRACTS } from '../../scenarios/contracts.ts';
import { loadContract } from '../fleet/contract-source.ts';
import { judgeAgain, parseCounterexample, writeCounterexample } from '../judge/counterexample-file.ts';
import { parseExpectedFailures } from '../judge/expected-failures.ts';
import { wholeOf } from '../judge/generic/whole-of.ts';
import { replayBy } from '../judge/replay.ts';
import { select } from '../judge/select.ts';
import { runVerify } from '../judge/verify-run.ts';
import type { ReplayEngine } from './replay-command.ts';
import type { VerifyEngine } from './verify-command.ts';

const common = { contracts: CONTRACTS, loadContract: (file: string) => loadContract(file), wholeOf };

export const verifyEngine: VerifyEngine = { ...common, runVerify, select, parseExpectedFailures, writeCounterexample };

export const replayEngine: ReplayEngine = {
  ...common,
  parseCounterexample,
  judgeAgain,
  runReplay: replayBy(runVerify, wholeOf),
};
