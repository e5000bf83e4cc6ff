import { describe, expect, it } from 'vitest';
import { judgeMemory } from './resources.ts';

const MEGABYTE = 1024 * 1024;

/** Every hundred sessions. */
function samples(bytesBehind: (sessions: number) => number) {
  return Array.from({ length: 50 }, (_, index) => ({ sessions: 100 * (index + 1), rssBytes: bytesBehind(100 * (index + 1)) }));
}

describe('memory over many sessions', () => {
  it('is found to grow when every session costs some of it', () => {
    expect(judgeMemory(samples((sessions) => 50 * MEGABYTE + sessions * 200 * 1024))).toEqual({
      verdict: 'fail',
      message:
        'Memory grew by about 200 KB for each client that had come and left: from 245 MB behind 1000 of them to 1027 MB behind 5000.',
    });
  });

  it('may grow at the beginning, and in steps, as a heap does', () => {
    expect(judgeMemory(samples((sessions) => Math.min(sessions, 900) * MEGABYTE))).toEqual({ verdict: 'pass' });
    expect(judgeMemory(samples((sessions) => (sessions < 2000 ? 50 : 400) * MEGABYTE))).toEqual({ verdict: 'pass' });
    expect(judgeMemory(samples((sessions) => (sessions < 4000 ? 50 : 400) * MEGABYTE))).toEqual({ verdict: 'pass' });
  });

  it('may go up and down', () => {
    expect(judgeMemory(samples((sessions) => (100 + (sessions % 500)) * MEGABYTE))).toEqual({ verdict: 'pass' });
  });

  it('is not judged where it could not be seen', () => {
    expect(judgeMemory([])).toMatchObject({ verdict: 'inconclusive' });
  });
});
