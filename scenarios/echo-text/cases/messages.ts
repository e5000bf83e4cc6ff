// ECHO-TEXT-2.1: messages, each sent alone, the next when the one before has come back.

import type { Case } from '../../../harness/judge/case.ts';
import { TEXT_BYTES_MAX } from '../dialect.ts';
import { LONGEST, type Texter, TextJudging, textCase, textOf, together } from './texter.ts';

const EVERY_LENGTH = Array.from({ length: TEXT_BYTES_MAX }, (_, index) => textOf(index + 1));
const EVERY_BYTE = Buffer.from(Uint8Array.from({ length: 255 }, (_, index) => index + 1));
/** With their NULs more than a million bytes. */
const MANY = 1000;

export const MESSAGE_CASES: readonly Case<Texter>[] = [
  inTurn(
    'echo-text/2.1/message-comes-back',
    'A message comes back with its NUL, and nothing besides.',
    ['reply-without-nul'],
    ['data : 1\n', 'data : 2\n', 'data : 3\n'],
  ),
  inTurn(
    'echo-text/2.1/empty-message-comes-back',
    'A message that is nothing but its NUL comes back as one NUL.',
    ['reply-without-nul'],
    ['', '', 'behind it', ''],
  ),
  inTurn(
    'echo-text/2.1/shortest-messages-come-back',
    'Messages of one byte and their NUL come back.',
    ['reply-without-nul'],
    [...EVERY_BYTE].map((byte) => Buffer.of(byte)),
  ),
  inTurn(
    'echo-text/2.1/longest-message-comes-back',
    'A message of 1,023 bytes and its NUL comes back whole.',
    ['longest-message-cut'],
    [LONGEST, 'a short one', LONGEST],
  ),
  inTurn(
    'echo-text/2.1/every-length-comes-back',
    'A message of any length, from one byte to 1,023, comes back whole.',
    ['longest-message-cut', 'reply-without-nul'],
    EVERY_LENGTH,
  ),
  inTurn(
    'echo-text/2.1/short-behind-long',
    'A short message behind a long one comes back without anything of the long one.',
    ['longest-message-cut'],
    [LONGEST, 'x', textOf(1000), 'y', LONGEST, ''],
  ),
  inTurn(
    'echo-text/2.1/every-byte-comes-back',
    'Bytes of every value but NUL come back as they were, whether they are text in any encoding or not.',
    ['reply-without-nul'],
    [EVERY_BYTE, Buffer.from(EVERY_BYTE).reverse(), Buffer.from('c328ff80e4bdf0', 'hex'), '你好，世界', '\r\n\t\v\u001b[2J'],
  ),
  inTurn(
    'echo-text/2.1/directives-are-text',
    'What means something to printf, to a shell or to a terminal comes back as any text does.',
    ['reply-without-nul'],
    ['%s%s%s%n', '%99999d', '$(exit)', '`exit`', '; exit', '\\0', '\\x00', 'exit', 'quit', 'stop'],
  ),
  textCase({
    id: 'echo-text/2.1/a-million-bytes-come-back',
    level: 'must',
    clause: 'ECHO-TEXT-2.1',
    rule: 'Of a million bytes, in messages of the greatest length, every one comes back as it was.',
    kills: ['wrong-byte'],
    async drive(scene) {
      const alice = await scene.connected('alice', { isKept: false });
      await alice.streams(longMessages(), 0);
      return { account: alice.account };
    },
    judge: ({ history, facts }) => new TextJudging(history).accounted('alice', facts.account).judgement,
  }),
  textCase({
    id: 'echo-text/2.1/last-message-before-the-end-comes-back',
    level: 'must',
    clause: 'ECHO-TEXT-2.1',
    rule: 'A message that a client sends before it says that it will send no more comes back.',
    kills: ['stops-after-half-close'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      alice.send('my last words');
      alice.halfClose();
      await alice.next();
      await alice.ends();
    },
    judge: ({ history }) => new TextJudging(history).echoed('alice', ['my last words']).judgement,
  }),
];

/** Messages of one client, one behind the other, and a fence. */
function inTurn(id: string, rule: string, kills: readonly string[], texts: readonly (Uint8Array | string)[]): Case<Texter> {
  return textCase({
    id,
    level: 'must',
    clause: 'ECHO-TEXT-2.1',
    rule,
    kills,
    async drive(scene) {
      const alice = await scene.connected('alice');
      if (await alice.saysInTurn(texts)) await alice.fencesItself();
    },
    judge: ({ history }) => new TextJudging(history).echoed('alice', texts).judgement,
  });
}

function* longMessages(): Iterable<Uint8Array> {
  for (let number = 0; number < MANY; number++) yield together([textOf(TEXT_BYTES_MAX, number)]);
}
