// keepalive: whatever is asked, the answer is `keep alive`.

import { defineDialect } from '../../harness/script/scenario.ts';
import { Speaker } from '../../harness/script/speaker.ts';
import { fixedFrames, unframed } from '../../harness/wire/framing.ts';

/** Ten bytes and no NUL (KEEP-3.1): the network may cut even those, and a fixed frame is whole all the same. */
export const ANSWER = Buffer.from('keep alive');
export const REQUEST_BYTES_MAX = 255;

export class Caller extends Speaker {
  #requests = 0;

  /** Asks once, in so many bytes, and checks the answer: a sample of `ping`. */
  async ping(bytes: number): Promise<void> {
    this.#requests++;
    await this.exchange('ping', `ping ${this.#requests}`.padEnd(bytes, '.').slice(0, bytes), isKeepAlive);
  }
}

function isKeepAlive(answer: { equals(expected: Buffer): boolean }): boolean {
  return answer.equals(ANSWER);
}

/** How cases see it: what an answer is, and what stands behind it, is theirs to say. */
export const keepaliveStreams = { sends: unframed(REQUEST_BYTES_MAX), receives: unframed(REQUEST_BYTES_MAX) };

export const keepalive = defineDialect<Caller>({
  name: 'keepalive',
  port: 6666,
  framings: { sends: unframed(REQUEST_BYTES_MAX), receives: fixedFrames(ANSWER.length) },
  speaker: Caller,
  reference: ['keepalive'],
});
