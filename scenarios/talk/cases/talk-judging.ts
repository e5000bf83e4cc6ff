// What judges of talk have in common. Of what the target prints only the texts of the contract are looked at: other lines may stand
// between them.

import type { History } from '../../../harness/judge/history.ts';
import { Judging, type Window } from '../../../harness/judge/judging.ts';
import { unframed } from '../../../harness/wire/framing.ts';
import { MESSAGE_BYTES_MAX } from '../dialect.ts';
import { CLIENT_SAY, CLIENT_SHUTDOWN, type Turn, YOU_WANT_TO_SAY } from './caller.ts';

export class TalkJudging extends Judging {
  constructor(history: History) {
    super(history, unframed(MESSAGE_BYTES_MAX));
  }

  /** Each message was shown, and its answer came to the client; and behind the mark the client got the answers, and nothing else. */
  turns(actor: string, turns: readonly Turn[], window: Window = {}): this {
    for (const turn of turns) this.turn(turn);
    return this.heardBytes(actor, turns.map(({ answer }) => answer).join(''), window);
  }

  turn({ actor, text, answer, isShown, isAnswered }: Turn): this {
    const said = `${actor} said ${quoted(text)}`;
    if (isShown === false) this.#notPrinted(`${said}, and '${CLIENT_SAY}' with this text was not printed`);
    return this.holds(isAnswered, `${said}, and did not get the answer ${quoted(answer)}.`);
  }

  /** `client say:` and the text stand there. */
  shown(text: string, window: Window = {}): this {
    if (this.printed(window).includes(`${CLIENT_SAY}${text}`)) return this;
    return this.#notPrinted(`'${CLIENT_SAY}' and ${quoted(text)} were not printed`);
  }

  neverShown(text: string, otherwise: string, window: Window = {}): this {
    return this.holds(!this.printed(window).includes(`${CLIENT_SAY}${text}`), otherwise);
  }

  /** Between each message and the next the operator was asked for an answer, once. */
  asked(texts: readonly string[]): this {
    const printed = this.printed();
    const places = texts.map((text) => printed.indexOf(`${CLIENT_SAY}${text}`));
    for (const [index, text] of texts.slice(0, -1).entries()) {
      const [from = -1, to = -1] = places.slice(index);
      if (from === -1 || to === -1) return this.shown(text).shown(texts[index + 1] ?? '');
      const times = timesIn(printed.subarray(from, to), YOU_WANT_TO_SAY);
      const behind = `Behind the message ${quoted(text)} '${YOU_WANT_TO_SAY}'`;
      if (times === 0) this.fails(`${behind} was not printed.`);
      if (times > 1) this.fails(`${behind} was printed ${times} times.`);
    }
    return this;
  }

  departures(window: Window): number {
    return timesIn(this.printed(window), CLIENT_SHUTDOWN);
  }

  departureShown(isShown: boolean, who: string): this {
    return isShown ? this : this.#notPrinted(`${who}, and '${CLIENT_SHUTDOWN}' was not printed`);
  }

  #notPrinted(sentence: string): this {
    const hint =
      this.printed().length === 0 ? ' (nothing was: output to a pipe is kept back by many programs until they flush it)' : '';
    return this.fails(`${sentence}${hint}.`);
  }
}

function timesIn(bytes: Buffer, text: string): number {
  let times = 0;
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) times++;
  return times;
}

const QUOTED_CHARACTERS = 40;

export function quoted(text: string): string {
  const [head, dots] = text.length > QUOTED_CHARACTERS ? [text.slice(0, QUOTED_CHARACTERS), '…'] : [text, ''];
  return `${JSON.stringify(head)}${dots}`;
}
