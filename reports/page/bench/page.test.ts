import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import { LatencyHistogram } from '../../../harness/record/latency-histogram.ts';
import type { BenchRecord, Distribution, OpLatency } from '../../../harness/record/record.ts';
import { markupOf } from '../markup.test-support.ts';
import { downloadsOf } from './downloads.ts';
import { benchContent } from './page.ts';

const example = await exampleRecord();
const direct = example.latencyUs.direct ?? expect.unreachable();
const NOTHING: Distribution = { count: 0, min: 0, mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0, clamped: 0, hdr: '' };

/** As it is read: without markup, and with single spaces. */
function textOf(markup: string): string {
  return markup
    .replace(/<script[^>]*>.*?<\/script>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

const firstOf = (record: BenchRecord) => textOf(benchContent(record).first.markup);

function sectionOf(record: BenchRecord, id: string): string {
  return textOf(benchContent(record).sections.find((section) => section.id === id)?.body.markup ?? 'no such section');
}

const idsOf = (record: BenchRecord) => benchContent(record).sections.map(({ id }) => id);

/** Without the errors of the example, which a run that passes has none of. */
const passing: BenchRecord = { ...example, errors: [], totals: { ...example.totals, errors: 0 } };

/** What ends before its first turn leaves this. */
const empty: BenchRecord = {
  ...example,
  verdict: 'invalid',
  causes: [{ verdict: 'invalid', code: 'stopped', sentence: 'It ended before the first turn: nothing was measured.' }],
  totals: {
    ...example.totals,
    ...{ connected: 0, turns: 0, turnsLate: 0, operations: 0, seconds: 0, measuredSeconds: 0, operationsPerSecond: 0 },
    ...{ bytesSent: 0, bytesReceived: 0, framesSent: 0, framesReceived: 0, framesSharingReads: 0, errors: 0 },
  },
  correctness: { ...example.correctness, checked: 0 },
  latencyUs: {},
  timeline: [],
  errors: [],
  thresholds: [],
  connect: { attempts: 0, established: 0, timeUs: NOTHING, firstFrameUs: NOTHING },
  generator: { ...example.generator, cpuShareMax: 0, loopLagUs: NOTHING, wakeLagUs: NOTHING },
};

describe('the first screen', () => {
  it('has the verdict as a word and a sign', () => {
    const badge = (verdict: BenchRecord['verdict']) =>
      /<p class="verdict [^"]*">.*?<\/p>/.exec(benchContent({ ...example, verdict }).first.markup)?.[0];
    expect(badge('pass')).toBe('<p class="verdict pass"><span aria-hidden="true">✓</span> pass</p>');
    expect(badge('fail')).toBe('<p class="verdict fail"><span aria-hidden="true">✗</span> fail</p>');
    expect(badge('invalid')).toBe('<p class="verdict invalid"><span aria-hidden="true">⚠\u{fe0e}</span> invalid</p>');
  });

  it('says why a run that passed may be believed', () => {
    expect(firstOf(passing)).toContain(
      'Nothing failed: all 2 thresholds were met (1 asked for), none of 10,000 deliveries was wrong and the generator kept its pace, so the measurement is valid.',
    );
    const steadiness = { ...example.steadiness, isSteady: false, sentence: 'Never steady: it grew.' };
    expect(firstOf({ ...passing, steadiness })).toContain('is valid, though the run was never steady.');
  });

  it('does not say that nothing was wrong where something was, and allowed', () => {
    const text = firstOf({ ...example, correctness: { ...example.correctness, lost: 3 } });
    expect(text).toContain('Nothing failed more often than was allowed: all 2 thresholds were met');
    expect(text).toContain('there were 2 errors, 3 of 10,003 deliveries were wrong');
  });

  it('tells a missed threshold in words and figures', () => {
    const text = firstOf({
      ...example,
      verdict: 'fail',
      causes: [{ verdict: 'fail', code: 'threshold', sentence: 'direct.response.p99 < 2ms, and it is 4.' }],
      thresholds: [{ text: 'direct.response.p99 < 2ms', isDefault: false, actual: 4, passed: false }],
    });
    expect(text).toContain(
      'Missed: 99 % of direct answered within 2 ms of being due (direct.response.p99 < 2ms). Measured: 4 ms.',
    );
    expect(text).toContain('The measurement is valid.');
  });

  it('says of which trials a threshold was missed, and not what another measured', () => {
    const text = firstOf({
      ...example,
      verdict: 'fail',
      causes: [{ verdict: 'fail', code: 'threshold', sentence: 'Trial 2: lost == 0, and it is 5.' }],
      trials: { verdicts: ['pass', 'fail'], figures: {} },
    });
    expect(text).toContain('Missed: no message lost. Trial 2: lost == 0, and it is 5.');
  });

  it('folds causes of which there are many', () => {
    const causes = Array.from({ length: 9 }, (_, index) => ({
      verdict: 'fail' as const,
      code: 'x',
      sentence: `Cause ${index}.`,
    }));
    const { markup } = benchContent({ ...example, verdict: 'fail', causes }).first;
    expect(markup).toContain('<summary>and 4 more causes</summary>');
    expect(markup.indexOf('Cause 4.')).toBeLessThan(markup.indexOf('<details>'));
    expect(markup.indexOf('Cause 5.')).toBeGreaterThan(markup.indexOf('<details>'));
  });

  it('has the three numbers that matter', () => {
    const text = firstOf(passing);
    expect(text).toContain('Rate 1,000 operations a second over 9 s, without the 1 s of warm-up; no errors');
    expect(text).toMatch(/Response of direct [\d.]+ µs p50 [\d.]+ ms p99/);
    expect(text).toContain(
      'Correctness 0 wrong of 10,000 deliveries none lost, duplicated, reordered, misdelivered or corrupted',
    );
    expect(firstOf(example)).toContain('; 2 errors');
  });

  it('has other operations a click away', () => {
    const { markup } = benchContent({ ...example, latencyUs: { direct, rare: scaled(direct, 5) } }).first;
    expect(markup).toContain('<a href="#operations">1 other operation</a>');
    expect(idsOf({ ...example, latencyUs: { direct, rare: scaled(direct, 5) } })).toContain('operations');
  });

  it('says what was delivered wrong, and what nobody checked', () => {
    const { correctness } = example;
    expect(firstOf({ ...example, correctness: { ...correctness, lost: 2, corrupted: 1, unsettled: 4 } })).toContain(
      '3 wrong of 10,002 deliveries 2 lost, 1 corrupted, the fate of 4 is not known',
    );
    expect(firstOf({ ...example, correctness: { ...correctness, enabled: false, checked: 0 } })).toContain(
      'Correctness not checked whether deliveries were right is not known',
    );
    expect(firstOf({ ...example, correctness: { ...correctness, checked: 0 } })).toContain('there was no delivery to check');
  });

  it('says of a valid measurement how late the generator was, and how late it may be', () => {
    const generator = { ...example.generator, wakeLagUs: { ...direct.sendLag, p99: 420 }, cpuShareMax: 0.31 };
    const text = firstOf({
      ...example,
      generator,
      latencyUs: { direct: { ...direct, response: { ...direct.response, p99: 30_000 } } },
    });
    expect(text).toContain(
      'The measurement is valid. The generator itself sent 420 µs late at p99 (3 ms are allowed), and used 31 % of a processor (95 % are allowed). Steady from second 1 on.',
    );
  });

  it('says of a run that failed that its latencies can not be believed, and why', () => {
    const text = firstOf({
      ...example,
      verdict: 'fail',
      causes: [
        { verdict: 'fail', code: 'x', sentence: 'It lost messages.' },
        { verdict: 'invalid', code: 'agent-cpu', sentence: 'An agent used 99 % of a processor.' },
      ],
    });
    expect(text).toContain('The measurement is not valid. Its latencies and rates can’t be believed. An agent used 99 %');
    expect(text.split('An agent used')).toHaveLength(2);
  });

  it('says what ran against what, when, for how long and with which seed', () => {
    const text = firstOf(example);
    for (const fact of [
      'Target the reference server of the harness, at 127.0.0.1:3490, process 4711',
      'Scenario chat/direct: Pairs of members send each other direct messages.',
      'When 2025-01-15 10:30:00 UTC',
      'How long 10 s; 9 s of it count, behind 1 s of warm-up (detected)',
      'Seed 7',
    ]) {
      expect(text).toContain(fact);
    }
    expect(firstOf({ ...example, totals: { ...example.totals, seconds: 3.2 } })).toContain('3.2 s of the 10 s that were planned');
    expect(firstOf({ ...example, target: { ...example.target, how: 'started', command: './it 1' } })).toContain(
      'started by ./it 1',
    );
  });

  it('has the first of its notes, and says that there are more', () => {
    expect(firstOf({ ...example, notes: ['It was stopped after 3.2 s.', 'More.', 'And more.'] })).toContain(
      'Note It was stopped after 3.2 s. 2 more notes',
    );
    expect(firstOf({ ...example, notes: [] })).not.toContain('Note');
  });

  it('has the command that repeats the run', () => {
    expect(firstOf(example)).toContain('harness bench chat/direct --rate 1000/s --seed 7');
    expect(firstOf({ ...example, command: ['a', 'program'] })).not.toContain('repeats');
  });

  it('says what the figures show in a line each, and where', () => {
    const { markup } = benchContent({
      ...example,
      diagnoses: [{ kind: 'accept-queue-overflow', sentence: '12 connections took 1 s: the server accepts slowly.' }],
    }).first;
    expect(textOf(markup)).toContain('What the figures show 12 connections took 1 s. See: Time to connect, by percentile');
    expect(markup).toContain('<a href="#chart-percentiles-connect">');
  });
});

describe('the sections of a run', () => {
  it('come in the order in which a reader digs, and without what is empty', () => {
    const whole: BenchRecord = {
      ...example,
      latencyUs: { direct, rare: scaled(direct, 5) },
      diagnoses: [{ kind: 'stalls', sentence: 'It stalled: look.' }],
      trials: { verdicts: ['pass', 'pass'], figures: {} },
    };
    expect(idsOf(whole)).toEqual([
      ...['diagnoses', 'latency', 'over-time', 'operations', 'correctness', 'errors', 'thresholds', 'connections', 'target'],
      ...['generator', 'trials', 'plan', 'notes', 'environment'],
    ]);
    const { targetUsage: _, ...unseen } = passing;
    expect(idsOf({ ...unseen, notes: [] })).toEqual([
      ...['latency', 'over-time', 'correctness', 'thresholds', 'connections', 'generator', 'plan', 'environment'],
    ]);
  });

  it('have response, service and send lag side by side, to be sorted', () => {
    const { markup } = benchContent(example).sections.find(({ id }) => id === 'latency')?.body ?? expect.unreachable();
    expect(markup).toContain('<table data-sortable>');
    expect(textOf(markup)).toMatch(/direct response 9,000 .* direct service 9,000 .* direct send lag 9,000 /);
    expect(markup).toContain(`<td data-value="${direct.response.p99}">`);
  });

  it('put percentiles in brackets that few samples lie beyond', () => {
    const of = (count: number) =>
      sectionOf(
        { ...example, latencyUs: { direct: scaled({ ...direct, response: { ...direct.response, p99: 7_000 } }, count) } },
        'latency',
      );
    expect(of(999)).toContain('(7 ms)');
    expect(of(999)).toContain('In brackets: fewer than 10 samples');
    expect(of(1_000)).not.toContain('(7 ms)');
    expect(of(10_000)).not.toContain('In brackets');
  });

  it('fold the latencies of many operations', () => {
    const latencyUs = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`op-${index}`, scaled(direct, 100 + index)]));
    const { markup } =
      benchContent({ ...example, latencyUs }).sections.find(({ id }) => id === 'latency')?.body ?? expect.unreachable();
    expect(markup).toContain('<details><summary>All figures of 12 operations</summary>');
    expect(sectionOf({ ...example, latencyUs }, 'operations')).toContain('op-11 111 9 %');
  });

  it('say of deliveries what each kind of wrong means, with examples', () => {
    const correctness = {
      ...example.correctness,
      lost: 3,
      examples: ['m1 lost it.', ...Array.from({ length: 6 }, () => 'Another.')],
    };
    const text = sectionOf({ ...example, correctness }, 'correctness');
    expect(text).toContain('lost it never came, though both ends stayed to the end 3');
    expect(text).toContain('duplicated it came more than once none');
    expect(text).toContain('Examples m1 lost it.');
    expect(text).toContain('2 more examples');
  });

  it('have errors by phase, code and blame, the most frequent first', () => {
    const errors = [
      { phase: 'leave', code: 'reset', blame: 'server', count: 1, firstAtSeconds: 9.96, example: 'It was reset.' },
      { phase: 'connect', code: 'refused', blame: 'network', count: 3, firstAtSeconds: -0.2, example: 'Nobody was there.' },
    ] as const;
    expect(sectionOf({ ...example, errors: [...errors] }, 'errors')).toMatch(
      /refused 3 75 % connect network before the start Nobody was there\. reset 1 25 % leave server 10\.0 s It was reset\./,
    );
  });

  it('have thresholds with what was asked beside what was measured, the missed first', () => {
    const text = sectionOf(
      {
        ...example,
        thresholds: [...example.thresholds, { text: 'rate >= 950/s', isDefault: false, actual: 900, passed: false }],
      },
      'thresholds',
    );
    expect(text).toMatch(
      /✗ missed at least 950 operations a second rate >= 950\/s 900\/s the command or the scenario ✓ met 99 %/,
    );
    expect(text).toMatch(/✓ met no message lost lost == 0 0 default/);
  });

  it('say how near the generator came to its limits', () => {
    const generator = { ...example.generator, loopLagUs: { ...example.generator.loopLagUs, p99: 15_000 }, cpuShareMax: 0.19 };
    const text = sectionOf({ ...example, generator }, 'generator');
    expect(text).toContain('Loop lag, p99 how late a timer of its loop came 15 ms 10 ms ✗ 150 %');
    expect(text).toContain('Processor of one processor, used by the busiest agent 19 % 95 % 20 %');
    expect(text).toContain('Calibration none: harness bench --calibrate');
  });

  it('have trials with medians and intervals', () => {
    const figures = { rate: { median: 500, low: 490, high: 510, values: [490, 500, 510] } };
    const text = sectionOf({ ...example, trials: { verdicts: ['pass', 'pass', 'fail'], figures } }, 'trials');
    expect(text).toContain('1 ✓ pass 2 ✓ pass 3 ✗ fail');
    expect(text).toContain('operations a second 500 490 510 490 510');
  });

  it('say what kind of plan it was, with its stretches', () => {
    const segments = [
      { durationUs: 2e6, from: 0, to: 100 },
      { durationUs: 3e6, from: 100, to: 100 },
    ];
    const text = sectionOf({ ...example, plan: { ...example.plan, segments } }, 'plan');
    expect(text).toContain('Kind open: turns are due by the clock');
    expect(text).toContain('2 2 s 3 s 100 100');
  });

  it('say how the target ended, and what it dropped', () => {
    const usage = example.targetUsage ?? expect.unreachable();
    const text = sectionOf(
      { ...example, targetUsage: { ...usage, ended: 'It was ended by SIGKILL.', acceptQueueOverflows: 8 } },
      'target',
    );
    expect(text).toContain('How it ended It was ended by SIGKILL.');
    expect(text).toContain('8 connection attempts dropped');
  });
});

