import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LatencyHistogram, prepareHistograms } from './latency-histogram.ts';
import { MergedRun } from './merge.ts';
import { Recorder } from './op-recorder.ts';
import type { Second } from './record.ts';
import { idleHealth } from './tally.test-support.ts';
import { type Counters, noCounters, type SecondTally } from './tally.ts';
import { VIEWS } from './views.ts';

const AGENTS = 3;
const LAST_SECOND = 6;

const agent = fc.nat(AGENTS - 1);
const second = fc.integer({ min: -1, max: LAST_SECOND });
const name = fc.constantFrom('ping', 'direct', '__proto__');
const us = fc.oneof(fc.nat(5_000), fc.nat(5_000_000));

const happening = fc.record({
  agent,
  second,
  what: fc.oneof(
    fc.record({ kind: fc.constant('sample' as const), name, sendLagUs: us, serviceUs: us }),
    fc.record({ kind: fc.constant('connect' as const), us }),
    fc.record({ kind: fc.constant('first-frame' as const), us }),
    fc.record({ kind: fc.constant('loop-lag' as const), us }),
    fc.record({
      kind: fc.constant('error' as const),
      phase: fc.constantFrom('setup' as const, 'turn' as const),
      code: fc.constantFrom('reset', 'no-answer'),
      blame: fc.constantFrom('client' as const, 'server' as const),
      atUs: fc.nat(1),
      example: fc.constantFrom('one', 'another'),
    }),
    fc.record({
      kind: fc.constant('count' as const),
      counter: fc.constantFrom(...(Object.keys(noCounters()) as (keyof Counters)[])),
      by: fc.nat(1_000),
    }),
  ),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
const happenings = fc.array(happening, { maxLength: 120, size: 'max' });

describe('the seconds of all agents put together', () => {
  beforeAll(prepareHistograms);

  it('are the same as if one agent had recorded everything, in whatever order they come', () => {
    fc.assert(
      fc.property(happenings, fc.infiniteStream(fc.nat()), fc.boolean(), (all, order, asksMeanwhile) => {
        const whole = new MergedRun(1);
        for (const { tally } of tallies(all.map((each) => ({ ...each, agent: 0 })))) whole.add(0, tally);
        const merged = new MergedRun(AGENTS);
        for (const { agent, tally } of shuffled(tallies(all), order)) {
          merged.add(agent, tally);
          if (asksMeanwhile) merged.second(Math.max(0, tally.second));
        }

        expect(merged.lastSecond).toBe(whole.lastSecond);
        expect(merged.timeline().map(withoutAgents)).toEqual(whole.timeline().map(withoutAgents));
        expect(merged.errors()).toEqual(whole.errors());
        expect(merged.connectTime()).toEqual(whole.connectTime());
        expect(merged.firstFrame()).toEqual(whole.firstFrame());
        for (const [from, to] of [[-1], [0], [2], [1, 4]] as const) {
          expect(merged.latencyFrom(from, to)).toEqual(whole.latencyFrom(from, to));
          expect(merged.loopLag(from, to)).toEqual(whole.loopLag(from, to));
          expect(merged.totals(from, to)).toEqual(whole.totals(from, to));
        }
        whole.destroy();
        merged.destroy();
      }),
    );
  });

  it('agree with histograms of all samples', () => {
    fc.assert(
      fc.property(happenings, second, second, (all, from, to) => {
        const merged = new MergedRun(AGENTS);
        for (const { agent, tally } of tallies(all)) merged.add(agent, tally);
        const latency = merged.latencyFrom(from, to);
        const names = new Set<string>();
        for (const op of ['ping', 'direct', '__proto__']) {
          const views = { response: new LatencyHistogram(), service: new LatencyHistogram(), sendLag: new LatencyHistogram() };
          for (const { second, what } of all) {
            if (second < from || second >= to || what.kind !== 'sample' || what.name !== op) continue;
            names.add(op);
            views.response.record(what.sendLagUs + what.serviceUs);
            views.service.record(what.serviceUs);
            views.sendLag.record(what.sendLagUs);
          }
          for (const view of VIEWS) {
            const asked = merged.histogramOf(op, view, from, to);
            expect(asked.distribution()).toEqual(views[view].distribution());
            if (names.has(op))
              expect(Object.entries(latency).find(([name]) => name === op)?.[1][view]).toEqual(asked.distribution());
            asked.destroy();
            views[view].destroy();
          }
        }
        expect(new Set(Object.keys(latency))).toEqual(names);
        merged.destroy();
      }),
    );
  });

  it('add up, from second to second', () => {
    fc.assert(
      fc.property(happenings, second, (all, cut) => {
        const merged = new MergedRun(AGENTS);
        for (const { agent, tally } of tallies(all)) merged.add(agent, tally);
        const [before, behind, total] = [merged.totals(-1, cut), merged.totals(cut), merged.totals()];
        for (const counter of Object.keys(total) as (keyof Counters)[]) {
          const counted = all.reduce(
            (sum, { what }) => sum + (what.kind === 'count' && what.counter === counter ? what.by : 0),
            0,
          );
          const errors = counter === 'errors' ? all.filter(({ what }) => what.kind === 'error').length : 0;
          expect(total[counter]).toBe(counted + errors);
          expect(before[counter] + behind[counter]).toBe(total[counter]);
        }
        merged.destroy();
      }),
    );
  });
});

/** What each agent tells of each second, in the order of time. Second -1 is told in several parts. */
function tallies(all: readonly Happening[]): { agent: number; tally: SecondTally }[] {
  const told: { agent: number; tally: SecondTally }[] = [];
  for (let agent = 0; agent < AGENTS; agent++) {
    const recorder = new Recorder();
    for (let second = -1; second <= LAST_SECOND; second++) {
      const own = all.filter((each) => each.agent === agent && each.second === second);
      const parts = second === -1 ? own.map((each) => [each]) : own.length > 0 ? [own] : [];
      for (const part of parts) told.push({ agent, tally: tallyOf(recorder, second, part) });
    }
    recorder.destroy();
  }
  return told;
}

function tallyOf(recorder: Recorder, second: number, part: readonly Happening[]): SecondTally {
  const loopLag = new LatencyHistogram();
  for (const { what } of part) {
    if (what.kind === 'sample') recorder.op(what.name).record(100, 100 + what.sendLagUs, 100 + what.sendLagUs + what.serviceUs);
    else if (what.kind === 'connect') recorder.connectTime.record(what.us);
    else if (what.kind === 'first-frame') recorder.firstFrame.record(what.us);
    else if (what.kind === 'loop-lag') loopLag.record(what.us);
    else if (what.kind === 'error') recorder.error(what.phase, what.code, what.blame, what.atUs, what.example);
    else recorder.counters[what.counter] += what.by;
  }
  const tally = recorder.takeSecond(second, 1, idleHealth({ loopLag: loopLag.encode() }));
  loopLag.destroy();
  return tally;
}

function shuffled<T>(items: readonly T[], order: fc.Stream<number>): T[] {
  const keys = [...order.take(items.length)];
  return items
    .map((item, at) => ({ item, key: keys[at] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** How the agents fared, and how many clients each had, is of the agents. */
function withoutAgents({ agents: _, activeClients: __, ...second }: Second): Omit<Second, 'agents' | 'activeClients'> {
  return second;
}
