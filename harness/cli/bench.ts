// `harness bench`: until scenarios land, the transport benchmark, and its echo load against any server that echoes.

import { type Command, Option } from 'commander';
import { type EchoTally, loadWithEchoes } from '../../bench/echo-load.ts';
import { benchTransports } from '../../bench/transport.ts';
import { CONNECTING_AT_ONCE } from '../client/connect-many.ts';
import type { Timer } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import { chooseTransport } from '../transport/choose.ts';
import { describeEndpoint, type Endpoint, parseTarget, resolveTarget } from '../transport/endpoint.ts';
import { type ConnectionNeeds, connectionsMax, preflight, readLimits } from '../transport/limits.ts';
import { describeOutcome, type OutcomeKind } from '../transport/outcome.ts';
import { planSources, SourcePairs } from '../transport/sources.ts';
import { FRAME_BYTES_MAX } from '../wire/framing.ts';
import { renderEchoTally, renderTransportBench } from './bench-text.ts';
import { durationMs, oneOf, wholeNumber } from './flags.ts';
import { onInterrupt } from './interrupt.ts';

interface BenchFlags {
  readonly target?: string;
  readonly clients?: number;
  readonly duration: number;
  readonly warmUp: number;
  readonly rounds: number;
  readonly frameBytes: number;
  readonly idleClients?: number;
  readonly transport: 'auto' | 'epoll' | 'node';
  readonly source?: readonly string[];
  readonly timeout: number;
  readonly json?: true;
}

const CLIENTS_DEFAULT = 50;
const IDLE_CLIENTS_DEFAULT = 19_000;
const LOOPBACK: Endpoint = { address: '127.0.0.1', port: 0 };
/** How long conversations may take to come to their end after Ctrl-C. */
const STOP_MS = 1000;

export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .summary('measure how much the virtual clients carry')
    .description(
      'Measures how many round trips the virtual clients carry for each second of processor time, as a ratio to a plain C client ' +
        'against the same server, run in turn; then what thousands of idle clients cost, and how late timers come. With --target: the same echo load, every ' +
        'frame checked, against a server of yours that sends back what it gets.',
    )
    .option('--target <host:port>', 'a server that echoes, instead of the comparison with C')
    .option(
      '--clients <n>',
      `clients at once (default: 50 and 1,000 in turn; with --target ${CLIENTS_DEFAULT})`,
      wholeNumber('--clients', 1, 1_000_000),
    )
    .addOption(timeOption('--duration', 'how long each run counts', 2000, '2s'))
    .addOption(timeOption('--warm-up', 'how long each run of our clients goes on before that', 500, '500ms'))
    .option('--rounds <n>', 'how often the contenders run in turn', wholeNumber('--rounds', 1, 100), 3)
    .option('--frame-bytes <n>', 'the size of a frame', wholeNumber('--frame-bytes', 1, FRAME_BYTES_MAX), 1500)
    .option(
      '--idle-clients <n>',
      'idle clients to weigh, 0: none (default: 19,000, or what the descriptor limit allows)',
      wholeNumber('--idle-clients', 0, 1_000_000),
    )
    .option(
      '--transport <name>',
      'auto (with the comparison: all there are), epoll or node',
      oneOf('--transport', ['auto', 'epoll', 'node']),
      'auto',
    )
    .option(
      '--source <address>',
      'with --target: connect from this local address; may be given several times',
      (address, others: string[] = []) => [...others, address],
    )
    .addOption(timeOption('--timeout', 'with --target: how long to wait for a connection or a frame', 10_000, '10s'))
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .action(async (flags: BenchFlags) => {
      process.exitCode = flags.target === undefined ? await compareWithC(flags) : await loadTarget(flags, flags.target);
    });
}

function timeOption(flag: string, description: string, defaultMs: number, defaultText: string): Option {
  return new Option(`${flag} <time>`, description).argParser(durationMs(flag)).default(defaultMs, defaultText);
}

/** Stopped before there was anything to conclude. */
const EXIT_INCONCLUSIVE = 2;
const NOTHING_MEASURED = 'Stopped before anything was measured.\n';

