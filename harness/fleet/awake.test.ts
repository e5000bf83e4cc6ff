import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AwakeSystem, keepAwake, shareAwake, sleepyProcessors } from './awake.ts';

const ROBBED = { wantedSeconds: 1000, stolenSeconds: 30 };

function system(times: ReturnType<AwakeSystem['times']>, files: Record<string, string> = {}): AwakeSystem {
  const all: Record<string, string> = { '/proc/self/status': 'Name:\tnode\nCpus_allowed_list:\t0-1,5\n', ...files };
  return { times: () => times, read: (path) => all[path] };
}

describe('processors are kept awake', () => {
  it('where a host takes them away, all that this process may use', () => {
    expect(sleepyProcessors('auto', system(ROBBED))).toEqual([0, 1, 5]);
  });

  it('not on a machine of its own, nor where the system does not tell, unless somebody wants it', () => {
    for (const times of [{ wantedSeconds: 1000, stolenSeconds: 0 }, { wantedSeconds: 1000, stolenSeconds: 0.5 }, undefined]) {
      expect(sleepyProcessors('auto', system(times))).toEqual([]);
      expect(sleepyProcessors('always', system(times))).toEqual([0, 1, 5]);
    }
    expect(sleepyProcessors('never', system(ROBBED))).toEqual([]);
  });

  it.each([
    ['its own group', '0::/', { '/sys/fs/cgroup/cpu.max': '200000 100000\n' }],
    [
      'a group above',
      '0::/pod/it',
      { '/sys/fs/cgroup/pod/it/cpu.max': 'max 100000\n', '/sys/fs/cgroup/pod/cpu.max': '50000 100000\n' },
    ],
    ['a group with a colon', '0::/it:a', { '/sys/fs/cgroup/it:a/cpu.max': '50000 100000\n' }],
    ['a group of old', '4:memory:/\n3:cpu,cpuacct:/it', { '/sys/fs/cgroup/cpu/it/cpu.cfs_quota_us': '150000\n' }],
  ])('not where it would use up what a container may use: %s', (_, groups, files) => {
    expect(sleepyProcessors('auto', system(ROBBED, { '/proc/self/cgroup': groups, ...files }))).toEqual([]);
    expect(sleepyProcessors('always', system(ROBBED, { '/proc/self/cgroup': groups, ...files }))).toEqual([0, 1, 5]);
  });

  it.each([
    ['0::/it', { '/sys/fs/cgroup/it/cpu.max': 'max 100000\n' }],
    ['3:cpu,cpuacct:/it', { '/sys/fs/cgroup/cpu/it/cpu.cfs_quota_us': '-1\n' }],
    ['3:memory:/', { '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '150000\n' }],
  ])('where its group may use all of them: %s', (groups, files) => {
    expect(sleepyProcessors('auto', system(ROBBED, { '/proc/self/cgroup': groups, ...files }))).toEqual([0, 1, 5]);
  });
});

/** Of the processes that one has started, those that take what nobody else wants: the processor that each is held to. */
function idlers(parent: number): string[] {
  return childrenOf(parent)
    .filter(isIdler)
    .map((pid) => /^Cpus_allowed_list:\s*(\S+)/m.exec(text(`/proc/${pid}/status`))?.[1] ?? '')
    .toSorted();
}

function childrenOf(parent: number): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isRunning(pid) && statOf(pid)[1] === String(parent));
}

function isIdler(pid: string): boolean {
  return statOf(pid)[38] === SCHED_IDLE && text(`/proc/${pid}/cmdline`).startsWith('sh');
}
const SCHED_IDLE = '5';

/** Nobody may ask what became of an orphan. */
function isRunning(pid: string): boolean {
  return !['Z', 'X', undefined].includes(statOf(pid)[0]);
}

/** From its state on. */
function statOf(pid: string): string[] {
  const stat = text(`/proc/${pid}/stat`);
  return stat === '' ? [] : stat.replace(/^.*\) /s, '').split(' ');
}

