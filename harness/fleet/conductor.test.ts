// The conductor against agents of a few lines, under a clock that jumps from one event to the next: an hour's wait takes nothing.

import { beforeAll, describe, expect, it } from 'vitest';
import { type Clock, wait } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import { makePlan } from '../load/make-plan.ts';
import { prepareHistograms } from '../record/latency-histogram.ts';
import { Recorder } from '../record/op-recorder.ts';
import type { Accounts } from '../record/settlement.ts';
import { idleHealth } from '../record/tally.test-support.ts';
import { MemoryTransport } from '../transport/memory/transport.ts';
import type { BenchPhase } from './bench-options.ts';
import { type Conducted, type ConductOptions, conduct, type Stopped } from './conductor.ts';
import type { Link, Order, Report } from './protocol.ts';

beforeAll(prepareHistograms);

const NOTHING: Accounts = { clients: [], said: [], heard: [] };
const SECONDS = 3;
const PHASES = ['preparing', 'ready', 'running', 'settling', 'leaving'] as const;
type Phase = (typeof PHASES)[number];

interface Wishes {
  readonly agents?: number;
  /** What one of them does otherwise than it should. */
  readonly agent?: (agent: FakeAgent) => void;
  readonly onSecond?: (second: number) => Stopped | undefined;
  readonly onLoss?: ConductOptions['onLoss'];
  readonly nameOf?: (agent: number) => string;
  /** Seconds that the plan goes on. */
  readonly seconds?: number;
}

/** An agent that does what it is told, unless a test takes one of its acts away. */
class FakeAgent implements Link<Order, Report> {
  onHeard: (report: Report) => void = () => {};
  onLost: (how: string) => void = () => {};
  readonly heard: string[] = [];
  /** Of each order to abort, whether it came because the agent was overdue. */
  readonly overdue: boolean[] = [];
  readonly clock: Clock;
  readonly number: number;
  readonly recorder = new Recorder();
  readonly #world: World;
  connects = 1;
  attempts = 1;
  /** What it tells of each second. */
  activeClients = 1;
  attemptsEachSecond = 0;
  turnsEachSecond = 0;
  hasNeverAsked = false;
  accounts: () => Accounts = () => NOTHING;
  /** How long behind their end it tells of seconds. */
  lateUs = 0;
  isClosed = false;
  isGone = false;
  isDeaf = false;
  /** It says nothing any more, and lives. */
  isMute = false;
  /** Its scripts never come to an end by themselves. */
  isHanging = false;
  /** It is never ready, and its scripts come to their end only when everything is let fall. */
  isStuck = false;
  #second = -1;
  #hasArrived = false;
  #hasEnded = false;
  /** Called as a phase of its life begins. */
  onPhase: (phase: Phase) => void = () => {};

  constructor(number: number, world: World) {
    this.number = number;
    this.#world = world;
    this.clock = world.clock;
  }

  send(order: Order): void {
    this.heard.push(order.kind);
    if (order.kind === 'abort') this.overdue.push(order.isOverdue);
    // As over any real link: not from within the call.
    this.clock.at(this.clock.nowUs() + 100, () => {
      if (!this.isDeaf && !this.isGone) this.#obey(order);
    });
  }

  close(): void {
    this.isClosed = true;
    this.die('was closed');
  }

