// The seconds of all agents put together. Histograms are merged, percentiles never averaged, so the result is the same as if one
// agent had recorded everything, in whatever order the tallies come.
//
// What is kept of a second are encoded histograms, one for each view of each operation (4 KB for a few thousand distinct values):
// memory grows with the seconds of a run, not with its samples. A second is put together once it is past, so that the end of a
// long run has only totals to make.

import { assert } from '../errors.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { addError } from './op-recorder.ts';
import type { Distribution, ErrorEntry, OpLatency, Second } from './record.ts';
import { VIEWS, type View } from './record-words.ts';
import { type Counters, type EncodedLatency, noCounters, type SecondTally } from './tally.ts';

/** What one agent cost in a stretch of seconds. */
export interface AgentFigures {
  readonly cpuSeconds: number;
  readonly cpuShareMean: number;
  readonly cpuShareMax: number;
  readonly rssBytesMax: number;
  readonly gcMs: number;
  readonly loopLagUsMax: number;
  /** Of the time in which its machine's processors had something to do; undefined: it did not tell. */
  readonly stolenShare: number | undefined;
}

/** Stretches of seconds go up to, and do without, their end. The time before the start is second -1. */
export class MergedRun {
  readonly #agents: number;
  readonly #seconds = new Map<number, MergedSecond>();
  readonly #errors = new Map<string, ErrorEntry>();
  readonly #connectTime = new LatencyHistogram();
  readonly #firstFrame = new LatencyHistogram();
  /** For sums that nobody keeps. */
  readonly #scratch = new LatencyHistogram();
  #lastSecond = -1;

  constructor(agents: number) {
    this.#agents = agents;
  }

  /** The last one that any agent told of; -1 while none did. */
  get lastSecond(): number {
    return this.#lastSecond;
  }

