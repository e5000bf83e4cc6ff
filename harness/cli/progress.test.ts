import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { Second } from '../record/record.ts';
import { type ProgressPlan, startProgress, usualProgress } from './progress.ts';
import { sparkline } from './progress-tty.ts';
import { Screen } from './screen.test-support.ts';

const { timeline } = await exampleRecord();
const plan: ProgressPlan = { title: 'chat/direct: 1,000 turns a second over 100 clients for 10 s', clients: 100, seconds: 10 };

/** The example's, with figures that are easy to read. */
function second(number: number, changes: Partial<Second> = {}): Second {
  const [first] = timeline;
  if (first === undefined) throw new Error('the example has a timeline');
  const latency = { responseMax: 9000, serviceP50: 100, serviceP99: 900, sendLagP99: 10 };
  return {
    ...first,
    second: number,
    turns: 1000 + 100 * number,
    turnsLate: 0,
    errors: 0,
    bytesSent: 1_500_000,
    bytesReceived: 1_500_000,
    latencyUs: { direct: { ...latency, count: 1000, responseP50: 210, responseP99: 1000 * (number + 1) } },
    agents: [{ cpuShare: 0.3, loopLagUsMax: 1, rssBytes: 1, gcMs: 0 }, null],
    ...changes,
  };
}

function onScreen(columns: number, rows = 24) {
  const screen = new Screen(columns, rows);
  const time = { us: 0 };
  screen.write('$ harness bench\n');
  const progress = startProgress('tty', plan, screen, () => time.us);
  return { screen, time, progress };
}

describe('progress on a terminal', () => {
  it('shows how far it is, the rate, the latencies and the target, in the same place each second', () => {
    const { screen, progress } = onScreen(80);
    progress.onPhase('running');
    for (let number = 0; number < 5; number++) progress.onSecond(second(number, { errors: number === 2 ? 3 : 0 }));
    expect(screen.text).toBe(
      [
        '$ harness bench',
        'chat/direct: 1,000 turns a second over 100 clients for 10 s',
        '███████████████░░░░░░░░░░░░░░░ 5 s of 10 s',
        'turns 1,400/s                     ▆▇▇██',
        'direct p50 210µs p99 5ms          ▂▄▅▇█',
        '3 errors, target CPU 40 %, agents CPU 30 %, 2.86 MB/s',
      ].join('\n'),
    );
  });

  it('shows how many are connected, not more often than can be read', () => {
    const { screen, time, progress } = onScreen(80);
    progress.onPhase('connecting');
    time.us += 200_000;
    progress.onConnecting(25, 100, 0);
    expect(screen.text.split('\n').at(-1)).toBe('████████░░░░░░░░░░░░░░░░░░░░░░ 25 of 100 clients');
    time.us += 50_000;
    progress.onConnecting(50, 100, 2);
    expect(screen.text).toContain('25 of 100');
    time.us += 50_000;
    progress.onConnecting(75, 100, 2);
    expect(screen.text.split('\n').at(-1)).toBe('███████████████████████░░░░░░░ 75 of 100 clients, 2 errors');
  });

  it('fits 40 columns, and 12', () => {
    const { screen, progress } = onScreen(40);
    progress.onPhase('running');
    progress.onSecond(second(0));
    progress.onSecond(second(1));
    expect(screen.text.split('\n').slice(1)).toEqual([
      'chat/direct: 1,000 turns a second over…',
      '█████░░░░░░░░░░░░░░░░░░░░░░ 2 s of 10 s',
      'turns 1,100/s',
      'direct p50 210µs p99 2ms',
      '0 errors, target CPU 40 %, agents CPU …',
    ]);
    const narrow = onScreen(12);
    narrow.progress.onSecond(second(0));
    narrow.progress.onSecond(second(1));
    expect(narrow.screen.text.split('\n').slice(-5)).toEqual([
      'chat/direc…',
      '2 s of 10 …',
      'turns 1,10…',
      'direct p50…',
      '0 errors, …',
    ]);
  });

  it.each([30, 20, 50, 200])('finds its lines again when the terminal becomes %d columns wide', (columns) => {
    const { screen, progress } = onScreen(80, 60);
    progress.onSecond(second(0));
    screen.resize(columns);
    progress.onSecond(second(1));
    const [prompt, ...lines] = screen.text.split('\n');
    expect([prompt, lines.length]).toEqual(['$ harness bench', 5]);
    expect(lines[1]).toContain('2 s of 10 s');
    progress.end();
    expect(screen.text).toBe('$ harness bench');
  });

  it('says what happens above its lines, and takes itself away at the end', () => {
    const { screen, progress } = onScreen(80);
    progress.onSecond(second(0));
    // Typed by whoever presses Ctrl-C, and shown by the terminal.
    screen.write('^C');
    progress.onNote('Stopping in order; once more to end at once.');
    expect(screen.text.split('\n').slice(0, 3)).toEqual([
      '$ harness bench',
      'harness: Stopping in order; once more to end at once.',
      'chat/direct: 1,000 turns a second over 100 clients for 10 s',
    ]);
    progress.end();
    progress.onSecond(second(1));
    progress.end();
    expect(screen.text).toBe('$ harness bench\nharness: Stopping in order; once more to end at once.');
  });

  it('stays within a terminal of few rows', () => {
    const { screen, progress } = onScreen(80, 4);
    progress.onPhase('running');
    for (let number = 0; number < 3; number++) progress.onSecond(second(number));
    expect(screen.text.split('\n')).toEqual([
      plan.title,
      '█████████░░░░░░░░░░░░░░░░░░░░░ 3 s of 10 s',
      'turns 1,200/s                     ▇▇█',
    ]);
  });

  it('knows no share of a run whose end nobody knows', () => {
    const screen = new Screen(80, 24);
    const progress = startProgress('tty', { title: 'it', clients: 1, seconds: undefined }, screen, () => 0);
    progress.onPhase('running');
    progress.onSecond(second(0));
    progress.onPhase('draining');
    expect(screen.text.split('\n')[1]).toBe('1 s waiting for the last answers');
  });
});

