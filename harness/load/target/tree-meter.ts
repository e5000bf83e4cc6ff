// What a tree of processes has used between two looks. Its parts come and go: what a process has used appears again in its parent
// once that has waited for it, and threads take their counts away with them.

import type { ProcessSample, ThreadSample } from './process-tree.ts';

export interface TreeUse {
  readonly cpuTicks: number;
  readonly voluntary: number;
  readonly involuntary: number;
  /** Processor time of the thread that used most of it; undefined where that can't be known of all threads. */
  readonly busiestThreadNs: number | undefined;
}

export class TreeMeter {
  #last: ReadonlyMap<string, ProcessSample>;

  constructor(tree: readonly ProcessSample[]) {
    this.#last = new Map(tree.map((sample) => [processKey(sample), sample]));
  }

  /** Whether a process was part of the tree at the last look. It stays so when its parent ends and it becomes somebody else's. */
  knows(process: { readonly pid: number; readonly startTicks: number }): boolean {
    return this.#last.has(processKey(process));
  }

  /** Since the last time. A process that is new is taken to have begun since then. */
  take(tree: readonly ProcessSample[]): TreeUse {
    const last = this.#last;
    const now = new Map(tree.map((sample) => [processKey(sample), sample]));
    const reaped = this.#vanishedTicks(now);
    let cpuTicks = 0;
    let voluntary = 0;
    let involuntary = 0;
    let busiestThreadNs: number | undefined = 0;
    for (const [key, sample] of now) {
      const before = last.get(key);
      cpuTicks += Math.max(0, sample.ownTicks - (before?.ownTicks ?? 0));
      // What a parent has got from children that were looked at is counted already.
      cpuTicks += Math.max(0, sample.reapedTicks - (before?.reapedTicks ?? 0) - (reaped.get(key) ?? 0));
      if (!sample.hasAllThreads) busiestThreadNs = undefined;
      for (const [thread, threadBefore] of pairsOf(sample, before)) {
        voluntary += Math.max(0, thread.voluntary - threadBefore.voluntary);
        involuntary += Math.max(0, thread.involuntary - threadBefore.involuntary);
        if (thread.cpuNs === undefined) busiestThreadNs = undefined;
        else if (busiestThreadNs !== undefined) {
          busiestThreadNs = Math.max(busiestThreadNs, thread.cpuNs - (threadBefore.cpuNs ?? 0));
        }
      }
    }
    this.#last = now;
    return { cpuTicks, voluntary, involuntary, busiestThreadNs };
  }

  /**
   * What the processes that are gone had used by the last look, by the nearest ancestor that is left: if it has waited for them, its
   * own count has grown by that at least. Whoever waits for nobody, as one that ignores SIGCHLD, gets nothing.
   */
  #vanishedTicks(now: ReadonlyMap<string, ProcessSample>): Map<string, number> {
    const last = this.#last;
    const keyOfPid = new Map([...last].map(([key, { pid }]) => [pid, key]));
    const ticks = new Map<string, number>();
    for (const [key, gone] of last) {
      if (now.has(key)) continue;
      let heir: string | undefined = key;
      while (heir !== undefined && !now.has(heir)) heir = keyOfPid.get(last.get(heir)?.parentPid ?? 0);
      if (heir !== undefined) ticks.set(heir, (ticks.get(heir) ?? 0) + gone.ownTicks + gone.reapedTicks);
    }
    return ticks;
  }
}

const NOTHING: ThreadSample = { tid: 0, voluntary: 0, involuntary: 0, cpuNs: 0 };

/** Each thread with what it was before: nothing if it is new, itself if it was there and not looked at. */
function pairsOf(sample: ProcessSample, before: ProcessSample | undefined): [ThreadSample, ThreadSample][] {
  const known = new Map(before?.threadSamples.map((thread) => [thread.tid, thread]));
  const isSurelyNew = before === undefined || before.hasAllThreads;
  return sample.threadSamples.map((thread) => [thread, known.get(thread.tid) ?? (isSurelyNew ? NOTHING : thread)]);
}

function processKey({ pid, startTicks }: { readonly pid: number; readonly startTicks: number }): string {
  return `${pid}/${startTicks}`;
}
