// `harness capacity`: its flags. What is behind them is loaded when it runs, so that other commands start without it.

import type { Command } from 'commander';
import { monotonicUs } from '../clock.ts';
import { CLIENTS_MAX } from '../load/stages.ts';
import type { CapacityFlags } from './capacity-flags.ts';
import { durationMs, oneOf, precisionShare, ratePerSecond, several, sweepLevels, wholeNumber, wholeSeconds } from './flags.ts';
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

const STEPS_MAX = 10_000;
const TRIALS_MAX = 1000;
const STEP_MS_DEFAULT = 5000;
const WARM_UP_SECONDS_DEFAULT = 1;

type Given = Pick<CapacityFlags, 'check'> & Partial<CapacityFlags>;

/** A test brings another `run`. */
export function addCapacityCommand(program: Command, harnessVersion: string, run = runHere): void {
  const command = program
    .command('capacity')
    .summary('find the highest load at which a server still meets an objective')
    .description(
      'Raises the rate (or the number of clients) of a scenario until the objective is missed, halves the gap, and confirms ' +
        'what it found with trials at the answer and just above it: a capacity with its 95 % interval. Where the generator ' +
        'was the limit it says so and gives no answer. With --sweep it runs more and more clients instead, and fits the ' +
        'Universal Scalability Law to what they do.',
    )
    .argument('[scenario]', "one of 'harness list' (default: chat/direct), or a file of your own such as ./mine.ts");
  addTargetFlags(command)
    .optionsGroup('The search:')
    .option(
      '--objective <thresholds>',
      "what is to be met, besides that nothing fails and the rate is kept up (default: the scenario's, or 'response.p99 < 10ms')",
      several,
    )
    .option(
      '--axis <axis>',
      'what is raised: rate (turns a second) or clients (default: rate)',
      oneOf('--axis', ['rate', 'clients']),
    )
    .option('--from <load>', 'where to begin, such as 2000/s, or 50 clients (default: 1000/s, or 10)')
    .option('--max <load>', 'try nothing above it')
    .option('--at-least <load>', 'fail when the capacity is less')
    .option('--precision <share>', 'how near each other the bounds are to come (default: 2%)', precisionShare('--precision'))
    .option('--max-steps <n>', 'give up after so many (default: 100)', wholeNumber('--max-steps', 1, STEPS_MAX))
    .optionsGroup('The sweep, instead:')
    .option('--sweep <clients>', 'numbers of clients, such as 1,2,4,8,16,32, or auto (1 to 64)', sweepLevels('--sweep'))
    .option('--trials <n>', 'of each number of clients (default: 3)', wholeNumber('--trials', 1, TRIALS_MAX))
    .optionsGroup('Each step:')
    .option('--step <time>', 'how long it is measured (default: 5s)', durationMs('--step'))
    .option('--warmup <time>', "before that, and it doesn't count (default: 1s)", wholeSeconds('--warmup'))
    .option(
      '--clients <n>',
      "of which the rate is made; on --axis clients they are searched for (default: the scenario's, or 100)",
      wholeNumber('--clients', 1, CLIENTS_MAX),
    )
    .option(
      '--rate <n/s>',
      'turns due for all clients together, with --axis clients (default: each turn follows the last)',
      ratePerSecond('--rate'),
    )
    .option(
      '--think <time>',
      'how long each client waits between its turns, with --axis clients or --sweep',
      durationMs('--think'),
    );
  addScenarioFlags(command);
  addCheckFlags(command);
  addClientsSideFlags(command, { mayLeadFleet: true });
  addLabelsFlag(addNatsFlags(command));
  addOutputFlags(command, { record: 'runs/<time>-capacity-<scenario>.json', reports: '.md, .csv' })
    .optionsGroup('Besides:')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        "  harness capacity echo-block/ping --start './my-server' --at-least 5000/s\n" +
        "  harness capacity chat/direct --axis clients --objective 'response.p99 < 50ms'\n" +
        '  harness capacity chat/direct --sweep 1,2,4,8,16,32 --trials 5\n' +
        '\nCtrl-C stops in order and writes what there is; once more ends at once.\n' +
        'Leaves with 0 when the capacity is known (and is --at-least so much), 1 when it\n' +
        'is less or no load meets the objective, 2 when the generator was the limit or\n' +
        'there is no answer, 3 for a command line that makes no sense, 4 when it could not\n' +
        'run, or not write what it found.',
    )
    .action(async (argument: string | undefined, given: Given) => {
      const flags: CapacityFlags = {
        timeout: TIMEOUT_MS_DEFAULT,
        agents: 'auto',
        transport: 'auto',
        awake: 'auto',
        step: STEP_MS_DEFAULT,
        warmup: WARM_UP_SECONDS_DEFAULT,
        ...given,
      };
      process.exitCode = await run(argument, flags, harnessVersion);
    });
}

async function runHere(argument: string | undefined, flags: CapacityFlags, harnessVersion: string): Promise<number> {
  const { engine } = await import('./engine.ts');
  const command =
    flags.sweep === undefined
      ? (await import('./capacity-command.ts')).capacityCommand
      : (await import('./sweep-command.ts')).sweepCommand;
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
