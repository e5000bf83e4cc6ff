import { describe, expect, it } from 'vitest';
import { EXAMPLE_FAIL, exampleBytes } from '../../harness/record/example-verify-record.test-support.ts';
import type { TranscriptEntry } from '../../harness/record/verify-record.ts';
import { lanesOf, type Step } from './lanes.ts';

function stepsOf(transcript: readonly TranscriptEntry[]): Step[] {
  return lanesOf(transcript, transcript).rows.filter((row) => row.kind === 'step');
}

describe('lanes', () => {
  it('are those of the clients in the order in which they act, and the server', () => {
    const transcript: TranscriptEntry[] = [
      { atMs: 0, actor: 'bob', kind: 'connected' },
      { atMs: 1, actor: 'alice', kind: 'connected' },
      { atMs: 2, actor: 'bob', kind: 'sent', bytes: exampleBytes('hi') },
    ];
    const { lanes, rows } = lanesOf(transcript, transcript);
    expect(lanes.map(({ name }) => name)).toEqual(['bob', 'alice', 'server']);
    expect(rows.map((row) => row.kind === 'step' && row.who)).toEqual(['bob → server', 'alice → server', 'bob → server']);
  });

  it('have one for the operator where it acts, behind the server', () => {
    const transcript: TranscriptEntry[] = [
      { atMs: 0, actor: 'guest', kind: 'connected' },
      { atMs: 1, actor: 'operator', kind: 'printed', bytes: exampleBytes('hi\n') },
      { atMs: 2, actor: 'operator', kind: 'typed', bytes: exampleBytes('ho\n') },
    ];
    expect(lanesOf(transcript, transcript).lanes.map(({ kind }) => kind)).toEqual(['client', 'server', 'operator']);
    expect(stepsOf(transcript).map(({ who }) => who)).toEqual(['guest → server', 'server → operator', 'operator → server']);
  });

  it('are told apart when a client is called as the server is', () => {
    const transcript: TranscriptEntry[] = [{ atMs: 0, actor: 'server', kind: 'received', bytes: exampleBytes('hi') }];
    expect(stepsOf(transcript)[0]?.who).toBe('the server → server');
  });

  it('say of each step what it is, in words', () => {
    expect(stepsOf(EXAMPLE_FAIL.transcript).map(({ words }) => words)).toEqual([
      'connects',
      '',
      'named',
      '',
      'cut: read up to here',
      '',
      '',
      'waited 2000 ms for the fence',
      'closes',
    ]);
  });

  it('tell of a pause that no wait tells of', () => {
    const gaps = stepsOf([
      { atMs: 0, actor: 'a', kind: 'connected' },
      { atMs: 50, actor: 'a', kind: 'sent' },
      { atMs: 1050, actor: 'a', kind: 'received' },
      { atMs: 3050, actor: 'a', kind: 'waited', note: '2000 ms for the fence' },
    ]).map(({ gapMs }) => gapMs);
    expect(gaps).toEqual([undefined, undefined, 1000, undefined]);
  });

  it('are drawn of those that act in what is shown, and the others are counted', () => {
    const all: TranscriptEntry[] = ['a', 'b', 'c', 'd'].map((actor, atMs) => ({ atMs, actor, kind: 'connected' }));
    const { lanes, unseen } = lanesOf([...all.slice(0, 1), 2, ...all.slice(3)], all);
    expect(lanes.map(({ name }) => name)).toEqual(['a', 'd', 'server']);
    expect(unseen).toBe(2);
  });
});
