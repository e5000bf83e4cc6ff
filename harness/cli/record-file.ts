// The files that a run leaves. Whether they can be written is found out before the run; a reader never sees half of one.

import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { HarnessError } from '../errors.ts';

/** `runs/2026-11-21T09-31-05-chat-direct.json`, or with a number behind it when there is such a file already. */
export function defaultRecordFile(scenario: string, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(':', '-');
  const name = scenario.replace(/[^\w.-]+/g, '-').replace(/^[-.]+/, '');
  for (let number = 1; ; number++) {
    const file = `runs/${time}-${name}${number === 1 ? '' : `-${number}`}.json`;
    if (!existsSync(file)) return file;
  }
}

/** Where what belongs to a record is kept: `runs/chat.json` has `runs/chat/`. Beside a device there is no place for it. */
export function folderBeside(recordFile: string, otherwise: string): string {
  const file = isReplaced(recordFile) ? recordFile : otherwise;
  return file.endsWith('.json') ? file.slice(0, -'.json'.length) : `${file}.d`;
}

/** Makes the folder, and refuses what can't become a file. */
export function prepareFile(flag: string, file: string): void {
  const refuse = (why: string, cause?: unknown) =>
    new HarnessError('output-failed', `'${file}' can't be written: ${why}; name another place with ${flag}.`, cause);
  if (file === '-') {
    const sentence = `${flag} takes the name of a file, and '-' is none here: standard output is /dev/stdout.`;
    throw new HarnessError('flag-invalid', sentence);
  }
  let isFolder: boolean;
  try {
    makeFolder(dirname(resolve(file)));
    isFolder = file.endsWith('/') || statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isFolder) tryToWrite(file);
  } catch (cause) {
    throw refuse(reasonOf(cause), cause);
  }
  if (isFolder) throw refuse('it is a folder');
}

/** Some folders, such as /proc, take no file, whatever their permissions say: only making one tells. */
function tryToWrite(file: string): void {
  if (isReplaced(file)) rmSync(withUnfinished(file, ''));
  else accessSync(file, constants.W_OK);
}

/** One by one: where a folder can't be made in one that is there, as in /proc, node's own recursion never ends. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Through a file beside it, which takes its place when it is whole; a device or a pipe is nothing to be replaced. */
export function writeWhole(file: string, text: string): void {
  try {
    makeFolder(dirname(resolve(file)));
    if (isReplaced(file)) takePlace(withUnfinished(file, text), file);
    else writeFileSync(file, text);
  } catch (cause) {
    throw new HarnessError('output-failed', `'${file}' can't be written: ${reasonOf(cause)}.`, cause);
  }
}

/** What kept a file from being written; anything else is a defect. */
export function attemptToWrite(write: () => void): HarnessError | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'output-failed') return error;
    throw error;
  }
}

function isReplaced(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
}

function takePlace(unfinished: string, file: string): void {
  try {
    renameSync(unfinished, file);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw cause;
  }
}

/** Leaves nothing behind when it fails. */
function withUnfinished(file: string, text: string): string {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, text);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw cause;
  }
  return unfinished;
}

const REASON_BY_CODE: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write there',
  EDQUOT: "this user's share of the disk is used up",
  EEXIST: 'a part of the path is a file, not a folder',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'nothing can be made there',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
};

/** Why a file that somebody named can't be read, for the middle of a sentence. */
export function whyUnread(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file' : reasonOf(cause);
}

function reasonOf(cause: unknown): string {
  const { code = '', errno = 0, message } = cause as NodeJS.ErrnoException;
  // Node's own message names the unfinished file, which is nobody's business.
  return REASON_BY_CODE[code] ?? getSystemErrorMap().get(errno)?.[1] ?? message;
}
