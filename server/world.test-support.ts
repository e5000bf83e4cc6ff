// A server and its clients in one process, over the memory transport and its virtual clock: nothing sleeps, and a second of
// waiting costs nothing.

import { wait } from '../harness/clock.ts';
import { type MemoryNetworkOptions, MemoryTransport } from '../harness/transport/memory/transport.ts';
import type { ConnectionOutcome } from '../harness/transport/outcome.ts';
import type { Connection, ConnectionHandler } from '../harness/transport/transport.ts';
import { type Fault, numberOf } from './faults/fault.ts';
import { EventServer } from './models/event.ts';
import { Places } from './models/places.ts';
import type { ClientFrameSetting } from './protocols/chat/client-frames.ts';
import {
  echoOperator,
  type GiveLine,
  type OperatorKind,
  scriptOperator,
  stdioOperator,
  type Terminal,
} from './protocols/operator.ts';
import { PROTOCOLS, type ProtocolName } from './protocols/protocols.ts';
import { SERVICES, type ServiceByProtocol } from './protocols/services.ts';

/** The longest that anything under way takes to arrive and to be answered, on the networks that tests use. */
const QUIET_US = 100_000;

export interface WorldOptions<P extends ProtocolName> {
  readonly protocol: P;
  readonly network?: Partial<MemoryNetworkOptions>;
  readonly faults?: readonly Fault[];
  /** Of every fault that takes one. */
  readonly number?: number;
  readonly capacity?: number;
  readonly once?: boolean;
  readonly clientFrame?: ClientFrameSetting;
  readonly operator?: OperatorKind;
  /** What the operator `script` answers. */
  readonly script?: readonly string[];
}

export class World<P extends ProtocolName = ProtocolName> {
  readonly transport: MemoryTransport;
  readonly terminal = new FakeTerminal();
  readonly service: ServiceByProtocol[P];
  readonly places: Places;
  readonly server: EventServer;
  readonly events: string[] = [];
  /** Why the server ended as by a fatal signal, when it has. */
  causeOfDeath: string | undefined;
  #isOver = false;
  readonly #at = { address: '127.0.0.1', port: 1 };

  private constructor(options: WorldOptions<P>) {
    const { protocol, faults = [] } = options;
    const { capacity } = PROTOCOLS[protocol];
    this.transport = new MemoryTransport({ seed: 1, ...options.network });
    this.places = new Places(options.capacity ?? capacity ?? Number.POSITIVE_INFINITY, options.once);
    const script = (options.script ?? ['fine']).map((line) => Buffer.from(line));
    const operators = {
      stdio: () => stdioOperator(this.terminal),
      echo: () => echoOperator(this.terminal),
      script: () => scriptOperator(this.terminal, script),
    };
    const operator = operators[options.operator ?? 'stdio']();
    const log = (event: string) => void this.events.push(event);
    this.service = SERVICES[protocol]({ clientFrame: options.clientFrame ?? 'auto', operator, log });
    this.server = new EventServer({ transport: this.transport, service: this.service, places: this.places, log });
    for (const fault of faults) {
      fault.spoil(this.service, {
        clock: this.transport.clock,
        places: this.places,
        number: options.number ?? numberOf(fault)?.default ?? 1,
        die: (cause) => {
          this.causeOfDeath = cause;
          this.close();
        },
        isOver: () => this.#isOver,
      });
    }
  }

  static async open<P extends ProtocolName>(options: WorldOptions<P>): Promise<World<P>> {
    const world = new World(options);
    const failure = await world.server.listen(world.#at);
    if (failure !== undefined) throw new Error(`can't listen: ${failure.kind}`);
    return world;
  }

  /** A client that has connected; what the server says on arrival has come when the world is quiet. */
  connect(): Peer {
    const peer = new Peer();
    peer.connection = this.transport.connect({ to: this.#at, timeoutMs: 10_000 }, peer);
    return peer;
  }

  /** Everything that is under way has arrived and has been answered. */
  async quiet(us = QUIET_US): Promise<void> {
    await wait(this.transport.clock, us);
  }

  close(): void {
    this.#isOver = true;
    this.server.abort();
  }
}

/** A fault that was asked for with a number. */
export function withNumber(fault: Fault, number: number): Fault {
  return { ...fault, spoil: (service, surroundings) => fault.spoil(service, { ...surroundings, number }) };
}

/** A raw client: sends bytes, and keeps what comes. */
export class Peer implements ConnectionHandler {
  connection: Connection | undefined;
  isOpen = false;
  /** The server has ended its stream. */
  hasEnd = false;
  outcome: ConnectionOutcome | undefined;
  readonly #received: Buffer[] = [];
  #taken = 0;

  /** Everything that has come. */
  get received(): Buffer {
    return Buffer.concat(this.#received);
  }

  /** What has come since the last taking. */
  take(): Buffer {
    const received = this.received;
    const taken = received.subarray(this.#taken);
    this.#taken = received.length;
    return taken;
  }

  write(bytes: Uint8Array | string): void {
    this.connection?.write(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  }

  stopReading(): void {
    this.connection?.stopReading();
  }

  resumeReading(): void {
    this.connection?.resumeReading();
  }

  halfClose(): void {
    this.connection?.endWriting();
  }

  close(): void {
    this.connection?.close();
  }

  reset(): void {
    this.connection?.reset();
  }

  onOpen(): void {
    this.isOpen = true;
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    this.#received.push(Buffer.from(bytes.subarray(start, end)));
  }

  onDrain(): void {}

  onEnd(): void {
    this.hasEnd = true;
    this.connection?.endWriting();
  }

  onClose(outcome: ConnectionOutcome): void {
    this.outcome = outcome;
  }
}

/** A terminal that a test types at and reads. */
export class FakeTerminal implements Terminal {
  #printed: Buffer[] = [];
  readonly #lines: Uint8Array[] = [];
  #wanting: GiveLine[] = [];
  #hasEnded = false;
  unprintedBytes = 0;
  readonly #whenPrinted: (() => void)[] = [];
  /** Whoever reads what is printed has stopped. */
  isStuck = false;

  /** What has been printed, as text. */
  get printed(): string {
    return Buffer.concat(this.#printed).toString();
  }

  get printedBytes(): Buffer {
    return Buffer.concat(this.#printed);
  }

  print(bytes: Uint8Array): void {
    this.#printed.push(Buffer.from(bytes));
    if (this.isStuck) this.unprintedBytes += bytes.length;
  }

  whenPrinted(act: () => void): void {
    this.#whenPrinted.push(act);
  }

  /** The reader goes on. */
  unstick(): void {
    this.isStuck = false;
    this.unprintedBytes = 0;
    for (const act of this.#whenPrinted.splice(0)) act();
  }

  nextLine(give: GiveLine): () => void {
    const line = this.#lines.shift();
    if (line !== undefined || this.#hasEnded) {
      give(line);
      return () => {};
    }
    this.#wanting.push(give);
    return () => {
      this.#wanting = this.#wanting.filter((waiting) => waiting !== give);
    };
  }

  type(line: string | Uint8Array): void {
    const bytes = typeof line === 'string' ? Buffer.from(line) : line;
    const give = this.#wanting.shift();
    if (give === undefined) this.#lines.push(bytes);
    else give(bytes);
  }

  endInput(): void {
    this.#hasEnded = true;
    for (const give of this.#wanting.splice(0)) give(undefined);
  }
}
