import { describe, expect, it } from 'vitest';
import type { Happening, History } from '../harness/judge/history.ts';
import { nulEnded, unframed } from '../harness/wire/framing.ts';
import { EchoJudging } from './echo-judging.ts';

describe('a judge of texts', () => {
  const judging = (...happenings: readonly Happening[]) => new EchoJudging(historyOf(happenings), nulEnded(1023));

  it('lets pass what came back in order, and says how it is known that nothing else did', () => {
    expect(judging(received('one\0t'), received('wo\0')).echoed('alice', ['one', 'two']).judgement).toEqual({
      verdict: 'pass',
      evidence: 'timer',
    });
    expect(judging(received('one\0'), ended).echoed('alice', ['one']).judgement).toEqual({ verdict: 'pass', evidence: 'eof' });
  });

  it('tells of the first message that did not come back, and shows no other', () => {
    expect(judging(received('one\0'), ended).echoed('alice', ['one', 'two', 'three']).judgement).toEqual({
      verdict: 'fail',
      evidence: 'eof',
      message: "alice's message 2 of 3, of 3 bytes, did not come back.",
      difference: { actor: 'alice', expected: [Buffer.from('two')], actual: [] },
    });
    expect(judging(received('one\0owt\0')).echoed('alice', ['one', 'two']).judgement).toMatchObject({
      message: "alice's message 2 of 2, of 3 bytes, came back changed, or something else came in its place.",
      difference: { actual: [Buffer.from('owt')] },
    });
  });

  it('tells of what came besides', () => {
    expect(judging(received('one\0one\0')).echoed('alice', ['one']).judgement).toMatchObject({
      verdict: 'fail',
      message: 'alice got more than the echo of what it sent.',
    });
  });
});

describe('a judge of streams', () => {
  const judging = (...happenings: readonly Happening[]) => new EchoJudging(historyOf(happenings), unframed(1000));

  it('lets pass the same bytes', () => {
    expect(judging(received('ab'), received('c')).echoedBytes('alice', Buffer.from('abc')).judgement.verdict).toBe('pass');
  });

  it('tells where bytes that came differ from those that were sent', () => {
    expect(judging(received('abX')).echoedBytes('alice', Buffer.from('abc')).judgement).toMatchObject({
      message: 'What alice got differs from what it sent from byte 3 on: 0x58 came for 0x63.',
    });
    expect(judging(received('ab')).echoedBytes('alice', Buffer.from('abc')).judgement).toMatchObject({
      message: 'Of 3 bytes that alice sent 2 came back.',
    });
    expect(judging(received('abcd')).echoedBytes('alice', Buffer.from('abc')).judgement).toMatchObject({
      message: 'alice sent 3 bytes and got 4.',
    });
  });

  it('tells the same of an account', () => {
    const account = { sentBytes: 3, echoedBytes: 3, wrong: undefined };
    expect(judging().accounted('alice', account).judgement.verdict).toBe('pass');
    expect(judging().accounted('alice', { ...account, echoedBytes: 2 }).judgement.verdict).toBe('fail');
    expect(judging().nothingForeign('alice', { ...account, echoedBytes: 2 }).judgement.verdict).toBe('pass');
    const wrong = { at: 2, sent: 0x63, came: 0x58 };
    expect(judging().nothingForeign('alice', { ...account, wrong }).judgement).toMatchObject({
      message: 'As byte 3 0x58 came to alice, which had sent 0x63 there.',
    });
    expect(judging().accounted('alice', { ...account, wrong: { ...wrong, sent: undefined } }).judgement).toMatchObject({
      message: 'Behind 2 bytes 0x58 came to alice, which had not sent any more.',
    });
  });
});

const ended: Happening = { kind: 'ended', actor: 'alice', how: 'closed' };

function received(bytes: string): Happening {
  return { kind: 'received', actor: 'alice', bytes: Buffer.from(bytes) };
}

function historyOf(happenings: readonly Happening[]): History {
  return happenings.map((one, index) => ({ ...one, atUs: index }));
}
