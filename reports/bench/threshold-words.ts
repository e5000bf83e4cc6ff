// What a threshold asks for, in words: `direct.response.p99 < 20ms` is no sentence to who never wrote one.

import { parseThreshold, type Threshold } from '../../harness/load/thresholds.ts';
import type { View } from '../../harness/record/views.ts';
import { countText, latencyText } from '../figures.ts';
import { VIEW_WORDS } from './latency-words.ts';

/** A part of a sentence, such as `99 % of direct answered within 20 ms of being due`. Undefined: it is no threshold. */
export function thresholdWords(text: string): string | undefined {
  let threshold: Threshold;
  try {
    threshold = parseThreshold(text);
  } catch {
    return undefined;
  }
  return wordsOf(threshold);
}

const COMPARED = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least', '==': 'exactly', '!=': 'other than' } as const;

function wordsOf({ measure, comparison, limit, unitUs }: Threshold): string {
  const compared = COMPARED[comparison];
  switch (measure.kind) {
    case 'latency':
      return latencyWords(measure, comparison, latencyText(limit * unitUs, ' '));
    case 'counter':
      if (comparison === '==' && limit === 0) return NONE[measure.counter];
      return `${COUNTED[measure.counter]}: ${compared} ${countText(limit)}`;
    case 'share':
      return `${COUNTED[measure.counter]}: ${compared} ${limit} % of all`;
    case 'rate':
      return `${compared} ${limit.toLocaleString('en-US')} operations a second`;
  }
}

type Latency = Extract<Threshold['measure'], { kind: 'latency' }>;

function latencyWords({ op, view, stat }: Latency, comparison: Threshold['comparison'], limit: string): string {
  if (stat.kind === 'percentile' && (comparison === '<' || comparison === '<=')) {
    const [done, since] = DONE[view];
    return `${stat.percentile} % of ${op ?? 'each operation'} ${done} within ${limit} of ${since}`;
  }
  const figure = stat.kind === 'percentile' ? `p${stat.percentile}` : STATS[stat.kind];
  return `${figure} ${VIEW_WORDS[view]} of ${op ?? 'each operation'}: ${COMPARED[comparison]} ${limit}`;
}

const DONE: Readonly<Record<View, readonly [string, string]>> = {
  response: ['answered', 'being due'],
  service: ['answered', 'being sent'],
  sendLag: ['sent', 'being due'],
};

const STATS = { min: 'shortest', mean: 'mean', max: 'longest' } as const;

type Counter = Extract<Threshold['measure'], { kind: 'counter' }>['counter'];

const NONE: Readonly<Record<Counter, string>> = {
  errors: 'no error',
  lost: 'no message lost',
  duplicated: 'no message delivered twice',
  reordered: 'no message delivered out of order',
  misdelivered: 'no message delivered to somebody else',
  corrupted: 'no message delivered changed',
  unsettled: 'the fate of each message known',
  unstarted: 'each turn that was due begun',
  late: 'no turn begun more than 1 ms late',
  neverConnected: 'each client connected',
};

const COUNTED: Readonly<Record<Counter, string>> = {
  errors: 'errors',
  lost: 'messages lost',
  duplicated: 'messages delivered twice',
  reordered: 'messages delivered out of order',
  misdelivered: 'messages delivered to somebody else',
  corrupted: 'messages delivered changed',
  unsettled: 'messages whose fate is not known',
  unstarted: 'turns that never began',
  late: 'turns begun more than 1 ms late',
  neverConnected: 'clients that never connected',
};
