// Standard output, where it is a file: all that is written arrives there, or it is said that it did not.

import { fstatSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Node takes what the disk had room for a part of as written, and whoever reads the file finds half a report. */
export function writeWholly(stream: Writable & { readonly fd: number }): void {
  if (!fstatSync(stream.fd).isFile()) return;
  stream._write = (chunk: Buffer, _encoding, callback) => {
    try {
      writeFileSync(stream.fd, chunk);
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    callback();
  };
}
