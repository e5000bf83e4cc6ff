// ECHO-TEXT-2.2: several messages in one segment.

import type { Case } from '../../../harness/judge/case.ts';
import { TEXT_BYTES_MAX } from '../dialect.ts';
import { type Texter, TextJudging, textCase, textOf } from './texter.ts';

const FEWEST = 2;
const MOST = 64;

const GROWING = Array.from({ length: MOST - FEWEST + 1 }, (_, index) =>
  Array.from({ length: FEWEST + index }, (_text, number) => `${number + 1} of ${FEWEST + index}`),
);

export const COALESCED_CASES: readonly Case<Texter>[] = [
  inSegments(
    'echo-text/2.2/two-in-one-segment',
    'Two messages in one segment both come back, in order.',
    ['first-message-only', 'messages-out-of-order'],
    [['one', 'two']],
  ),
  inSegments(
    'echo-text/2.2/two-to-sixty-four-in-one-segment',
    'However many messages come in one segment, from 2 to 64, each comes back, in order.',
    ['first-message-only', 'messages-out-of-order'],
    GROWING,
  ),
  inSegments(
    'echo-text/2.2/sixty-four-of-the-longest',
    '64 messages of the greatest length, sent at once, come back, in order.',
    ['longest-message-cut', 'messages-out-of-order'],
    [Array.from({ length: MOST }, (_, number) => textOf(TEXT_BYTES_MAX, number))],
  ),
  inSegments(
    'echo-text/2.2/empty-among-others',
    'Messages that are nothing but their NUL come back like others, wherever they stand in a segment.',
    ['first-message-only', 'messages-out-of-order'],
    [['', 'one'], ['one', '', 'two'], ['one', ''], ['', ''], Array.from({ length: 1000 }, () => '')],
  ),
  inSegments(
    'echo-text/2.2/long-and-short-together',
    'Long messages and short ones in one segment come back, in order.',
    ['longest-message-cut', 'messages-out-of-order'],
    [
      [textOf(TEXT_BYTES_MAX), 'x', textOf(TEXT_BYTES_MAX, 1), ''],
      ['x', textOf(TEXT_BYTES_MAX)],
      [textOf(500), textOf(TEXT_BYTES_MAX), textOf(500, 1)],
    ],
  ),
  textCase({
    id: 'echo-text/2.2/together-before-the-end',
    level: 'should',
    clause: 'ECHO-TEXT-2.2',
    rule: 'Several messages in one segment all come back when the client says behind them that it will send no more.',
    kills: ['first-message-only', 'stops-after-half-close'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      alice.sendTogether(['one', 'two', 'three']);
      alice.halfClose();
      await alice.hears(3);
      await alice.ends();
    },
    judge: ({ history }) => new TextJudging(history).echoed('alice', ['one', 'two', 'three']).judgement,
  }),
];

function inSegments(
  id: string,
  rule: string,
  kills: readonly string[],
  segments: readonly (readonly (Uint8Array | string)[])[],
): Case<Texter> {
  return textCase({
    id,
    level: 'should',
    clause: 'ECHO-TEXT-2.2',
    rule,
    kills,
    async drive(scene) {
      const alice = await scene.connected('alice');
      for (const texts of segments) {
        alice.sendTogether(texts);
        if ((await alice.hears(texts.length)).length < texts.length) return;
      }
      await alice.fencesItself();
    },
    judge: ({ history }) => new TextJudging(history).echoed('alice', segments.flat()).judgement,
  });
}
