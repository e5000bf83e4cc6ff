// Chance, injected everywhere: the same seed gives the same choices.

export interface Chance {
  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number;
}

/** The generator mulberry32: 32 bits of state, good enough to choose cuts and delays. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return {
    below(bound) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
    },
  };
}

export function shuffled<T>(all: readonly T[], chance: Chance): T[] {
  const left = [...all];
  return all.flatMap(() => left.splice(chance.below(left.length), 1));
}
