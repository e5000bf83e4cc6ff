import { describe, expect, it } from 'vitest';
import type { ErrorEntry, Second } from '../record/record.ts';
import type { View } from '../record/views.ts';
import { diagnose, type Evidence } from './diagnoses.ts';
import type { Plan } from './plan.ts';

const open: Plan = { kind: 'open', clients: 100, segments: [{ durationUs: 10e6, from: 1000, to: 1000 }] };
const closed: Plan = { kind: 'closed', clients: 100, segments: [{ durationUs: 10e6, from: 100, to: 100 }], thinkUs: 0 };

describe('diagnoses', () => {
  it('are none of a healthy run, with a slow answer or a slow connection here and there', () => {
    expect(kinds({})).toEqual([]);
    const rare = seconds(10, (second) => (second === 4 ? answered(1000, { responseMax: 700_000 }) : {}));
    expect(kinds({ timeline: rare, connectUs: [100, 200, 1_000_500, 3_000_500] })).toEqual([]);
    expect(kinds({ timeline: [], connectUs: [] })).toEqual([]);
  });

  describe('of delayed acknowledgement', () => {
    it('see a plateau at 40 ms with nothing about it', () => {
      const latencies = [...times(970, 300), ...times(30, 41_000)];
      const [found] = diagnosed({ latencies });
      expect(found?.kind).toBe('delayed-acknowledgement');
      expect(found?.sentence).toMatch(/^3 % of the answers to ping took 38 to 46 ms .* TCP_NODELAY\.$/);
      expect(found?.evidence).toEqual([
        { figure: 'service', op: 'ping', fromSecond: 0, toSecond: 10, lowUs: 38_000, highUs: 46_000 },
      ]);
    });

    it('see none in answers that simply take about as long, nor in a few of them', () => {
      const broad = Array.from({ length: 1000 }, (_, index) => 20_000 + 60 * index);
      expect(kinds({ latencies: broad })).toEqual([]);
      expect(kinds({ latencies: [...times(970, 300), ...times(19, 41_000)] })).toEqual([]);
      expect(kinds({ latencies: [...times(9970, 300), ...times(30, 41_000)] })).toEqual([]);
      expect(kinds({ latencies: [...times(970, 300), ...times(30, 41_000), ...times(7, 30_000)] })).toEqual([]);
      expect(kinds({ latencies: [...times(970, 300), ...times(30, 41_000), ...times(7, 60_000)] })).toEqual([]);
    });
  });

  describe('of stalls', () => {
    it('see a server that stops for a second under an open plan', () => {
      const timeline = seconds(10, (second) =>
        second === 4
          ? answered(200)
          : second === 5
            ? answered(1800, { responseP50: 300_000, responseP99: 980_000, responseMax: 1_001_000 })
            : {},
      );
      const [found] = diagnosed({ timeline });
      expect(found).toEqual({
        kind: 'stalls',
        sentence: expect.stringMatching(
          /^The server stopped answering once, for up to 1\.0 s \(about second 5\): look for what holds/,
        ),
        evidence: [
          { figure: 'response', fromSecond: 5, toSecond: 6 },
          { figure: 'rate', fromSecond: 4, toSecond: 6 },
        ],
      });
    });

    it('see one under a closed plan, where few answers are late and the others are missing', () => {
      const timeline = seconds(10, (second) =>
        second === 4 ? answered(200) : second === 5 ? answered(800, { responseMax: 1_001_000 }) : {},
      );
      expect(kinds({ plan: closed, timeline })).toEqual(['stalls']);
    });

    it('count the periods, and seconds without any answer', () => {
      const timeline = seconds(20, (second) => ([3, 10, 11, 12].includes(second) ? answered(0) : {}));
      expect(diagnosed({ timeline })[0]?.sentence).toContain('stopped answering 2 times, for up to 3.0 s (about second 3, 10)');
    });

    it('point at the seconds without answers, and behind them at the answers that came late', () => {
      const timeline = seconds(20, (second) => {
        if ([3, 10, 11].includes(second)) return answered(0);
        return second === 12 ? answered(1800, { responseP50: 900_000, responseP99: 2_200_000, responseMax: 2_300_000 }) : {};
      });
      expect(diagnosed({ timeline })[0]?.evidence).toEqual([
        { figure: 'rate', fromSecond: 3, toSecond: 4 },
        { figure: 'response', fromSecond: 12, toSecond: 13 },
        { figure: 'rate', fromSecond: 10, toSecond: 13 },
      ]);
    });

    it('point at the twenty longest of many, in their order', () => {
      const isLong = (second: number) => second % 10 === 5 && second < 200;
      const timeline = seconds(400, (second) => (isLong(second) || isLong(second - 1) || second % 10 === 0 ? answered(0) : {}));
      const [found] = diagnosed({ timeline });
      expect(found?.sentence).toContain('stopped answering 59 times');
      expect(found?.evidence?.map(({ fromSecond, toSecond }) => [fromSecond, toSecond])).toEqual(
        Array.from({ length: 20 }, (_, index) => [10 * index + 5, 10 * index + 7]),
      );
    });

    it('see pauses that come back every other second, though half of the seconds show them', () => {
      const late = answered(1400, { responseP50: 90_000, responseP99: 780_000, responseMax: 800_000 });
      const timeline = seconds(20, (second) => (second % 2 === 1 ? late : answered(600)));
      expect(diagnosed({ timeline })[0]?.sentence).toContain(
        'stopped answering 10 times, for up to 0.8 s (about second 1, 3, 5, ...)',
      );
    });

    it('see none in a server that is at its limit for most of the run', () => {
      const full = answered(900, { responseP50: 550_000, responseP99: 600_000, responseMax: 620_000 });
      expect(kinds({ timeline: seconds(20, (second) => (second < 7 ? {} : full)) })).toEqual([]);
    });

    it('see none where nothing was asked, before the first answer, or behind the last', () => {
      expect(kinds({ timeline: seconds(10, (second) => (second < 2 || second > 8 ? answered(0) : {})) })).toEqual([]);
      const idle = seconds(10, (second) => (second === 5 ? { ...answered(0), activeClients: 0 } : {}));
      expect(kinds({ timeline: idle })).toEqual([]);
      expect(kinds({ timeline: seconds(10, (second) => answered(second % 2)) })).toEqual([]);
    });

    it('see none where the generator itself hung, or told nothing', () => {
      const hung = { cpuShare: 0.5, loopLagUsMax: 900_000, rssBytes: 1, gcMs: 0 };
      const late = answered(1800, { responseP50: 300_000, responseP99: 980_000, responseMax: 1_001_000 });
      expect(kinds({ timeline: seconds(10, (second) => (second === 5 ? late : {})) })).toEqual(['stalls']);
      expect(kinds({ timeline: seconds(10, (second) => (second === 5 ? { ...late, agents: [hung] } : {})) })).toEqual([]);
      expect(
        kinds({ timeline: seconds(10, (second) => (second === 5 ? late : second === 4 ? { agents: [null] } : {})) }),
      ).toEqual([]);
    });

    it('see one of a second wherever in the seconds it lies, under both kinds of plan', () => {
      for (let late = 0.02; late < 1; late += 0.02) {
        // It begins so late in second 4, and ends as late in second 5.
        const [before, behind] = [Math.round(1000 * late), Math.round(1000 * (1 - late))];
        const timelineOf = (caughtUp: number) =>
          seconds(10, (second) => {
            if (second === 4) return answered(before, { responseP50: 2000 });
            if (second !== 5) return answered(1000, { responseP50: 2000 });
            const waits = Array.from({ length: caughtUp }, (_, index) => (1_001_000 * (index + 1)) / caughtUp);
            const responses = [...times(behind, 2000), ...waits].toSorted((one, other) => one - other);
            const at = (share: number) => responses[Math.ceil(share * responses.length) - 1] ?? 0;
            return answered(responses.length, { responseP50: at(0.5), responseP99: at(0.99), responseMax: at(1) });
          });
        expect(kinds({ timeline: timelineOf(1000) }), `open, ${late}`).toEqual(['stalls']);
        expect(kinds({ plan: closed, timeline: timelineOf(5) }), `closed, ${late}`).toEqual(['stalls']);
      }
    });

    it('see none in one slow connection among many', () => {
      const slow = (operations: number) => answered(operations, { responseP99: 1_150_000, responseMax: 1_200_000 });
      expect(kinds({ timeline: seconds(10, (second) => slow(496 + second)) })).toEqual([]);
      expect(kinds({ timeline: seconds(10, (second) => (second > 3 && second < 7 ? slow(790) : {})), plan: closed })).toEqual([]);
      expect(kinds({ timeline: seconds(10, (second) => (second === 6 ? slow(390) : {})), plan: closed })).toEqual(['stalls']);
    });

    it('see none in an operation that there is little of', () => {
      const rare = { count: 10, responseP50: 800_000, responseP99: 900_000, responseMax: 900_000 };
      const usual = { count: 10, responseP50: 400, responseP99: 900, responseMax: 2000 };
      const timeline = seconds(10, () => ({})).map((one) => ({
        ...one,
        latencyUs: { ...one.latencyUs, login: { ...PING, ...(one.second === 5 ? rare : usual) } },
      }));
      expect(kinds({ timeline })).toEqual([]);
    });

    it('see none where the clients of a closed plan wait for answers that are lost', () => {
      const timeline = seconds(20, (second) => ([3, 10, 11, 12].includes(second) ? answered(0) : {}));
      const lost = (count: number, code = 'no-answer'): ErrorEntry[] => [
        { phase: 'turn', code, blame: 'server', count, firstAtSeconds: 3, example: 'none came.' },
      ];
      expect(kinds({ plan: closed, timeline, errors: lost(25) })).toEqual([]);
      expect(kinds({ plan: closed, timeline, errors: lost(24) })).toEqual(['stalls']);
      expect(kinds({ plan: closed, timeline, errors: lost(25, 'reset') })).toEqual(['stalls']);
      expect(kinds({ plan: open, timeline, errors: lost(25) })).toEqual(['stalls']);
    });

    it('see none in a server that is slow all along', () => {
      const slow = seconds(10, () => answered(1000, { responseP50: 900_000, responseP99: 2_000_000, responseMax: 3_000_000 }));
      expect(kinds({ timeline: slow })).toEqual([]);
    });
  });

  describe('of an accept queue that overflows', () => {
    it('see connections that were tried again', () => {
      const [found] = diagnosed({ connectUs: [...times(100, 300), ...times(20, 1_020_000), ...times(4, 3_100_000)] });
      expect(found?.kind).toBe('accept-queue-overflow');
      expect(found?.sentence).toMatch(/^24 connections took 1 s, 3 s or another whole number of seconds: the server accepts/);
      const whole = { fromSecond: 0, toSecond: 10 };
      expect(found?.evidence).toEqual([
        { figure: 'connect', ...whole, lowUs: 990_000, highUs: 1_200_000 },
        { figure: 'connect', ...whole, lowUs: 2_990_000, highUs: 3_200_000 },
        { figure: 'accept-queue', ...whole },
      ]);
    });

    it('believe the counter of the system', () => {
      expect(diagnosed({ overflows: 1 })[0]?.sentence).toMatch(
        /^This machine dropped 1 connection attempt at full accept queues: /,
      );
      expect(diagnosed({ overflows: 1 })[0]?.evidence).toEqual([{ figure: 'accept-queue', fromSecond: 0, toSecond: 10 }]);
      expect(kinds({ overflows: 0 })).toEqual([]);
    });

    it('see none where connecting takes long in all sorts of ways', () => {
      expect(kinds({ connectUs: Array.from({ length: 700 }, (_, index) => 10_000 * index) })).toEqual([]);
    });
  });

  describe('of one processor at its limit', () => {
    it('see a target that uses one of several', () => {
      const [found] = diagnosed({ timeline: using(() => 0.99), processors: 4 });
      expect(found?.kind).toBe('one-core-saturated');
      expect(found?.sentence).toMatch(
        /^The target kept one processor fully busy \(99 % in the median second\) while the machine has 4/,
      );
      expect(found?.evidence).toEqual([{ figure: 'target-cpu', fromSecond: 0, toSecond: 10 }]);
    });

    it('point at the seconds at the limit', () => {
      const [found] = diagnosed({ timeline: using((second) => (second === 0 || second === 6 ? 0.4 : 1)), processors: 4 });
      expect(found?.evidence).toEqual([
        { figure: 'target-cpu', fromSecond: 1, toSecond: 6 },
        { figure: 'target-cpu', fromSecond: 7, toSecond: 10 },
      ]);
    });

    it('see none where there is no other, where it uses less or more, or as much only in the middle', () => {
      expect(kinds({ timeline: using(() => 0.99), processors: 1 })).toEqual([]);
      expect(kinds({ timeline: using(() => 0.9), processors: 4 })).toEqual([]);
      expect(kinds({ timeline: using(() => 1.2), processors: 4 })).toEqual([]);
      expect(kinds({ timeline: using((second) => 0.55 + second / 10), processors: 4 })).toEqual([]);
    });
  });

  describe('of a queue that grows', () => {
    const growing = (us: (second: number) => number) =>
      seconds(10, (second) =>
        answered(1000, { responseP50: us(second), responseP99: 2 * us(second), responseMax: 2 * us(second) }),
      );

    it('see a response that grows for the whole run', () => {
      const [found] = diagnosed({ timeline: growing((second) => 5000 + 100_000 * second) });
      expect(found).toEqual({
        kind: 'queue-grows',
        sentence: expect.stringMatching(
          /^The median response to ping grew for the whole run, from 105 ms to 855 ms: turns are due/,
        ),
        evidence: [{ figure: 'response', op: 'ping', fromSecond: 0, toSecond: 10 }],
      });
    });

    it('point at the stretch in which the plan held, and not beyond what was seen', () => {
      const stretches: Plan = {
        kind: 'open',
        clients: 100,
        segments: [
          { durationUs: 3e6, from: 0, to: 1000 },
          { durationUs: 60e6, from: 1000, to: 1000 },
        ],
      };
      const timeline = seconds(20, (second) => answered(1000, { responseP50: 5000 + 50_000 * Math.max(0, second - 2) }));
      expect(diagnosed({ timeline, plan: stretches })[0]?.evidence).toEqual([
        { figure: 'response', op: 'ping', fromSecond: 3, toSecond: 20 },
      ]);
    });

    it('ask for more in a closed plan', () => {
      const threefold = growing((second) => 40_000 + 10_000 * second);
      expect(kinds({ timeline: threefold })).toEqual(['queue-grows']);
      expect(kinds({ timeline: threefold, plan: closed })).toEqual([]);
      expect(kinds({ timeline: growing((second) => 5000 + 20_000 * second), plan: closed })).toEqual(['queue-grows']);
    });

    it('see none where it grows at first, or by little, or with the rate', () => {
      expect(kinds({ timeline: growing((second) => Math.min(100_000, 5000 + 40_000 * second)) })).toEqual([]);
      expect(kinds({ timeline: growing((second) => 500 + 500 * second) })).toEqual([]);
      const ramp: Plan = { kind: 'open', clients: 100, segments: [{ durationUs: 10e6, from: 0, to: 1000 }] };
      expect(kinds({ timeline: growing((second) => 5000 + 20_000 * second), plan: ramp })).toEqual([]);
    });
  });
});

