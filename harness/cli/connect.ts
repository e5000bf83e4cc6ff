// `harness connect`: the flags of the original clients. What is behind them is loaded when one speaks.

import { type Command, Option } from 'commander';
import type { EchoTextOptions } from '../../scenarios/echo-text/person.ts';
import { PORTS } from '../../scenarios/ports.ts';
import { HarnessError } from '../errors.ts';
import type { ConnectFlags, OriginalFor } from './connect-command.ts';
import { durationMs, oneOf, wholeNumber } from './flags.ts';

interface ChatFlags extends ConnectFlags {
  readonly clientFrame: '100' | '1500';
  readonly wholeLines?: true;
}

interface EchoTextFlags extends ConnectFlags {
  readonly typed?: true;
  readonly every?: number;
  readonly count?: number;
}

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
  protocol(connect, 'keepalive', 'a request and an answer in turn')
    .description(
      'Sends `Hello Server!`, then each line that is typed, and prints each answer. `stop` ends it. A line has 1 to 255 bytes.',
    )
    .action((flags: ConnectFlags) => speak(flags, async () => (await import('../../scenarios/keepalive/person.ts')).keepalive));
  protocol(connect, 'talk', 'taking turns with the person at the server')
    .description(
      'A line there, a line back, in turn. Waits for an answer as long as it takes when one types on a terminal, and otherwise ' +
        'for --timeout. A line has 1 to 1,023 bytes.',
    )
    .action((flags: ConnectFlags) =>
      speak(flags, async ({ typesOnTerminal }, timeoutMsDefault) => {
        const { talk } = await import('../../scenarios/talk/person.ts');
        return talk({ answerMs: flags.timeout ?? (typesOnTerminal ? undefined : timeoutMsDefault) });
      }),
    );
  protocol(connect, 'echo-block', 'lines in blocks of 1,024 bytes, echoed')
    .description(
      'Sends each typed line in a block of 1,024 bytes (line, line end, NULs) and prints the reply up to its NULs. A line that ' +
        'does not fit with its line end and a NUL goes in several blocks.',
    )
    .action((flags: ConnectFlags) => speak(flags, async () => (await import('../../scenarios/echo-block/person.ts')).echoBlock));
  protocol(connect, 'p2p', 'two people, both ways at once')
    .description(
      'Sends each typed line in a block of 1,024 bytes, longer ones in several, and prints what comes as it comes; neither waits ' +
        'for the other. `peer close` says that the other side has left. End of input ends this side, and with it the conversation.',
    )
    .action((flags: ConnectFlags) => speak(flags, async () => (await import('../../scenarios/p2p/person.ts')).p2p));
}

function addChat(connect: Command): void {
  protocol(connect, 'chat', 'a room of members, both ways at once')
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
      speak(flags, async () => {
        const { chat } = await import('../../scenarios/chat/person.ts');
        return chat({ clientFrameBytes: flags.clientFrame === '100' ? 100 : 1500, wholeLines: flags.wholeLines === true });
      }),
    );
}

function addEchoText(connect: Command): void {
  protocol(connect, 'echo-text', 'texts that end with a NUL, echoed')
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
    .action((flags: EchoTextFlags) =>
      speak(flags, async ({ typesOnTerminal }) => {
        const options = echoTextOptionsOf(flags, typesOnTerminal);
        const { echoText } = await import('../../scenarios/echo-text/person.ts');
        return echoText(options);
      }),
    );
}

function echoTextOptionsOf({ typed, every, count }: EchoTextFlags, typesOnTerminal: boolean): EchoTextOptions {
  const isCounted = every !== undefined || count !== undefined;
  if (typed && isCounted) {
    throw new HarnessError('flag-invalid', '--typed sends what is typed: it does not go with --every and --count.');
  }
  if (typed || !(isCounted || typesOnTerminal)) return { kind: 'typed' };
  return { kind: 'counted', everyMs: every ?? EVERY_MS_DEFAULT, count: count ?? Number.POSITIVE_INFINITY };
}

function protocol(connect: Command, name: keyof typeof PORTS, summary: string): Command {
  return connect
    .command(name)
    .summary(summary)
    .option('--target <host:port>', 'the server', `127.0.0.1:${PORTS[name]}`)
    .option(
      '--timeout <time>',
      'how long to wait for a connection, an answer, or the server to close (default: 10s)',
      durationMs('--timeout'),
    );
}

async function speak(flags: ConnectFlags, originalFor: OriginalFor): Promise<void> {
  const { connectCommand } = await import('./connect-command.ts');
  await connectCommand(flags, originalFor);
}
