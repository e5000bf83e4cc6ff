// What texts begin with, so that no two are the same; and the size of what clients send.

import type { Framing } from '../../../harness/wire/framing.ts';

export const TEXT_TOKEN_BYTES = 8;

export function clientFrameBytesOf(framing: Framing): number {
  return framing.kind === 'fixed' ? framing.frameBytes : 0;
}
