// How close our clients come to C: the same server, the same sockets, runs made in turn (A B A B), each on a processor of its
// own, and the median of the ratios. A figure by itself means nothing on a machine that others use too.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { HarnessError } from '../harness/errors.ts';
import { findPins, median, script } from './measure.ts';
import { compileOpponent, type EchoServer, startEchoServer } from './opponent.ts';

export interface TransportBenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Of our clients; the C loop needs none. */
  readonly warmUpSeconds: number;
  readonly frameBytes: number;
  readonly connections: readonly number[];
  readonly transports: readonly ('epoll' | 'node')[];
  readonly idleClients: number;
  readonly tell: (progress: string) => void;
  readonly isStopped: () => boolean;
  /** Ends the process that is being measured. */
  readonly abort: AbortSignal;
}

type Contender = 'C' | 'epoll' | 'node';

interface TransportMeasure {
  readonly contender: Contender;
  readonly connections: number;
  /** Median of the rounds. */
  readonly roundTripsPerCpuSecond: number;
  /** Median of the ratios to C, round by round; undefined without a compiler. */
  readonly ratioToC: number | undefined;
  readonly ratios: readonly number[];
  /** Frames that came back wrong, and conversations that ended early: anything but 0 is a defect. */
  readonly errors: number;
}

interface IdleMeasure {
  readonly transport: 'epoll' | 'node';
  readonly connected: number;
  readonly failed: number;
  readonly connectSeconds: number;
  readonly bytesEach: number;
}

/** How late timers come that are due every 100 us. */
interface PacingMeasure {
  readonly transport: 'epoll' | 'node';
  readonly lateUsP50: number;
  readonly lateUsP99: number;
}

export interface TransportBench {
  readonly compiler: boolean;
  readonly pinned: boolean;
  readonly rounds: number;
  readonly measures: readonly TransportMeasure[];
  readonly idle: readonly IdleMeasure[];
  readonly pacing: readonly PacingMeasure[];
}

const run = promisify(execFile);
/**
 * Node's nursery would grow to 32 MB while thousands of clients connect, and stay: small, it fits the processor's cache too. And
 * a process that has one processor gains nothing from threads that compile and collect beside it.
 */
const CLIENT_PROCESS = [process.execPath, '--max-semi-space-size=4', '--single-threaded'];

export async function benchTransports(options: TransportBenchOptions): Promise<TransportBench> {
  const pins = findPins();
  const opponent = compileOpponent();
  const serverCommand = opponent === undefined ? [process.execPath, script('echo-server-process')] : [opponent.server, '0'];
  let server: EchoServer | undefined;
  try {
    server = await startEchoServer([...pins.server, ...serverCommand]);
    const { port } = server;
    const measures: TransportMeasure[] = [];
    for (const connections of options.connections) {
      const loads = new Map<Contender, number[]>();
      const errors = new Map<Contender, number>();
      const contenders: Contender[] = [...(opponent === undefined ? [] : (['C'] as const)), ...options.transports];
      for (let round = 1; round <= options.rounds && !options.isStopped(); round++) {
        for (const contender of contenders) {
          if (options.isStopped()) break;
          options.tell(`${connections} connections, round ${round} of ${options.rounds}: ${contender}`);
          const words = [String(port), String(connections), String(options.frameBytes), String(options.seconds)];
          const command =
            contender === 'C' && opponent !== undefined
              ? [opponent.loop, ...words]
              : [...CLIENT_PROCESS, script('echo-load-process'), contender, ...words, String(options.warmUpSeconds)];
          const result = await runForJson([...pins.client, ...command], options);
          if (result === undefined) break;
          loads.set(contender, [...(loads.get(contender) ?? []), (result.roundTrips ?? 0) / (result.cpuSeconds ?? 1)]);
          errors.set(contender, (errors.get(contender) ?? 0) + (result.errors ?? 0));
        }
      }
      const inC = loads.get('C') ?? [];
      for (const contender of contenders) {
        const rates = loads.get(contender) ?? [];
        if (rates.length === 0) continue;
        const ratios = rates.flatMap((rate, round) => (inC[round] === undefined ? [] : [rate / inC[round]]));
        measures.push({
          contender,
          connections,
          roundTripsPerCpuSecond: median(rates),
          ratioToC: ratios.length === 0 ? undefined : median(ratios),
          ratios,
          errors: errors.get(contender) ?? 0,
        });
      }
    }
    const idle: IdleMeasure[] = [];
    for (const transport of options.transports) {
      if (options.idleClients === 0 || options.isStopped()) break;
      options.tell(`${options.idleClients} idle clients: ${transport}`);
      const command = [...CLIENT_PROCESS, script('idle-clients-process'), transport, String(port), String(options.idleClients)];
      const result = await runForJson([...pins.client, ...command], options);
      if (result === undefined) break;
      const { connected = 0, failed = 0, connectSeconds = 0, bytesEach = 0 } = result;
      idle.push({ transport, connected, failed, connectSeconds, bytesEach });
    }
    const pacing: PacingMeasure[] = [];
    for (const transport of options.transports) {
      if (options.isStopped()) break;
      options.tell(`10,000 timers a second: ${transport}`);
      const command = [...CLIENT_PROCESS, script('pacing-process'), transport, String(options.seconds)];
      const result = await runForJson([...pins.client, ...command], options);
      if (result === undefined) break;
      const { lateUsP50 = 0, lateUsP99 = 0 } = result;
      pacing.push({ transport, lateUsP50, lateUsP99 });
    }
    return { compiler: opponent !== undefined, pinned: pins.client.length > 0, rounds: options.rounds, measures, idle, pacing };
  } finally {
    server?.stop();
    opponent?.remove();
  }
}

interface ProcessResult extends Partial<Record<'roundTrips' | 'cpuSeconds' | 'wrong' | 'errors', number>> {
  readonly connected?: number;
  readonly failed?: number;
  readonly connectSeconds?: number;
  readonly bytesEach?: number;
  readonly ends?: Record<string, number>;
  readonly lateUsP50?: number;
  readonly lateUsP99?: number;
}

/** Undefined when the run was stopped: Ctrl-C reaches the measured process too. */
async function runForJson(command: string[], { isStopped, abort }: TransportBenchOptions): Promise<ProcessResult | undefined> {
  const [program = '', ...words] = command;
  try {
    const { stdout } = await run(program, words, { signal: abort });
    const result = JSON.parse(stdout) as ProcessResult;
    const ends = Object.values(result.ends ?? {}).reduce((sum, count) => sum + count, 0);
    return { ...result, errors: ends + (result.wrong ?? 0) };
  } catch (cause) {
    if (isStopped()) return undefined;
    const { stderr = '' } = cause as { stderr?: string };
    const why = /Error: (.*)/.exec(stderr)?.[1] ?? stderr.trim().split('\n').at(-1) ?? String(cause);
    throw new HarnessError('measurement-failed', `A measured process failed: ${why}`, cause);
  }
}
