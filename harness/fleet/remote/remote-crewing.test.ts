// The agents of a run as its coordinator has them: what travels to them, what is refused, and what their clocks make of a start.

import { describe, expect, it } from 'vitest';
import { seededChance } from '../../chance.ts';
import { HarnessError } from '../../errors.ts';
import { makePlan } from '../../load/make-plan.ts';
import { defineDialect, defineScenario } from '../../script/scenario.ts';
import { nulEnded } from '../../wire/framing.ts';
import type { BenchOptions } from '../bench-options.ts';
import { portableBundle } from '../bundle.ts';
import type { Crewing } from '../crewing.ts';
import { machineUs } from '../machine-clock.ts';
import type { Assignment } from '../protocol.ts';
import { FleetWorld, type WorldAgent } from './fleet-world.test-support.ts';
import { remoteCrewing } from './remote-crewing.ts';
import { clockAnswer, type Presence } from './words.ts';

const SECOND_US = 1_000_000;
/** The clocks of the agents, of that of the coordinator. */
const AHEAD_US = 3_600_000_000;
const framing = nulEnded(100);
const dialect = defineDialect({ name: 'own', port: 7007, framings: { sends: framing, receives: framing } });
const scenario = defineScenario({ name: 'own', summary: 'does it', dialect, async client() {} });
const to = { address: '10.0.0.1', port: 7007 };
const here = 'machine-of-the-coordinator';

function optionsWith(changes: Partial<BenchOptions> = {}): BenchOptions {
  return {
    loaded: { name: 'echo-block/ping', scenario, module: 'file:///here.js', builtIn: 'echo-block/ping' },
    target: { how: 'running', to },
    plan: makePlan({ clients: 10, durationMs: 1000 }),
    params: {},
    seed: 1,
    agents: 2,
    fleet: { nats: { servers: ['nats://somewhere'] }, labels: {} },
    transport: 'auto',
    sources: [],
    timeoutMs: 1000,
    isChecking: true,
    thresholds: [],
    abortOnFail: false,
    warmUpSeconds: 0,
    awake: [],
    command: [],
    harnessVersion: '1.2.3',
    ...changes,
  };
}

class World extends FleetWorld {
  readonly notes: string[] = [];

  agents(count: number, changes: Partial<Presence> = {}): WorldAgent[] {
    return Array.from({ length: count }, (_, index) => this.agent(`a${index}`, changes));
  }

  crewing(changes: Partial<BenchOptions> = {}): Promise<Crewing> {
    const crewing = remoteCrewing({
      options: optionsWith(changes),
      exchange: this.hub.exchange('c'),
      clock: this.clock,
      chance: seededChance(1),
      machine: here,
      ours: () => ({ ...clockAnswer(), monotonicUs: machineUs() - AHEAD_US }),
      onNote: (sentence) => this.notes.push(sentence),
    });
    return this.until(crewing);
  }

  /** What the process of each agent is told to prepare. */
  async prepared(crewing: Crewing, there: readonly WorldAgent[]): Promise<(Assignment | undefined)[]> {
    for (let agent = 0; agent < crewing.agents; agent++) {
      crewing.startAgent(agent).send({ kind: 'prepare', assignment: { ...assignmentOf(crewing), agent } });
    }
    await this.pass(SECOND_US);
    return there.map(({ processes }) => {
      const order = processes.at(-1)?.orders.find(({ kind }) => kind === 'prepare');
      return order?.kind === 'prepare' ? order.assignment : undefined;
    });
  }
}

function assignmentOf({ agents }: Crewing): Omit<Assignment, 'agent'> {
  const { plan, params, seed, timeoutMs, isChecking, transport, loaded } = optionsWith();
  return {
    module: loaded.module,
    agents,
    to,
    plan,
    params,
    run: 5,
    seed,
    timeoutMs,
    isChecking,
    connectingAtOnce: 10,
    transport,
  };
}

async function refusal(awaited: Promise<unknown>): Promise<HarnessError> {
  const error = await awaited.catch((thrown: unknown) => thrown);
  if (error instanceof HarnessError) return error;
  throw new Error('it was not refused');
}

