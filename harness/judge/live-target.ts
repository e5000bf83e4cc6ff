// A server on this machine or another as the target of a run: the reference server, one that the run starts and starts again, or one
// that was running before.

import { wait, waitAtMost } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import { type ProcFiles, procFiles } from '../load/target/proc-files.ts';
import { readStat } from '../load/target/process-tree.ts';
import { readPortSockets } from '../load/target/socket-table.ts';
import { type StartedTarget, startCommand, startTarget } from '../load/target/started-target.ts';
import { isOwnAddress, TargetWatch } from '../load/target/target-watch.ts';
import type { TargetUsage, Usage } from '../record/record.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import type { Transport } from '../transport/transport.ts';
import type { Target, TargetOperator } from './target.ts';
import type { TargetWish } from './verify-options.ts';

/** What a run asks of its target besides. */
export interface VerifyTarget extends Target {
  readonly pid: number | undefined;
  /** Why its process can't be looked at, in a sentence; undefined when it can. */
  readonly whyUnseen: string | undefined;
  /** Whether it is this run's to start again. */
  readonly isOurs: boolean;
  /** For so many milliseconds it could not listen at its port. Throws what is in the way of a start. */
  start(options: RestartOptions): Promise<number>;
  /** Ends what is left of it, and starts it again; what was running before is only looked for again. */
  restart(options: RestartOptions): Promise<Restarted>;
  /** Over the whole run; undefined when there was nothing to see. */
  summary(): TargetUsage | undefined;
  stop(): Promise<void>;
}

export interface RestartOptions {
  readonly withinMs: number;
  readonly signal: AbortSignal;
  /** It can't listen there yet, and is waited for; told once. */
  onHeld?(): void;
}

export type Restarted =
  /** `heldMs`: for so long it could not listen where it had listened before. */
  { readonly kind: 'serving'; readonly heldMs: number } | { readonly kind: 'failed'; readonly sentence: string };

type Begun = Extract<Restarted, { kind: 'serving' }> | { readonly kind: 'failed'; readonly error: HarnessError };

/** By the past: by connections of a target that is no more, while the system remembers them. */
type Held = 'no' | 'by-the-past' | 'by-a-listener';

export interface LiveTargetOptions {
  readonly wish: TargetWish;
  readonly transport: Transport;
  /** It may end with exit code 0 behind its client. */
  readonly endsWithItsClient?: boolean;
  readonly startTimeoutMs?: number;
}

const START_TIMEOUT_MS = 9_000;
const TRY_AGAIN_US = 250_000;
/** For a target to end behind its client; and for one that is known to do so. */
const LEAVING_US = 1_000_000;
const LEAVING_AGAIN_US = 5_000_000;
const NEWLINE = 0x0a;

export class LiveTarget implements VerifyTarget {
  readonly transport: Transport;
  readonly how: TargetWish['how'];
  readonly operator: TargetOperator | undefined;
  readonly #wish: TargetWish;
  readonly #endsWithItsClient: boolean;
  readonly #startTimeoutMs: number;
  readonly #files: ProcFiles = procFiles();
  #to: Endpoint;
  #started: StartedTarget | undefined;
  #watch: TargetWatch | undefined;
  #startTicks: number | undefined;
  /** Of the processes before this one. */
  #usageBefore: TargetUsage | undefined;
  /** The program's announcement is the harness's: what it prints to its operator begins behind it. */
  #isAnnounced = false;
  /** Whether it ends with its client or serves the next, as far as has been seen. */
  #habit: 'unknown' | 'stays' | 'leaves' = 'unknown';

