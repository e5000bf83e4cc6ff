// The files of /proc as one reads them: any of them may be gone between two calls, and many belong to others. Both are undefined
// here, never an error. Injected, so that tests can write a machine of their own.

import { closeSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';

export interface ProcFiles {
  list(path: string): readonly string[] | undefined;
  text(path: string): string | undefined;
  link(path: string): string | undefined;
  size(path: string): number | undefined;
  /** Whole lines, many at a time, in bytes that are lent until `take` returns. False when the file can't be read. */
  lines(path: string, take: (bytes: Uint8Array) => void): boolean;
}

const BLOCK_BYTES = 64 * 1024;

/**
 * Reads into one buffer of its own: node does not know the size of these files beforehand and would take 64 KB anew for each 4 KB
 * that the kernel gives at a time, which for the table of 100,000 connections is half a gigabyte.
 */
export function procFiles(): ProcFiles {
  const buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES);

  function lines(path: string, take: (bytes: Uint8Array) => void): boolean {
    const fd = attempt(() => openSync(path, 'r'));
    if (fd === undefined) return false;
    try {
      let kept = 0;
      for (;;) {
        const count = attempt(() => readSync(fd, buffer, kept, BLOCK_BYTES - kept, null));
        if (count === undefined) return false;
        const end = kept + count;
        if (count === 0) {
          if (end > 0) take(buffer.subarray(0, end));
          return true;
        }
        const lineEnd = buffer.subarray(0, end).lastIndexOf(0x0a) + 1;
        if (lineEnd > 0) take(buffer.subarray(0, lineEnd));
        // A line that fills the whole buffer is given as if it were one: no table has such.
        else if (end === BLOCK_BYTES) take(buffer);
        buffer.copyWithin(0, lineEnd, end);
        kept = lineEnd === 0 && end === BLOCK_BYTES ? 0 : end - lineEnd;
      }
    } finally {
      closeSync(fd);
    }
  }

  return {
    lines,
    list: (path) => attempt(() => readdirSync(path)),
    link: (path) => attempt(() => readlinkSync(path)),
    size: (path) => attempt(() => statSync(path).size),
    text(path) {
      let text = '';
      const isThere = lines(path, (bytes) => {
        text += latin1Of(bytes, 0, bytes.length);
      });
      return isThere ? text : undefined;
    },
  };
}

export function latin1Of(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
