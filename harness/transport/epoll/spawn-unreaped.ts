// A child process that nobody waits for: what node starts, node reaps; what is started behind its back stays a zombie once it has
// ended, for as long as this process lives.

import * as system from './system-calls.ts';

const PROGRAM = Buffer.from('/bin/true\0');

/** Starts a program that ends at once; false when it can't be started. */
export function spawnUnreaped(): boolean {
  // char *argv[] = { program, NULL }, and an environment of nothing.
  const words = BigUint64Array.of(BigInt(system.addressOf(PROGRAM)), 0n);
  return system.posixSpawn(new Int32Array(1), PROGRAM, null, null, words, words.subarray(1)) === 0;
}
