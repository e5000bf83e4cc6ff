// How the three latencies and their figures are called.

import type { Distribution } from '../../harness/record/record.ts';
import type { View } from '../../harness/record/views.ts';

export const VIEW_WORDS: Readonly<Record<View, string>> = { response: 'response', service: 'service', sendLag: 'send lag' };

export type Stat = keyof Distribution & ('p50' | 'p90' | 'p99' | 'p999' | 'max');

/** As people write it: `p999` is a name for programs. */
export function statText(stat: Stat): string {
  return stat === 'p999' ? 'p99.9' : stat;
}
