// What `harness init` does: settles what the project is to be, by flags, by questions or as it usually is, and writes it.

import { basename, resolve } from 'node:path';
import { HarnessError } from '../errors.ts';
import { FRAMINGS, framingChoice } from './init/framing-choice.ts';
import { type ProjectFile, projectFiles } from './init/project-files.ts';
import { checkFolder, writeProject } from './init/write-project.ts';
import type { ProgressOutput } from './progress.ts';
import { commandCalled, type Surroundings } from './surroundings.ts';

export interface InitFlags {
  readonly name?: string;
  readonly framing?: string;
  readonly port?: number;
  readonly yes?: true;
}

export interface InitSurroundings extends Pick<Surroundings, 'environment' | 'harnessVersion'> {
  readonly stdout: ProgressOutput;
  readonly stderr: ProgressOutput;
  /** Somebody is there to be asked. */
  readonly ask?: Ask | undefined;
}

/** Undefined: whoever was asked has had enough. */
export type Ask = (question: string) => Promise<string | undefined>;

const FRAMING_DEFAULT = 'line';
const FRAMING_WIDTH = Math.max(...FRAMINGS.map(([word]) => word.length));
const PORT_DEFAULT = 7000;
const PORT_MAX = 65_535;
const NAME_DEFAULT = 'my-protocol';
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH_MAX = 40;

/** Returns the exit code. */
export async function initCommand(folder: string, flags: InitFlags, surroundings: InitSurroundings): Promise<number> {
  const { harnessVersion: version, stdout, stderr } = surroundings;
  checkFolder(folder);
  // Before anybody is asked anything: what makes no sense makes none afterwards.
  if (flags.name !== undefined) readName(flags.name);
  if (flags.framing !== undefined) framingChoice(flags.framing);
  const ask = flags.yes ? undefined : surroundings.ask;
  const usual = usualName(folder);
  const name = await settled(
    flags.name,
    { question: `What is the protocol called? (${usual}) `, usual, read: readName },
    ask,
    stderr,
  );
  const choices = FRAMINGS.map(([word, what]) => `  ${word.padEnd(FRAMING_WIDTH)}  ${what}\n`).join('');
  const framingQuestion = `Where does a message end?\n${choices}(${FRAMING_DEFAULT}) `;
  const framing =
    name === undefined
      ? undefined
      : await settled(flags.framing, { question: framingQuestion, usual: FRAMING_DEFAULT, read: framingChoice }, ask, stderr);
  const port =
    framing === undefined
      ? undefined
      : await settled(
          flags.port?.toString(),
          { question: `On which port does the server listen? (${PORT_DEFAULT}) `, usual: String(PORT_DEFAULT), read: readPort },
          ask,
          stderr,
        );
  if (name === undefined || framing === undefined || port === undefined) {
    throw new HarnessError('output-failed', 'Nothing was written: run harness init again when you like.');
  }
  const files = projectFiles({ name, framing, port, version });
  writeProject(folder, files);
  stdout.write(outcomeText(folder, files, commandCalled([], surroundings.environment)));
  return 0;
}

interface Wanted<T> {
  readonly question: string;
  readonly usual: string;
  /** Throws a sentence when it is none. */
  read(text: string): T;
}

/** As the flag says, or as somebody answers, or as usual; undefined when whoever was asked has had enough. */
async function settled<T>(
  flag: string | undefined,
  { question, usual, read }: Wanted<T>,
  ask: Ask | undefined,
  stderr: ProgressOutput,
): Promise<T | undefined> {
  if (flag !== undefined) return read(flag);
  if (ask === undefined) return read(usual);
  for (;;) {
    const answer = await ask(question);
    if (answer === undefined) return undefined;
    try {
      return read(answer.trim() === '' ? usual : answer.trim());
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      stderr.write(`${error.message}\n`);
    }
  }
}

function readName(text: string): string {
  if (NAME.test(text) && text.length <= NAME_LENGTH_MAX) return text;
  throw new HarnessError(
    'flag-invalid',
    `--name takes small letters, digits and single hyphens, a letter first, ${NAME_LENGTH_MAX} signs at most, not '${text}'.`,
  );
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= PORT_MAX) return port;
  throw new HarnessError('flag-invalid', `--port takes a whole number from 1 to ${PORT_MAX}, not '${text}'.`);
}

/** The folder's name, as far as it is one. */
function usualName(folder: string): string {
  const name = basename(resolve(folder))
    // Letters without their accents.
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, NAME_LENGTH_MAX)
    .replace(/-+$/, '');
  return NAME.test(name) ? name : NAME_DEFAULT;
}

function outcomeText(folder: string, files: readonly ProjectFile[], called: readonly string[]): string {
  const width = Math.max(...files.map(({ path }) => path.length));
  const tree = files.map(({ path, what }) => `  ${path.padEnd(width)}  ${what}\n`).join('');
  const into = folder === '.' ? '' : `cd ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`} && `;
  const help = [...called, 'verify', '--help'].join(' ');
  return (
    `${folder === '.' ? 'This folder' : folder} has now:\n\n${tree}\n` +
    `Next, against the sample server that comes with it:\n\n  ${into}npm install\n  npm run verify && npm run bench\n\n` +
    `The reports are pages: runs/verify.html and runs/bench.html. README.md says how\nto take your own server; ${help} says what else there is.\n`
  );
}
