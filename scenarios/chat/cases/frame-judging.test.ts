import { describe, expect, it } from 'vitest';
import type { History } from '../../../harness/judge/history.ts';
import { FrameJudging, whatIsWrong } from './frame-judging.ts';
import { framed } from './newcomer.ts';

const received = (bytes: Uint8Array): History[number] => ({ atUs: 0, kind: 'received', actor: 'bob', bytes });
const quiet: History[number] = { atUs: 0, kind: 'mark', name: 'quiet' };

describe('a frame', () => {
  it('is right with a text, a NUL and NULs, and with the longest text', () => {
    expect(whatIsWrong(framed('hi', 1500))).toBeUndefined();
    expect(whatIsWrong(framed('x'.repeat(1499), 1500))).toBeUndefined();
  });

  it('is wrong without a NUL', () => {
    expect(whatIsWrong(framed('x'.repeat(1500), 1500))).toContain('has no NUL');
  });

  it('is wrong with anything behind its NUL, which is shown with its place', () => {
    expect(whatIsWrong(framed('hi\0\0secret', 1500))).toBe(
      'has, behind the NUL of its text, 6 bytes that are not NUL, the first at byte 5',
    );
    const lastByte = framed('hi', 1500);
    lastByte[1499] = 0x0a;
    expect(whatIsWrong(lastByte)).toBe('has, behind the NUL of its text, a byte that is not NUL, at byte 1500');
  });
});

describe('judging frames', () => {
  it('fails what is behind the last whole frame', () => {
    const judging = new FrameJudging([received(framed('hi', 1500)), received(Buffer.of(0))]).gotCleanFrames('bob');
    expect(judging.judgement).toMatchObject({ verdict: 'fail', message: expect.stringContaining('1 bytes') });
  });

  it('looks at the bytes only where the server was quiet', () => {
    const half = Buffer.alloc(750);
    const isQuiet = (name: string): boolean => name === 'quiet';
    const whole = new FrameJudging([received(half), received(half), quiet]).gotWholeFramesAt(isQuiet);
    expect(whole.judgement).toEqual({ verdict: 'pass' });
    const between = new FrameJudging([received(half), quiet, received(half)]).gotWholeFramesAt(isQuiet);
    expect(between.judgement).toMatchObject({ verdict: 'fail' });
  });

  it('takes frames in any order, each once', () => {
    const history = [received(framed('b', 1500)), received(framed('a', 1500))];
    expect(new FrameJudging(history).heardInAnyOrder('bob', ['a', 'b']).judgement).toMatchObject({ verdict: 'pass' });
    expect(new FrameJudging(history).heardInAnyOrder('bob', ['a', 'b', 'b']).judgement).toMatchObject({ verdict: 'fail' });
    expect(new FrameJudging(history).heardInAnyOrder('bob', ['a', 'c']).judgement).toMatchObject({ verdict: 'fail' });
  });
});
