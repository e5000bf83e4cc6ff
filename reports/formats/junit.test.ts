import { describe, expect, it } from 'vitest';
import { EXAMPLE_FAIL, EXAMPLE_PASS, exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import type { VerifyRecord } from '../../harness/record/verify-record.ts';
import { reportOn } from '../report.ts';
import { renderJunit } from './junit.ts';
import { parseXml, type XmlElement } from './xml.test-support.ts';

function parsed(changes: Partial<VerifyRecord> = {}): XmlElement {
  return parseXml(renderJunit(reportOn(exampleVerifyRecord(changes))));
}

function testsOf(root: XmlElement): Record<string, XmlElement | undefined> {
  const tests = root.children.flatMap(({ children }) => children);
  return Object.fromEntries(tests.map((test) => [test.attributes.name ?? '', test.children[0]]));
}

describe('the JUnit XML of a record', () => {
  it('has a suite for each section of the contract, and counts in each what it holds', () => {
    const root = parsed();
    expect(root).toMatchObject({
      name: 'testsuites',
      attributes: { tests: '8', failures: '3', errors: '1', skipped: '2', time: '8.240' },
    });
    expect(root.children.map(({ name, attributes }) => [name, attributes.name, attributes.tests])).toEqual([
      ['testsuite', 'chat/1.1', '1'],
      ['testsuite', 'chat/1.2', '1'],
      ['testsuite', 'chat/1.4', '1'],
      ['testsuite', 'chat/1.5', '1'],
      ['testsuite', 'chat/generic', '1'],
      ['testsuite', 'chat/properties', '2'],
      ['testsuite', 'chat/run', '1'],
    ]);
    for (const { attributes, children } of root.children) {
      const of = (kind: string) => String(children.filter((test) => test.children[0]?.name === kind).length);
      expect(attributes).toMatchObject({ failures: of('failure'), errors: of('error'), skipped: of('skipped') });
    }
  });

  it('makes a failure of what failed, an error of what is not known, and skips what does not apply or was expected', () => {
    const tests = testsOf(parsed());
    expect(tests['chat/1.4.1/direct-reaches-only-its-target']).toBe(undefined);
    expect(tests['chat/1.1.2/padding-is-all-nul']).toMatchObject({
      name: 'failure',
      attributes: { message: EXAMPLE_FAIL.message },
      text: expect.stringContaining('harness replay'),
    });
    expect(tests['chat/1.1.2/padding-is-all-nul']?.text).toContain('  + 1,500 bytes: "昵称注册成功\\x00中的成员：" … 1,466 × 00');
    expect(tests['chat/1.2.4/one-of-many-claims-succeeds']).toMatchObject({ name: 'error' });
    expect(tests['chat/generic/resources/no-descriptor-is-left']).toMatchObject({ name: 'skipped' });
    expect(tests['chat/1.5.5/half-close-lets-frames-take-effect']).toMatchObject({
      name: 'skipped',
      attributes: { message: 'failed, as expected: the server closes at once, ticket 4711' },
    });
    expect(tests['chat/properties/order-of-a-sender']?.text).toContain("  a says 'one' to b");
    expect(tests['expectation 1']).toMatchObject({ name: 'failure' });
  });

  it('is never greener than the run', () => {
    const quiet = { cases: [EXAMPLE_PASS], properties: [], expectations: [] };
    expect(testsOf(parsed({ ...quiet, verdict: 'pass' }))).toEqual({ [EXAMPLE_PASS.id]: undefined });
    const failed = testsOf(parsed({ ...quiet, verdict: 'fail', causes: ['It died.', 'Twice.'] }));
    expect(failed.verdict).toMatchObject({ name: 'failure', attributes: { message: 'It died. Twice.' } });
    const unknown = testsOf(parsed({ ...quiet, verdict: 'inconclusive', causes: [] }));
    expect(unknown.verdict).toMatchObject({ name: 'error', attributes: { message: 'The run as a whole: inconclusive.' } });
  });

  it('stays XML, whatever a server says', () => {
    const message = `<a href="x">&amp;' ]]> \u0000\u001b\u0085\ud800\ufffe\n\tnext`;
    const cases = [{ ...EXAMPLE_FAIL, message, rule: message }];
    const failure = testsOf(parsed({ cases, properties: [] }))[EXAMPLE_FAIL.id];
    const shown = `<a href="x">&amp;' ]]> ${'\ufffd'.repeat(5)}\n\tnext`;
    expect(failure?.attributes.message).toBe(shown);
    expect(failure?.text).toContain(shown);
  });
});
