// The coordinator's end of the link of one agent on another machine: to the conductor it is like one of this machine. It knows the
// agent's clock, and how its scenario travels.

import type { PortableBundle } from '../bundle.ts';
import type { Link, Order, Report } from '../protocol.ts';
import type { ClockOffset } from './clock-offset.ts';
import type { RemoteAssignment, RemoteOrder, RemoteReport, RemoteScenario } from './remote-protocol.ts';

export interface RemoteLinkOptions {
  readonly link: Link<RemoteOrder, RemoteReport>;
  readonly scenario: RemoteScenario;
  /** What the agent lacks. */
  readonly bundle: PortableBundle | undefined;
  readonly neighbours: RemoteAssignment['neighbours'];
  /** That it will host. */
  readonly clients: number;
  readonly measured: ClockOffset;
  measure(): Promise<ClockOffset>;
  /** Then nobody can be heard, and it is not the agent's fault. */
  isNatsAway(): boolean;
}

export class RemoteLink implements Link<Order, Report> {
  onHeard: (report: Report) => void = () => {};
  readonly #options: RemoteLinkOptions;
  #tellLost: (how: string) => void = () => {};
  #lost: string | undefined;
  /** Of the agent's clock, before the start. */
  measured: ClockOffset;

  constructor(options: RemoteLinkOptions) {
    this.#options = options;
    this.measured = options.measured;
    const { link, clients } = options;
    link.onHeard = (report) => this.#hear(report);
    link.onLost = (how) => this.#lose(options.isNatsAway() ? `${how}, with NATS away` : how);
    link.send({ kind: 'engage', clients });
  }

  get onLost(): (how: string) => void {
    return this.#tellLost;
  }

  /** An agent may be lost while the target starts, before anybody leads it. */
  set onLost(tell: (how: string) => void) {
    this.#tellLost = tell;
    const how = this.#lost;
    if (how !== undefined) queueMicrotask(() => this.#tellLost(how));
  }

  send(order: Order): void {
    const { link, scenario, bundle, neighbours } = this.#options;
    switch (order.kind) {
      case 'prepare': {
        if (bundle !== undefined) link.send({ kind: 'bundle', bundle });
        const { module: _, sources: __, spareSources: ___, portShare: ____, ...assignment } = order.assignment;
        link.send({ kind: 'employ', assignment: { ...assignment, scenario, neighbours } });
        break;
      }
      case 'start':
        link.send({ kind: 'start', atUs: order.atUs + this.measured.monotonicOffsetUs });
        break;
      default:
        link.send(order);
    }
  }

  close(): void {
    this.#options.link.close();
  }

  #lose(how: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = how;
    this.#tellLost(how);
  }

  #hear(report: RemoteReport): void {
    if (report.kind === 'gone') this.#lose(report.how);
    else if (report.kind === 'ready') void this.#becomeReady(report);
    else this.onHeard(report);
  }

  /** To connect may have taken long, and clocks drift: they are compared again right before the start. */
  async #becomeReady(report: Report): Promise<void> {
    try {
      this.measured = await this.#options.measure();
    } catch {
      // What was measured before is better than nothing; whether the agent is still there the link finds out.
    }
    this.onHeard(report);
  }
}
