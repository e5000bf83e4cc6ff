// The load of the transport benchmark: each client sends a frame, waits for all of it to come back, checks it, and sends the
// next.

import { Client } from '../harness/client/client.ts';
import { connectMany } from '../harness/client/connect-many.ts';
import type { Frame, Outcome } from '../harness/client/outcome.ts';
import type { Endpoint } from '../harness/transport/endpoint.ts';
import type { OutcomeKind } from '../harness/transport/outcome.ts';
import type { SourcePairs } from '../harness/transport/sources.ts';
import type { Transport } from '../harness/transport/transport.ts';
import { fixedFrames } from '../harness/wire/framing.ts';

export interface EchoLoad {
  readonly to: Endpoint;
  readonly clients: number;
  readonly frameBytes: number;
  /** At full load, but not counted: compilers warm up, windows open. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly timeoutMs: number;
  readonly sources?: SourcePairs | undefined;
}

export interface EchoTally {
  /** What the attempts to connect came to. */
  readonly connects: Partial<Record<OutcomeKind, number>>;
  /** What ended a client's conversation before the time was up. */
  readonly ends: Partial<Record<Exclude<Outcome['kind'], 'frame'>, number>>;
  /** Whether the warm-up was over: before that nothing counts. */
  isMeasured: boolean;
  roundTrips: number;
  /** Frames that came back other than they were sent. */
  wrong: number;
  seconds: number;
  cpuSeconds: number;
  /** From the first attempt to connect to the last outcome. */
  connectSeconds: number;
}

export async function loadWithEchoes(transport: Transport, load: EchoLoad, stop: { now: boolean }): Promise<EchoTally> {
  const { clock } = transport;
  const tally: EchoTally = {
    connects: {},
    ends: {},
    isMeasured: false,
    roundTrips: 0,
    wrong: 0,
    seconds: 0,
    cpuSeconds: 0,
    connectSeconds: 0,
  };
  const connectStartUs = clock.nowUs();
  const framing = fixedFrames(load.frameBytes);
  const { clients, outcomes } = await connectMany({
    to: load.to,
    clients: load.clients,
    makeClient: () => new Client(transport, { sends: framing, receives: framing, timeoutMs: load.timeoutMs }),
    sources: load.sources,
    isStopped: () => stop.now,
  });
  tally.connectSeconds = (clock.nowUs() - connectStartUs) / 1e6;
  for (const { kind, phase } of outcomes)
    if (!stop.now || phase !== 'close') tally.connects[kind] = (tally.connects[kind] ?? 0) + 1;
  let cpuBefore = process.cpuUsage();
  let startUs = clock.nowUs();
  const warmUp = clock.at(startUs + load.warmUpSeconds * 1e6, () => {
    tally.isMeasured = true;
    tally.roundTrips = 0;
    cpuBefore = process.cpuUsage();
    startUs = clock.nowUs();
  });
  const messages = new Messages(load.frameBytes);
  const over = { now: false };
  const end = clock.at(startUs + (load.warmUpSeconds + load.seconds) * 1e6, () => {
    over.now = true;
  });
  await Promise.all(clients.map((client, name) => converse(client, name, messages, tally, () => over.now || stop.now)));
  warmUp.cancel();
  end.cancel();
  const { user, system } = process.cpuUsage(cpuBefore);
  tally.seconds = (clock.nowUs() - startUs) / 1e6;
  tally.cpuSeconds = (user + system) / 1e6;
  await Promise.all(clients.map((client) => client.close()));
  return tally;
}

async function converse(
  client: Client,
  name: number,
  messages: Messages,
  tally: EchoTally,
  isOver: () => boolean,
): Promise<void> {
  for (let turn = 0; !isOver(); turn++) {
    messages.send(client, name, turn);
    const outcome = await client.next();
    if (outcome.kind !== 'frame') {
      // After Ctrl-C it may be our own doing.
      if (!isOver()) tally.ends[outcome.kind] = (tally.ends[outcome.kind] ?? 0) + 1;
      return;
    }
    if (!messages.isThatOf(outcome, name, turn)) tally.wrong++;
    tally.roundTrips++;
  }
}

const HEADER_BYTES = 8;

/**
 * message = client(4) turn(4) 'x'*, so that a message of another client or another turn is noticed. All are sent from one
 * array, with a new header each: an array for each client would not fit into the processor's cache. Those of less than
 * eight bytes have no header.
 */
class Messages {
  #sent: Message;
  readonly #expected: Message;

  constructor(frameBytes: number) {
    this.#sent = new Message(frameBytes);
    this.#expected = new Message(frameBytes);
  }

  send(client: Client, name: number, turn: number): void {
    this.#sent.address(name, turn);
    client.send(this.#sent.bytes);
    // An array that the transport had to keep is its own from now on.
    if (client.unsentBytes > 0) this.#sent = new Message(this.#sent.bytes.length);
  }

  isThatOf(frame: Frame, name: number, turn: number): boolean {
    this.#expected.address(name, turn);
    return frame.equals(this.#expected.bytes);
  }
}

class Message {
  readonly bytes: Buffer;
  readonly #header: Uint32Array;

  constructor(frameBytes: number) {
    this.bytes = Buffer.alloc(frameBytes, 'x');
    this.#header = new Uint32Array(this.bytes.buffer, 0, frameBytes < HEADER_BYTES ? 0 : 2);
  }

  address(name: number, turn: number): void {
    this.#header[0] = name;
    this.#header[1] = turn;
  }
}
