// A person's end of `harness connect`: the terminal, the connection, and how both end.

import { converse, type OriginalClient } from '../../scenarios/conversation.ts';
import { HarnessError } from '../errors.ts';
import { chooseTransport } from '../transport/choose.ts';
import { describeEndpoint, type Endpoint, parseTarget, resolveTarget } from '../transport/endpoint.ts';
import { describeOutcome } from '../transport/outcome.ts';
import { onInterrupt } from './interrupt.ts';
import { Terminal } from './terminal.ts';

export interface ConnectFlags {
  readonly target: string;
  /** Undefined: not said. */
  readonly timeout?: number;
}

const TIMEOUT_MS_DEFAULT = 10_000;

/** Loads the client that speaks for a person, and is told how long one waits where nothing was said. */
export type OriginalFor = (person: Terminal, timeoutMsDefault: number) => Promise<OriginalClient>;

export async function connectCommand(flags: ConnectFlags, originalFor: OriginalFor): Promise<void> {
  const target = parseTarget(flags.target);
  const { stdin: input, stdout: output, stderr: notes } = process;
  const terminal = new Terminal({ input, output, notes });
  try {
    const original = await originalFor(terminal, TIMEOUT_MS_DEFAULT);
    const exitCode = await speakTo(await resolveTarget(target), terminal, original, flags.timeout ?? TIMEOUT_MS_DEFAULT);
    // A full disk has been told of already, and is what the exit code says.
    process.exitCode ??= exitCode;
  } finally {
    terminal.close();
  }
}

async function speakTo(to: Endpoint, terminal: Terminal, original: OriginalClient, timeoutMs: number): Promise<number> {
  // Not for its speed: node tells a reset that comes together with bytes as an orderly end, and epoll tells it as a reset.
  const { transport } = await chooseTransport('auto');
  const interrupt = onInterrupt(
    () => {
      // Behind the ^C that a terminal shows.
      process.stderr.write(`${terminal.readsOnTerminal ? '\n' : ''}Leaving; once more to end at once.\n`);
      terminal.leave();
    },
    () => {
      // Output that nobody reads would keep the process: it ends as one that knows no signals.
      interrupt.release();
      process.kill(process.pid, 'SIGINT');
    },
  );
  try {
    const farewell = await converse(transport, to, terminal, original, timeoutMs);
    switch (farewell.kind) {
      case 'left':
        return 0;
      case 'broken':
        terminal.tell(farewell.sentence);
        return 1;
      case 'unreached':
        throw new HarnessError(
          'target-unreachable',
          `Can't connect to ${describeEndpoint(to)}: ${describeOutcome(farewell.outcome)}. Start the server, or name another by --target host:port.`,
        );
    }
  } finally {
    transport.close();
    interrupt.release();
  }
}
