// No segmentation of a client's stream changes what a session of a framed protocol says and does (CHAT-1.1.4, ECHO-TEXT-2.3,
// ECHO-BLOCK-5.1, P2P-6.1). keepalive and talk are not here: they have no frames, what arrives at once is the message, and so
// their segmentation is their meaning (KEEP-3.1, TALK-4.1).

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeTerminal } from '../world.test-support.ts';
import type { ClientFrameSetting } from './chat/client-frames.ts';
import { ChatRoom } from './chat/room.ts';
import { EchoBlockService } from './echo-block.ts';
import { EchoTextService } from './echo-text.ts';
import { echoOperator, stdioOperator } from './operator.ts';
import { P2pService } from './p2p.ts';
import { PureClient } from './recording-line.test-support.ts';
import type { Service } from './session.ts';

interface Subject {
  readonly service: Service;
  /** What the operator was shown. */
  readonly printed?: () => Buffer;
}

/** Everything that a client, and the operator, can tell one history from another by. */
interface Transcript {
  readonly sent: string;
  readonly isClosed: boolean;
  readonly printed: string;
}

describe('segmentation', () => {
  const subjects: readonly [string, () => Subject, fc.Arbitrary<Uint8Array>][] = [
    ...([1500, 100, 'auto'] as const).map((clientFrame): [string, () => Subject, fc.Arbitrary<Uint8Array>] => [
      `chat with frames of ${clientFrame}`,
      () => ({ service: new ChatRoom({ clientFrame }) }),
      chatStream(clientFrame),
    ]),
    ['echo-text', () => ({ service: new EchoTextService() }), textStream()],
    ['echo-block', () => ({ service: new EchoBlockService() }), blockStream()],
    ['p2p with a person', () => p2p('stdio'), blockStream()],
    ['p2p with an echo', () => p2p('echo'), blockStream()],
  ];

  for (const [name, open, streams] of subjects) {
    it(`changes nothing in ${name}: whole, byte by byte, and cut anywhere`, () => {
      fc.assert(
        fc.property(streamWithCuts(streams), fc.boolean(), ([stream, at], endsFirst) => {
          const whole = transcript(open(), [stream], endsFirst);
          expect(transcript(open(), cutAt(stream, at), endsFirst)).toEqual(whole);
          expect(transcript(open(), cutAt(stream, everywhere(stream)), endsFirst)).toEqual(whole);
        }),
        { numRuns: 300 },
      );
    });
  }

  it('changes nothing in a line that p2p echoes in pieces, for it is too long', () => {
    const streams = fc
      .tuple(fc.array(fc.integer({ min: 60_000, max: 70_000 }), { minLength: 1, maxLength: 3 }), fc.nat())
      .map(([lengths]) =>
        Buffer.concat(lengths.map((length) => Buffer.concat([Buffer.alloc(length, 'long'), Buffer.from('\n')]))),
      );
    fc.assert(
      fc.property(streamWithCuts(streams), ([stream, at]) => {
        const whole = transcript(p2p('echo'), [stream], true);
        expect(transcript(p2p('echo'), cutAt(stream, at), true)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  for (const clientFrame of [1500, 100, 'auto'] as const) {
    it(`changes nothing for several chat clients, however their frames of ${clientFrame} begin among others' frames`, () => {
      fc.assert(
        fc.property(fc.array(scheduled(clientFrame), { maxLength: 40 }), (schedule) => {
          const whole = together(clientFrame, schedule, (frame) => [frame.bytes]);
          expect(together(clientFrame, schedule, (frame) => cutAt(frame.bytes, everywhere(frame.bytes)))).toEqual(whole);
          expect(together(clientFrame, schedule, (frame) => cutAt(frame.bytes, frame.at))).toEqual(whole);
          expect(together(clientFrame, begunEarly(schedule), (frame) => [frame.bytes])).toEqual(whole);
          expect(together(clientFrame, glued(schedule), (frame) => [frame.bytes])).toEqual(whole);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('would be seen to change a server that takes each read for one frame', () => {
    const open = (): Subject => ({
      service: {
        open: (line) => ({
          onBytes: (bytes, start) => line.send(Buffer.from(bytes.subarray(start, start + 1))),
          onEnd: () => line.close(),
          onGone() {},
        }),
      },
    });
    const run = fc.check(
      fc.property(streamWithCuts(chatStream(100)), ([stream, at]) => {
        expect(transcript(open(), cutAt(stream, at), true)).toEqual(transcript(open(), [stream], true));
      }),
    );
    expect(run.failed).toBe(true);
    // A frame or two, and a cut in them.
    expect(run.counterexample?.[0][0].length).toBeLessThanOrEqual(200);
  });
});

// Streams: what a client of the protocol would send, mostly, and what it would not.

/** Few different bytes, so that NULs, separators and line ends meet often. */
const spicyByte = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 10, 0x24, 0x3a, 0x40, 0x61, 0x62) },
  fc.integer({ min: 0, max: 255 }),
);
const spicyBytes = (maxLength: number) => fc.array(spicyByte, { maxLength, size: 'max' }).map((bytes) => Buffer.from(bytes));

/** Sayings of a room where names are short and few, so that they meet. */
const saying = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c',
    'toolongname',
    '@x',
    '',
    'exit',
    'a:hi',
    'b:hi:you',
    '@all:hello',
    'nobody:hi',
    ':',
    'a:',
    ':a:b',
  ),
  fc.constantFrom('a:', '@all:').chain((head) => fc.integer({ min: 80, max: 110 }).map((length) => head + 'x'.repeat(length))),
);

function framed(text: string, frameBytes: number, behindNul: number): Buffer {
  const frame = Buffer.alloc(frameBytes);
  const length = frame.write(text);
  if (length < frameBytes) frame.fill(behindNul, length + 1);
  return frame;
}

function chatFrame(clientFrame: ClientFrameSetting): fc.Arbitrary<Buffer> {
  const size = clientFrame === 'auto' ? fc.constantFrom(100, 1500) : fc.constant(clientFrame);
  const behindNul = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constant(0x41));
  return fc.tuple(saying, size, behindNul).map(([text, frameBytes, behind]) => framed(text, frameBytes, behind));
}

function chatStream(clientFrame: ClientFrameSetting): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof({ weight: 8, arbitrary: chatFrame(clientFrame) }, spicyBytes(200));
  return fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));
}

function textStream(): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: spicyBytes(40) },
    fc.integer({ min: 1000, max: 1030 }).map((length) => Buffer.concat([Buffer.alloc(length, 'm'), Buffer.alloc(1)])),
  );
  return fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.concat(pieces));
}

