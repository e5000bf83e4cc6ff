// The reference server in this process, over memory and its virtual clock, as the target of cases: what they wait for costs nothing.

import { findFaults } from '../../server/faults/catalogue.ts';
import type { OperatorKind } from '../../server/protocols/operator.ts';
import type { ProtocolName } from '../../server/protocols/protocols.ts';
import { World, withNumber } from '../../server/world.test-support.ts';
import type { Actor } from '../judge/actor.ts';
import type { Case, Contract, Property } from '../judge/case.ts';
import { type CaseRun, runCase } from '../judge/run-case.ts';
import { type PropertyRun, runProperty } from '../judge/run-property.ts';
import type { Profile, SceneOptions } from '../judge/scene.ts';
import type { Target, TargetOperator } from '../judge/target.ts';
import type { MemoryNetworkOptions } from '../transport/memory/transport.ts';

export interface TrialOptions {
  readonly protocol: ProtocolName;
  /** Names, with `=N` where a number goes with them, as behind --fault. */
  readonly faults?: readonly string[];
  readonly clientFrame?: number;
  readonly capacity?: number;
  readonly network?: Partial<MemoryNetworkOptions>;
  readonly operator?: OperatorKind;
  readonly script?: readonly string[];
  readonly seed?: number;
}

/** A server for one case or several, one behind the other. */
export class Trial {
  readonly world: World;
  readonly target: Target;
  readonly #options: TrialOptions;
  readonly #memory = new Map<string, unknown>();
  readonly #profile: Record<string, string> = {};
  #scenes = 0;

  private constructor(options: TrialOptions, world: World) {
    this.#options = options;
    this.world = world;
    this.target = new MemoryTarget(world);
  }

  static async open(options: TrialOptions): Promise<Trial> {
    const { protocol, faults: wishes = [], capacity, network, operator, script } = options;
    const faults = findFaults(wishes, protocol);
    if (typeof faults === 'string') throw new Error(faults);
    const world = await World.open({
      protocol,
      faults: faults.map(({ fault, number }) => withNumber(fault, number)),
      ...(capacity === undefined ? {} : { capacity }),
      ...(network === undefined ? {} : { network }),
      ...(operator === undefined ? {} : { operator }),
      ...(script === undefined ? {} : { script }),
    });
    return new Trial(options, world);
  }

  /** Asks the contract's questions: cases hold the target to the answers. */
  async learns(contract: Contract): Promise<Profile> {
    for (const question of contract.questions ?? []) {
      const run = await this.runs(contract, { drive: (scene) => question.ask(scene), judge: () => ({ verdict: 'pass' }) });
      this.#profile[question.id] = String(run.facts);
    }
    return this.#profile;
  }

  runs<A extends Actor>(contract: Contract, one: Pick<Case<A>, 'drive' | 'judge' | 'timeLimitMs'>): Promise<CaseRun> {
    return runCase(one as unknown as Case, { ...this.#scene(contract), number: this.#scenes++ });
  }

  runsProperty(contract: Contract, property: Property, runs: number): Promise<PropertyRun> {
    return runProperty(property, {
      scene: () => this.#scene(contract),
      nextNumber: () => this.#scenes++,
      seed: this.#options.seed ?? 1,
      runs,
      budgetMs: Number.POSITIVE_INFINITY,
      shrinking: { budgetMs: Number.POSITIVE_INFINITY, attemptsMax: 1000 },
      revive: () => Promise.resolve(false),
    });
  }

  #scene(contract: Contract): Omit<SceneOptions, 'number'> {
    const { clientFrame = contract.clientFrames?.[0], seed = 1 } = this.#options;
    const { framings } = contract.dialect;
    const { capacity = contract.capacity ?? Number.POSITIVE_INFINITY } = this.#options;
    return {
      target: this.target,
      framings: typeof framings === 'function' ? framings({ clientFrameBytes: String(clientFrame) }) : framings,
      actor: contract.actor,
      capacity,
      seed,
      profile: this.#profile,
      memory: this.#memory,
      patienceMs: 2000,
    };
  }

  close(): void {
    this.world.close();
  }
}

class MemoryTarget implements Target {
  readonly how = 'embedded';
  readonly to = { address: '127.0.0.1', port: 1 };
  readonly operator: TargetOperator;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    const { terminal } = world;
    const print = terminal.print.bind(terminal);
    let begun = '';
    const operator: TargetOperator = {
      onPrinted: undefined,
      type: (bytes) => {
        const lines = (begun + Buffer.from(bytes).toString('latin1')).split('\n');
        begun = lines.pop() ?? '';
        for (const line of lines) terminal.type(Buffer.from(line, 'latin1'));
      },
    };
    terminal.print = (bytes) => {
      print(bytes);
      operator.onPrinted?.(bytes);
    };
    this.operator = operator;
  }

  get transport() {
    return this.#world.transport;
  }

  get ended(): string | undefined {
    const { causeOfDeath } = this.#world;
    return causeOfDeath === undefined ? undefined : `The target died: ${causeOfDeath}.`;
  }

  look(): undefined {
    return undefined;
  }
}
