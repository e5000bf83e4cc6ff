import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { Decoder } from './decoder.ts';
import { encode, frameBytesOf, refusalOf } from './encode.ts';
import { delimited, type Framing, fixedFrames, fixedTexts, lengthPrefixed, nulEnded, unframed } from './framing.ts';
import { type Decoded, type DecodedStream, decodeSlowly } from './slow-twin.test-support.ts';

// Few different bytes, so that terminators, prefixes and NULs meet often.
const spicyByte = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 1, 10, 13, 97) }, fc.integer({ min: 0, max: 255 }));
const spicyBytes = (maxLength: number) => fc.array(spicyByte, { maxLength }).map((bytes) => Uint8Array.from(bytes));

const anyFraming: fc.Arbitrary<Framing> = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((frameBytes) => fixedFrames(frameBytes)),
  fc
    .tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom('clean' as const, 'ignored' as const),
      fc.constantFrom('violation' as const, 'whole' as const),
    )
    .map(([frameBytes, padding, missingNul]) => fixedTexts(frameBytes, { padding, missingNul })),
  fc.integer({ min: 0, max: 12 }).map((max) => nulEnded(max)),
  fc
    .tuple(
      fc.array(fc.constantFrom(0, 10, 13, 97), { minLength: 1, maxLength: 4 }).map((bytes) => Uint8Array.from(bytes)),
      fc.integer({ min: 0, max: 12 }),
    )
    .map(([delimiter, max]) => delimited(delimiter, max)),
  fc
    .tuple(
      fc.constantFrom(1 as const, 2 as const, 4 as const),
      fc.constantFrom('big' as const, 'little' as const),
      fc.integer({ min: 0, max: 400 }),
    )
    .map(([prefix, order, max]) => lengthPrefixed(prefix, order, max)),
);

/** Segments of a stream: every boundary is kept or dropped, empty segments among them. */
const cuts = (length: number) => fc.array(fc.integer({ min: 0, max: length }), { maxLength: 20 });

const streamWithCuts = (bytes: fc.Arbitrary<Uint8Array>) =>
  bytes.chain((stream) => fc.tuple(fc.constant(stream), cuts(stream.length)));

/** Frames, valid ones mostly, glued together: random bytes alone seldom make two frames in a row. */
const framesOf = (framing: Framing) =>
  fc.array(spicyBytes(14), { maxLength: 6 }).map((payloads) =>
    Buffer.concat(
      payloads.map((payload) => {
        const fitting = framing.kind === 'fixed' && framing.content === 'whole' ? fitTo(payload, framing.frameBytes) : payload;
        const encoded = encode(framing, fitting);
        return encoded.kind === 'frame' ? encoded.bytes : payload;
      }),
    ),
  );