describe('the downloads of a run', () => {
  it('have the record as it is', () => {
    expect(benchContent(example).downloads[0]).toEqual({
      file: 'record.json',
      mediaType: 'application/json',
      text: `${JSON.stringify(example)}\n`,
    });
  });

  it('leave out the histograms of seconds where they are too much, and say so', () => {
    // Digits that don't repeat, which no compression makes small.
    const noise = (second: number) =>
      Array.from({ length: 4_000 }, (_, at) =>
        Math.sin(second * 4_000 + at + 1)
          .toString(36)
          .slice(3),
      ).join('');
    const timeline = example.timeline.map((second) => ({
      ...second,
      latencyUs: { direct: { ...(second.latencyUs.direct ?? expect.unreachable()), responseHdr: noise(second.second) } },
    }));
    const [download] = downloadsOf({ ...example, timeline });
    expect(download?.says).toContain('without the histograms of single seconds');
    expect(download?.text).not.toContain('responseHdr');
    expect(download?.text).toContain(direct.response.hdr);
    expect(JSON.parse(download?.text ?? '').timeline).toHaveLength(example.timeline.length);
  });
});

const LONG = 'n'.repeat(200);
const HUGE: BenchRecord['totals'] = {
  ...example.totals,
  clients: 1_000_000,
  connected: 1_000_000,
  turns: 9e15,
  operations: 9e15,
};
const ODD: Readonly<Record<string, BenchRecord>> = {
  'that passed': passing,
  'that ended before it began': empty,
  'that was stopped at once': {
    ...empty,
    totals: { ...empty.totals, connected: 3, turns: 2, seconds: 0.004 },
    notes: ['It was stopped after 0.0 s.'],
  },
  'of errors only': {
    ...empty,
    verdict: 'fail',
    errors: Array.from({ length: 30 }, (_, index) => ({
      ...({ phase: 'turn', blame: 'server', count: index, firstAtSeconds: 1, example: LONG } as const),
      code: `code-${index}`,
    })),
  },
  'whose target went away': {
    ...example,
    verdict: 'fail',
    causes: [{ verdict: 'fail', code: 'target-ended', sentence: 'The target ended.' }],
    targetUsage: { ...(example.targetUsage ?? expect.unreachable()), cpuSeconds: 0, ended: 'The target ended.' },
  },
  'with every diagnosis': {
    ...empty,
    diagnoses: (['delayed-acknowledgement', 'stalls', 'accept-queue-overflow', 'one-core-saturated', 'queue-grows'] as const).map(
      (kind) => ({ kind, sentence: `${kind}: look.` }),
    ),
  },
  'of a million clients': { ...example, totals: HUGE, plan: { ...example.plan, clients: 1_000_000 } },
  'with names of 200 signs': {
    ...example,
    scenario: { ...example.scenario, name: LONG, source: LONG, params: { [LONG]: LONG } },
    latencyUs: { [LONG]: direct, [`${LONG}2`]: direct },
    thresholds: [{ text: LONG, isDefault: false, passed: false }],
  },
  'of no time and some operations': {
    ...example,
    totals: { ...example.totals, measuredSeconds: 0, seconds: 0, operationsPerSecond: 0 },
  },
  'of trials': {
    ...example,
    trials: {
      verdicts: Array.from({ length: 40 }, () => 'pass' as const),
      figures: { rate: { median: 0, low: 0, high: 0, values: [] } },
    },
    calibration: { operationsPerSecondMax: 0, sendLagP99Us: 0, responseP50Us: 0, responseP99Us: 0 },
  },
  'that nobody checked': { ...example, correctness: { ...example.correctness, enabled: false, checked: 0 } },
};

