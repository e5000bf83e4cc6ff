// P2P-6.1, one way: the operator's lines come to the client, each in a block.

import type { Case } from '../../../harness/judge/case.ts';
import { BLOCK_BYTES } from '../../text-block.ts';
import { P2pJudging } from './p2p-judging.ts';
import { blockOf, isPrintedTo, type Partner, p2pCase, tunedIn } from './partner.ts';

const LINES = 100;
/** With its line end and a NUL it fills a block. */
const LINE_BYTES_MAX = BLOCK_BYTES - 2;
const LINES_BESIDE = 8;
/** For a second client to be served by a server that should not. */
const BESIDE_MS = 20;

export const LINE_CASES: readonly Case<Partner>[] = [
  p2pCase({
    id: 'p2p/6.1/line-goes-in-a-block',
    level: 'must',
    clause: 'P2P-6.1',
    rule: 'A line of the operator comes to the client in a block of 1,024 bytes: the line, its line end, and NULs.',
    kills: ['line-without-end', 'block-unfilled'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      const isInTune = await alice.tunesIn();
      scene.mark('in tune');
      const line = `type ${scene.token()}`;
      scene.operator.types(line);
      await alice.fences();
      return { isInTune, line };
    },
    judge: ({ history, facts: { isInTune, line } }) =>
      new P2pJudging(history)
        .holds(isInTune, 'Lines were typed, and none of them reached the client.')
        .gotLines('alice', [line], { since: 'in tune' }).judgement,
  }),
  lines(
    'empty-and-longest-line',
    'An empty line goes in a block, too, and so does one of 1,022 bytes.',
    ['block-unfilled'],
    () => ['', 'x'.repeat(LINE_BYTES_MAX), '', 'a'],
  ),
  lines(
    'any-line',
    'Lines come as they were typed: in Chinese, with percent signs, quotes, spaces and tabs.',
    ['line-without-end'],
    () => ['你好，客户端', '%s%n%d%%', '  two spaces, "quotes" \t and \\n ', '长'.repeat(300)],
  ),
  lines(
    'padding-is-clean',
    'Behind a line and its line end stand NULs only, whatever was typed before.',
    ['padding-of-earlier-lines', 'block-unfilled'],
    (token) => [`a long line ${token} `.padEnd(LINE_BYTES_MAX, 'which goes on '), 'short', `${'middle '.repeat(60)}`, '', 'end'],
  ),
  lines(
    'lines-keep-their-order',
    'A hundred lines that were typed at once come in order, each in a block of its own.',
    ['line-without-end', 'takes-turns'],
    (token) => Array.from({ length: LINES }, (_, index) => `line ${index + 1} of ${token} ${'.'.repeat(index * 7)}`),
  ),
  p2pCase({
    id: 'p2p/6.1/second-is-not-served',
    level: 'must',
    clause: 'P2P-6.1',
    rule: 'While a client is there a second gets no line, and what it says is not printed; the first is undisturbed.',
    kills: ['serves-a-second'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const bob = scene.actor('bob');
      // It may be sent away as well as kept waiting.
      const text = `bob says ${scene.token()}`;
      if (await bob.connect({ timeoutMs: BESIDE_MS * 10 })) {
        bob.sendBytes(blockOf(`${text}\n`));
        await scene.pause(BESIDE_MS);
      }
      const typed = Array.from({ length: LINES_BESIDE }, () => `for alice ${scene.token()}`);
      for (const line of typed) scene.operator.types(line);
      await alice.fences();
      const said = `alice says ${scene.token()}`;
      alice.send(`${said}\n`);
      await isPrintedTo(scene, said);
      scene.mark('both there');
      return { typed, text, said };
    },
    judge: ({ history, facts: { typed, text, said } }) =>
      new P2pJudging(history)
        .relies('fence')
        .neverPrinted(text, 'What a second client said was printed while the first was there.', { until: 'both there' })
        .holds(
          new P2pJudging(history).bytesOf('bob', { until: 'both there' }).length === 0,
          'A second client got something while the first was there.',
        )
        .gotLines('alice', typed, { since: 'in tune' })
        .printedInOrder([said]).judgement,
  }),
];

/** Lines that are typed one behind the other, and what comes of them. */
function lines(
  what: string,
  rule: string,
  kills: readonly string[],
  linesWith: (token: string) => readonly string[],
): Case<Partner> {
  return p2pCase({
    id: `p2p/6.1/${what}`,
    level: 'must',
    clause: 'P2P-6.1',
    rule,
    kills,
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const typed = linesWith(scene.token());
      for (const line of typed) scene.operator.types(line);
      await alice.fences();
      return { typed };
    },
    judge: ({ history, facts: { typed } }) => new P2pJudging(history).gotLines('alice', typed, { since: 'in tune' }).judgement,
  });
}
