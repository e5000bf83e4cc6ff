// `harness verify`: its flags. What is behind them is loaded when it runs, so that other commands start without it.

import { type Command, Option } from 'commander';
import { monotonicUs } from '../clock.ts';
import { durationMs, fileName, oneOf, several, wholeNumber } from './flags.ts';
import { holdTerminal } from './hold-terminal.ts';
import { PROGRESS_KINDS } from './progress-kinds.ts';
import { reportFile } from './report-files.ts';
import { commandCalled, every } from './surroundings.ts';
import type { VerifyFlags } from './verify-flags.ts';

const CAPACITY_MAX = 1_000_000;
const FRAME_BYTES_MAX = 2 ** 24;
const RUNS_MAX = 1_000_000;
const SEED_MAX = 2 ** 31 - 1;
const PID_MAX = 2 ** 22;
const RUNS_DEFAULT = 300;
const BUDGET_MS_DEFAULT = 120_000;
const TIMEOUT_MS_DEFAULT = 2000;

/** A test brings another `run`. */
export function addVerifyCommand(program: Command, harnessVersion: string, run = runHere): void {
  program
    .command('verify')
    .summary('hold a server against its protocol, clause by clause')
    .description(
      'Judges a server by the cases and properties of its protocol, and shows for each failure the rule, the clause, the bytes ' +
        'that were expected and those that came, who did what when, and the command that runs it again. Without a target it ' +
        'judges the reference server.',
    )
    .argument('[protocol]', 'chat, echo-text, keepalive, talk, echo-block, p2p, or a file of your own such as ./my-protocol.ts')
    .optionsGroup('The target:')
    .option('--target <host:port>', 'a server that listens already (default: the reference server)')
    .option('--start <command>', "start this, and again when it dies (default --target: the protocol's port on loopback)")
    .option('--pid <pid>', 'the process of --target, to look at what it uses', wholeNumber('--pid', 1, PID_MAX))
    .option(
      '--client-frame <bytes>',
      'the size of client frames, where the protocol leaves it open: 1500 or 100 (default: 1500)',
      wholeNumber('--client-frame', 1, FRAME_BYTES_MAX),
    )
    .option(
      '--capacity <n>',
      "so many clients are served at once (default: the protocol's)",
      wholeNumber('--capacity', 1, CAPACITY_MAX),
    )
    .optionsGroup('What is judged:')
    .option(
      '--only <id...>',
      "these alone: ids of --list, or beginnings such as 'chat/1.4.1/'; may be given several times",
      several,
    )
    .option('--skip <id...>', 'not these; written in the same way', several)
    .addOption(
      new Option('--level <level>', 'must; should, and must with it; or may, which is all (default: may)').argParser(
        oneOf('--level', ['must', 'should', 'may']),
      ),
    )
    .option(
      '--expect-fail <file>',
      'ids that are known to fail, each with a reason; one that passes fails the run',
      fileName('--expect-fail'),
    )
    .option('--list', 'show what would be judged: id, level, clause, rule, and the faults that it catches')
    .optionsGroup('How long, and by which chance:')
    .option('--runs <n>', `programs for each property (default: ${RUNS_DEFAULT})`, wholeNumber('--runs', 0, RUNS_MAX))
    .option('--seed <n>', 'for whatever is chosen by chance (default: by the time)', wholeNumber('--seed', 0, SEED_MAX))
    .option('--budget <time>', 'for all of the run; what is left is inconclusive (default: 2m)', durationMs('--budget'))
    .option('--timeout <time>', 'how long to wait for what should come (default: 2s)', durationMs('--timeout'))
    .option('--transport <name>', 'auto, epoll or node (default: auto)', oneOf('--transport', ['auto', 'epoll', 'node']))
    .optionsGroup('What comes out:')
    .option(
      '--out <file>',
      'the record (default: runs/<time>-<protocol>.json); failures to be replayed stand in a folder beside it',
      fileName('--out'),
    )
    .option(
      '--report <file>',
      'a report: a page, or what the name ends with or begins with (.xml, .md, junit=FILE, ...); may be given several times',
      reportFile('--report'),
    )
    .option('--junit <file>', 'the same as --report junit=FILE', fileName('--junit'))
    .option('--json', 'the record on standard output, all else on standard error')
    .option(
      '--progress <kind>',
      'tty, plain, json or none (default: tty on a terminal, else plain)',
      oneOf('--progress', PROGRESS_KINDS),
    )
    .optionsGroup('Besides:')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  harness verify chat\n' +
        "  harness verify chat --start './my-server'\n" +
        '  harness verify echo-text --target 127.0.0.1:7000 --level must --junit verify.xml\n' +
        '  harness verify chat --only chat/1.4.1/ chat/1.4.2/ --report failures.html\n' +
        '  harness verify chat --list --level must\n' +
        '\nCtrl-C stops in order: what is left is inconclusive, and the record is written;\n' +
        'once more ends at once. Leaves with 0 when it passed, 1 when it failed, 2 when\n' +
        'that is not known (inconclusive), 3 for a command line that makes no sense, 4\n' +
        'when it could not run, or not write what it found.',
    )
    .action(async (argument: string | undefined, given: Partial<VerifyFlags>) => {
      const flags: VerifyFlags = {
        level: 'may',
        runs: RUNS_DEFAULT,
        budget: BUDGET_MS_DEFAULT,
        timeout: TIMEOUT_MS_DEFAULT,
        transport: 'auto',
        ...given,
      };
      process.exitCode = await run(argument, flags, harnessVersion);
    });
}

async function runHere(argument: string | undefined, flags: VerifyFlags, harnessVersion: string): Promise<number> {
  const { verifyCommand } = await import('./verify-command.ts');
  const { verifyEngine } = await import('./verify-engine.ts');
  return verifyCommand(argument, flags, verifyEngine, {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    now: () => new Date(),
    nowUs: monotonicUs,
    every,
    hold: holdTerminal,
    command: commandCalled(process.argv.slice(2), process.env),
    harnessVersion,
    endAtOnce,
  });
}

/** As a second Ctrl-C ends any program; whoever has something to end with this process does so first. */
export function endAtOnce(): void {
  process.emit('exit', 0);
  process.kill(process.pid, 'SIGINT');
}
