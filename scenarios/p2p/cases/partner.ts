// Who acts in the cases of p2p: the one client that there is. The harness is the operator as well, where it has started the target:
// what it types comes to the client, and what the client says is printed. The two directions have no order between them.

import { Actor } from '../../../harness/judge/actor.ts';
import { type Case, defineCase } from '../../../harness/judge/case.ts';
import type { Scene } from '../../../harness/judge/scene.ts';
import { BLOCK_BYTES } from '../../text-block.ts';

/** For a line to come at once; where it does not, it may have gone to somebody who has left. */
const LINE_MS = 150;
const LINES_MAX = 12;
/** For the rest of a block that came in pieces. */
const REST_MS = 50;

export type P2pScene = Scene<Partner>;

export class Partner extends Actor {
  /** Both say something until the last line typed comes: what came before it is of earlier cases, and means nothing. */
  async tunesIn(): Promise<boolean> {
    const { scene } = this;
    for (let lines = 1; lines <= LINES_MAX && this.isHeard; lines++) {
      const line = `tuning in ${scene.token()}`;
      this.send(`${line}\n`);
      scene.operator.types(line);
      // A server may have yet to learn that the client before has left.
      const patienceMs = lines === LINES_MAX ? scene.patienceMs : LINE_MS;
      if (!(await this.until('a line', () => this.received.includes(line), patienceMs))) continue;
      await this.until('the rest of its block', () => this.bytesReceived % BLOCK_BYTES === 0, REST_MS);
      return true;
    }
    return false;
  }

  get isHeard(): boolean {
    return this.isOpen && this.ended === undefined;
  }

  /** Says a line, and waits until it is printed. */
  async isPrinted(line = `say ${this.scene.token()}`, patienceMs?: number): Promise<boolean> {
    this.send(`${line}\n`);
    return await isPrintedTo(this.scene, line, patienceMs);
  }

  /** A line is typed, and waited for. */
  async hearsLine(line = `type ${this.scene.token()}`): Promise<boolean> {
    const { scene, frames } = this;
    const from = frames.length;
    scene.operator.types(line);
    return await this.until('a line', () => frames.slice(from).some((frame) => frame.includes(line)));
  }

  /** A line typed behind all others: once it has come, nothing of those can. */
  async fences(): Promise<boolean> {
    const line = `fence ${this.scene.token()}`;
    this.scene.operator.types(line);
    return await this.isFencedBy(`${line}\n`);
  }
}

/** Somebody who has connected, and gets what is typed. */
export async function tunedIn(scene: P2pScene, label: string): Promise<Partner> {
  const one = await scene.connected(label);
  scene.require(await one.tunesIn(), `no line that was typed reached ${label}`);
  scene.mark('in tune');
  return one;
}

/** Waits until that has been printed, at whatever time in this case. */
export function isPrintedTo({ operator }: Pick<Scene, 'operator'>, text: string, patienceMs?: number): Promise<boolean> {
  const bytes = Buffer.from(text);
  return operator.until(`${JSON.stringify(text)} to be printed`, () => operator.printed.includes(bytes), patienceMs);
}

/** A text in a block of its own, with NULs behind it. */
export function blockOf(text: string | Uint8Array): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  Buffer.from(text).copy(block);
  return block;
}

export function p2pCase<F>(definition: Case<Partner, F>): Case<Partner> {
  return defineCase(definition);
}
