import { describe, expect, it } from 'vitest';
import { type Clock, wait } from '../../harness/clock.ts';
import { MemoryTransport } from '../../harness/transport/memory/transport.ts';
import { type ClauseCheck, runCheck } from '../clause.test-support.ts';
import { CHAT_CHECKS } from '../protocols/chat/chat.clauses.test-support.ts';
import { ECHO_BLOCK_CHECKS } from '../protocols/echo-block.clauses.test-support.ts';
import { ECHO_TEXT_CHECKS } from '../protocols/echo-text.clauses.test-support.ts';
import { KEEPALIVE_CHECKS } from '../protocols/keepalive.clauses.test-support.ts';
import type { ProtocolName } from '../protocols/protocols.ts';
import { TALK_CHECKS } from '../protocols/talk.clauses.test-support.ts';
import { type Peer, World, withNumber } from '../world.test-support.ts';
import { FAULTS } from './catalogue.ts';
import type { Fault } from './fault.ts';
import { SPEED_FAULTS } from './speed.ts';
import { Throttle } from './throttle.ts';
import { Toll } from './toll.ts';

const CHECKS: readonly ClauseCheck[] = [
  ...CHAT_CHECKS,
  ...ECHO_TEXT_CHECKS,
  ...KEEPALIVE_CHECKS,
  ...TALK_CHECKS,
  ...ECHO_BLOCK_CHECKS,
];

describe('the faults of speed', () => {
  it('are those that name no clause', () => {
    expect(FAULTS.filter(({ clauses }) => clauses.length === 0)).toEqual(SPEED_FAULTS);
  });

  it('are as much as can be said by their own number when nothing is said', () => {
    for (const { name, number } of SPEED_FAULTS) {
      expect(number, name).toBeDefined();
      expect(number?.default, name).toBeLessThanOrEqual(number?.max ?? 0);
    }
  });
});

describe('no clause is broken', () => {
  // So fast that even those who flood a server, to see how it bears it, get their answers in the time that they have.
  it.each(['chat', 'echo-text', 'keepalive', 'talk', 'echo-block'] as const)('by a throttle, in %s', async (protocol) => {
    expect(await failuresOf(protocol, withNumber(faultNamed('throttled'), 1_000_000))).toEqual([]);
  });

  it.each([
    ['slow', 'keepalive'],
    ['laborious', 'talk'],
  ] as const)('by a server that is %s, in %s', async (name, protocol) => {
    expect(await failuresOf(protocol, withNumber(faultNamed(name), 1))).toEqual([]);
  });
});

