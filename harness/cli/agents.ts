// `harness agents`: its flags. What is behind them is loaded when it runs, so that other commands start without it.

import type { Command } from 'commander';
import type { AgentsFlags } from './agents-command.ts';
import { durationMs } from './flags.ts';
import { labels } from './label-flags.ts';
import { addNatsFlags } from './nats-flags.ts';

const WAIT_MS_DEFAULT = 1000;

/** A test brings another `run`. */
export function addAgentsCommand(program: Command, harnessVersion: string, run = runHere): void {
  const command = program
    .command('agents')
    .summary('show the agents that wait at NATS for runs of harness bench')
    .description(
      'Asks at NATS who is there, and shows what each agent has, whether it is free, and how far its clock is off. ' +
        'Without --nats it asks where NATS_URL says.',
    );
  addNatsFlags(command)
    .optionsGroup('Besides:')
    .option('--require-labels <k=v,...>', 'only those that have these labels', labels('--require-labels'))
    .option('--wait <time>', 'how long to wait for answers (default: 1s)', durationMs('--wait'))
    .option('--json', 'as one JSON array')
    .addHelpText(
      'after',
      '\nLeaves with 0 when an agent is there that can take part in a run of this\n' +
        'version, busy or not, 1 when none is, 3 for a command line that makes no sense,\n' +
        "and 4 when NATS can't be asked.",
    )
    .action(async (flags: Partial<AgentsFlags>) => {
      process.exitCode = await run({ wait: WAIT_MS_DEFAULT, ...flags }, harnessVersion);
    });
}

async function runHere(flags: AgentsFlags, harnessVersion: string): Promise<number> {
  const { agentsCommand } = await import('./agents-command.ts');
  return agentsCommand(flags, { stdout: process.stdout, environment: process.env, harnessVersion });
}
