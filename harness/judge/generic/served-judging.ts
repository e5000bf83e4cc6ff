// The judgement of most generic cases: whatever somebody did, others are served.

import { fail, type Judgement } from '../judgement.ts';
import type { Served } from './visitors.ts';

/** `doing`: what others did, as it stands behind "after". */
export function judgeServed({ newcomer, bystander }: Served, doing: string): Judgement {
  if (bystander === false) return fail(`Who was connected before was not served any more after ${doing}.`);
  if (!newcomer) return fail(`Who came next was not served after ${doing}.`);
  return { verdict: 'pass' };
}
