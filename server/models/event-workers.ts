// Several processes, each with a loop of its own, that share one port: more connections than one process may have descriptors.
// With epoll each listens for itself, and the system shares the connections out; with node its `cluster` does.

import cluster, { type Worker } from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { chooseTransport, type TransportChoice } from '../../harness/transport/choose.ts';
import type { Endpoint } from '../../harness/transport/endpoint.ts';
import { type ConnectionOutcome, outcomeOf } from '../../harness/transport/outcome.ts';
import type { Log } from '../protocols/session.ts';
import type { ServiceSetting } from '../setting.ts';
import { NOBODY } from './nobody.ts';
import { STOP_US_MAX } from './running.ts';

export interface EventWorkersOptions {
  readonly setting: ServiceSetting;
  readonly workers: number;
  readonly transport: TransportChoice;
  readonly log: Log | undefined;
}

/** What a worker is told when it starts. */
export interface WorkerSetting extends ServiceSetting {
  readonly at: Endpoint;
  readonly transport: TransportChoice;
  readonly isLogged: boolean;
}

export type WorkerTells =
  | { readonly kind: 'listening' }
  | { readonly kind: 'not-listening'; readonly outcome: ConnectionOutcome }
  | { readonly kind: 'logged'; readonly event: string };

export class EventWorkers {
  at: Endpoint | undefined;
  readonly #options: EventWorkersOptions;
  readonly #workers = new Set<Worker>();
  #isStopping = false;
  #why: string | undefined;
  #patience: NodeJS.Timeout | undefined;
  #tellEnded: (why: string | undefined) => void = () => {};
  /** A sentence when a worker has ended by itself, which ends them all. */
  readonly ended: Promise<string | undefined>;

  constructor(options: EventWorkersOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#tellEnded = resolve;
    });
  }

  async listen(at: Endpoint): Promise<ConnectionOutcome | undefined> {
    const place = await this.#findPlace(at);
    if (place.kind === 'taken') return place.outcome;
    this.at = place.at;
    // A small nursery: a large one would grow while thousands connect, and stay.
    cluster.setupPrimary({ exec: fileURLToPath(program('event-worker')), args: [], execArgv: ['--max-semi-space-size=4'] });
    const { workers } = this.#options;
    const started = Array.from({ length: workers }, (_, index) => this.#start(place.at, index));
    const failures = await Promise.all(started);
    const failure = failures.find((outcome) => outcome !== undefined);
    if (failure !== undefined) this.abort();
    return failure;
  }

  /**
   * Listens there alone for a moment: a port that is shared could be shared with a stranger, and one that the system is to
   * choose has to be the same for all.
   */
  async #findPlace(at: Endpoint): Promise<{ kind: 'free'; at: Endpoint } | { kind: 'taken'; outcome: ConnectionOutcome }> {
    const { transport } = await chooseTransport(this.#options.transport);
    const alone = await transport.listen(
      { at },
      {
        onConnection: (connection) => {
          connection.reset();
          return NOBODY;
        },
        onAcceptFailed() {},
      },
    );
    if (alone.kind === 'listening') alone.listener.close();
    transport.close();
    return alone.kind === 'failed' ? { kind: 'taken', outcome: alone.outcome } : { kind: 'free', at: alone.listener.at };
  }

  /** Resolves when the worker listens, or with why it does not. */
  #start(at: Endpoint, index: number): Promise<ConnectionOutcome | undefined> {
    const { setting, workers, transport, log } = this.#options;
    const worker: WorkerSetting = { ...setting, at, transport, isLogged: log !== undefined };
    const forked = cluster.fork({ [SETTING]: JSON.stringify(worker) });
    this.#workers.add(forked);
    return new Promise((resolve) => {
      forked.on('message', (told: WorkerTells) => {
        if (told.kind === 'logged') log?.(`worker ${index + 1}: ${told.event}`);
        else resolve(told.kind === 'listening' ? undefined : told.outcome);
      });
      // It could not be started, or not be told something because it is ending.
      forked.on('error', (error: NodeJS.ErrnoException) => {
        if (forked.process.pid !== undefined) return;
        this.#workers.delete(forked);
        resolve(outcomeOf(error.code ?? '', 'connect'));
        this.#onExit(`Worker ${index + 1} of ${workers} can't be started (${error.code}).`);
      });
      forked.on('exit', (code, signal) => {
        this.#workers.delete(forked);
        resolve(ENDED_BEFORE_LISTENING);
        this.#onExit(`Worker ${index + 1} of ${workers} has ended (${signal ?? `exit code ${code}`}).`);
      });
    });
  }

  #onExit(sentence: string): void {
    if (!this.#isStopping) {
      this.#why = sentence;
      this.stop();
    }
    if (this.#workers.size === 0) this.#tellEnded(this.#why);
  }

  stop(): void {
    if (this.#patience !== undefined) return;
    this.#isStopping = true;
    this.#tellAllToStop();
    // A worker that does not hear, or does not come to its end, is not waited for.
    this.#patience = setTimeout(() => this.abort(), KILL_MS);
    this.#patience.unref();
  }

  abort(): void {
    this.#isStopping = true;
    for (const worker of this.#workers) worker.process.kill('SIGKILL');
    this.#tellAllToStop();
  }

  #tellAllToStop(): void {
    for (const worker of this.#workers) if (worker.isConnected()) worker.send('stop');
    if (this.#workers.size === 0) this.#tellEnded(this.#why);
  }
}

/** What a worker has to stop in order, and a second more. */
const KILL_MS = STOP_US_MAX / 1000 + 1000;
const ENDED_BEFORE_LISTENING: ConnectionOutcome = { kind: 'failed', phase: 'connect', errno: '' };

/** Where a worker finds its setting: the arguments of all workers are the same. */
export const SETTING = 'HARNESS_WORKER_SETTING';

/** A program beside this file, built or not. */
function program(name: string): URL {
  return new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}
