import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededChance } from '../../chance.ts';
import { encodePacket, PACKET_HEAD_BYTES, withLength } from './link-packets.ts';
import { JumpClock, MemoryHub, type MemoryHubOptions } from './memory-exchange.test-support.ts';
import { bytesOfValue } from './plain-values.ts';
import { type ReliableLinkOptions, reliableLink } from './reliable-link.ts';

const SILENT_US = 6_000_000;
const HOUR_US = 3_600_000_000;
const SUBJECTS = { left: { sends: 'to-right', hears: 'to-left' }, right: { sends: 'to-left', hears: 'to-right' } };

/** Both ends of a link between two machines, and what each heard. */
class TwoEnds {
  readonly clock = new JumpClock();
  readonly hub: MemoryHub;
  readonly left: ReturnType<typeof reliableLink<unknown, unknown>>;
  readonly right: ReturnType<typeof reliableLink<unknown, unknown>>;
  readonly heardLeft: unknown[] = [];
  readonly heardRight: unknown[] = [];
  readonly lost: string[] = [];

  constructor(options: MemoryHubOptions = {}, link: Partial<ReliableLinkOptions> = {}) {
    this.hub = new MemoryHub(this.clock, options);
    this.left = this.end('left', this.heardLeft, link);
    this.right = this.end('right', this.heardRight, link);
  }

  end(side: 'left' | 'right', heard: unknown[], options: Partial<ReliableLinkOptions> = {}) {
    const clock = this.hub.clockOf(side);
    const carrier = this.hub.exchange(side).carrier(SUBJECTS[side]);
    const link = reliableLink<unknown, unknown>(carrier, { clock, silentUsMax: SILENT_US, ...options });
    link.onHeard = (value) => heard.push(value);
    link.onLost = (how) => this.lost.push(`${side}: it ${how} (${this.clock.nowUs()})`);
    return link;
  }
}

const anyTrouble = fc.record({
  lost: fc.integer({ min: 0, max: 500 }),
  doubled: fc.integer({ min: 0, max: 300 }),
  late: fc.integer({ min: 0, max: 500 }),
  seed: fc.nat(),
  bytesMax: fc.integer({ min: PACKET_HEAD_BYTES + 1, max: 3 * PACKET_HEAD_BYTES }),
});
const anyWords = fc.array(fc.record({ toRight: fc.boolean(), afterUs: fc.nat(2_000_000), text: fc.string({ maxLength: 120 }) }), {
  maxLength: 12,
});

