// What the counters of correctness are for: a server with a named fault is caught while it is loaded, and by the right counter.

import { beforeAll, describe, expect, it } from 'vitest';
import { ChatRoom } from '../../server/protocols/chat/room.ts';
import { prepareHistograms } from '../record/latency-histogram.ts';
import { type Ran, type RunWishes, runScenario } from './scenario-run.test-support.ts';

beforeAll(prepareHistograms);

type Counter = 'lost' | 'duplicated' | 'reordered' | 'misdelivered' | 'corrupted';

interface Caught {
  readonly scenario: string;
  readonly fault: string;
  readonly onceIn?: number;
  /** The counters that are above 0, and no others. */
  readonly by: readonly Counter[];
  /** Codes of errors that there are besides, and no others. */
  readonly errors?: readonly string[];
}

const CAUGHT: readonly Caught[] = [
  { scenario: 'chat/direct', fault: 'lost-delivery', onceIn: 7, by: ['lost'] },
  { scenario: 'chat/direct', fault: 'duplicate-delivery', onceIn: 7, by: ['duplicated'] },
  { scenario: 'chat/direct', fault: 'reordered-messages', onceIn: 7, by: ['reordered'] },
  { scenario: 'chat/direct', fault: 'misroute', onceIn: 7, by: ['lost', 'misdelivered'] },
  { scenario: 'chat/direct', fault: 'direct-overheard', onceIn: 7, by: ['misdelivered'] },
  { scenario: 'chat/direct', fault: 'sender-mixed-up', onceIn: 7, by: ['corrupted'] },
  { scenario: 'chat/direct', fault: 'dirty-padding', by: ['corrupted'], errors: ['garbage'] },
  { scenario: 'chat/direct', fault: 'prompt-in-wrong-order', by: [], errors: ['wrong-answer'] },
  { scenario: 'chat/direct', fault: 'exit-not-closing', by: [], errors: ['no-answer'] },
  { scenario: 'chat/broadcast', fault: 'lost-delivery', onceIn: 7, by: ['lost'] },
  { scenario: 'chat/broadcast', fault: 'duplicate-delivery', onceIn: 7, by: ['duplicated'] },
  { scenario: 'chat/broadcast', fault: 'broadcast-without-sender', by: ['lost'] },
  { scenario: 'chat/broadcast', fault: 'broadcast-without-newest', by: ['lost'] },
  { scenario: 'chat/broadcast', fault: 'broadcast-unreachable', by: ['lost'], errors: ['wrong-answer'] },
  { scenario: 'chat/churn', fault: 'message-to-oneself-lost', by: ['lost'] },
  { scenario: 'chat/churn', fault: 'sender-of-old-shown', by: ['corrupted'] },
  { scenario: 'chat/churn', fault: 'name-not-freed', by: [], errors: ['name-taken'] },
  { scenario: 'chat/mixed', fault: 'broadcast-overtakes', by: ['reordered'] },
  { scenario: 'chat/mixed', fault: 'unknown-target-reaches-all', by: ['misdelivered'] },
  { scenario: 'chat/mixed', fault: 'unknown-target-unsaid', by: [], errors: ['wrong-answer'] },
  { scenario: 'chat/mixed', fault: 'format-error-unsaid', by: [], errors: ['wrong-answer'] },
  { scenario: 'chat/stalled-reader', fault: 'lost-delivery', onceIn: 7, by: ['lost'] },
  // Where the byte is one of the mark, nobody can say whose message it was: that one has not come.
  { scenario: 'echo-text/ping', fault: 'wrong-byte', onceIn: 10_007, by: ['corrupted', 'lost'] },
  { scenario: 'echo-text/ping', fault: 'bytes-of-another-client', onceIn: 7, by: ['lost', 'misdelivered'] },
  { scenario: 'echo-text/ping', fault: 'reply-without-nul', by: ['lost'], errors: ['no-answer'] },
  { scenario: 'echo-block/ping', fault: 'loses-a-read', onceIn: 7, by: ['lost'], errors: ['no-answer'] },
  { scenario: 'echo-block/ping', fault: 'echoes-twice', onceIn: 7, by: ['duplicated'] },
  { scenario: 'echo-block/stream', fault: 'wrong-byte', onceIn: 100_003, by: ['corrupted'] },
  { scenario: 'echo-block/stream', fault: 'loses-a-read', onceIn: 7, by: ['lost'] },
  { scenario: 'echo-block/stream', fault: 'echoes-twice', onceIn: 7, by: ['duplicated'] },
  { scenario: 'echo-block/stream', fault: 'bytes-of-another-client', onceIn: 7, by: ['lost', 'misdelivered'] },
  { scenario: 'keepalive/ping', fault: 'answers-twice', onceIn: 7, by: [], errors: ['wrong-answer'] },
  { scenario: 'keepalive/ping', fault: 'answer-with-nul', by: [], errors: ['wrong-answer'] },
  { scenario: 'talk/turns', fault: 'answers-to-all', by: ['lost', 'misdelivered'] },
  { scenario: 'p2p/flood', fault: 'line-without-end', by: [], errors: ['wrong-answer'] },
];

