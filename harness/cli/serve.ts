// `harness serve`: the reference server.

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { FAULTS, findFaults } from '../../server/faults/catalogue.ts';
import { logTo } from '../../server/log.ts';
import type { StartOutcome } from '../../server/models/running.ts';
import { type IsReady, Printer, printingDescriptor } from '../../server/printer.ts';
import { MODELS, type Model, PROTOCOL_NAMES, PROTOCOLS, type ProtocolName } from '../../server/protocols/protocols.ts';
import { type OperatorSetting, type Streams, serve } from '../../server/serve.ts';
import { StandardTerminal } from '../../server/terminal.ts';
import type { Clock } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import { describeEndpoint, resolveTarget } from '../transport/endpoint.ts';
import { describeOutcome } from '../transport/outcome.ts';
import { oneOf, wholeNumber } from './flags.ts';
import { onInterrupt } from './interrupt.ts';
import { renderFaults } from './serve-text.ts';

interface ServeFlags {
  readonly host: string;
  readonly port?: number;
  readonly capacity?: number;
  readonly clientFrame?: 'auto' | '1500' | '100';
  readonly model: Model;
  readonly operator?: OperatorSetting;
  readonly once?: true;
  readonly workers?: number;
  readonly transport?: 'auto' | 'epoll' | 'node';
  readonly fault?: readonly string[];
  readonly faults?: true;
  readonly json?: true;
  readonly verbose?: true;
  readonly endWithParent?: true;
}

const CAPACITY_MAX = 10_000_000;
const WORKERS_MAX = 256;
/** How long what has been printed waits for its reader when the server has stopped. */
const PRINT_US_MAX = 1_000_000;

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .summary('run the reference server: six protocols, four ways to serve')
    .description(
      'Serves one of six small protocols until Ctrl-C. The first line on standard output says where it listens. ' +
        'Log and complaints go to standard error; for talk and p2p standard input and output are the terminal of the operator.',
    )
    .argument('[protocol]', PROTOCOL_NAMES.join(', '))
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option(
      '--port <n>',
      `0: the system picks one (default: ${PROTOCOL_NAMES.map((name) => `${name} ${PROTOCOLS[name].port}`).join(', ')})`,
      wholeNumber('--port', 0, 65535),
    )
    .option(
      '--capacity <n>',
      'connections that are served at a time, others wait in the listen queue (default: chat 100, echo-text 128, keepalive 10, p2p 1, ' +
        'else as many as there are descriptors, and 256 with the models process and thread)',
      wholeNumber('--capacity', 1, CAPACITY_MAX),
    )
    .option(
      '--client-frame <bytes>',
      'chat: the size of what clients send: 1500, 100, or auto, which finds it out for each (default: auto)',
      oneOf('--client-frame', ['auto', '1500', '100']),
    )
    .option(
      '--model <name>',
      'event: one loop for all connections; single: one connection at a time; process, thread: one for each connection, with blocking ' +
        'reads and writes (two wait ready, so that nobody waits for a start)',
      oneOf('--model', MODELS),
      'event',
    )
    .option(
      '--operator <who>',
      'talk, p2p: who answers: stdio (standard input), echo (what was said), script:FILE (a line an answer, again from the top) ' +
        '(default: stdio)',
      parseOperator,
    )
    .option('--once', 'serve the first connection only, and end when it has gone')
    .option(
      '--workers <n>',
      'model event, echoes and keepalive: so many processes share the port, and serve as many as they have descriptors (default: 1)',
      wholeNumber('--workers', 1, WORKERS_MAX),
    )
    .option(
      '--transport <name>',
      'models event and single: auto, epoll or node (default: auto)',
      oneOf('--transport', ['auto', 'epoll', 'node']),
    )
    .option(
      '--fault <name[=N],…>',
      'have these defects on purpose, to test a tester; =N: the number that --faults lists with it',
      parseFaults,
    )
    .option('--faults', 'list the defects there are, and the clauses that they break (of a protocol, when one is named)')
    .option('--json', 'the first line is a JSON object: protocol, host, port, model, pid')
    .option('--end-with-parent', 'end at once when the process that started this one has ended (Linux)')
    .option('--verbose', 'log arrivals, registrations and departures to standard error')
    .addHelpText(
      'after',
      '\nLeaves with 0 when it was told to stop (Ctrl-C, SIGTERM; once more to end at\n' +
        'once), 3 for a command line that makes no sense, 4 when it can not listen, can\n' +
        'not serve in that way on this machine, or can not say where it listens.',
    )
    .action(async (protocol: string | undefined, flags: ServeFlags) => {
      const only = protocol === undefined ? undefined : protocolOf(protocol);
      const { columns } = process.stdout;
      if (flags.faults) process.stdout.write(renderFaults(FAULTS, { only, asJson: flags.json, columns }));
      else process.exitCode = await run(protocolOf(protocol), flags);
    });
}

