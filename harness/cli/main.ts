#!/usr/bin/env node
// Flags in, exit code out.

import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { EXIT_CODE_BY_ERROR, HarnessError } from '../errors.ts';
import { printable } from './printable.ts';
import { harnessProgram } from './program.ts';
import { writeWholly } from './whole-writes.ts';

const EXIT_USAGE = 3;
const EXIT_DEFECT = 4;

const version = readVersion();
const program = harnessProgram(version);

// Whoever reads us may have heard enough: that is no failure. A full disk is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.exitCode = EXIT_CODE_BY_ERROR['output-failed'];
  const why = error.code === 'ENOSPC' ? 'ENOSPC, the disk is full.' : error.message;
  process.stderr.write(`harness: Standard output can't be written: ${why}\n`);
});
process.stderr.on('error', () => {});
writeWholly(process.stdout);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

/** Says what went wrong in one sentence, and returns the exit code. */
function tell(error: unknown): number {
  // Commander has said it already; asking for help or the version is no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof HarnessError) {
    process.stderr.write(`harness: ${printable(error.message)}\n`);
    return EXIT_CODE_BY_ERROR[error.code];
  }
  const hint = process.env.HARNESS_DEBUG === undefined ? 'Set HARNESS_DEBUG=1 to see where, and please report it.' : '';
  process.stderr.write(
    `harness: this is a defect of the harness: ${printable(error instanceof Error ? error.message : String(error))}. ${hint}\n`,
  );
  if (process.env.HARNESS_DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return EXIT_DEFECT;
}

/** The package stands above this file, whether it was built or not. */
function readVersion(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      return String(JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')).version);
    } catch {
      // Not there: it is one folder further up.
    }
  }
  return 'unknown';
}
