// Agents and coordinators in memory, under a clock that jumps as soon as nobody has anything more to do.

import { seededChance } from '../../chance.ts';
import type { Link, Order, Report } from '../protocol.ts';
import { BundleShelf } from './bundle-shelf.ts';
import { type Enlisted, type Enlistment, enlist, giveBack, type Office, type Wishes } from './enlist.ts';
import { HostedAgent } from './hosted-agent.ts';
import { JumpClock, MemoryHub, type MemoryHubOptions } from './memory-exchange.test-support.ts';
import type { Presence } from './words.ts';

export class FleetWorld {
  readonly clock = new JumpClock();
  readonly hub: MemoryHub;
  readonly events: string[] = [];

  constructor(options: MemoryHubOptions = {}) {
    this.hub = new MemoryHub(this.clock, options);
  }

  agent(name: string, changes: Partial<Presence> = {}): WorldAgent {
    return new WorldAgent(this, name, changes);
  }

  coordinator(name: string, seed = 1): Coordinator {
    return new Coordinator(this, name, seed);
  }

  /** What is awaited gets its turn between any two things that happen. */
  async until<T>(awaited: Promise<T>): Promise<T> {
    let isDone = false;
    const done = awaited.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) await this.#step(Number.MAX_SAFE_INTEGER);
    return done;
  }

  async pass(us: number): Promise<void> {
    const untilUs = this.clock.nowUs() + us;
    while (this.clock.nowUs() < untilUs) await this.#step(untilUs);
  }

  async #step(untilUs: number): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    let steps = 0;
    this.clock.run(untilUs, () => steps++ > 0);
  }
}

/** A process that hosts clients, as its host sees it. */
export class FakeProcess implements Link<Order, Report> {
  readonly orders: Order[] = [];
  readonly clients: number;
  isClosed = false;
  onHeard: (report: Report) => void = () => {};
  onLost: (how: string) => void = () => {};

  constructor(clients: number) {
    this.clients = clients;
  }

  send(order: Order): void {
    this.orders.push(order);
  }

  close(): void {
    this.isClosed = true;
  }
}

export class WorldAgent {
  readonly presence: Presence;
  readonly host: HostedAgent;
  readonly processes: FakeProcess[] = [];
  readonly shelf = new BundleShelf();
  isAwake = false;

  constructor({ hub, events }: FleetWorld, name: string, changes: Partial<Presence>) {
    this.presence = {
      id: `id${name}`,
      name,
      labels: {},
      version: '1.2.3',
      host: `host-of-${name}`,
      machine: `machine-of-${name}`,
      processors: 2,
      memoryBytes: 1e9,
      node: 'v20',
      platform: 'linux',
      ...changes,
    };
    this.host = new HostedAgent({
      exchange: hub.exchange(name),
      clock: hub.clockOf(name),
      presence: this.presence,
      workplace: {
        limits: { descriptors: 1000, descriptorsHard: 1000, ports: { first: 40_000, last: 49_999 }, listenQueue: 4096 },
        sources: [],
        shelf: this.shelf,
        startAgent: (clients) => {
          const started = new FakeProcess(clients);
          this.processes.push(started);
          return started;
        },
        keepAwake: () => {
          this.isAwake = true;
          const end = () => {
            this.isAwake = false;
          };
          return { isKept: true, trouble: undefined, end };
        },
      },
      onEvent: (sentence) => events.push(`${name}: ${sentence}`),
    });
  }
}

export class Coordinator {
  readonly office: Office;
  readonly run: string;

  constructor({ hub }: FleetWorld, name: string, seed: number) {
    this.run = `run${name}`;
    this.office = { exchange: hub.exchange(name), clock: hub.clockOf(name), chance: seededChance(seed) };
  }

  enlist(agents: number | 'auto', changes: Partial<Wishes> = {}): Promise<Enlistment> {
    return enlist(this.office, { run: this.run, agents, labels: {}, version: '1.2.3', clients: 100, ...changes });
  }

  giveBack(agents: readonly Enlisted[]): Promise<void> {
    return giveBack(this.office, this.run, agents);
  }
}
