// A virtual machine's processor that has nothing to do is given to other machines, and has to wait for its host whenever it is
// needed again. Clients and servers that talk to each other fall asleep and are woken thousands of times a second, and on a busy
// host those waits are most of what is measured. A processor that always has something to do is not given away so easily. So while a
// run goes on each has a process that takes what nobody else wants: in the class of the scheduler that is made for it (SCHED_IDLE), and,
// where the kernel shares processors out by sessions, in one of its own that is as modest.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { cpus } from 'node:os';
import { readProcessorTimes } from '../load/processor-times.ts';
import type { ProcessorTimes } from '../record/tally.ts';
import { allowedProcessors } from './pinning.ts';

/** What is asked of the system; a test brings another. */
export interface AwakeSystem {
  /** Undefined: there is no such file. */
  read(path: string): string | undefined;
  /** Since it started; undefined: it does not tell. */
  times(): ProcessorTimes | undefined;
}

export type AwakeChoice = 'auto' | 'always' | 'never';

/** Of the time that processors wanted; machines of their own have none of it taken. */
const STOLEN_SHARE_MIN = 0.001;

/**
 * The processors that are to be kept awake: all that this process may use. By itself only where a host takes them away: on a machine of its
 * own there is no need to, and two threads of one core are in each other's way. Where a container may use no more than so much
 * of its processors, it would use that up. Asked once for all runs of a command: how much was taken is never twice the same.
 */
export function sleepyProcessors(choice: AwakeChoice, system: AwakeSystem = ownSystem): readonly number[] {
  if (choice === 'never' || (choice === 'auto' && (!isRobbed(system) || hasQuota(system)))) return [];
  return allowedProcessors(system.read('/proc/self/status') ?? '') ?? cpus().map((_, processor) => processor);
}

function isRobbed(system: AwakeSystem): boolean {
  const { wantedSeconds, stolenSeconds } = system.times() ?? { wantedSeconds: 0, stolenSeconds: 0 };
  return stolenSeconds > STOLEN_SHARE_MIN * wantedSeconds;
}

export interface Awake {
  /** Whether there are any, and all of them are. */
  readonly isKept: boolean;
  /** Why not all of them are, in a sentence. */
  readonly trouble: string | undefined;
  /** They may sleep again. */
  end(): void;
}

/**
 * The kernel ends it with this process, however that ends, unless this one has ended before it could be asked to. Who can't give its
 * session a weight has none that needs one.
 */
function wakefulWords(processor: number): string[] {
  const script = `[ "$PPID" = ${process.pid} ] || exit; { echo 19 > /proc/self/autogroup; } 2> /dev/null; while :; do :; done`;
  return ['--pdeathsig', 'KILL', 'taskset', '-c', String(processor), 'chrt', '--idle', '0', 'sh', '-c', script];
}

export interface AwakeOptions {
  readonly program?: string;
  onTrouble?(sentence: string): void;
}

export function keepAwake(processors: readonly number[], { program = 'setpriv', onTrouble }: AwakeOptions = {}): Awake {
  let trouble: string | undefined;
  let isEnding = false;
  const children: ChildProcess[] = [];
  const end = () => {
    isEnding = true;
    // One that could not be started, and whose error is not told yet, has the number 0: that would be all of our own group.
    for (const child of children) if (child.pid !== undefined) child.kill('SIGKILL');
  };
  // Half of them awake is neither the one nor the other.
  const fail = (why: string) => {
    if (isEnding) return;
    trouble = `This machine's processors could not be kept awake: ${why}.`;
    end();
    onTrouble?.(trouble);
  };
  for (const processor of processors) {
    if (isEnding) break;
    try {
      const child = spawn(program, wakefulWords(processor), { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
      children.push(child);
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      // On a busy machine the end of what takes only what is left is long in coming: nobody is to wait for it.
      child.unref();
      if (child.stderr instanceof Socket) child.stderr.unref();
      child.on('error', ({ message }) => fail(message));
      child.on('close', (code, signal) => {
        fail(
          stderr.trim().split('\n')[0] || `${program} ${signal === null ? `ended with code ${code}` : `was ended by ${signal}`}`,
        );
      });
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  }
  return {
    get isKept() {
      return children.length > 0 && trouble === undefined;
    },
    get trouble() {
      return trouble;
    },
    end,
  };
}

/** For several at once: one process for each processor, however many want it. */
export function shareAwake(keep: () => Awake): () => Awake {
  let shared: Awake | undefined;
  let users = 0;
  return () => {
    shared ??= keep();
    users += 1;
    const own = shared;
    let isOver = false;
    return {
      get isKept() {
        return own.isKept;
      },
      get trouble() {
        return own.trouble;
      },
      end() {
        if (isOver) return;
        isOver = true;
        users -= 1;
        if (users > 0) return;
        own.end();
        shared = undefined;
      },
    };
  };
}

/** Of this process's group, or of one above it; in a container the files of its own group are those at the top. */
function hasQuota(system: AwakeSystem): boolean {
  const groups = (system.read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  return groups.some(([, controllers = '', ...path]) => {
    const isSecond = controllers === '';
    if (!isSecond && !controllers.split(',').includes('cpu')) return false;
    return andAbove(path.join(':')).some((folder) => {
      const text = isSecond
        ? system.read(`/sys/fs/cgroup${folder}/cpu.max`)
        : system.read(`/sys/fs/cgroup/cpu${folder}/cpu.cfs_quota_us`);
      // A number of microseconds, or `max` in the one and -1 in the other.
      return /^\d/.test(text ?? '');
    });
  });
}

/** `/a/b`, `/a` and the empty one. */
function andAbove(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.map((_, index) => `/${names.slice(0, names.length - index).join('/')}`).concat('');
}

const ownSystem: AwakeSystem = {
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  times: readProcessorTimes,
};