describe('progress in lines', () => {
  const spoken = (seconds: number | undefined, ran: number) => {
    const lines: string[] = [];
    const progress = startProgress('plain', { ...plan, seconds }, { write: (text) => lines.push(text) }, () => 0);
    progress.onPhase('connecting');
    progress.onPhase('running');
    for (let number = 0; number < ran; number++) progress.onSecond(second(number));
    return lines;
  };

  it('is a line at the beginning and one every 5 s', () => {
    expect(spoken(10, 10)).toEqual([
      'chat/direct: 1,000 turns a second over 100 clients for 10 s\n',
      'connecting…\n',
      '5 s of 10 s: 1,400 turns/s, direct p50 210µs p99 5ms, 0 errors, target CPU 40 %\n',
      '10 s of 10 s: 1,900 turns/s, direct p50 210µs p99 10ms, 0 errors, target CPU 40 %\n',
    ]);
  });

  it('ends with the plan, whatever comes behind it', () => {
    expect(spoken(10, 20)).toEqual(spoken(10, 10));
  });

  it('counts errors behind the end of the plan with the others', () => {
    const lines: string[] = [];
    const screen = new Screen(80, 24);
    const plain = startProgress('plain', { ...plan, seconds: 2 }, { write: (text) => lines.push(text) }, () => 0);
    const tty = startProgress('tty', { ...plan, seconds: 2 }, screen, () => 0);
    for (const progress of [plain, tty]) {
      for (let number = 0; number < 2; number++) progress.onSecond(second(number));
      progress.onPhase('draining');
      for (let number = 2; number < 6; number++) progress.onSecond(second(number, { turns: 0, latencyUs: {}, errors: 1 }));
    }
    expect(lines).toEqual([`${plan.title}\n`]);
    expect(screen.text.split('\n').slice(1, 3)).toEqual([
      `${'█'.repeat(30)} 2 s of 2 s waiting for the last answers`,
      'turns 1,100/s                     ▇█',
    ]);
    expect(screen.text).toContain('\n4 errors, ');
  });

  it('tells of the same operation each time, and of another only where that one has nothing', () => {
    const lines: string[] = [];
    const progress = startProgress('plain', { ...plan, seconds: 20 }, { write: (text) => lines.push(text) }, () => 0);
    const [latency] = Object.values(second(0).latencyUs);
    if (latency === undefined) throw new Error('the example has an operation');
    const counts = [[1000, 999], ...Array.from({ length: 13 }, () => [5000, 1]), ...Array.from({ length: 6 }, () => [1000, 0])];
    for (const [number, [direct = 0, delivery = 0]] of counts.entries()) {
      const latencyUs = { direct: { ...latency, count: direct }, delivery: { ...latency, count: delivery } };
      progress.onSecond(second(number, { latencyUs }));
    }
    expect(lines.slice(1).map((line) => /turns\/s, (\w+) /.exec(line)?.[1])).toEqual([
      'delivery',
      'delivery',
      'direct',
      'direct',
    ]);
  });

  it('is no flood in a run of a day, nor in one whose end nobody knows', () => {
    expect(spoken(86_400, 86_400).length).toBeLessThan(50);
    expect(spoken(undefined, 86_400).length).toBeLessThan(250);
  });

  it('tells of connecting that takes long', () => {
    const lines: string[] = [];
    const time = { us: 0 };
    const progress = startProgress('plain', plan, { write: (text) => lines.push(text) }, () => time.us);
    for (; time.us < 12_000_000; time.us += 100_000) progress.onConnecting(time.us / 1e6, 100_000, 1);
    expect(lines.slice(1)).toEqual(['5 of 100,000 clients connected, 1 error\n', '10 of 100,000 clients connected, 1 error\n']);
  });
});

