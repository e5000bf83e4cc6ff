// Target and agents on processors of their own, so that neither takes the other's time. What is started by `taskset` hands its
// processors on to whatever it starts itself.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

interface Pins {
  readonly target: readonly number[];
  readonly agents: readonly number[];
}

export type Pinning =
  | { readonly kind: 'pinned'; readonly pins: Pins }
  /** Part of a sentence. */
  | { readonly kind: 'not-pinned'; readonly why: string };

/** What is asked of the system; a test brings another. */
export interface PinningSystem {
  /** Undefined: it does not tell. */
  status(): string | undefined;
  hasTaskset(): boolean;
}

/** The first half of the processors that this process may use are for the agents, the others for the target. */
export function findPins(system: PinningSystem = ownSystem): Pinning {
  const processors = allowedProcessors(system.status() ?? '');
  if (processors === undefined) return notPinned('this system does not say which processors there are');
  if (processors.length < 2) return notPinned('there is one processor');
  if (!system.hasTaskset()) return notPinned('there is no taskset here (Debian has it in util-linux)');
  const half = Math.floor(processors.length / 2);
  return { kind: 'pinned', pins: { agents: processors.slice(0, half), target: processors.slice(half) } };
}

/** Those that a process may use, by what Linux says of its status; undefined: it does not say. */
export function allowedProcessors(status: string): number[] | undefined {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1];
  return list === undefined ? undefined : processorsIn(list);
}

/** `0-2,5` are 0, 1, 2 and 5. */
export function processorsIn(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** The words of a program, held to these processors. */
export function pinnedWords(words: readonly string[], processors: readonly number[] | undefined): string[] {
  return processors === undefined ? [...words] : ['taskset', '-c', processors.join(','), ...words];
}

/** A line of shell, held to these processors with all that it starts. */
export function pinnedCommand(command: string, processors: readonly number[] | undefined): string {
  if (processors === undefined) return command;
  return `exec ${pinnedWords(['sh', '-c', quoted(command)], processors).join(' ')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function notPinned(why: string): Pinning {
  return { kind: 'not-pinned', why };
}

const ownSystem: PinningSystem = {
  status() {
    try {
      return readFileSync('/proc/self/status', 'utf8');
    } catch {
      return undefined;
    }
  },
  hasTaskset() {
    try {
      execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  },
};
