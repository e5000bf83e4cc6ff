// `harness replay`: its flags. What is behind them is loaded when it runs, so that other commands start without it.

import type { Command } from 'commander';
import { monotonicUs } from '../clock.ts';
import { durationMs, oneOf, wholeNumber } from './flags.ts';
import type { ReplayFlags } from './replay-command.ts';
import { endAtOnce } from './verify.ts';

const TIMES_MAX = 1_000_000;
const TIMES_DEFAULT = 5;
const PID_MAX = 2 ** 22;
const TIMEOUT_MS_DEFAULT = 2000;

/** A test brings another `run`. */
export function addReplayCommand(program: Command, harnessVersion: string, run = runHere): void {
  program
    .command('replay')
    .summary('run a failure that harness verify has kept once more')
    .description(
      'Runs a stored counterexample again, the case or the smallest program that failed, and says how often it fails. Without a ' +
        'target it is run on the reference server.',
    )
    .argument('<file>', 'a counterexample, such as runs/<time>-chat/chat-1.4.1-direct-reaches-only-its-target.json')
    .optionsGroup('The target:')
    .option('--target <host:port>', 'a server that listens already (default: the reference server)')
    .option('--start <command>', "start this first, stop it at the end (default --target: the protocol's port on loopback)")
    .option('--pid <pid>', 'the process of --target, to look at what it uses', wholeNumber('--pid', 1, PID_MAX))
    .optionsGroup('How:')
    .option('--times <n>', `run it so often (default: ${TIMES_DEFAULT})`, wholeNumber('--times', 1, TIMES_MAX))
    .option('--judge', 'run nothing: judge the stored history by the rules of today')
    .option('--timeout <time>', 'how long to wait for what should come (default: 2s)', durationMs('--timeout'))
    .option('--transport <name>', 'auto, epoll or node (default: auto)', oneOf('--transport', ['auto', 'epoll', 'node']))
    .option('--json', 'the outcome as one JSON object')
    .optionsGroup('Besides:')
    .addHelpText(
      'after',
      "\nExample:\n  harness replay runs/…-chat/chat-1.1.2-padding-after-a-longer-text-is-nul.json --start './my-server'\n" +
        '\nLeaves with 0 when it did not fail, 1 when it did at least once, 2 when that is\n' +
        'not known, 3 for a command line that makes no sense, 4 when it could not run.',
    )
    .action(async (file: string, given: Partial<ReplayFlags>) => {
      const flags: ReplayFlags = { times: TIMES_DEFAULT, timeout: TIMEOUT_MS_DEFAULT, transport: 'auto', ...given };
      process.exitCode = await run(file, flags, harnessVersion);
    });
}

async function runHere(file: string, flags: ReplayFlags, harnessVersion: string): Promise<number> {
  const { replayCommand } = await import('./replay-command.ts');
  const { replayEngine } = await import('./verify-engine.ts');
  return replayCommand(file, flags, replayEngine, {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    now: () => new Date(),
    nowUs: monotonicUs,
    command: ['harness', ...process.argv.slice(2)],
    harnessVersion,
    endAtOnce,
  });
}
