// How the generator itself fares: a load that its own loop delays is not the one that was planned.

import { PerformanceObserver } from 'node:perf_hooks';
import { type Clock, monotonicUs, type Timer } from '../clock.ts';
import { LatencyHistogram } from '../record/latency-histogram.ts';
import type { AgentHealth } from '../record/tally.ts';

/** How often the loop is asked whether it comes on time. */
const PERIOD_US = 10_000;

export class Health {
  readonly #clock: Clock;
  readonly #lag = new LatencyHistogram();
  readonly #collections: PerformanceObserver;
  #gcMs = 0;
  #cpu = process.cpuUsage();
  #takenUs = monotonicUs();
  #timer: Timer;

  constructor(clock: Clock) {
    this.#clock = clock;
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
    const health: AgentHealth = {
      // What a moment used says nothing of a second.
      cpuShare: wallSeconds > 0.1 ? cpuSeconds / wallSeconds : 0,
      cpuSeconds,
      rssBytes: process.memoryUsage.rss(),
      gcMs: this.#gcMs,
      loopLag: this.#lag.encode(),
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

  #probe(dueUs: number): Timer {
    return this.#clock.at(dueUs, () => {
      const nowUs = this.#clock.nowUs();
      // While the loop stood still, the probes that should have come in between would have waited too.
      for (let lagUs = nowUs - dueUs; lagUs >= 0; lagUs -= PERIOD_US) this.#lag.record(lagUs);
      this.#timer = this.#probe(Math.max(dueUs + PERIOD_US, nowUs));
    });
  }
}
