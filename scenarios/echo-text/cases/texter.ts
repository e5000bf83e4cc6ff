// Who acts in the cases of echo-text.

import { type Case, defineCase } from '../../../harness/judge/case.ts';
import type { History } from '../../../harness/judge/history.ts';
import type { Scene } from '../../../harness/judge/scene.ts';
import { EchoJudging } from '../../echo-judging.ts';
import { Echoer } from '../../echoer.ts';
import { echoTextFramings, TEXT_BYTES_MAX } from '../dialect.ts';

type Text = Uint8Array | string;

export class Texter extends Echoer {
  /** Says a text alone, and waits for it; whether it came back. */
  async says(text: Text, patienceMs?: number): Promise<boolean> {
    this.send(text);
    return (await this.next(patienceMs))?.equals(Buffer.from(text)) === true;
  }

  /** Says one text behind the other, each when the one before has come back; whether all did. */
  async saysInTurn(texts: Iterable<Text>): Promise<boolean> {
    for (const text of texts) if (!(await this.says(text))) return false;
    return true;
  }

  /** An ordinary message behind everything else: once it is back, nothing can follow of what was sent before. */
  fencesItself(): Promise<boolean> {
    const token = `fence ${this.scene.token(8)}`;
    this.send(token);
    return this.isFencedBy(token);
  }

  /** Something that nobody else says. */
  greets(patienceMs?: number): Promise<boolean> {
    return this.says(`hello ${this.scene.token(8)}`, patienceMs);
  }
}

export type TextScene = Scene<Texter>;

export class TextJudging extends EchoJudging {
  constructor(history: History) {
    super(history, echoTextFramings.receives);
  }
}

export function textCase<F>(definition: Case<Texter, F>): Case<Texter> {
  return defineCase(definition);
}

/** Bytes of every value but NUL, not the same for two lengths or numbers. */
export function textOf(bytes: number, number = 0): Buffer {
  const text = Buffer.allocUnsafe(bytes);
  for (let index = 0; index < bytes; index++) text[index] = 1 + ((index * 7 + bytes * 13 + number * 31) % 255);
  return text;
}

export const LONGEST = textOf(TEXT_BYTES_MAX);

/** With the NUL of each. */
export function together(texts: readonly Text[]): Buffer {
  return Buffer.concat(texts.flatMap((text) => [Buffer.from(text), NUL]));
}

const NUL = Buffer.alloc(1);
