// Somebody who comes when a place should be free. A server may let those wait for whom it has no place, or send them away; and it
// learns of a departure a little later than whoever left. So who was sent away comes again.

import type { Actor } from '../harness/judge/actor.ts';
import type { Scene } from '../harness/judge/scene.ts';

const COME_AGAIN_MS = 10;

/** Comes, and comes again, until it is served; undefined: it was not in time. */
export async function newcomer<A extends Actor>(
  scene: Scene<A>,
  label: string,
  isServed: (one: A) => Promise<boolean>,
): Promise<A | undefined> {
  const dueUs = scene.clock.nowUs() + scene.patienceMs * 1000;
  for (let times = 1; ; times++) {
    const one = scene.actor(times === 1 ? label : `${label}, the ${times}. time`);
    if ((await one.connect()) && (await isServed(one))) return one;
    await one.release();
    if (scene.clock.nowUs() >= dueUs) return undefined;
    await scene.pause(COME_AGAIN_MS);
  }
}

/** Labels such as `idler 3`. */
export function labels(noun: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${noun} ${index + 1}`);
}
