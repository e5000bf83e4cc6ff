// ECHO-TEXT-2.3: messages that are cut into segments.

import type { Case } from '../../../harness/judge/case.ts';
import { CUT_LIMIT_MS, sendCut } from '../../echoer.ts';
import { TEXT_BYTES_MAX } from '../dialect.ts';
import { LONGEST, type Texter, TextJudging, textCase, textOf, together } from './texter.ts';

const SHORT = 'cut me wherever you like: 你好';
const SHORT_BYTES = together([SHORT]).length;
const LONGEST_CUTS = [1, 2, 100, 511, 512, 513, 1000, 1021, 1022, 1023];
const EVERY_BYTE_OF_13 = Array.from({ length: 12 }, (_, index) => index + 1);
const CHINESE = '三个字，再来几个字。';
const ODD_SIZES = [1, 3, 7, 13, 97, 251, 997];
const MIXED = Array.from({ length: 60 }, (_, number) => textOf((number * 211) % TEXT_BYTES_MAX, number));
const RANDOM_BYTES = 256 * 1024;
/** So that no message is too long, by any chance. */
const NUL_EVERY = 25;
const CUT = ['cut-message-forgotten', 'segment-taken-for-message'];

export const CUT_CASES: readonly Case<Texter>[] = [
  cut(
    'echo-text/2.3/every-split-point',
    'A message that is cut in two at any byte comes back whole.',
    Array.from({ length: SHORT_BYTES - 1 }, (_, index) => ({ texts: [SHORT], cuts: [index + 1] })),
  ),
  cut(
    'echo-text/2.3/longest-message-split',
    'A message of 1,024 bytes with its NUL comes back whole, wherever it is cut.',
    LONGEST_CUTS.map((place) => ({ texts: [LONGEST], cuts: [place] })),
  ),
  cut('echo-text/2.3/byte-by-byte', 'A message that comes byte by byte comes back whole.', [
    { texts: ['byte by byte'], cuts: EVERY_BYTE_OF_13 },
    { texts: ['你好，你'], cuts: EVERY_BYTE_OF_13 },
    { texts: ['a', 'b', 'c', '', 'd', 'ee'], cuts: EVERY_BYTE_OF_13.slice(0, 11) },
  ]),
  cut('echo-text/2.3/nul-by-itself', 'A message whose NUL comes in a segment of its own comes back whole.', [
    { texts: ['x'], cuts: [1] },
    { texts: [LONGEST], cuts: [TEXT_BYTES_MAX] },
    { texts: ['', '', 'behind'], cuts: [1, 2, 8] },
  ]),
  cut(
    'echo-text/2.3/characters-cut',
    'A message that is cut inside its characters comes back byte for byte.',
    [1, 2, 4, 5, 7, 8].map((place) => ({ texts: [CHINESE], cuts: [place, place + 3, place + 12] })),
  ),
  cut(
    'echo-text/2.3/end-and-beginning-in-one-segment',
    'A segment may hold the end of one message and the beginning of the next.',
    [
      { texts: ['one', 'two', 'three'], cuts: [2, 6, 10] },
      { texts: [LONGEST, 'x', LONGEST], cuts: [1000, 1500] },
      { texts: ['one', 'two', 'three', 'four', 'five'], cuts: [3, 13] },
    ],
  ),
  textCase({
    id: 'echo-text/2.3/odd-sizes',
    level: 'should',
    clause: 'ECHO-TEXT-2.3',
    rule: 'Messages that are written in pieces of any sizes come back as they were, in order.',
    kills: CUT,
    async drive(scene) {
      const alice = await scene.connected('alice');
      const bytes = together(MIXED);
      let at = 0;
      for (let piece = 0; at < bytes.length; piece++) {
        const size = ODD_SIZES[piece % ODD_SIZES.length] ?? 1;
        alice.sendBytes(bytes.subarray(at, at + size));
        at += size;
        // Now and then what was written so far is to be read by itself.
        if (piece % 20 === 0) await alice.isReadApart();
      }
      if ((await alice.hears(MIXED.length)).length === MIXED.length) await alice.fencesItself();
    },
    judge: ({ history }) => new TextJudging(history).echoed('alice', MIXED).judgement,
  }),
  textCase({
    id: 'echo-text/2.3/several-clients-in-mid-message',
    level: 'should',
    clause: 'ECHO-TEXT-2.3',
    rule: 'Clients whose messages come in pieces, in turn, each get back their own whole.',
    kills: CUT,
    clients: 3,
    async drive(scene) {
      const three = [await scene.connected('alice'), await scene.connected('bob'), await scene.connected('carol')];
      for (let at = 0; at < PIECES; at++) {
        for (const one of three) {
          one.sendBytes(Buffer.from(at === PIECES - 1 ? `end of ${one.label}\0` : `${at} of ${one.label}, `));
          await one.isReadApart();
        }
      }
      for (const one of three) await one.next();
      for (const one of three) await one.fencesItself();
    },
    judge: ({ history }) => {
      const judging = new TextJudging(history);
      for (const label of ['alice', 'bob', 'carol']) {
        const begun = Array.from({ length: PIECES - 1 }, (_, at) => `${at} of ${label}, `).join('');
        judging.echoed(label, [`${begun}end of ${label}`]);
      }
      return judging.judgement;
    },
  }),
  textCase({
    id: 'echo-text/2.3/random-bytes',
    level: 'should',
    clause: 'ECHO-TEXT-2.3',
    rule: 'Messages of random bytes and lengths, as fast as the connection takes them, come back as they were, in order.',
    kills: ['first-message-only', 'messages-out-of-order', 'segment-taken-for-message'],
    async drive(scene) {
      const alice = await scene.connected('alice', { isKept: false });
      const { chance } = scene;
      const bytes = Uint8Array.from({ length: RANDOM_BYTES }, () => (chance.below(NUL_EVERY) === 0 ? 0 : chance.below(256)));
      bytes[RANDOM_BYTES - 1] = 0;
      alice.sendBytes(bytes);
      await alice.isEchoed();
      return { account: alice.account };
    },
    judge: ({ history, facts }) => new TextJudging(history).accounted('alice', facts.account).judgement,
  }),
];

const PIECES = 4;

/** Messages in pieces that the server reads one by one, and a fence. */
function cut(
  id: string,
  rule: string,
  writes: readonly { readonly texts: readonly (Uint8Array | string)[]; readonly cuts: readonly number[] }[],
): Case<Texter> {
  return textCase({
    id,
    level: 'should',
    clause: 'ECHO-TEXT-2.3',
    rule,
    kills: CUT,
    timeLimitMs: CUT_LIMIT_MS,
    async drive(scene) {
      const sent = await sendCut(
        scene,
        writes.map(({ texts, cuts }) => ({ bytes: together(texts), cuts })),
        async (one, number) => {
          const { length } = writes[number]?.texts ?? [];
          return (await one.hears(length)).length === length;
        },
      );
      await Promise.all(scene.actors.map((one) => one.fencesItself()));
      return { sent };
    },
    judge: ({ history, facts: { sent } }) => {
      const judging = new TextJudging(history);
      for (const { actor, writes: own } of sent)
        judging.echoed(
          actor,
          own.flatMap((number) => writes[number]?.texts ?? []),
        );
      return judging.judgement;
    },
  });
}
