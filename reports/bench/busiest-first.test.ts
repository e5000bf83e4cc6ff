import { describe, expect, it } from 'vitest';
import { busiestFirst } from './busiest-first.ts';

function order(counts: Readonly<Record<string, number>>): string[] {
  return busiestFirst(Object.entries(counts), (count) => count).map(([name]) => name);
}

describe('the order of operations', () => {
  it('is by count', () => {
    expect(order({ a: 1, b: 1000, c: 20 })).toEqual(['b', 'c', 'a']);
  });

  it('is by name where counts differ by chance only', () => {
    expect(order({ direct: 87_550, delivery: 87_545 })).toEqual(['delivery', 'direct']);
    expect(order({ delivery: 87_550, direct: 87_545 })).toEqual(['delivery', 'direct']);
    expect(order({ delivery: 0, direct: 0 })).toEqual(['delivery', 'direct']);
    expect(order({ a: 980, b: 1000 })).toEqual(['b', 'a']);
  });

  it('takes as many as a file can hold', () => {
    const names = Array.from({ length: 200_000 }, (_, index) => `op-${String(index).padStart(6, '0')}`);
    expect(order(Object.fromEntries(names.map((name) => [name, 7])))).toEqual(names);
  });

  it('is the same however the operations came', () => {
    // Each is within 1 % of the next, and the last is not of the first.
    expect(order({ a: 984, b: 992, c: 1000 })).toEqual(['b', 'c', 'a']);
    expect(order({ c: 1000, b: 992, a: 984 })).toEqual(['b', 'c', 'a']);
  });
});
