// A stream of bytes has no messages: whatever pieces a conversation comes in, the replies are the same.

import { shuffled } from '../../chance.ts';
import type { Case, Contract } from '../case.ts';
import type { Scene } from '../scene.ts';
import { type Conversations, holdConversations, judgeConversations, type Way } from './conversations.ts';
import { genericCase } from './generic-case.ts';
import { scriptOf } from './visitors.ts';

/** Up to here every place is tried. */
const CUTS_MAX = 24;
/** Of each message sent byte by byte: the rest of a long one comes as one piece. */
const FIRST_BYTES = 8;
const LAST_BYTES = 2;

export function segmentationCases(contract: Contract): readonly Case[] {
  if (contract.exchanges === undefined) return [];
  return [
    segmentation('cut-messages', 'in which every message is cut in two, at whichever byte,', (lengths) =>
      Array.from({ length: Math.max(...lengths.map((length) => placesOf(length).length)) }, (_, turn) => ({
        named: 'with every message cut in two',
        steps: lengths.map((length) => {
          const places = placesOf(length);
          const place = places[turn];
          return { messages: 1, cuts: place === undefined ? [] : [place] };
        }),
      })),
    ),
    segmentation('byte-by-byte', 'that comes byte by byte', (lengths) => [
      { named: 'byte by byte', steps: lengths.map((length) => ({ messages: 1, cuts: singleBytes(length) })) },
    ]),
    segmentation('together', 'whose messages come all at once', (lengths) => [
      { named: 'in one piece', steps: [{ messages: lengths.length, cuts: [] }] },
      ...lengths.slice(0, -1).map((_, index) => ({
        named: `with messages ${index + 1} and ${index + 2} in one piece`,
        steps: [...lengths.slice(0, index).map(() => ({ messages: 1, cuts: [] })), { messages: 2, cuts: [] }],
      })),
    ]),
    segmentation('cut-across-messages', 'whose messages come together and are cut elsewhere', (lengths) => [
      {
        named: 'in pieces that each end in the midst of a message',
        steps: [{ messages: lengths.length, cuts: middles(lengths) }],
      },
    ]),
  ];

  function segmentation(what: string, named: string, waysOf: (lengths: readonly number[]) => readonly Way[]): Case {
    return genericCase<Conversations>(contract, 'segmentation', what, {
      rule: `A conversation ${named} gets the same replies as one whose messages come one by one.`,
      // Where there is no time for all of them, those of one run are not those of another.
      drive: (scene) => holdConversations(scene, contract, shuffled(waysOf(lengthsOf(scene, contract)), scene.chance)),
      judge: ({ history, facts }) => judgeConversations(history, facts),
    });
  }
}

/** Of the messages of a conversation, in bytes. Tokens are all of one length, so this holds for every other one, too. */
function lengthsOf(scene: Scene, contract: Contract): readonly number[] {
  const measure = scene.actor('measure');
  return scriptOf(scene, contract).exchanges.map(({ sends }) => measure.encoded(sends).length);
}

/** All places of a short message; of a long one its ends, what lies around a hundred, and a few between. As `Step` counts: from 0. */
function placesOf(length: number): readonly number[] {
  const count = length - 1;
  if (count <= CUTS_MAX) return Array.from({ length: count }, (_, place) => place);
  const near = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 98, 99, 100, count - 4, count - 3, count - 2, count - 1];
  const even = Array.from({ length: CUTS_MAX }, (_, index) => Math.floor((index * count) / CUTS_MAX));
  const all = new Set([...near.filter((place) => place >= 0 && place < count), ...even.filter((_, index) => index % 3 === 1)]);
  return [...all].toSorted((one, other) => one - other);
}

function singleBytes(length: number): readonly number[] {
  const places = Array.from({ length: length - 1 }, (_, place) => place);
  return places.filter((place) => place < FIRST_BYTES || place >= places.length - LAST_BYTES);
}

/** The middle of each message, in all of them together. */
function middles(lengths: readonly number[]): readonly number[] {
  let from = 0;
  return lengths.map((length) => {
    const middle = from + (length >> 1);
    from += length;
    return Math.max(0, middle - 1);
  });
}