interface Given {
  readonly plan?: Plan;
  readonly timeline?: readonly Second[];
  readonly latencies?: readonly number[];
  readonly connectUs?: readonly number[];
  readonly overflows?: number;
  readonly errors?: readonly ErrorEntry[];
  readonly processors?: number;
}

function diagnosed({
  plan = open,
  timeline = seconds(10, () => ({})),
  latencies = [],
  connectUs = [],
  overflows,
  errors,
  processors = 1,
}: Given) {
  const evidence: Evidence = {
    plan,
    timeline,
    processors,
    latency: [
      {
        op: 'ping',
        count: latencies.length,
        countBetween: (view: View, lowUs, highUs) => (view === 'service' ? countBetween(latencies, lowUs, highUs) : 0),
      },
    ],
    connect: { countBetween: (lowUs, highUs) => countBetween(connectUs, lowUs, highUs) },
    ...(errors !== undefined && { errors }),
    ...(overflows !== undefined && {
      targetUsage: {
        pid: 1,
        processesMax: 1,
        threadsMax: 1,
        zombiesMax: 0,
        descriptorsMax: 1,
        rssBytesMax: 1,
        cpuSeconds: 1,
        cpuShareMax: 1,
        cpuShareMean: 1,
        contextSwitches: 1,
        acceptQueueOverflows: overflows,
      },
    }),
  };
  return diagnose(evidence);
}

