import { describe, expect, it } from 'vitest';
import type { History, HistoryEvent } from './history.ts';
import { recordedBytes, transcriptOf } from './transcript.ts';

const mark = (name: string, atUs = 0): HistoryEvent => ({ kind: 'mark', name, atUs });
const received = (actor: string, text: string, atUs = 0): HistoryEvent => ({
  kind: 'received',
  actor,
  bytes: Buffer.from(text),
  atUs,
});

describe('bytes in a record', () => {
  it('stand in hex, with long padding told by its length', () => {
    expect(recordedBytes(Buffer.from('hi\0'))).toEqual({ hex: '686900' });
    expect(recordedBytes(Buffer.concat([Buffer.from('hi'), Buffer.alloc(15)])).padding).toBeUndefined();
    expect(recordedBytes(Buffer.concat([Buffer.from('hi'), Buffer.alloc(1498)]))).toEqual({
      hex: '6869',
      padding: { byte: 0, count: 1498 },
    });
    expect(recordedBytes(Buffer.alloc(20, 0xff))).toEqual({ hex: '', padding: { byte: 255, count: 20 } });
    expect(recordedBytes(Buffer.alloc(0))).toEqual({ hex: '' });
  });

  it('that were not kept are counted, and so are those that nobody would read', () => {
    expect(recordedBytes(Buffer.from('hi'), 7)).toEqual({ hex: '6869', omittedBytes: 7 });
    const long = Buffer.alloc(20_000, 'ab');
    const { hex, omittedBytes } = recordedBytes(Buffer.concat([long, Buffer.alloc(100)]));
    expect(hex.length / 2 + (omittedBytes ?? 0)).toBe(20_100);
  });
});

describe('a transcript', () => {
  it('tells every kind of event in words or bytes', () => {
    const history: History = [
      { kind: 'connected', actor: 'alice', atUs: 1500 },
      { kind: 'not-connected', actor: 'bob', how: 'refused', atUs: 0 },
      { kind: 'cut', actor: 'alice', separation: 'proved', atUs: 0 },
      { kind: 'left', actor: 'alice', how: 'half-close', atUs: 0 },
      { kind: 'reading', actor: 'alice', isReading: false, atUs: 0 },
      { kind: 'printed', bytes: Buffer.from('a'), atUs: 0 },
      { kind: 'waited', actor: 'alice', ms: 1999.6, what: 'a frame', atUs: 0 },
      { kind: 'goal', name: 'every cut was proved', isReached: false, atUs: 0 },
      { kind: 'target-ended', how: 'It died.', atUs: 0 },
    ];
    expect(transcriptOf(history)).toEqual([
      { atMs: 1.5, actor: 'alice', kind: 'connected' },
      { atMs: 0, actor: 'bob', kind: 'not-connected', note: 'refused' },
      { atMs: 0, actor: 'alice', kind: 'cut', note: 'proved' },
      { atMs: 0, actor: 'alice', kind: 'left', note: 'half-close' },
      { atMs: 0, actor: 'alice', kind: 'reading', note: 'stops reading' },
      { atMs: 0, actor: 'operator', kind: 'printed', bytes: { hex: '61' } },
      { atMs: 0, actor: 'alice', kind: 'waited', note: '2000 ms for a frame' },
      { atMs: 0, kind: 'goal', note: 'not reached: every cut was proved' },
      { atMs: 0, kind: 'target-ended', note: 'It died.' },
    ]);
  });

  it('tells what repeats once', () => {
    const history = [received('bob', 'x', 0), received('bob', 'x', 9), received('bob', 'y', 10), received('bob', 'x', 11)];
    expect(transcriptOf(history).map(({ bytes, times }) => [bytes?.hex, times])).toEqual([
      ['78', 2],
      ['79', undefined],
      ['78', undefined],
    ]);
  });

  it('tells of those who only set the stage in a sentence', () => {
    const stage = [received('scout 1', 'hello'), received('alice', 'welcome')];
    const told = transcriptOf([...stage, mark('said'), received('alice', 'hi')]);
    expect(told.map(({ actor, note }) => actor ?? note)).toEqual([
      'The stage was set: scout 1 came, and took no part in what follows.',
      'alice',
      'said',
      'alice',
    ]);
    expect(transcriptOf(stage).map(({ actor }) => actor)).toEqual(['scout 1', 'alice']);
  });

  it('keeps the beginning and the end of what is long', () => {
    const told = transcriptOf(Array.from({ length: 1000 }, (_, index) => received('bob', `${index}`)));
    expect(told).toHaveLength(200);
    expect(told[0]?.bytes?.hex).toBe(Buffer.from('0').toString('hex'));
    expect(told.at(-1)?.bytes?.hex).toBe(Buffer.from('999').toString('hex'));
    expect(told[100]?.note).toBe('801 entries are left out here');
  });

  it('has room for all of its bytes together: the longest give way first, and what they lose is counted', () => {
    const long = (byte: string) => Buffer.concat([Buffer.alloc(6000, byte), Buffer.alloc(100)]);
    const history = ['ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn'].map((text): HistoryEvent => {
      return { kind: 'received', actor: 'bob', bytes: long(text), atUs: 0 };
    });
    const told = transcriptOf([received('bob', 'short'), ...history]);
    const kept = told.map(({ bytes }) => (bytes?.hex.length ?? 0) / 2);
    expect(kept[0]).toBe(5);
    expect(new Set(kept.slice(1)).size).toBe(1);
    expect(kept.reduce((sum, bytes) => sum + bytes)).toBeGreaterThan(32_000);
    expect(kept.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(32_768);
    for (const { bytes } of told.slice(1)) {
      expect((bytes?.hex.length ?? 0) / 2 + (bytes?.omittedBytes ?? 0)).toBe(6100);
      expect(bytes?.padding).toBeUndefined();
    }
  });
});
