// What a command finds around it; a test brings another world.

import type { ProgressOutput } from './progress.ts';

export interface Surroundings {
  readonly stdout: ProgressOutput;
  readonly stderr: ProgressOutput;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly nowUs: () => number;
  /** The words of the command line, for the record. */
  readonly command: readonly string[];
  readonly harnessVersion: string;
}

export const COLUMNS_DEFAULT = 80;
/** As many as chance takes. */
export const SEEDS = 2 ** 31;

/** https://no-color.org: set and not empty. */
export function hasColours(output: ProgressOutput, { environment }: Pick<Surroundings, 'environment'>): boolean {
  return output.isTTY === true && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
}
