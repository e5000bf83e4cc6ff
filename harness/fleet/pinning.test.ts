import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findPins, pinnedCommand, pinnedWords, processorsIn } from './pinning.ts';

const status = (list: string) => () => `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${list}\nMems_allowed:\t1\n`;
const hasTaskset = () => true;

describe('pinning', () => {
  it('gives agents and target processors of their own', () => {
    expect(findPins({ status: status('0-1'), hasTaskset })).toEqual({ kind: 'pinned', pins: { agents: [0], target: [1] } });
    expect(findPins({ status: status('0-2,6,8'), hasTaskset })).toEqual({
      kind: 'pinned',
      pins: { agents: [0, 1], target: [2, 6, 8] },
    });
    expect(processorsIn('3,5-7')).toEqual([3, 5, 6, 7]);
  });

  it('says why it can not, where there is one processor, no taskset, or a system that does not tell', () => {
    expect(findPins({ status: status('3'), hasTaskset })).toEqual({ kind: 'not-pinned', why: 'there is one processor' });
    expect(findPins({ status: status('0-3'), hasTaskset: () => false })).toMatchObject({
      kind: 'not-pinned',
      why: expect.stringContaining('taskset'),
    });
    expect(findPins({ status: () => undefined, hasTaskset })).toMatchObject({ kind: 'not-pinned' });
  });

  it('leaves what is not pinned as it is', () => {
    expect(pinnedWords(['node', 'it.js'], undefined)).toEqual(['node', 'it.js']);
    expect(pinnedCommand('./server 7000', undefined)).toBe('./server 7000');
  });

  it.runIf(findPins().kind === 'pinned')('holds a line of shell and what it starts to the processors, quotes and all', () => {
    const pinning = findPins();
    const target = pinning.kind === 'pinned' ? pinning.pins.target : [];
    const line = pinnedCommand(`grep Cpus_allowed_list /proc/self/status; echo "it's" 'done'`, target);
    const [list = '', said] = execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\n');
    expect(processorsIn(list.replace(/^\D+/, ''))).toEqual(target);
    expect(said).toBe("it's done");
  });
});
