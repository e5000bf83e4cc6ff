// KEEP-3.5: what the contract leaves open. A server's choice is learnt once, and has to be the same every time.

import type { Case, Question } from '../../../harness/judge/case.ts';
import type { Scene } from '../../../harness/judge/scene.ts';
import { labels } from '../../newcomer.ts';
import { ANSWER } from '../dialect.ts';
import { AnswerJudging, type Requester, type RequestScene, requestCase, STOP } from './requester.ts';

interface Choice {
  readonly id: string;
  readonly question: string;
  readonly request: Buffer;
  readonly caseId: string;
  readonly rule: string;
}

const CHOICES: readonly Choice[] = [
  {
    id: 'keepalive/3.5/stop-with-bytes-behind',
    question: 'What comes of `stop` with bytes behind it in the same segment?',
    request: Buffer.from('stop now'),
    caseId: 'keepalive/3.5/stop-with-bytes-behind-is-always-the-same',
    rule: 'Whatever comes of `stop` with bytes behind it in the same segment, the same comes of it every time.',
  },
  {
    id: 'keepalive/3.5/stop-with-bytes-before',
    question: 'What comes of `stop` with bytes before it in the same segment?',
    request: Buffer.from('please stop'),
    caseId: 'keepalive/3.5/stop-with-bytes-before-is-always-the-same',
    rule: 'Whatever comes of `stop` with bytes before it in the same segment, the same comes of it every time.',
  },
  {
    id: 'keepalive/3.5/long-request',
    question: 'What comes of a request of 600 bytes?',
    request: Buffer.alloc(600, 'x'),
    caseId: 'keepalive/3.5/long-request-is-always-the-same',
    rule: 'Whatever comes of a request of more than 255 bytes, the same comes of it every time.',
  },
];

export const OPEN_QUESTIONS: readonly Question<Requester>[] = CHOICES.map(({ id, question, request }) => ({
  id,
  clause: 'KEEP-3.5',
  question,
  ask: async (scene) => await whatComesOf(scene, 'who', request),
}));

/** What happens once in a thousand answers happens. */
const ANSWERS = 1010;
/** Where small writes wait for acknowledgements each answer may take 40 ms: then there are fewer. */
const ANSWERS_MS = 3000;
/** Where the connection does not go on: so many clients. */
const CLIENTS = 5;

export const OPEN_CASES: readonly Case<Requester>[] = CHOICES.map(({ id, request, caseId, rule }) =>
  requestCase({
    id: caseId,
    level: 'may',
    clause: 'KEEP-3.5',
    rule,
    kills: ['answers-twice', 'request-unanswered'],
    async drive(scene) {
      const answers = answersIn(scene.profile[id] ?? '');
      return answers === 0 ? await byClients(scene, request) : await inTurn(scene, request, answers);
    },
    judge: ({ history, facts, profile }) => {
      const judging = new AnswerJudging(history);
      if (facts.kind === 'in-turn') return judging.answered('alice', facts.answers).judgement;
      const other = facts.came.find((one) => one !== profile[id]);
      return judging.holds(other === undefined, `At first this came of it: ${profile[id]}. Later this: ${other}.`).judgement;
    },
  }),
);

type OpenFacts =
  | { readonly kind: 'in-turn'; readonly answers: number }
  | { readonly kind: 'by-clients'; readonly came: readonly string[] };

async function inTurn(scene: RequestScene, request: Buffer, answers: number): Promise<OpenFacts> {
  const alice = await scene.connected('alice');
  const endUs = scene.clock.nowUs() + ANSWERS_MS * 1000;
  let expected = 0;
  let isAnswered = true;
  while (expected < ANSWERS && scene.clock.nowUs() < endUs && isAnswered && alice.bytesReceived === expected * ANSWER.length) {
    alice.sendBytes(request);
    expected += answers;
    isAnswered = await alice.until('the answer', () => alice.bytesReceived >= expected * ANSWER.length);
  }
  await alice.leaves();
  return { kind: 'in-turn', answers: expected };
}

async function byClients(scene: RequestScene, request: Buffer): Promise<OpenFacts> {
  const came: string[] = [];
  for (const label of labels('client', CLIENTS)) came.push(await whatComesOf(scene, label, request));
  return { kind: 'by-clients', came };
}

/** In words. Behind the request the client says `stop`, so that everything that comes of it has come when the server closes. */
async function whatComesOf(scene: Scene<Requester>, label: string, request: Buffer): Promise<string> {
  const one = await scene.connected(label);
  one.sendBytes(request);
  await one.isReadApart({ patienceMs: scene.patienceMs });
  const isAnswered = await one.until('an answer', () => one.bytesReceived > 0 || one.ended !== undefined);
  if (one.ended === undefined) one.sendBytes(STOP);
  await one.ends();
  await one.close();
  const text = one.received.toString('latin1');
  if (!isAnswered) return 'nothing';
  const answers = /^((?:keep alive)*)(stop)?$/.exec(text);
  if (answers === null) return `${JSON.stringify(text.slice(0, 40))}`;
  const count = (answers[1] ?? '').length / ANSWER.length;
  if (count === 0) return answers[2] === undefined ? 'the server closes' : '`stop`, and the server closes';
  const times = count === 1 ? '`keep alive`' : `\`keep alive\`, ${count} times`;
  return answers[2] === undefined ? `${times}, and the server closes` : times;
}

/** How many `keep alive`s are said to come of a request behind which the conversation goes on; 0: none. */
function answersIn(words: string): number {
  const [, times] = /^`keep alive`(?:, (\d+) times)?$/.exec(words) ?? [undefined, '0'];
  return times === undefined ? 1 : Number(times);
}