  add(agent: number, tally: SecondTally): void {
    assert(agent >= 0 && agent < this.#agents, 'a tally comes from an agent of the run');
    let merged = this.#seconds.get(tally.second);
    if (merged === undefined) {
      merged = noSecond();
      this.#seconds.set(tally.second, merged);
    }
    addCounters(merged.counters, tally.counters);
    for (const [name, encoded] of Object.entries(tally.ops)) {
      let op = merged.ops.get(name);
      if (op === undefined) {
        op = { response: new Pile(), service: new Pile(), sendLag: new Pile() };
        merged.ops.set(name, op);
      }
      for (const view of VIEWS) op[view].add(encoded[view], this.#scratch);
    }
    merged.loopLag.add(tally.health.loopLag, this.#scratch);
    merged.wakeLag.add(tally.wakeLag, this.#scratch);
    merged.agents.set(agent, addAgent(merged.agents.get(agent), tally));
    this.#connectTime.add(tally.connectTime);
    this.#firstFrame.add(tally.firstFrame);
    for (const entry of tally.errors) addError(this.#errors, entry);

    if (tally.second > this.#lastSecond) {
      this.#lastSecond = tally.second;
      const past = this.#seconds.get(tally.second - SETTLED_AFTER_SECONDS);
      if (past !== undefined) this.#settle(past);
    }
  }

  /** A second of the timeline, without its histograms. The usage of the target is for others to add. */
  second(second: number): Second {
    assert(second >= 0, 'the timeline begins with second 0');
    const merged = this.#seconds.get(second) ?? noSecond();
    const { counters } = merged;
    const agents = this.#agentNumbers().map((agent) => merged.agents.get(agent));
    const names = [...merged.ops.keys()].sort();
    return {
      second,
      turns: counters.turns,
      turnsLate: counters.turnsLate,
      operations: counters.operations,
      errors: counters.errors,
      activeClients: agents.reduce((sum, agent) => sum + (agent?.activeClients ?? 0), 0),
      connects: counters.connects,
      bytesSent: counters.bytesSent,
      bytesReceived: counters.bytesReceived,
      framesReceived: counters.framesReceived,
      framesSharingReads: counters.framesSharingReads,
      latencyUs: Object.fromEntries(names.map((name) => [name, this.#figures(merged, name)])),
      agents: agents.map((agent) => {
        if (agent === undefined) return null;
        const { cpuShare, loopLagUsMax, rssBytes, gcMs, stolenSeconds, wantedSeconds } = agent;
        const stolenShare = stolenSeconds > 0 ? { stolenShare: stolenSeconds / wantedSeconds } : {};
        return { cpuShare, loopLagUsMax, rssBytes, gcMs, ...stolenShare };
      }),
    };
  }

  timeline(): Second[] {
    return Array.from({ length: this.#lastSecond + 1 }, (_, second) => this.withHistograms(this.second(second)));
  }

  /** As the record keeps a second: with all of its responses, for whoever wants to look closer. */
  withHistograms(second: Second): Second {
    const latencyUs = Object.entries(second.latencyUs).map(([name, figures]) => {
      const responseHdr = this.#seconds.get(second.second)?.ops.get(name)?.response.hdr(this.#scratch);
      return [name, responseHdr === undefined ? figures : { ...figures, responseHdr }] as const;
    });
    return { ...second, latencyUs: Object.fromEntries(latencyUs) };
  }

  totals(from = BEFORE_START, to = Number.POSITIVE_INFINITY): Counters {
    const totals = noCounters();
    for (const merged of this.#between(from, to)) addCounters(totals, merged.counters);
    return totals;
  }

  /** The most frequent ones first. */
  errors(): ErrorEntry[] {
    const kindOf = ({ phase, code, blame }: ErrorEntry) => `${phase} ${code} ${blame}`;
    return [...this.#errors.values()].sort((a, b) => b.count - a.count || (kindOf(a) < kindOf(b) ? -1 : 1));
  }

  /** The operations that have samples, by name. */
  latencyFrom(from: number, to = Number.POSITIVE_INFINITY): Record<string, OpLatency> {
    const names = new Set(this.#between(from, to).flatMap(({ ops }) => [...ops.keys()]));
    const distribution = (name: string, view: View) =>
      this.#sum(
        this.#between(from, to).map(({ ops }) => ops.get(name)?.[view]),
        (sum) => sum.distribution(),
      );
    const latency = (name: string): OpLatency => ({
      response: distribution(name, 'response'),
      service: distribution(name, 'service'),
      sendLag: distribution(name, 'sendLag'),
    });
    return Object.fromEntries([...names].sort().map((name) => [name, latency(name)]));
  }

  /** For whatever else is asked of it. The caller destroys it. */
  histogramOf(op: string, view: View, from: number, to = Number.POSITIVE_INFINITY): LatencyHistogram {
    const histogram = new LatencyHistogram();
    for (const { ops } of this.#between(from, to)) ops.get(op)?.[view].addTo(histogram);
    return histogram;
  }

  connectTime(): Distribution {
    return this.#connectTime.distribution();
  }

  /** How many attempts to connect took so long. */
  connectTimeBetween(lowUs: number, highUs: number): number {
    return this.#connectTime.countBetween(lowUs, highUs);
  }

  firstFrame(): Distribution {
    return this.#firstFrame.distribution();
  }

  loopLag(from = BEFORE_START, to = Number.POSITIVE_INFINITY): Distribution {
    return this.#sum(
      this.#between(from, to).map(({ loopLag }) => loopLag),
      (sum) => sum.distribution(),
    );
  }

  wakeLag(from = BEFORE_START, to = Number.POSITIVE_INFINITY): Distribution {
    return this.#sum(
      this.#between(from, to).map(({ wakeLag }) => wakeLag),
      (sum) => sum.distribution(),
    );
  }

  /** By agent; null: it told nothing of these seconds. */
  agents(from = BEFORE_START, to = Number.POSITIVE_INFINITY): (AgentFigures | null)[] {
    const seconds = this.#between(from, to);
    return this.#agentNumbers().map((agent) => {
      const told = seconds.flatMap(({ agents }) => agents.get(agent) ?? []);
      if (told.length === 0) return null;
      const sumOf = (figure: (second: AgentSecond) => number) => told.reduce((sum, second) => sum + figure(second), 0);
      const maxOf = (figure: (second: AgentSecond) => number) => largest(told.map(figure));
      return {
        cpuSeconds: sumOf(({ cpuSeconds }) => cpuSeconds),
        cpuShareMean: sumOf(({ cpuShare }) => cpuShare) / told.length,
        cpuShareMax: maxOf(({ cpuShare }) => cpuShare),
        rssBytesMax: maxOf(({ rssBytes }) => rssBytes),
        gcMs: sumOf(({ gcMs }) => gcMs),
        loopLagUsMax: maxOf(({ loopLagUsMax }) => loopLagUsMax),
        stolenShare: shareOf(
          sumOf(({ stolenSeconds }) => stolenSeconds),
          sumOf(({ wantedSeconds }) => wantedSeconds),
        ),
      };
    });
  }

  /** The most that all agents together held in one second. */
  rssBytesMax(): number {
    const sums = [...this.#seconds.values()].map(({ agents }) =>
      [...agents.values()].reduce((sum, { rssBytes }) => sum + rssBytes, 0),
    );
    return largest(sums);
  }

  destroy(): void {
    this.#connectTime.destroy();
    this.#firstFrame.destroy();
    this.#scratch.destroy();
    this.#seconds.clear();
  }

  /** In the order of time: sums of fractions depend on it. */
  #between(from: number, to: number): MergedSecond[] {
    // Of one second, as it is asked for while the run goes on: a long run is not looked through for it.
    if (to === from + 1) return [this.#seconds.get(from)].filter((second) => second !== undefined);
    const within = [...this.#seconds].filter(([second]) => second >= from && second < to);
    return within.sort(([a], [b]) => a - b).map(([, merged]) => merged);
  }

  #agentNumbers(): number[] {
    return Array.from({ length: this.#agents }, (_, agent) => agent);
  }

  #sum<T>(piles: readonly (Pile | undefined)[], ask: (sum: LatencyHistogram) => T): T {
    for (const pile of piles) pile?.addTo(this.#scratch);
    const answer = ask(this.#scratch);
    this.#scratch.reset();
    return answer;
  }

  #settle(merged: MergedSecond): void {
    merged.loopLag.figures(this.#scratch);
    merged.wakeLag.figures(this.#scratch);
    for (const op of merged.ops.values()) for (const view of VIEWS) op[view].figures(this.#scratch);
  }

  #figures(merged: MergedSecond, name: string): Second['latencyUs'][string] {
    const op = merged.ops.get(name);
    assert(op !== undefined, 'only operations of the second are asked for');
    const response = op.response.figures(this.#scratch);
    const service = op.service.figures(this.#scratch);
    const sendLag = op.sendLag.figures(this.#scratch);
    return {
      count: response.count,
      responseP50: response.p50,
      responseP99: response.p99,
      responseMax: response.max,
      serviceP50: service.p50,
      serviceP99: service.p99,
      sendLagP99: sendLag.p99,
    };
  }
}

const BEFORE_START = -1;

/** By then all agents have told of a second, unless something is wrong with them; what comes still later is counted as well. */
const SETTLED_AFTER_SECONDS = 3;

/** So many encoded histograms are kept side by side before they become one. */
const PILE_MAX = 16;

interface AgentSecond {
  readonly activeClients: number;
  readonly cpuShare: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly gcMs: number;
  readonly loopLagUsMax: number;
  readonly wantedSeconds: number;
  readonly stolenSeconds: number;
}

interface MergedSecond {
  readonly counters: Counters;
  readonly ops: Map<string, Record<View, Pile>>;
  readonly loopLag: Pile;
  readonly wakeLag: Pile;
  readonly agents: Map<number, AgentSecond>;
}

function noSecond(): MergedSecond {
  return { counters: noCounters(), ops: new Map(), loopLag: new Pile(), wakeLag: new Pile(), agents: new Map() };
}

/** An agent may tell of a second in several parts, as it does of second -1 while it connects. */
function addAgent(before: AgentSecond | undefined, { activeClients, health }: SecondTally): AgentSecond {
  const { cpuShare, cpuSeconds, rssBytes, gcMs, loopLag } = health;
  const { wantedSeconds, stolenSeconds } = health.processors ?? { wantedSeconds: 0, stolenSeconds: 0 };
  if (before === undefined) {
    return { activeClients, cpuShare, cpuSeconds, rssBytes, gcMs, loopLagUsMax: loopLag.maxUs, wantedSeconds, stolenSeconds };
  }
  return {
    activeClients: Math.max(before.activeClients, activeClients),
    cpuShare: Math.max(before.cpuShare, cpuShare),
    cpuSeconds: before.cpuSeconds + cpuSeconds,
    rssBytes: Math.max(before.rssBytes, rssBytes),
    gcMs: before.gcMs + gcMs,
    loopLagUsMax: Math.max(before.loopLagUsMax, loopLag.maxUs),
    wantedSeconds: before.wantedSeconds + wantedSeconds,
    stolenSeconds: before.stolenSeconds + stolenSeconds,
  };
}

/** Of nothing it is not known. */
function shareOf(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}

function addCounters(sum: Counters, counters: Readonly<Counters>): void {
  for (const name of Object.keys(sum) as (keyof Counters)[]) sum[name] += counters[name];
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

interface PileFigures {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Encoded histograms that are to become one, when somebody asks or when there are many. `scratch` is empty, and is left so. */
class Pile {
  #encoded: EncodedLatency[] = [];
  #figures: PileFigures | undefined;

  add(encoded: EncodedLatency, scratch: LatencyHistogram): void {
    if (encoded.count === 0) return;
    this.#figures = undefined;
    this.#encoded.push(encoded);
    if (this.#encoded.length >= PILE_MAX) this.figures(scratch);
  }

  addTo(histogram: LatencyHistogram): void {
    for (const encoded of this.#encoded) histogram.add(encoded);
  }

  /** Undefined: it is empty. */
  hdr(scratch: LatencyHistogram): string | undefined {
    this.figures(scratch);
    return this.#encoded[0]?.hdr;
  }

  figures(scratch: LatencyHistogram): PileFigures {
    if (this.#figures !== undefined) return this.#figures;
    this.addTo(scratch);
    this.#figures = {
      count: scratch.count,
      p50: scratch.percentile(50),
      p99: scratch.percentile(99),
      max: scratch.maxUs,
    };
    if (this.#encoded.length > 1) this.#encoded = [scratch.encode()];
    scratch.reset();
    return this.#figures;
  }
}
