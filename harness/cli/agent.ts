// `harness agent`: its flags. What is behind them is loaded when it runs, so that other commands start without it.

import type { Command } from 'commander';
import { HarnessError } from '../errors.ts';
import type { AgentFlags } from './agent-command.ts';
import { several, wholeNumber } from './flags.ts';
import { labels } from './label-flags.ts';
import { addAwakeFlag } from './load-flags.ts';
import { addNatsFlags } from './nats-flags.ts';

const PROCESSES_MAX = 256;

/** A test brings another `run`. */
export function addAgentCommand(program: Command, harnessVersion: string, run = runHere): void {
  const command = program
    .command('agent')
    .summary('host clients on this machine for whoever runs a bench over NATS')
    .description(
      'Waits at NATS for runs of `harness bench --nats`, hosts the clients of one run after the other, each in a process of its ' +
        'own, and never ends by itself. It waits for a NATS that is not there yet, and comes back to one that was away. An agent ' +
        'has one run at a time; whoever finds it busy takes another.',
    );
  addNatsFlags(command)
    .optionsGroup('The agent:')
    .option('--name <name>', 'what people call it (default: the name of the host)', nameOf)
    .option('--labels <k=v,...>', 'what runs can ask for with --require-labels; may be given several times', labels('--labels'))
    .option(
      '--processes <n>',
      'offer so many agents, name/1 to name/n: one for every two processors is a good start',
      wholeNumber('--processes', 1, PROCESSES_MAX),
      1,
    )
    .option(
      '--source <address>',
      'connect from this address of this machine; may be given several times, and is the same for all its agents',
      several,
    );
  addAwakeFlag(command)
    .optionsGroup('Besides:')
    .addHelpText(
      'after',
      '\nOne line on standard error for each thing that happens. Ctrl-C tells whoever it\n' +
        'works for that it leaves, and ends; once more ends at once. Leaves with 0 then,\n' +
        'with 3 for a command line that makes no sense, and with 4 when NATS does not let\n' +
        'it in.',
    )
    .action(async (given: Omit<AgentFlags, 'awake'> & Partial<AgentFlags>) => {
      process.exitCode = await run({ awake: 'auto', ...given }, harnessVersion);
    });
}

function nameOf(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new HarnessError('flag-invalid', '--name takes what people call this agent, and was given nothing.');
}

async function runHere(flags: AgentFlags, harnessVersion: string): Promise<number> {
  const { agentCommand } = await import('./agent-command.ts');
  return agentCommand(flags, { stderr: process.stderr, harnessVersion, environment: process.env });
}