describe('the decoder', () => {
  it('gives back what was encoded, for every framing and payload that is not refused', () => {
    fc.assert(
      fc.property(anyFraming, fc.array(spicyBytes(14), { maxLength: 8 }), (framing, payloads) => {
        const sendable = payloads
          .map((payload) =>
            framing.kind === 'fixed' && framing.content === 'whole' ? fitTo(payload, framing.frameBytes) : payload,
          )
          .filter((payload) => refusalOf(framing, payload) === undefined);
        const frames = sendable.map((payload) => {
          const encoded = encode(framing, payload);
          return encoded.kind === 'frame' ? encoded.bytes : new Uint8Array(0);
        });
        frames.forEach((frame, index) => {
          expect(frame.length).toBe(frameBytesOf(framing, (sendable[index] as Uint8Array).length));
        });
        const decoded = decodeSegments(framing, [Buffer.concat(frames)]);
        expect(decoded).toEqual({
          frames: sendable.map((payload) => ({ kind: 'frame', payload: [...payload] })),
          unfinishedBytes: 0,
          broken: false,
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with its slow twin on any bytes, in any segmentation', () => {
    const anyStream = anyFraming.chain((framing) =>
      fc.tuple(fc.constant(framing), streamWithCuts(fc.oneof(framesOf(framing), spicyBytes(60)))),
    );
    fc.assert(
      fc.property(anyStream, ([framing, [stream, at]]) => {
        expect(decodeSegments(framing, cutAt(stream, at))).toEqual(decodeSlowly(framing, [...stream]));
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the same frames at every single cut and byte by byte', () => {
    const framed = anyFraming.chain((framing) => fc.tuple(fc.constant(framing), framesOf(framing)));
    fc.assert(
      fc.property(framed, ([framing, stream]) => {
        const whole = decodeSegments(framing, [stream]);
        for (let at = 0; at <= stream.length; at++) {
          expect(decodeSegments(framing, cutAt(stream, [at]))).toEqual(whole);
        }
        const everywhere = Array.from(stream, (_, at) => at);
        expect(decodeSegments(framing, cutAt(stream, everywhere))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('hands an unframed stream on unchanged, in payloads of at most the maximum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), streamWithCuts(spicyBytes(60)), (max, [stream, at]) => {
        const { frames, unfinishedBytes } = decodeSegments(unframed(max), cutAt(stream, at));
        const payloads = frames.map((frame) => (frame.kind === 'frame' ? frame.payload : []));
        expect(payloads.flat()).toEqual([...stream]);
        expect(payloads.every((payload) => payload.length >= 1 && payload.length <= max)).toBe(true);
        expect(unfinishedBytes).toBe(0);
      }),
    );
  });

  it('reads nothing outside its bytes: what stands before and behind a segment changes nothing', () => {
    const anyStream = anyFraming.chain((framing) =>
      fc.tuple(fc.constant(framing), streamWithCuts(fc.oneof(framesOf(framing), spicyBytes(60))), fc.constantFrom(0, 10, 255)),
    );
    fc.assert(
      fc.property(anyStream, ([framing, [stream, at], surroundings]) => {
        const inSurroundings = decodeSegments(framing, cutAt(stream, at), (segment) => {
          const bytes = Buffer.alloc(segment.length + 40, surroundings);
          bytes.set(segment, 20);
          return { bytes, start: 20, end: 20 + segment.length };
        });
        expect(inSurroundings).toEqual(decodeSlowly(framing, [...stream]));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a frame readable until the next feed, also one that was gathered', () => {
    fc.assert(
      fc.property(
        anyFraming.chain((framing) =>
          fc.tuple(
            fc.constant(framing),
            framesOf(framing).chain((s) => fc.tuple(fc.constant(s), cuts(s.length))),
          ),
        ),
        ([framing, [stream, at]]) => {
          const decoder = new Decoder(framing);
          for (const segment of cutAt(stream, at)) {
            decoder.feed(segment, 0, segment.length);
            const views: { view: Uint8Array; copy: number[] }[] = [];
            for (let step = decoder.next(); step !== 'incomplete'; step = decoder.next()) {
              const view = decoder.bytes.subarray(decoder.start, decoder.end);
              views.push({ view, copy: [...view] });
            }
            for (const { view, copy } of views) expect([...view]).toEqual(copy);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the decoder by example', () => {
  it('does not copy a frame that lies whole in its segment', () => {
    const decoder = new Decoder(fixedFrames(4));
    const segment = Buffer.from('abcdefgh');
    decoder.feed(segment, 0, 8);
    expect(decoder.next()).toBe('frame');
    expect(decoder.bytes).toBe(segment);
    expect([decoder.start, decoder.end]).toEqual([0, 4]);
    expect(decoder.next()).toBe('frame');
    expect(decoder.bytes).toBe(segment);
  });

  it('names dirty padding and goes on with the next frame', () => {
    expect(decodeSegments(fixedTexts(4), [Buffer.from('ab\0xcd\0\0')])).toEqual({
      frames: [
        { kind: 'violation', violation: 'dirty-padding' },
        { kind: 'frame', payload: [99, 100] },
      ],
      unfinishedBytes: 0,
      broken: false,
    });
  });

  it('names a missing NUL', () => {
    expect(decodeSegments(fixedTexts(3), [Buffer.from('abc')]).frames).toEqual([{ kind: 'violation', violation: 'missing-nul' }]);
  });

  it('gives nothing more after a frame that is too long', () => {
    const decoder = new Decoder(nulEnded(3));
    const segment = Buffer.from('abcdef\0gh\0');
    decoder.feed(segment, 0, segment.length);
    expect(decoder.next()).toBe('violation');
    expect(decoder.violation).toBe('too-long');
    expect(decoder.next()).toBe('incomplete');
    decoder.feed(segment, 7, segment.length);
    expect(decoder.next()).toBe('incomplete');
    expect(decoder.broken).toBe(true);
  });

  it('does not take memory on the word of a length prefix', () => {
    const decoder = new Decoder(lengthPrefixed(4, 'big', 1024));
    decoder.feed(Uint8Array.of(0xff, 0xff, 0xff, 0xff), 0, 4);
    expect(decoder.next()).toBe('violation');
    expect(decoder.violation).toBe('too-long');
  });

  it('takes no more of a delimiter that begins too late than the longest frame has', () => {
    const segments = [Buffer.from('abc\r\n'), Buffer.from('\r\nrest')];
    expect(decodeSegments(delimited('\r\n\r\n', 1), segments)).toEqual({
      frames: [{ kind: 'violation', violation: 'too-long' }],
      unfinishedBytes: 0,
      broken: true,
    });
    expect(decodeSegments(delimited('\r\n\r\n', 0), [Buffer.from('x\r\n'), Buffer.from('\r\n')]).frames).toEqual([
      { kind: 'violation', violation: 'too-long' },
    ]);
  });

  it('searches a long frame that comes byte by byte once, not from its start each time', () => {
    // A million bytes searched from the start each time would be 5 * 10^11 comparisons: this test would not end.
    const decoder = new Decoder(nulEnded(1_000_000));
    const letter = Buffer.from('a');
    let early = 0;
    for (let count = 0; count < 1_000_000; count++) {
      decoder.feed(letter, 0, 1);
      if (decoder.next() !== 'incomplete') early++;
    }
    expect(early).toBe(0);
    decoder.feed(Buffer.alloc(1), 0, 1);
    expect(decoder.next()).toBe('frame');
    expect(decoder.end - decoder.start).toBe(1_000_000);
  });
});

describe('a framing', () => {
  it('whose frames can not be told apart is refused in a sentence', () => {
    expect(() => lengthPrefixed(3 as 4, 'big', 10)).toThrow('A length prefix has 1, 2 or 4 bytes, not 3.');
    expect(() => delimited('', 10)).toThrow("A delimiter has 1 to 255 bytes, not 0: frames without one can't be told apart.");
    expect(() => fixedFrames(0)).toThrow('The size of a fixed frame is a whole number from 1 to 67108864 bytes, not 0.');
    expect(() => nulEnded(Number.NaN)).toThrow('not NaN');
    expect(() => unframed(1.5)).toThrow(HarnessError);
  });
});

describe('encoding', () => {
  it('refuses a payload that a reader would take for two frames', () => {
    expect(encode(nulEnded(9), Buffer.from('a\0b'))).toEqual({ kind: 'refused', refusal: 'holds-terminator' });
    expect(encode(delimited('aa', 9), Buffer.from('ba'))).toEqual({ kind: 'refused', refusal: 'holds-terminator' });
    expect(encode(fixedTexts(9), Buffer.from('a\0b'))).toEqual({ kind: 'refused', refusal: 'holds-terminator' });
  });

  it('refuses what does not fit', () => {
    expect(encode(fixedTexts(3), Buffer.from('abc'))).toEqual({ kind: 'refused', refusal: 'too-long' });
    expect(encode(fixedFrames(3), Buffer.from('ab'))).toEqual({ kind: 'refused', refusal: 'wrong-size' });
    expect(encode(lengthPrefixed(1, 'big', 1000), Buffer.alloc(256))).toEqual({ kind: 'refused', refusal: 'too-long' });
  });

  it('writes the length in the order asked for', () => {
    const frame = (order: 'big' | 'little') => {
      const encoded = encode(lengthPrefixed(2, order, 1000), Buffer.alloc(258, 7));
      return encoded.kind === 'frame' ? [...encoded.bytes.subarray(0, 3)] : [];
    };
    expect(frame('big')).toEqual([1, 2, 7]);
    expect(frame('little')).toEqual([2, 1, 7]);
  });
});

function fitTo(payload: Uint8Array, length: number): Uint8Array {
  const fitting = new Uint8Array(length).fill(120);
  fitting.set(payload.subarray(0, length));
  return fitting;
}

function cutAt(stream: Uint8Array, at: number[]): Uint8Array[] {
  const boundaries = [0, ...at.toSorted((one, other) => one - other), stream.length];
  return boundaries.slice(1).map((end, index) => Uint8Array.from(stream.subarray(boundaries[index], end)));
}

/** Every segment is overwritten once it is decoded, as a transport does with its one buffer. */
function decodeSegments(
  framing: Framing,
  segments: Uint8Array[],
  place: (segment: Uint8Array) => { bytes: Uint8Array; start: number; end: number } = (segment) => ({
    bytes: Uint8Array.from(segment),
    start: 0,
    end: segment.length,
  }),
): DecodedStream {
  const decoder = new Decoder(framing);
  const frames: Decoded[] = [];
  for (const segment of segments) {
    const { bytes, start, end } = place(segment);
    decoder.feed(bytes, start, end);
    for (let step = decoder.next(); step !== 'incomplete'; step = decoder.next()) {
      if (step === 'violation') {
        frames.push({ kind: 'violation', violation: decoder.violation ?? 'too-long' });
      } else {
        frames.push({ kind: 'frame', payload: [...decoder.bytes.subarray(decoder.start, decoder.end)] });
      }
    }
    bytes.fill(0xdb);
  }
  return { frames, unfinishedBytes: decoder.unfinishedBytes, broken: decoder.broken };
}
