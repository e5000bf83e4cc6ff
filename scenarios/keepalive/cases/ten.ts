// KEEP-3.6: ten clients at once, and an eleventh. (Or as many as the target is said to serve.)

import type { Case } from '../../../harness/judge/case.ts';
import { notApplicable } from '../../../harness/judge/judgement.ts';
import { CROWD_LIMIT_MS, comesWhenOneLeaves, fullHouse, overcrowding } from '../../bystanders.ts';
import { AnswerJudging, type Requester, type RequestScene, requestCase } from './requester.ts';

const ROUNDS = 3;
const TOO_MANY = 3;
const ASKED_AGAIN = 2;

export const TEN_CASES: readonly Case<Requester>[] = [
  tenCase({
    id: 'keepalive/3.6/ten-at-once',
    rule: 'Ten clients are served at once, every one of them, again and again.',
    kills: ['one-at-a-time'],
    async play(scene) {
      const all = await fullHouse(scene, 'client');
      return await askedAgain(scene, all);
    },
  }),
  tenCase({
    id: 'keepalive/3.6/eleventh-disturbs-nobody',
    rule: 'When ten are served and others come and ask, whatever becomes of those, each of the ten gets its own answers.',
    kills: ['writes-past-its-table'],
    async play(scene) {
      const all = await fullHouse(scene, 'client');
      await tooManyCome(scene);
      return await askedAgain(scene, all);
    },
  }),
  tenCase({
    id: 'keepalive/3.6/eleventh-leaves',
    rule: 'When ten are served and others come, ask, and break off, each of the ten gets its own answers.',
    kills: ['writes-past-its-table'],
    async play(scene) {
      const all = await fullHouse(scene, 'client');
      for (const one of await tooManyCome(scene)) await one.reset();
      return await askedAgain(scene, all);
    },
  }),
  tenCase({
    id: 'keepalive/3.6/ten-again-and-again',
    rule: 'When ten have left, by closing or by a reset, ten others are served at once, as often as one likes.',
    kills: ['place-lost', 'one-at-a-time'],
    async play(scene) {
      const facts = { asked: 0, lines: [] as string[], present: 0 };
      for (let round = 1; round <= ROUNDS; round++) {
        const all = await fullHouse(scene, `round ${round}, client`);
        facts.present = all.length;
        if (all.length < scene.capacity) break;
        await Promise.all(all.map((one, index) => (index % 2 === 0 ? one.close() : one.reset())));
      }
      return facts;
    },
  }),
  requestCase({
    id: 'keepalive/3.6/served-when-one-leaves',
    level: 'must',
    clause: 'KEEP-3.6',
    rule: 'When ten are served and one of them leaves, one that comes is served, every time; the others are undisturbed.',
    kills: ['place-lost', 'one-at-a-time'],
    timeLimitMs: CROWD_LIMIT_MS,
    async drive(scene) {
      return Number.isFinite(scene.capacity) ? await comesWhenOneLeaves(scene) : undefined;
    },
    judge: ({ history, facts }) =>
      facts === undefined ? notApplicable(NO_LIMIT) : new AnswerJudging(history).isNothing(overcrowding(facts)).judgement,
  }),
];

const NO_LIMIT = 'The target serves any number of clients.';

interface TenFacts {
  readonly present: number;
  /** By each of these. */
  readonly asked: number;
  readonly lines: readonly string[];
}

interface TenCase {
  readonly id: string;
  readonly rule: string;
  readonly kills: readonly string[];
  play(scene: RequestScene): Promise<TenFacts>;
}

function tenCase({ id, rule, kills, play }: TenCase): Case<Requester> {
  return requestCase({
    id,
    level: 'must',
    clause: 'KEEP-3.6',
    rule,
    kills,
    timeLimitMs: CROWD_LIMIT_MS,
    async drive(scene) {
      return Number.isFinite(scene.capacity) ? { capacity: scene.capacity, ...(await play(scene)) } : undefined;
    },
    judge: ({ history, facts }) => {
      if (facts === undefined) return notApplicable(NO_LIMIT);
      const { capacity, present, asked, lines } = facts;
      const judging = new AnswerJudging(history).holds(
        present === capacity,
        `Of ${capacity} clients at once ${present} were served.`,
      );
      for (const label of lines) judging.answered(label, asked);
      return judging.judgement;
    },
  });
}

/** Those who are there ask again, all at once, and leave: nothing but the answers has come to them. */
async function askedAgain({ capacity }: RequestScene, all: readonly Requester[]): Promise<TenFacts> {
  if (all.length === capacity) {
    for (let times = 0; times < ASKED_AGAIN; times++) await Promise.all(all.map((one) => one.asks('and now')));
    await Promise.all(all.map((one) => one.leaves()));
  }
  const lines = all.map(({ label }) => label);
  return { present: all.length, asked: all.length === capacity ? 1 + ASKED_AGAIN : 1, lines };
}

/** They ask, and nobody waits for an answer: they may be sent away, left to wait, or served. */
async function tooManyCome(scene: RequestScene): Promise<Requester[]> {
  const all: Requester[] = [];
  for (let number = 1; number <= TOO_MANY; number++) {
    const one = scene.actor(`too many ${number}`);
    all.push(one);
    if (await one.connect()) one.sendBytes(Buffer.from('is there room for me'));
  }
  return all;
}
