import { describe, expect, it } from 'vitest';
import { fixedTexts, nulEnded, unframed } from '../wire/framing.ts';
import type { Happening, History } from './history.ts';
import { Judging } from './judging.ts';

const framing = nulEnded(100);

/** A history in which a microsecond passes from one event to the next. */
function history(...happenings: readonly Happening[]): History {
  return happenings.map((happening, index) => ({ ...happening, atUs: index }));
}

function received(actor: string, text: string): Happening {
  return { kind: 'received', actor, bytes: Buffer.from(text) };
}

function mark(name: string): Happening {
  return { kind: 'mark', name };
}

describe('what an actor heard', () => {
  it('is right when the frames of the window are the expected ones, however they were cut', () => {
    const events = history(received('bob', 'early\0'), mark('said'), received('bob', 'o'), received('bob', 'ne\0two\0'));
    const { judgement } = new Judging(events, framing).heard('bob', ['one', 'two'], { since: 'said' });
    expect(judgement).toEqual({ verdict: 'pass', evidence: 'timer' });
  });

  it('counts a frame to the window in which its last byte came', () => {
    const events = history(received('bob', 'one'), mark('said'), received('bob', '\0'));
    const judging = new Judging(events, framing);
    expect(judging.framesOf('bob', { since: 'said' }).map(({ payload }) => payload.toString())).toEqual(['one']);
    expect(judging.framesOf('bob', { until: 'said' })).toEqual([]);
  });

  it.each([
    ['one too few', 'one\0', 'bob got one frame, and should have got 2.'],
    ['none', '', 'bob got no frame, and should have got 2.'],
    ['one too many', 'one\0two\0three\0', 'bob got 3 frames, and should have got 2.'],
    ['another', 'one\0too\0', 'bob did not get what it should have.'],
    ['another order', 'two\0one\0', 'bob did not get what it should have.'],
  ])('is wrong with %s, and says what came instead', (_, came, message) => {
    const events = history(...(came === '' ? [] : [received('bob', came)]));
    const { judgement } = new Judging(events, framing).heard('bob', ['one', 'two']);
    expect(judgement).toMatchObject({ verdict: 'fail', message, difference: { actor: 'bob' } });
  });

  it('knows by the end of the stream that nothing else came', () => {
    const events = history(received('bob', 'one\0'), { kind: 'ended', actor: 'bob', how: 'closed' });
    expect(new Judging(events, framing).heard('bob', ['one']).judgement).toEqual({ verdict: 'pass', evidence: 'eof' });
  });

  it('knows by a fence that nothing else came, and takes the fence for no part of it', () => {
    const fence: Happening = { kind: 'fence', actor: 'bob', bytes: Buffer.from('fence 1') };
    const events = history(mark('said'), received('bob', 'one\0'), received('bob', 'fence 1\0'), fence);
    const judging = new Judging(events, framing).heard('bob', ['one'], { since: 'said' });
    expect(judging.judgement).toEqual({ verdict: 'pass', evidence: 'fence' });
    expect(new Judging(events, framing).heardNothing('bob', { since: 'said' }).judgement.verdict).toBe('fail');
  });

  it('takes a fence of another for no proof', () => {
    const fence: Happening = { kind: 'fence', actor: 'carol', bytes: Buffer.from('fence 1') };
    expect(new Judging(history(fence), framing).heardNothing('bob').judgement).toEqual({ verdict: 'pass', evidence: 'timer' });
  });

  it('has the weakest evidence of its parts', () => {
    const events = history(
      { kind: 'ended', actor: 'bob', how: 'closed' },
      { kind: 'fence', actor: 'carol', bytes: Buffer.from('x') },
    );
    const judging = new Judging(events, framing).heardNothing('bob').heardNothing('carol');
    expect(judging.judgement).toEqual({ verdict: 'pass', evidence: 'fence' });
    expect(judging.heardNothing('dave').judgement).toEqual({ verdict: 'pass', evidence: 'timer' });
  });

  it('has nothing behind a mark that was never made', () => {
    const events = history(received('bob', 'one\0'));
    const judging = new Judging(events, framing);
    expect(judging.framesOf('bob', { since: 'said' })).toEqual([]);
    expect(judging.framesOf('bob', { until: 'said' }).length).toBe(1);
  });

  it('keeps frames as they came beside what they carry, dirty as they may be', () => {
    const raw = Buffer.from('hi\0\0dirt\0\0');
    const events = history({ kind: 'received', actor: 'bob', bytes: raw }, received('bob', 'rest'));
    const { frames, rest } = new Judging(events, fixedTexts(10)).heardBy('bob');
    expect(frames.map(({ payload }) => payload.toString())).toEqual(['hi']);
    expect(frames[0]?.raw).toEqual(raw);
    expect(rest.toString()).toBe('rest');
  });

  it('is compared byte by byte where there are no frames', () => {
    const fence: Happening = { kind: 'fence', actor: 'bob', bytes: Buffer.from('#7') };
    const events = history(mark('said'), received('bob', 'one'), received('bob', 'two#7'), fence);
    const judging = new Judging(events, unframed(100));
    expect(judging.heardBytes('bob', 'onetwo', { since: 'said' }).judgement).toEqual({ verdict: 'pass', evidence: 'fence' });
    const short = new Judging(history(received('bob', 'one')), unframed(100)).heardBytes('bob', 'onetwo');
    expect(short.judgement).toMatchObject({ verdict: 'fail', message: 'bob got 3 bytes, and should have got 6.' });
  });
});

describe('a judgement', () => {
  it('is the first failure, whatever comes behind it', () => {
    const judging = new Judging([], framing).fails('One.').fails('Two.').unless(false, 'Not sure.');
    expect(judging.judgement).toEqual({ verdict: 'fail', message: 'One.' });
  });

  it('is inconclusive where a pass would mean nothing', () => {
    expect(new Judging([], framing).unless(false, 'Nobody knows.').judgement).toEqual({
      verdict: 'inconclusive',
      message: 'Nobody knows.',
    });
  });

  it('tells an end in order from a break, and both from none', () => {
    const closed = history({ kind: 'ended', actor: 'bob', how: 'closed' });
    const reset = history({ kind: 'ended', actor: 'bob', how: 'reset' });
    expect(new Judging(closed, framing).ended('bob').judgement.verdict).toBe('pass');
    expect(new Judging(reset, framing).ended('bob').judgement.verdict).toBe('fail');
    expect(new Judging(reset, framing).ended('bob', 'either').judgement.verdict).toBe('pass');
    expect(new Judging([], framing).ended('bob', 'either').judgement).toMatchObject({ verdict: 'fail', evidence: 'timer' });
    expect(new Judging(closed, framing).notEnded('bob').judgement.verdict).toBe('fail');
    expect(new Judging(closed, framing).notEnded('alice').judgement.verdict).toBe('pass');
  });
});
