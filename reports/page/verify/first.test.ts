import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_FAIL,
  EXAMPLE_PASS,
  EXAMPLE_PROPERTY,
  exampleVerifyRecord,
} from '../../../harness/record/example-verify-record.test-support.ts';
import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { verifyContent } from './page.ts';

const firstOf = (record: VerifyRecord) => verifyContent(record).first.markup;
const cardsOf = (first: string) =>
  [...first.matchAll(/<dt>([^<]*)<\/dt><dd class="([^"]*)">([\d,]+)<\/dd>/g)].map(([, name, kind, count]) => [name, kind, count]);

describe('the first screen of a run of verify', () => {
  const first = firstOf(exampleVerifyRecord());

  it('has the verdict, and the three numbers', () => {
    expect(first).toContain('<p class="verdict fail">fail</p>');
    expect(cardsOf(first)).toEqual([
      ['Passed', 'pass', '2'],
      ['Failed', 'fail', '2'],
      ['Inconclusive', 'inconclusive', '1'],
    ]);
  });

  it('says besides what was expected, does not apply, and was left out', () => {
    expect(first).toContain('; besides: 1 failed as expected, 1 not applicable, 3 left out, by --skip chat/1.6.1/</dd>');
  });

  it('says of what level they are', () => {
    const some = (count: number, level: 'must' | 'should') =>
      Array.from({ length: count }, (_, index) => ({ ...EXAMPLE_FAIL, id: `chat/1.1.1/${level}-${index}`, level }));
    const markup = firstOf(exampleVerifyRecord({ cases: [...some(2, 'must'), ...some(1, 'should')], properties: [] }));
    expect(markup).toContain('<dd class="fail">3</dd><dd class="note">2 must, 1 should</dd>');
    expect(markup).toContain('<dd class="none">0</dd><dd class="note">none</dd>');
  });

  it('leaves the names out of why it failed, for they are listed', () => {
    const causes = ['2 of 5 failed: chat/1.1.2/padding-is-all-nul, chat/properties/order-of-a-sender.'];
    expect(firstOf(exampleVerifyRecord({ causes }))).toContain('<li>2 of 5 failed.</li>');
  });

  it('says how sure the passes are', () => {
    expect(first).toContain('1 is proved by a fence or the end of the stream, 1 is known by what was seen to come.');
  });

  it('has the command that repeats the run with its seed', () => {
    expect(first).toContain('<code>harness verify chat --start ./my-server --seed 7</code>');
  });

  it('tells of the target as a whole, and leads to where it happened', () => {
    expect(first).toContain('<strong class="fail">died</strong> The target that was started was ended by SIGPIPE');
    expect(first).toContain('(during <a href="#shown-chat-1-1-2-padding-is-all-nul">');
  });

  it('tells of what happened several times once, and where', () => {
    const findings = Array.from({ length: 9 }, (_, index) => ({
      kind: 'died' as const,
      sentence: 'It was killed.',
      ...(index === 8 ? {} : { during: index === 0 ? EXAMPLE_FAIL.id : `chat/unknown/${index}` }),
    }));
    const items = firstOf(exampleVerifyRecord({ findings })).match(/<li><strong class="fail">.*?<\/li>/g);
    expect(items).toEqual([
      `<li><strong class="fail">died 9 times</strong> It was killed. (during <a href="#shown-chat-1-1-2-padding-is-all-nul">${EXAMPLE_FAIL.id}</a>, chat/unknown/1, chat/unknown/2 and 5 more)</li>`,
    ]);
  });

  it('says a cause once when it is a finding, too', () => {
    const sentence = 'Nothing listens there.';
    const both = firstOf(exampleVerifyRecord({ causes: [sentence], findings: [{ kind: 'unreachable', sentence }] }));
    expect(both.split(sentence).length - 1).toBe(1);
  });

  it('lists the failures, the most telling first, and folds what is behind the fifth', () => {
    const cases = Array.from({ length: 11 }, (_, index) => ({
      ...EXAMPLE_FAIL,
      id: `chat/1.${index}.0/no`,
      level: index === 10 ? ('must' as const) : ('should' as const),
    }));
    const many = firstOf(exampleVerifyRecord({ cases, properties: [EXAMPLE_PROPERTY] }));
    const [shown = '', folded = ''] = many.slice(many.indexOf('class="telling"')).split('<details>');
    const idsIn = (text: string) => [...text.matchAll(/<li><a href="#shown-[^"]*">([^<]*)</g)].map(([, id]) => id);
    expect(idsIn(shown).slice(0, 3)).toEqual(['1.10.0/no', 'properties/order-of-a-sender', '1.0.0/no']);
    expect([idsIn(shown).length, idsIn(folded).length]).toEqual([5, 7]);
    expect(folded).toContain('<summary>7 more</summary>');
  });

  it('is short where all is well', () => {
    const well = firstOf(
      exampleVerifyRecord({ verdict: 'pass', cases: [EXAMPLE_PASS], properties: [], findings: [], causes: [] }),
    );
    expect(cardsOf(well)).toEqual([
      ['Passed', 'pass', '1'],
      ['Failed', 'none', '0'],
      ['Inconclusive', 'none', '0'],
    ]);
    expect(well).not.toContain('What failed');
    expect(well).not.toContain('The target as a whole');
  });
});