  constructor({ wish, transport, endsWithItsClient = false, startTimeoutMs = START_TIMEOUT_MS }: LiveTargetOptions) {
    this.transport = transport;
    this.how = wish.how;
    this.#wish = wish;
    this.#endsWithItsClient = endsWithItsClient;
    this.#startTimeoutMs = startTimeoutMs;
    this.#to = wish.how === 'embedded' ? { address: '127.0.0.1', port: 0 } : wish.to;
    if (wish.how !== 'running') {
      this.operator = { onPrinted: undefined, type: (bytes) => this.#started?.type(bytes) };
    }
  }

  get to(): Endpoint {
    return this.#to;
  }

  get isOurs(): boolean {
    return this.#wish.how !== 'running';
  }

  get pid(): number | undefined {
    return this.#watch?.pid;
  }

  get whyUnseen(): string | undefined {
    return this.#watch?.whyUnseen;
  }

  get ended(): string | undefined {
    if (this.#started !== undefined) return this.#hasLeft ? undefined : this.#started.endedHow;
    const { pid } = this;
    if (pid === undefined || this.#startTicks === undefined) return undefined;
    const stat = readStat(pid, this.#files);
    const isThere = stat !== undefined && stat.startTicks === this.#startTicks && stat.state !== 'Z' && stat.state !== 'X';
    return isThere ? undefined : `The target's process ${pid} has ended.`;
  }

  look(): Usage | undefined {
    return this.#watch?.look()?.usage;
  }

  async start(options: RestartOptions): Promise<number> {
    const begun = await this.#tryToBegin(options, (held) => held === 'by-the-past');
    if (begun.kind === 'failed') throw begun.error;
    return begun.heldMs;
  }

  async restart(options: RestartOptions): Promise<Restarted> {
    await this.#end();
    const begun = await this.#tryToBegin(options, (held) => held !== 'no');
    return begun.kind === 'failed' ? { kind: 'failed', sentence: begun.error.message } : begun;
  }

  async hasLeftWithItsClient(): Promise<boolean> {
    const started = this.#started;
    if (!this.#endsWithItsClient || started === undefined) return false;
    // One that has stayed once will stay, and is not waited for again; unless it was only slow to leave.
    if (this.#habit !== 'stays') {
      const leavingUs = this.#habit === 'leaves' ? LEAVING_AGAIN_US : LEAVING_US;
      await waitAtMost(this.transport.clock, leavingUs, started.ended);
    }
    this.#habit = this.#hasLeft ? 'leaves' : 'stays';
    return this.#hasLeft;
  }

  summary(): TargetUsage | undefined {
    this.#watch?.look();
    const seen = this.#watch?.summary();
    // A process that ended before it could be looked at again has not shown anything.
    const now = seen?.processesMax === 0 ? undefined : seen;
    const before = this.#usageBefore;
    if (now === undefined || before === undefined) return now ?? before;
    return together(before, now);
  }

  async stop(): Promise<void> {
    await this.#started?.stop();
  }

  get #hasLeft(): boolean {
    return this.#endsWithItsClient && this.#started?.end?.code === 0;
  }

  async #tryToBegin(options: RestartOptions, isWaitedFor: (held: Held) => boolean): Promise<Begun> {
    const { withinMs, signal } = options;
    const { clock } = this.transport;
    const beganUs = clock.nowUs();
    const dueUs = beganUs + withinMs * 1000;
    let heldUs = 0;
    let firstError: HarnessError | undefined;
    for (;;) {
      try {
        const leftMs = Math.ceil((dueUs - clock.nowUs()) / 1000);
        await this.#begin(signal, Math.min(this.#startTimeoutMs, Math.max(1, leftMs)));
        return { kind: 'serving', heldMs: heldUs / 1000 };
      } catch (error) {
        if (!(error instanceof HarnessError)) throw error;
        const isWorthATry = this.isOurs && isWaitedFor(this.#portHeld(error.message));
        // The last try may have ended for want of time; the first says what was in the way.
        if (clock.nowUs() >= dueUs) return { kind: 'failed', error: firstError ?? error };
        if (signal.aborted || !isWorthATry) return { kind: 'failed', error };
        if (firstError === undefined) options.onHeld?.();
        firstError ??= error;
        await wait(clock, Math.min(TRY_AGAIN_US, Math.max(0, dueUs - clock.nowUs())));
        heldUs = clock.nowUs() - beganUs;
      }
    }
  }

  async #begin(signal: AbortSignal, timeoutMs: number): Promise<void> {
    const wish = this.#wish;
    const { clock } = this.transport;
    const terminal = { onPrinted: (bytes: Buffer) => this.#printed(bytes) };
    switch (wish.how) {
      case 'running':
        this.#observe(wish.pid);
        return;
      case 'started': {
        this.#isAnnounced = true;
        const { to } = wish;
        this.#started = await startTarget(wish.command, { to, timeoutMs, clock, signal, terminal, isQuiet: true });
        this.#observe(this.#started.pid);
        return;
      }
      case 'embedded': {
        this.#isAnnounced = false;
        // Of two ports the second counts.
        const argv = this.#to.port === 0 ? wish.argv : [...wish.argv, '--port', String(this.#to.port)];
        const { target, announcement } = await startCommand(argv, { timeoutMs, clock, signal, terminal });
        this.#started = target;
        this.#to = { address: announcement.host, port: announcement.port };
        this.#observe(announcement.pid);
      }
    }
  }

  async #end(): Promise<void> {
    this.#usageBefore = this.summary();
    this.#watch = undefined;
    await this.#started?.stop();
    this.#started = undefined;
  }

  /** A process that ended before it could be looked at is seen by whoever started it. */
  #observe(pid: number | undefined): void {
    const isThere = pid === undefined || this.#wish.how === 'running' || readStat(pid, this.#files) !== undefined;
    this.#watch = new TargetWatch({
      to: this.#to,
      clock: this.transport.clock,
      // Cases look where it matters, and not all the time.
      pausesPerLook: 0,
      ...(pid === undefined || !isThere ? {} : { pid }),
    });
    this.#startTicks = this.#watch.pid === undefined ? undefined : readStat(this.#watch.pid, this.#files)?.startTicks;
  }

  /** Whoever listens to the operator's words listens to those behind the announcement. */
  #printed(bytes: Buffer): void {
    let from = 0;
    if (!this.#isAnnounced) {
      const end = bytes.indexOf(NEWLINE);
      if (end === -1) return;
      this.#isAnnounced = true;
      from = end + 1;
    }
    if (from < bytes.length) this.operator?.onPrinted?.(bytes.subarray(from));
  }

  #portHeld(lastWords: string): Held {
    const sockets = isOwnAddress(this.#to.address) ? readPortSockets(this.#to.port, this.#files) : undefined;
    if (sockets !== undefined && sockets.listeners.length > 0) return 'by-a-listener';
    if (sockets !== undefined && sockets.connections > 0) return 'by-the-past';
    return /address (is )?(already )?in use|EADDRINUSE/i.test(lastWords) ? 'by-the-past' : 'no';
  }
}

/** What two processes of a target have used, one behind the other. */
function together(one: TargetUsage, other: TargetUsage): TargetUsage {
  const sum = { ...one, ...other };
  for (const name of Object.keys(sum) as (keyof TargetUsage)[]) {
    const values = [one[name], other[name]];
    if (name === 'pid' || name === 'cpuShareMean' || !values.every((value) => typeof value === 'number')) continue;
    const isSum = name === 'cpuSeconds' || name === 'contextSwitches' || name === 'acceptQueueOverflows';
    Object.assign(sum, { [name]: isSum ? values[0] + values[1] : Math.max(values[0], values[1]) });
  }
  // How much of the time each was watched is not known here; that of the last stands for both.
  return sum;
}
