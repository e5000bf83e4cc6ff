// Agents on this machine: child processes.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pinnedWords } from './pinning.ts';
import type { Link, Order, Report } from './protocol.ts';

/**
 * A small nursery: a large one falls out of the processor's cache, and would grow while thousands connect, and stay. Agents with
 * many clients collect earlier, because memory is what they run out of, and once more before the start.
 */
const FLAGS = ['--single-threaded', '--expose-gc'];
const FLAGS_FOR_FEW = ['--max-semi-space-size=4'];
const FLAGS_FOR_MANY = ['--max-semi-space-size=1', '--heap-growing-percent=20', '--compact-on-every-full-gc'];
const MANY_CLIENTS = 4000;

export interface LocalAgentOptions {
  /** That it will host. */
  readonly clients: number;
  /** That it is held to; undefined: to none. */
  readonly processors?: readonly number[] | undefined;
}

export function startLocalAgent({
  clients,
  processors,
}: LocalAgentOptions): Link<Order, Report> & { readonly pid: number | undefined } {
  const flags = [...flagsToHandOn(process.execArgv), ...FLAGS, ...(clients > MANY_CLIENTS ? FLAGS_FOR_MANY : FLAGS_FOR_FEW)];
  const [execPath, ...execArgv] = pinnedWords([process.execPath, ...flags], processors);
  const child = fork(program(), [], {
    ...(execPath === undefined ? {} : { execPath }),
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return new LocalAgent(child);
}

/** What is on its standard error when it dies: the reason, most often. */
const STDERR_CHARACTERS_KEPT = 2000;

class LocalAgent implements Link<Order, Report> {
  readonly pid: number | undefined;
  onHeard: (report: Report) => void = () => {};
  onLost: (how: string) => void = () => {};
  readonly #child: ChildProcess;
  #stderr = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid;
    child.on('message', (report) => this.onHeard(report as Report));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-STDERR_CHARACTERS_KEPT);
    });
    child.on('error', ({ message }) => this.#lost(`could not be started: ${message}`));
    child.once('close', (code, signal) => {
      const how = signal === null ? `ended with code ${code}` : `was killed by ${signal}`;
      const why = reasonIn(this.#stderr);
      this.#lost(why === undefined ? how : `${how}: ${why}`);
    });
  }

  send(order: Order): void {
    if (this.#child.connected) this.#child.send(order, () => {});
  }

  close(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
  }

  #lost(how: string): void {
    const tell = this.onLost;
    this.onLost = () => {};
    this.onHeard = () => {};
    tell(how);
  }
}

function reasonIn(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /error/i.test(line))?.trim() ?? lines.at(-1)?.trim();
}

/** Those that are for this process alone are not handed on: a second inspector, a second profile, or another program. */
export function flagsToHandOn(flags: readonly string[]): string[] {
  return flags.filter((flag, index) => !FOR_ONE.test(flag) && !TAKES_CODE.test(flags[index - 1] ?? ''));
}

const TAKES_CODE = /^(-e|-p|-pe|--eval|--print)$/;
const FOR_ONE = /^(--inspect|--cpu-prof|--heap-prof|--input-type|--eval|--print|-e$|-p$|-pe$)/;

/** The program beside this file, built or not. */
function program(): string {
  return fileURLToPath(new URL(`./agent-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
}
