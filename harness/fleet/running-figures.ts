// The figures of a run that still goes on, for ending it early: cumulated second by second, as a record would have them.

import { breach, type Figures, type Threshold } from '../load/thresholds.ts';
import { LatencyHistogram } from '../record/latency-histogram.ts';
import type { MergedRun } from '../record/merge.ts';
import { type Distribution, VIEWS, type View } from '../record/record.ts';

export class RunningFigures {
  readonly #thresholds: readonly Threshold[];
  readonly #clients: number;
  readonly #isChecking: boolean;
  readonly #histograms = new Map<string, Record<View, LatencyHistogram>>();
  #seconds = 0;

  constructor(thresholds: readonly Threshold[], clients: number, isChecking: boolean) {
    this.#thresholds = thresholds;
    this.#clients = clients;
    this.#isChecking = isChecking;
  }

  /** A sentence when a threshold is broken beyond mending. */
  add(merged: MergedRun, second: number): string | undefined {
    this.#seconds = second + 1;
    if (this.#thresholds.some(({ measure }) => measure.kind === 'latency')) this.#addLatencies(merged, second);
    const figures = this.#figures(merged);
    for (const threshold of this.#thresholds) {
      const broken = breach(threshold, figures);
      if (broken !== undefined) return `The threshold '${broken.text}' is broken: it is ${broken.actual}.`;
    }
    return undefined;
  }

  destroy(): void {
    for (const views of this.#histograms.values()) for (const view of VIEWS) views[view].destroy();
    this.#histograms.clear();
  }

  #addLatencies(merged: MergedRun, second: number): void {
    for (const op of Object.keys(merged.second(second).latencyUs)) {
      let views = this.#histograms.get(op);
      if (views === undefined) {
        views = { response: new LatencyHistogram(), service: new LatencyHistogram(), sendLag: new LatencyHistogram() };
        this.#histograms.set(op, views);
      }
      for (const view of VIEWS) {
        const latest = merged.histogramOf(op, view, second, second + 1);
        views[view].merge(latest);
        latest.destroy();
      }
    }
  }

  #figures(merged: MergedRun): Figures {
    const counters = merged.totals();
    // Quicker agents may have told of later seconds.
    const measured = merged.totals(0, this.#seconds);
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
        operationsPerSecond: measured.operations / this.#seconds,
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
