// What a command that has failed says of it, and the exit code that goes with it.

import { CommanderError } from 'commander';
import { EXIT_CODE_BY_ERROR, HarnessError } from '../errors.ts';
import { EXIT_DEFECT, EXIT_USAGE } from './exit-codes.ts';
import { printable } from './printable.ts';

interface Place {
  readonly stderr: { write(text: string): unknown };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Says what went wrong in one sentence, and returns the exit code. */
export function tellError(error: unknown, { stderr, environment }: Place): number {
  // Commander has said it already; asking for help or the version is no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof HarnessError) {
    stderr.write(`harness: ${printable(error.message)}\n`);
    return EXIT_CODE_BY_ERROR[error.code];
  }
  const isTraced = environment.HARNESS_DEBUG !== undefined;
  const hint = isTraced ? '' : 'Set HARNESS_DEBUG=1 to see where, and please report it.';
  stderr.write(
    `harness: this is a defect of the harness: ${printable(error instanceof Error ? error.message : String(error))}. ${hint}\n`,
  );
  if (isTraced && error instanceof Error) stderr.write(`${error.stack}\n`);
  return EXIT_DEFECT;
}
