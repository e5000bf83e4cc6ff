// The clients of one agent, against an echo of a few lines in memory.

import { beforeAll, describe, expect, it } from 'vitest';
import { wait } from '../clock.ts';
import { prepareHistograms } from '../record/latency-histogram.ts';
import type { ErrorEntry } from '../record/record.ts';
import { settle } from '../record/settlement.ts';
import { type Counters, noCounters, type SecondTally } from '../record/tally.ts';
import { EVERYBODY, MARK_BYTES } from '../script/marked-message.ts';
import type { Scenario } from '../script/scenario.ts';
import type { Speaker } from '../script/speaker.ts';
import { MemoryTransport } from '../transport/memory/transport.ts';
import type { Connection, ConnectionHandler } from '../transport/transport.ts';
import { fixedFrames } from '../wire/framing.ts';
import { Crew } from './crew.ts';
import { makePlan, type PlanWishes } from './make-plan.ts';

beforeAll(prepareHistograms);

const AT = { address: '127.0.0.1', port: 7 };
const FRAMING = fixedFrames(4);

type Client = (me: Speaker, world: World) => Promise<void>;

interface Wishes {
  readonly plan: PlanWishes;
  readonly client?: Client;
  readonly players?: (clients: number) => number;
  readonly timeoutMs?: number;
  readonly connectingAtOnce?: number;
  readonly agent?: number;
  readonly agents?: number;
  /** What the server does instead of echoing. */
  readonly onBytes?: (connection: Connection, bytes: Uint8Array, start: number, end: number) => void;
  readonly isAbsent?: boolean;
}

/** A crew, its server, and what comes of both. */
class World {
  readonly transport = new MemoryTransport({ seed: 1 });
  readonly crew: Crew;
  readonly seconds: SecondTally[] = [];
  readonly thrown: unknown[] = [];
  /** What happened when, in microseconds since the start. */
  readonly events: string[] = [];
  connections = 0;
  connectionsMax = 0;
  startUs = Number.POSITIVE_INFINITY;

  constructor(wishes: Wishes) {
    const { client = pinging, players } = wishes;
    const scenario: Scenario = {
      summary: 'for tests',
      dialect: { name: 'four', port: 7, framings: { sends: FRAMING, receives: FRAMING } },
      ...(players !== undefined && { players: (_params, clients) => players(clients) }),
      client: (me) => client(me, this),
    };
    this.crew = new Crew({
      transport: this.transport,
      to: AT,
      scenario,
      plan: makePlan(wishes.plan),
      params: {},
      framings: { sends: FRAMING, receives: FRAMING },
      run: 5,
      seed: 1,
      timeoutMs: wishes.timeoutMs ?? 1000,
      isChecking: true,
      agent: wishes.agent ?? 0,
      agents: wishes.agents ?? 1,
      connectingAtOnce: wishes.connectingAtOnce ?? 100,
      onSecond: (tally) => this.seconds.push(tally),
      onScriptError: (error) => this.thrown.push(error),
    });
  }

  static async open(wishes: Wishes): Promise<World> {
    const world = new World(wishes);
    if (wishes.isAbsent === true) return world;
    await world.transport.listen(
      { at: AT },
      { onConnection: (connection) => world.#serve(connection, wishes.onBytes), onAcceptFailed: () => {} },
    );
    return world;
  }

  /** The whole of a run. */
  async run(): Promise<void> {
    await this.begin();
    await this.crew.arrived;
    this.note('all arrived');
    this.crew.leave();
    await this.crew.ended;
  }

  async begin(): Promise<void> {
    this.crew.prepare();
    await this.crew.ready;
    this.startUs = this.transport.clock.nowUs() + 5000;
    this.crew.start(this.startUs);
  }

  get sinceStartUs(): number {
    return this.transport.clock.nowUs() - this.startUs;
  }

  note(event: string): void {
    this.events.push(event);
  }

  get counters(): Counters {
    const sum = noCounters();
    for (const { counters } of this.seconds) {
      for (const name of Object.keys(sum) as (keyof Counters)[]) sum[name] += counters[name];
    }
    return sum;
  }

  get errors(): ErrorEntry[] {
    return this.seconds.flatMap(({ errors }) => errors);
  }

  #serve(connection: Connection, onBytes: Wishes['onBytes']): ConnectionHandler {
    this.connections++;
    this.connectionsMax = Math.max(this.connectionsMax, this.connections);
    return {
      onOpen: () => {},
      onBytes: (bytes, start, end) => {
        if (onBytes === undefined) connection.writeLent(bytes, start, end);
        else onBytes(connection, bytes, start, end);
      },
      onDrain: () => {},
      onEnd: () => connection.close(),
      onClose: () => {
        this.connections--;
      },
    };
  }
}