describe.each(CAUGHT)('$scenario on a server with $fault', ({ scenario, fault, onceIn, by, errors = [] }) => {
  it(`counts ${[...by, ...errors].join(', ')}`, async () => {
    const clients = scenario === 'p2p/flood' ? 1 : 6;
    const isPaced = fault !== 'reordered-messages' && fault !== 'broadcast-overtakes';
    const plan: RunWishes['plan'] = isPaced
      ? { clients, ratePerSecond: 200, durationMs: 1500 }
      : { clients, turns: 1200, durationMs: 5000 };
    const ran = await runScenario({
      scenario,
      plan,
      faults: [fault],
      timeoutMs: 500,
      ...(onceIn !== undefined && { onceIn }),
    });
    expect(countersAboveZero(ran)).toEqual([...by].sort());
    expect([...new Set(ran.errors.map(({ code }) => code))].sort()).toEqual([...errors].sort());
    expect(ran.thrown).toEqual([]);
    if (by.length > 0) expect([...ran.wrongs, ...ran.settlement.examples].length).toBeGreaterThan(0);
  });
});

/** How many, and not only that: where the fault itself can be counted. */
describe('the counters', () => {
  it('say exactly how many deliveries a server has lost or made twice', async () => {
    const plan = { clients: 4, turns: 70 };
    const lossy = await runScenario({ scenario: 'chat/direct', plan, faults: ['lost-delivery'], onceIn: 7 });
    expect(lossy.settlement.lost).toBe(10);
    expect(lossy.counters.checked).toBe(60);
    const twice = await runScenario({ scenario: 'chat/direct', plan, faults: ['duplicate-delivery'], onceIn: 7 });
    expect(twice.counters).toMatchObject({ duplicated: 10, checked: 80 });
  });

  it('say the same however the clients are shared out among agents', async () => {
    for (const agents of [1, 2, 3, 4]) {
      const plan = { clients: 4, turns: 80 };
      const ran = await runScenario({ scenario: 'chat/broadcast', plan, faults: ['lost-delivery'], onceIn: 10, agents });
      expect(ran.settlement.lost).toBe(32);
    }
  });
});

describe('a member of the room', () => {
  const plan = { clients: 2, turns: 40 };

  it('misses any one frame of the prompt', async () => {
    const left: ((room: ChatRoom) => void)[] = [
      (room) => {
        room.membersFrame = () => room.textFrame(Buffer.from('你的昵称是：c0'));
      },
      (room) => {
        room.prompt = ({ line }) => {
          line.send(room.membersFrame());
          line.send(room.helpFrame);
        };
      },
      (room) => {
        room.prompt = ({ line, nameFrame }) => {
          line.send(nameFrame);
          line.send(room.helpFrame);
        };
      },
    ];
    for (const spoil of left) {
      const ran = await runScenario({ scenario: 'chat/direct', plan, prepare: inRoom(spoil) });
      expect(ran.errors.map(({ phase, code, count }) => ({ phase, code, isEach: count >= 2 }))).toEqual([
        { phase: 'setup', code: 'wrong-answer', isEach: true },
        { phase: 'turn', code: 'wrong-answer', isEach: true },
      ]);
      expect(countersAboveZero(ran)).toEqual([]);
      expect(ran.counters.turns).toBe(40);
    }
  });

  it('sees that the prompt names another', async () => {
    const ran = await runScenario({
      scenario: 'chat/direct',
      plan,
      prepare: inRoom((room) => {
        const prompt = room.prompt.bind(room);
        room.prompt = (member) => prompt({ ...member, nameFrame: room.textFrame(Buffer.from('你的昵称是：c')) });
      }),
    });
    expect(new Set(ran.errors.map(({ code }) => code))).toEqual(new Set(['wrong-answer']));
  });

  it('takes another name where its own is held, and its partner learns that from what it says', async () => {
    const ran = await runScenario({
      scenario: 'chat/direct',
      plan,
      prepare: async (world) => {
        const stranger = world.connect();
        await world.quiet();
        const name = Buffer.alloc(1500);
        name.write('c0');
        stranger.write(name);
        await world.quiet();
      },
    });
    expect(ran.errors).toEqual([]);
    expect(ran.counters.turns).toBe(40);
    // What was said to the first name before that went to the stranger.
    expect(ran.settlement.lost).toBeGreaterThan(0);
    expect(ran.settlement.lost).toBeLessThanOrEqual(2);
  });
});

describe('a stream', () => {
  it('waits at the end for what has not come back, and says that it has not', async () => {
    const ran = await runScenario({
      scenario: 'echo-block/stream',
      plan: { clients: 1, ratePerSecond: 100, durationMs: 500 },
      faults: ['loses-a-read'],
      onceIn: 50,
      timeoutMs: 500,
    });
    expect(ran.counters.turns).toBe(50);
    expect(ran.errors).toMatchObject([
      { phase: 'leave', code: 'no-answer', example: 'The messages from 50 to 50 did not come back in time.' },
    ]);
    expect(countersAboveZero(ran)).toEqual(['lost']);
    expect(ran.settlement.lost).toBe(1);
  });
});

function inRoom(spoil: (room: ChatRoom) => void): NonNullable<RunWishes['prepare']> {
  return async ({ service }) => {
    if (service instanceof ChatRoom) spoil(service);
  };
}

function countersAboveZero({ counters, settlement }: Ran): string[] {
  const all = {
    lost: settlement.lost,
    duplicated: counters.duplicated,
    reordered: counters.reordered,
    misdelivered: counters.misdelivered,
    corrupted: counters.corrupted,
  };
  return Object.entries(all)
    .filter(([, count]) => count > 0)
    .map(([name]) => name)
    .sort();
}
