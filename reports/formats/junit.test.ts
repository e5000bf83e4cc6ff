import { beforeAll, describe, expect, it } from 'vitest';
import {
  EXAMPLE_FAIL,
  EXAMPLE_INCONCLUSIVE,
  EXAMPLE_PASS,
  exampleVerifyRecord,
} from '../../harness/record/example-verify-record.test-support.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import type { VerifyRecord } from '../../harness/record/verify-record.ts';
import { reportOn } from '../report.ts';
import { everyReport, exampleBench, expectGolden, severalBench } from './golden.test-support.ts';
import { renderJunit } from './junit.ts';
import { parseXml, type XmlElement } from './xml.test-support.ts';

function parsed(changes: Partial<VerifyRecord> = {}): XmlElement {
  return parseXml(renderJunit(reportOn(exampleVerifyRecord(changes))));
}

function testcases(root: XmlElement): XmlElement[] {
  return root.children.flatMap(({ children }) => children.filter(({ name }) => name === 'testcase'));
}

/** What became of each test; undefined: it passed. */
function testsOf(root: XmlElement): Record<string, XmlElement | undefined> {
  const result = (test: XmlElement) => test.children.find(({ name }) => name !== 'system-out');
  return Object.fromEntries(testcases(root).map((test) => [test.attributes.name ?? '', result(test)]));
}

