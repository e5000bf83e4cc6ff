import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeProgram, type Program, programs, simplerPrograms, sizeOf } from './program.ts';

/** Always takes the first step that still holds. */
function minimumOf(program: Program, holds: (program: Program) => boolean): Program {
  for (const candidate of simplerPrograms(program)) if (holds(candidate)) return minimumOf(candidate, holds);
  return program;
}

const isCut = (program: Program) => program.some((act) => act.kind === 'say' && act.cuts.length > 0);

describe('a program of the room', () => {
  it('has only programs for simpler that are smaller', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const size = sizeOf(program);
        for (const simpler of simplerPrograms(program)) expect(sizeOf(simpler)).toBeLessThan(size);
      }),
      { numRuns: 50 },
    );
  });

  it('leads to what matters alone', () => {
    fc.assert(
      fc.property(programs.filter(isCut), (program) => {
        const minimum = minimumOf(program, isCut);
        expect(minimum).toMatchObject([{ kind: 'say', cuts: [1], isAwaited: true }]);
        const [act] = minimum;
        expect(act?.kind === 'say' && act.sayings.map((saying) => ('text' in saying ? saying.text.length : 0))).toEqual([0]);
      }),
      { numRuns: 50 },
    );
  });

  it('is told in a line for each act, and one for how it ends', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const lines = describeProgram(program);
        expect(lines).toHaveLength(program.length + 1);
        for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]+$/);
      }),
    );
  });
});
