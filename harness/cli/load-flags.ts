// The flags that all commands have which put a server under load: where it is, what the clients say, and where they are.

import type { Command } from 'commander';
import { durationMs, fileName, oneOf, several, wholeNumber } from './flags.ts';
import { labels } from './label-flags.ts';
import { PROGRESS_KINDS } from './progress-kinds.ts';
import { reportFile } from './report-files.ts';

/** Ten million clients at 20,000 each are 500. */
const AGENTS_MAX = 1000;
const SEED_MAX = 2 ** 31 - 1;
const PID_MAX = 2 ** 22;
export const TIMEOUT_MS_DEFAULT = 10_000;

export function addTargetFlags(command: Command): Command {
  return command
    .optionsGroup('The target:')
    .option('--target <host:port>', 'a server that listens already (default: the reference server)')
    .option('--start <command>', 'start this first, wait until it listens at --target, stop it at the end')
    .option('--pid <pid>', 'the process to watch, where it is not the one that listens', wholeNumber('--pid', 1, PID_MAX));
}

/** Of the load, what has nothing to do with how much of it there is. */
export function addScenarioFlags(command: Command): Command {
  return command
    .option('--param <name=value>', 'a parameter of the scenario; may be given several times', several)
    .option('--seed <n>', 'for whatever is chosen by chance (default: by the time)', wholeNumber('--seed', 0, SEED_MAX));
}

export function addCheckFlags(command: Command): Command {
  return command
    .option('--no-check', "don't check deliveries")
    .option(
      '--timeout <time>',
      'how long to wait for --start, a connection, an answer or the end (default: 10s)',
      durationMs('--timeout'),
    );
}

export function addClientsSideFlags(command: Command, { mayLeadFleet = false } = {}): Command {
  const whose = mayLeadFleet ? ', with --nats agents of other machines' : '';
  command
    .optionsGroup('The clients’ side:')
    .option('--agents <n>', `processes that host the clients${whose}; auto: as many as will do (default: auto)`, agents)
    .option(
      '--on-loss <what>',
      'when an agent is lost: fail (end the run, it is invalid) or continue (without it; default: fail)',
      oneOf('--on-loss', ['fail', 'continue']),
    )
    .option('--transport <name>', 'auto, epoll or node (default: auto)', oneOf('--transport', ['auto', 'epoll', 'node']))
    .option('--source <address>', 'connect from this local address; may be given several times', several);
  return addAwakeFlag(command);
}

export function addAwakeFlag(command: Command): Command {
  return command.option(
    '--awake <when>',
    "keep processors from falling asleep: auto (where a virtual machine's host takes them away), always or never (default: auto)",
    oneOf('--awake', ['auto', 'always', 'never']),
  );
}

export function addLabelsFlag(command: Command): Command {
  return command.option(
    '--require-labels <k=v,...>',
    'with --nats: only agents that have all of these; may be given several times',
    labels('--require-labels'),
  );
}

interface OutputNames {
  /** Where the record goes when nobody says. */
  readonly record: string;
  /** What the names of reports may end with. */
  readonly reports: string;
}

export function addOutputFlags(command: Command, { record, reports }: OutputNames): Command {
  return command
    .optionsGroup('What comes out:')
    .option('--out <file>', `the record (default: ${record})`, fileName('--out'))
    .option(
      '--report <file>',
      `a report: a page, or what the name ends with or begins with (${reports}, ...); may be given several times`,
      reportFile('--report'),
    )
    .option('--json', 'the record on standard output, all else on standard error')
    .option(
      '--progress <kind>',
      'tty, plain, json or none (default: tty on a terminal, else plain)',
      oneOf('--progress', PROGRESS_KINDS),
    );
}

function agents(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : wholeNumber('--agents', 1, AGENTS_MAX)(text);
}
