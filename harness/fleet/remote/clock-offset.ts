// How far the clocks of another machine are from ours: it is asked several times what they show, and the answer that took the
// shortest way round says it best.

import { HarnessError } from '../../errors.ts';
import type { Exchange } from './exchange.ts';
import { type ClockAnswer, clockAnswer, clockSubject } from './words.ts';

export interface ClockOffset {
  /** What is added to our monotonic time for theirs. */
  readonly monotonicOffsetUs: number;
  readonly wallOffsetUs: number;
  /** The monotonic offset is not further off than that: half of the way round. */
  readonly errorUs: number;
  /** Wall clocks are told in whole milliseconds. */
  readonly wallErrorUs: number;
}

export interface ClockMeasurement {
  readonly pings?: number;
  /** For each of them. */
  readonly timeoutMs?: number;
  /** Ours; a test brings another. */
  readonly ours?: () => ClockAnswer;
}

/** Rejects with a `HarnessError` when none of the questions is answered. */
export async function measureClock(
  exchange: Pick<Exchange, 'ask'>,
  agentId: string,
  { pings = 8, timeoutMs = 1000, ours = clockAnswer }: ClockMeasurement = {},
): Promise<ClockOffset> {
  const offsets: ClockOffset[] = [];
  let failure: unknown;
  for (let ping = 0; ping < pings; ping++) {
    const asked = ours();
    try {
      const theirs = await exchange.ask(clockSubject(agentId), {}, timeoutMs);
      const answered = ours();
      if (isClockAnswer(theirs)) offsets.push(offsetOf(asked, theirs, answered));
    } catch (error) {
      failure = error;
      // Whoever is gone need not be waited for again and again.
      if (offsets.length === 0 && ping > 0) break;
    }
  }
  const best = surest(offsets);
  if (best !== undefined) return best;
  if (failure instanceof HarnessError) throw failure;
  throw new HarnessError('agent-failed', `Agent ${agentId} doesn't say what its clock shows.`, failure);
}

/** They were read at some instant between the two of ours: in the midst of it, as far as anybody knows. */
export function offsetOf(asked: ClockAnswer, theirs: ClockAnswer, answered: ClockAnswer): ClockOffset {
  const roundTripUs = answered.monotonicUs - asked.monotonicUs;
  return {
    monotonicOffsetUs: theirs.monotonicUs - (asked.monotonicUs + roundTripUs / 2),
    // From the wall clock at the question by the monotonic one: a step of ours meanwhile is no part of theirs.
    wallOffsetUs: theirs.wallMs * 1000 - (asked.wallMs * 1000 + roundTripUs / 2),
    errorUs: roundTripUs / 2,
    wallErrorUs: roundTripUs / 2 + MILLISECOND_US,
  };
}

export function surest(offsets: readonly ClockOffset[]): ClockOffset | undefined {
  return offsets.reduce<ClockOffset | undefined>(
    (best, offset) => (best === undefined || offset.errorUs < best.errorUs ? offset : best),
    undefined,
  );
}

const MILLISECOND_US = 1000;

function isClockAnswer(value: unknown): value is ClockAnswer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'monotonicUs' in value &&
    'wallMs' in value &&
    Number.isFinite(value.monotonicUs) &&
    Number.isFinite(value.wallMs)
  );
}
