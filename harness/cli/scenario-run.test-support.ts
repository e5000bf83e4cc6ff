// A built-in scenario against the reference server, both in one process: crews over the memory transport, under its clock.

import { type BuiltIn, findScenario } from '../../scenarios/catalogue.ts';
import { findFault } from '../../server/faults/catalogue.ts';
import type { ProtocolName } from '../../server/protocols/protocols.ts';
import { World } from '../../server/world.test-support.ts';
import { wait } from '../clock.ts';
import { Crew, type CrewEnd } from '../load/crew.ts';
import { makePlan, type PlanWishes } from '../load/make-plan.ts';
import type { ErrorEntry } from '../record/record.ts';
import { type Settlement, settle } from '../record/settlement.ts';
import { type Counters, noCounters, type SecondTally } from '../record/tally.ts';
import { EVERYBODY } from '../script/marked-message.ts';
import type { Params, Scenario } from '../script/scenario.ts';
import type { MemoryNetworkOptions, MemoryTransport } from '../transport/memory/transport.ts';

export interface CrewWishes {
  readonly plan: PlanWishes;
  readonly params?: Params;
  readonly agents?: number;
  readonly timeoutMs?: number;
  readonly isChecking?: boolean;
}

export interface RunWishes extends CrewWishes {
  readonly scenario: string;
  readonly network?: Partial<MemoryNetworkOptions>;
  readonly faults?: readonly string[];
  readonly onceIn?: number;
  /** Done to the world before anybody connects. */
  readonly prepare?: (world: World) => Promise<void>;
}

export interface Ran {
  readonly counters: Counters;
  readonly errors: readonly ErrorEntry[];
  readonly wrongs: readonly string[];
  /** How many samples each operation has. */
  readonly samples: Readonly<Record<string, number>>;
  readonly ends: readonly CrewEnd[];
  readonly settlement: Settlement;
  /** The scenario's own defects. */
  readonly thrown: readonly unknown[];
  readonly seconds: readonly SecondTally[];
  /** When the last farewell was said, since the start. */
  readonly endedUs: number;
}

const LOOKS_MAX = 20;
const LOOK_US = 50_000;

/** Against the reference server of the scenario's protocol. */
export async function runScenario(wishes: RunWishes): Promise<Ran> {
  const { scenario, module } = builtIn(wishes.scenario);
  const protocol = scenario.dialect.reference?.[0] as ProtocolName;
  const faults = (wishes.faults ?? []).map((name) => {
    const fault = findFault(name, protocol);
    if (fault === undefined) throw new Error(`${protocol} has no fault '${name}', which a test of ${module} asks for.`);
    return fault;
  });
  const world = await World.open({
    protocol,
    network: { seed: 1, ...wishes.network },
    operator: 'echo',
    faults,
    ...(wishes.onceIn !== undefined && { number: wishes.onceIn }),
  });
  await wishes.prepare?.(world);
  const ran = await runCrews(world.transport, scenario, wishes);
  world.close();
  return ran;
}

/** Against whoever listens at port 1. */
export async function runCrews(transport: MemoryTransport, scenario: Scenario, wishes: CrewWishes): Promise<Ran> {
  const plan = makePlan(wishes.plan);
  const defaults = Object.entries(scenario.params ?? {}).map(([name, param]) => [name, param.default]);
  const params: Params = { ...Object.fromEntries(defaults), ...wishes.params };
  const { framings } = scenario.dialect;
  const { agents = 1 } = wishes;
  const seconds: SecondTally[] = [];
  const thrown: unknown[] = [];
  const crews = Array.from(
    { length: agents },
    (_, agent) =>
      new Crew({
        transport,
        to: { address: '127.0.0.1', port: 1 },
        scenario,
        plan,
        params,
        framings: typeof framings === 'function' ? framings(params) : framings,
        run: 77,
        seed: transport.options.seed,
        timeoutMs: wishes.timeoutMs ?? 5000,
        isChecking: wishes.isChecking ?? true,
        agent,
        agents,
        connectingAtOnce: 50,
        onSecond: (tally) => seconds.push(tally),
        onScriptError: (error) => thrown.push(error),
      }),
  );
  for (const crew of crews) crew.prepare();
  await Promise.all(crews.map((crew) => crew.ready));
  const startUs = transport.clock.nowUs() + 10_000;
  for (const crew of crews) crew.start(startUs);
  await Promise.all(crews.map((crew) => crew.arrived));
  const company = {
    clients: plan.clients,
    everybody: EVERYBODY,
    areTogether: (one: number, other: number) => one % agents === other % agents,
    isGone: () => false,
  };
  // What is said may arrive behind the prompt of who said it: nobody leaves while something is still on its way.
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const accounts = crews.map((crew) => crew.accounts());
    if (settle(accounts, company).lost === 0) break;
    await wait(transport.clock, LOOK_US);
  }
  for (const crew of crews) crew.leave();
  await Promise.all(crews.map((crew) => crew.ended));
  const endedUs = transport.clock.nowUs() - startUs;
  const ends = crews.map((crew) => crew.end());
  for (const crew of crews) crew.recorder.destroy();
  return {
    counters: seconds.reduce((sum, { counters }) => added(sum, counters), noCounters()),
    errors: seconds.flatMap(({ errors }) => errors),
    wrongs: seconds.flatMap(({ wrongs }) => wrongs),
    samples: samplesOf(seconds),
    ends,
    settlement: settle(
      ends.map(({ accounts }) => accounts),
      company,
    ),
    thrown,
    seconds,
    endedUs,
  };
}

function builtIn(name: string): BuiltIn {
  const found = findScenario(name);
  if (found === undefined) throw new Error(`There is no scenario '${name}'.`);
  return found;
}

function added(one: Counters, other: Readonly<Counters>): Counters {
  const sum = { ...one };
  for (const name of Object.keys(sum) as (keyof Counters)[]) sum[name] += other[name];
  return sum;
}

function samplesOf(seconds: readonly SecondTally[]): Record<string, number> {
  const samples: Record<string, number> = {};
  for (const { ops } of seconds) {
    for (const [name, { response }] of Object.entries(ops)) samples[name] = (samples[name] ?? 0) + response.count;
  }
  return samples;
}
