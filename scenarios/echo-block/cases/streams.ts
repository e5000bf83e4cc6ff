// ECHO-BLOCK-5.1: the stream that comes back is the stream that was sent.

import type { Case } from '../../../harness/judge/case.ts';
import type { History } from '../../../harness/judge/history.ts';
import type { Judgement } from '../../../harness/judge/judgement.ts';
import { CUT_LIMIT_MS, type CutWrite, sendCut } from '../../echoer.ts';
import { BLOCK_BYTES, blockOf, bytesOf, type Streamer, StreamJudging, type StreamScene, streamCase } from './streamer.ts';

const LINES = ['hello\n', '\n', '你好\n', `${'x'.repeat(1022)}\n`, '%s%n\n'].map(blockOf);
const BLOCKS = Buffer.concat(LINES.slice(0, 3));
const BLOCK_CUTS = [
  [1, 2, 3, 4, 5, 6],
  [512, 1022, 1023, 1024, 1025],
  [1500, 2047, 2049],
  [1024, 2048],
  [3000, 3070, 3071],
];
const EVERY_BYTE = Buffer.from(Uint8Array.from({ length: 256 }, (_, index) => index));
const LENGTHS = [1, 2, 3, 255, 256, 257, 1023, 1024, 1025, 2047, 2048, 2049, 5000, 16_384, 65_536, 100_000];
const MILLION = Array.from({ length: 80 }, (_, number) => bytesOf(14_000, number));
const SHORT = bytesOf(40);
const ODD_SIZES = [1, 3, 7, 13, 97, 251, 997, 2311];
const ODD_BYTES = bytesOf(60_000);
/** What happens once in a hundred reads happens. */
const EXCHANGES = 150;
const TURNS = 60;
const GARBAGE_BYTES = 10 * 1024 * 1024;
const LATE_BYTES = 4 * 1024 * 1024;
const LATE_MS = 20;

export const STREAM_CASES: readonly Case<Streamer>[] = [
  inTurn(
    'echo-block/5.1/lines-in-blocks',
    'A block of 1,024 bytes, a line with NULs behind it, comes back as it was.',
    ['echo-stops-at-nul'],
    LINES,
  ),
  inTurn(
    'echo-block/5.1/every-byte',
    'Bytes of every value come back as they were, each by itself and all together.',
    ['echo-stops-at-nul', 'whole-blocks-only'],
    [...[...EVERY_BYTE].map((byte) => Buffer.of(byte)), EVERY_BYTE],
  ),
  inTurn(
    'echo-block/5.1/nuls-are-bytes',
    'NULs come back like any other bytes, wherever they stand and however many they are.',
    ['echo-stops-at-nul'],
    [Buffer.alloc(1), Buffer.alloc(BLOCK_BYTES), Buffer.from('a\0b\0\0c'), Buffer.alloc(50_000), Buffer.from('\0behind')],
  ),
  inTurn(
    'echo-block/5.1/any-length',
    'What is sent comes back whatever its length is, and nobody waits for a block to be full.',
    ['whole-blocks-only'],
    LENGTHS.map((length) => bytesOf(length)),
  ),
  inTurn(
    'echo-block/5.1/one-exchange-behind-another',
    'However often something was sent and came back, the next comes back once, and is not lost.',
    ['loses-a-read', 'echoes-twice'],
    Array.from({ length: EXCHANGES }, (_, number) => `${number}, `),
  ),
  streamCase({
    id: 'echo-block/5.1/every-split-point',
    level: 'must',
    clause: 'ECHO-BLOCK-5.1',
    rule: 'What is sent in two segments comes back the same, wherever it was cut.',
    kills: ['whole-blocks-only'],
    timeLimitMs: CUT_LIMIT_MS,
    async drive(scene) {
      const writes = Array.from({ length: SHORT.length - 1 }, (_, index) => ({ bytes: SHORT, cuts: [index + 1] }));
      return await sentCut(scene, writes);
    },
    judge: ({ history, facts }) => judgeCut(history, facts, SHORT),
  }),
  streamCase({
    id: 'echo-block/5.1/block-cut-anywhere',
    level: 'must',
    clause: 'ECHO-BLOCK-5.1',
    rule: 'Blocks that come in pieces, cut anywhere and byte by byte, come back the same.',
    kills: ['echo-stops-at-nul'],
    timeLimitMs: CUT_LIMIT_MS,
    async drive(scene) {
      return await sentCut(
        scene,
        BLOCK_CUTS.map((cuts) => ({ bytes: BLOCKS, cuts })),
      );
    },
    judge: ({ history, facts }) => judgeCut(history, facts, BLOCKS),
  }),
  streamCase({
    id: 'echo-block/5.1/odd-sizes',
    level: 'must',
    clause: 'ECHO-BLOCK-5.1',
    rule: 'A stream that is written in pieces of any sizes, without waiting, comes back the same.',
    kills: ['echo-stops-at-nul', 'whole-blocks-only'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      let at = 0;
      for (let piece = 0; at < ODD_BYTES.length; piece++) {
        const size = ODD_SIZES[piece % ODD_SIZES.length] ?? 1;
        alice.sendBytes(ODD_BYTES.subarray(at, at + size));
        at += size;
        // Now and then what was written so far is to be read by itself.
        if (piece % 20 === 0) await alice.isReadApart();
      }
      if (await alice.isEchoed()) await alice.fencesItself();
    },
    judge: ({ history }) => new StreamJudging(history).echoedBytes('alice', ODD_BYTES).judgement,
  }),
  streamCase({
    id: 'echo-block/5.1/many-blocks-in-one-segment',
    level: 'must',
    clause: 'ECHO-BLOCK-5.1',
    rule: 'However many blocks come in one segment, from 2 to 64, all of them come back, in order.',
    kills: ['echo-stops-at-nul'],
    async drive(scene) {
      const alice = await scene.connected('alice', { isKept: false });
      for (let blocks = 2; blocks <= 64; blocks++) {
        const lines = Array.from({ length: blocks }, (_, number) => blockOf(`${number + 1} of ${blocks}\n`));
        if (!(await alice.says(Buffer.concat(lines)))) break;
      }
      return { account: alice.account };
    },
    judge: ({ history, facts }) => new StreamJudging(history).accounted('alice', facts.account).judgement,
  }),
  streamed(
    'echo-block/5.1/a-million-bytes',
    'Of more than a million bytes, of every value, every one comes back as it was.',
    ['wrong-byte'],
    () => MILLION,
  ),
  streamed(
    'echo-block/5.1/ten-megabytes-of-garbage',
    '10 MB of random bytes come back as they were.',
    ['wrong-byte', 'loses-a-read'],
    (chance) => {
      const garbage = Uint8Array.from({ length: GARBAGE_BYTES / 160 }, () => chance.below(256));
      return Array.from({ length: 160 }, () => garbage);
    },
  ),
  streamed(
    'echo-block/5.1/all-zero-and-all-ones',
    'A megabyte of NULs and one of 0xFF come back as they were.',
    ['wrong-byte', 'echo-stops-at-nul'],
    () => [
      ...Array.from({ length: 16 }, () => Buffer.alloc(64 * 1024)),
      ...Array.from({ length: 16 }, () => Buffer.alloc(64 * 1024, 0xff)),
    ],
  ),
  streamCase({
    id: 'echo-block/5.1/nothing-is-lost-for-who-reads-late',
    level: 'must',
    clause: 'ECHO-BLOCK-5.1',
    rule: 'A client that sends 4 MB and begins to read only then gets all of it back.',
    kills: ['wrong-byte'],
    async drive(scene) {
      const alice = await scene.connected('alice', { isKept: false });
      alice.stopReading();
      alice.sendBytes(bytesOf(LATE_BYTES));
      await scene.pause(LATE_MS);
      alice.resumeReading();
      await alice.isEchoed();
      return { account: alice.account };
    },
    judge: ({ history, facts }) => new StreamJudging(history).accounted('alice', facts.account).judgement,
  }),
  streamCase({
    id: 'echo-block/5.1/nothing-of-another-client',
    level: 'must',
    clause: 'ECHO-BLOCK-5.1',
    rule: 'Of clients that send in turn each gets back what it has sent itself, and nothing of the others.',
    kills: ['bytes-of-another-client'],
    clients: 2,
    async drive(scene) {
      const alice = await scene.connected('alice');
      const bob = await scene.connected('bob');
      for (let turn = 0; turn < TURNS; turn++) {
        if (!(await alice.says(`alice says ${turn}, `)) || !(await bob.says(`bob says ${turn}, `))) break;
      }
      return { alice: alice.account, bob: bob.account };
    },
    judge: ({ history, facts: { alice, bob } }) =>
      new StreamJudging(history).accounted('alice', alice).accounted('bob', bob).judgement,
  }),
];

