// What a search for the capacity found, in words.

import type { CapacityRecord, CapacityStep } from '../../harness/record/capacity-record.ts';
import { counted, countText, percentText } from '../figures.ts';
import { listed } from '../listed.ts';
import { medianOf } from '../study/figure-words.ts';
import { numberText, shortPlace } from '../study/sentences.ts';

type Axis = CapacityRecord['axis'];

/** Such as `2,010 turns a second` or `500 clients`. */
export function loadText(axis: Axis, load: number): string {
  return axis === 'rate' ? `${numberText(load)} turns a second` : counted(load, 'client');
}

export function capacityHeadline(record: CapacityRecord): string {
  return `${shortPlace(record)}: ${answerText(record)}`;
}

/** The answer, or that there is none. */
export function answerText({ axis, answer }: CapacityRecord): string {
  switch (answer.kind) {
    case 'found':
      return `${loadText(axis, answer.load)} (${intervalText(answer)})`;
    case 'at-least':
      return `at least ${loadText(axis, answer.load)}`;
    case 'at-most':
      return `less than ${loadText(axis, answer.load)}`;
    case 'unknown':
      return 'its capacity is not known';
  }
}

export function intervalText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${numberText(low)} to ${numberText(high)}`;
}

/** What it means, in a sentence. */
export function meaningSentence({ axis, answer }: CapacityRecord): string {
  switch (answer.kind) {
    case 'found':
      return `The highest load that met the objective when it was confirmed; 95 times in 100 the true one is between ${numberText(answer.low)} and ${numberText(answer.high)}.`;
    case 'at-least':
      return answer.limit === 'generator'
        ? `The capacity is not known: above ${loadText(axis, answer.load)} the generator could not make the load, and that says nothing of the server.`
        : `The objective was met up to ${loadText(axis, answer.load)}, and more was not asked for.`;
    case 'at-most':
      return `The objective was missed even at ${loadText(axis, answer.load)}, the lowest load that was tried.`;
    case 'unknown':
      return 'Nothing was confirmed: what the steps say is a hint, and no answer.';
  }
}

/** Such as `with direct.response.p99 < 10ms and errors == 0, 100 clients`. */
export function conditionsText({ objective, clients, wanted, axis }: CapacityRecord): string {
  const parts = [
    ...(objective.length === 0 ? [] : [`with ${listed(objective)}`]),
    ...(clients === undefined ? [] : [counted(clients, 'client')]),
    ...(wanted === undefined ? [] : [`${loadText(axis, wanted)} wanted`]),
  ];
  return parts.join('; ');
}

export const OUTCOME_SIGNS = { met: '✓', missed: '✗', limited: '!', failed: '–' } as const satisfies Record<
  CapacityStep['outcome'],
  string
>;

export function searchSentence({ steps, secondsPerStep }: CapacityRecord): string {
  const of = (phase: CapacityStep['phase']) => steps.filter((step) => step.phase === phase).length;
  const phases = [
    `${countText(of('ascent'))} up`,
    ...(of('bisection') === 0 ? [] : [`${countText(of('bisection'))} to close in`]),
    ...(of('confirmation') === 0 ? [] : [`${countText(of('confirmation'))} to confirm`]),
  ];
  return `${counted(steps.length, 'step')} of ${numberText(secondsPerStep)} s: ${listed(phases)}`;
}

/** How the answer comes about, phase by phase. */
export function howSentences(record: CapacityRecord): string[] {
  const { steps, axis, precision, answer } = record;
  const of = (phase: CapacityStep['phase']) => steps.filter((step) => step.phase === phase);
  const [ascent, bisection, confirmation] = [of('ascent'), of('bisection'), of('confirmation')];
  const lastMet = highest(ascent, 'met');
  const firstMissed = ascent.find(({ outcome }) => outcome !== 'met')?.load;
  const up =
    firstMissed === undefined
      ? `The ascent raised the load in ${counted(ascent.length, 'step')}, and all of them met the objective.`
      : `The ascent raised the load until a step did not meet the objective, at ${loadText(axis, firstMissed)}${lastMet === undefined ? '' : `; the last that did was ${numberText(lastMet)}`}.`;
  const near =
    bisection.length === 0
      ? []
      : [
          `The bisection tried ${counted(byLoad(bisection).length, 'load')} between, each in the middle of what was open, until the bounds were within ${percentText(precision)} of each other.`,
        ];
  const sure =
    confirmation.length === 0
      ? []
      : [
          `The confirmation ran steps at and just above the answer again: ${listed(byLoad(confirmation).map((group) => `${numberText(group.load)} was met ${timesText(group)}`))}.`,
        ];
  const interval =
    answer.kind === 'found'
      ? [
          `The interval follows from how often each load was met: at ${numberText(answer.low)} it is met more often than not, at ${numberText(answer.high)} it is missed more often than not. What lies between can't be told from the answer by these steps; more or longer ones make it narrower.`,
        ]
      : [];
  return [...(ascent.length === 0 ? [] : [up]), ...near, ...sure, ...interval];
}

function highest(steps: readonly CapacityStep[], outcome: CapacityStep['outcome']): number | undefined {
  const loads = steps.filter((step) => step.outcome === outcome).map(({ load }) => load);
  return loads.length === 0 ? undefined : Math.max(...loads);
}

/** All steps at one load, whichever phase they were of. */
export interface LoadGroup {
  readonly load: number;
  readonly steps: readonly CapacityStep[];
}

/** From the lowest up. */
export function byLoad(steps: readonly CapacityStep[]): LoadGroup[] {
  const loads = [...new Set(steps.map(({ load }) => load))].toSorted((one, other) => one - other);
  return loads.map((load) => ({ load, steps: steps.filter((step) => step.load === load) }));
}

/** Such as `2 of 3 times`. */
function timesText({ steps }: LoadGroup): string {
  const met = steps.filter(({ outcome }) => outcome === 'met').length;
  return `${countText(met)} of ${counted(steps.length, 'time')}`;
}

export function medianFigure({ steps }: LoadGroup, read: (step: CapacityStep) => number | undefined): number | undefined {
  return medianOf(steps.map(read));
}

/** What to do next; the command is that of the record. */
export function nextAfterCapacity({ answer, verdict, axis }: CapacityRecord): string | undefined {
  const flag = axis === 'rate' ? 'a lower rate' : 'fewer clients';
  switch (answer.kind) {
    case 'found':
      return verdict === 'fail' ? 'runs it again, once the server carries more' : undefined;
    case 'at-least':
      return answer.limit === 'generator'
        ? 'runs it again; with more --agents, or from a quieter machine, the generator carries more'
        : 'runs it again; a higher maximum finds out how much more it carries';
    case 'at-most':
      return `runs it again; begin with ${flag}, or ask for less`;
    case 'unknown':
      return 'runs it again';
  }
}
