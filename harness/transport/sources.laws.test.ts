import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { describeEndpoint } from './endpoint.ts';
import { planSources, SourcePairs } from './sources.ts';

const to = { address: '127.0.0.1', port: 9311 };
const ports = { first: 32768, last: 60999 };

describe('the plan of sources', () => {
  it('leaves the choice to the system while there are ports enough', () => {
    expect(planSources({ to, clients: 20_000, sources: [], ports })).toBeUndefined();
  });

  it('takes as many loopback addresses as a hundred thousand clients need', () => {
    expect(planSources({ to, clients: 100_000, sources: [], ports })?.addresses).toEqual([
      '127.0.0.2',
      '127.0.0.3',
      '127.0.0.4',
      '127.0.0.5',
    ]);
  });

  it('uses the addresses it is given, and says when they do not suffice', () => {
    expect(planSources({ to, clients: 10, sources: ['127.0.0.7'], ports })?.addresses).toEqual(['127.0.0.7']);
    expect(() => planSources({ to, clients: 40_000, sources: ['127.0.0.7'], ports })).toThrow(
      '40000 connections to 127.0.0.1 need 2 source addresses with 28232 ports each, and there is one: name more with --source',
    );
    expect(planSources({ to: { address: '2001:db8::1', port: 1 }, clients: 25_000, sources: [], ports })?.addresses).toEqual([
      '::',
    ]);
    expect(() => planSources({ to: { address: '::1', port: 1 }, clients: 40_000, sources: [], ports })).toThrow(HarnessError);
  });

  it('refuses a source that can not reach the target', () => {
    expect(() => planSources({ to, clients: 1, sources: ['::1'], ports })).toThrow("can't reach 127.0.0.1");
    expect(() => planSources({ to, clients: 1, sources: ['localhost'], ports })).toThrow('no source address');
  });
});

describe('the pairs of a plan', () => {
  it('are each handed to exactly one of several agents, and all of them are', () => {
    const anyPlan = fc.record({
      addresses: fc.integer({ min: 1, max: 4 }),
      portCount: fc.integer({ min: 1, max: 9 }),
      agents: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(anyPlan, ({ addresses, portCount, agents }) => {
        const plan = {
          to,
          addresses: Array.from({ length: addresses }, (_, index) => `127.0.0.${index + 1}`),
          ports: { first: 40_000, last: 40_000 + portCount - 1 },
        };
        const taken: string[] = [];
        for (let index = 0; index < agents; index++) {
          const pairs = new SourcePairs(plan, { index, of: agents });
          for (let pair = pairs.take(); pair !== undefined; pair = pairs.take()) taken.push(describeEndpoint(pair));
        }
        expect(taken.length).toBe(addresses * portCount);
        expect(new Set(taken).size).toBe(taken.length);
      }),
    );
  });

  it('leave out the one that would connect the target with itself', () => {
    const pairs = new SourcePairs({ to, addresses: ['127.0.0.1', '127.0.0.2'], ports: { first: 9310, last: 9312 } });
    const taken = Array.from({ length: 6 }, () => pairs.take()).map((pair) => pair && describeEndpoint(pair));
    expect(taken).toEqual(['127.0.0.1:9310', '127.0.0.1:9312', '127.0.0.2:9310', '127.0.0.2:9311', '127.0.0.2:9312', undefined]);
  });

  it('come back last of all', () => {
    const pairs = new SourcePairs({ to, addresses: ['127.0.0.1'], ports: { first: 1, last: 3 } });
    const first = pairs.take();
    if (first !== undefined) pairs.giveBack(first);
    expect([pairs.take()?.port, pairs.take()?.port, pairs.take()?.port, pairs.take()?.port]).toEqual([2, 3, 1, undefined]);
  });
});
