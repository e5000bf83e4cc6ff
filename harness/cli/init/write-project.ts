// Files into a folder that has nothing in their way; all of them, or none.

import { mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { whyUnread } from '../record-file.ts';
import type { ProjectFile } from './project-files.ts';

/** What may be there before: it is about the folder, and not of a project in it. */
const HARMLESS = ['.git', '.gitattributes', '.hg', '.idea', '.vscode', '.DS_Store', 'LICENSE'];
const SHOWN_MAX = 5;

/** Throws when something is in the way. */
export function checkFolder(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw new HarnessError('flag-invalid', `'${folder}' is a file: name a folder, new or empty.`);
  const inTheWay = entriesOf(folder).filter((name) => !HARMLESS.includes(name));
  if (inTheWay.length === 0) return;
  const shown = inTheWay.slice(0, SHOWN_MAX).join(', ');
  const more = inTheWay.length > SHOWN_MAX ? ` and ${inTheWay.length - SHOWN_MAX} more` : '';
  const where = folder === '.' ? 'This folder' : `The folder '${folder}'`;
  throw new HarnessError(
    'flag-invalid',
    `${where} is not empty, it has ${shown}${more}: name a new one, as in harness init my-protocol.`,
  );
}

export function writeProject(folder: string, files: readonly ProjectFile[]): void {
  const undo: (() => void)[] = [];
  try {
    for (const { path, text } of files) {
      const file = join(folder, path);
      makeFolder(dirname(file), undo);
      writeFileSync(file, text, { flag: 'wx' });
      undo.push(() => rmSync(file));
    }
  } catch (cause) {
    // The last made is the first to go: a folder goes when it is empty again.
    for (const step of undo.toReversed()) step();
    throw new HarnessError('output-failed', `The project can't be written to '${folder}': ${whyUnread(cause)}.`, cause);
  }
}

function makeFolder(folder: string, undo: (() => void)[]): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  makeFolder(dirname(folder), undo);
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (cause) {
    throw new HarnessError('output-failed', `The folder '${folder}' can't be read: ${whyUnread(cause)}.`, cause);
  }
}
