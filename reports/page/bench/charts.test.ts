import { beforeAll, describe, expect, it } from 'vitest';
import { exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import { LatencyHistogram, prepareHistograms } from '../../../harness/record/latency-histogram.ts';
import type { BenchRecord, Distribution, Second } from '../../../harness/record/record.ts';
import { secondOf } from '../../bench/second.test-support.ts';
import type { Chart, HeatMap, LineChart } from '../chart.ts';
import { latencyCharts, timeCharts } from './charts.ts';

let example: BenchRecord;

beforeAll(async () => {
  await prepareHistograms();
  example = await exampleRecord();
});

describe('the charts of latency', () => {
  it('lay response, service and send lag side by side, from the first percentile to the slowest', () => {
    const chart = lines(latencyCharts(example), 'chart-percentiles-op-1');
    expect(chart.title).toBe('Latency of direct, by percentile');
    expect(chart.says).toMatch(/^Half of the 9,000 responses came within \d+ µs, 99 % within [\d.]+ ms, and the slowest took /);
    expect(chart.lines.map(({ name }) => name)).toEqual(['response', 'service', 'send lag']);
    expect(chart.x).toMatchObject({ scale: 'tail', unit: 'percentile' });
    const { response } = example.latencyUs.direct ?? expect.unreachable();
    const at = (percentile: number) => chart.lines[0]?.values[chart.x.values.indexOf(percentile)];
    expect([at(0), at(50), at(90), at(99), at(99.9), at(100)]).toEqual([
      response.min,
      response.p50,
      response.p90,
      response.p99,
      response.p999,
      response.max,
    ]);
  });

  it('say what the tail is made of', () => {
    const says = (response: number[], service: number[], sendLag: number[]) =>
      lines(
        latencyCharts({
          ...example,
          latencyUs: {
            ping: { response: distributionOf(response), service: distributionOf(service), sendLag: distributionOf(sendLag) },
          },
        }),
        'chart-percentiles-op-1',
      ).says;
    expect(says([1000, 9000], [900, 1000], [100, 8000])).toBe(
      'Half of the 2 responses came within 1 ms, and the slowest took 9 ms. Much of it is send lag, the wait before a turn is sent: service alone is 1 ms at p99.',
    );
    expect(says([1000, 9000], [990, 8990], [10, 10])).toContain('Nearly all of it is service: send lag is 10 µs at p99.');
    expect(says([9000, 9000], [1000, 8000], [1000, 8000])).toContain(
      'At p99 service is 8 ms, and send lag, the wait before a turn is sent, 8 ms.',
    );
    expect(says([9000], [9000], [0])).toBe('The only response took 9 ms.');
  });

  it('count every response of the run in the heat map', () => {
    const chart = heat(latencyCharts(example), 'chart-heat-op-1');
    expect(sumOf(chart)).toBe(10_000);
    expect(chart).toMatchObject({ group: 'time', x: { step: 1, values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] } });
    expect(chart.marks).toEqual([{ kind: 'warm-up', from: 0, to: 0, text: 'warm-up of 1 s, left out of the figures' }]);
    expect(chart.says).toMatch(/^Four in five responses took \d+ µs to \d+ µs; the slowest, [\d.]+ ms, came in second \d\.$/);
  });

  it('have thresholds of percentiles as limits, each by what it says of this operation', () => {
    const direct = example.latencyUs.direct ?? expect.unreachable();
    const slow = {
      response: distributionOf(Array.from({ length: 50 }, () => 90_000)),
      service: distributionOf([90_000]),
      sendLag: distributionOf([10]),
    };
    const threshold = (text: string, passed: boolean) => ({ text, isDefault: false, passed });
    const record = {
      ...example,
      latencyUs: { direct, slow },
      thresholds: [
        threshold('response.p99 < 20ms', false),
        threshold('direct.service.p99.9 <= 6ms', true),
        threshold('slow.response.max < 1s', true),
        threshold('response.mean < 1ms', false),
        threshold('lost == 0', true),
        threshold('<b>', true),
      ],
    };
    const charts = latencyCharts(record);
    expect(lines(charts, 'chart-percentiles-op-1').limits).toEqual([
      { value: 20_000, text: 'response.p99 < 20ms', isMet: true },
      { value: 6000, text: 'direct.service.p99.9 <= 6ms', isMet: true },
    ]);
    expect(lines(charts, 'chart-percentiles-op-2').limits).toEqual([
      { value: 20_000, text: 'response.p99 < 20ms', isMet: false },
      { value: 1_000_000, text: 'slow.response.max < 1s', isMet: true },
    ]);
    expect(lines(timeCharts(record), 'chart-response-op-1').limits).toEqual([
      { value: 20_000, text: 'response.p99 < 20ms', isMet: true },
    ]);
  });

  it('give the four busiest operations charts of their own, and put the others together', () => {
    const latencyUs = Object.fromEntries(
      Array.from({ length: 31 }, (_, index) => {
        const distribution = distributionOf(Array.from({ length: 100 - 3 * index }, (_, sample) => 1000 * index + sample));
        return [`<op ${index}>`, { response: distribution, service: distribution, sendLag: distribution }];
      }),
    );
    const charts = latencyCharts({ ...example, latencyUs, connect: { ...example.connect, timeUs: distributionOf([]) } });
    expect(charts.map(({ id }) => id)).toEqual([
      ...[1, 2, 3, 4].map((number) => `chart-percentiles-op-${number}`),
      ...[1, 2, 3].map((number) => `chart-percentiles-others-${number}`),
    ]);
    expect(lines(charts, 'chart-percentiles-op-2').title).toBe('Latency of <op 1>, by percentile');
    expect(lines(charts, 'chart-percentiles-others-1').lines.map(({ name }) => name)).toEqual(
      [4, 5, 6, 7, 8, 9, 10, 11].map((index) => `<op ${index}>`),
    );
    expect(lines(charts, 'chart-percentiles-others-3').says).toBe(
      'Of these <op 27> is the slowest, with a p99 of 27 ms. Another 3 operations that are done less often have no chart.',
    );
  });
});

