// What judges of the small protocols have in common.

import { Judging } from '../harness/judge/judging.ts';

export class PlainJudging extends Judging {
  /** Nothing was wrong: `wrong` is what was, as a sentence. */
  isNothing(wrong: string | undefined): this {
    return wrong === undefined ? this : this.fails(wrong);
  }
}
