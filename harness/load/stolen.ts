// Time that a virtual machine's host gave to other machines: whatever was measured meanwhile is theirs, too.

import type { BenchRecord } from '../record/record.ts';

/** As much as from one start of a server to the next its speed differs by itself. */
const STOLEN_SHARE_MAX = 0.03;

type Stolen = Pick<BenchRecord['generator'], 'stolenShare'>;

/** Whether it is so much that a run, or a second of it, is not to be set against others. */
export function isStolen({ stolenShare = 0 }: Stolen): boolean {
  return stolenShare > STOLEN_SHARE_MAX;
}

export function stolenNotes(generator: Stolen): string[] {
  return isStolen(generator) ? [stolenSentence(generator)] : [];
}

export function stolenSentence({ stolenShare = 0 }: Stolen): string {
  const share = `${Number((100 * stolenShare).toPrecision(2))} %`;
  return `The host of this virtual machine gave ${share} of the time in which its processors had something to do to other machines.`;
}
