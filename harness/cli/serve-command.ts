// A server from its flags, until it is told to stop: what goes with what, what it prints, and how it ends.

import type { WantedFault } from '../../server/faults/catalogue.ts';
import { logTo } from '../../server/log.ts';
import type { StartOutcome } from '../../server/models/running.ts';
import { type IsReady, Printer, printingDescriptor } from '../../server/printer.ts';
import { type Model, PROTOCOLS, type ProtocolName } from '../../server/protocols/protocols.ts';
import { type OperatorSetting, type Streams, serve } from '../../server/serve.ts';
import { StandardTerminal } from '../../server/terminal.ts';
import type { Clock } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import { describeEndpoint, resolveTarget } from '../transport/endpoint.ts';
import { describeOutcome } from '../transport/outcome.ts';
import { onInterrupt } from './interrupt.ts';

export interface ServeFlags {
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

/** How long what has been printed waits for its reader when the server has stopped. */
const PRINT_US_MAX = 1_000_000;

export async function serveCommand(protocol: ProtocolName, flags: ServeFlags): Promise<number> {
  refuseNonsense(protocol, flags);
  if (flags.endWithParent) await endWithParent();
  const { model } = flags;
  const faults = flags.fault === undefined ? [] : await faultsAskedFor(flags.fault, protocol, flags);
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

/** What can be wrong with a server is loaded only where something is to be. */
async function faultsAskedFor(
  wished: readonly string[],
  protocol: ProtocolName,
  { model, workers = 1 }: ServeFlags,
): Promise<readonly WantedFault[]> {
  const { findFaults } = await import('../../server/faults/catalogue.ts');
  const faults = findFaults(wished, protocol);
  if (typeof faults === 'string') throw new HarnessError('flag-invalid', faults);
  for (const { fault } of faults) {
    if (fault.models === undefined || fault.models.includes(model)) continue;
    throw new HarnessError(
      'flag-invalid',
      `The fault '${fault.name}' is one of the model ${fault.models.join(' or ')}, not of ${model}.`,
    );
  }
  const alone = workers > 1 && faults.find(({ fault }) => fault.isOfOneWorker);
  if (alone) {
    throw new HarnessError(
      'flag-invalid',
      `The fault '${alone.fault.name}' is one of the whole server, and each worker would have it for itself: leave --workers out.`,
    );
  }
  return faults;
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
