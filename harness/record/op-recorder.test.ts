import { beforeAll, describe, expect, it } from 'vitest';
import { prepareHistograms } from './latency-histogram.ts';
import { ERROR_KINDS_MAX, Recorder } from './op-recorder.ts';
import { idleHealth } from './tally.test-support.ts';
import { noCounters } from './tally.ts';

describe('a recorder', () => {
  beforeAll(prepareHistograms);

  it('keeps response, service and send lag of an operation apart', () => {
    const recorder = new Recorder();
    recorder.op('ping').record(1_000, 1_200, 2_000);
    const { ops } = recorder.takeSecond(0, 1, idleHealth());
    expect(ops.ping?.response).toMatchObject({ count: 1, sumUs: 1_000 });
    expect(ops.ping?.service).toMatchObject({ count: 1, sumUs: 800 });
    expect(ops.ping?.sendLag).toMatchObject({ count: 1, sumUs: 200 });
    recorder.destroy();
  });

  it('tells of each second only what is of that second', () => {
    const recorder = new Recorder();
    const { counters } = recorder;
    const ping = recorder.op('ping');
    counters.turns += 2;
    recorder.connectTime.record(50);
    recorder.firstFrame.record(70);
    recorder.error('turn', 'reset', 'server', 500_000, 'The server reset the connection.');
    ping.record(0, 1, 2);
    const first = recorder.takeSecond(0, 7, idleHealth());
    expect(first).toMatchObject({ second: 0, activeClients: 7, counters: { ...noCounters(), turns: 2, errors: 1 } });
    expect([first.connectTime.count, first.firstFrame.count, first.errors.length]).toEqual([1, 1, 1]);

    counters.turns += 1;
    ping.record(0, 1, 5);
    const next = recorder.takeSecond(1, 6, idleHealth());
    expect(next).toMatchObject({ second: 1, activeClients: 6, counters: { ...noCounters(), turns: 1 }, errors: [] });
    expect([next.connectTime.count, next.firstFrame.count]).toEqual([0, 0]);
    expect(next.ops.ping?.response).toMatchObject({ count: 1, sumUs: 5 });
    // What was taken is not overwritten by what comes.
    expect(first.counters.turns).toBe(2);
    recorder.destroy();
  });

  it('leaves out an operation that had no sample', () => {
    const recorder = new Recorder();
    recorder.op('ping').record(0, 0, 1);
    recorder.op('pong');
    expect(Object.keys(recorder.takeSecond(0, 0, idleHealth()).ops)).toEqual(['ping']);
    expect(recorder.takeSecond(1, 0, idleHealth()).ops).toEqual({});
    recorder.destroy();
  });

  it('takes any name for an operation', () => {
    const recorder = new Recorder();
    for (const name of ['__proto__', 'constructor', '']) recorder.op(name).record(0, 0, 1);
    const tally = recorder.takeSecond(0, 0, idleHealth());
    expect(Object.keys(tally.ops)).toEqual(['__proto__', 'constructor', '']);
    recorder.destroy();
  });

  it('counts errors of a kind together, with the earliest for an example', () => {
    const recorder = new Recorder();
    recorder.error('turn', 'no-answer', 'server', 1_500_000, 'late');
    recorder.error('turn', 'no-answer', 'server', -500_000, 'early');
    recorder.error('setup', 'no-answer', 'server', 2_000_000, 'of another phase');
    recorder.error('turn', 'no-answer', 'network', 2_000_000, 'of another blame');
    const { errors, counters } = recorder.takeSecond(1, 0, idleHealth());
    expect(counters.errors).toBe(4);
    expect(errors).toEqual([
      { phase: 'turn', code: 'no-answer', blame: 'server', count: 2, firstAtSeconds: -0.5, example: 'early' },
      { phase: 'setup', code: 'no-answer', blame: 'server', count: 1, firstAtSeconds: 2, example: 'of another phase' },
      { phase: 'turn', code: 'no-answer', blame: 'network', count: 1, firstAtSeconds: 2, example: 'of another blame' },
    ]);
    recorder.destroy();
  });

  it('counts kinds of errors without end as other ones, over all seconds together', () => {
    const recorder = new Recorder();
    const kinds = new Set<string>();
    let counted = 0;
    for (let second = 0; second < 10; second++) {
      for (let number = 0; number < 50; number++) {
        recorder.error('turn', `made-up-${second}-${number}`, 'client', second * 1e6, 'mine');
      }
      recorder.error('turn', 'made-up-0-0', 'client', second * 1e6, 'one that is known stays itself');
      for (const { code, count } of recorder.takeSecond(second, 0, idleHealth()).errors) {
        kinds.add(code);
        counted += count;
      }
    }
    expect(kinds.size).toBe(ERROR_KINDS_MAX + 1);
    expect(kinds.has('other')).toBe(true);
    expect(counted).toBe(510);
    recorder.destroy();
  });
});
