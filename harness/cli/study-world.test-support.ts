// The commands of studies with an engine that only pretends: words as they are typed, in a folder of the test's own, and what comes
// of them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach } from 'vitest';
import type { LoadedScenario } from '../fleet/bench-options.ts';
import { type Dialect, defineDialect, defineScenario } from '../script/scenario.ts';
import { nulEnded } from '../wire/framing.ts';
import type { Surroundings } from './surroundings.ts';

/** Each test has a folder of its own, and is in it. */
export function eachInAFolder(): void {
  const before = process.cwd();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'study-'));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });
}

export function dialectOf(name: string, port: number, reference?: readonly string[]): Dialect {
  const framing = nulEnded(100);
  return defineDialect({
    name,
    port,
    framings: { sends: framing, receives: framing },
    ...(reference === undefined ? {} : { reference }),
  });
}

export function loadedOf(name: string, dialect: Dialect, changes: Partial<LoadedScenario['scenario']> = {}): LoadedScenario {
  const scenario = defineScenario({ name, summary: 'does it', dialect, async client() {}, ...changes });
  return { name, scenario, module: 'file:///it.js' };
}

type AddCommand<A, F> = (
  program: Command,
  harnessVersion: string,
  run: (argument: A, flags: F, harnessVersion: string) => Promise<number>,
) => void;

export interface Played {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined: it was refused. */
  readonly code: number | undefined;
  readonly refusal: unknown;
}

/** From the words to what is printed and thrown. */
export async function played<A, F>(
  [name = '', ...words]: readonly string[],
  addCommand: AddCommand<A, F>,
  act: (argument: A, flags: F, surroundings: Surroundings) => Promise<number>,
): Promise<Played> {
  const said = { stdout: '', stderr: '' };
  const output = (into: keyof typeof said) => ({
    write: (text: string) => {
      said[into] += text;
    },
  });
  let code: number | undefined;
  const program = new Command('harness').exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  addCommand(program, '1.2.3', async (argument, flags, harnessVersion) => {
    code = await act(argument, flags, {
      stdout: output('stdout'),
      stderr: output('stderr'),
      environment: {},
      now: () => new Date('2026-11-21T09:31:05Z'),
      nowUs: () => 0,
      command: ['harness', name, ...words],
      harnessVersion,
    });
    return code;
  });
  let refusal: unknown;
  const exitCode = process.exitCode;
  try {
    await program.parseAsync([name, ...words], { from: 'user' });
  } catch (error) {
    refusal = error;
  }
  process.exitCode = exitCode;
  return { ...said, code, refusal };
}