function protocolOf(name: string | undefined): ProtocolName {
  if (name === undefined) throw new HarnessError('flag-invalid', `Say which protocol to serve: ${PROTOCOL_NAMES.join(', ')}.`);
  return oneOf('harness serve', PROTOCOL_NAMES)(name);
}

function parseFaults(text: string, others: readonly string[] = []): readonly string[] {
  const names = text.split(',');
  if (names.includes('')) throw new HarnessError('flag-invalid', `--fault takes names with commas between them, not '${text}'.`);
  return [...others, ...names];
}

function parseOperator(text: string): OperatorSetting {
  if (text === 'stdio' || text === 'echo') return { kind: text };
  const file = /^script:(.+)$/s.exec(text)?.[1];
  if (file === undefined) throw new HarnessError('flag-invalid', `--operator takes stdio, echo or script:FILE, not '${text}'.`);
  let script: Buffer;
  try {
    script = readFileSync(file);
  } catch (cause) {
    throw new HarnessError('flag-invalid', `The script '${file}' can't be read: name a file with a line for each answer.`, cause);
  }
  const lines = linesOf(script);
  if (lines.length === 0) throw new HarnessError('flag-invalid', `The script '${file}' has no line: an answer is a line.`);
  return { kind: 'script', lines };
}

/** As bytes: what stands in the file is what is said. */
function linesOf(script: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < script.length; ) {
    const end = script.indexOf('\n', at);
    const stop = end === -1 ? script.length : end;
    lines.push(script.subarray(at, stop > at && script[stop - 1] === 0x0d ? stop - 1 : stop));
    at = stop + 1;
  }
  return lines;
}

/** What goes with what, before anything is opened. */
function refuseNonsense(protocol: ProtocolName, flags: ServeFlags): void {
  const { senseless, hasOperator, isShared } = PROTOCOLS[protocol];
  const why = senseless[flags.model];
  const refuse = (sentence: string) => {
    throw new HarnessError('flag-invalid', sentence);
  };
  if (why !== undefined) refuse(`The model ${flags.model} makes no sense for ${protocol}: ${why}.`);
  if (flags.clientFrame !== undefined && protocol !== 'chat')
    refuse(`--client-frame goes with chat: ${protocol} has no such frames.`);
  if (flags.operator !== undefined && !hasOperator)
    refuse(`--operator goes with talk and p2p: nobody answers by hand in ${protocol}.`);
  const workers = flags.workers ?? 1;
  if (workers > 1 && flags.model !== 'event') refuse('--workers goes with --model event.');
  if (workers > 1 && isShared)
    refuse(`--workers goes with echo-text, echo-block and keepalive: the clients of ${protocol} share something.`);
  if (workers > 1 && flags.capacity !== undefined) {
    refuse(
      "--capacity does not go with --workers: who serves whom is the system's choice, and the places of one could be full while another has some.",
    );
  }
  if (workers > 1 && flags.once) refuse('--once serves one connection: leave --workers out.');
  if (flags.transport !== undefined && flags.model !== 'event' && flags.model !== 'single') {
    refuse(`--transport goes with the models event and single: ${flags.model} makes blocking calls of its own.`);
  }
  if (protocol === 'p2p' && (flags.capacity ?? 1) !== 1) refuse('p2p is for two people, one of them here: leave --capacity out.');
  if (flags.model === 'single' && (flags.capacity ?? 1) !== 1)
    refuse('--model single serves one connection at a time: leave --capacity out.');
}

