import { describe, expect, it } from 'vitest';
import type { SoFar } from '../fleet/bench-options.ts';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { Second } from '../record/record.ts';
import { type ProgressPlan, startProgress, usualProgress } from './progress.ts';
import { TestPlace } from './progress-place.test-support.ts';
import { Screen } from './screen.test-support.ts';
import { hasUnicode, textFor } from './surroundings.ts';

const { timeline } = await exampleRecord();
const plan: ProgressPlan = { title: 'chat/direct: 1,000 turns a second over 100 clients for 10 s', clients: 100, seconds: 10 };

/** The example's, with figures that are easy to read. */
function second(number: number, changes: Partial<Second> = {}): Second {
  const [first] = timeline;
  if (first === undefined) throw new Error('the example has a timeline');
  const latency = { serviceP50: 100, serviceP99: 900, sendLagP99: 10 };
  const direct = { ...latency, count: 1000, responseP50: 210, responseP99: 1000 * (number + 1), responseMax: 9000 };
  return {
    ...first,
    second: number,
    turns: 1000 + 100 * number,
    turnsLate: 0,
    errors: 0,
    connects: 0,
    activeClients: 100,
    bytesSent: 1_500_000,
    bytesReceived: 1_500_000,
    latencyUs: { direct, delivery: { ...direct, count: 999, responseP50: 190 } },
    agents: [{ cpuShare: 0.3, loopLagUsMax: 1, rssBytes: 1, gcMs: 0 }, null],
    ...changes,
  };
}

function soFar(number: number, changes: Partial<SoFar> = {}): SoFar {
  const turns = 1000 * (number + 1);
  const direct = { count: turns, responseP50: 205, responseP99: 4000, responseMax: 12_000 };
  return {
    turns,
    operations: 2 * turns,
    errors: 0,
    checked: turns,
    wrong: 0,
    wrongExample: undefined,
    latencyUs: { direct, delivery: { ...direct, count: turns - 1, responseP50: 185 } },
    thresholds: [{ text: 'response.p99 < 20ms', isDefault: false, actual: 4, passed: true }],
    ...changes,
  };
}

function onScreen(columns: number, rows = 24, looks: ConstructorParameters<typeof TestPlace>[1] = {}) {
  const screen = new Screen(columns, rows);
  screen.write('$ harness bench\n');
  const place = new TestPlace(screen, looks);
  const progress = startProgress('tty', plan, place);
  const run = (seconds: number, changes: Partial<SoFar> = {}) => {
    place.pass(300_000);
    progress.onPhase('running');
    for (let number = 0; number < seconds; number++) {
      place.pass(1_000_000);
      progress.onSecond(second(number), soFar(number, changes));
    }
    place.pass(250_000);
  };
  const lines = () => screen.text.split('\n').slice(1);
  return { screen, place, progress, run, lines };
}

function inLog(kind: 'plain' | 'json' | 'none', changes: Partial<ProgressPlan> = {}) {
  const said: string[] = [];
  const place = new TestPlace({ write: (text) => said.push(text) });
  return { said, place, progress: startProgress(kind, { ...plan, ...changes }, place) };
}

