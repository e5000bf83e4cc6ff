import { beforeAll, describe, expect, it } from 'vitest';
import { LatencyHistogram, prepareHistograms } from './latency-histogram.ts';
import { MergedRun } from './merge.ts';
import { Recorder } from './op-recorder.ts';
import { secondSchema } from './record.ts';
import { idleHealth } from './tally.test-support.ts';

describe('a merged run', () => {
  beforeAll(prepareHistograms);

  it('has agents in their order in a second, and null for one that told nothing', () => {
    const recorder = new Recorder();
    const lag = new LatencyHistogram();
    lag.record(250);
    const run = new MergedRun(3);
    run.add(2, recorder.takeSecond(0, 4, idleHealth({ cpuShare: 0.5, rssBytes: 20, gcMs: 2, loopLag: lag.encode() })));
    run.add(0, recorder.takeSecond(0, 3, idleHealth({ cpuShare: 0.25, rssBytes: 10 })));
    const second = run.second(0);
    expect(second.activeClients).toBe(7);
    expect(second.agents).toEqual([
      { cpuShare: 0.25, loopLagUsMax: 0, rssBytes: 10, gcMs: 0 },
      null,
      { cpuShare: 0.5, loopLagUsMax: 250, rssBytes: 20, gcMs: 2 },
    ]);
    expect(secondSchema.safeParse(second).success).toBe(true);
    for (const histogram of [recorder, lag, run]) histogram.destroy();
  });

  it('has a second that nobody told of', () => {
    const recorder = new Recorder();
    const run = new MergedRun(2);
    run.add(0, recorder.takeSecond(1, 3, idleHealth()));
    expect(run.timeline()).toMatchObject([
      { second: 0, turns: 0, activeClients: 0, latencyUs: {}, agents: [null, null] },
      { second: 1, activeClients: 3 },
    ]);
    recorder.destroy();
    run.destroy();
  });

  it('says what the operations of a second took, the longest above an hour included', () => {
    const recorder = new Recorder();
    const run = new MergedRun(1);
    recorder.op('ping').record(0, 1_000, 5_000_000_000);
    run.add(0, recorder.takeSecond(0, 1, idleHealth()));
    expect(run.second(0).latencyUs).toEqual({
      ping: {
        count: 1,
        responseP50: 3_600_000_000,
        responseP99: 3_600_000_000,
        responseMax: 5_000_000_000,
        serviceP50: 3_600_000_000,
        serviceP99: 3_600_000_000,
        sendLagP99: 1_000,
      },
    });
    recorder.destroy();
    run.destroy();
  });

  it('counts what comes late to a second that was already asked for', () => {
    const recorder = new Recorder();
    const run = new MergedRun(2);
    for (let second = 0; second < 8; second++) {
      recorder.op('ping').record(0, 0, 100);
      run.add(0, recorder.takeSecond(second, 1, idleHealth()));
      run.second(second);
    }
    recorder.op('ping').record(0, 0, 900);
    run.add(1, recorder.takeSecond(2, 1, idleHealth()));
    expect(run.second(2).latencyUs.ping).toMatchObject({ count: 2, responseP50: 100, responseMax: 900 });
    expect(run.latencyFrom(0).ping?.response).toMatchObject({ count: 9, min: 100, max: 900 });
    recorder.destroy();
    run.destroy();
  });

  it('says what each agent cost, in the seconds that are asked for', () => {
    const recorder = new Recorder();
    const run = new MergedRun(2);
    run.add(0, recorder.takeSecond(-1, 0, idleHealth({ cpuShare: 0.9, cpuSeconds: 3, rssBytes: 50 })));
    run.add(0, recorder.takeSecond(0, 0, idleHealth({ cpuShare: 0.2, cpuSeconds: 0.25, rssBytes: 40, gcMs: 1 })));
    run.add(0, recorder.takeSecond(1, 0, idleHealth({ cpuShare: 0.6, cpuSeconds: 0.5, rssBytes: 30, gcMs: 2 })));
    run.add(1, recorder.takeSecond(-1, 0, idleHealth({ rssBytes: 5 })));
    run.add(1, recorder.takeSecond(0, 0, idleHealth({ rssBytes: 25 })));
    expect(run.agents(0)[0]).toEqual({
      cpuSeconds: 0.75,
      cpuShareMean: 0.4,
      cpuShareMax: 0.6,
      rssBytesMax: 40,
      gcMs: 3,
      loopLagUsMax: 0,
    });
    expect(run.agents()[0]).toMatchObject({ cpuSeconds: 3.75, cpuShareMax: 0.9, rssBytesMax: 50 });
    expect(run.agents(1)).toMatchObject([{ cpuSeconds: 0.5 }, null]);
    expect(run.rssBytesMax()).toBe(65);
    recorder.destroy();
    run.destroy();
  });

  it('says what the machine of each agent was kept from, of all parts of a second and all seconds, where it is known', () => {
    const recorder = new Recorder();
    const run = new MergedRun(2);
    const told = [
      { wantedSeconds: 1, stolenSeconds: 0.5 },
      { wantedSeconds: 2, stolenSeconds: 0.25 },
      { wantedSeconds: 5, stolenSeconds: 0.05 },
    ];
    for (const [part, processors] of told.entries()) {
      run.add(0, recorder.takeSecond(part === 2 ? 1 : 0, 0, idleHealth({ processors })));
    }
    run.add(1, recorder.takeSecond(0, 0, idleHealth()));
    const shares = (from: number, to: number) => run.agents(from, to).map((agent) => agent?.stolenShare);
    expect(shares(0, 1)).toEqual([expect.closeTo(0.25), undefined]);
    expect(shares(0, 2)).toEqual([expect.closeTo(0.1), undefined]);
    expect(run.second(0).agents).toEqual([
      expect.objectContaining({ stolenShare: expect.closeTo(0.25) }),
      expect.not.objectContaining({ stolenShare: expect.anything() }),
    ]);
    recorder.destroy();
    run.destroy();
  });

  it('refuses a tally of an agent that it does not have', () => {
    const recorder = new Recorder();
    const run = new MergedRun(1);
    expect(() => run.add(1, recorder.takeSecond(0, 0, idleHealth()))).toThrow('agent of the run');
    recorder.destroy();
    run.destroy();
  });
});
