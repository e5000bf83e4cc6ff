// What others do while somebody does something odd: they go on, those who were there before and those who come.

import type { Actor } from '../harness/judge/actor.ts';
import type { Scene } from '../harness/judge/scene.ts';
import { type Greeter, labels, newcomer } from './newcomer.ts';

export const IDLERS = 3;
const EXCHANGES = 20;
/** So many leave a full server: of those whose place is not free again some are among them. */
const LEAVERS = 4;
const AT_ONCE = 4;
/** Within the time of a case that has a crowd. */
export const CROWD_LIMIT_MS = 100_000;

/** Clients that have connected and do nothing. */
export async function idlers<A extends Actor>(scene: Scene<A>): Promise<A[]> {
  const all: A[] = [];
  for (const label of labels('idler', IDLERS)) all.push(await scene.connected(label));
  return all;
}

export interface Beside {
  readonly bystander: string;
  readonly exchanges: number;
  readonly isNextServed: boolean;
}

/** Exchanges of somebody who was there, and of one who comes. Whoever is there breaks off then: some do not read, and would linger. */
export async function goesOnBeside<A extends Greeter>(scene: Scene<A>, bystander: A): Promise<Beside> {
  let exchanges = 0;
  while (exchanges < EXCHANGES && (await bystander.greets())) exchanges++;
  const next = await newcomer(scene, 'next');
  await Promise.all(scene.actors.map((one) => one.reset()));
  return { bystander: bystander.label, exchanges, isNextServed: next !== undefined };
}

/** What was wrong with that, as a sentence; undefined: nothing. */
export function disturbance({ bystander, exchanges, isNextServed }: Beside): string | undefined {
  if (exchanges < EXCHANGES) return `Beside the others ${bystander} was not served: exchange ${exchanges + 1} came to nothing.`;
  return isNextServed ? undefined : 'Beside the others nobody who came was served.';
}

export interface Crowd {
  readonly capacity: number;
  readonly present: number;
  /** Of those who came when one had left. */
  readonly next: readonly boolean[];
  readonly staying: number;
  readonly undisturbed: number;
}

/** As many as are served at once; some of them leave, one by one, and somebody comes for each. */
export async function comesWhenOneLeaves<A extends Greeter>(scene: Scene<A>): Promise<Crowd> {
  const { capacity } = scene;
  const crowd = await fullHouse(scene, 'client');
  const next: boolean[] = [];
  for (const [index, leaver] of crowd.slice(0, LEAVERS).entries()) {
    if (crowd.length < capacity || next.includes(false)) break;
    const coming = newcomer(scene, `next ${index + 1}`);
    await leaver.close();
    next.push((await coming) !== undefined);
  }
  const staying = crowd.slice(LEAVERS);
  const undisturbed = await Promise.all(staying.map((one) => one.greets()));
  const count = undisturbed.filter((isServed) => isServed).length;
  return { capacity, present: crowd.length, next, staying: staying.length, undisturbed: count };
}

/**
 * As many as are served at once, all of them served; fewer: one was not in time. They come a few at a time: a server may start a process
 * for each, and a hundred that start at once hold each other up.
 */
export async function fullHouse<A extends Greeter>(scene: Scene<A>, noun: string): Promise<A[]> {
  const all = labels(noun, scene.capacity);
  const present: (A | undefined)[] = [];
  let arrivals = 0;
  let isRoom = true;
  const arrive = async (): Promise<void> => {
    while (isRoom && arrivals < all.length) {
      const index = arrivals++;
      present[index] = await newcomer(scene, all[index] ?? '');
      if (present[index] === undefined) isRoom = false;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, arrive));
  return present.filter((one) => one !== undefined);
}

/** What was wrong with that, as a sentence; undefined: nothing. */
export function overcrowding({ capacity, present, next, staying, undisturbed }: Crowd): string | undefined {
  if (present < capacity) return `Of ${capacity} clients at once ${present} were served.`;
  const left = next.indexOf(false) + 1;
  if (left > 0)
    return `There was room for ${capacity} clients; when ${left} had left, one by one, and one had come for each, the last was not served.`;
  if (undisturbed < staying)
    return `Of ${staying} clients that stayed while others left and came ${undisturbed} were still served.`;
  return undefined;
}
