// What clients that have left leave behind: processes, descriptors, memory, work. Servers that collect garbage let their memory grow for
// a while, and whoever reaps or closes late is not wrong; so what is judged is what goes on growing.

import type { Usage } from '../../record/record.ts';
import type { Case, Contract } from '../case.ts';
import { fail, inconclusive, type Judgement } from '../judgement.ts';
import type { Scene } from '../scene.ts';
import { genericCase } from './generic-case.ts';
import { comes, converses, scriptOf } from './visitors.ts';

/** Sessions at the same time. */
const TOGETHER_MAX = 10;
/** For one look: looking takes time, and is not done all the time. */
const LOOK_PATIENCE_MS = 3000;
const LOOK_AGAIN_MS = 10;

const ROUND_SESSIONS = 20;
const ROUNDS = 2;
/** For a target to reap and to close: some do so when the next client comes. */
const TIDY_PATIENCE_MS = 2500;
const TIDY_AGAIN_MS = 50;
/** Looks between two that come meanwhile. */
const TIDY_LOOKS = 5;
const ZOMBIES_A_ROUND = 2;

const DESCRIPTOR_SESSIONS = 200;
const DESCRIPTOR_MS = 1000;
/** Even where that takes longer. */
const DESCRIPTOR_SESSIONS_MIN = 30;
/** Logs, threads' own ones, and what is opened once. */
const DESCRIPTORS_SPARE = 12;
const DESCRIPTORS_PER_SESSION = 0.1;

const SPIN_SESSIONS = 10;
const SPIN_SETTLE_MS = 100;
const SPIN_WINDOW_MS = 300;
const SPIN_WINDOWS = 5;
/** Of a processor, on the average, and more than before: whoever spins gets little on a busy machine, now less and now more. */
const SPIN_SHARE = 0.1;
/** A window with so little is quiet. */
const QUIET_SHARE = 0.035;
/** Whoever uses so much with nobody connected spins for those who came before, such as the one who asked whether it serves at all. */
const IDLE_SHARE_MAX = 0.2;

const MEMORY_SESSIONS = 5000;
const MEMORY_MS = 2500;
const MEMORY_SESSIONS_MIN = 30;
const MEMORY_LOOK_EVERY = 10;
const MEMORY_LOOK_MS = 30;
const WARM_UP_SHARE = 0.2;
/** What a session costs that is not given back. Less is not told from what a heap does by itself. */
const GROWTH_BYTES_PER_SESSION = 64 * 1024;
const GROWTH_BYTES_MIN = 16 * 1024 * 1024;
/** No need to see more, and the machine may need its memory. */
const GROWTH_BYTES_ENOUGH = 384 * 1024 * 1024;

export function resourceCases(contract: Contract): readonly Case[] {
  return [zombies(contract), descriptors(contract), spinning(contract), memory(contract)];
}

interface Zombies {
  /** Before, and behind each round. */
  readonly counts: readonly (number | null)[];
  readonly sessions: number;
}

function zombies(contract: Contract): Case {
  return genericCase<Zombies>(contract, 'resources', 'zombies', {
    rule: 'Clients that have left leave no ended process behind that nobody has reaped.',
    needs: ['process'],
    async drive(scene) {
      const counts: (number | null)[] = [(await look(scene))?.zombies ?? null];
      for (let round = 1; round <= ROUNDS; round++) {
        await sessions(scene, contract, { count: ROUND_SESSIONS });
        const before = counts[0] ?? 0;
        counts.push(await tidied(scene, contract, ({ zombies: left }) => left, before));
      }
      return { counts, sessions: ROUNDS * ROUND_SESSIONS };
    },
    judge({ facts: { counts, sessions: count } }) {
      const [before, once, twice] = counts;
      if (typeof before !== 'number' || typeof once !== 'number' || typeof twice !== 'number') return unseen();
      if (once - before < ZOMBIES_A_ROUND || twice - once < ZOMBIES_A_ROUND) return { verdict: 'pass', evidence: 'timer' };
      return fail(`Behind ${count} clients that had left, ${twice - before} ended processes stayed that nobody had reaped.`);
    },
  });
}

interface Descriptors {
  readonly before: number | null;
  readonly after: number | null;
  readonly sessions: number;
}

