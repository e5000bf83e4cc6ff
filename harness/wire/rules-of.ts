// The one place that knows all framings by name.

import { delimiterRules } from './delimiter.ts';
import { fixedRules } from './fixed.ts';
import type { Framing } from './framing.ts';
import { lengthPrefixRules } from './length-prefix.ts';
import type { Rules } from './rules.ts';
import { unframedRules } from './unframed.ts';

const KNOWN = new WeakMap<Framing, Rules>();

/** Thousands of clients that share one framing share its rules. */
export function rulesOf(framing: Framing): Rules {
  let rules = KNOWN.get(framing);
  if (rules === undefined) {
    rules = makeRules(framing);
    KNOWN.set(framing, rules);
  }
  return rules;
}

function makeRules(framing: Framing): Rules {
  switch (framing.kind) {
    case 'fixed':
      return fixedRules(framing);
    case 'nul-ended':
      return delimiterRules(Uint8Array.of(0), framing.payloadBytesMax);
    case 'delimiter':
      return delimiterRules(framing.delimiter, framing.payloadBytesMax);
    case 'length-prefix':
      return lengthPrefixRules(framing);
    case 'unframed':
      return unframedRules(framing);
  }
}