function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

const MACHINE = sleepyProcessors('always');
/** It has to come to run first, and so has its end, on a machine where much else does. */
const SOON = { timeout: 20_000 };

describe('a process that keeps a processor awake', () => {
  it('takes what is left of its processor alone, until it is let go', async () => {
    const awake = keepAwake(MACHINE);
    onTestFinished(() => awake.end());
    await expect.poll(() => idlers(process.pid), SOON).toEqual(MACHINE.map(String).toSorted());
    expect(awake).toMatchObject({ isKept: true, trouble: undefined });
    awake.end();
    await expect.poll(() => idlers(process.pid), SOON).toEqual([]);
    expect(awake).toMatchObject({ isKept: true, trouble: undefined });
  });

  it('ends with whoever started it, however that ends', async () => {
    const program = `import { keepAwake } from ${JSON.stringify(new URL('../../dist/harness/fleet/awake.js', import.meta.url).href)};
      keepAwake([${MACHINE[0]}]); setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
    onTestFinished(() => void starter.kill('SIGKILL'));
    const { pid = 0 } = starter;
    await expect.poll(() => idlers(pid), SOON).toHaveLength(1);
    const [child = ''] = childrenOf(pid);
    starter.kill('SIGKILL');
    await expect.poll(() => isRunning(child), SOON).toBe(false);
  });

  it('is one for several who want it, until the last has let it go', async () => {
    const keep = shareAwake(() => keepAwake(MACHINE.slice(0, 1)));
    const [one, other] = [keep(), keep()];
    onTestFinished(() => {
      one.end();
      other.end();
    });
    await expect.poll(() => idlers(process.pid), SOON).toHaveLength(1);
    one.end();
    one.end();
    expect([one.isKept, other.isKept, idlers(process.pid).length]).toEqual([true, true, 1]);
    other.end();
    await expect.poll(() => idlers(process.pid), SOON).toEqual([]);
    const next = keep();
    onTestFinished(() => next.end());
    await expect.poll(() => idlers(process.pid), SOON).toHaveLength(1);
  });

  it('says why it can not, and leaves none awake then', async () => {
    expect(keepAwake([])).toMatchObject({ isKept: false, trouble: undefined });
    const told: string[] = [];
    const onTrouble = (sentence: string) => void told.push(sentence);
    const without = keepAwake([0, 1, 2], { program: 'no-such-program', onTrouble });
    await expect.poll(() => without.trouble, SOON).toMatch(/^This machine's processors could not be kept awake: .*ENOENT/);
    expect([without.isKept, told]).toEqual([false, [without.trouble]]);
    const refusing = keepAwake([0], { program: 'false' });
    await expect.poll(() => refusing.trouble, SOON).toContain('awake: false ended with code 1.');
    const half = keepAwake([...MACHINE.slice(0, 1), 100_000]);
    await expect.poll(() => half.trouble, SOON).toContain('taskset');
    await expect.poll(() => idlers(process.pid), SOON).toEqual([]);
  });

  it('can be ended at once where it could not be started, and nobody is killed for it', async () => {
    const program = `import { keepAwake } from ${JSON.stringify(new URL('../../dist/harness/fleet/awake.js', import.meta.url).href)};
      keepAwake([0, 1], { program: 'no-such-program' }).end();`;
    // In a group of its own, which would be what is killed.
    const starter = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore', detached: true });
    expect(await once(starter, 'close')).toEqual([0, null]);
  });

  it('is missed when somebody else ends it', async () => {
    const awake = keepAwake(MACHINE);
    onTestFinished(() => awake.end());
    await expect.poll(() => idlers(process.pid), SOON).toHaveLength(MACHINE.length);
    for (const pid of childrenOf(process.pid)) if (isIdler(pid)) process.kill(Number(pid), 'SIGTERM');
    await expect.poll(() => awake.trouble, SOON).toContain('ended by SIGTERM');
    expect(awake.isKept).toBe(false);
  });
});