function descriptors(contract: Contract): Case {
  return genericCase<Descriptors>(contract, 'resources', 'descriptors', {
    rule: 'Clients that have left leave no open descriptor behind.',
    needs: ['process'],
    async drive(scene) {
      await sessions(scene, contract, { count: ROUND_SESSIONS });
      const before = await tidied(scene, contract, ({ descriptors: open }) => open, 0, SPIN_SETTLE_MS);
      const count = await sessions(scene, contract, {
        count: DESCRIPTOR_SESSIONS,
        least: DESCRIPTOR_SESSIONS_MIN,
        ms: DESCRIPTOR_MS,
      });
      const bearable = (before ?? 0) + spareDescriptors(count);
      const after = await tidied(scene, contract, ({ descriptors: open }) => open, bearable);
      scene.goal('enough clients came and left', count >= DESCRIPTOR_SESSIONS_MIN);
      return { before, after, sessions: count };
    },
    judge({ facts: { before, after, sessions: count } }) {
      if (before === null || after === null) return unseen();
      if (after - before <= spareDescriptors(count)) return { verdict: 'pass' };
      return fail(
        `${count} clients that had left cost ${after - before} descriptors: ${before} were open before, ${after} behind.`,
      );
    },
  });
}

function spareDescriptors(count: number): number {
  return DESCRIPTORS_SPARE + Math.floor(count * DESCRIPTORS_PER_SESSION);
}

interface Spinning {
  /** Of a processor, in one window behind the other. */
  readonly shares: readonly number[];
  /** Before anybody came. */
  readonly before: number;
  /** Others may use the target as well. */
  readonly isShared: boolean;
}