describe('the charts over time', () => {
  it('have one axis and one cursor', () => {
    const charts = timeCharts(example);
    expect(charts.map(({ id }) => id)).toEqual([
      'chart-response-op-1',
      'chart-rate',
      'chart-errors',
      'chart-clients',
      'chart-late',
      'chart-target-cpu',
      'chart-target-memory',
      'chart-target-queues',
      'chart-target-switches',
      'chart-generator-cpu',
      'chart-generator-lag',
      'chart-generator-memory',
    ]);
    for (const chart of charts) {
      expect(chart).toMatchObject({ group: 'time', x: { values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] } });
      expect(chart.marks).toEqual([{ kind: 'warm-up', from: 0, to: 0, text: 'warm-up of 1 s, left out of the figures' }]);
    }
  });

  it('say what is to be seen', () => {
    const timeline = seconds(60, (second) =>
      second === 31
        ? { operations: 12, turns: 1000, latencyUs: ping({ responseP99: 812_000 }) }
        : { operations: 1000, turns: 1000, latencyUs: ping({ responseP99: 1500 + second }) },
    );
    const charts = timeCharts(overTime(timeline));
    expect(lines(charts, 'chart-response-op-1').says).toBe('p99 is 1.56 ms or less but for second 31 (812 ms).');
    expect(lines(charts, 'chart-rate').says).toBe(
      'The rate of operations is 1,000/s but for second 31 (12/s). The turns began as planned. There were no errors.',
    );
  });

  it('say when fewer turns began than planned, and how many errors there were', () => {
    const timeline = seconds(10, (second) => ({ turns: second === 4 ? 100 : second === 5 ? 900 : 1000, operations: 1000 }));
    const says = (errors: number) => lines(timeCharts(overTime(timeline, { errors })), 'chart-rate').says;
    expect(says(1)).toBe(
      'The rate of operations is 1,000/s throughout. Fewer turns began than planned in 2 seconds, most of all in second 4 (100 of 1,000). There was 1 error.',
    );
    expect(says(1200)).toContain('There were 1,200 errors.');
  });

  it('lay the planned rate beside the real one', () => {
    const plan = { ...example.plan, segments: [{ durationUs: 10e6, from: 0, to: 1000 }] };
    const chart = lines(timeCharts({ ...example, plan }), 'chart-rate');
    expect(lineOf(chart, 'turns planned')).toEqual([50, 150, 250, 350, 450, 550, 650, 750, 850, 950]);
    const closed = { ...plan, kind: 'closed' as const, segments: [{ durationUs: 10e6, from: 0, to: 100 }] };
    const charts = timeCharts({ ...example, plan: closed });
    expect(lines(charts, 'chart-rate').lines.map(({ name }) => name)).not.toContain('turns planned');
    expect(lineOf(lines(charts, 'chart-clients'), 'planned')).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });

  it('leave a last second that the run filled in part out of rates, and only out of them', () => {
    const timeline = seconds(4, (second) => ({
      operations: second === 3 ? 300 : 1000,
      turns: 1000,
      latencyUs: ping({ responseMax: 5000 }),
    }));
    const charts = timeCharts(overTime(timeline, { seconds: 3.3 }));
    expect(lineOf(lines(charts, 'chart-rate'), 'operations done')).toEqual([1000, 1000, 1000, null]);
    expect(lineOf(lines(charts, 'chart-response-op-1'), 'max')).toEqual([5000, 5000, 5000, 5000]);
    const nearly = timeCharts(overTime(timeline, { seconds: 3.98 }));
    expect(lineOf(lines(nearly, 'chart-rate'), 'operations done')).toEqual([1000, 1000, 1000, 300]);
  });

  it('end with the run, before the clients leave', () => {
    const timeline = seconds(5, (second) => (second === 4 ? { activeClients: 0 } : { operations: 10, activeClients: 7 }));
    const charts = timeCharts(overTime(timeline, { seconds: 4.02, clients: 7 }));
    const clients = lines(charts, 'chart-clients');
    expect(clients.x.values).toEqual([0, 1, 2, 3]);
    expect(lineOf(clients, 'active')).toEqual([7, 7, 7, 7]);
    expect(clients.says).toBe('All 7 clients were active throughout.');
  });

  it('know that the target is not looked at in every second', () => {
    const usage = example.timeline[0]?.target ?? expect.unreachable();
    const timeline = seconds(6, (second) =>
      second === 2 || second === 3 ? {} : { target: { ...usage, contextSwitchesVoluntary: second === 4 ? 300 : 100 } },
    );
    const charts = timeCharts(overTime(timeline));
    expect(lineOf(lines(charts, 'chart-target-switches'), 'voluntary')).toEqual([100, 100, null, null, 100, 100]);
    expect(lines(charts, 'chart-target-cpu').says).toContain(' It was looked at in 4 of 6 seconds.');
    expect(lines(charts, 'chart-target-queues').says).toContain(' They were looked at in 4 of 6 seconds.');
    expect(lines(timeCharts(example), 'chart-target-cpu').says).not.toContain('looked at');
  });

  it('leave out what there is nothing to say of', () => {
    const ids = timeCharts(overTime(seconds(5, () => ({})))).map(({ id }) => id);
    expect(ids).not.toContain('chart-errors');
    expect(ids).not.toContain('chart-late');
    expect(ids.filter((id) => id.startsWith('chart-target'))).toEqual([]);
    const blind = overTime(seconds(5, () => ({ agents: [null, null] })));
    expect(timeCharts(blind).filter(({ id }) => id.startsWith('chart-generator'))).toEqual([]);
  });

  it('show threads and descriptors where they change, and an accept queue where somebody waits', () => {
    const usage = example.timeline[0]?.target ?? expect.unreachable();
    const watched = (unlike: (second: number) => Partial<typeof usage>) =>
      timeCharts(overTime(seconds(5, (second) => ({ target: { ...usage, ...unlike(second) } }))));
    const steady = watched(() => ({ acceptQueue: 0 })).map(({ id }) => id);
    expect(steady).not.toContain('chart-target-counts');
    expect(steady).not.toContain('chart-target-accept');
    const changing = watched((second) => ({ threads: 10 + second, descriptors: 20 + second, acceptQueue: second }));
    const counts = lines(changing, 'chart-target-counts');
    expect(counts.title).toBe("The target's threads and descriptors");
    expect(counts.says).toMatch(/^The number of threads is between 1[01] \(second [01]\) and 14 \(second 4\)\. /);
    expect(lineOf(lines(changing, 'chart-target-accept'), 'waiting')).toEqual([0, 1, 2, 3, 4]);
  });

  it('put seconds of a long run together, the worst of the latencies and the mean of the rates, and say so', () => {
    const timeline = seconds(3600, (second) => ({
      operations: second % 6 === 0 ? 400 : 1000,
      turns: 1000,
      latencyUs: ping({ responseP99: second === 2000 ? 700_000 : 2000 }),
    }));
    const charts = timeCharts(overTime(timeline));
    const response = lines(charts, 'chart-response-op-1');
    expect(response.x.values.length).toBe(600);
    expect(response.x.values.slice(0, 3)).toEqual([0, 6, 12]);
    expect(lineOf(response, 'p99')?.[333]).toBe(700_000);
    expect(response.says).toBe('p99 is 2 ms but for second 2,000 (700 ms). Each point is 6 s, the highest of them.');
    const rate = lines(charts, 'chart-rate');
    expect(lineOf(rate, 'operations done')?.[0]).toBe(900);
    expect(rate.says).toContain('Each point is 6 s, the mean of them.');
  });
});