/** Pieces of one client, one behind the other, and a fence. */
function inTurn(id: string, rule: string, kills: readonly string[], pieces: readonly (Uint8Array | string)[]): Case<Streamer> {
  const all = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
  return streamCase({
    id,
    level: 'must',
    clause: 'ECHO-BLOCK-5.1',
    rule,
    kills,
    async drive(scene) {
      const alice = await scene.connected('alice');
      const echoed = await alice.saysInTurn(pieces);
      if (echoed === pieces.length) await alice.fencesItself();
      return { sentBytes: Math.min(alice.account.sentBytes, all.length) };
    },
    judge: ({ history, facts }) => new StreamJudging(history).echoedBytes('alice', all.subarray(0, facts.sentBytes)).judgement,
  });
}

/** As fast as the connection takes it. */
function streamed(
  id: string,
  rule: string,
  kills: readonly string[],
  pieces: (chance: { below(bound: number): number }) => Iterable<Uint8Array>,
): Case<Streamer> {
  return streamCase({
    id,
    level: 'must',
    clause: 'ECHO-BLOCK-5.1',
    rule,
    kills,
    async drive(scene) {
      const alice = await scene.connected('alice', { isKept: false });
      await alice.streams(pieces(scene.chance));
      return { account: alice.account };
    },
    judge: ({ history, facts }) => new StreamJudging(history).accounted('alice', facts.account).judgement,
  });
}

type Sent = Awaited<ReturnType<typeof sendCut>>;

async function sentCut(scene: StreamScene, writes: readonly CutWrite[]): Promise<Sent> {
  const sent = await sendCut(scene, writes, (one) => one.isEchoed());
  await Promise.all(scene.actors.map((one) => one.fencesItself()));
  return sent;
}

function judgeCut(history: History, sent: Sent, bytes: Uint8Array): Judgement {
  const judging = new StreamJudging(history);
  for (const { actor, writes } of sent) judging.echoedBytes(actor, repeated(bytes, writes.length));
  return judging.judgement;
}

function repeated(bytes: Uint8Array, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => bytes));
}
