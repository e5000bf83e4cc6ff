// All faults there are.

import type { ProtocolName } from '../protocols/protocols.ts';
import { CHAT_FAULTS } from './chat.ts';
import { type Fault, numberOf } from './fault.ts';
import { SMALL_FAULTS } from './small.ts';
import { SPEED_FAULTS } from './speed.ts';

/** A name is unique within a protocol: the same mistake has the same name in all of them. */
export const FAULTS: readonly Fault[] = [...CHAT_FAULTS, ...SMALL_FAULTS, ...SPEED_FAULTS];

export function findFault(name: string, protocol: ProtocolName): Fault | undefined {
  return FAULTS.find((fault) => fault.name === name && fault.protocols.includes(protocol));
}

/** A fault as it was asked for: by its name, and the number behind it. */
export interface WantedFault {
  readonly fault: Fault;
  readonly number: number;
}

/**
 * Either the faults, or a sentence that says what is wrong with the wish. In the order of the catalogue, however they are named:
 * what they do together does not depend on who was asked for first.
 */
export function findFaults(wished: readonly string[], protocol: ProtocolName): readonly WantedFault[] | string {
  const found: WantedFault[] = [];
  for (const wish of wished) {
    const at = wish.indexOf('=');
    const name = at === -1 ? wish : wish.slice(0, at);
    const count = at === -1 ? undefined : wish.slice(at + 1);
    const fault = findFault(name, protocol);
    if (fault === undefined) {
      const elsewhere = FAULTS.filter((other) => other.name === name).flatMap(({ protocols }) => protocols);
      if (elsewhere.length > 0) return `The fault '${name}' is one of ${elsewhere.join(', ')}, not of ${protocol}.`;
      return `There is no fault '${name}'${nearest(name)}: harness serve --faults lists them.`;
    }
    if (found.some((other) => other.fault === fault)) return `The fault '${name}' is asked for twice.`;
    const number = numberOf(fault);
    if (count !== undefined && number === undefined) {
      return `The fault '${name}' is there always, and not once in so many times: leave '=${count}' out.`;
    }
    if (count !== undefined && number !== undefined && !(/^[1-9]\d{0,8}$/.test(count) && Number(count) <= number.max)) {
      const range = `a whole number from 1 to ${number.max.toLocaleString('en')}`;
      return `Behind '${name}=' stands ${number.says}, ${range}, not '${count}'.`;
    }
    found.push({ fault, number: Number(count ?? number?.default ?? 1) });
  }
  return found.toSorted((one, other) => FAULTS.indexOf(one.fault) - FAULTS.indexOf(other.fault));
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