async function compareWithC(flags: BenchFlags): Promise<number> {
  if (flags.source !== undefined) throw new HarnessError('flag-invalid', '--source goes with --target.');
  const connections = flags.clients === undefined ? [50, 1000] : [flags.clients];
  const idleClients = flags.idleClients ?? Math.min(IDLE_CLIENTS_DEFAULT, connectionsMax(readLimits()));
  // The server's process needs as many descriptors as the client's.
  const needs = { to: LOOPBACK, clients: Math.max(...connections, idleClients), connectingAtOnce: CONNECTING_AT_ONCE };
  refuseWhatIsTooMuch(needs);
  const transports = await transportsHere(flags.transport);
  const abort = new AbortController();
  const interrupt = onInterrupt(
    () => process.stderr.write('Stopping after this run; once more to end at once.\n'),
    () => abort.abort(),
  );
  const result = await benchTransports({
    rounds: flags.rounds,
    seconds: flags.duration / 1000,
    warmUpSeconds: flags.warmUp / 1000,
    frameBytes: flags.frameBytes,
    connections,
    transports,
    idleClients,
    tell: (progress) => process.stderr.write(`${progress}\n`),
    isStopped: () => interrupt.now,
    abort: abort.signal,
  });
  interrupt.release();
  if (interrupt.now && result.measures.length === 0) process.stderr.write(NOTHING_MEASURED);
  else process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : renderTransportBench(result, flags.frameBytes));
  if (interrupt.now) return EXIT_INCONCLUSIVE;
  return result.measures.some(({ errors }) => errors > 0) || result.idle.some(({ failed }) => failed > 0) ? 1 : 0;
}

function refuseWhatIsTooMuch(needs: ConnectionNeeds): void {
  for (const { kind, sentence } of preflight(needs, readLimits())) {
    if (kind === 'blocks') throw new HarnessError('limit-too-low', sentence);
    process.stderr.write(`Note: ${sentence}\n`);
  }
}

/** Those to compare; fails before anything is measured when the one that was asked for is not to be had. */
async function transportsHere(wanted: BenchFlags['transport']): Promise<('epoll' | 'node')[]> {
  const { transport, reason } = await chooseTransport(wanted);
  transport.close();
  if (wanted !== 'auto') return [wanted];
  if (transport.kind === 'epoll') return ['epoll', 'node'];
  process.stderr.write(`Only the node transport: ${reason}\n`);
  return ['node'];
}

async function loadTarget(flags: BenchFlags, target: string): Promise<number> {
  const to = await resolveTarget(parseTarget(target));
  const clients = flags.clients ?? CLIENTS_DEFAULT;
  refuseWhatIsTooMuch({ to, clients, connectingAtOnce: Math.min(CONNECTING_AT_ONCE, clients) });
  const plan = planSources({ to, clients, sources: flags.source ?? [], ports: readLimits().ports });
  const { transport, reason } = await chooseTransport(flags.transport);
  let patience: Timer | undefined;
  const interrupt = onInterrupt(
    () => {
      process.stderr.write('Stopping; once more to end at once.\n');
      patience = transport.clock.at(transport.clock.nowUs() + STOP_MS * 1000, () => transport.close());
    },
    () => {
      patience?.cancel();
      transport.close();
    },
  );
  process.stderr.write(`${clients} clients on ${describeEndpoint(to)}, transport ${transport.kind} (${reason})\n`);
  const tally = await loadWithEchoes(
    transport,
    {
      to,
      clients,
      frameBytes: flags.frameBytes,
      warmUpSeconds: flags.warmUp / 1000,
      seconds: flags.duration / 1000,
      timeoutMs: flags.timeout,
      sources: plan === undefined ? undefined : new SourcePairs(plan),
    },
    interrupt,
  );
  transport.close();
  interrupt.release();
  patience?.cancel();
  if (interrupt.now && !tally.isMeasured) {
    process.stderr.write(NOTHING_MEASURED);
    return EXIT_INCONCLUSIVE;
  }
  const exitCode = exitCodeOf(tally, clients, to);
  process.stdout.write(flags.json ? `${JSON.stringify(tally)}\n` : renderEchoTally(tally));
  return exitCode;
}

/** 4: nothing could be measured; 1: something went wrong, and the tally says what. */
function exitCodeOf({ connects, ends, wrong }: EchoTally, clients: number, to: Endpoint): number {
  const { established = 0, ...failed } = connects;
  const failures = Object.keys(failed) as OutcomeKind[];
  if (established === 0 && failures.length > 0) {
    const why = failures.map((kind) => describeOutcome({ kind, phase: 'connect', errno: '' })).join('; ');
    throw new HarnessError(
      'target-unreachable',
      `None of ${clients} clients got a connection to ${describeEndpoint(to)}: ${why}.`,
    );
  }
  return failures.length > 0 || wrong > 0 || Object.keys(ends).length > 0 ? 1 : 0;
}
