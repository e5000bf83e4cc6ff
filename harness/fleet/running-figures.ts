// The figures of a run that still goes on, for showing them and for ending it early: cumulated second by second, as a record would
// have them. A second costs about a millisecond, however long the run is.

import { breach, type Figures, isKnownBeforeEnd, judgeThresholds, type Threshold } from '../load/thresholds.ts';
import { LatencyHistogram } from '../record/latency-histogram.ts';
import type { MergedRun } from '../record/merge.ts';
import type { Distribution } from '../record/record.ts';
import { type Counters, noCounters } from '../record/tally.ts';
import { VIEWS, type View } from '../record/views.ts';
import type { SoFar } from './bench-options.ts';

export class RunningFigures {
  readonly #thresholds: readonly Threshold[];
  readonly #clients: number;
  readonly #isChecking: boolean;
  /** Only responses are shown; thresholds may speak of the others, too. */
  readonly #views: readonly View[];
  readonly #histograms = new Map<string, Record<View, LatencyHistogram>>();
  /** With what was before the start. */
  readonly #counters: Counters = noCounters();
  #operationsMeasured = 0;
  #seconds = 0;

  constructor(thresholds: readonly Threshold[], clients: number, isChecking: boolean) {
    this.#thresholds = thresholds;
    this.#clients = clients;
    this.#isChecking = isChecking;
    this.#views = thresholds.some(({ measure }) => measure.kind === 'latency') ? VIEWS : ['response'];
  }

  /** One second behind the other, beginning with 0. Those behind the plan don't count for the rate: nothing is due there. */
  add(merged: MergedRun, second: number, isOfPlan: boolean): void {
    if (second === 0) this.#count(merged.totals(-1, 0));
    const counters = merged.totals(second, second + 1);
    if (isOfPlan) {
      this.#seconds = second + 1;
      this.#operationsMeasured += counters.operations;
    }
    this.#count(counters);
    for (const op of Object.keys(merged.second(second).latencyUs)) {
      let views = this.#histograms.get(op);
      if (views === undefined) {
        views = { response: new LatencyHistogram(), service: new LatencyHistogram(), sendLag: new LatencyHistogram() };
        this.#histograms.set(op, views);
      }
      for (const view of this.#views) {
        const latest = merged.histogramOf(op, view, second, second + 1);
        views[view].merge(latest);
        latest.destroy();
      }
    }
  }

  /** A sentence when a threshold is broken beyond mending. */
  breach(): string | undefined {
    const figures = this.#figures();
    for (const threshold of this.#thresholds) {
      const broken = breach(threshold, figures);
      if (broken !== undefined) return `The threshold '${broken.text}' is broken: it is ${broken.actual}.`;
    }
    return undefined;
  }

  soFar(wrongExample: string | undefined): SoFar {
    const { turns, operations, errors, checked, duplicated, reordered, misdelivered, corrupted } = this.#counters;
    const responses = [...this.#histograms].map(([op, { response }]) => {
      const [responseP50, responseP99] = [response.percentile(50), response.percentile(99)];
      return [op, { count: response.count, responseP50, responseP99, responseMax: response.maxUs }] as const;
    });
    const asked = this.#thresholds.filter((threshold) => !threshold.isDefault && isKnownBeforeEnd(threshold));
    return {
      turns,
      operations,
      errors,
      checked: this.#isChecking ? checked : undefined,
      wrong: duplicated + reordered + misdelivered + corrupted,
      wrongExample,
      latencyUs: Object.fromEntries(responses),
      thresholds: asked.length === 0 ? [] : judgeThresholds(asked, this.#figures()),
    };
  }

  destroy(): void {
    for (const views of this.#histograms.values()) for (const view of VIEWS) views[view].destroy();
    this.#histograms.clear();
  }

  #count(counters: Readonly<Counters>): void {
    for (const name of Object.keys(this.#counters) as (keyof Counters)[]) this.#counters[name] += counters[name];
  }

  #figures(): Figures {
    const counters = this.#counters;
    const latencyUs: Record<string, Record<View, Distribution>> = {};
    for (const [op, views] of this.#histograms) {
      latencyUs[op] = {
        response: views.response.distribution(),
        service: views.service.distribution(),
        sendLag: views.sendLag.distribution(),
      };
    }
    return {
      totals: {
        clients: this.#clients,
        connected: this.#clients,
        turns: counters.turns,
        turnsLate: counters.turnsLate,
        turnsUnstarted: 0,
        operations: counters.operations,
        errors: counters.errors,
        operationsPerSecond: this.#seconds === 0 ? 0 : this.#operationsMeasured / this.#seconds,
        measuredSeconds: this.#seconds,
      },
      correctness: {
        enabled: this.#isChecking,
        lost: 0,
        duplicated: counters.duplicated,
        reordered: counters.reordered,
        misdelivered: counters.misdelivered,
        corrupted: counters.corrupted,
        unsettled: 0,
      },
      latencyUs,
      percentileOf: (op, view, percentile) => this.#histograms.get(op)?.[view].percentile(percentile) ?? Number.NaN,
    };
  }
}
