// KEEP-3.1: requests and their answers.

import type { Case } from '../../../harness/judge/case.ts';
import { REQUEST_BYTES_MAX } from '../dialect.ts';
import { AnswerJudging, type Requester, requestCase } from './requester.ts';

const LONGEST = 'x'.repeat(REQUEST_BYTES_MAX);

export const REQUEST_CASES: readonly Case<Requester>[] = [
  inTurn(
    'keepalive/3.1/request-is-answered',
    'A request is answered `keep alive`, which is ten bytes and no NUL, and nothing besides.',
    ['answer-with-nul'],
    ['Hello Server!', 'is anybody there', 'Hello Server!'],
  ),
  inTurn(
    'keepalive/3.1/longest-request',
    'A request of 255 bytes is answered like any other.',
    ['long-request-unanswered'],
    [LONGEST, 'short', LONGEST],
  ),
  inTurn(
    'keepalive/3.1/every-length',
    'A request of any length from 1 to 255 bytes is answered once.',
    ['long-request-unanswered', 'answer-with-nul'],
    Array.from({ length: REQUEST_BYTES_MAX }, (_, index) => 'r'.repeat(index + 1)),
  ),
  inTurn(
    'keepalive/3.1/every-byte',
    'A request of one byte is answered whatever byte it is, a NUL too.',
    ['answer-with-nul'],
    Array.from({ length: 256 }, (_, byte) => Buffer.of(byte)),
  ),
  inTurn(
    'keepalive/3.1/capitals-are-no-stop',
    '`STOP` in capitals is a request like any other.',
    ['stops-on-capitals'],
    ['STOP', 'STOP', 'Stop', 'sTOP'],
  ),
  inTurn(
    'keepalive/3.1/parts-are-no-stop',
    'What only resembles `stop` is a request like any other, also when parts of it come one behind the other.',
    ['stops-on-capitals', 'answer-with-nul'],
    ['sto', 'p', 'st', 'op', 'top', 's', 't', 'o', 'p', 'pots', 'STOP', 'exit', 'quit', 'keep alive'],
  ),
  inTurn(
    'keepalive/3.1/anything-is-a-request',
    'Nobody looks at what a request says: directives, line ends, NULs and bytes that are no text are answered.',
    ['answer-with-nul', 'long-request-unanswered'],
    [
      '%s%s%s%n',
      '\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
      Buffer.alloc(100),
      Buffer.alloc(REQUEST_BYTES_MAX, 0xff),
      Buffer.from('c328ff80e4bdf0', 'hex'),
      '你好',
      '\0stop',
    ],
  ),
  requestCase({
    id: 'keepalive/3.1/clients-by-turns',
    level: 'must',
    clause: 'KEEP-3.1',
    rule: 'Of clients that ask by turns, and all at once, each gets the answers to its own requests and no other.',
    kills: ['answer-with-nul'],
    clients: 3,
    async drive(scene) {
      const three = [await scene.connected('alice'), await scene.connected('bob'), await scene.connected('carol')];
      for (let turn = 0; turn < TURNS; turn++) for (const one of three) await one.asks(`${one.label} asks ${turn}`);
      for (let turn = 0; turn < TURNS; turn++) await Promise.all(three.map((one) => one.asks(`${one.label} asks again`)));
      await Promise.all(three.map((one) => one.leaves()));
    },
    judge: ({ history }) =>
      new AnswerJudging(history)
        .answered('alice', 2 * TURNS)
        .answered('bob', 2 * TURNS)
        .answered('carol', 2 * TURNS).judgement,
  }),
];

const TURNS = 10;

/** Requests of one client, each when the one before has been answered, and then the end. */
function inTurn(id: string, rule: string, kills: readonly string[], requests: readonly (Uint8Array | string)[]): Case<Requester> {
  return requestCase({
    id,
    level: 'must',
    clause: 'KEEP-3.1',
    rule,
    kills,
    async drive(scene) {
      const alice = await scene.connected('alice');
      await alice.asksInTurn(requests);
      const { asked } = alice;
      await alice.leaves();
      return { asked };
    },
    judge: ({ history, facts }) => new AnswerJudging(history).answered('alice', facts.asked).judgement,
  });
}