async function run(protocol: ProtocolName, flags: ServeFlags): Promise<number> {
  refuseNonsense(protocol, flags);
  if (flags.endWithParent) await endWithParent();
  const { model } = flags;
  const faults = findFaults(flags.fault ?? [], protocol);
  if (typeof faults === 'string') throw new HarnessError('flag-invalid', faults);
  for (const { fault } of faults) {
    if (fault.models === undefined || fault.models.includes(model)) continue;
    throw new HarnessError(
      'flag-invalid',
      `The fault '${fault.name}' is one of the model ${fault.models.join(' or ')}, not of ${model}.`,
    );
  }
  const alone = (flags.workers ?? 1) > 1 && faults.find(({ fault }) => fault.isOfOneWorker);
  if (alone) {
    throw new HarnessError(
      'flag-invalid',
      `The fault '${alone.fault.name}' is one of the whole server, and each worker would have it for itself: leave --workers out.`,
    );
  }
  const at = await resolveTarget({ host: flags.host, port: flags.port ?? PROTOCOLS[protocol].port });
  let complain = (sentence: string): void => {
    process.stderr.write(`harness: ${sentence}\n`);
  };
  const input = flags.operator ?? ({ kind: 'stdio' } as const);
  let hasOutputFailed = false;
  let settle: () => Promise<void> = async () => {};
  let attend = () => {};
  const openStreams = (clock: Clock, isReady: IsReady): Streams => {
    const output = new Printer({
      fd: printingDescriptor(1),
      clock,
      isReady,
      onBroken: ({ code, message }) => {
        // Whoever reads may have heard enough; a full disk is another matter, and the server serves on all the same.
        if (code === 'EPIPE') return;
        hasOutputFailed = true;
        complain(`What clients say can't be printed any more: ${message}.`);
      },
    });
    const notes = new Printer({ fd: printingDescriptor(2), clock, isReady, onBroken: () => {} });
    const note = logTo(notes);
    complain = (sentence) => note(`harness: ${sentence}`);
    const terminal = new StandardTerminal(process.stdin, output, {
      onUnwanted: () => complain('Nobody has asked: that was not sent.'),
      onEnded: () => {
        // In p2p nobody waits for an answer.
        if (protocol === 'talk')
          complain('Standard input has ended: nobody answers any more (--operator echo or script:FILE would).');
      },
    });
    attend = () => terminal.attend();
    settle = async () => {
      await Promise.all([printed(output, clock), printed(notes, clock)]);
      terminal.close();
    };
    return { terminal, log: flags.verbose ? note : undefined, complain };
  };
  const outcome = await serve({
    protocol,
    at,
    model,
    clientFrame:
      flags.clientFrame === undefined || flags.clientFrame === 'auto' ? 'auto' : flags.clientFrame === '100' ? 100 : 1500,
    capacity: flags.capacity,
    operator: input,
    once: flags.once === true,
    workers: flags.workers ?? 1,
    transport: flags.transport ?? 'auto',
    faults: faults.map(({ fault: { name }, number }) => ({ name, number })),
    openStreams,
  });
  const running = runningOf(outcome, describeEndpoint(at));
  if (input.kind === 'stdio' && PROTOCOLS[protocol].hasOperator) attend();
  const interrupt = onInterrupt(
    () => running.stop(),
    () => running.abort(),
  );
  const { address: host, port } = running.at;
  const line = flags.json
    ? JSON.stringify({ protocol, host, port, model, pid: process.pid })
    : `${protocol} listens on ${describeEndpoint(running.at)} (${running.how}, pid ${process.pid})`;
  process.stdout.write(`${line}\n`, (error) => {
    if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') return;
    // Nobody will learn where it listens.
    hasOutputFailed = true;
    running.stop();
  });
  const why = await running.ended;
  await settle();
  interrupt.release();
  if (why !== undefined) throw new HarnessError('server-failed', why);
  return hasOutputFailed ? 4 : 0;
}

/** Whoever is killed can stop nobody any more. */
async function endWithParent(): Promise<void> {
  const parent = process.ppid;
  await import('../transport/epoll/system-calls.ts').then(
    ({ dieWithParent }) => dieWithParent?.(),
    () => {},
  );
  // It may have ended before it could be said.
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}

/** Waits for whoever reads, but not for ever. */
function printed(printer: Printer, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const patience = clock.at(clock.nowUs() + PRINT_US_MAX, () => printer.giveUp());
    printer.whenPrinted(() => {
      patience.cancel();
      resolve();
    });
  });
}

function runningOf(outcome: StartOutcome, place: string) {
  switch (outcome.kind) {
    case 'running':
      return outcome.running;
    case 'unable':
      throw new HarnessError('model-unavailable', outcome.sentence);
    case 'not-listening':
      throw new HarnessError('listen-failed', `Can't listen on ${place}: ${sentenceOf(outcome)}`);
  }
}

function sentenceOf({ outcome }: Extract<StartOutcome, { kind: 'not-listening' }>): string {
  switch (outcome.kind) {
    case 'address-in-use':
      return 'somebody else listens there; choose another --port, or 0 for any that is free.';
    case 'not-permitted':
      return 'this user may not bind it; ports below 1024 are for root, choose a higher --port.';
    case 'address-unavailable':
      return 'the address is not one of this machine; choose another --host.';
    default:
      return `${describeOutcome(outcome)}.`;
  }
}