describe('the agents of a run', () => {
  it('load a built-in scenario from their own installation, and share the ports of a machine', async () => {
    const world = new World();
    const there = [...world.agents(2, { machine: 'm' }), world.agent('b')];
    const prepared = await world.prepared(await world.crewing({ agents: 3 }), there);
    expect(prepared.map((one) => one?.module)).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/^file:.*\/scenarios\/echo-block\/ping\.ts$/)),
    );
    expect(prepared.map((one) => one?.portShare)).toEqual([
      { index: 0, of: 2 },
      { index: 1, of: 2 },
      { index: 0, of: 1 },
    ]);
    expect(there.map(({ processes }) => processes[0]?.clients)).toEqual([4, 3, 3]);
  });

  it('are sent the bundle of a scenario of one’s own, and only once', async () => {
    const world = new World();
    const there = world.agents(1);
    const bundle = portableBundle('export default 7;\n', '{}', 'harness-0:', 0);
    const { loaded } = optionsWith();
    const { builtIn: _, ...own } = { ...loaded, ...(bundle === undefined ? {} : { bundle }) };
    const first = await world.crewing({ agents: 1, loaded: own });
    const [assignment] = await world.prepared(first, there);
    expect(((await import(assignment?.module ?? '')) as { default: unknown }).default).toBe(7);
    await world.until(first.release());
    await expect(import(`${assignment?.module}?again`)).rejects.toThrow();
    expect(there[0]?.shelf.has(bundle?.hash ?? '')).toBe(true);
    // It would be refused, if it were sent.
    const changed = { ...own, ...(bundle === undefined ? {} : { bundle: { ...bundle, code: 'another' } }) };
    const second = await world.crewing({ agents: 1, loaded: changed });
    const [again] = await world.prepared(second, there);
    expect(((await import(again?.module ?? '')) as { default: unknown }).default).toBe(7);
    await world.until(second.release());
  });

  it('refuse a bundle that is not what it was', async () => {
    const world = new World();
    const there = world.agents(1);
    const { builtIn: _, ...loaded } = optionsWith().loaded;
    const bundle = { code: 'export default 7;', map: '{}', hash: 'a'.repeat(64) };
    const crewing = await world.crewing({ agents: 1, loaded: { ...loaded, bundle } });
    const heard: unknown[] = [];
    crewing.startAgent(0).onHeard = (report) => heard.push(report);
    expect(await world.prepared(crewing, there)).toEqual([undefined]);
    expect(heard).toEqual([{ kind: 'unable', sentence: expect.stringContaining('not the one that was sent') }]);
    expect(there[0]?.shelf.has(bundle.hash)).toBe(false);
  });

  it('start by their own clocks', async () => {
    const world = new World();
    const there = world.agents(1);
    const crewing = await world.crewing({ agents: 1 });
    crewing.startAgent(0).send({ kind: 'start', atUs: 5_000_000 });
    await world.pass(SECOND_US);
    const [order] = there[0]?.processes[0]?.orders ?? [];
    const [figures] = (await world.until(crewing.figures())) ?? [];
    const offBy = order?.kind === 'start' ? Math.abs(order.atUs - 5_000_000 - AHEAD_US) : Number.POSITIVE_INFINITY;
    expect(offBy).toBeLessThanOrEqual(figures?.clockErrorUs ?? 0);
    expect(figures).toMatchObject({ name: 'a0', host: 'host-of-a0', clients: 10, clockDriftUs: expect.any(Number) });
    expect(crewing.startInUs()).toBeGreaterThanOrEqual(200_000);
  });

  it('are refused with a target on loopback when one is on another machine, and all are free again', async () => {
    const world = new World();
    const there = [world.agent('a0', { machine: here }), world.agent('a1')];
    const target = { how: 'running', to: { address: '127.0.0.1', port: 7 } } as const;
    expect(await refusal(world.crewing({ target }))).toMatchObject({
      code: 'flag-invalid',
      message: expect.stringContaining("The target is 127.0.0.1, which agent 'a1' on host host-of-a1 can't reach from there"),
    });
    expect((await refusal(world.crewing({ target: { how: 'embedded', words: [] } }))).message).toContain('The reference server');
    expect(there.map(({ host }) => host.isBusy)).toEqual([false, false]);
    expect((await world.crewing({ target, agents: 1 })).agents).toBe(1);
  });

  it('are refused by name when the share of one is more than its descriptors', async () => {
    const world = new World();
    world.agent('a0');
    world.agent('a1', { descriptors: 66 });
    expect((await refusal(world.crewing())).message).toContain(
      "Agent 'a1' on host host-of-a1 would have 5 clients, and may have 2",
    );
  });

  it('tell how one was lost before the run began', async () => {
    const world = new World();
    const there = world.agents(2);
    const crewing = await world.crewing();
    await world.until(there[1]?.host.leave('was stopped on its machine') ?? Promise.resolve());
    const lost: string[] = [];
    for (const number of [0, 1]) crewing.startAgent(number).onLost = (how) => lost.push(`${crewing.nameOf?.(number)} ${how}`);
    await world.pass(SECOND_US);
    expect(lost).toEqual(["'a1' on host host-of-a1 was stopped on its machine"]);
  });

  it('tell that NATS was away when one was lost for it', async () => {
    const world = new World();
    world.agents(1);
    const crewing = await world.crewing({ agents: 1 });
    const lost: string[] = [];
    crewing.startAgent(0).onLost = (how) => lost.push(how);
    world.hub.cut('c');
    await world.pass(8 * SECOND_US);
    expect(lost).toEqual(['said nothing for 6 s, with NATS away']);
  });

  it('leave out those of another version, and the run says so', async () => {
    const world = new World();
    world.agents(2);
    world.agent('old', { version: '1.2.2' });
    await world.crewing();
    expect(world.notes).toEqual(["Left out: agent 'old' on host host-of-old is 1.2.2, this is 1.2.3."]);
  });
});
