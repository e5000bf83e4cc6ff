// How the generator itself fares: a load that its own loop delays is not the one that was planned.

import { PerformanceObserver } from 'node:perf_hooks';
import { type Clock, monotonicUs, type Timer } from '../clock.ts';
import { LatencyHistogram } from '../record/latency-histogram.ts';
import type { AgentHealth, ProcessorTimes } from '../record/tally.ts';
import { readProcessorTimes } from './processor-times.ts';

/** How often the loop is asked whether it comes on time. */
const PERIOD_US = 10_000;

export class Health {
  readonly #clock: Clock;
  readonly #lag = new LatencyHistogram();
  readonly #collections: PerformanceObserver;
  #gcMs = 0;
  #cpu = process.cpuUsage();
  #takenUs = monotonicUs();
  readonly #readTimes: () => ProcessorTimes | undefined;
  #times: ProcessorTimes | undefined;
  #timer: Timer;

  constructor(clock: Clock, readTimes = readProcessorTimes) {
    this.#clock = clock;
    this.#readTimes = readTimes;
    this.#times = readTimes();
    this.#collections = new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) this.#gcMs += duration;
    });
    this.#collections.observe({ entryTypes: ['gc'] });
    this.#timer = this.#probe(clock.nowUs() + PERIOD_US);
  }

  take(): AgentHealth {
    const { user, system } = process.cpuUsage(this.#cpu);
    const nowUs = monotonicUs();
    const cpuSeconds = (user + system) / 1e6;
    const wallSeconds = (nowUs - this.#takenUs) / 1e6;
    this.#cpu = process.cpuUsage();
    this.#takenUs = nowUs;
    const processors = this.#processors();
    const health: AgentHealth = {
      // What a moment used says nothing of a second.
      cpuShare: wallSeconds > 0.1 ? cpuSeconds / wallSeconds : 0,
      cpuSeconds,
      rssBytes: process.memoryUsage.rss(),
      gcMs: this.#gcMs,
      loopLag: this.#lag.encode(),
      ...(processors === undefined ? {} : { processors }),
    };
    this.#gcMs = 0;
    this.#lag.reset();
    return health;
  }

  stop(): void {
    this.#timer.cancel();
    this.#collections.disconnect();
    this.#lag.destroy();
  }

  #processors(): ProcessorTimes | undefined {
    const before = this.#times;
    this.#times = this.#readTimes();
    if (before === undefined || this.#times === undefined) return undefined;
    const { wantedSeconds, stolenSeconds } = this.#times;
    return { wantedSeconds: wantedSeconds - before.wantedSeconds, stolenSeconds: stolenSeconds - before.stolenSeconds };
  }

  #probe(dueUs: number): Timer {
    return this.#clock.at(dueUs, () => {
      const nowUs = this.#clock.nowUs();
      // While the loop stood still, the probes that should have come in between would have waited too.
      for (let lagUs = nowUs - dueUs; lagUs >= 0; lagUs -= PERIOD_US) this.#lag.record(lagUs);
      this.#timer = this.#probe(Math.max(dueUs + PERIOD_US, nowUs));
    });
  }
}
