// How to run it again, on a sheet of Markdown.

import { shellText } from '../../bench/sentences.ts';
import { block, prose } from './escape.ts';

/** Nobody copies more than that from a summary. */
const COMMAND_SIGNS_MAX = 2_000;

interface Started {
  readonly startedAt: string;
  readonly seed: number;
  readonly environment: { readonly harness: string };
}

/** When it was started and with what, and the command that does it again. */
export function repeat({ startedAt, seed, environment }: Started, words: readonly string[]): string {
  const when = `Started at ${prose(startedAt)} with seed ${seed}, by harness ${prose(environment.harness)}.`;
  return `${when} ${commandBlock('To repeat it', shellText(words))}`;
}

/** One that is too long to be copied is left to the record, and the reader is told so. */
export function commandBlock(label: string, command: string): string {
  if (command.length > COMMAND_SIGNS_MAX) return 'Its command is in the record.';
  return `${label}:\n\n${block([command], 'sh')}`;
}
