// Who acts in the cases of echo-block.

import { type Case, defineCase } from '../../../harness/judge/case.ts';
import type { History } from '../../../harness/judge/history.ts';
import type { Scene } from '../../../harness/judge/scene.ts';
import { EchoJudging } from '../../echo-judging.ts';
import { Echoer } from '../../echoer.ts';
import { echoBlockStreams } from '../dialect.ts';

export const BLOCK_BYTES = 1024;

export class Streamer extends Echoer {
  /** Sends bytes in one write, and waits for them; whether they came back. */
  async says(bytes: Uint8Array | string, patienceMs?: number): Promise<boolean> {
    this.sendBytes(Buffer.from(bytes));
    return (await this.isEchoed(0, patienceMs)) && this.account.wrong === undefined;
  }

  /** One behind the other, each when the one before has come back; how many did. */
  async saysInTurn(pieces: Iterable<Uint8Array | string>): Promise<number> {
    let echoed = 0;
    for (const piece of pieces) {
      if (!(await this.says(piece))) break;
      echoed++;
    }
    return echoed;
  }

  /** What nobody else says, behind everything else: once it is back, nothing can follow of what was sent before. */
  fencesItself(): Promise<boolean> {
    const token = `fence ${this.scene.token(8)}`;
    this.sendBytes(Buffer.from(token));
    return this.isFencedBy(token);
  }

  /** A line as the original client sends it. */
  greets(patienceMs?: number): Promise<boolean> {
    return this.says(blockOf(`hello ${this.scene.token(8)}\n`), patienceMs);
  }
}

export type StreamScene = Scene<Streamer>;

export class StreamJudging extends EchoJudging {
  constructor(history: History) {
    super(history, echoBlockStreams.receives);
  }
}

export function streamCase<F>(definition: Case<Streamer, F>): Case<Streamer> {
  return defineCase(definition);
}

/** A line, and NULs up to 1,024 bytes. */
export function blockOf(line: string): Buffer {
  return Buffer.concat([Buffer.from(line), Buffer.alloc(BLOCK_BYTES - Buffer.byteLength(line))]);
}

/** Bytes of every value, not the same for two numbers. */
export function bytesOf(length: number, number = 0): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index++) bytes[index] = index * 7 + Math.floor(index / 256) * 5 + number * 31;
  return bytes;
}
