// What a command finds around it; a test brings another world.

import { asciiText } from './ascii-text.ts';
import type { ProgressOutput, ProgressPlace } from './progress.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface Surroundings {
  readonly stdout: ProgressOutput;
  readonly stderr: ProgressOutput;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly nowUs: () => number;
  /** The words of the command line, for the record. */
  readonly command: readonly string[];
  readonly harnessVersion: string;
  /** What progress has besides, where there is a process and its terminal. */
  readonly every?: ProgressPlace['every'];
  readonly hold?: ProgressPlace['hold'];
}

/** How somebody called us, to be pasted again, without what is secret: by npx the command is not on anybody's path. */
export function commandCalled(words: readonly string[], { npm_command: npmCommand }: Surroundings['environment']): string[] {
  return [...(npmCommand === 'exec' ? ['npx', 'harness'] : ['harness']), ...withoutSecrets(words)];
}

export const COLUMNS_DEFAULT = 80;
/** As many as chance takes. */
export const SEEDS = 2 ** 31;

/** Progress goes to standard error, in whatever signs and colours that knows. */
export function progressPlace(surroundings: Surroundings): ProgressPlace {
  const { stderr: output, nowUs, every, hold, environment } = surroundings;
  return { output, nowUs, every, hold, hasColours: hasColours(output, surroundings), hasUnicode: hasUnicode(environment) };
}

/** What a person reads at the end, in the signs that the terminal knows; a file or a pipe takes all. */
export function textFor(output: ProgressOutput, text: string, { environment }: Pick<Surroundings, 'environment'>): string {
  return output.isTTY === true && !hasUnicode(environment) ? asciiText(text) : text;
}

/** The first of the three that is set says in which signs the terminal is spoken to. */
export function hasUnicode({ LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>): boolean {
  return /utf-?8/i.test([LC_ALL, LC_CTYPE, LANG].find((one) => one !== undefined && one !== '') ?? '');
}

/** https://no-color.org: set and not empty. */
export function hasColours(output: ProgressOutput, { environment }: Pick<Surroundings, 'environment'>): boolean {
  return output.isTTY === true && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
}

/** A timer that keeps no process alive. */
export function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms).unref();
  return () => clearInterval(timer);
}