describe('the evidence of a diagnosis', () => {
  const diagnosed = (diagnoses: BenchRecord['diagnoses']) => {
    const record = { ...example, diagnoses };
    return [...latencyCharts(record), ...timeCharts(record)];
  };
  const shownBy = (charts: readonly Chart[]) =>
    Object.fromEntries(
      charts.flatMap(({ id, marks = [] }) => {
        const found = marks.filter(({ kind }) => kind === 'evidence').map(({ from, to }) => [from, to]);
        return found.length === 0 ? [] : [[id, found]];
      }),
    );
  const bandsOf = (charts: readonly Chart[]) => charts.filter(({ bands }) => bands !== undefined).map(({ id }) => id);

  it('of stalls stands at the points that show it', () => {
    const charts = diagnosed([
      {
        kind: 'stalls',
        sentence: 'The server stopped.',
        evidence: [
          { figure: 'response', fromSecond: 5, toSecond: 6 },
          { figure: 'rate', fromSecond: 4, toSecond: 6 },
        ],
      },
    ]);
    expect(shownBy(charts)).toEqual({
      'chart-heat-op-1': [[5, 5]],
      'chart-response-op-1': [[5, 5]],
      'chart-rate': [[4, 5]],
    });
    expect(charts.flatMap(({ marks = [] }) => marks).find(({ kind }) => kind === 'evidence')?.text).toBe(
      'the server stopped answering',
    );
  });

  it('of a queue stands with its operation only', () => {
    const grows = (op: string) =>
      diagnosed([
        { kind: 'queue-grows', sentence: 'It grew.', evidence: [{ figure: 'response', op, fromSecond: 0, toSecond: 10 }] },
      ]);
    expect(shownBy(grows('direct'))).toEqual({ 'chart-heat-op-1': [[0, 9]], 'chart-response-op-1': [[0, 9]] });
    expect(shownBy(grows('other'))).toEqual({});
  });

  it('of an operation that shares a chart with others stands there', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const timeline = seconds(5, () => ({ latencyUs: Object.fromEntries(names.map((name) => [name, PING])) }));
    const charts = timeCharts({
      ...overTime(timeline),
      latencyUs: Object.fromEntries(names.map((name) => [name, viewsOf([1, 2])])),
      diagnoses: [{ kind: 'queue-grows', sentence: '', evidence: [{ figure: 'response', op: 'f', fromSecond: 1, toSecond: 3 }] }],
    });
    expect(shownBy(charts)).toEqual({ 'chart-response-others-1': [[1, 2]] });
  });

  it('of a processor stands with the processor time', () => {
    const charts = diagnosed([
      {
        kind: 'one-core-saturated',
        sentence: 'It was busy.',
        evidence: [{ figure: 'target-cpu', fromSecond: 1, toSecond: 10 }],
      },
    ]);
    expect(shownBy(charts)).toEqual({ 'chart-target-cpu': [[1, 9]] });
  });

  it('of certain latencies is a band across them', () => {
    const whole = { fromSecond: 0, toSecond: 10 };
    const acknowledged = diagnosed([
      {
        kind: 'delayed-acknowledgement',
        sentence: 'It took 40 ms.',
        evidence: [{ figure: 'service', op: 'direct', ...whole, lowUs: 38_000, highUs: 46_000 }],
      },
    ]);
    expect(bandsOf(acknowledged)).toEqual(['chart-percentiles-op-1', 'chart-heat-op-1']);
    expect(lines(acknowledged, 'chart-percentiles-op-1').bands).toEqual([
      { from: 38_000, to: 46_000, text: 'delayed acknowledgement' },
    ]);
    expect(shownBy(acknowledged)).toEqual({});
    const overflown = diagnosed([
      {
        kind: 'accept-queue-overflow',
        sentence: 'They were tried again.',
        evidence: [
          { figure: 'connect', ...whole, lowUs: 990_000, highUs: 1_200_000 },
          { figure: 'accept-queue', ...whole },
        ],
      },
    ]);
    expect(bandsOf(overflown)).toEqual(['chart-percentiles-connect']);
    expect(shownBy(overflown)).toEqual({ 'chart-target-accept': [[0, 9]] });
  });

  it('is at the point that its second became a part of', () => {
    const timeline = seconds(1200, () => ({ latencyUs: ping({}) }));
    const [chart] = timeCharts({
      ...overTime(timeline),
      diagnoses: [{ kind: 'stalls', sentence: '', evidence: [{ figure: 'response', fromSecond: 501, toSecond: 502 }] }],
    });
    expect(chart?.marks).toEqual([{ kind: 'evidence', from: 500, to: 500, text: 'the server stopped answering' }]);
  });

  it('is missing in older records, and nothing else is', () => {
    const charts = diagnosed([{ kind: 'stalls', sentence: 'The server stopped.' }]);
    expect(shownBy(charts)).toEqual({});
    expect(charts.length).toBe(latencyCharts(example).length + timeCharts(example).length);
  });
});

