// What judges of p2p have in common. Other lines may stand between those that the client has said.

import type { History } from '../../../harness/judge/history.ts';
import { Judging, type Window } from '../../../harness/judge/judging.ts';
import { p2p } from '../dialect.ts';
import { blockOf } from './partner.ts';

const FRAMING = typeof p2p.framings === 'function' ? p2p.framings({}).receives : p2p.framings.receives;
const QUOTED_CHARACTERS = 40;

export class P2pJudging extends Judging {
  constructor(history: History) {
    super(history, FRAMING);
  }

  /** Behind the mark the client got each of these lines in a block of its own, and nothing else. */
  gotLines(actor: string, lines: readonly string[], window: Window = {}): this {
    return this.heardBytes(actor, Buffer.concat(lines.map((line) => blockOf(`${line}\n`))), window);
  }

  /** Behind the mark blocks came whose texts are these lines, however they were divided. */
  gotText(actor: string, lines: readonly string[], window: Window = {}): this {
    const text = Buffer.concat(this.framesOf(actor, window).map(({ payload }) => payload));
    const wanted = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const short =
      text.length < wanted.length ? `${wanted.length - text.length} bytes fewer than were typed` : 'not what was typed';
    return this.holds(text.equals(wanted), `${actor} got ${short}.`, { actor, expected: [wanted], actual: [text] }).relies(
      this.evidenceOf(actor, window),
    );
  }

  /** These texts were printed, in this order. */
  printedInOrder(texts: readonly string[], window: Window = {}): this {
    const printed = this.printed(window);
    let from = 0;
    for (const [index, text] of texts.entries()) {
      const place = printed.indexOf(text, from);
      if (place !== -1) {
        from = place + Buffer.byteLength(text);
        continue;
      }
      const hint =
        printed.length === 0 ? ' (nothing was: output to a pipe is kept back by many programs until they flush it)' : '';
      const isElsewhere = printed.includes(text) ? 'was printed before what had been said earlier' : `was not printed${hint}`;
      return this.fails(`What the client said as number ${index + 1}, ${quoted(text)}, ${isElsewhere}.`, {
        actor: 'operator',
        expected: [Buffer.from(texts.join(''))],
        actual: [printed],
      });
    }
    return this;
  }

  neverPrinted(text: string, otherwise: string, window: Window = {}): this {
    return this.holds(!this.printed(window).includes(text), otherwise);
  }
}

function quoted(text: string): string {
  const [head, dots] = text.length > QUOTED_CHARACTERS ? [text.slice(0, QUOTED_CHARACTERS), '…'] : [text, ''];
  return `${JSON.stringify(head)}${dots}`;
}
