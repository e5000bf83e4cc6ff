// The files that a run leaves. Whether they can be written is found out before the run; a reader never sees half of one.

import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
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

/** Makes the folder, and refuses what can't become a file. */
export function prepareFile(flag: string, file: string): void {
  const folder = dirname(resolve(file));
  const refuse = (why: string, cause?: unknown) =>
    new HarnessError('output-failed', `'${file}' can't be written: ${why}; name another place with ${flag}.`, cause);
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw refuse(reasonOf(cause), cause);
  }
  if (existsSync(file) && statSync(file).isDirectory()) throw refuse('it is a folder');
}

/** One by one: where a folder can't be made in one that is there, as in /proc, node's own recursion never ends. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Through a file beside it, which takes its place when it is whole; a device or a pipe is nothing to be replaced. */
export function writeWhole(file: string, text: string): void {
  const isReplaced = !existsSync(file) || statSync(file).isFile();
  const into = isReplaced ? `${file}.${process.pid}.tmp` : file;
  try {
    writeFileSync(into, text);
    if (isReplaced) renameSync(into, file);
  } catch (cause) {
    if (isReplaced) rmSync(into, { force: true });
    throw new HarnessError('output-failed', `'${file}' can't be written: ${reasonOf(cause)}.`, cause);
  }
}

const REASON_BY_CODE: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EDQUOT: "this user's share of the disk is used up",
  EEXIST: 'a part of the path is a file, not a folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
};

function reasonOf(cause: unknown): string {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return REASON_BY_CODE[code] ?? message;
}
