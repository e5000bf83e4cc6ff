// How promptly answers come, judged so that a busy machine is no fault of the server's: what is late is compared with what is usual
// for this server, and has to be late again and again.

import type { Scene } from '../harness/judge/scene.ts';

export interface Promptness {
  readonly exchanges: number;
  /** Exchanges that took far longer than is usual, in that round that had the fewest. */
  readonly late: number;
  readonly usualUs: number;
  readonly slowestUs: number;
  /** An answer did not come at all. */
  readonly isUnanswered: boolean;
}

const ROUNDS = 5;
const EXCHANGES = 40;
/** Longer than usual by so much is late. */
const LATE_US = 20_000;
/** So many in a round may be the machine's doing. */
const LATE_MAX = 2;

/** Rounds of exchanges, up to the first in which no more than a few were late. */
export async function promptnessOf(scene: Scene, exchange: () => Promise<boolean>): Promise<Promptness> {
  let best: Promptness | undefined;
  for (let round = 0; round < ROUNDS && (best === undefined || best.late > LATE_MAX); round++) {
    const next = await oneRound(scene, exchange);
    if (best === undefined || next.isUnanswered || next.late < best.late) best = next;
    if (next.isUnanswered) break;
  }
  return best as Promptness;
}

async function oneRound({ clock }: Scene, exchange: () => Promise<boolean>): Promise<Promptness> {
  const tookUs: number[] = [];
  let isAnswered = true;
  while (tookUs.length < EXCHANGES && isAnswered) {
    const beganUs = clock.nowUs();
    isAnswered = await exchange();
    tookUs.push(clock.nowUs() - beganUs);
  }
  const sorted = tookUs.toSorted((one, other) => one - other);
  const usualUs = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const late = sorted.filter((us) => us > usualUs + LATE_US).length;
  return { exchanges: sorted.length, late, usualUs, slowestUs: sorted.at(-1) ?? 0, isUnanswered: !isAnswered };
}

/** What is wrong with that, as a sentence; undefined: nothing. */
export function tardiness({ exchanges, late, usualUs, slowestUs, isUnanswered }: Promptness): string | undefined {
  if (isUnanswered) return `Exchange ${exchanges} of a client was not answered, while others did nothing.`;
  if (late <= LATE_MAX) return undefined;
  const times = `up to ${inMs(slowestUs)} where ${inMs(usualUs)} is usual`;
  return `Of ${exchanges} exchanges, one behind the other, ${late} took far longer than the rest, ${times}.`;
}

export interface Watch {
  readonly watchedMs: number;
  readonly exchanges: number;
  /** How long those took that took far too long. */
  readonly lateMs: readonly number[];
  readonly isUnanswered: boolean;
}

/** Whatever happens every two seconds has happened by then. */
const WATCH_US = 2_000_000;
const WATCH_EVERY_MS = 40;
const STANDSTILL_US = 600_000;
/** One standstill may be the machine's: it is watched for another. */
const STANDSTILLS = 2;
const WATCH_AGAIN_US = 4_000_000;

/** Exchanges for some seconds, several in each tenth of one. */
export async function watch(scene: Scene, exchange: () => Promise<boolean>): Promise<Watch> {
  const { clock } = scene;
  const beganUs = clock.nowUs();
  const lateMs: number[] = [];
  let exchanges = 0;
  let isAnswered = true;
  const isGoingOn = (): boolean => {
    if (!isAnswered || lateMs.length >= STANDSTILLS) return false;
    return clock.nowUs() - beganUs < WATCH_US + lateMs.length * WATCH_AGAIN_US;
  };
  while (isGoingOn()) {
    const sentUs = clock.nowUs();
    isAnswered = await exchange();
    exchanges++;
    const tookUs = clock.nowUs() - sentUs;
    if (tookUs > STANDSTILL_US) lateMs.push(Math.round(tookUs / 1000));
    else await scene.pause(WATCH_EVERY_MS);
  }
  return { watchedMs: Math.round((clock.nowUs() - beganUs) / 1000), exchanges, lateMs, isUnanswered: !isAnswered };
}

export function standstill({ watchedMs, lateMs, isUnanswered }: Watch): string | undefined {
  const seconds = (watchedMs / 1000).toFixed(1);
  if (isUnanswered) return `Within ${seconds} s of exchanges one was not answered, while nobody else did anything.`;
  if (lateMs.length < STANDSTILLS) return undefined;
  return `Within ${seconds} s the server stood still ${lateMs.length} times: answers took ${lateMs.join(' and ')} ms.`;
}

function inMs(us: number): string {
  return `${(us / 1000).toFixed(us < 10_000 ? 1 : 0)} ms`;
}