describe('the panel of a bench run', () => {
  it('shows on 80 columns all that matters while the run goes on, in the same place each second', () => {
    const { screen, run } = onScreen(80);
    run(5);
    expect(screen.text).toBe(`$ harness bench
chat/direct: 1,000 turns a second over 100 clients for 10 s
███████████████░░░░░░░░░░░░░░░ 5 s of 10 s, 5 s left
clients     100 active of 100
rate        1,400 turns/s, 2.86 MB/s  ▆▇▇██
response     now p50     p99     max  in all p50     p99     max
delivery       190µs     5ms     9ms       185µs     4ms    12ms
direct         210µs     5ms     9ms       205µs     4ms    12ms
errors      none
deliveries  5,000 checked, none wrong
CPU         generator 30 %, target 40 % with 57.2 MB
thresholds  ✓ response.p99 < 20ms: 4 ms`);
  });

  it('leaves out on 40 columns what matters less', () => {
    const { lines, run } = onScreen(40);
    run(5);
    expect(lines().join('\n')).toBe(`chat/direct: 1,000 turns a second over…
█████████░░░░░░░░ 5 s of 10 s, 5 s left
clients     100 active of 100
rate        1,400 turns/s, 2.86 MB/s
delivery         p50     p99     max
now            190µs     5ms     9ms
in all         185µs     4ms    12ms
errors      none
deliveries  5,000 checked, none wrong
CPU         generator 30 %
thresholds  ✓ response.p99 < 20ms: 4 ms`);
  });

  it('uses the width of 120 columns for the rate of more seconds', () => {
    const { lines, run, screen } = onScreen(120);
    run(9);
    expect(lines()[3]).toBe('rate        1,800 turns/s, 2.86 MB/s  ▅▅▆▆▆▇▇██');
    expect(screen.foldedRows).toBe(0);
  });

  it('is in ASCII where the terminal knows no other signs', () => {
    const { screen, run } = onScreen(80, 24, { hasUnicode: false });
    run(5, { thresholds: [{ text: 'response.p99 < 1ms', isDefault: false, actual: 4, passed: false }] });
    expect(screen.text).toMatch(/^[\n -~]*$/);
    expect(screen.text).toContain('###############--------------- 5 s of 10 s, 5 s left');
    expect(screen.text).toContain('2.86 MB/s  +**##');
    expect(screen.text).toContain('190us');
    expect(screen.text).toContain('thresholds  x response.p99 < 1ms: 4 ms');
  });

  it('shows how many are connected, and how long it takes', () => {
    const { place, progress, lines } = onScreen(80);
    progress.onPhase('connecting');
    place.pass(3_000_000);
    progress.onConnecting(25, 100, 0);
    place.pass(250_000);
    expect(lines()).toEqual([plan.title, '████████░░░░░░░░░░░░░░░░░░░░░░ connecting, 3 s', 'clients     25 of 100 connected']);
    progress.onConnecting(75, 100, 2);
    place.pass(250_000);
    expect(lines()[2]).toBe('clients     75 of 100 connected, 2 errors');
  });

  it('says in red what is wrong, with the first example, and gives the colour back', () => {
    const { screen, run } = onScreen(80, 24, { hasColours: true });
    run(2, { wrong: 3, wrongExample: 'm3 got\x1b[2J m7 twice.', errors: 7 });
    expect(screen.text).toContain('deliveries  3 wrong of 2,000: m3 got·[2J m7 twice.');
    const frame = screen.written.at(-1);
    expect(frame).toContain('\x1b[1;31mdeliveries  3 wrong');
    expect(frame).toContain('\x1b[1;31merrors      7, 0.2 % of all, 0 in the last second\x1b[0m');
    expect(screen.isColoured).toBe(false);
  });

  it('writes no colour where there are to be none', () => {
    const { screen, run } = onScreen(80);
    run(2, { wrong: 3, wrongExample: 'm3 got m7 twice.' });
    expect(screen.written.join('')).not.toMatch(/\[[\d;]*m/);
  });

  it('names a threshold that is missed by now, and counts those that are met', () => {
    const threshold = { text: 'rate >= 950/s', isDefault: false, actual: 500, passed: true };
    const met = onScreen(80);
    met.run(1, { thresholds: [threshold, threshold] });
    expect(met.screen.text).toContain('thresholds  2 of 2 met');
    const missed = onScreen(80);
    missed.run(1, { thresholds: [threshold, { ...threshold, passed: false }, { ...threshold, passed: false }] });
    expect(missed.screen.text).toContain('thresholds  ✗ rate >= 950/s: 500/s, 1 more missed');
  });

  it('says what it knows nothing of', () => {
    const { place, progress, screen } = onScreen(80);
    const { target: _, ...unseen } = second(0, { latencyUs: {}, turnsLate: 4, connects: 2 });
    place.pass(300_000);
    progress.onSecond(unseen, soFar(0, { checked: undefined, thresholds: [] }));
    place.pass(250_000);
    expect(screen.text).toContain('deliveries  not checked');
    expect(screen.text).toContain('CPU         generator 30 %, target unseen');
    expect(screen.text).toContain('direct             –       –       –       205µs     4ms    12ms');
    expect(screen.text).toContain('1,000 turns/s, 4 late');
    expect(screen.text).toContain('100 active of 100, 2 connected in the last second');
    expect(screen.text).not.toContain('thresholds');
  });

  it('keeps the most important lines on a terminal of few rows', () => {
    const low = onScreen(80, 7);
    low.run(3);
    expect(low.screen.text.split('\n').map((line) => line.slice(0, 30).trimEnd())).toEqual([
      '█████████░░░░░░░░░░░░░░░░░░░░░',
      'rate        1,200 turns/s, 2.8',
      'now         p99 3ms, p50 190µs',
      'in all      p99 4ms, p50 185µs',
      'errors      none',
      'deliveries  3,000 checked, non',
    ]);
    const lowest = onScreen(80, 3);
    lowest.run(3);
    expect(lowest.screen.text.split('\n').map((line) => line.slice(0, 11).trimEnd())).toEqual(['█████████░░', 'rate']);
  });

  it('knows no share of a run whose end nobody knows', () => {
    const screen = new Screen(80, 24);
    const place = new TestPlace(screen);
    const progress = startProgress('tty', { title: 'it', clients: 1, seconds: undefined }, place);
    progress.onPhase('running');
    progress.onSecond(second(0), soFar(0));
    place.pass(250_000);
    expect(screen.text.split('\n')[1]).toBe('1 s');
    progress.onPhase('draining');
    place.pass(2_000_000);
    expect(screen.text.split('\n')[1]).toBe('1 s, waiting for the last answers, 2 s');
  });

  it('stays at the end of the plan while the last answers are waited for', () => {
    const { place, progress, run, lines } = onScreen(80);
    run(10);
    progress.onPhase('draining');
    progress.onSecond(second(10, { turns: 0, latencyUs: {} }), soFar(9, { errors: 4 }));
    place.pass(2_300_000);
    expect(lines()[1]).toBe('██████████████████████████████ 10 s of 10 s, waiting for the last answers, 2 s');
    expect(lines()[3]).toContain('1,900 turns/s');
    expect(lines().join('\n')).toContain('errors      4');
  });

  it('shows that time goes on though nothing is told', () => {
    const { place, progress, lines } = onScreen(80);
    progress.onPhase('starting-target');
    place.pass(7_300_000);
    expect(lines()[1]).toBe('starting the target, 7 s');
  });
});

describe('progress in lines', () => {
  const spoken = (seconds: number | undefined, ran: number) => {
    const { said, progress } = inLog('plain', { seconds });
    progress.onPhase('connecting');
    progress.onPhase('running');
    for (let number = 0; number < ran; number++) progress.onSecond(second(number), soFar(number));
    return said;
  };

  it('is a line at the beginning and one every 5 s', () => {
    const latency = (ms: number) =>
      `delivery p50 190µs p99 ${ms}ms max 9ms (in all p50 185µs p99 4ms max 12ms), 0 errors, generator CPU 30 %, target CPU 40 %, 57.2 MB\n`;
    expect(spoken(10, 10)).toEqual([
      'chat/direct: 1,000 turns a second over 100 clients for 10 s\n',
      'connecting…\n',
      `5 s of 10 s: 1,400 turns/s, ${latency(5)}`,
      `10 s of 10 s: 1,900 turns/s, ${latency(10)}`,
    ]);
    expect(spoken(undefined, 3600)).toHaveLength(2 + 3600 / 5);
  });

  it('ends with the plan, whatever comes behind it', () => {
    expect(spoken(10, 20)).toEqual(spoken(10, 10));
  });

  it('tells of errors, of wrong deliveries, and of clients that are not there', () => {
    const { said, progress } = inLog('plain');
    for (let number = 0; number < 5; number++) {
      progress.onSecond(second(number, { activeClients: 98 }), soFar(number, { errors: 2, wrong: 1 }));
    }
    expect(said.at(-1)).toContain('1,400 turns/s, 98 of 100 clients active, delivery');
    expect(said.at(-1)).toContain('2 errors, 1 wrong of 5,000 deliveries, generator');
  });

  it('tells of the same operation each time, and of another only where that one has nothing', () => {
    const { said, progress } = inLog('plain', { seconds: 20 });
    const [latency] = Object.values(second(0).latencyUs);
    if (latency === undefined) throw new Error('the example has an operation');
    const counts = [[1000, 999], ...Array.from({ length: 13 }, () => [5000, 1]), ...Array.from({ length: 6 }, () => [1000, 0])];
    for (const [number, [direct = 0, delivery = 0]] of counts.entries()) {
      const latencyUs = { direct: { ...latency, count: direct }, delivery: { ...latency, count: delivery } };
      progress.onSecond(second(number, { latencyUs }), soFar(number));
    }
    expect(said.slice(1).map((line) => /turns\/s, (\w+) /.exec(line)?.[1])).toEqual(['delivery', 'delivery', 'direct', 'direct']);
  });

  it('tells every 5 s of what takes long and has no seconds yet', () => {
    const { said, place, progress } = inLog('plain');
    progress.onPhase('starting-target');
    place.pass(6_000_000);
    progress.onPhase('connecting');
    for (let step = 0; step < 120; step++) {
      place.pass(100_000);
      progress.onConnecting(step, 100_000, 1);
    }
    progress.end();
    place.pass(60_000_000);
    expect(said.slice(1)).toEqual([
      'starting the target…\n',
      'starting the target, 5 s\n',
      'connecting…\n',
      '48 of 100,000 clients connected, 1 error\n',
      '98 of 100,000 clients connected, 1 error\n',
    ]);
    expect(place.timers).toBe(0);
  });
});

describe('progress in JSON', () => {
  it('is an object a line for the plan, each second, phase and note, and the end', () => {
    const { said, progress } = inLog('json');
    progress.onPhase('connecting');
    progress.onConnecting(1, 3, 0);
    progress.onConnecting(2, 3, 0);
    progress.onConnecting(3, 3, 0);
    progress.onSecond(second(0), soFar(0));
    progress.onNote('An agent is lost.');
    progress.end();
    progress.end();
    const { wrongExample: _, ...others } = soFar(0);
    expect(said.map((line) => JSON.parse(line))).toEqual([
      { kind: 'plan', title: plan.title, clients: 100, seconds: 10 },
      { kind: 'phase', phase: 'connecting' },
      { kind: 'connecting', connected: 1, clients: 3, errors: 0 },
      { kind: 'connecting', connected: 3, clients: 3, errors: 0 },
      { kind: 'second', ...second(0), soFar: { ...others, wrongExample: null } },
      { kind: 'note', sentence: 'An agent is lost.' },
      { kind: 'end' },
    ]);
    expect(said.every((line) => line.endsWith('\n'))).toBe(true);
  });

  it('says null of what is not known', () => {
    const { said, progress } = inLog('json', { seconds: undefined });
    progress.onSecond(second(0), soFar(0, { checked: undefined }));
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ seconds: null });
    expect(JSON.parse(said[1] ?? '')).toMatchObject({ soFar: { checked: null } });
  });
});

