// Which contract an argument means: one that is built in, by the name of its protocol, or somebody's own, by its file.

import { HarnessError } from '../errors.ts';
import type { Contract } from '../judge/case.ts';
import { nearestTo } from '../nearest.ts';
import { looksLikeFile } from './scenario-choice.ts';

export interface ChosenContract {
  readonly contract: Contract;
  /** The file, of one's own. */
  readonly source?: string;
}

export interface ContractSource {
  readonly contracts: readonly Contract[];
  /** Bundles the file; refuses one that doesn't compile, throws, or holds no contract. */
  loadContract(file: string): Promise<Contract>;
}

export async function chooseContract(argument: string | undefined, source: ContractSource): Promise<ChosenContract> {
  const { contracts } = source;
  const names = contracts.map(({ dialect }) => dialect.name);
  if (argument === undefined) {
    throw new HarnessError(
      'flag-invalid',
      `Say which protocol the server speaks: ${names.join(', ')}, or a file of your own such as ./my-protocol.ts.`,
    );
  }
  const contract = contracts.find(({ dialect }) => dialect.name === argument);
  if (contract !== undefined) return { contract };
  if (looksLikeFile(argument)) return { contract: await source.loadContract(argument), source: argument };
  const nearest = nearestTo(argument, names);
  const meant = nearest === undefined ? '. ' : `; did you mean '${nearest}'? `;
  throw new HarnessError(
    'flag-invalid',
    `There is no protocol '${argument}'${meant}There are ${names.join(', ')}, and one of your own is a file such as ./my-protocol.ts.`,
  );
}
