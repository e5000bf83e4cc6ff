// A server from its options: checks what goes with what, and starts it in the model that was asked for.

import type { Clock } from '../harness/clock.ts';
import { chooseTransport, type TransportChoice } from '../harness/transport/choose.ts';
import type { Endpoint } from '../harness/transport/endpoint.ts';
import { connectionsMax, readLimits } from '../harness/transport/limits.ts';
import { NodeTransport } from '../harness/transport/node/transport.ts';
import type { ConnectionOutcome } from '../harness/transport/outcome.ts';
import { MortalClock } from './faults/mortal-clock.ts';
import { die } from './models/dying.ts';
import { EventServer } from './models/event.ts';
import { EventWorkers } from './models/event-workers.ts';
import { LEAVING_MAX, Places } from './models/places.ts';
import type { Running, StartOutcome } from './models/running.ts';
import { findIsReady, type IsReady } from './printer.ts';
import { echoOperator, type Operator, scriptOperator, stdioOperator, type Terminal } from './protocols/operator.ts';
import { type Model, PROTOCOLS } from './protocols/protocols.ts';
import type { Log } from './protocols/session.ts';
import { makeService, type ServiceSetting } from './setting.ts';

export type OperatorSetting =
  | { readonly kind: 'stdio' }
  | { readonly kind: 'echo' }
  | { readonly kind: 'script'; readonly lines: readonly Uint8Array[] };

export interface Streams {
  readonly terminal: Terminal;
  readonly log: Log | undefined;
  /** Says what has gone wrong on this machine. */
  readonly complain: (sentence: string) => void;
}

export interface ServeOptions extends ServiceSetting {
  readonly at: Endpoint;
  readonly model: Model;
  /** Undefined: that of the protocol. */
  readonly capacity: number | undefined;
  readonly operator: OperatorSetting;
  /** Serves the first connection, and ends when it has gone. */
  readonly once: boolean;
  readonly workers: number;
  readonly transport: TransportChoice;
  /** What the server prints to, once there is a loop to print from. */
  readonly openStreams: (clock: Clock, isReady: IsReady) => Streams;
}

/** Where a protocol has no capacity of its own: thousands of threads or processes would take all the machine's memory. */
const HANDED_OVER_DEFAULT = 256;
/** The connection, a channel of two ends, the control of a process for a moment; a thread of node's has some of its own. */
const DESCRIPTORS_EACH: Readonly<Record<Model, number>> = { event: 1, single: 1, process: 4, thread: 8 };

export async function serve(options: ServeOptions): Promise<StartOutcome> {
  const { protocol, model, workers } = options;
  const isHandedOver = model === 'process' || model === 'thread';
  const descriptors = connectionsMax(readLimits());
  const capacity = options.capacity ?? PROTOCOLS[protocol].capacity ?? (isHandedOver ? HANDED_OVER_DEFAULT : descriptors);
  // Some that have left may still be on their way out.
  const descriptorsNeeded = (capacity + (isHandedOver ? LEAVING_MAX : 0)) * DESCRIPTORS_EACH[model];
  if (descriptorsNeeded > descriptors) {
    const sentence = `${capacity} connections take ${descriptorsNeeded} descriptors in the model ${model}, and ${descriptors} are to be had: ask for a smaller --capacity.`;
    return { kind: 'unable', sentence };
  }
  const setting: ServiceSetting = { protocol, clientFrame: options.clientFrame, faults: options.faults };
  if (workers > 1) {
    // The workers have their own loops; this process has node's.
    const { log } = options.openStreams(new NodeTransport().clock, await findIsReady(await hasEpoll()));
    const server = new EventWorkers({ setting, workers, transport: options.transport, log });
    return started(server, options.at, `model event in ${workers} processes`);
  }
  const places = new Places(model === 'single' || options.once ? 1 : capacity, options.once);
  const { transport, reason } = await chooseTransport(options.transport);
  const isReady = await findIsReady(transport.kind === 'epoll');
  const { terminal, log, complain } = options.openStreams(transport.clock, isReady);
  const clock = new MortalClock(transport.clock);
  const service = await makeService(options, {
    places,
    clock,
    operator: operatorOf(options.operator, terminal),
    log,
    die,
    isOver: () => clock.isOver,
  });
  if (!isHandedOver) {
    const server = new EventServer({ transport, service, places, log });
    return started(server, options.at, `model ${model}, transport ${transport.kind}`, clock);
  }
  if (transport.kind !== 'epoll') {
    transport.close();
    return { kind: 'unable', sentence: `The model ${model} blocks in calls of Linux, which are not to be had here: ${reason}` };
  }
  // Loaded only where it can be: these call the system as epoll does.
  const [{ HandedOverServer }, { Processes, Threads }, { EpollTransport }] = await Promise.all([
    import('./models/handed-over.ts'),
    import('./models/hands.ts'),
    import('../harness/transport/epoll/transport.ts'),
  ]);
  if (!(transport instanceof EpollTransport)) throw new Error('defect: epoll is the epoll transport');
  const hands = model === 'process' ? new Processes(setting) : new Threads(setting, complain);
  // Where the hands serve alone, this service serves nobody; but what is wrong with the places is wrong here.
  const shared = PROTOCOLS[protocol].isShared ? service : undefined;
  const server = new HandedOverServer({ transport, places, hands, shared, log });
  const outcome = await started(server, options.at, `model ${model}`, clock);
  if (outcome.kind === 'running') await hands.ready();
  return outcome;
}

interface Server extends Omit<Running, 'at' | 'how'> {
  readonly at: Endpoint | undefined;
  listen(at: Endpoint): Promise<ConnectionOutcome | undefined>;
}

async function started(server: Server, at: Endpoint, how: string, clock?: MortalClock): Promise<StartOutcome> {
  void server.ended.then(() => clock?.end());
  const failure = await server.listen(at);
  if (failure !== undefined) {
    server.abort();
    return { kind: 'not-listening', outcome: failure };
  }
  const running: Running = {
    at: server.at ?? at,
    how,
    ended: server.ended,
    stop: () => server.stop(),
    abort: () => server.abort(),
  };
  return { kind: 'running', running };
}

/** Whether the system can be called from here. */
async function hasEpoll(): Promise<boolean> {
  const { transport } = await chooseTransport('auto');
  transport.close();
  return transport.kind === 'epoll';
}

function operatorOf(operator: OperatorSetting, terminal: Terminal): Operator {
  if (operator.kind === 'stdio') return stdioOperator(terminal);
  return operator.kind === 'echo' ? echoOperator(terminal) : scriptOperator(terminal, operator.lines);
}