describe('the charts of an odd record', () => {
  const none = () => distributionOf([]);
  const odd: readonly (readonly [string, () => Partial<BenchRecord>])[] = [
    ['without a timeline', () => ({ timeline: [] })],
    ['of one second', () => ({ timeline: example.timeline.slice(0, 1), totals: { ...example.totals, seconds: 1 } })],
    [
      'of two seconds that are both warm-up',
      () => ({ timeline: example.timeline.slice(0, 2), steadiness: { ...example.steadiness, warmUpSeconds: 2 } }),
    ],
    ['without operations', () => ({ latencyUs: {} })],
    [
      'with an operation that has no samples',
      () => ({ latencyUs: { ...example.latencyUs, idle: { response: none(), service: none(), sendLag: none() } } }),
    ],
    [
      'with samples above an hour',
      () => ({
        latencyUs: { long: viewsOf([5, 9e9, 2e10]) },
        timeline: seconds(5, () => ({ latencyUs: { long: { ...PING, ...responsesOf([5, 9e9]) } } })),
      }),
    ],
    [
      'with huge values',
      () => ({
        timeline: seconds(5, () => ({
          operations: Number.MAX_SAFE_INTEGER,
          turns: Number.MAX_SAFE_INTEGER,
          latencyUs: ping({ responseP99: 1e300 }),
          target: { ...(example.timeline[0]?.target ?? expect.unreachable()), cpuShare: 1e300 },
        })),
      }),
    ],
    [
      'with zeros',
      () => ({
        latencyUs: { ping: viewsOf([0, 0, 0]) },
        timeline: seconds(5, () => ({ latencyUs: ping(responsesOf([0, 0])) })),
      }),
    ],
    ['that was stopped before its plan ended', () => ({ totals: { ...example.totals, seconds: 2.5 } })],
  ];

  it.each(odd)('%s are drawn of what there is', (_, changes) => {
    const record = { ...example, ...changes() };
    const charts = [...latencyCharts(record), ...timeCharts(record)];
    expect(new Set(charts.map(({ id }) => id)).size).toBe(charts.length);
    for (const chart of charts) {
      expect(chart.id).toMatch(/^[a-z0-9-]+$/);
      expect(chart.says).toMatch(/^[A-Z0-9p].*\.$/);
      expect(chart.says).not.toMatch(/NaN|undefined|Infinity/);
      expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
      if (chart.kind === 'heat') {
        expect(chart.cells.every(Number.isFinite)).toBe(true);
        continue;
      }
      expect(chart.lines.length).toBeLessThanOrEqual(8);
      for (const { values } of chart.lines) {
        expect(values.length).toBe(chart.x.values.length);
        expect(values.every((value) => value === null || Number.isFinite(value))).toBe(true);
      }
    }
  });

  it('are none where nothing was done', () => {
    const bare = { ...example, latencyUs: {}, timeline: [], connect: { ...example.connect, timeUs: none() } };
    expect([...latencyCharts(bare), ...timeCharts(bare)]).toEqual([]);
  });

  it('say nothing of an operation in a second that has none, whatever it is called', () => {
    const latencyUs = { ...example.latencyUs, constructor: viewsOf([5, 6, 7]) };
    const timeline = example.timeline.map((second) => ({
      ...second,
      latencyUs: second.second === 3 ? { ...second.latencyUs, constructor: { ...PING, ...responsesOf([5]) } } : second.latencyUs,
    }));
    const charts = [...latencyCharts({ ...example, latencyUs, timeline }), ...timeCharts({ ...example, latencyUs, timeline })];
    const own = charts.filter(({ title }) => title.includes('constructor'));
    expect(own.length).toBe(3);
    for (const { says } of own) expect(says).not.toContain('NaN');
  });

  it('have no heat map in a record of 0.4, and all else', () => {
    const old = {
      ...example,
      timeline: example.timeline.map((second) => ({
        ...second,
        latencyUs: Object.fromEntries(
          Object.entries(second.latencyUs).map(([op, { responseHdr: _, ...figures }]) => [op, figures]),
        ),
      })),
    };
    expect(latencyCharts(old)).toEqual(latencyCharts(example).filter(({ kind }) => kind !== 'heat'));
    expect(timeCharts(old)).toEqual(timeCharts(example));
  });

  it('count each sample of an hour and more once', () => {
    const timeline = seconds(3, () => ({ latencyUs: { ping: { ...PING, ...responsesOf([0, 1, 5e9]) } } }));
    expect(sumOf(heat(latencyCharts(overTime(timeline)), 'chart-heat-op-1'))).toBe(9);
  });

  it('take 150 KB for a minute of three operations, all of them together', () => {
    const spread = Array.from({ length: 400 }, (_, index) => Math.round(80 * 1.02 ** index));
    const responses = responsesOf(spread);
    const usage = example.timeline[0]?.target ?? expect.unreachable();
    const names = ['one', 'two', 'three'];
    const timeline = seconds(60, (second) => ({
      operations: 123_456 + second,
      turns: 123_456 - second,
      turnsLate: 12_345 + second,
      errors: 1234 + second,
      latencyUs: Object.fromEntries(names.map((name) => [name, { ...PING, ...responses, responseP99: 123_456 + second }])),
      target: {
        ...usage,
        cpuShare: 1 / (3 + second),
        rssBytes: 123_456_789 + second,
        threads: second,
        descriptors: 1000 + second,
        processes: second,
        receiveQueueBytes: 123_456 + second,
        acceptQueue: second,
      },
    }));
    const record = {
      ...overTime(timeline),
      latencyUs: Object.fromEntries(names.map((name) => [name, viewsOf(spread)])),
    };
    const charts = [...latencyCharts(record), ...timeCharts(record)];
    expect(charts.filter(({ kind }) => kind === 'heat').length).toBe(3);
    expect(JSON.stringify(charts).length).toBeLessThan(150_000);
    expect(lineOf(lines(charts, 'chart-target-cpu'), 'processor time')?.slice(0, 2)).toEqual([0.3333, 0.25]);
  });
});

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

