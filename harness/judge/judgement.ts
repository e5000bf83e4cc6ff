// What is concluded of a case, and how sure that is.

/**
 * How it is known that something did not come. `eof`: the target had ended the stream. `fence`: an ordinary exchange that was sent
 * behind it came first. `timer`: it was waited for, and that is all.
 */
const EVIDENCE = ['eof', 'fence', 'timer'] as const;
export type Evidence = (typeof EVIDENCE)[number];

const CASE_VERDICTS = ['pass', 'fail', 'inconclusive', 'not-applicable'] as const;
export type CaseVerdict = (typeof CASE_VERDICTS)[number];

export type Judgement =
  /** Without evidence: it rests on what came, and on nothing that did not. */
  | { readonly verdict: 'pass'; readonly evidence?: Evidence }
  | { readonly verdict: 'fail'; readonly evidence?: Evidence; readonly message: string; readonly difference?: Difference }
  | { readonly verdict: 'inconclusive' | 'not-applicable'; readonly message: string };

/** What one actor should have got, and what it got. Frames, or one piece of an unframed stream. */
export interface Difference {
  readonly actor: string;
  readonly expected: readonly Uint8Array[];
  readonly actual: readonly Uint8Array[];
}

export function fail(message: string): Judgement {
  return { verdict: 'fail', message };
}

export function inconclusive(message: string): Judgement {
  return { verdict: 'inconclusive', message };
}

export function notApplicable(message: string): Judgement {
  return { verdict: 'not-applicable', message };
}
