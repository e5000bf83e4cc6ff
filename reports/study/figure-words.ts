// The figures of runs, by their ids, in words: `harness/load/run-figures.ts` has made them.

import { median } from '../../harness/load/robust.ts';
import { MEDIAN_RATE } from '../../harness/load/run-figures.ts';
import type { StudyRun } from '../../harness/record/study.ts';
import { type Stat, statText, VIEW_WORDS } from '../bench/latency-words.ts';
import { ownOf } from '../bench/own-of.ts';
import { valueText } from '../page/chart/value-text.ts';
import type { Unit } from '../page/chart.ts';

/** In the order in which they are to be read; of what is not known by name, microseconds are most likely. */
const NAMES: Readonly<Record<string, { readonly name: string; readonly unit: Unit }>> = {
  rate: { name: 'operations a second', unit: 'perSecond' },
  [MEDIAN_RATE]: { name: 'operations in the middle second', unit: 'perSecond' },
  errors: { name: 'errors', unit: 'count' },
  wrong: { name: 'wrong deliveries', unit: 'count' },
  cpuUsPerOperation: { name: 'CPU for each operation', unit: 'us' },
  targetRssBytes: { name: 'memory, most', unit: 'bytes' },
};

const LATENCY = /^(.*)\.(response|service|sendLag)\.(min|mean|max|p\d+)$/s;

/** Such as `direct response p99`. */
export function figureName(id: string): string {
  const known = ownOf(NAMES, id);
  if (known !== undefined) return known.name;
  const [, op, view, stat] = LATENCY.exec(id) ?? [];
  if (op === undefined || view === undefined || stat === undefined) return id;
  return `${op} ${VIEW_WORDS[view as keyof typeof VIEW_WORDS]} ${statText(stat as Stat)}`;
}

export function figureUnit(id: string): Unit {
  return ownOf(NAMES, id)?.unit ?? (LATENCY.test(id) ? 'us' : 'count');
}

export function figureText(id: string, value: number | undefined): string {
  return value === undefined ? '–' : valueText(figureUnit(id), value);
}

export function figureOf(run: StudyRun | undefined, id: string): number | undefined {
  return run === undefined ? undefined : ownOf(run.figures, id);
}

/** In the order in which runs name them first. */
export function operationsIn(runs: readonly (StudyRun | undefined)[]): string[] {
  const ops = runs.flatMap((run) => Object.keys(run?.figures ?? {}).flatMap((id) => LATENCY.exec(id)?.[1] ?? []));
  return [...new Set(ops)];
}

/** Of the values that are there; undefined: none is. */
export function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
}