  die(how: string): void {
    if (this.isGone) return;
    this.isGone = true;
    if (!this.#hasEnded) this.recorder.destroy();
    this.clock.at(this.clock.nowUs() + 100, () => this.onLost(how));
  }

  say(report: Report): void {
    if (!this.isMute && !this.isGone) this.onHeard(report);
  }

  tellSecond(second: number): void {
    if (this.isGone || this.#hasEnded) return;
    this.recorder.op('ping').record(0, 0, 100);
    const { counters } = this.recorder;
    counters.operations++;
    counters.connectAttempts += this.attemptsEachSecond;
    counters.turns += this.turnsEachSecond;
    this.say({ kind: 'second', tally: this.recorder.takeSecond(second, this.activeClients, idleHealth()) });
  }

  #obey(order: Order): void {
    switch (order.kind) {
      case 'prepare':
        this.say({ kind: 'present', rssBytes: 1000, transport: 'memory', transportReason: 'for tests' });
        this.#tick();
        this.onPhase('preparing');
        if (this.isHanging || this.isStuck) return;
        this.recorder.counters.connectAttempts += this.attempts;
        this.recorder.counters.connects += this.connects;
        if (this.connects === 0) this.recorder.error('connect', 'refused', 'server', -1, 'Nobody listens there.');
        if (this.isGone) return;
        this.say({ kind: 'second', tally: this.recorder.takeSecond(-1, 1, idleHealth()) });
        this.say({ kind: 'ready' });
        this.onPhase('ready');
        return;
      case 'start':
        this.#second = 0;
        this.onPhase('running');
        this.clock.at(this.clock.nowUs() + 100_000 + this.#world.planSeconds * 1e6 + 1000, () => this.#arrive());
        return;
      case 'account':
        this.onPhase('settling');
        this.say({ kind: 'accounts', accounts: this.accounts() });
        return;
      case 'leave':
        this.onPhase('leaving');
        this.#end();
        return;
      case 'stop':
        if (!this.isStuck) this.#arrive();
        return;
      case 'abort':
        this.#arrive();
        this.#end();
    }
  }

  /** Also while it hangs: its loop turns on. */
  #tick(): void {
    this.clock.at(this.clock.nowUs() + 1e6, () => {
      if (this.isGone || this.#hasEnded) return;
      const second = this.#second;
      if (this.#second >= 0) this.#second++;
      if (this.lateUs === 0) this.tellSecond(second);
      else this.clock.at(this.clock.nowUs() + this.lateUs, () => this.tellSecond(second));
      this.#tick();
    });
  }

  #arrive(): void {
    if (this.#hasArrived || this.isGone || this.isHanging) return;
    this.#hasArrived = true;
    this.say({ kind: 'ready' });
    this.say({ kind: 'arrived' });
  }

  #end(): void {
    if (this.#hasEnded || this.isGone || this.isMute || this.isHanging) return;
    this.#hasEnded = true;
    const { connects: connected, hasNeverAsked } = this;
    this.say({ kind: 'ended', end: { accounts: this.accounts(), turnsUnstarted: 1, connected, hasNeverAsked } });
    this.recorder.destroy();
  }
}

/** A run, and all that is told of it. */
class World {
  readonly clock = new MemoryTransport({ seed: 1 }).clock;
  readonly agents: FakeAgent[] = [];
  readonly phases: BenchPhase[] = [];
  readonly notes: string[] = [];
  readonly seconds: number[] = [];
  readonly connecting: string[] = [];
  readonly stop = new AbortController();
  readonly abort = new AbortController();
  readonly planSeconds: number;
  readonly #wishes: Wishes;

  constructor(wishes: Wishes = {}) {
    this.#wishes = wishes;
    this.planSeconds = wishes.seconds ?? SECONDS;
  }

  async run(): Promise<Omit<Conducted, 'agentsLost'> & { readonly agentsLost: readonly string[] }> {
    const { agents = 2, onSecond, agent: change, onLoss = 'fail', nameOf } = this.#wishes;
    const options: ConductOptions = {
      assignment: {
        module: 'file:///none',
        agents,
        to: { address: '127.0.0.1', port: 7 },
        plan: makePlan({ clients: 4, durationMs: this.planSeconds * 1000 }),
        params: {},
        run: 5,
        seed: 1,
        timeoutMs: 1000,
        isChecking: true,
        connectingAtOnce: 10,
        transport: 'auto',
      },
      startInUs: () => 100_000,
      startAgent: () => {
        const agent = new FakeAgent(this.agents.length, this);
        this.agents.push(agent);
        change?.(agent);
        return agent;
      },
      clock: this.clock,
      signals: { stop: this.stop.signal, abort: this.abort.signal },
      onLoss,
      ...(nameOf === undefined ? {} : { nameOf }),
      onPhase: (phase) => this.phases.push(phase),
      onConnecting: (connected, errors) => this.connecting.push(`${connected} connected, ${errors} errors`),
      onSecond: (_merged, second) => {
        this.seconds.push(second);
        return onSecond?.(second);
      },
      onNote: (sentence) => this.notes.push(sentence),
    };
    const conducted = await conduct(options);
    conducted.merged.destroy();
    return { ...conducted, agentsLost: conducted.agentsLost.map(({ sentence }) => sentence) };
  }
}

/** Does something to the second agent as a phase of its life begins. */
function at(phase: Phase, act: (agent: FakeAgent) => void): (agent: FakeAgent) => void {
  return (agent) => {
    if (agent.number !== 1) return;
    agent.onPhase = (begins) => {
      if (begins === phase) act(agent);
    };
  };
}

describe('a run', () => {
  it('goes from connecting to leaving, and tells each second once', async () => {
    const world = new World();
    const { agentsLost, stopped, notReached, hasStarted, seconds, connected, rssBytesEmpty, transport, turnsUnstarted } =
      await world.run();
    expect(world.phases).toEqual(['connecting', 'running', 'draining', 'leaving']);
    expect(world.seconds).toEqual([0, 1, 2, 3].slice(0, world.seconds.length));
    expect(world.seconds.length).toBeGreaterThanOrEqual(3);
    expect({ agentsLost, stopped, notReached, hasStarted, connected, rssBytesEmpty, transport, turnsUnstarted }).toEqual({
      agentsLost: [],
      stopped: undefined,
      notReached: undefined,
      hasStarted: true,
      connected: 2,
      rssBytesEmpty: 2000,
      transport: 'memory',
      turnsUnstarted: 2,
    });
    expect(seconds).toBeCloseTo(3, 1);
    expect(world.notes).toEqual([]);
    expect(world.connecting.at(-1)).toBe('2 connected, 0 errors');
    expect(world.agents.map(({ heard }) => heard)).toEqual([0, 1].map(() => ['prepare', 'start', 'account', 'leave']));
    expect(world.agents.map(({ isClosed }) => isClosed)).toEqual([false, false]);
  });

  it('ends before its time when all agents have arrived', async () => {
    const world = new World({
      seconds: 3600,
      agent: (agent) => {
        agent.onPhase = (phase) => {
          if (phase === 'running') agent.clock.at(agent.clock.nowUs() + 2_100_000, () => agent.say({ kind: 'arrived' }));
        };
      },
    });
    const { seconds } = await world.run();
    expect(seconds).toBeCloseTo(2, 1);
    expect(world.phases).toEqual(['connecting', 'running', 'leaving']);
  });

  it('tells seconds in order although agents tell them out of step', async () => {
    const world = new World({
      agent: (agent) => {
        if (agent.number === 1) agent.lateUs = 1_700_000;
      },
    });
    await world.run();
    expect(world.seconds).toEqual(world.seconds.map((_, index) => index));
    expect(world.seconds.length).toBeGreaterThanOrEqual(3);
  });

  it('does not wait for the seconds of an agent that has ended', async () => {
    const timesUs = new Set<number>();
    const world = new World({
      agent: at('leaving', (agent) => {
        agent.isHanging = true;
      }),
      onSecond: () => {
        timesUs.add(world.clock.nowUs());
        return undefined;
      },
    });
    await world.run();
    // The one that hangs goes on to tell of seconds, and they are told while it does.
    expect(timesUs.size).toBeGreaterThan(5);
    expect(world.seconds).toEqual(world.seconds.map((_, index) => index));
  });
});

describe('an agent that dies', () => {
  const killed = (agent: FakeAgent) => agent.die('was killed by SIGKILL');

  it.each(PHASES)('while it is %s, ends the run in order', async (phase) => {
    const world = new World({ seconds: phase === 'settling' || phase === 'leaving' ? 1 : 3600, agent: at(phase, killed) });
    const { agentsLost, hasStarted, stopped, seconds } = await world.run();
    expect(agentsLost).toEqual(['Agent 1 was killed by SIGKILL.']);
    expect(world.notes).toEqual(['Agent 1 was killed by SIGKILL.']);
    expect(hasStarted).toBe(phase !== 'preparing');
    // What is over can't be ended any more.
    const isOver = phase === 'settling' || phase === 'leaving';
    expect(stopped).toEqual(isOver ? undefined : { by: 'agents', sentence: 'An agent was lost.' });
    expect(seconds).toBeLessThan(2);
    expect(world.agents[0]?.heard.at(-1)).toBe('leave');
    expect(world.agents[0]?.isClosed).toBe(false);
  });

  it('ends it once, though others die while it ends', async () => {
    const world = new World({
      agents: 4,
      seconds: 3600,
      agent: (agent) => {
        if (agent.number === 0) return;
        agent.onPhase = (phase) => {
          if (phase === 'running') agent.clock.at(agent.clock.nowUs() + agent.number * 10, () => killed(agent));
        };
      },
    });
    const { agentsLost, stopped } = await world.run();
    expect(agentsLost).toHaveLength(3);
    expect(stopped).toEqual({ by: 'agents', sentence: 'An agent was lost.' });
    expect(world.notes).toHaveLength(3);
  });

  it('is named as a person calls it', async () => {
    const world = new World({ agent: at('running', killed), nameOf: (agent) => `berlin-${agent}` });
    expect((await world.run()).agentsLost).toEqual(['Agent berlin-1 was killed by SIGKILL.']);
  });

  it.each(PHASES)('while it is %s, costs its share and no more where the run is to go on', async (phase) => {
    const world = new World({ onLoss: 'continue', agent: at(phase, killed) });
    const { agentsLost, hasStarted, connected, stopped, seconds } = await world.run();
    expect(agentsLost).toEqual(['Agent 1 was killed by SIGKILL.']);
    expect(world.notes).toEqual(['Agent 1 was killed by SIGKILL. The run goes on without its 2 clients.']);
    expect({ hasStarted, connected, stopped }).toEqual({ hasStarted: true, connected: 1, stopped: undefined });
    expect(seconds).toBeCloseTo(3, 1);
    expect(world.phases).toEqual(['connecting', 'running', 'draining', 'leaving']);
  });

  it.each(PHASES)('ends the run when it is the last, while %s', async (phase) => {
    const world = new World({
      onLoss: 'continue',
      seconds: 60,
      agent: (agent) => {
        agent.onPhase = (begins) => {
          if (begins === phase) agent.die('was killed by SIGKILL');
        };
      },
    });
    const { agentsLost, stopped, seconds } = await world.run();
    expect(agentsLost).toEqual(['Agent 0 was killed by SIGKILL.', 'Agent 1 was killed by SIGKILL.']);
    expect(stopped).toEqual({ by: 'agents', sentence: 'No agent is left.' });
    if (phase !== 'settling' && phase !== 'leaving') expect(seconds).toBeLessThan(1);
  });

  it('leaves what its clients said and heard unsettled, and not lost', async () => {
    const world = new World({
      onLoss: 'continue',
      agent: (agent) => {
        at('leaving', () => agent.die('was killed'))(agent);
        const said = [{ sender: agent.number, addressee: 1 - agent.number, count: 3 }];
        agent.accounts = () => ({ clients: [], said, heard: [] });
      },
    });
    const { settlement } = await world.run();
    expect(settlement).toMatchObject({ lost: 0, unsettled: 3 });
  });
});

describe('an agent that says nothing any more', () => {
  it.each(PHASES)('while it is %s, is given up', async (phase) => {
    const world = new World({
      seconds: 60,
      agent: at(phase, (agent) => {
        agent.isMute = true;
        agent.isDeaf = true;
      }),
    });
    const { agentsLost } = await world.run();
    expect(agentsLost).toHaveLength(1);
    expect(agentsLost[0]).toMatch(/^Agent 1 (said nothing for 20 s|did not come to its end)\.$/);
    expect(world.agents.map(({ isClosed }) => isClosed)).toEqual([false, true]);
  });

  it('is not given up when it was this process that heard nobody for a while', async () => {
    const world = new World({ seconds: 5 });
    const { clock } = world;
    let leapUs = 0;
    const leaping: Clock = { nowUs: () => clock.nowUs() + leapUs, at: (dueUs, act) => clock.at(dueUs - leapUs, act) };
    Object.assign(world, { clock: leaping });
    clock.at(2_500_000, () => {
      leapUs = 3_600_000_000;
    });
    expect((await world.run()).agentsLost).toEqual([]);
  });
});

describe('an agent whose scripts never come to an end', () => {
  it('is told to let everything fall, and let go', async () => {
    const world = new World({
      agent: at('running', (agent) => {
        agent.isHanging = true;
      }),
    });
    const { agentsLost, seconds } = await world.run();
    expect(agentsLost).toEqual(['Agent 1 did not come to its end.']);
    // What the others have not come to the end of by then is an error of theirs, too.
    expect(world.agents.map(({ overdue }) => overdue)).toEqual([[true], [true]]);
    expect(seconds).toBeLessThan(20);
  });

  it('gains no time by a stop behind the end of the plan', async () => {
    const world = new World({
      agent: at('running', (agent) => {
        agent.isHanging = true;
        // The plan has 3 s, and patience 6 s more.
        agent.clock.at(agent.clock.nowUs() + 8_000_000, () => world.stop.abort());
      }),
    });
    expect((await world.run()).seconds).toBeLessThan(12);
  });

  it('ends a run in which nobody comes to the first turn', async () => {
    const world = new World({
      agent: (agent) => {
        agent.isHanging = true;
      },
    });
    const { hasStarted, stopped, agentsLost } = await world.run();
    expect({ hasStarted, by: stopped?.by }).toEqual({ hasStarted: false, by: 'script' });
    expect(stopped?.sentence).toMatch(/^The scenario has not come to its first turn, and done nothing for \d+ s\.$/);
    expect(world.notes[0]).toBe(stopped?.sentence);
    expect(agentsLost).toHaveLength(2);
  });

  it('does not outlast a stop', async () => {
    const world = new World({
      seconds: 3600,
      agent: at('running', (agent) => {
        agent.isHanging = true;
        world.stop.abort();
      }),
    });
    const { agentsLost, stopped, seconds } = await world.run();
    expect(agentsLost).toEqual(['Agent 1 did not come to its end.']);
    expect(stopped?.by).toBe('person');
    expect(seconds).toBeLessThan(20);
  });
});

describe('whoever stops a run', () => {
  it.each(PHASES)('while it is %s, has it end soon and in order', async (phase) => {
    const world = new World({ seconds: 3600, agent: at(phase, () => world.stop.abort()) });
    if (phase === 'settling' || phase === 'leaving') Object.assign(world, { planSeconds: 1 });
    const { agentsLost, stopped, hasStarted, seconds } = await world.run();
    expect(agentsLost).toEqual([]);
    expect(hasStarted).toBe(phase !== 'preparing' && phase !== 'ready');
    // What is over can't be stopped any more.
    expect(stopped?.by).toBe(phase === 'settling' || phase === 'leaving' ? undefined : 'person');
    expect(seconds).toBeLessThan(2);
    expect(world.phases.at(-1)).toBe('leaving');
    expect(world.agents.every(({ heard }) => heard.at(-1) === 'leave' || heard.at(-2) === 'leave')).toBe(true);
  });

  it('before it began, has nobody start', async () => {
    const world = new World();
    world.stop.abort();
    const { hasStarted, stopped, agentsLost } = await world.run();
    expect({ hasStarted, by: stopped?.by, agentsLost }).toEqual({ hasStarted: false, by: 'person', agentsLost: [] });
    expect(world.agents[0]?.heard).toEqual(['prepare', 'stop', 'stop', 'leave']);
    expect(world.phases).toEqual(['connecting', 'leaving']);
  });

  it('while clients connect, does not wait for them for long', async () => {
    const world = new World({
      seconds: 3600,
      agent: (agent) => {
        agent.isStuck = true;
        agent.onPhase = () => world.stop.abort();
      },
    });
    const { hasStarted, stopped, agentsLost } = await world.run();
    expect({ hasStarted, by: stopped?.by, agentsLost }).toEqual({ hasStarted: false, by: 'person', agentsLost: [] });
    expect(world.clock.nowUs()).toBeLessThan(1.5e6);
    // Nothing was measured that could be overdue.
    expect(world.agents.map(({ overdue }) => overdue)).toEqual([[false], [false]]);
  });

  it('by breaking it off before it began, has nobody start either', async () => {
    const world = new World();
    world.abort.abort();
    const { hasStarted, stopped } = await world.run();
    expect({ hasStarted, stopped }).toEqual({ hasStarted: false, stopped: { by: 'person', sentence: 'It was broken off.' } });
  });

  it.each(PHASES)('by breaking it off while it is %s, does not wait for those that hang', async (phase) => {
    const world = new World({
      seconds: phase === 'settling' || phase === 'leaving' ? 1 : 3600,
      agent: at(phase, (agent) => {
        agent.isDeaf = true;
        agent.isMute = true;
        world.abort.abort();
      }),
    });
    const { agentsLost, seconds } = await world.run();
    expect(agentsLost).toEqual(['Agent 1 was ended.']);
    expect(seconds).toBeLessThan(4);
    // Who has ended needs no order any more.
    if (phase !== 'leaving') expect(world.agents[0]?.overdue).toEqual([false]);
    expect(world.agents[1]?.isClosed).toBe(true);
  });

  it('leaves no timer behind that speaks later', async () => {
    const world = new World({
      agent: (agent) => {
        agent.isHanging = true;
        if (agent.number === 1) {
          agent.onPhase = () => {
            world.abort.abort();
            agent.say({ kind: 'unable', sentence: 'There is no epoll here.' });
          };
        }
      },
    });
    await expect(world.run()).rejects.toThrow('There is no epoll here.');
    const before = [...world.notes];
    await wait(world.clock, 60_000_000);
    expect(world.notes).toEqual(before);
  });
});

describe('messages between agents', () => {
  const said = { clients: [], said: [{ sender: 0, addressee: 1, count: 5 }], heard: [] };
  const heardOf = (highest: number): Accounts => ({
    clients: [],
    said: [],
    heard: [{ receiver: 1, sender: 0, isToAll: false, highest, missing: 0, excused: 0 }],
  });

  it('are lost when they never arrive', async () => {
    const world = new World({
      agent: (agent) => {
        agent.accounts = () => (agent.number === 0 ? said : heardOf(3));
      },
    });
    const { settlement } = await world.run();
    expect(settlement).toMatchObject({ lost: 2, unsettled: 0 });
  });

  it('are settled in slices, between which the links to the agents have their turn', async () => {
    let beats = 0;
    const many = Array.from({ length: 100_000 }, (_, sender) => ({ sender, addressee: 1, count: 0 }));
    const world = new World({
      agent: (agent) => {
        if (agent.number === 1) return;
        const beat = () => {
          if (world.phases.includes('leaving')) return;
          beats++;
          agent.clock.at(agent.clock.nowUs(), beat);
        };
        agent.accounts = () => {
          if (beats === 0) beat();
          return { clients: [], said: many, heard: [] };
        };
      },
    });
    await world.run();
    expect(beats).toBeGreaterThan(20);
  });

  it.each(['nobody', 'a person', 'a threshold'])(
    'are waited for when they arrive a moment later, and %s has stopped the run',
    async (who) => {
      let overUs = 0;
      const world = new World({
        agent: (agent) => {
          agent.onPhase = (phase) => {
            if (phase === 'settling') overUs ||= agent.clock.nowUs();
            if (phase === 'running' && who === 'a person') world.stop.abort();
          };
          agent.accounts = () => (agent.number === 0 ? said : heardOf(agent.clock.nowUs() > overUs + 600_000 ? 5 : 3));
        },
        onSecond: () => (who === 'a threshold' ? { by: 'threshold', sentence: 'too slow' } : undefined),
      });
      const { settlement } = await world.run();
      expect(settlement).toMatchObject({ lost: 0, unsettled: 0 });
      expect(world.agents[1]?.heard.filter((order) => order === 'account').length).toBeGreaterThan(1);
    },
  );
});

describe('a run that makes no sense any more', () => {
  it.each(['threshold', 'target'] as const)('is ended by a reason of the kind %s, once', async (by) => {
    const world = new World({
      seconds: 3600,
      onSecond: (second) => (second >= 1 ? { by, sentence: `since ${second}` } : undefined),
    });
    const { stopped, seconds } = await world.run();
    expect(stopped).toEqual({ by, sentence: 'since 1' });
    expect(world.notes).toEqual(['since 1']);
    expect(seconds).toBeLessThan(4);
    expect(world.phases).toEqual(['connecting', 'running', 'draining', 'leaving']);
  });

  it('is ended by a scenario that throws, told once though it throws in every agent', async () => {
    const world = new World({
      seconds: 3600,
      agent: (agent) => {
        agent.onPhase = (phase) => {
          if (phase === 'running') agent.say({ kind: 'script-error', sentence: 'no partner (mine.ts:3:7)' });
        };
      },
    });
    const { stopped, agentsLost } = await world.run();
    expect(stopped).toEqual({ by: 'script', sentence: 'The scenario threw: no partner (mine.ts:3:7)' });
    expect(world.notes).toEqual(['The scenario threw: no partner (mine.ts:3:7)']);
    expect(agentsLost).toEqual([]);
  });

  it('tells of a scenario that throws while it leaves', async () => {
    const world = new World({ agent: at('leaving', (agent) => agent.say({ kind: 'script-error', sentence: 'late' })) });
    expect((await world.run()).stopped).toEqual({ by: 'script', sentence: 'The scenario threw: late' });
  });

  it('is refused at once when an agent is unable, whatever the others do', async () => {
    const world = new World({
      agent: (agent) => {
        if (agent.number === 0) agent.isHanging = true;
        else agent.onPhase = () => agent.say({ kind: 'unable', sentence: 'There is no epoll here.' });
      },
    });
    const failure = await world.run().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HarnessError);
    expect(failure).toMatchObject({ code: 'agent-failed', message: 'There is no epoll here.' });
    expect(world.clock.nowUs()).toBeLessThan(1e6);
    expect(world.agents.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it('leaves nobody behind when one of the agents can not be started', async () => {
    const world = new World({
      agent: ({ number }) => {
        if (number === 1) throw new Error('no more processes');
      },
    });
    await expect(world.run()).rejects.toThrow('no more processes');
    expect(world.agents[0]?.isClosed).toBe(true);
  });

  describe('because nobody has a connection any more', () => {
    const left = (hasConnection: (agent: FakeAgent) => boolean) =>
      new World({
        seconds: 30,
        agent: (agent) => {
          if (hasConnection(agent)) return;
          agent.activeClients = 0;
          agent.attemptsEachSecond = 3;
        },
      });

    it('is ended when clients have tried for longer than patience lasts', async () => {
      const world = left(() => false);
      const { stopped, seconds } = await world.run();
      expect(stopped).toEqual({
        by: 'target',
        sentence: 'Nobody has had a connection for 6 s of trying: the target is gone.',
      });
      expect(world.notes).toEqual([stopped?.sentence]);
      expect(seconds).toBeGreaterThan(6);
      expect(seconds).toBeLessThan(9);
    });

    it('is ended as soon when there are fewer agents than at the beginning', async () => {
      const world = new World({
        onLoss: 'continue',
        agents: 4,
        seconds: 30,
        agent: (agent) => {
          agent.activeClients = 0;
          agent.attemptsEachSecond = 3;
          if (agent.number !== 0) agent.onPhase = (phase) => phase === 'running' && agent.die('was killed');
        },
      });
      const { stopped, seconds } = await world.run();
      expect(stopped?.by).toBe('target');
      expect(seconds).toBeLessThan(9);
    });

    it('goes on while one agent has one', async () => {
      const { stopped, seconds } = await left(({ number }) => number === 1).run();
      expect(stopped).toBeUndefined();
      expect(seconds).toBeCloseTo(30, 0);
    });

    it('goes on while nobody tries', async () => {
      const world = new World({
        seconds: 30,
        agent: (agent) => {
          agent.activeClients = 0;
        },
      });
      expect((await world.run()).stopped).toBeUndefined();
    });
  });

  it.each([
    ['a defect of it', 0, 'script'],
    ['none where others had turns', 1, undefined],
  ] as const)('has a scenario that never asks for a turn: %s', async (_what, turns, by) => {
    const world = new World({
      agent: (agent) => {
        agent.hasNeverAsked = agent.number === 0;
        if (agent.number === 1) agent.turnsEachSecond = turns;
      },
    });
    const { stopped } = await world.run();
    expect(stopped?.by).toBe(by);
    if (by !== undefined) expect(stopped?.sentence).toMatch(/never asks for a turn.*`while \(await me\.turn\(\)\)`/);
  });

  it('does not start when nobody could connect', async () => {
    const world = new World({
      agent: (agent) => {
        agent.connects = 0;
      },
    });
    const { notReached, hasStarted, stopped, seconds } = await world.run();
    expect(notReached).toBe('Nobody could connect to 127.0.0.1:7. Nobody listens there.');
    expect({ hasStarted, stopped, seconds }).toEqual({ hasStarted: false, stopped: undefined, seconds: 0 });
  });

  it('starts when at least one has connected', async () => {
    const world = new World({
      agent: (agent) => {
        agent.connects = agent.number;
      },
    });
    expect(await world.run()).toMatchObject({ notReached: undefined, hasStarted: true, connected: 1 });
  });
});
