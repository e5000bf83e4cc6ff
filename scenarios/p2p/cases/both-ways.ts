// P2P-6.2: the two directions know nothing of each other.

import type { Case } from '../../../harness/judge/case.ts';
import { promptnessOf, standstill, tardiness, watch } from '../../promptness.ts';
import { P2pJudging } from './p2p-judging.ts';
import { blockOf, isPrintedTo, type Partner, p2pCase, tunedIn } from './partner.ts';

const FEW = 10;
/** In blocks of 1,024 bytes: some megabytes each way. */
const MANY = 3000;
const LINE_BYTES = 900;
/** So many are typed or said at a time. */
const BATCH = 100;
const SATURATED_MS = 10_000;

export const BOTH_WAYS_CASES: readonly Case<Partner>[] = [
  p2pCase({
    id: 'p2p/6.2/operator-need-not-wait',
    level: 'must',
    clause: 'P2P-6.2',
    rule: 'Line after line comes to a client that says nothing.',
    kills: ['takes-turns'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const typed: string[] = [];
      while (typed.length < FEW) {
        const line = `line ${typed.length + 1} ${scene.token()}`;
        typed.push(line);
        if (!(await alice.hearsLine(line))) break;
      }
      return { typed };
    },
    judge: ({ history, facts: { typed } }) => new P2pJudging(history).gotLines('alice', typed, { since: 'in tune' }).judgement,
  }),
  p2pCase({
    id: 'p2p/6.2/client-need-not-wait',
    level: 'must',
    clause: 'P2P-6.2',
    rule: 'What the client says is printed, again and again, while nobody types anything.',
    kills: ['prints-behind-nul'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const texts: string[] = [];
      while (texts.length < FEW) {
        const text = `say ${texts.length + 1} ${scene.token()}`;
        texts.push(`${text}\n`);
        if (!(await alice.isPrinted(text))) break;
      }
      await alice.fences();
      return { texts };
    },
    judge: ({ history, facts: { texts } }) =>
      new P2pJudging(history)
        .printedInOrder(texts, { since: 'in tune' })
        .neverPrinted('\0', 'NULs of the padding were printed.', { since: 'in tune' })
        .heardNothing('alice', { since: 'in tune' }).judgement,
  }),
  p2pCase({
    id: 'p2p/6.2/unread-lines-do-not-stop-hearing',
    level: 'must',
    clause: 'P2P-6.2',
    rule: 'While a client does not read its lines what it says is printed; and when it reads again it gets every line.',
    kills: ['half-duplex'],
    needs: ['operator'],
    timeLimitMs: 2 * SATURATED_MS,
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      alice.stopReading();
      const typed = manyLines(scene.token());
      for (let from = 0; from < typed.length; from += BATCH) scene.operator.types(typed.slice(from, from + BATCH).join('\n'));
      const texts: string[] = [];
      while (texts.length < FEW) {
        const text = `unread ${texts.length + 1} ${scene.token()}`;
        texts.push(`${text}\n`);
        if (!(await alice.isPrinted(text))) break;
      }
      scene.mark('reads again');
      alice.resumeReading();
      const frames = alice.framesReceived + typed.length;
      await alice.until(`${typed.length} lines`, () => alice.framesReceived >= frames, SATURATED_MS);
      await alice.fences();
      return { typed, texts };
    },
    judge: ({ history, facts: { typed, texts } }) =>
      new P2pJudging(history)
        .printedInOrder(texts, { since: 'in tune', until: 'reads again' })
        .gotLines('alice', typed, { since: 'in tune' }).judgement,
  }),
  p2pCase({
    id: 'p2p/6.2/both-ways-at-once',
    level: 'must',
    clause: 'P2P-6.2',
    rule: 'Some megabytes each way at the same time arrive whole and in order, and neither direction waits for the other.',
    kills: ['read-taken-for-block', 'takes-turns'],
    needs: ['operator'],
    timeLimitMs: 2 * SATURATED_MS,
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const typed = manyLines(scene.token());
      const texts = manyLines(scene.token()).map((line) => `${line}\n`);
      const printedBytes = scene.operator.printedBytes + texts.join('').length;
      const frames = alice.framesReceived + typed.length;
      for (let from = 0; from < MANY; from += BATCH) {
        scene.operator.types(typed.slice(from, from + BATCH).join('\n'));
        alice.sendBytes(Buffer.concat(texts.slice(from, from + BATCH).map(blockOf)));
      }
      await Promise.all([
        alice.until(`${MANY} lines`, () => alice.framesReceived >= frames, SATURATED_MS),
        scene.operator.until(`${MANY} lines to be printed`, () => scene.operator.printedBytes >= printedBytes, SATURATED_MS),
      ]);
      await alice.fences();
      await isPrintedTo(scene, texts.at(-1) ?? '');
      return { typed, texts };
    },
    judge: ({ history, facts: { typed, texts } }) =>
      new P2pJudging(history).gotLines('alice', typed, { since: 'in tune' }).printedInOrder(texts, { since: 'in tune' })
        .judgement,
  }),
  p2pCase({
    id: 'p2p/6.2/lines-are-prompt',
    level: 'should',
    clause: 'P2P-6.2',
    rule: 'Lines that have been typed reach the client as promptly as they usually do.',
    kills: ['slow-answers'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      return await promptnessOf(scene, () => alice.hearsLine());
    },
    judge: ({ history, facts }) => {
      const late = tardiness(facts);
      return new P2pJudging(history).holds(late === undefined, late ?? '').judgement;
    },
  }),
  p2pCase({
    id: 'p2p/6.2/no-standstill',
    level: 'should',
    clause: 'P2P-6.2',
    rule: 'Over some seconds of lines in both directions there is no time at which nothing comes.',
    kills: ['stall'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      return await watch(scene, async () => (await alice.hearsLine()) && (await alice.isPrinted()));
    },
    judge: ({ history, facts }) => {
      const still = standstill(facts);
      return new P2pJudging(history).holds(still === undefined, still ?? '').judgement;
    },
  }),
];

/** In one length, so that a megabyte is a megabyte. */
function manyLines(token: string): string[] {
  return Array.from({ length: MANY }, (_, index) => `${token} ${index + 1} `.padEnd(LINE_BYTES, 'and so on '));
}
