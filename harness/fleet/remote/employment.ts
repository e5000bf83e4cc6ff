// One run at an agent on another machine, from its booking to its end: the process that hosts the clients, and what goes between it and the
// coordinator.

import { type Clock, waitAtMost } from '../../clock.ts';
import { HarnessError } from '../../errors.ts';
import { type MachineLimits, preflight } from '../../transport/limits.ts';
import { planSources, spareSources } from '../../transport/sources.ts';
import type { Awake } from '../awake.ts';
import { builtInModule, installBundle } from '../bundle.ts';
import type { Assignment, Link, Order, Report } from '../protocol.ts';
import type { BundleShelf } from './bundle-shelf.ts';
import type { ReliableLink } from './reliable-link.ts';
import type { RemoteAssignment, RemoteOrder, RemoteReport } from './remote-protocol.ts';

/** What an agent has on its machine. */
export interface Workplace {
  readonly limits: MachineLimits;
  /** The addresses to connect from; empty: chosen for each run. */
  readonly sources: readonly string[];
  readonly shelf: BundleShelf;
  startAgent(clients: number): Link<Order, Report>;
  /** From its booking to its end. */
  keepAwake(): Awake;
}

/** How long a coordinator that is told that the agent leaves may take to hear it. */
const FAREWELL_US = 1_000_000;

export class Employment {
  readonly #link: ReliableLink<RemoteReport, RemoteOrder>;
  readonly #clock: Clock;
  readonly #workplace: Workplace;
  readonly #onEngaged: (clients: number) => void;
  #process: Link<Order, Report> | undefined;
  #awake: Awake | undefined;
  #hasEnded = false;
  #removeBundle = (): void => {};

  constructor(
    { link, clock }: { readonly link: ReliableLink<RemoteReport, RemoteOrder>; readonly clock: Clock },
    workplace: Workplace,
    onEngaged: (clients: number) => void,
  ) {
    this.#link = link;
    this.#clock = clock;
    this.#workplace = workplace;
    this.#onEngaged = onEngaged;
    link.onHeard = (order) => this.#hear(order);
  }

  /** Whatever goes on: the process is ended, and the coordinator, if it still hears, is told how. */
  async end(how?: string): Promise<void> {
    this.#link.onHeard = () => {};
    this.#link.onLost = () => {};
    const running = this.#process;
    if (running !== undefined) {
      running.onHeard = () => {};
      running.onLost = () => {};
      running.close();
    }
    this.#awake?.end();
    this.#removeBundle();
    if (how !== undefined) {
      this.#link.send({ kind: 'gone', how });
      await waitAtMost(this.#clock, FAREWELL_US, this.#link.drained());
    }
    this.#link.close();
  }

  #hear(order: RemoteOrder): void {
    switch (order.kind) {
      case 'engage':
        this.#start(order.clients);
        break;
      case 'bundle':
        this.#workplace.shelf.put(order.bundle);
        break;
      case 'employ':
        try {
          this.#process?.send({ kind: 'prepare', assignment: this.#assignmentHere(order.assignment) });
        } catch (error) {
          this.#link.send({ kind: 'unable', sentence: error instanceof Error ? error.message : String(error) });
        }
        break;
      default:
        this.#process?.send(order);
    }
  }

  #start(clients: number): void {
    if (this.#process !== undefined) return;
    this.#awake = this.#workplace.keepAwake();
    const started = this.#workplace.startAgent(clients);
    this.#process = started;
    started.onHeard = (report) => {
      if (report.kind === 'ended') this.#hasEnded = true;
      this.#link.send(report);
    };
    started.onLost = (how) => {
      if (!this.#hasEnded) this.#link.send({ kind: 'gone', how });
    };
    this.#onEngaged(clients);
  }

  /** Ports and addresses are those of this machine, and so are the files. */
  #assignmentHere({ scenario, neighbours, ...assignment }: RemoteAssignment): Assignment {
    const { limits, sources } = this.#workplace;
    const { to, connectingAtOnce, plan, agents } = assignment;
    const needs = { to, clients: Math.ceil(plan.clients / agents), connectingAtOnce };
    const obstacle = preflight(needs, limits).find(({ kind }) => kind === 'blocks');
    if (obstacle !== undefined) throw new HarnessError('limit-too-low', obstacle.sentence);
    return {
      ...assignment,
      module: scenario.kind === 'built-in' ? builtInModule(scenario.name) : this.#moduleOf(scenario.hash),
      sources: planSources({ to, clients: neighbours.clients, sources, ports: limits.ports }),
      spareSources: spareSources({ to, clients: neighbours.clients, ports: limits.ports }),
      portShare: { index: neighbours.index, of: neighbours.of },
    };
  }

  #moduleOf(hash: string): string {
    const { shelf } = this.#workplace;
    const bundle = shelf.take(hash);
    if (bundle === undefined) throw new HarnessError('agent-failed', 'The scenario has not come: run it again.');
    try {
      const { module, remove } = installBundle(bundle);
      this.#removeBundle = remove;
      return module;
    } catch (error) {
      shelf.drop(hash);
      throw error;
    }
  }
}
