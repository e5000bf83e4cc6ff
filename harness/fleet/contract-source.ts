// A contract that somebody wrote, as a file: loaded, and held to what a contract is.

import type { Contract } from '../judge/case.ts';
import { contractIn } from './contract-check.ts';
import { type LoadingOptions, loadOwnModule } from './own-module.ts';

export interface ContractSource {
  readonly contract: Contract;
  /** The file. */
  readonly source: string;
  /** Deletes the bundle. It is gone with the process at the latest. */
  remove(): void;
}

export function loadContract(file: string, options: LoadingOptions = {}): Promise<ContractSource> {
  const kind = { noun: 'contract', code: 'contract-invalid' } as const;
  return loadOwnModule(
    file,
    kind,
    ({ exports, named, source, remove }) => ({ contract: contractIn(exports, named), source, remove }),
    options,
  );
}