describe('a link over a carrier that loses, doubles and reorders', () => {
  it('tells both ends all that the other says, once and in order', () => {
    fc.assert(
      fc.property(anyTrouble, anyWords, ({ seed, ...trouble }, words) => {
        // Nobody takes the other for gone: that is another law.
        const ends = new TwoEnds({ ...trouble, chance: seededChance(seed) }, { silentUsMax: HOUR_US, windowBytes: 500 });
        const [saidLeft, saidRight]: string[][] = [[], []];
        for (const { toRight, afterUs, text } of words) {
          ends.clock.run(ends.clock.nowUs() + afterUs);
          (toRight ? ends.left : ends.right).send(text);
          (toRight ? saidLeft : saidRight)?.push(text);
        }
        const isAllHeard = () => ends.heardLeft.length + ends.heardRight.length >= words.length;
        ends.clock.run(ends.clock.nowUs() + HOUR_US / 2, isAllHeard);
        // And nothing comes once more.
        ends.clock.run(ends.clock.nowUs() + 3e6);
        expect(ends.heardRight).toEqual(saidLeft);
        expect(ends.heardLeft).toEqual(saidRight);
      }),
      { numRuns: 60 },
    );
  });

  it('cuts what is longer than a packet, whatever is left for the last', () => {
    const bytesMax = PACKET_HEAD_BYTES + 64;
    for (let length = 40; length <= 140; length++) {
      const ends = new TwoEnds({ bytesMax });
      ends.left.send('a'.repeat(length));
      ends.left.send('b');
      ends.clock.run(1e6);
      expect(ends.heardRight).toEqual(['a'.repeat(length), 'b']);
    }
  });

  it('goes on where it was when one end was cut off for a while', () => {
    fc.assert(
      fc.property(fc.nat(300_000), fc.integer({ min: 1, max: SILENT_US - 2_500_000 }), (beforeUs, forUs) => {
        const ends = new TwoEnds({ bytesMax: 200 }, { windowBytes: 1000 });
        const words = Array.from({ length: 200 }, (_, index) => `${index} `.repeat(40));
        for (const word of words) ends.left.send(word);
        ends.clock.run(beforeUs);
        ends.hub.cut('right');
        ends.clock.run(beforeUs + forUs);
        ends.hub.mend('right');
        ends.clock.run(beforeUs + forUs + 2e6);
        expect(ends.lost).toEqual([]);
        expect(ends.heardRight).toEqual(words);
      }),
      { numRuns: 20 },
    );
  });

  it('goes on in shorter packets over what comes back and takes less', () => {
    const ends = new TwoEnds({ bytesMax: 4096 });
    ends.clock.run(1e6);
    ends.hub.cut('left');
    ends.left.send('a'.repeat(20_000));
    ends.hub.bytesMax = 100;
    ends.hub.mend('left');
    ends.clock.run(4e6);
    expect(ends.heardRight).toEqual(['a'.repeat(20_000)]);
  });

  it('says again at once what was lost, when packets get through again', () => {
    const ends = new TwoEnds();
    ends.clock.run(1e6);
    ends.hub.cut('left');
    ends.left.send('late');
    ends.clock.run(5e6);
    ends.hub.mend('left');
    ends.clock.run(5e6 + 1000);
    expect(ends.heardRight).toEqual(['late']);
  });

  it('has no more under way than its window', () => {
    const ends = new TwoEnds({}, { windowBytes: 50_000 });
    ends.clock.run(1e6);
    let bytes = 0;
    const { publish } = ends.hub;
    ends.hub.publish = (...args) => {
      bytes += args[2].length;
      publish.apply(ends.hub, args);
    };
    ends.left.send('x'.repeat(1_000_000));
    expect(bytes).toBeGreaterThan(40_000);
    expect(bytes).toBeLessThan(51_000);
    ends.clock.run(2e6);
    expect(ends.heardRight.length).toBe(1);
  });

  it('fills a gap without waiting for the time to say it again', () => {
    let dropped = 0;
    const ends = new TwoEnds();
    ends.clock.run(1e6);
    const { publish } = ends.hub;
    ends.hub.publish = (...args) => {
      if (args[2].length > 100 && dropped++ === 0) return;
      publish.apply(ends.hub, args);
    };
    ends.left.send('x'.repeat(100_000));
    ends.clock.run(1e6 + 2000);
    expect(ends.heardRight).toEqual(['x'.repeat(100_000)]);
  });
});

