import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statOf } from './fake-proc.test-support.ts';
import { type ProcessSample, parseStat } from './process-tree.ts';
import { TreeMeter } from './tree-meter.ts';

describe('what stat says', () => {
  it('is read whatever the process calls itself', () => {
    const anyName = fc.oneof(
      fc.string({ maxLength: 15 }),
      fc.string({ unit: fc.constantFrom('(', ')', ' ', 'S', '1', '\n'), maxLength: 15 }),
    );
    const anyProcess = fc.record({
      pid: fc.integer({ min: 1, max: 4194304 }),
      parentPid: fc.nat(4194304),
      name: anyName,
      state: fc.constantFrom('R', 'S', 'D', 'Z', 'T', 't', 'X', 'I'),
      ownTicks: fc.nat(),
      reapedTicks: fc.nat(),
      startTicks: fc.nat(),
    });
    fc.assert(
      fc.property(anyProcess, (one) => {
        expect(parseStat(statOf(one))).toEqual({ ...one, groupId: one.pid, threads: 1 });
        // Cut off anywhere before the last field that matters, it is nothing.
        const text = statOf(one);
        for (let end = 0; end < text.length; end++) {
          const parsed = parseStat(text.slice(0, end));
          if (parsed !== undefined) expect({ ...parsed, startTicks: one.startTicks, groupId: one.pid }).toMatchObject(one);
        }
      }),
    );
  });
});

type Event =
  | { kind: 'work'; who: number; ticks: number }
  | { kind: 'fork'; who: number }
  | { kind: 'end'; who: number }
  | { kind: 'reap'; who: number }
  | { kind: 'look' };

const anyEvent = (): fc.Arbitrary<Event> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('work' as const), who: fc.nat(9), ticks: fc.integer({ min: 1, max: 90 }) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('fork' as const), who: fc.nat(9) }) },
    fc.record({ kind: fc.constantFrom('end' as const, 'reap' as const), who: fc.nat(9) }),
    { weight: 2, arbitrary: fc.constant({ kind: 'look' as const }) },
  );

interface Running {
  pid: number;
  parentPid: number;
  ownTicks: number;
  reapedTicks: number;
  isZombie: boolean;
  /** Waits for nobody: its children vanish, with all that they had used. */
  ignoresChildren: boolean;
}

/** A kernel, as far as the times of processes go. The root never ends; orphans go to init, which waits for them at once. */
class Model {
  readonly processes: Running[];
  spentTicks = 0;
  #lastPid = 100;

  constructor() {
    this.processes = [{ pid: 100, parentPid: 1, ownTicks: 40, reapedTicks: 7, isZombie: false, ignoresChildren: false }];
  }

  happen(event: Exclude<Event, { kind: 'look' }>, mayIgnore: boolean): void {
    const some = (which: Running[]) => which[event.who % Math.max(1, which.length)];
    const alive = this.processes.filter(({ isZombie }) => !isZombie);
    if (event.kind === 'work') {
      const worker = some(alive);
      if (worker !== undefined) worker.ownTicks += event.ticks;
      this.spentTicks += event.ticks;
    } else if (event.kind === 'fork') {
      const parent = some(alive);
      const pid = ++this.#lastPid;
      const child = { pid, parentPid: parent?.pid ?? 1, ownTicks: 0, reapedTicks: 0, isZombie: false };
      this.processes.push({ ...child, ignoresChildren: mayIgnore && pid % 3 === 0 });
    } else if (event.kind === 'end') {
      const ending = some(alive.filter(({ pid }) => pid !== 100));
      if (ending !== undefined) this.#end(ending, mayIgnore);
    } else {
      const zombie = some(this.processes.filter(({ isZombie }) => isZombie));
      if (zombie !== undefined) this.#reap(zombie);
    }
  }