function kinds(given: Given) {
  return diagnosed(given).map(({ kind }) => kind);
}

function countBetween(values: readonly number[], lowUs: number, highUs: number): number {
  return values.filter((value) => value >= lowUs && value <= highUs).length;
}

function times(count: number, value: number): number[] {
  return Array(count).fill(value);
}

type Latency = Second['latencyUs'][string];

const PING: Latency = {
  count: 1000,
  responseP50: 400,
  responseP99: 900,
  responseMax: 2000,
  serviceP50: 380,
  serviceP99: 850,
  sendLagP99: 50,
};

function answered(operations: number, latency: Partial<Latency> = {}): Partial<Second> {
  const ping = { ...PING, count: operations, ...latency };
  return { operations, latencyUs: operations === 0 ? {} : { ping } };
}

function seconds(count: number, unlike: (second: number) => Partial<Second>): Second[] {
  return Array.from({ length: count }, (_, second) => ({
    second,
    turns: 1000,
    turnsLate: 0,
    operations: 1000,
    errors: 0,
    activeClients: 100,
    connects: 0,
    bytesSent: 0,
    bytesReceived: 0,
    framesReceived: 0,
    framesSharingReads: 0,
    agents: [{ cpuShare: 0.5, loopLagUsMax: 500, rssBytes: 1, gcMs: 0 }],
    latencyUs: {},
    ...answered(1000),
    ...unlike(second),
  }));
}

function using(cpuShare: (second: number) => number): Second[] {
  return seconds(10, (second) => ({
    target: {
      cpuShare: cpuShare(second),
      rssBytes: 1,
      processes: 1,
      threads: 1,
      zombies: 0,
      descriptors: 1,
      contextSwitchesVoluntary: 0,
      contextSwitchesInvoluntary: 0,
    },
  }));
}