function spinning(contract: Contract): Case {
  return genericCase<Spinning>(contract, 'resources', 'processor-after-departure', {
    rule: 'Clients that have left use no processor.',
    needs: ['process'],
    async drive(scene) {
      const isShared = scene.target.how === 'running';
      const before = (await shareOf(scene)) ?? 0;
      await sessions(scene, contract, { count: SPIN_SESSIONS });
      await scene.pause(SPIN_SETTLE_MS);
      const shares: number[] = [];
      do {
        const share = await shareOf(scene);
        if (share === undefined) break;
        shares.push(share);
      } while (shares.length < SPIN_WINDOWS && (isSpinning({ shares, before, isShared }) || (shares.at(-1) ?? 0) > QUIET_SHARE));
      return { shares, before, isShared };
    },
    judge({ facts }) {
      const { shares } = facts;
      if (shares.length === 0) return unseen();
      if (shares.length < SPIN_WINDOWS || !isSpinning(facts)) return { verdict: 'pass', evidence: 'timer' };
      const percent = Math.round((100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length);
      return fail(`When all clients had left, the target went on using ${percent} % of a processor.`);
    },
  });
}

function isSpinning({ shares, before, isShared }: Spinning): boolean {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  // One quiet window may be the scheduler's doing, and two are not.
  const isQuiet = shares.filter((share) => share - before <= QUIET_SHARE).length > 1;
  const isMore = mean - before > SPIN_SHARE && !isQuiet;
  const isBusy = shares.filter((share) => share <= IDLE_SHARE_MAX).length <= 1;
  return isMore || (!isShared && isBusy);
}

/** Of a processor, in a window of its own. */
async function shareOf(scene: Scene): Promise<number | undefined> {
  await look(scene);
  await scene.pause(SPIN_WINDOW_MS);
  return (await look(scene))?.cpuShare;
}

interface Sample {
  readonly sessions: number;
  readonly rssBytes: number;
}

function memory(contract: Contract): Case {
  return genericCase<readonly Sample[]>(contract, 'resources', 'memory', {
    rule: 'Memory does not grow with the number of clients that have come and left.',
    needs: ['process'],
    async drive(scene) {
      const samples: Sample[] = [];
      let dueUs = 0;
      const take = (count: number): boolean => {
        const rssBytes = scene.clock.nowUs() < dueUs ? undefined : scene.look()?.rssBytes;
        if (rssBytes === undefined) return true;
        dueUs = scene.clock.nowUs() + MEMORY_LOOK_MS * 1000;
        samples.push({ sessions: count, rssBytes });
        return rssBytes - (samples[0]?.rssBytes ?? 0) < GROWTH_BYTES_ENOUGH;
      };
      await look(scene);
      const count = await sessions(scene, contract, {
        count: MEMORY_SESSIONS,
        least: MEMORY_SESSIONS_MIN,
        ms: MEMORY_MS,
        every: MEMORY_LOOK_EVERY,
        look: take,
      });
      const rssBytes = (await look(scene))?.rssBytes;
      if (rssBytes !== undefined) samples.push({ sessions: count, rssBytes });
      const isEnough = (samples.at(-1)?.rssBytes ?? 0) - (samples[0]?.rssBytes ?? 0) >= GROWTH_BYTES_ENOUGH;
      scene.goal('enough clients came and left', isEnough || count >= MEMORY_SESSIONS_MIN);
      return samples;
    },
    judge: ({ facts }) => judgeMemory(facts),
  });
}

/** It has to have grown in both halves of what comes behind the warm-up, by so much for each session. */
export function judgeMemory(samples: readonly Sample[]): Judgement {
  const last = samples.at(-1);
  if (last === undefined || samples.length < 3) return unseen();
  const from = sampleAt(samples, last.sessions * WARM_UP_SHARE);
  const middle = sampleAt(samples, (from.sessions + last.sessions) / 2);
  const grown = last.rssBytes - from.rssBytes;
  const isGrowing = (one: Sample, other: Sample) =>
    other.sessions > one.sessions &&
    (other.rssBytes - one.rssBytes) / (other.sessions - one.sessions) >= GROWTH_BYTES_PER_SESSION;
  if (grown < GROWTH_BYTES_MIN || !isGrowing(from, middle) || !isGrowing(middle, last)) return { verdict: 'pass' };
  const kilobytes = Math.round(grown / 1024 / (last.sessions - from.sessions));
  const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
  return fail(
    `Memory grew by about ${kilobytes} KB for each client that had come and left: from ${megabytes(from.rssBytes)} MB behind ${from.sessions} of them to ${megabytes(last.rssBytes)} MB behind ${last.sessions}.`,
  );
}

/** The first that is not before so many sessions. */
function sampleAt(samples: readonly Sample[], sessions: number): Sample {
  return samples.find((sample) => sample.sessions >= sessions) ?? (samples.at(-1) as Sample);
}

function unseen(): Judgement {
  return inconclusive("What the target's process uses could not be seen.");
}

interface Sessions {
  readonly count: number;
  /** No more are begun then, but for the least that there have to be. */
  readonly ms?: number;
  readonly least?: number;
  /** Behind each so many, and whether to go on. */
  readonly every?: number;
  look?(count: number): boolean;
}

/** Clients that come, say their first message where there is one, and leave: so many, some at a time; how many there were. */
async function sessions(
  scene: Scene,
  contract: Contract,
  { count, ms, least = 0, every = 0, look: seen }: Sessions,
): Promise<number> {
  const endUs = ms === undefined ? Number.POSITIVE_INFINITY : scene.clock.nowUs() + ms * 1000;
  const together = Math.max(1, Math.min(TOGETHER_MAX, Math.floor(scene.capacity * 0.8)));
  let begun = 0;
  let over = 0;
  let goesOn = true;
  await Promise.all(
    Array.from({ length: together }, async () => {
      while (goesOn && begun < count && (begun < least || scene.clock.nowUs() < endUs)) {
        begun++;
        await session(scene, contract);
        over++;
        if (every > 0 && over % every === 0) goesOn = (seen?.(over) ?? true) && goesOn;
      }
    }),
  );
  return over;
}

async function session(scene: Scene, contract: Contract): Promise<void> {
  const label = `visitor ${1 + scene.actorCount}`;
  if (contract.exchanges !== undefined) {
    const actor = scene.actor(label, { isKept: false });
    const { greetings, exchanges } = scriptOf(scene, contract);
    const [first] = exchanges;
    if ((await actor.connect()) && (await comes(actor, greetings)) && first !== undefined) {
      actor.send(first.sends);
      await comes(actor, greetings + first.answers);
    }
    return await actor.close();
  }
  const actor = scene.actor(label);
  // An operator can't speak with several at a time.
  if (contract.needs?.includes('operator') === true) await actor.connect();
  else await converses(contract, actor);
  await actor.close();
}

/** What the target uses now; undefined where that can't be seen. */
async function look(scene: Scene): Promise<Usage | undefined> {
  const dueUs = scene.clock.nowUs() + LOOK_PATIENCE_MS * 1000;
  for (;;) {
    const usage = scene.look();
    if (usage !== undefined || scene.clock.nowUs() >= dueUs) return usage;
    await scene.pause(LOOK_AGAIN_MS);
  }
}

/** Looks until no more is left than that, or it has been waited for; the last that was seen. Who comes meanwhile lets others tidy up. */
async function tidied(
  scene: Scene,
  contract: Contract,
  partOf: (usage: Usage) => number,
  bearable: number,
  patienceMs = TIDY_PATIENCE_MS,
): Promise<number | null> {
  const dueUs = scene.clock.nowUs() + patienceMs * 1000;
  for (let looks = 1; ; looks++) {
    const usage = await look(scene);
    if (usage === undefined) return null;
    const left = partOf(usage);
    if (left <= bearable || scene.clock.nowUs() >= dueUs) return left;
    if (looks % TIDY_LOOKS === 0) await session(scene, contract);
    await scene.pause(TIDY_AGAIN_MS);
  }
}
