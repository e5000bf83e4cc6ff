// `harness bench`: its flags. What is behind them is loaded when it runs, so that other commands start without it.

import type { Command } from 'commander';
import { monotonicUs } from '../clock.ts';
import { CLIENTS_MAX } from '../load/stages.ts';
import type { BenchFlags } from './bench-flags.ts';
import { durationMs, ratePerSecond, several, wholeNumber, wholeSecondsOr } from './flags.ts';
import { holdTerminal } from './hold-terminal.ts';
import {
  addCheckFlags,
  addClientsSideFlags,
  addLabelsFlag,
  addOutputFlags,
  addScenarioFlags,
  addTargetFlags,
  TIMEOUT_MS_DEFAULT,
} from './load-flags.ts';
import { addNatsFlags } from './nats-flags.ts';
import { commandCalled, every } from './surroundings.ts';

const TURNS_MAX = 2 ** 40;
const TRIALS_MAX = 1000;

/** A test brings another `run`. */
export function addBenchCommand(program: Command, harnessVersion: string, run = runHere): void {
  const command = program
    .command('bench')
    .summary('put a server under load, and check that it stays right')
    .description(
      'Runs a scenario with many clients against a server, measures how long answers take from when they were due, checks ' +
        'every delivery, and says whether the measurement can be trusted. Without a target it starts the reference server in a ' +
        'process of its own; without anything it runs chat/direct with 100 clients for 10 s. With --nats the clients are at the agents ' +
        'of other machines, which `harness agent` starts there.',
    )
    .argument('[scenario]', "one of 'harness list' (default: chat/direct), or a file of your own such as ./mine.ts");
  addTargetFlags(command)
    .optionsGroup('The load:')
    .option('--clients <n>', "how many at once (default: the scenario's)", wholeNumber('--clients', 1, CLIENTS_MAX))
    .option(
      '--rate <n/s>',
      'turns are due so often, whether the server keeps up or not: 100/s, 100 or 6000/m (default: each turn follows the last)',
      ratePerSecond('--rate'),
    )
    .option('--duration <time>', 'such as 500ms, 10s, 2m or 3 (seconds) (default: 10s)', durationMs('--duration'))
    .option('--ramp-up <time>', 'the first part of the duration, in which clients or rate grow', durationMs('--ramp-up'))
    .option('--stages <stages>', "'10s:100,30s:100..1000' in clients, '10s:500/s,30s:1000/s' in turns a second")
    .option('--turns <n>', 'end after so many turns of all clients together', wholeNumber('--turns', 1, TURNS_MAX))
    .option('--think <time>', 'how long each client waits between its turns', durationMs('--think'));
  addScenarioFlags(command)
    .option('--trials <n>', 'run so often, and give medians with 95 % intervals', wholeNumber('--trials', 1, TRIALS_MAX), 1)
    .optionsGroup('The verdict:')
    .option(
      '--threshold <threshold>',
      "'response.p99 < 20ms', 'rate >= 950/s', 'errors < 0.1%'; several with commas, or the flag several times",
      several,
    )
    .option('--abort-on-fail', 'end as soon as a threshold is broken for good')
    .option(
      '--warmup <time>',
      "whole seconds that don't count, or detect (default: detect)",
      wholeSecondsOr('--warmup', 'detect'),
    );
  addCheckFlags(command);
  addClientsSideFlags(command, { mayLeadFleet: true }).option(
    '--calibrate',
    "run no scenario: find this machine's ceiling and noise floor, and keep them for later runs",
  );
  addLabelsFlag(addNatsFlags(command));
  addOutputFlags(command, { record: 'runs/<time>-<scenario>.json', reports: '.xml, .md, junit=FILE' })
    .optionsGroup('Besides:')
    .addHelpText(
      'after',
      '\nCtrl-C stops in order and reports what there is; once more ends at once.\n' +
        'Leaves with 0 when it passed, 1 when it failed, 2 when the measurement is not to\n' +
        'be trusted (invalid), 3 for a command line that makes no sense, 4 when it could\n' +
        'not run, or not write what it found.',
    )
    .action(async (argument: string | undefined, given: Pick<BenchFlags, 'check' | 'trials'> & Partial<BenchFlags>) => {
      const flags: BenchFlags = { timeout: TIMEOUT_MS_DEFAULT, agents: 'auto', transport: 'auto', awake: 'auto', ...given };
      process.exitCode = await run(argument, flags, harnessVersion);
    });
}

async function runHere(argument: string | undefined, flags: BenchFlags, harnessVersion: string): Promise<number> {
  const { benchCommand, calibrateCommand } = await import('./bench-command.ts');
  const { engine } = await import('./engine.ts');
  const command = flags.calibrate ? calibrateCommand : benchCommand;
  return command(argument, flags, engine, {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    now: () => new Date(),
    nowUs: monotonicUs,
    every,
    hold: holdTerminal,
    command: commandCalled(process.argv.slice(2), process.env),
    harnessVersion,
  });
}
