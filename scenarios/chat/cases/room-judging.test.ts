import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../harness/judge/history.ts';
import { encode } from '../../../harness/wire/encode.ts';
import { chatFramings } from '../dialect.ts';
import { RoomJudging } from './room-judging.ts';

/** What `bob` gets, a frame a read. */
function historyOf(...texts: readonly string[]): HistoryEvent[] {
  return texts.map((text, index) => {
    const frame = encode(chatFramings.receives, Buffer.from(text));
    if (frame.kind === 'refused') throw new Error(frame.refusal);
    return { kind: 'received', actor: 'bob', bytes: frame.bytes, atUs: index };
  });
}

function judged(texts: readonly string[], sequences: readonly (readonly string[])[], mayHear: readonly string[] = []) {
  return new RoomJudging(historyOf(...texts)).heardEach('bob', sequences, { mayHear }).judgement;
}

const ALICE = ['alice$1', 'alice$2', 'alice$3'];
const CAROL = ['carol$1', 'carol$2'];

describe('what several said at the same time', () => {
  it.each([
    [...ALICE, ...CAROL],
    [...CAROL, ...ALICE],
    ['alice$1', 'carol$1', 'alice$2', 'carol$2', 'alice$3'],
  ])('may be heard in any order that keeps that of each: %s %s %s %s %s', (...texts) => {
    expect(judged(texts, [ALICE, CAROL])).toEqual({ verdict: 'pass', evidence: 'timer' });
  });

  it('is out of order when one of them is', () => {
    expect(judged(['alice$1', 'alice$3', 'carol$1', 'alice$2', 'carol$2'], [ALICE, CAROL])).toMatchObject({
      verdict: 'fail',
      message: 'bob got "alice$3" where "alice$2" should have come first.',
    });
  });

  it('is heard too often when a frame comes again', () => {
    expect(judged(['alice$1', 'alice$1', 'alice$2', 'alice$3', ...CAROL], [ALICE, CAROL])).toMatchObject({
      message: 'bob got "alice$1" once more than it should have.',
    });
    expect(judged([...ALICE, ...CAROL, 'carol$2'], [ALICE, CAROL])).toMatchObject({
      message: 'bob got "carol$2" once more than it should have.',
    });
  });

  it('is not complete without the last of each', () => {
    expect(judged([...ALICE, 'carol$1'], [ALICE, CAROL])).toMatchObject({ message: 'bob did not get "carol$2".' });
    expect(judged(ALICE, [ALICE, CAROL])).toMatchObject({ message: 'bob did not get "carol$1", nor 1 more.' });
    expect(judged([], [ALICE])).toMatchObject({ verdict: 'fail', difference: { actor: 'bob', actual: [] } });
  });

  it('holds nothing that nobody said, but once what may come besides', () => {
    const message = 'bob got "dave$1", which was not for it or not as it should be.';
    expect(judged(['alice$1', 'dave$1', 'alice$2', 'alice$3'], [ALICE])).toMatchObject({ message });
    expect(judged(['alice$1', 'dave$1', 'alice$2', 'alice$3'], [ALICE], ['dave$1'])).toMatchObject({ verdict: 'pass' });
    expect(judged(['dave$1', 'dave$1', ...ALICE], [ALICE], ['dave$1'])).toMatchObject({ message });
  });

  it('may hold the same frame again and again within one order, as prompts are', () => {
    expect(judged(['name', 'help', 'alice$1', 'name', 'help'], [['name', 'help', 'name', 'help'], ['alice$1']])).toMatchObject({
      verdict: 'pass',
    });
    expect(judged(['name', 'name', 'help', 'help'], [['name', 'help', 'name', 'help']])).toMatchObject({
      message: 'bob got "name" where "help" should have come first.',
    });
  });
});