const pinging: Client = async (me) => {
  await me.connect();
  while (await me.turn()) await me.exchange('ping', 'ping');
  await me.leave();
};

describe('a crew', () => {
  it('takes no turn before the start, and lets nobody leave before all may', async () => {
    const world = await World.open({
      plan: { clients: 3, turns: 6 },
      client: async (me, { note }) => {
        await me.connect();
        note.call(world, 'connected');
        while (await me.turn()) {
          note.call(world, 'turn');
          await me.exchange('ping', 'ping');
        }
        note.call(world, 'leaves');
        await me.leave();
      },
    });
    world.crew.prepare();
    await world.crew.ready;
    expect(world.events).toEqual(['connected', 'connected', 'connected']);
    await wait(world.transport.clock, 60e6);
    expect(world.events.length).toBe(3);
    world.crew.start(world.transport.clock.nowUs() + 1000);
    await world.crew.arrived;
    expect(world.events.slice(3)).toEqual(['turn', 'turn', 'turn', 'turn', 'turn', 'turn']);
    await wait(world.transport.clock, 60e6);
    expect(world.events.length).toBe(9);
    expect(world.connections).toBe(3);
    world.crew.leave();
    await world.crew.ended;
    expect(world.events.slice(9)).toEqual(['leaves', 'leaves', 'leaves']);
    expect(world.crew.end()).toMatchObject({ turnsUnstarted: 0, connected: 3 });
    expect(world.errors).toEqual([]);
  });

  it('has no more attempts to connect under way than it may', async () => {
    let underway = 0;
    let most = 0;
    const world = await World.open({
      plan: { clients: 20, turns: 20 },
      connectingAtOnce: 3,
      client: async (me) => {
        await me.stage.connecting();
        most = Math.max(most, ++underway);
        await wait(me.stage.transport.clock, 100);
        underway--;
        me.stage.connected();
        await pinging(me, world);
      },
    });
    await world.run();
    expect(most).toBe(3);
    expect(world.counters).toMatchObject({ connects: 20, turns: 20 });
  });

  it('begins a conversation again that broke off, behind a pause', async () => {
    const beginnings: number[] = [];
    const world = await World.open({
      plan: { clients: 1, durationMs: 20_000 },
      client: async (me) => {
        beginnings.push(world.transport.clock.nowUs());
        await me.connect();
        await me.turn();
        me.fail('out-of-sorts', 'client', 'It does not want to.');
      },
    });
    await world.run();
    const pauses = beginnings.slice(1).map((at, index) => at - (beginnings[index] as number));
    // A turn was taken each time, so that it begins at the shortest pause each time.
    expect(pauses.length).toBeGreaterThan(20_000 / 160);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(50_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(160_000);
    expect(world.errors.every(({ code, phase }) => code === 'out-of-sorts' && phase === 'turn')).toBe(true);
    expect(world.crew.end().accounts.clients).toEqual([{ client: 0, presence: 'broken' }]);
  });

  it('waits longer and longer for a server that is not there, up to a few seconds', async () => {
    const world = await World.open({ plan: { clients: 1, durationMs: 30_000 }, isAbsent: true });
    await world.run();
    const { connectAttempts, connects, errors } = world.counters;
    expect(connects).toBe(0);
    expect(errors).toBe(connectAttempts);
    expect(connectAttempts).toBeGreaterThanOrEqual(30_000 / 3000);
    expect(connectAttempts).toBeLessThan(40);
    expect(world.errors.every(({ code, phase, blame }) => code === 'refused' && phase === 'connect' && blame === 'server')).toBe(
      true,
    );
    // Nobody was there who could have said farewell.
    expect(world.sinceStartUs).toBeLessThan(31e6);
  });

  it('counts what fails on the way back as failing to connect, and not as a part of the turn that broke', async () => {
    let times = 0;
    const world = await World.open({
      plan: { clients: 1, durationMs: 1000 },
      client: async (me) => {
        times++;
        await me.connect();
        if (times > 1) me.fail('again', 'client', 'Once was enough.');
        await me.turn();
        me.fail('first', 'client', 'It does not want to.');
      },
    });
    await world.run();
    expect(world.errors.find(({ code }) => code === 'first')?.phase).toBe('turn');
    expect(world.errors.find(({ code }) => code === 'again')?.phase).toBe('setup');
  });

  it('ends in order when it is stopped: turns under way come to their end, and farewells are said', async () => {
    const world = await World.open({ plan: { clients: 5, durationMs: 60_000, thinkMs: 10 } });
    await world.begin();
    await wait(world.transport.clock, 1e6);
    world.crew.stop();
    await world.crew.arrived;
    world.crew.leave();
    await world.crew.ended;
    expect(world.sinceStartUs).toBeLessThan(1.1e6);
    const { turns, operations } = world.counters;
    expect(turns).toBe(operations);
    expect(turns).toBeGreaterThan(5 * 90);
    expect(world.errors).toEqual([]);
    expect(world.connections).toBe(0);
    expect(world.crew.end().turnsUnstarted).toBe(0);
  });

  it('can be stopped before it has started', async () => {
    const world = await World.open({ plan: { clients: 3, durationMs: 60_000 } });
    world.crew.prepare();
    await world.crew.ready;
    world.crew.stop();
    await world.crew.arrived;
    world.crew.leave();
    await world.crew.ended;
    expect(world.counters).toMatchObject({ turns: 0, errors: 0, connects: 3 });
    expect(world.connections).toBe(0);
  });

  it('ends at once when it is aborted, whatever its clients wait for, and counts nothing for that', async () => {
    const world = await World.open({ plan: { clients: 5, durationMs: 60_000 }, timeoutMs: 30_000, onBytes: () => {} });
    await world.begin();
    await wait(world.transport.clock, 1e6);
    const abortedUs = world.sinceStartUs;
    world.crew.abort();
    await world.crew.arrived;
    await world.crew.ended;
    expect(world.sinceStartUs - abortedUs).toBeLessThan(10_000);
    expect(world.errors).toEqual([]);
  });

  it('can be aborted while it connects', async () => {
    const world = await World.open({ plan: { clients: 50, durationMs: 60_000 }, connectingAtOnce: 2 });
    world.transport.silence(AT);
    world.crew.prepare();
    await wait(world.transport.clock, 100_000);
    world.crew.abort();
    await world.crew.ready;
    await world.crew.arrived;
    await world.crew.ended;
    expect(world.transport.clock.nowUs()).toBeLessThan(200_000);
  });

  it('reports once that its script throws, and counts each time', async () => {
    const world = await World.open({
      plan: { clients: 4, durationMs: 1000 },
      client: async (me) => {
        await me.connect();
        await me.turn();
        throw new TypeError('no such verb');
      },
    });
    await world.run();
    expect(world.thrown).toEqual([new TypeError('no such verb')]);
    const [error] = world.errors;
    expect(error).toMatchObject({ code: 'script', blame: 'client', example: 'The scenario threw: no such verb' });
    expect(world.counters.errors).toBeGreaterThan(4);
  });

  it('gives the loop its turn although a script waits for nothing', async () => {
    let loops = 0;
    let isOver = false;
    const turnOfLoop = () => {
      loops++;
      if (!isOver) setImmediate(turnOfLoop);
    };
    const world = await World.open({
      plan: { clients: 1, turns: 3200 },
      client: async (me) => {
        while (await me.turn());
      },
    });
    await world.begin();
    setImmediate(turnOfLoop);
    await world.crew.arrived;
    isOver = true;
    world.crew.leave();
    await world.crew.ended;
    expect(world.counters.turns).toBe(3200);
    // Every 32 turns or so.
    expect(loops).toBeGreaterThan(90);
  });

  it('lets clients come and go when a closed plan says so', async () => {
    const stays: [number, number][] = [];
    const segments = [
      { durationUs: 1e6, from: 0, to: 4 },
      { durationUs: 1e6, from: 4, to: 4 },
      { durationUs: 1e6, from: 4, to: 0 },
    ];
    const world = await World.open({
      plan: { clients: 4, stages: { kind: 'clients', segments }, thinkMs: 10 },
      client: async (me) => {
        const fromUs = me.index === 0 ? 0 : world.sinceStartUs;
        await pinging(me, world);
        stays[me.index] = [fromUs, world.sinceStartUs];
      },
    });
    await world.run();
    for (const [index, [fromUs, toUs]] of stays.entries()) {
      expect(Math.abs(fromUs - index * 250_000)).toBeLessThan(5000);
      expect(Math.abs(toUs - (3e6 - index * 250_000))).toBeLessThan(15_000);
    }
    expect(world.errors).toEqual([]);
    expect(world.seconds.filter(({ second }) => second >= 0).map(({ activeClients }) => activeClients)).toEqual([4, 4, 0]);
    // Nobody but the first was there all the time: what was said to all meanwhile is not lost for the others.
    const absent = world.crew.end().accounts.clients;
    expect(absent.filter(({ client }) => client > 0)).toEqual([1, 2, 3].map((client) => ({ client, presence: 'late' })));
  });

  it('lets only the players take turns, and keeps the others until the end', async () => {
    for (const plan of [
      { clients: 10, turns: 90 },
      { clients: 10, ratePerSecond: 100, durationMs: 900 },
    ]) {
      const turns = new Map<number, number>();
      const world = await World.open({
        plan,
        players: () => 3,
        client: async (me) => {
          await me.connect();
          turns.set(me.index, 0);
          expect(me.takesTurns).toBe(me.index < 3);
          while (await me.turn()) {
            turns.set(me.index, (turns.get(me.index) ?? 0) + 1);
            await me.exchange('ping', 'ping');
          }
          expect(world.connections).toBe(10);
          await me.leave();
        },
      });
      await world.run();
      expect(world.thrown).toEqual([]);
      expect([...turns].sort(([one], [other]) => one - other)).toEqual(
        Array.from({ length: 10 }, (_, index) => [index, index < 3 ? 30 : 0]),
      );
      expect(world.crew.end()).toMatchObject({ turnsUnstarted: 0, connected: 10 });
    }
  });

  it('says exactly how many turns were never started', async () => {
    // The server answers for a second, and then no more; the one turn under way of each client is its last.
    const world = await World.open({
      plan: { clients: 2, ratePerSecond: 100, durationMs: 3000 },
      timeoutMs: 20_000,
      onBytes: (connection, bytes, start, end) => {
        if (world.sinceStartUs < 1e6) connection.writeLent(bytes, start, end);
      },
    });
    await world.run();
    const { turns } = world.counters;
    expect(turns).toBe(102);
    expect(world.crew.end().turnsUnstarted).toBe(300 - 102);
  });

  it('says of turns that were due before it was stopped how many were never started', async () => {
    const world = await World.open({
      plan: { clients: 2, ratePerSecond: 100, durationMs: 60_000 },
      timeoutMs: 20_000,
      onBytes: () => {},
    });
    await world.begin();
    await wait(world.transport.clock, 5000 + 1e6 - 1);
    world.crew.stop();
    world.crew.abort();
    await world.crew.ended;
    expect(world.counters.turns).toBe(2);
    // Those of the last tenth of a second would have begun in their time.
    expect(world.crew.end().turnsUnstarted).toBe(88);
  });

  it('starts late turns late, and counts them', async () => {
    // For the first half second nothing is answered; then everything, at once.
    const held: (() => void)[] = [];
    const world = await World.open({
      plan: { clients: 1, ratePerSecond: 100, durationMs: 1000 },
      onBytes: (connection, bytes, start, end) => {
        const echo = Uint8Array.from(bytes.subarray(start, end));
        if (world.sinceStartUs >= 500_000) connection.write(echo);
        else held.push(() => connection.write(echo));
      },
    });
    await world.begin();
    await wait(world.transport.clock, 5000 + 500_000);
    for (const release of held) release();
    await world.crew.arrived;
    world.crew.leave();
    await world.crew.ended;
    expect(world.counters).toMatchObject({ turns: 100, operations: 100 });
    // Those of 10 ms to 500 ms.
    expect(world.counters.turnsLate).toBeGreaterThanOrEqual(49);
    expect(world.counters.turnsLate).toBeLessThanOrEqual(51);
    expect(world.crew.end().turnsUnstarted).toBe(0);
  });

  it('ends by its timeouts where the server never answers', async () => {
    for (const plan of [
      { clients: 3, durationMs: 5000 },
      { clients: 3, ratePerSecond: 30, durationMs: 5000 },
    ]) {
      const world = await World.open({ plan, timeoutMs: 1000, onBytes: () => {} });
      await world.run();
      expect(world.errors.every(({ code, blame }) => code === 'no-answer' && blame === 'server')).toBe(true);
      // Each attempt takes a second and a pause.
      expect(world.counters.errors).toBeGreaterThanOrEqual(3 * 3);
      expect(world.counters.errors).toBeLessThanOrEqual(3 * 6);
      expect(world.sinceStartUs).toBeLessThan(8e6);
    }
  });

  it('counts a farewell that is not answered, and ends all the same', async () => {
    const world = await World.open({
      plan: { clients: 3, turns: 3 },
      client: async (me) => {
        await me.connect();
        while (await me.turn()) await me.exchange('ping', 'ping');
        me.send(Buffer.from('exit'));
        await me.ended();
      },
    });
    await world.run();
    expect(world.errors).toMatchObject([{ phase: 'leave', code: 'no-answer', count: 3 }]);
  });

  it('lets a script leave early, and does not wait for it', async () => {
    const world = await World.open({
      plan: { clients: 4, durationMs: 1000, thinkMs: 50 },
      client: async (me) => {
        if (me.index !== 2) return pinging(me, world);
        await me.connect();
        await me.turn();
        await me.leave();
      },
    });
    await world.run();
    expect(world.errors).toEqual([]);
    expect(world.connections).toBe(0);
    expect(world.connectionsMax).toBe(4);
  });

  it('closes what a script has left open', async () => {
    const world = await World.open({
      plan: { clients: 3, turns: 3 },
      client: async (me) => {
        await me.connect();
        while (await me.turn());
      },
    });
    await world.run();
    await wait(world.transport.clock, 10_000);
    expect(world.connections).toBe(0);
  });

  it('takes its share of an open plan: the union of all agents is the plan', async () => {
    const plan = { clients: 7, ratePerSecond: 100, durationMs: 530 };
    let turns = 0;
    for (const agent of [0, 1, 2]) {
      const world = await World.open({ plan, agent, agents: 3 });
      await world.run();
      turns += world.counters.turns;
      expect(world.crew.end().turnsUnstarted).toBe(0);
    }
    expect(turns).toBe(53);
  });

  it('counts a script that is overdue as unfinished, and none that waits for its turn or for the others', async () => {
    const world = await World.open({
      plan: { clients: 4, turns: 6, thinkMs: 30_000 },
      timeoutMs: 60_000,
      onBytes: (connection, bytes, start, end) => {
        if (String.fromCharCode(bytes[start] ?? 0) === 'p') connection.writeLent(bytes, start, end);
      },
      // Nobody answers the last two; the first has two turns and waits for its second, and the second has left the first behind it.
      client: async (me) => {
        await me.connect();
        while (await me.turn()) await me.exchange('ping', me.index < 2 ? 'ping' : 'hush');
        await me.leave();
      },
    });
    await world.begin();
    await wait(world.transport.clock, 31e6);
    world.crew.giveUp();
    await world.crew.ended;
    expect(world.errors).toMatchObject([{ phase: 'turn', code: 'unfinished', blame: 'server', count: 2 }]);
  });

  it('counts no script as unfinished that only waits for the others to have had their last turn', async () => {
    const world = await World.open({
      plan: { clients: 2, turns: 2 },
      timeoutMs: 60_000,
      onBytes: (connection, bytes, start, end) => {
        if (String.fromCharCode(bytes[start] ?? 0) === 'p') connection.writeLent(bytes, start, end);
      },
      client: async (me) => {
        await me.connect();
        while (await me.turn()) await me.exchange('ping', me.index === 0 ? 'ping' : 'hush');
        await me.leave();
      },
    });
    await world.begin();
    await wait(world.transport.clock, 1e6);
    world.crew.giveUp();
    await world.crew.ended;
    expect(world.errors).toMatchObject([{ phase: 'turn', code: 'unfinished', count: 1 }]);
  });

  describe('whose plan asks for a client, not, and again', () => {
    const segments = [
      { durationUs: 1e6, from: 1, to: 1 },
      { durationUs: 20_000, from: 0, to: 0 },
      { durationUs: 1e6, from: 1, to: 1 },
    ];

    async function runStages(act: (me: Speaker, sinceStartUs: number) => Promise<void>, leave: (me: Speaker) => Promise<void>) {
      let scripts = 0;
      let most = 0;
      const turnsUs: number[] = [];
      const world = await World.open({
        plan: { clients: 1, stages: { kind: 'clients', segments }, thinkMs: 10 },
        client: async (me) => {
          most = Math.max(most, ++scripts);
          try {
            await me.connect();
            while (await me.turn()) {
              turnsUs.push(world.sinceStartUs);
              await act(me, world.sinceStartUs);
            }
            await leave(me);
          } finally {
            scripts--;
          }
        },
      });
      await world.run();
      const later = turnsUs.filter((us) => us >= 1_020_000);
      return { most, later, world };
    }

    it('has it go on behind a script that is slow to leave, and never with two at once', async () => {
      const { most, later, world } = await runStages(
        async (me) => {
          await me.exchange('ping', 'ping');
        },
        async (me) => {
          await wait(me.stage.transport.clock, 300_000);
          await me.leave();
        },
      );
      expect(most).toBe(1);
      expect(later.length).toBeGreaterThan(50);
      expect(later[0]).toBeGreaterThan(1_250_000);
      expect(world.errors).toEqual([]);
    });

    it('has it go on behind the pause of a conversation that broke off, and never with two at once', async () => {
      let hasBroken = false;
      const { most, later } = await runStages(
        async (me, sinceStartUs) => {
          if (sinceStartUs < 985_000 || hasBroken) return;
          hasBroken = true;
          me.fail('out-of-sorts', 'client', 'It does not want to.');
        },
        (me) => me.leave(),
      );
      expect(hasBroken).toBe(true);
      expect(most).toBe(1);
      expect(later.length).toBeGreaterThan(50);
    });
  });

  it.each(['closes', 'closes and then resets'])(
    'counts once that the server %s a conversation that waits for the end',
    async (how) => {
      const world = await World.open({
        plan: { clients: 2, turns: 2 },
        timeoutMs: 60_000,
        onBytes: (connection, bytes, start, end) => {
          connection.writeLent(bytes, start, end);
          if (String.fromCharCode(bytes[start] ?? 0) !== 'o') return;
          const { clock } = world.transport;
          clock.at(clock.nowUs() + 1_500_000, () => (how === 'closes' ? connection.close() : connection.endWriting()));
          if (how !== 'closes') clock.at(clock.nowUs() + 1_600_000, () => connection.reset());
        },
        client: async (me) => {
          await me.connect();
          while (await me.turn()) {
            await me.exchange('ping', me.index === 0 ? 'once' : 'ping');
            if (me.index === 1) await wait(world.transport.clock, 3_500_000);
          }
          await me.exchange('leave', 'bye!');
          await me.leave();
        },
      });
      await world.run();
      expect(world.errors).toMatchObject([{ phase: 'leave', code: 'closed', blame: 'server', count: 1 }]);
      expect(world.seconds.filter(({ second }) => second >= 0).map(({ activeClients }) => activeClients)).toEqual([2, 1, 1, 0]);
      expect(world.thrown).toEqual([]);
    },
  );

  it('keeps as lost what was lost before a farewell that fails', async () => {
    const world = await World.open({
      plan: { clients: 2, turns: 2 },
      onBytes: (connection) => connection.reset(),
      client: async (me) => {
        await me.connect();
        // It says that it says them, and nobody hears them.
        while (await me.turn()) me.writeMessage(1 - me.index, Buffer.alloc(MARK_BYTES), 0, MARK_BYTES);
        await me.exchange('leave', 'bye!');
      },
    });
    await world.run();
    expect(world.errors).toMatchObject([{ phase: 'leave', code: 'reset', count: 2 }]);
    const { accounts } = world.crew.end();
    expect(accounts.clients).toEqual([]);
    const company = { clients: 2, everybody: EVERYBODY, areTogether: () => true, isGone: () => false };
    expect(settle([accounts], company)).toMatchObject({ lost: 2, unsettled: 0 });
  });

  it('has a turn begin when it is due, also behind one whose answer never came', async () => {
    const lagsUs: number[] = [];
    let heard = 0;
    const world = await World.open({
      plan: { clients: 1, turns: 3 },
      onBytes: (connection, bytes, start, end) => {
        if (++heard !== 2) connection.writeLent(bytes, start, end);
      },
      client: async (me) => {
        await me.connect();
        while (await me.turn()) {
          lagsUs.push(world.transport.clock.nowUs() - me.dueUs);
          await me.exchange('ping', 'ping').catch(() => {});
        }
        await me.leave();
      },
    });
    await world.run();
    expect(world.errors).toMatchObject([{ code: 'no-answer', count: 1 }]);
    expect(lagsUs).toEqual([0, 0, 0]);
  });

  it('lets nobody begin to connect any more when it is stopped before it has started', async () => {
    const world = await World.open({ plan: { clients: 50, durationMs: 60_000 }, connectingAtOnce: 2 });
    world.transport.silence(AT);
    world.crew.prepare();
    await wait(world.transport.clock, 100_000);
    world.crew.stop();
    await wait(world.transport.clock, 100_000);
    world.crew.abort();
    await world.crew.ended;
    expect(world.counters.connectAttempts).toBe(2);
    expect(world.errors).toEqual([]);
  });

  it.each<[string, boolean, Client]>([
    ['ends without having asked for a turn', true, (me) => me.connect()],
    ['asks', false, (me, world) => pinging(me, world)],
    ['breaks off before it asks', false, async (me) => me.fail('early', 'client', 'It does not want to.')],
  ])('tells of a script that %s whether it has never asked: %s', async (_what, hasNeverAsked, client) => {
    const world = await World.open({ plan: { clients: 2, durationMs: 500 }, client });
    await world.run();
    expect(world.crew.end().hasNeverAsked).toBe(hasNeverAsked);
  });
});
