// What a run's target does to the machine while it is loaded: the processor, the memory and the descriptors of its process and of all
// that it has started, and what stands in its sockets. Linux tells; elsewhere there is nothing to see.

import { networkInterfaces } from 'node:os';
import { v6Words } from '../../client/queues.ts';
import type { Clock } from '../../clock.ts';
import { HarnessError } from '../../errors.ts';
import type { BenchRecord, Usage } from '../../record/record.ts';
import { describeEndpoint, type Endpoint } from '../../transport/endpoint.ts';
import { type ListenFailures, parseListenFailures } from './listen-failures.ts';
import { findListener } from './listener.ts';
import { Pace } from './pace.ts';
import { type ProcFiles, procFiles } from './proc-files.ts';
import { type ProcessSample, readProcessTree, readStat, TICKS_PER_SECOND } from './process-tree.ts';
import { type PortSockets, readPortSockets } from './socket-table.ts';
import { TreeMeter } from './tree-meter.ts';

export interface TargetWatchOptions {
  /** Without it, the owner of the port, if `to` is on this machine. */
  readonly pid?: number;
  readonly to: Endpoint;
  readonly clock: Pick<Clock, 'nowUs'>;
  readonly files?: ProcFiles;
  readonly platform?: NodeJS.Platform;
  /** Our own process: it is no part of a target that it descends from. */
  readonly self?: number;
  /** After a look that took t, the next is due so many t later; 0 where nothing is measured that looking could disturb. */
  readonly pausesPerLook?: number;
}

export interface TargetLook {
  readonly usage: Usage;
  /** 1: a processor, fully used. Undefined when some process has too many threads to look at each. */
  readonly busiestThreadShare: number | undefined;
}

type TargetUsage = NonNullable<BenchRecord['targetUsage']>;

/** The first look tells what has happened since the watch was made. */
export class TargetWatch {
  readonly pid: number | undefined;
  /** Why there is nothing to see, in a sentence; undefined when there is. */
  readonly whyUnseen: string | undefined;
  readonly #to: Endpoint;
  readonly #clock: Pick<Clock, 'nowUs'>;
  readonly #files: ProcFiles;
  readonly #except: number | undefined;
  readonly #treePace: Pace;
  readonly #socketPace: Pace;
  readonly #name: string = '';
  readonly #startTicks: number = 0;
  readonly #meter: TreeMeter = new TreeMeter([]);
  readonly #beganUs: number;
  #lookedUs: number;
  /** What listeners of this machine had failed to take before. */
  #failuresBefore: ListenFailures | undefined;
  #overflows: number | undefined;
  /** While some of its processes were alive. */
  #watchedUs = 0;
  #cpuTicks = 0;
  #contextSwitches = 0;
  #cpuShareMax = 0;
  /** The most of each, over all looks. */
  #most: Usage = NO_USAGE;
  #ended: string | undefined;

  constructor(options: TargetWatchOptions) {
    const { pid, to, clock, files = procFiles(), platform = process.platform, self = process.pid, pausesPerLook } = options;
    this.#to = to;
    this.#clock = clock;
    this.#files = files;
    this.#treePace = new Pace(clock, pausesPerLook);
    this.#socketPace = new Pace(clock);
    this.#beganUs = clock.nowUs();
    this.#lookedUs = this.#beganUs;
    if (platform !== 'linux') {
      this.whyUnseen = `What a target uses is read from Linux's /proc, and this is ${platform}.`;
      return;
    }
    if (pid === undefined && !isOwnAddress(to.address)) {
      this.whyUnseen = `What the target uses is not known: ${to.address} is no address of this machine.`;
      return;
    }
    if (pid !== undefined) checkPid(pid, files);
    const found = pid ?? findListener(to.port, to.address, files, self);
    const stat = found === undefined ? undefined : readStat(found, files);
    if (found === undefined || stat === undefined) {
      this.whyUnseen = `What the target uses is not known: no process that may be looked at listens at ${describeEndpoint(to)}.`;
      return;
    }
    this.pid = found;
    this.#name = stat.name;
    this.#startTicks = stat.startTicks;
    this.#except = found === self ? undefined : self;
    this.#meter = new TreeMeter(this.#treePace.look(() => this.#readTree((one) => one.pid === found)) ?? []);
    this.#failuresBefore = this.#readFailures();
  }

