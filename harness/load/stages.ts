// `--stages`: a plan of several stretches, as one word.

import { HarnessError } from '../errors.ts';
import { parseDurationMs } from './duration.ts';
import type { Segment } from './plan.ts';

/** Whether the values are clients at a time (a closed plan) or turns a second (an open one). */
export interface Stages {
  readonly kind: 'clients' | 'rate';
  readonly segments: readonly Segment[];
}

/** A message says in 24 bits from whom it is, which would do for 16 million. */
export const CLIENTS_MAX = 10_000_000;
export const RATE_MAX = 10_000_000;

/**
 * stages = stage *("," stage)
 * stage  = duration ":" value [".." value] ["/s"]
 *
 * `10s:100,30s:1000` holds 100 clients for 10 s and then 1,000 for 30 s; `10s:100..1000` goes from 100 to 1,000 in a straight
 * line. With `/s` the values are turns a second, which may have a fraction; without it they are clients.
 */
export function parseStages(text: string): Stages {
  const stages = text.split(',').map(parseStage);
  const kinds = new Set(stages.map(({ kind }) => kind));
  if (kinds.size > 1) {
    throw refusal(`--stages counts in clients or in turns a second, not in both: put '/s' behind all values or behind none`);
  }
  const segments = stages.map(({ segment }) => segment);
  if (segments.every(({ from, to }) => from === 0 && to === 0)) {
    throw refusal('--stages asks for nothing at all: give at least one stage a value above 0');
  }
  return { kind: stages[0]?.kind ?? 'clients', segments };
}

/** What `parseStages` reads back as the same. */
export function formatStages({ kind, segments }: Stages): string {
  const unit = kind === 'rate' ? '/s' : '';
  return segments
    .map(({ durationUs, from, to }) => `${durationUs / 1000}ms:${from === to ? to : `${from}..${to}`}${unit}`)
    .join(',');
}

function parseStage(text: string): { readonly kind: Stages['kind']; readonly segment: Segment } {
  const match = /^([^:]+):(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?(\/s)?$/.exec(text.trim());
  const durationMs = parseDurationMs(match?.[1] ?? '');
  if (match === null || durationMs === undefined) {
    throw refusal(`--stages takes stages such as 10s:100 or 30s:100..1000, or 10s:500/s for turns a second, not '${text}'`);
  }
  const kind = match[4] === undefined ? 'clients' : 'rate';
  const from = Number(match[2]);
  const to = Number(match[3] ?? match[2]);
  for (const value of [from, to]) {
    if (kind === 'clients' && !(Number.isInteger(value) && value <= CLIENTS_MAX)) {
      throw refusal(`A stage holds a whole number of clients, up to ${CLIENTS_MAX}, not ${value} as in '${text}'`);
    }
    if (kind === 'rate' && value > RATE_MAX) {
      throw refusal(`A stage asks for ${RATE_MAX} turns a second at the most, not ${value} as in '${text}'`);
    }
  }
  return { kind, segment: { durationUs: Math.max(1, Math.round(durationMs * 1000)), from, to } };
}

function refusal(sentence: string): HarnessError {
  return new HarnessError('flag-invalid', `${sentence}.`);
}