function ping(latency: Partial<Latency>): Record<string, Latency> {
  return { ping: { ...PING, ...latency } };
}

function responsesOf(samples: readonly number[]): { readonly count: number; readonly responseHdr: string } {
  const { count, hdr } = distributionOf(samples);
  return { count, responseHdr: hdr };
}

function seconds(count: number, unlike: (second: number) => Partial<Second>): Second[] {
  return Array.from({ length: count }, (_, second) => secondOf(second, {}, unlike(second)));
}

/** The example with another timeline, of an operation named ping, without warm-up, and without errors. */
function overTime(timeline: readonly Second[], totals: Partial<BenchRecord['totals']> = {}): BenchRecord {
  return {
    ...example,
    timeline: [...timeline],
    latencyUs: { ping: viewsOf([400, 900]) },
    steadiness: { ...example.steadiness, warmUpSeconds: 0 },
    plan: { ...example.plan, segments: [{ durationUs: timeline.length * 1e6, from: 1000, to: 1000 }] },
    totals: { ...example.totals, errors: 0, seconds: timeline.length, ...totals },
  };
}

function viewsOf(samples: readonly number[]) {
  const distribution = distributionOf(samples);
  return { response: distribution, service: distribution, sendLag: distribution };
}

function distributionOf(samples: readonly number[]): Distribution {
  const histogram = new LatencyHistogram();
  for (const us of samples) histogram.record(us);
  const distribution = histogram.distribution();
  histogram.destroy();
  return distribution;
}

function chartOf(charts: readonly Chart[], id: string): Chart {
  return charts.find((chart) => chart.id === id) ?? expect.unreachable(`there is ${charts.map((chart) => chart.id)}`);
}

function lines(charts: readonly Chart[], id: string): LineChart {
  const chart = chartOf(charts, id);
  return chart.kind === 'lines' ? chart : expect.unreachable();
}

function heat(charts: readonly Chart[], id: string): HeatMap {
  const chart = chartOf(charts, id);
  return chart.kind === 'heat' ? chart : expect.unreachable();
}

function lineOf({ lines: all }: LineChart, name: string): readonly (number | null)[] | undefined {
  return all.find((line) => line.name === name)?.values;
}

function sumOf({ cells }: HeatMap): number {
  return cells.reduce((sum, value, index) => (index % 3 === 2 ? sum + value : sum), 0);
}
