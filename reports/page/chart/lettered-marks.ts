// Marks that are evidence have a letter each, by which the words below a chart and the stretch in it find each other.

import type { Mark } from '../chart.ts';

export interface LetteredMark {
  readonly mark: Mark;
  readonly letter?: string;
}

export function letteredMarks(marks: readonly Mark[] = []): LetteredMark[] {
  let taken = 0;
  return marks.map((mark) => (mark.kind === 'evidence' ? { mark, letter: letterAt(taken++) } : { mark }));
}

/** A to Z, then A2 to Z2, and so on. */
function letterAt(index: number): string {
  const round = Math.floor(index / 26);
  return `${String.fromCharCode(65 + (index % 26))}${round === 0 ? '' : round + 1}`;
}