  /** Since the last look. Undefined when there is nothing to see, and when it is too early to look again at what takes long. */
  look(): TargetLook | undefined {
    if (this.pid === undefined) return undefined;
    const tree = this.#treePace.look(() => this.#readKnown());
    return tree === undefined ? undefined : this.#take(tree);
  }

  /** Of what was used since the last look none is left out, be it early or not: nothing is measured any more. */
  lookOnceMore(): void {
    if (this.pid !== undefined) this.#take(this.#treePace.lookAnyway(() => this.#readKnown()));
  }

  #readKnown(): ProcessSample[] {
    return this.#readTree((one) => this.#meter.knows(one));
  }

  #take(tree: readonly ProcessSample[]): TargetLook | undefined {
    const nowUs = this.#clock.nowUs();
    const elapsedUs = nowUs - this.#lookedUs;
    if (elapsedUs <= 0) return undefined;
    this.#noteEnd(tree, nowUs);
    const { cpuTicks, voluntary, involuntary, busiestThreadNs } = this.#meter.take(tree);
    this.#lookedUs = nowUs;
    this.#cpuTicks += cpuTicks;
    this.#contextSwitches += voluntary + involuntary;
    const living = tree.filter(({ isZombie }) => !isZombie);
    const failures = this.#readFailures();
    if (failures !== undefined && this.#failuresBefore !== undefined) {
      this.#overflows = Math.max(0, failures.overflows - this.#failuresBefore.overflows);
    }
    if (living.length === 0) return undefined;
    this.#watchedUs += elapsedUs;
    const usage: Usage = {
      cpuShare: cpuTicks / TICKS_PER_SECOND / (elapsedUs / 1e6),
      rssBytes: sumOf(living, ({ rssBytes }) => rssBytes),
      processes: living.length,
      threads: sumOf(living, ({ threads }) => threads),
      zombies: tree.length - living.length,
      descriptors: sumOf(living, ({ descriptors }) => descriptors ?? 0),
      contextSwitchesVoluntary: voluntary,
      contextSwitchesInvoluntary: involuntary,
      ...this.#lookAtSockets(),
    };
    // The processor's time is told in hundredths of a second: what a moment used says nothing of it.
    if (elapsedUs >= SHARE_US_MIN) this.#cpuShareMax = Math.max(this.#cpuShareMax, usage.cpuShare);
    this.#most = mostOf(this.#most, usage);
    return { usage, busiestThreadShare: busiestThreadNs === undefined ? undefined : busiestThreadNs / 1000 / elapsedUs };
  }

  /** Over all looks; undefined when there was nothing to see. */
  summary(): TargetUsage | undefined {
    if (this.pid === undefined || (this.#watchedUs === 0 && this.#ended === undefined)) return undefined;
    const cpuSeconds = this.#cpuTicks / TICKS_PER_SECOND;
    const cpuShareMean = this.#watchedUs === 0 ? 0 : cpuSeconds / (this.#watchedUs / 1e6);
    const { receiveQueueBytes, sendQueueBytes, acceptQueue } = this.#most;
    return {
      pid: this.pid,
      processesMax: this.#most.processes,
      threadsMax: this.#most.threads,
      zombiesMax: this.#most.zombies,
      descriptorsMax: this.#most.descriptors,
      rssBytesMax: this.#most.rssBytes,
      cpuSeconds,
      // Of nothing but moments there is only the mean.
      cpuShareMax: Math.max(this.#cpuShareMax, cpuShareMean),
      cpuShareMean,
      contextSwitches: this.#contextSwitches,
      ...(receiveQueueBytes === undefined ? {} : { receiveQueueBytesMax: receiveQueueBytes }),
      ...(sendQueueBytes === undefined ? {} : { sendQueueBytesMax: sendQueueBytes }),
      ...(acceptQueue === undefined ? {} : { acceptQueueMax: acceptQueue }),
      ...(this.#overflows === undefined ? {} : { acceptQueueOverflows: this.#overflows }),
      ...(this.#ended === undefined ? {} : { ended: this.#ended }),
    };
  }

  #readTree(isRoot: (stat: { pid: number; startTicks: number }) => boolean): ProcessSample[] {
    return readProcessTree(isRoot, this.#files, this.#except);
  }

  #noteEnd(tree: readonly ProcessSample[], nowUs: number): void {
    if (this.#ended !== undefined) return;
    const isThere = ({ pid, startTicks, isZombie }: ProcessSample) =>
      pid === this.pid && startTicks === this.#startTicks && !isZombie;
    if (tree.some(isThere)) return;
    const others = tree.filter(({ isZombie, pid }) => !isZombie && pid !== this.pid).length;
    const seconds = Math.round((nowUs - this.#beganUs) / 1e6);
    const left = others === 0 ? '' : `; ${others} of those that it had started went on`;
    this.#ended = `The target's process ${this.pid} (${this.#name}) was found ended ${seconds} s after it was first looked at${left}.`;
  }

  #lookAtSockets(): Pick<Usage, 'receiveQueueBytes' | 'sendQueueBytes' | 'acceptQueue'> {
    const sockets = this.#socketPace.look(() => readPortSockets(this.#to.port, this.#files, this.#network));
    // Neither a listener nor a connection: the target's port is another than the one that we connect to.
    if (sockets === undefined || (sockets.connections === 0 && sockets.listeners.length === 0)) return {};
    return {
      receiveQueueBytes: sockets.receiveBytes,
      sendQueueBytes: sockets.sendBytes,
      ...acceptQueueOf(sockets),
    };
  }

  #readFailures(): ListenFailures | undefined {
    return parseListenFailures(this.#files.text(`${this.#network}/netstat`) ?? '');
  }

  /** A target in a container may have a network of its own; when its process has ended, that is not ours to find. */
  get #network(): string {
    return this.#ended === undefined ? `/proc/${this.pid}/net` : '/proc/net';
  }
}

/** Refuses a process that is not there, before anything begins. */
export function checkPid(pid: number, files: ProcFiles = procFiles()): void {
  if (readStat(pid, files) === undefined) {
    throw new HarnessError('flag-invalid', `There is no process ${pid}: give the number of the target's process, or none.`);
  }
}

/** Of the loopback, or of an interface. */
export function isOwnAddress(address: string, interfaces = networkInterfaces()): boolean {
  const words = v6Words(address);
  // 127.0.0.0/8, whose first byte is the last of its word.
  if (/^0{16}FFFF0000.{6}7F$/.test(words) || words === v6Words('::1')) return true;
  return Object.values(interfaces).some((all) => all?.some((one) => v6Words(one.address) === words));
}

const SHARE_US_MIN = 100_000;
const NO_USAGE: Usage = {
  cpuShare: 0,
  rssBytes: 0,
  processes: 0,
  threads: 0,
  zombies: 0,
  descriptors: 0,
  contextSwitchesVoluntary: 0,
  contextSwitchesInvoluntary: 0,
};

function mostOf(one: Usage, other: Usage): Usage {
  const most = { ...one, ...other };
  for (const name of Object.keys(most) as (keyof Usage)[]) most[name] = Math.max(one[name] ?? 0, other[name] ?? 0);
  return most;
}

function acceptQueueOf({ listeners }: PortSockets): Pick<Usage, 'acceptQueue'> {
  return listeners.length === 0 ? {} : { acceptQueue: sumOf(listeners, ({ acceptQueue }) => acceptQueue) };
}

function sumOf<T>(all: readonly T[], numberOf: (one: T) => number): number {
  return all.reduce((sum, one) => sum + numberOf(one), 0);
}