describe('progress in JSON', () => {
  it('is an object a line for each second, phase and note', () => {
    const lines: string[] = [];
    const progress = startProgress('json', plan, { write: (text) => lines.push(text) }, () => 0);
    progress.onPhase('connecting');
    progress.onConnecting(1, 2, 0);
    progress.onConnecting(2, 2, 0);
    progress.onSecond(second(0));
    progress.onNote('An agent is lost.');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { kind: 'phase', phase: 'connecting' },
      { kind: 'connecting', connected: 1, clients: 2, errors: 0 },
      { kind: 'second', ...second(0) },
      { kind: 'note', sentence: 'An agent is lost.' },
    ]);
    expect(lines.every((line) => line.endsWith('\n'))).toBe(true);
  });
});

describe('no progress', () => {
  it('tells notes all the same', () => {
    const lines: string[] = [];
    const progress = startProgress('none', plan, { write: (text) => lines.push(text) }, () => 0);
    progress.onPhase('running');
    progress.onSecond(second(0));
    progress.onNote('An agent is lost.');
    progress.end();
    expect(lines).toEqual(['harness: An agent is lost.\n']);
  });
});

describe('the progress that nobody chose', () => {
  it('moves the cursor only on a terminal that can', () => {
    const output = { write: () => {} };
    expect(usualProgress({ ...output, isTTY: true }, { TERM: 'xterm' })).toBe('tty');
    expect(usualProgress({ ...output, isTTY: true }, { TERM: 'dumb' })).toBe('plain');
    expect(usualProgress(output, { TERM: 'xterm' })).toBe('plain');
  });
});

describe('a sparkline', () => {
  it('goes from nothing to the highest', () => {
    expect([sparkline([0, 1, 2, 3, 4, 5, 6, 7]), sparkline([0, 0])]).toEqual(['▁▂▃▄▅▆▇█', '▁▁']);
  });
});
