#!/usr/bin/env node
// Flags in, exit code out.

import { readFileSync } from 'node:fs';
import { EXIT_CODE_BY_ERROR } from '../errors.ts';
import { harnessProgram } from './program.ts';
import { tellError } from './tell-error.ts';
import { writeWholly } from './whole-writes.ts';

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
  process.exitCode = tellError(error, { stderr: process.stderr, environment: process.env });
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