function blockStream(): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.string({ maxLength: 30 }).map((line) => framed(`${line}\n`, 1024, 0)) },
    { weight: 2, arbitrary: fc.string({ maxLength: 30 }).map((line) => framed(`${line}\n`, 1024, 0x41)) },
    fc.constant(Buffer.alloc(1024, 'full')),
    spicyBytes(60),
  );
  return fc.array(piece, { maxLength: 5 }).map((pieces) => Buffer.concat(pieces));
}

const streamWithCuts = (streams: fc.Arbitrary<Uint8Array>) =>
  streams.chain((stream) =>
    fc.tuple(fc.constant(stream), fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 20 })),
  );

function everywhere(stream: Uint8Array): number[] {
  return Array.from(stream, (_, at) => at);
}

function cutAt(stream: Uint8Array, at: readonly number[]): Uint8Array[] {
  const boundaries = [0, ...at.toSorted((one, other) => one - other), stream.length];
  return boundaries.slice(1).map((end, index) => stream.subarray(boundaries[index], end));
}

// One client.

function p2p(kind: 'stdio' | 'echo'): Subject {
  const terminal = new FakeTerminal();
  return {
    service: new P2pService(kind === 'echo' ? echoOperator(terminal) : stdioOperator(terminal)),
    printed: () => terminal.printedBytes,
  };
}

function transcript({ service, printed }: Subject, segments: readonly Uint8Array[], endsFirst: boolean): Transcript {
  const client = new PureClient(service);
  for (const segment of segments) client.read(segment);
  const { isClosed } = client.line;
  if (endsFirst) client.end();
  client.gone();
  return { sent: client.line.sent.toString('latin1'), isClosed, printed: (printed?.() ?? Buffer.alloc(0)).toString('latin1') };
}

// Several clients of one room.

interface Scheduled {
  readonly client: number;
  readonly bytes: Buffer;
  /** Where this frame is cut. */
  readonly at: readonly number[];
  /** So many bytes of it come before the frame that another client sends before it. */
  readonly earlyBytes: number;
}

const CLIENTS = 4;

/** Frames of one size, clean, so that what takes effect when is known: with `auto`, a client's first frame at its 100th byte. */
function scheduled(clientFrame: ClientFrameSetting): fc.Arbitrary<Scheduled> {
  return fc
    .record({
      client: fc.nat({ max: CLIENTS - 1 }),
      text: saying,
      at: fc.array(fc.nat({ max: 1500 }), { maxLength: 6 }),
      early: fc.nat({ max: 99 }),
    })
    .map(({ client, text, at, early }) => {
      const autoBytes = client % 2 === 0 ? 100 : 1500;
      const bytes = framed(text, clientFrame === 'auto' ? autoBytes : clientFrame, 0);
      // A text of 100 bytes and more fills a frame of 100 without a NUL, which `auto` takes for the beginning of 1,500.
      if (bytes.length === 100 && clientFrame === 'auto') bytes[99] = 0;
      return { client, bytes, at: at.filter((place) => place <= bytes.length), earlyBytes: early };
    });
}

/** Moves the beginning of each frame before the frame of another client that comes before it. */
function begunEarly(schedule: readonly Scheduled[]): Scheduled[] {
  const moved: Scheduled[] = [];
  for (const frame of schedule) {
    const before = moved.at(-1);
    if (before === undefined || before.client === frame.client) {
      moved.push(frame);
      continue;
    }
    const { bytes, earlyBytes } = frame;
    moved.splice(moved.length - 1, 0, { ...frame, bytes: bytes.subarray(0, earlyBytes) });
    moved.push({ ...frame, bytes: bytes.subarray(earlyBytes) });
  }
  return moved;
}

/** What one client sends in a row comes in one read. */
function glued(schedule: readonly Scheduled[]): Scheduled[] {
  const reads: Scheduled[] = [];
  for (const frame of schedule) {
    const last = reads.at(-1);
    if (last?.client === frame.client) reads[reads.length - 1] = { ...last, bytes: Buffer.concat([last.bytes, frame.bytes]) };
    else reads.push(frame);
  }
  return reads;
}

function together(
  clientFrame: ClientFrameSetting,
  schedule: readonly Scheduled[],
  segmentsOf: (frame: Scheduled) => readonly Uint8Array[],
): string[] {
  const room = new ChatRoom({ clientFrame });
  const clients = Array.from({ length: CLIENTS }, () => new PureClient(room));
  for (const frame of schedule) for (const segment of segmentsOf(frame)) clients[frame.client]?.read(segment);
  return clients.map(({ line }) => `${line.isClosed ? 'closed' : 'open'} ${line.sent.toString('latin1')}`);
}
