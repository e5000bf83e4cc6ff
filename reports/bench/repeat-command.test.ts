import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import { filesWrittenAgain, repeatWords } from './repeat-command.ts';

const example = await exampleRecord({ seed: 7 });
const of = (command: string[], changes: Partial<BenchRecord> = {}) => repeatWords({ ...example, ...changes, command })?.join(' ');

describe('the command that repeats a run', () => {
  it('has the seed that chance gave it', () => {
    expect(of(['harness', 'bench', 'chat/direct'])).toBe('harness bench chat/direct --seed 7');
  });

  it('is as it was where a seed was given', () => {
    expect(of(['harness', 'bench', '--seed', '7', '--json'])).toBe('harness bench --seed 7 --json');
    expect(of(['harness', 'bench', '--seed=7'])).toBe('harness bench --seed=7');
  });

  it('has the seed before what is no flag any more', () => {
    expect(of(['harness', 'bench', '--', './--seed'])).toBe('harness bench --seed 7 -- ./--seed');
  });

  it('has the seed of the first trial, which the others follow', () => {
    const figures = (values: number[]) => ({ rate: { median: 2, low: 1, high: 3, values } });
    const trials = (values: number[]) => ({ trials: { verdicts: [], figures: figures(values) } });
    // The record is of the third, whose rate is in the middle.
    expect(of(['harness', 'bench'], trials([100, 300, 200]))).toBe('harness bench --seed 5');
    expect(of(['harness', 'bench'], { ...trials([100, 300, 200]), seed: 1 })).toBe('harness bench --seed 2147483647');
    // Of an even number it is the lower of the two in the middle.
    expect(of(['harness', 'bench'], trials([400, 200, 100, 300]))).toBe('harness bench --seed 6');
  });

  it('is not known of a run that a program made', () => {
    expect(of(['node', 'mine.js'])).toBeUndefined();
  });

  it('says which files it writes again', () => {
    const command = ['harness', 'bench', '--out', 'a.json', '--report=b.html', '--report', 'junit=c.xml'];
    expect(filesWrittenAgain({ ...example, command })).toEqual(['a.json', 'b.html', 'c.xml']);
  });
});