describe('JUnit XML', () => {
  it('is as it was looked at', async () => {
    for (const [name, report] of await everyReport()) expectGolden(`${name}.xml`, renderJunit(report));
  });

  it('keeps to what the schemas have in common', async () => {
    for (const [, report] of await everyReport()) {
      const root = parseXml(renderJunit(report));
      expect(Object.keys(root.attributes)).toEqual(['name', 'tests', 'failures', 'errors', 'time']);
      for (const suite of root.children) {
        expect(suite.name).toBe('testsuite');
        expect(suite.children[0]?.name).toBe('properties');
        expect(suite.attributes.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
        const times = [suite, ...suite.children.filter(({ name }) => name === 'testcase')].map(
          ({ attributes }) => attributes.time,
        );
        for (const time of times) expect(time).toMatch(/^\d+\.\d{3}$/);
      }
      const ids = root.children.map(({ attributes }) => attributes.id);
      expect(ids).toEqual(ids.map((_, index) => String(index)));
    }
  });
});

describe('the JUnit XML of a record of verify', () => {
  it('has a suite for each section of the contract, and counts in each what it holds', () => {
    const root = parsed();
    expect(root).toMatchObject({ name: 'testsuites', attributes: { tests: '9', failures: '4', errors: '0', time: '8.240' } });
    expect(root.children.map(({ name, attributes }) => [name, attributes.name, attributes.tests])).toEqual([
      ['testsuite', 'chat/1.1', '1'],
      ['testsuite', 'chat/1.2', '1'],
      ['testsuite', 'chat/1.4', '1'],
      ['testsuite', 'chat/1.5', '1'],
      ['testsuite', 'chat/generic', '1'],
      ['testsuite', 'chat/properties', '2'],
      ['testsuite', 'chat/run', '2'],
    ]);
    for (const { attributes, children } of root.children) {
      const of = (kind: string) => String(children.filter((test) => test.children[0]?.name === kind).length);
      expect(attributes).toMatchObject({ failures: of('failure'), errors: of('error'), skipped: of('skipped') });
    }
  });

  it('makes a failure of what failed, and skips what is not known, does not apply or was expected, with the reason', () => {
    const tests = testsOf(parsed());
    expect(tests['chat/1.4.1/direct-reaches-only-its-target']).toBe(undefined);
    expect(tests['chat/1.1.2/padding-is-all-nul']).toMatchObject({
      name: 'failure',
      attributes: { message: EXAMPLE_FAIL.message, type: 'failure' },
      text: expect.stringContaining('harness replay'),
    });
    expect(tests['chat/1.1.2/padding-is-all-nul']?.text).toContain('  + 1,500 bytes: "昵称注册成功\\x00中的成员：" … 1,466 × 00');
    expect(tests['chat/1.2.4/one-of-many-claims-succeeds']).toMatchObject({
      name: 'skipped',
      attributes: { message: `inconclusive: ${EXAMPLE_INCONCLUSIVE.message}` },
    });
    expect(tests['chat/generic/resources/no-descriptor-is-left']).toMatchObject({
      name: 'skipped',
      attributes: { message: 'not applicable: It needs a process that can be looked at: give --start or --pid.' },
    });
    expect(tests['chat/1.5.5/half-close-lets-frames-take-effect']).toMatchObject({
      name: 'skipped',
      attributes: { message: 'failed, as expected: the server closes at once, ticket 4711' },
    });
    expect(tests['chat/properties/order-of-a-sender']?.text).toContain("  a says 'one' to b");
    expect(tests['expectation 1']).toMatchObject({ name: 'failure' });
  });

  it('makes a failure of a pass that nobody expected, once', () => {
    const expectation = `${EXAMPLE_PASS.id} was expected to fail (ticket 12), and passed: take it out of the file.`;
    const cases = [{ ...EXAMPLE_PASS, expected: 'fails', reason: 'ticket 12' } as const];
    const tests = testsOf(parsed({ cases, properties: [], findings: [], expectations: [expectation] }));
    expect(Object.keys(tests)).toEqual([EXAMPLE_PASS.id]);
    expect(tests[EXAMPLE_PASS.id]).toMatchObject({ name: 'failure', attributes: { message: expectation } });
  });

  it('shows a target that died, beside its cases', () => {
    const target = testsOf(parsed())['the target as a whole'];
    expect(target).toMatchObject({ name: 'failure' });
    expect(target?.text).toBe(
      'The target that was started was ended by SIGPIPE; it said last: a client has gone. (during chat/1.1.2/padding-is-all-nul)',
    );
  });

  it('is never greener than the run, and never redder', () => {
    const quiet = { cases: [EXAMPLE_PASS], properties: [], expectations: [], findings: [] };
    expect(testsOf(parsed({ ...quiet, verdict: 'pass' }))).toEqual({ [EXAMPLE_PASS.id]: undefined });
    const failed = testsOf(parsed({ ...quiet, verdict: 'fail', causes: ['It died.', 'Twice.'] }));
    expect(failed.verdict).toMatchObject({ name: 'failure', attributes: { message: 'It died. Twice.' } });
    const unknown = testsOf(parsed({ ...quiet, cases: [EXAMPLE_INCONCLUSIVE], verdict: 'inconclusive', causes: [] }));
    expect(unknown[EXAMPLE_INCONCLUSIVE.id]).toMatchObject({ name: 'skipped' });
    expect(unknown.verdict).toMatchObject({ name: 'error', attributes: { message: 'The run as a whole: inconclusive.' } });
  });

  it('has a test even where nothing was selected', () => {
    expect(testsOf(parsed({ cases: [], properties: [], expectations: [], findings: [], verdict: 'pass' }))).toEqual({
      verdict: undefined,
    });
  });

  it('stays XML, whatever a server says', () => {
    const message = `<a href="x">&amp;' ]]> \u0000\u001b\u0085\ud800\ufffe\n\tnext`;
    const cases = [{ ...EXAMPLE_FAIL, message, rule: message }];
    const failure = testsOf(parsed({ cases, properties: [] }))[EXAMPLE_FAIL.id];
    const shown = `<a href="x">&amp;' ]]> ${'\ufffd'.repeat(5)}\n\tnext`;
    expect(failure?.attributes.message).toBe(shown);
    expect(failure?.text).toContain(shown);
  });

  it('keeps names apart that are alike, and messages short enough for a database', () => {
    const long = { ...EXAMPLE_FAIL, id: `chat/1.1.2/${'x'.repeat(400)}`, message: 'y'.repeat(5_000) };
    const tests = testsOf(parsed({ cases: [long, { ...long, id: `${long.id}z` }], properties: [] }));
    const [one = '', other = ''] = Object.keys(tests);
    expect([one.length, other]).toEqual([250, `${one} (2)`]);
    expect(tests[one]?.attributes.message?.length).toBe(1_000);
    expect(tests[one]?.text).toContain(long.message);
  });
});

describe('the JUnit XML of a record of bench', () => {
  let record: BenchRecord;
  beforeAll(async () => {
    record = await exampleBench();
  });

  function tests(changes: Partial<BenchRecord> = {}): Record<string, XmlElement | undefined> {
    return testsOf(parseXml(renderJunit(reportOn({ ...record, ...changes }))));
  }

  function kinds(changes: Partial<BenchRecord> = {}): Record<string, string> {
    return Object.fromEntries(Object.entries(tests(changes)).map(([name, result]) => [name, result?.name ?? 'passed']));
  }

  it('has a test for validity, correctness, errors and each threshold, and each thing wrong fails once', () => {
    expect(kinds()).toEqual({
      'the measurement is valid': 'passed',
      'every delivery is correct': 'failure',
      'nothing ends in an error': 'failure',
      'direct.response.p99 < 2ms': 'failure',
      'rate >= 900/s': 'passed',
      'unstarted == 0': 'passed',
    });
    expect(tests()['direct.response.p99 < 2ms']?.attributes.message).toBe('✗ direct.response.p99 < 2ms: 4 ms');
    expect(tests()['every delivery is correct']?.text).toContain('m7 never got message 12 of m8.');
  });

  it('says nothing of the thresholds of an invalid run, and of a disturbed one nothing of its latencies', () => {
    const causes = [{ verdict: 'invalid', code: 'send-lag', sentence: 'The generator sent late.' } as const];
    const invalid = tests({ verdict: 'invalid', causes });
    expect(invalid['the measurement is valid']).toMatchObject({
      name: 'error',
      attributes: { message: 'The generator sent late.', type: 'error' },
    });
    expect(kinds({ verdict: 'invalid', causes })).toMatchObject({
      'direct.response.p99 < 2ms': 'skipped',
      'rate >= 900/s': 'skipped',
      'unstarted == 0': 'skipped',
    });
    expect(invalid['rate >= 900/s']?.attributes.message).toMatch(/^Nothing is known of it, because the measurement is invalid/);
    const thresholds = [
      { text: 'rate >= 2000/s', isDefault: false, actual: 1000, passed: false },
      { text: 'errors < 0.5%', isDefault: false, actual: 1, passed: false },
    ];
    expect(kinds({ verdict: 'fail', causes, thresholds })).toMatchObject({
      'the measurement is valid': 'error',
      'nothing ends in an error': 'passed',
      'rate >= 2000/s': 'skipped',
      'errors < 0.5%': 'failure',
    });
  });

  it('is never greener than the run, and never redder', () => {
    const correctness = { ...record.correctness, lost: 0 };
    const quiet = { correctness, causes: [], thresholds: [], errors: [], totals: { ...record.totals, errors: 0 } };
    expect(new Set(Object.values(kinds({ ...quiet, verdict: 'pass' })))).toEqual(new Set(['passed']));
    expect(kinds({ ...quiet, verdict: 'fail' }).verdict).toBe('failure');
    expect(kinds({ ...quiet, verdict: 'invalid' })['the measurement is valid']).toBe('error');
    // It was allowed so many errors, and one message lost.
    expect(new Set(Object.values(kinds({ verdict: 'pass', causes: [], thresholds: [] })))).toEqual(new Set(['passed']));
  });

  it('leaves what was not checked out, and shows a target that ended and each trial', () => {
    const correctness = { ...record.correctness, enabled: false };
    const causes = [{ verdict: 'fail', code: 'target-ended', sentence: 'The target ended by SIGSEGV.' } as const];
    const trials = { verdicts: ['pass' as const, 'fail' as const, 'invalid' as const], figures: {} };
    expect(kinds({ correctness, causes, trials, thresholds: [], errors: [] })).toMatchObject({
      'every delivery is correct': 'skipped',
      'the target lasts until the end': 'failure',
      'trial 1 of 3': 'passed',
      'trial 2 of 3': 'failure',
      'trial 3 of 3': 'error',
    });
  });

  it('does not call deliveries correct where nothing happened', () => {
    const correctness = { ...record.correctness, checked: 0, lost: 0 };
    const totals = { ...record.totals, operations: 0 };
    expect(kinds({ correctness, totals })).toMatchObject({ 'every delivery is correct': 'skipped' });
    expect(kinds({ correctness })).toMatchObject({ 'every delivery is correct': 'passed' });
  });

  it('has a suite for each of several, by the name of each', async () => {
    const root = parseXml(renderJunit(await severalBench()));
    expect(root.children.map(({ attributes }) => attributes.name)).toEqual([
      'thread: chat/direct',
      'event: chat/direct',
      'process: chat/direct',
    ]);
    const [property] = root.children[0]?.children[0]?.children ?? [];
    expect(property).toMatchObject({ name: 'property', attributes: { name: 'verdict', value: 'pass' } });
  });
});
