// From the answer of a search to its verdict, and to why it is not `pass`.

import { loadText } from '../load/load-words.ts';
import type { CapacityAnswer, CapacityRecord } from '../record/capacity-record.ts';

export interface Answered {
  readonly axis: CapacityRecord['axis'];
  readonly answer: CapacityAnswer;
  readonly wanted: number | undefined;
  /** What ended the search before its time, or what it could not make out. */
  readonly sentence: string | undefined;
}

/**
 * Whoever wants a capacity of so much at least is content with a load that was confirmed, whatever kept the search from more; who
 * wants to know the capacity is not, when it was the generator.
 */
export function judgeCapacity({ axis, answer, wanted, sentence }: Answered): Pick<CapacityRecord, 'verdict' | 'causes'> {
  const text = (load: number) => loadText(axis, load);
  const fail = (cause: string) => ({ verdict: 'fail' as const, causes: [cause] });
  const invalid = (cause: string) => ({ verdict: 'invalid' as const, causes: [cause] });
  switch (answer.kind) {
    case 'found':
      if (wanted === undefined || answer.load >= wanted) return { verdict: 'pass', causes: [] };
      return fail(`The capacity is ${text(answer.load)}, and was to be ${text(wanted)} at least.`);
    case 'at-least':
      if (wanted !== undefined && answer.load >= wanted) return { verdict: 'pass', causes: [] };
      if (answer.limit === 'generator') {
        return invalid(
          `The generator was the limit above ${text(answer.load)}: use more agents, other machines for them, or a quieter one. The server carries at least that much.`,
        );
      }
      if (wanted === undefined) return { verdict: 'pass', causes: [] };
      return invalid(`Nothing above ${text(answer.load)} was tried, and ${text(wanted)} were wanted: give a higher --max.`);
    case 'at-most':
      return fail(`The objective was missed at every load, down to ${text(answer.load)}.`);
    case 'unknown':
      return invalid(sentence ?? 'The search came to no answer.');
  }
}