describe('no progress', () => {
  it('tells notes all the same', () => {
    const { said, progress } = inLog('none');
    progress.onPhase('running');
    progress.onSecond(second(0), soFar(0));
    progress.onNote('An agent is lost.');
    progress.end();
    expect(said).toEqual(['harness: An agent is lost.\n']);
  });
});

describe('the progress that nobody chose', () => {
  it('moves the cursor only on a terminal that can', () => {
    const output = { write: () => {} };
    expect(usualProgress({ ...output, isTTY: true }, { TERM: 'xterm' })).toBe('tty');
    expect(usualProgress({ ...output, isTTY: true }, { TERM: 'dumb' })).toBe('plain');
    expect(usualProgress(output, { TERM: 'xterm' })).toBe('plain');
  });

  it('leaves the text at the end as it is for a file, and in ASCII for a terminal that knows no more', () => {
    const output = { write: () => {} };
    const environment = { LANG: 'C' };
    expect(textFor({ ...output, isTTY: true }, '✓ 3µs …', { environment })).toBe('+ 3us .');
    expect(textFor(output, '✓ 3µs …', { environment })).toBe('✓ 3µs …');
    expect(textFor({ ...output, isTTY: true }, '✓ 3µs …', { environment: { LANG: 'de_DE.UTF-8' } })).toBe('✓ 3µs …');
  });

  it('is in the signs that the terminal is said to know', () => {
    expect([{ LANG: 'de_DE.UTF-8' }, { LC_ALL: 'C.utf8', LANG: 'C' }, { LC_CTYPE: 'en_US.UTF-8' }].map(hasUnicode)).toEqual([
      true,
      true,
      true,
    ]);
    expect([{}, { LANG: 'C' }, { LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8' }].map(hasUnicode)).toEqual([false, false, false]);
  });
});
