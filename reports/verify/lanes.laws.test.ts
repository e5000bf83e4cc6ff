import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_FAIL } from '../../harness/record/example-verify-record.test-support.ts';
import type { TranscriptEntry } from '../../harness/record/verify-record.ts';
import { type Lane, lanesOf } from './lanes.ts';
import { excerptOf } from './moment.ts';

const KINDS: readonly TranscriptEntry['kind'][] = [
  'connected',
  'not-connected',
  'sent',
  'cut',
  'received',
  'ended',
  'left',
  'reading',
  'printed',
  'typed',
  'mark',
  'fence',
  'waited',
  'goal',
  'target-ended',
];

/** With all that the schema allows, such as an entry of nobody. */
const anyEntry: fc.Arbitrary<TranscriptEntry> = fc.record(
  {
    atMs: fc.double({ min: -10, max: 1e6, noNaN: true }),
    kind: fc.constantFrom(...KINDS),
    actor: fc.constantFrom('alice', 'bob', 'carol', 'server', 'the server', 'operator', ''),
    note: fc.constantFrom('proved', 'close', 'reset', 'anything'),
    bytes: fc.constant({ hex: '6869' }),
    times: fc.nat(5),
  },
  { requiredKeys: ['atMs', 'kind'] },
);

const anyTranscript = fc.array(anyEntry, { maxLength: 60 });

/** Which kinds of lane an arrow of each kind goes between. */
const ENDS: Partial<Record<TranscriptEntry['kind'], readonly [Lane['kind'], Lane['kind']]>> = {
  connected: ['client', 'server'],
  'not-connected': ['client', 'server'],
  sent: ['client', 'server'],
  cut: ['client', 'server'],
  left: ['client', 'server'],
  received: ['server', 'client'],
  ended: ['server', 'client'],
  printed: ['server', 'operator'],
  typed: ['operator', 'server'],
};

describe('lanes of any transcript', () => {
  it('have each entry of the excerpt once, in its order', () => {
    fc.assert(
      fc.property(anyTranscript, fc.integer({ min: 9, max: 48 }), (transcript, most) => {
        const excerpt = excerptOf({ ...EXAMPLE_FAIL, transcript }, most);
        const { rows } = lanesOf(excerpt, transcript);
        expect(rows.map((row) => (row.kind === 'step' ? row.entry : row.count))).toEqual(excerpt);
      }),
    );
  });

  it('have arrows from a lane that there is to another, of the kinds that such an arrow goes between', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        const { lanes, rows } = lanesOf(transcript, transcript);
        for (const row of rows) {
          if (row.kind !== 'step') continue;
          const { place, entry } = row;
          const ends = place.kind === 'arrow' ? [lanes[place.from]?.kind, lanes[place.to]?.kind] : undefined;
          expect(ends).toEqual(ENDS[entry.kind]);
          if (place.kind === 'point') expect(lanes[place.at]?.kind).toBe(entry.kind === 'target-ended' ? 'server' : 'client');
        }
      }),
    );
  });

  it('are called by names of which no two are the same', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        const names = lanesOf(transcript, transcript).lanes.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});