describe('the end of a link', () => {
  it('is told within the limit and a heartbeat when nothing is heard any more, and not before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 5_000_000 }),
        fc.integer({ min: 1_200_000, max: 10_000_000 }),
        (atUs, silentUsMax) => {
          const ends = new TwoEnds({}, { silentUsMax });
          ends.clock.run(atUs);
          ends.hub.cut('right');
          ends.clock.run(atUs + silentUsMax - 1_000_001);
          expect(ends.lost).toEqual([]);
          ends.clock.run(atUs + silentUsMax + 1);
          expect(ends.lost.length).toBe(2);
          expect(ends.lost[0]).toContain(`it said nothing for ${Math.round(silentUsMax / 100_000) / 10} s`);
          // Nothing is left that would go on for ever.
          ends.clock.run(HOUR_US, () => ends.clock.waiting === 0);
          expect(ends.clock.waiting).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is told when the other never came', () => {
    const ends = new TwoEnds();
    ends.hub.cut('right');
    ends.clock.run(SILENT_US);
    expect(ends.lost).toContain('left: it said nothing for 6 s (6000000)');
  });

  it('is told at once when the other closes it, even where the first goodbye is lost', () => {
    for (const lost of [0, 400]) {
      const ends = new TwoEnds({ lost, chance: seededChance(3) });
      ends.clock.run(2e6);
      ends.left.close();
      ends.clock.run(2.5e6);
      expect(ends.lost.map((told) => told.replace(/ \(.*/, ''))).toEqual(['right: it closed the link']);
    }
  });

  it('is told nobody who closed it, and nothing is heard behind it', () => {
    const ends = new TwoEnds();
    ends.clock.run(1e6);
    ends.right.send('too late');
    ends.left.close();
    ends.clock.run(HOUR_US, () => ends.clock.waiting === 0);
    expect(ends.heardLeft).toEqual([]);
    expect(ends.lost.length).toBe(1);
    expect(ends.clock.waiting).toBe(0);
  });

  it('stops telling values when one of them closes it', () => {
    const ends = new TwoEnds();
    const heard: unknown[] = [];
    ends.right.onHeard = (value) => {
      heard.push(value);
      ends.right.close();
    };
    for (const word of ['one', 'two', 'three']) ends.left.send(word);
    ends.clock.run(1e6);
    expect(heard).toEqual(['one']);
  });

  it('waits until all was heard, for whoever waits for that', async () => {
    const ends = new TwoEnds({ lost: 300, bytesMax: 2000 });
    let isDrained = false;
    ends.left.send('x'.repeat(200_000));
    void ends.left.drained().then(() => {
      isDrained = true;
    });
    ends.clock.run(HOUR_US, () => ends.hub.carried > 90);
    await Promise.resolve();
    expect([isDrained, ends.heardRight.length]).toEqual([false, 0]);
    ends.clock.run(HOUR_US, () => ends.heardRight.length === 1);
    ends.clock.run(ends.clock.nowUs() + 3e6);
    await Promise.resolve();
    expect(isDrained).toBe(true);
    await ends.left.drained();
  });

  it('tells an end that was frozen and wakes what the other said meanwhile, before it takes the other for gone', () => {
    const ends = new TwoEnds();
    ends.clock.run(1e6);
    ends.hub.freeze('right');
    ends.clock.run(4e6);
    ends.left.send('wake up');
    ends.clock.run(5e6);
    ends.hub.thaw('right');
    ends.clock.run(6e6);
    expect(ends.heardRight).toEqual(['wake up']);
    expect(ends.lost).toEqual([]);
  });

  it('is not told to an end that has slept, because the other was silent meanwhile: it may have said much', () => {
    const ends = new TwoEnds({}, { silentUsMax: HOUR_US });
    const clock = ends.hub.clockOf('sleepy');
    const carriers = [
      ends.hub.exchange('awake').carrier({ sends: 'to-sleepy', hears: 'to-awake' }),
      ends.hub.exchange('sleepy').carrier({ sends: 'to-awake', hears: 'to-sleepy' }),
    ] as const;
    reliableLink(carriers[0], { clock: ends.clock, silentUsMax: HOUR_US });
    const sleepy = reliableLink(carriers[1], { clock, silentUsMax: SILENT_US });
    const lost: string[] = [];
    sleepy.onLost = (how) => lost.push(how);
    ends.clock.run(1e6);
    ends.hub.freeze('sleepy');
    ends.clock.run(30e6);
    ends.hub.thaw('sleepy');
    ends.clock.run(40e6);
    expect(lost).toEqual([]);
    // But whoever has nothing to say then is gone.
    ends.hub.cut('awake');
    ends.hub.freeze('sleepy');
    ends.clock.run(60e6);
    ends.hub.thaw('sleepy');
    ends.clock.run(62e6);
    expect(lost).toEqual(['said nothing for 6 s']);
  });

  it('is told when the other says more than may wait here', () => {
    const ends = new TwoEnds();
    const [left, right] = [
      reliableLink(ends.hub.exchange('a').carrier({ sends: 'to-b', hears: 'to-a' }), {
        clock: ends.clock,
        silentUsMax: SILENT_US,
      }),
      reliableLink(ends.hub.exchange('b').carrier({ sends: 'to-a', hears: 'to-b' }), {
        clock: ends.clock,
        silentUsMax: SILENT_US,
        bytesMax: 10_000,
      }),
    ];
    const lost: string[] = [];
    right.onLost = (how) => lost.push(how);
    left.send('x'.repeat(20_000));
    ends.clock.run(1e6);
    expect(lost).toEqual(['said more than fits here']);
  });

  it('is told to an end that was frozen for too long, because the other said goodbye', () => {
    const ends = new TwoEnds();
    ends.clock.run(1e6);
    ends.hub.freeze('right');
    ends.clock.run(20e6);
    expect(ends.lost.map((told) => told.slice(0, 30))).toEqual(['left: it said nothing for 6 s ']);
    ends.hub.thaw('right');
    ends.clock.run(22e6);
    expect(ends.lost.at(-1)).toMatch(/^right: it closed the link/);
  });

  it('is told when the other takes nothing of what it is told', () => {
    const ends = new TwoEnds({}, { bytesMax: 10_000 });
    ends.clock.run(1e6);
    ends.hub.cut('right');
    for (let count = 0; count < 3; count++) ends.left.send('x'.repeat(4000));
    expect(ends.lost).toEqual([]);
    ends.clock.run(1e6 + 1);
    expect(ends.lost[0]).toMatch(/^left: it has not taken what it was told/);
  });
});

describe('what others send to the same subjects', () => {
  it('is ignored: anything, and pieces of packets', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 20 }), (garbage) => {
        const ends = new TwoEnds();
        const stranger = ends.hub.exchange('stranger').carrier({ sends: 'to-right', hears: 'nowhere' });
        ends.clock.run(1e6);
        const packet = encodePacket({ kind: 'data', session: 5n, peer: 7n, offset: 0, heard: 0, data: new Uint8Array(5) });
        for (const [index, bytes] of garbage.entries()) {
          stranger.send(bytes);
          stranger.send(packet.subarray(0, index % packet.length));
        }
        stranger.send(packet);
        ends.left.send('still here');
        ends.clock.run(2e6);
        expect(ends.heardRight).toEqual(['still here']);
        expect(ends.lost).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('is ignored even when it names an end, but not the one it comes from, or claims what can’t be', () => {
    const ends = new TwoEnds();
    const [left, right] = [11n, 22n];
    const heard: unknown[] = [];
    const clock = ends.clock;
    const [one, other] = [
      reliableLink(ends.hub.exchange('a').carrier({ sends: 'to-b', hears: 'to-a' }), {
        clock,
        silentUsMax: SILENT_US,
        session: left,
      }),
      reliableLink(ends.hub.exchange('b').carrier({ sends: 'to-a', hears: 'to-b' }), {
        clock,
        silentUsMax: SILENT_US,
        session: right,
      }),
    ];
    other.onHeard = (value) => heard.push(value);
    ends.clock.run(1e6);
    const stranger = ends.hub.exchange('stranger').carrier({ sends: 'to-b', hears: 'nowhere' });
    const forOther = {
      kind: 'data',
      session: left,
      peer: right,
      offset: 0,
      heard: 0,
      data: withLength(bytesOfValue('forged')),
    } as const;
    stranger.send(encodePacket({ ...forOther, session: 99n }));
    stranger.send(encodePacket({ ...forOther, session: 99n, kind: 'goodbye', data: new Uint8Array() }));
    stranger.send(encodePacket(forOther).fill(0, 0, 4));
    stranger.send(encodePacket({ ...forOther, kind: 'beat', heard: 1_000_000, data: new Uint8Array() }));
    ends.clock.run(1.5e6);
    const answers: unknown[] = [];
    one.onHeard = (value) => answers.push(value);
    one.send('question');
    other.send('answer');
    ends.clock.run(2e6);
    expect([heard, answers]).toEqual([['question'], ['answer']]);
  });

  it('is ignored when it comes from an earlier link', () => {
    const ends = new TwoEnds();
    const taped: Uint8Array[] = [];
    const tape = ends.hub.exchange('tape').carrier({ sends: 'to-right', hears: 'to-right' });
    tape.onPacket = (packet) => taped.push(packet);
    ends.left.send('earlier');
    ends.clock.run(1e6);
    ends.left.close();
    ends.right.close();
    ends.clock.run(3e6);
    tape.onPacket = () => {};
    expect(taped.length).toBeGreaterThan(3);

    const heard: unknown[] = [];
    ends.end('right', heard);
    for (const packet of taped) tape.send(packet);
    ends.clock.run(4e6);
    const left = ends.end('left', []);
    for (const packet of taped) tape.send(packet);
    left.send('now');
    ends.clock.run(5e6);
    for (const packet of taped) tape.send(packet);
    ends.clock.run(6e6);
    expect(heard).toEqual(['now']);
    expect(ends.lost).toEqual([]);
  });
});
