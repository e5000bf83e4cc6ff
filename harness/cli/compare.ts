// `harness compare`: its flags. What is behind them is loaded when it runs.

import { type Command, Option } from 'commander';
import { monotonicUs } from '../clock.ts';
import { CLIENTS_MAX } from '../load/stages.ts';
import { MARGIN_DEFAULT } from '../study/judgement.ts';
import { clientNumbers, figureIds, share } from './compare-arguments.ts';
import type { CompareFlags } from './compare-flags.ts';
import { durationMs, fileName, ratePerSecond, several, wholeNumber, wholeSecondsOr } from './flags.ts';
import { holdTerminal } from './hold-terminal.ts';
import { addCheckFlags, addClientsSideFlags, addOutputFlags, addScenarioFlags, TIMEOUT_MS_DEFAULT } from './load-flags.ts';
import { commandCalled, every } from './surroundings.ts';

const TRIALS_MAX = 1000;

/** A test brings another `run`. */
export function addCompareCommand(program: Command, harnessVersion: string, run = runHere): void {
  const command = program
    .command('compare')
    .summary('say whether one server is better or worse than another, or the same')
    .description(
      'Compares records that harness bench left, or starts servers in turn (A B B A) under the same load and compares them. Says of ' +
        'each whether it is better or worse than the first, the same, or that it can not be told, with intervals that come from ' +
        'trials, or from blocks of time where there is one run of each; never from single requests.',
    )
    .argument(
      '[what...]',
      'records (name=FILE gives a name, files of one name are trials of one server); or, with --start or --reference, a scenario ' +
        '(default: chat/direct)',
    )
    .optionsGroup('The servers:')
    .option('--start <command>', 'a server: started for each trial, it listens at --target; give it twice or more', several)
    .option(
      '--reference <models>',
      "the reference server: process,thread,event; or one with words of 'harness serve' behind it, such as 'event --fault slow=10'; " +
        'may be given several times',
      several,
    )
    .option('--name <name>', 'what a server is called, for each of them in the same order', several)
    .option('--target <host:port>', "where those of --start listen (default: the scenario's port on 127.0.0.1)")
    .addOption(new Option('--nats <url>').hideHelp())
    .option('--no-pin', "don't hold servers and clients to processors of their own")
    .optionsGroup('The load:')
    .option(
      '--clients <n,…>',
      "how many at once; several numbers are compared one after the other (default: the scenario's)",
      clientNumbers('--clients', CLIENTS_MAX),
    )
    .option('--rate <n/s>', 'turns are due so often (default: each turn follows the last)', ratePerSecond('--rate'))
    .option('--think <time>', 'how long each client waits between its turns', durationMs('--think'))
    .option('--duration <time>', 'of a trial (default: 5s)', durationMs('--duration'))
    .option('--trials <n>', 'of each server (default: 5)', wholeNumber('--trials', 1, TRIALS_MAX))
    .option(
      '--warmup <time>',
      "whole seconds of a trial that don't count, or detect (default: 1s, of trials under 2 s nothing)",
      wholeSecondsOr('--warmup', 'detect'),
    );
  addScenarioFlags(command)
    .optionsGroup('The verdict:')
    .option(
      '--by <figure,…>',
      'what decides, such as rate, cpuUsPerOperation or response.p99 (default: rate.median,rate; with --rate response.p50,response.p99)',
      figureIds,
    )
    .option(
      '--margin <share>',
      `differences within it are the same (default: ${MARGIN_DEFAULT * 100}%, or what --fail-on-worse allows if less)`,
      share('--margin', false),
    )
    .option(
      '--fail-on-worse <share>',
      'leave with 1 when one is worse than the first, and by more than this',
      share('--fail-on-worse', true),
    )
    .option('--anyway', 'compare what is not comparable, and runs that are not to be trusted');
  addCheckFlags(command);
  addClientsSideFlags(command);
  addOutputFlags(command, { record: 'runs/<time>-compare-<scenario>.json', reports: '.xml, .md, junit=FILE' })
    .option('--keep <folder>', 'keep the record of each trial there', fileName('--keep'))
    .optionsGroup('Besides:')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  harness compare before.json after.json\n' +
        '  harness compare old=a1.json old=a2.json new=b1.json new=b2.json\n' +
        "  harness compare --start './old 7000' --start './new 7000' --target 127.0.0.1:7000 echo-text/ping\n" +
        '  harness compare --reference process,thread,event --clients 10,100 echo-block/ping\n' +
        '\nCtrl-C stops in order and compares the trials that all servers have; once more\n' +
        'ends at once. Leaves with 0, with 1 when one is worse than --fail-on-worse allows\n' +
        'or delivered something wrong, 2 when the runs are not to be trusted (invalid), 3\n' +
        'for a command line that makes no sense, 4 when it could not run, or not write\n' +
        'what it found.',
    )
    .action(async (words: readonly string[], given: Pick<CompareFlags, 'check' | 'pin'> & Partial<CompareFlags>) => {
      const flags: CompareFlags = {
        timeout: TIMEOUT_MS_DEFAULT,
        agents: 'auto',
        transport: 'auto',
        awake: 'auto',
        ...given,
      };
      process.exitCode = await run(words, flags, harnessVersion);
    });
}

async function runHere(words: readonly string[], flags: CompareFlags, harnessVersion: string): Promise<number> {
  const { compareCommand } = await import('./compare-command.ts');
  const { engine } = await import('./engine.ts');
  return compareCommand(words, flags, engine, {
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
