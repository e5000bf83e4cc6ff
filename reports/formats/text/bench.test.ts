import { describe, expect, it } from 'vitest';
import { EXAMPLE_FLEET, exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import type { BenchRecord, Distribution } from '../../../harness/record/record.ts';
import { renderCalibration, renderSummary, type SummaryShown } from './bench.ts';

const example = await exampleRecord();
const shown: SummaryShown = { columns: 80, hasColours: false, recordFile: 'runs/it.json', reportFiles: [] };

const nothing: Distribution = { count: 0, min: 0, mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0, clamped: 0, hdr: '' };

function distribution(count: number, us: number): Distribution {
  return { count, min: us, mean: us, p50: us, p90: us * 2, p99: us * 3, p999: us * 4, max: us * 5, clamped: 0, hdr: '' };
}

/** Figures that are easy to read, where the example's come from samples. */
const passing: BenchRecord = {
  ...example,
  notes: [],
  latencyUs: {
    direct: { response: distribution(9000, 200), service: distribution(9000, 180), sendLag: distribution(9000, 20) },
  },
  connect: { attempts: 100, established: 100, timeUs: distribution(100, 300), firstFrameUs: distribution(100, 500) },
  generator: { ...example.generator, cpuShareMax: 0.3, loopLagUs: distribution(100, 100), rssBytesMax: 140e6 },
  errors: [],
  totals: { ...example.totals, turnsLate: 0, errors: 0, operationsPerSecond: 1000 },
  thresholds: [
    { text: 'direct.response.p99 < 20ms', isDefault: false, actual: 0.6, passed: true },
    { text: 'lost == 0', isDefault: true, actual: 0, passed: true },
  ],
};

function linesOf(record: BenchRecord, changes: Partial<SummaryShown> = {}): string[] {
  return renderSummary(record, { ...shown, ...changes }).split('\n');
}

describe('the summary of a run', () => {
  it('says everything on a screen', () => {
    expect(renderSummary(passing, shown)).toBe(
      `PASS chat/direct on the reference server: 1,000 turns a second over 100 clients
     for 10 s
  1,000 operations a second over 9 s, behind 1 s of warm-up (detected)

                     response, from due ──────────────  service ────  lag ─
operation     per s    p50    p90    p99  p99.9    max    p50    p99    p99
direct        1,000  200µs  400µs  600µs  800µs    1ms  180µs  540µs   60µs

Correct     checked 10,000 deliveries: none lost, duplicated, reordered,
            misdelivered or corrupted
Clients     100 of 100 connected, p99 900 µs; first frame p99 1.5 ms
Target      CPU 27 % (max 40 %), 57.3 MB, 1 process, 11 threads, 125 descriptors
Generator   2 agents (epoll), CPU max 30 %, loop lag p99 300 µs, 134 MB
Steady      Steady from second 1 on.
Thresholds  ✓ direct.response.p99 < 20ms: 600 µs
Record      runs/it.json
Next        harness report runs/it.json
            makes a page of it; of several records, a comparison.
`,
    );
  });

  it('fits a terminal of 80 columns and 24 lines, and one of 40 columns', () => {
    const lines = linesOf(example);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const narrow = linesOf(example, { columns: 40 });
    expect(narrow.filter((line) => line.length > 40)).toEqual([]);
    expect(narrow).toContain('direct: 1,000 a second');
  });

  it('has its operations in the same order when their counts differ by chance only', () => {
    const of = (count: number) => ({
      response: distribution(count, 200),
      service: distribution(count, 180),
      sendLag: distribution(count, 20),
    });
    for (const [direct, delivery] of [
      [9000, 8999],
      [8999, 9000],
    ] as const) {
      const lines = linesOf({ ...passing, latencyUs: { rare: of(9), direct: of(direct), delivery: of(delivery) } });
      expect(lines.slice(6, 9).map((line) => line.split(' ')[0])).toEqual(['delivery', 'direct', 'rare']);
    }
  });

  it('begins with the verdict and why', () => {
    const causes = Array.from({ length: 7 }, (_, index) => ({
      verdict: 'fail' as const,
      code: 'threshold',
      sentence: `Reason ${index}.`,
    }));
    const lines = linesOf({ ...passing, verdict: 'fail', causes });
    expect(lines.slice(0, 8)).toEqual([
      'FAIL chat/direct on the reference server: 1,000 turns a second over 100 clients',
      '     for 10 s',
      '  fail: Reason 0.',
      '  fail: Reason 1.',
      '  fail: Reason 2.',
      '  and 4 more causes, in the record',
      '  1,000 operations a second over 9 s, behind 1 s of warm-up (detected)',
      '',
    ]);
    const inFile = linesOf({ ...passing, verdict: 'fail', causes }, { rowsMax: Number.POSITIVE_INFINITY });
    expect(inFile.slice(6, 8)).toEqual(['  fail: Reason 4.', '  and 2 more causes, in the record']);
  });

  it('says what was wrong with deliveries, with examples', () => {
    const correctness = { ...example.correctness, lost: 3, corrupted: 1, unsettled: 2, examples: ['m1 lost it.', 'm2.', 'm3.'] };
    const lines = linesOf({ ...passing, correctness });
    const at = lines.findIndex((line) => line.startsWith('Correct'));
    expect(lines.slice(at, at + 6)).toEqual([
      'Correct     checked 10,000 deliveries: 3 lost, 1 corrupted; none duplicated,',
      '            reordered or misdelivered; the fate of 2 is not known, for an end',
      '            broke off',
      '            m1 lost it.',
      '            m2.',
      expect.stringMatching(/^Clients/),
    ]);
  });

  it('does not call unchecked deliveries right', () => {
    const text = renderSummary({ ...passing, correctness: { ...example.correctness, enabled: false, checked: 0 } }, shown);
    expect(text).toContain('Correct     deliveries were not checked\n');
    expect(text).not.toContain('none lost');
    const noted = {
      ...passing,
      correctness: { ...example.correctness, enabled: false },
      notes: ['Deliveries were not checked.'],
    };
    expect(renderSummary(noted, shown)).not.toContain('Note');
    const idle = renderSummary({ ...passing, correctness: { ...example.correctness, checked: 0 } }, shown);
    expect(idle).toContain('Correct     no messages between clients to check; answers are checked as they\n            come\n');
  });

  it('shows the most frequent of many errors, and how many more kinds there are', () => {
    const errors = Array.from({ length: 12 }, (_, index) => ({
      phase: 'turn' as const,
      code: `code-${index}`,
      blame: 'server' as const,
      count: index + 1,
      firstAtSeconds: 1,
      example: 'It went wrong.',
    }));
    const lines = linesOf({ ...passing, errors });
    const at = lines.findIndex((line) => line.startsWith('Errors'));
    expect(lines.slice(at, at + 5)).toEqual([
      'Errors      12 × turn code-11 (server): It went wrong.',
      '            11 × turn code-10 (server): It went wrong.',
      '            10 × turn code-9 (server): It went wrong.',
      '            9 × turn code-8 (server): It went wrong.',
      '            and 8 more kinds, in the record',
    ]);
  });

  it('says that nothing was measured', () => {
    const totals = { ...example.totals, operations: 0, operationsPerSecond: 0, connected: 0, seconds: 3.21 };
    const connect = { attempts: 100, established: 0, timeUs: nothing, firstFrameUs: nothing };
    const lines = linesOf({ ...passing, verdict: 'invalid', totals, connect, latencyUs: {} });
    expect(lines[2]).toBe('  no operation was done in 3.2 s');
    expect(lines[4]).toBe('No operation was done.');
    expect(lines).toContain('Clients     0 of 100 connected; 100 of 100 attempts failed');
    const empty = { response: nothing, service: nothing, sendLag: nothing };
    expect(linesOf({ ...passing, latencyUs: { ping: empty } })[6]).toBe('ping      no sample');
  });

  it('keeps its columns for huge figures and long names', () => {
    const huge = distribution(9e9, 700e6);
    const latencyUs = { 'a-very-long-name-of-an-operation': { response: huge, service: huge, sendLag: huge } };
    const lines = linesOf({ ...passing, latencyUs, timeline: [] });
    expect(lines[6]).toBe('a-very-long-n…        1G   700s 1,400s 2,100s 2,800s 3,500s   700s 2,100s 2,100s');
    expect(lines[6]?.length).toBeLessThanOrEqual(80);
  });

  it('has a unit for the figure of every threshold, and marks those that failed', () => {
    const thresholds = [
      { text: 'response.p99 < 20ms', isDefault: false, actual: 31.234, passed: false },
      { text: 'response.max < 1s', isDefault: false, actual: 0.007_19, passed: true },
      { text: 'response.p99.9 < 1s', isDefault: false, actual: 0.000_231, passed: true },
      { text: 'rate >= 950', isDefault: false, actual: 412.7, passed: false },
      { text: 'errors < 0.1%', isDefault: false, actual: 0.02, passed: true },
      { text: 'nope.service.p50 < 1s', isDefault: false, passed: false },
      { text: 'lost == 0', isDefault: true, actual: 2, passed: false },
      { text: 'errors == 0', isDefault: true, actual: 0, passed: true },
    ];
    const lines = linesOf({ ...passing, thresholds });
    const at = lines.findIndex((line) => line.startsWith('Thresholds'));
    expect(lines.slice(at, at + 8).map((line) => line.slice(12))).toEqual([
      '✗ response.p99 < 20ms: 31.2 ms',
      '✓ response.max < 1s: 7.19 ms',
      '✓ response.p99.9 < 1s: 231 µs',
      '✗ rate >= 950: 413/s',
      '✓ errors < 0.1%: 0.02%',
      '✗ nope.service.p50 < 1s: nothing was measured',
      '✗ lost == 0: 2',
      'runs/it.json',
    ]);
  });

  it('tells of trials, diagnoses, notes, and how the target ended', () => {
    const { targetUsage } = example;
    const text = renderSummary(
      {
        ...passing,
        notes: ['A note.'],
        diagnoses: [{ kind: 'stalls', sentence: 'The server stopped for a second.' }],
        trials: {
          verdicts: ['pass', 'invalid', 'pass'],
          figures: {
            rate: { median: 1000, low: 900, high: 1100, values: [] },
            'direct.response.p99': { median: 600, low: 500, high: 1700, values: [] },
          },
        },
        ...(targetUsage !== undefined && { targetUsage: { ...targetUsage, zombiesMax: 3, ended: 'exit code 1' } }),
      },
      { ...shown, reportFiles: ['it.html'] },
    );
    expect(text).toContain('Diagnosis   The server stopped for a second.\n');
    expect(text).toContain('3 zombies; it ended during the run: exit code 1\n');
    expect(text).toContain('Trials      3 trials: 2 pass, 1 invalid; medians with their 95 % intervals:\n');
    expect(text).toContain('            rate 1,000/s (900/s to 1,100/s)\n');
    expect(text).toContain('            direct.response.p99 600µs (500µs to 1.7ms)\n');
    expect(text).toContain(
      'Note        A note.\nRecord      runs/it.json\nReport      it.html\nNext        open it.html in a browser.\n',
    );
  });

  it('warns of clocks that are known worse than what passes between agents', () => {
    const text = renderSummary({ ...passing, fleet: EXAMPLE_FLEET }, shown);
    expect(text).toContain('Note        The clocks of two agents may differ by 225 µs');
    expect(renderSummary(passing, shown)).not.toContain('clocks');
  });

  it('does not name a record that could not be written', () => {
    expect(renderSummary(passing, { ...shown, recordFile: undefined })).not.toContain('Record  ');
  });

  it('lets nothing through that a server could move the cursor with', () => {
    const evil = '\u001b[31m\u001b]0;x\u0007\r\u009b2J\u202e';
    const record: BenchRecord = {
      ...passing,
      verdict: 'fail',
      causes: [{ verdict: 'fail', code: 'threshold', sentence: `a${evil}b` }],
      scenario: { ...passing.scenario, name: `chat${evil}` },
      target: { ...passing.target, how: 'started', command: `it${evil}` },
      latencyUs: { [`op${evil}`]: { ...passing.latencyUs.direct, response: distribution(1, 2) } as never },
      correctness: { ...passing.correctness, lost: 1, examples: [evil] },
      errors: [{ phase: 'turn', code: evil, blame: 'server', count: 1, firstAtSeconds: 1, example: evil }],
      diagnoses: [{ kind: 'stalls', sentence: evil }],
      thresholds: [{ text: evil, isDefault: false, passed: false }],
      trials: { verdicts: ['fail'], figures: { [evil]: { median: 1, low: 1, high: 1, values: [1] } } },
      notes: [evil],
      command: ['harness', 'bench', evil],
    };
    const text = linesOf(record, { columns: 300, hasColours: true }).join('\n');
    expect(text).toContain('a�[31m�]0;x� �2J�b');
    expect(text.split('\u001b[1;31m').join('').split('\u001b[0m').join('')).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('gives the rates of trials with the digits that they have', () => {
    const figures = { rate: { median: 1.25, low: 0.5, high: 1.75, values: [0.5, 1.25, 1.75] } };
    const text = linesOf({ ...passing, trials: { verdicts: ['pass', 'pass', 'pass'], figures } }).join('\n');
    expect(text).toContain('rate 1.25/s (0.5/s to 1.75/s)');
  });

  it('counts what it leaves out, one as one', () => {
    const cause = { verdict: 'fail', code: 'threshold', sentence: 'It failed.' } as const;
    const text = (count: number) =>
      linesOf({ ...passing, verdict: 'fail', causes: new Array(count).fill(cause) }, { rowsMax: 100 }).join('\n');
    expect(text(6)).toContain('  and 1 more cause, in the record\n');
    expect(text(7)).toContain('  and 2 more causes, in the record\n');
  });

  it('has colours only where they are wanted', () => {
    const text = renderSummary({ ...passing, verdict: 'fail' }, { ...shown, hasColours: true });
    expect(text.startsWith('\x1b[1;31mFAIL\x1b[0m chat/')).toBe(true);
    expect(renderSummary(passing, shown)).not.toContain('\x1b');
  });
});

describe('the text of a calibration', () => {
  it('gives the ceiling and the noise floor', () => {
    expect(
      renderCalibration(
        { operationsPerSecondMax: 123_456, responseP50Us: 80, responseP99Us: 400, sendLagP99Us: 12 },
        '/home/me/it.json',
      ),
    ).toBe(
      'Ceiling      123,456 operations a second\n' +
        'Noise floor  response p50 80 µs, p99 400 µs; send lag p99 12 µs\n' +
        'Kept in /home/me/it.json for later runs: one that comes near the ceiling says so.\n',
    );
  });
});