describe('throttled', () => {
  it.each([
    [40, 5],
    [300, 20],
    [999, 50],
  ])('answers exactly %i times a second, asked by %i clients that wait for each answer', async (number, clients) => {
    const { world, peers } = await throttledEcho(number, clients);
    for (const peer of peers) askAgainAndAgain(peer);
    const before = answersOf(peers);
    const rates: number[] = [];
    for (let second = 1, seen = before; second <= 3; second++) {
      await world.quiet(1_000_000);
      rates.push(answersOf(peers) - seen);
      seen = answersOf(peers);
    }
    // The first second begins with the first answer still to be given.
    for (const rate of rates) expect(Math.abs(rate - number)).toBeLessThanOrEqual(1);
    expect(Math.abs(rates.reduce((sum, rate) => sum + rate) - 3 * number)).toBeLessThanOrEqual(1);
    world.close();
  });

  it('keeps its rate when the loop comes late to what is due, though the queue is empty by then', async () => {
    const { clock } = new MemoryTransport({ seed: 1 });
    const late: Clock = { nowUs: () => clock.nowUs(), at: (dueUs, act) => clock.at(dueUs + 3000, act) };
    const throttle = new Throttle(late, 1000);
    let answers = 0;
    let isOver = false;
    const askAgain = (): void => {
      answers++;
      if (!isOver) throttle.work(askAgain);
    };
    for (let client = 0; client < 2; client++) throttle.work(askAgain);
    await wait(clock, 10_000_000);
    // Under a clock that jumps they would ask each other for ever, and take a processor from the tests that follow.
    isOver = true;
    expect(Math.abs(answers - 10_000)).toBeLessThanOrEqual(50);
  });

  it('answers in the order in which it was asked, over all clients', async () => {
    const { world, peers } = await throttledEcho(100, 8);
    const order: number[] = [];
    for (const [index, peer] of peers.entries()) {
      peer.onBytes = () => void order.push(index);
    }
    const asked = [3, 1, 7, 0, 2, 6, 4, 5];
    for (const index of asked) {
      peers[index]?.write('hello\0');
      await world.quiet(100);
    }
    await world.quiet(1_000_000);
    expect(order).toEqual(asked);
    world.close();
  });

  it('lets whoever asks less often wait for the one answer only', async () => {
    const { world, peers } = await throttledEcho(100, 2);
    const lates: number[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const peer = peers[turn % 2];
      const beginUs = world.transport.clock.nowUs();
      if (peer !== undefined) peer.onBytes = () => void lates.push(world.transport.clock.nowUs() - beginUs);
      peer?.write('hello\0');
      await world.quiet(15_000);
    }
    expect(lates.length).toBe(20);
    for (const us of lates) {
      expect(us).toBeGreaterThanOrEqual(10_000);
      expect(us).toBeLessThan(10_500);
    }
    world.close();
  });

  it('reads no more from a client that floods it than it can come to, and loses nothing', async () => {
    const { world, peers } = await throttledEcho(10, 1);
    const [peer] = peers;
    const bytes = Buffer.alloc(1024 * 1024, 'hello world 123\0');
    peer?.write(bytes);
    await world.quiet(100_000);
    expect(peer?.connection?.unsentBytes).toBeGreaterThan(512 * 1024);
    await world.quiet(60_000_000);
    expect(peer?.received.equals(bytes)).toBe(true);
    world.close();
  });
});

describe('slow', () => {
  it.each([10, 50, 200])('burns %i % of what the process uses by itself, however long a look at the time takes', (percent) => {
    let nowUs = 1000;
    let ownUs = 0;
    const toll = new Toll(percent / 100, () => {
      nowUs += 3;
      return nowUs;
    });
    const beginUs = nowUs;
    for (let answer = 0; answer < 32_000; answer++) {
      const us = 2 + (answer % 11);
      nowUs += us;
      ownUs += us;
      toll.onAnswer();
    }
    const looksUs = 3 * 1000;
    const ratio = (nowUs - beginUs) / (ownUs + looksUs);
    expect(Math.abs(ratio - (1 + percent / 100))).toBeLessThan(0.002);
  });
});

async function failuresOf(protocol: ProtocolName, fault: Fault): Promise<string[]> {
  const failures: string[] = [];
  for (const check of CHECKS) {
    if (check.protocol !== protocol) continue;
    await runCheck(check, { faults: [fault] }).catch((error) => failures.push(`${check.clause}: ${check.claim}: ${error}`));
  }
  return failures;
}

function faultNamed(name: string): Fault {
  const fault = SPEED_FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`there is no fault ${name}`);
  return fault;
}

async function throttledEcho(number: number, clients: number) {
  const faults = [withNumber(faultNamed('throttled'), number)];
  const world: World = await World.open({ protocol: 'echo-text', faults });
  const peers = Array.from({ length: clients }, () => world.connect());
  await world.quiet();
  return { world, peers };
}

/** The next question follows the answer. */
function askAgainAndAgain(peer: Peer): void {
  const onBytes = peer.onBytes.bind(peer);
  peer.onBytes = (bytes, start, end) => {
    onBytes(bytes, start, end);
    peer.write('a\0');
  };
  peer.write('a\0');
}

function answersOf(peers: readonly Peer[]): number {
  return peers.reduce((sum, peer) => sum + peer.received.length / 2, 0);
}
