// All faults there are.

import type { ProtocolName } from '../protocols/protocols.ts';
import { CHAT_FAULTS } from './chat.ts';
import type { Fault } from './fault.ts';
import { SMALL_FAULTS } from './small.ts';

/** A name is unique within a protocol: the same mistake has the same name in all of them. */
export const FAULTS: readonly Fault[] = [...CHAT_FAULTS, ...SMALL_FAULTS];

export function findFault(name: string, protocol: ProtocolName): Fault | undefined {
  return FAULTS.find((fault) => fault.name === name && fault.protocols.includes(protocol));
}

/** A fault as it was asked for: by its name, and once in how many times. */
export interface WantedFault {
  readonly fault: Fault;
  readonly onceIn: number;
}

/** Either the faults, or a sentence that says what is wrong with the wish. */
export function findFaults(wished: readonly string[], protocol: ProtocolName): readonly WantedFault[] | string {
  const found: WantedFault[] = [];
  for (const wish of wished) {
    const match = /^([a-z0-9-]+)(?:=([1-9]\d{0,8}))?$/.exec(wish);
    const name = match?.[1] ?? wish;
    const fault = match === null ? undefined : findFault(name, protocol);
    if (fault === undefined) {
      const elsewhere = FAULTS.filter((other) => other.name === match?.[1]).flatMap(({ protocols }) => protocols);
      if (elsewhere.length > 0) return `The fault '${name}' is one of ${elsewhere.join(', ')}, not of ${protocol}.`;
      return `There is no fault '${wish}'${nearest(name)}: harness serve --faults lists them.`;
    }
    if (match?.[2] !== undefined && fault.onceIn === undefined) {
      return `The fault '${fault.name}' is there always, and not once in so many times: leave '=${match[2]}' out.`;
    }
    found.push({ fault, onceIn: Number(match?.[2] ?? fault.onceIn ?? 1) });
  }
  return found;
}

function nearest(wish: string): string {
  const best = FAULTS.map(({ name }) => ({ name, distance: distanceBetween(name, wish) })).toSorted(
    (one, other) => one.distance - other.distance,
  )[0];
  return best !== undefined && best.distance <= Math.max(3, wish.length / 3) ? `, but there is '${best.name}'` : '';
}

/** How many letters must be put in, taken out or changed to make one word of the other. */
function distanceBetween(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}
