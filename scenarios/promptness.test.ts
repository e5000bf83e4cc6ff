import { describe, expect, it } from 'vitest';
import { wait } from '../harness/clock.ts';
import type { Scene } from '../harness/judge/scene.ts';
import { MemoryTransport } from '../harness/transport/memory/transport.ts';
import { promptnessOf, standstill, tardiness, watch } from './promptness.ts';

const MS = 1000;

/** Exchanges that take as long as is said of each, by a clock that nobody waits for. */
function exchangesOf(tookUs: (exchange: number) => number | undefined) {
  const { clock } = new MemoryTransport({ seed: 1 });
  const scene = { clock, pause: (ms: number) => wait(clock, ms * MS) } as unknown as Scene;
  let exchanges = 0;
  const exchange = async (): Promise<boolean> => {
    const us = tookUs(exchanges++);
    if (us === undefined) return false;
    await wait(clock, us);
    return true;
  };
  return { scene, exchange };
}

describe('promptness', () => {
  const tardinessOf = async (tookUs: (exchange: number) => number | undefined) => {
    const { scene, exchange } = exchangesOf(tookUs);
    return tardiness(await promptnessOf(scene, exchange));
  };

  it('is there when all exchanges take alike, however long that is', async () => {
    expect(await tardinessOf(() => 50)).toBeUndefined();
    expect(await tardinessOf(() => 300 * MS)).toBeUndefined();
  });

  it('is there on a machine that was busy once', async () => {
    expect(await tardinessOf((exchange) => (exchange < 20 ? 80 * MS : 50))).toBeUndefined();
  });

  it('is not there when exchanges are late again and again', async () => {
    expect(await tardinessOf((exchange) => (exchange % 10 === 9 ? 40 * MS : 50))).toBe(
      'Of 40 exchanges, one behind the other, 4 took far longer than the rest, up to 40 ms where 0.1 ms is usual.',
    );
  });

  it('is not there when an exchange comes to nothing', async () => {
    expect(await tardinessOf((exchange) => (exchange === 2 ? undefined : 50))).toBe(
      'Exchange 3 of a client was not answered, while others did nothing.',
    );
  });
});

describe('a watch', () => {
  const standstillOf = async (tookUs: (exchange: number) => number | undefined) => {
    const { scene, exchange } = exchangesOf(tookUs);
    return standstill(await watch(scene, exchange));
  };

  it('sees nothing where nothing is', async () => {
    expect(await standstillOf(() => 50)).toBeUndefined();
  });

  it('takes one standstill for the doing of the machine', async () => {
    expect(await standstillOf((exchange) => (exchange === 10 ? 900 * MS : 50))).toBeUndefined();
  });

  it('sees that a server stands still every two seconds', async () => {
    expect(await standstillOf((exchange) => (exchange % 45 === 44 ? 900 * MS : 50))).toMatch(
      /^Within \d+\.\d s the server stood still 2 times: answers took 900 and 900 ms\.$/,
    );
  });

  it('sees that nobody is answered', async () => {
    expect(await standstillOf(() => undefined)).toMatch(/was not answered/);
  });
});
