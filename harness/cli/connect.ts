// `harness connect`: the original clients, for a person.

import { type Command, Option } from 'commander';
import { CHAT_PORT, chat } from '../../scenarios/chat/person.ts';
import { converse, type OriginalClient } from '../../scenarios/conversation.ts';
import { ECHO_BLOCK_PORT, echoBlock } from '../../scenarios/echo-block/person.ts';
import { ECHO_TEXT_PORT, type EchoTextOptions, echoText } from '../../scenarios/echo-text/person.ts';
import { KEEPALIVE_PORT, keepalive } from '../../scenarios/keepalive/person.ts';
import { P2P_PORT, p2p } from '../../scenarios/p2p/person.ts';
import { TALK_PORT, talk } from '../../scenarios/talk/person.ts';
import { HarnessError } from '../errors.ts';
import { chooseTransport } from '../transport/choose.ts';
import { describeEndpoint, type Endpoint, parseTarget, resolveTarget } from '../transport/endpoint.ts';
import { describeOutcome } from '../transport/outcome.ts';
import { durationMs, oneOf, wholeNumber } from './flags.ts';
import { onInterrupt } from './interrupt.ts';
import { Terminal } from './terminal.ts';

interface ConnectFlags {
  readonly target: string;
  /** Undefined: not said. */
  readonly timeout?: number;
}

interface ChatFlags extends ConnectFlags {
  readonly clientFrame: '100' | '1500';
  readonly wholeLines?: true;
}

interface EchoTextFlags extends ConnectFlags {
  readonly typed?: true;
  readonly every?: number;
  readonly count?: number;
}

const TIMEOUT_MS_DEFAULT = 10_000;
const EVERY_MS_DEFAULT = 1000;
const COUNT_MAX = 1_000_000_000;

export function addConnectCommand(program: Command): void {
  const connect = program
    .command('connect')
    .summary('speak a protocol as its original client does')
    .description(
      'The original client of a protocol, for a person at a terminal or a program at a pipe. End of input (Ctrl-D) leaves once ' +
        'everything is answered, Ctrl-C without waiting for that; both in order, and a second Ctrl-C ends the process. Text is bytes, both ways. ' +
        'Leaves with 0 in order, 1 when the server broke the conversation, 3 for a command line that makes no sense, 4 ' +
        'without a connection, or when its output can not be written.',
    );
  addChat(connect);
  addEchoText(connect);
  protocol(connect, 'keepalive', KEEPALIVE_PORT, 'a request and an answer in turn')
    .description(
      'Sends `Hello Server!`, then each line that is typed, and prints each answer. `stop` ends it. A line has 1 to 255 bytes.',
    )
    .action((flags: ConnectFlags) => speak(flags, () => keepalive));
  protocol(connect, 'talk', TALK_PORT, 'taking turns with the person at the server')
    .description(
      'A line there, a line back, in turn. Waits for an answer as long as it takes when one types on a terminal, and otherwise ' +
        'for --timeout. A line has 1 to 1,023 bytes.',
    )
    .action((flags: ConnectFlags) =>
      speak(flags, ({ typesOnTerminal }) =>
        talk({ answerMs: flags.timeout ?? (typesOnTerminal ? undefined : TIMEOUT_MS_DEFAULT) }),
      ),
    );
  protocol(connect, 'echo-block', ECHO_BLOCK_PORT, 'lines in blocks of 1,024 bytes, echoed')
    .description(
      'Sends each typed line in a block of 1,024 bytes (line, line end, NULs) and prints the reply up to its NULs. A line that ' +
        'does not fit with its line end and a NUL goes in several blocks.',
    )
    .action((flags: ConnectFlags) => speak(flags, () => echoBlock));
  protocol(connect, 'p2p', P2P_PORT, 'two people, both ways at once')
    .description(
      'Sends each typed line in a block of 1,024 bytes, longer ones in several, and prints what comes as it comes; neither waits ' +
        'for the other. `peer close` says that the other side has left. End of input ends this side, and with it the conversation.',
    )
    .action((flags: ConnectFlags) => speak(flags, () => p2p));
}

function addChat(connect: Command): void {
  protocol(connect, 'chat', CHAT_PORT, 'a room of members, both ways at once')
    .description(
      'Prints every frame as it comes, and sends what is typed: first a nickname (to leave before that: Ctrl-D), then `name:text`, `@all:text` or `exit`. A space ends ' +
        'a message, as in the original, which reads words: of `bob:hi there` bob gets `hi`, and `there` is the next message. What ' +
        'does not fit a frame is not sent, and said so: with its NUL it has 100 bytes, or 1,500 with --client-frame. Each frame waits for the answer to the last, because the original server ' +
        'loses the second of two that arrive together.',
    )
    .addOption(
      new Option(
        '--client-frame <bytes>',
        '100, what the original client sends, and so what every server it works with understands; or 1500, the documented size, ' +
          'for longer messages',
      )
        .argParser(oneOf('--client-frame', ['100', '1500']))
        .default('100'),
    )
    .option('--whole-lines', 'a line is one message, spaces and all')
    .action((flags: ChatFlags) =>
      speak(flags, () =>
        chat({ clientFrameBytes: flags.clientFrame === '100' ? 100 : 1500, wholeLines: flags.wholeLines === true }),
      ),
    );
}

function addEchoText(connect: Command): void {
  protocol(connect, 'echo-text', ECHO_TEXT_PORT, 'texts that end with a NUL, echoed')
    .description(
      'On a terminal sends `data : {n}` once a second, as the original; from a pipe, or with --typed, each line. Prints each echo ' +
        'behind `recv server : `. A line has at most 1,023 bytes.',
    )
    .option('--typed', 'send what is typed, on a terminal, too')
    .option(
      '--every <time>',
      'send numbered texts so long after each answer, from a pipe, too (default: 1s)',
      durationMs('--every'),
    )
    .option('--count <n>', 'leave after so many numbered texts', wholeNumber('--count', 1, COUNT_MAX))
    .action((flags: EchoTextFlags) => speak(flags, ({ typesOnTerminal }) => echoText(echoTextOptionsOf(flags, typesOnTerminal))));
}

function echoTextOptionsOf({ typed, every, count }: EchoTextFlags, typesOnTerminal: boolean): EchoTextOptions {
  const isCounted = every !== undefined || count !== undefined;
  if (typed && isCounted) {
    throw new HarnessError('flag-invalid', '--typed sends what is typed: it does not go with --every and --count.');
  }
  if (typed || !(isCounted || typesOnTerminal)) return { kind: 'typed' };
  return { kind: 'counted', everyMs: every ?? EVERY_MS_DEFAULT, count: count ?? Number.POSITIVE_INFINITY };
}

function protocol(connect: Command, name: string, port: number, summary: string): Command {
  return connect
    .command(name)
    .summary(summary)
    .option('--target <host:port>', 'the server', `127.0.0.1:${port}`)
    .option(
      '--timeout <time>',
      'how long to wait for a connection, an answer, or the server to close (default: 10s)',
      durationMs('--timeout'),
    );
}

async function speak(flags: ConnectFlags, originalFor: (person: Terminal) => OriginalClient): Promise<void> {
  const target = parseTarget(flags.target);
  const { stdin: input, stdout: output, stderr: notes } = process;
  const terminal = new Terminal({ input, output, notes });
  try {
    const original = originalFor(terminal);
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
