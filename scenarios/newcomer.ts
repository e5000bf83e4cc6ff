// Somebody who comes when a place should be free. A server may let those wait for whom it has no place, or send them away; and it
// learns of a departure a little later than whoever left. So who was sent away comes again.

import type { Actor } from '../harness/judge/actor.ts';
import type { Scene } from '../harness/judge/scene.ts';

/** A client that has an exchange like any other; whether it had. */
export type Greeter = Actor & { greets(patienceMs?: number): Promise<boolean> };

/** Who is not served comes again after this, and the next time after twice as long, up to a limit. */
const COME_AGAIN_MS = 10;
const COME_AGAIN_MS_MAX = 200;
/** No clause says how soon somebody is served: a server may have to start a process first, on a machine that is busy. */
const SERVED_MS_MAX = 5000;

/** Comes, and comes again, until it is served; undefined: it was not in time. */
export async function newcomer<A extends Greeter>(scene: Scene<A>, label: string): Promise<A | undefined> {
  const dueUs = scene.clock.nowUs() + SERVED_MS_MAX * 1000;
  const leftMs = (): number => (dueUs - scene.clock.nowUs()) / 1000;
  for (let times = 1; ; times++) {
    const one = scene.actor(times === 1 ? label : `${label}, the ${times}. time`);
    if ((await one.connect()) && (await one.greets(Math.max(0, leftMs())))) return one;
    await one.release();
    if (leftMs() <= 0 || scene.target.ended !== undefined) return undefined;
    await scene.pause(Math.min(COME_AGAIN_MS_MAX, COME_AGAIN_MS * 2 ** (times - 1)));
  }
}

/** Labels such as `idler 3`. */
export function labels(noun: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${noun} ${index + 1}`);
}