describe.each(Object.entries(ODD))('the page of a run %s', (_, record) => {
  const content = benchContent(record);
  const markup = markupOf(content);

  it('closes what it opens', () => {
    const open: string[] = [];
    for (const [, slash, name = '', selfClosed] of markup.matchAll(/<(\/?)([a-z]\w*)[^>]*?(\/?)>/g)) {
      if (selfClosed === '/') continue;
      if (slash === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('has no figure that is none', () => {
    expect(textOf(markup).match(/.{0,40}(NaN|undefined|Infinity|\bnull\b|\[object).{0,40}/)?.[0]).toBeUndefined();
  });

  it('has each anchor once, and what each link leads to', () => {
    const anchors = [...markup.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(anchors).toEqual([...new Set(anchors)]);
    const links = [...markup.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !anchors.includes(id))).toEqual([]);
  });

  it('names each of its tables and sections differently', () => {
    const tables = [...markup.matchAll(/role="region" aria-label="([^"]+)"/g)].map(([, name]) => name);
    const names = [...tables, ...content.sections.map(({ title }) => title)];
    expect(names).toEqual([...new Set(names)]);
  });
});

it('takes nothing of the record for markup', () => {
  const nasty = `<script>alert("1")</script>&'\u0007`;
  const page = markupOf(
    benchContent({
      ...example,
      verdict: 'fail',
      causes: [
        { verdict: 'fail', code: 'x', sentence: nasty },
        { verdict: 'fail', code: 'threshold', sentence: nasty },
        { verdict: 'invalid', code: 'x', sentence: nasty },
      ],
      notes: [nasty],
      command: ['bench', '--out', nasty],
      scenario: { ...example.scenario, name: nasty, summary: nasty, source: nasty, params: { [nasty]: nasty } },
      target: { ...example.target, how: 'started', command: nasty },
      environment: { ...example.environment, processor: nasty, transport: nasty },
      latencyUs: { [nasty]: direct, [`${nasty}2`]: direct },
      timeline: example.timeline.map((second) => ({
        ...second,
        latencyUs: { [nasty]: second.latencyUs.direct ?? expect.unreachable() },
      })),
      errors: [{ phase: 'turn', code: nasty, blame: 'server', count: 1, firstAtSeconds: 1, example: nasty }],
      thresholds: [{ text: nasty, isDefault: false, passed: false }],
      diagnoses: [{ kind: 'queue-grows', sentence: nasty }],
      correctness: { ...example.correctness, examples: [nasty] },
      targetUsage: { ...(example.targetUsage ?? expect.unreachable()), ended: nasty },
      steadiness: { ...example.steadiness, sentence: nasty },
      trials: { verdicts: ['pass', 'fail'], figures: { [nasty]: { median: 1, low: 1, high: 1, values: [1] } } },
    }),
  );
  expect(page).not.toContain('<script>');
  expect(page).not.toContain('alert("1")');
  expect(page).not.toContain('\u0007');
  expect(page.match(/&#60;script&#62;/g)?.length).toBeGreaterThan(20);
});

function scaled(latency: OpLatency, count: number): OpLatency {
  const histogram = new LatencyHistogram();
  for (let sample = 0; sample < count; sample++) histogram.record(latency.response.p50);
  const { hdr } = histogram.encode();
  histogram.destroy();
  const of = (distribution: Distribution) => ({ ...distribution, count, hdr });
  return { response: of(latency.response), service: of(latency.service), sendLag: of(latency.sendLag) };
}