  /** Without loss, a parent waits for its children before it ends, and its own parent for it one day. */
  #end(ending: Running, mayLose: boolean): void {
    for (const child of this.processes.filter(({ parentPid }) => parentPid === ending.pid)) {
      if (mayLose) {
        child.parentPid = 1;
        if (child.isZombie) this.#reap(child);
      } else {
        this.#end(child, mayLose);
        this.#reap(child);
      }
    }
    ending.isZombie = true;
    const parent = this.processes.find(({ pid }) => pid === ending.parentPid);
    if (parent === undefined || parent.ignoresChildren) this.#reap(ending);
  }

  #reap(zombie: Running): void {
    this.processes.splice(this.processes.indexOf(zombie), 1);
    const parent = this.processes.find(({ pid }) => pid === zombie.parentPid);
    if (parent !== undefined && !parent.ignoresChildren) parent.reapedTicks += zombie.ownTicks + zombie.reapedTicks;
  }

  tree(): ProcessSample[] {
    return this.processes.map(
      ({ ignoresChildren: _, ...one }): ProcessSample => ({
        ...one,
        name: '',
        state: one.isZombie ? 'Z' : 'S',
        groupId: 100,
        threads: 1,
        startTicks: 1,
        rssBytes: 0,
        descriptors: 0,
        threadSamples: [],
        hasAllThreads: true,
      }),
    );
  }
}

function measure(events: readonly Event[], mayLose: boolean): { looks: number[]; spentTicks: number } {
  const model = new Model();
  const meter = new TreeMeter(model.tree());
  const looks: number[] = [];
  for (const event of events) {
    if (event.kind === 'look') looks.push(meter.take(model.tree()).cpuTicks);
    else model.happen(event, mayLose);
  }
  looks.push(meter.take(model.tree()).cpuTicks);
  return { looks, spentTicks: model.spentTicks };
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);

describe('the processor time of a tree', () => {
  it('is exact whenever one looks, where every parent waits for its children', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { maxLength: 80 }), (events) => {
        const { looks, spentTicks } = measure(events, false);
        expect(sumOf(looks)).toBe(spentTicks);
      }),
      { numRuns: 1000 },
    );
  });

  it('never goes backwards and is never too much, where orphans and what nobody waited for are lost', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { maxLength: 80 }), (events) => {
        const { looks, spentTicks } = measure(events, true);
        expect(Math.min(...looks)).toBeGreaterThanOrEqual(0);
        expect(sumOf(looks)).toBeLessThanOrEqual(spentTicks);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the switches of a tree', () => {
  it('never go backwards when threads and processes end, and hold those of new ones', () => {
    const anyThread = fc.record({ tid: fc.integer({ min: 1, max: 6 }), voluntary: fc.nat(50), involuntary: fc.nat(50) });
    const anyTree = fc.array(fc.uniqueArray(anyThread, { selector: ({ tid }) => tid, maxLength: 4 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(anyTree, { minLength: 2, maxLength: 6 }), (trees) => {
        const [first = [], ...others] = trees.map((tree) =>
          tree.map((threads, index): ProcessSample => {
            const threadSamples = threads.map((thread) => ({ ...thread, cpuNs: thread.voluntary * 10 }));
            const numbers = { parentPid: 1, ownTicks: 0, reapedTicks: 0, startTicks: 1, rssBytes: 0, descriptors: 0, threads: 1 };
            return {
              name: '',
              state: 'S',
              isZombie: false,
              ...numbers,
              pid: index + 1,
              groupId: 1,
              threadSamples,
              hasAllThreads: true,
            };
          }),
        );
        const meter = new TreeMeter(first);
        let before = first;
        for (const tree of others) {
          // The obvious twin: for each thread, what it has more than a thread of the same number had.
          let voluntary = 0;
          for (const { pid, threadSamples } of tree) {
            const last = before.find((one) => one.pid === pid)?.threadSamples ?? [];
            for (const thread of threadSamples) {
              const had = last.find(({ tid }) => tid === thread.tid)?.voluntary ?? 0;
              voluntary += thread.voluntary > had ? thread.voluntary - had : 0;
            }
          }
          const use = meter.take(tree);
          expect(use.voluntary).toBe(voluntary);
          expect(use.involuntary).toBeGreaterThanOrEqual(0);
          expect(use.busiestThreadNs).toBeGreaterThanOrEqual(0);
          before = tree;
        }
      }),
    );
  });
});
