import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_EXPECTED_FAILURE,
  EXAMPLE_FAIL,
  EXAMPLE_INCONCLUSIVE,
  EXAMPLE_PASS,
  EXAMPLE_PROPERTY,
  exampleBytes,
  exampleFrame,
  exampleVerifyRecord,
} from '../../../harness/record/example-verify-record.test-support.ts';
import type { CaseEntry, TranscriptEntry, VerifyRecord } from '../../../harness/record/verify-record.ts';
import { markupOf } from '../markup.test-support.ts';
import { verifyContent } from './page.ts';

const pageOf = (record: VerifyRecord) => markupOf(verifyContent(record));

function sectionOf(record: VerifyRecord, id: string): string {
  return verifyContent(record).sections.find((one) => one.id === id)?.body.markup ?? '';
}

/** Of a page of this outcome alone. */
function articleOf(outcome: CaseEntry): string {
  return sectionOf(exampleVerifyRecord({ cases: [outcome], properties: [] }), 'failures');
}

const example = exampleVerifyRecord();

describe('the matrix', () => {
  const matrix = sectionOf(example, 'matrix');

  it('has a square for each outcome, by section, with sign, name and a link to its row', () => {
    const groups = matrix.split('<li><h3>').slice(1);
    const summary = groups.map((group) => [
      group.slice(0, group.indexOf('<')),
      ...[...group.matchAll(/class="cell (\S+)"[^>]*title="([^"]*)"><span aria-hidden="true">(.)</g)].map((found) =>
        found.slice(1),
      ),
    ]);
    expect(summary).toEqual([
      ['1.1', ['fail', '1.1.2/padding-is-all-nul: failed', '✗']],
      ['1.2', ['inconclusive', '1.2.4/one-of-many-claims-succeeds: inconclusive', '?']],
      ['1.4', ['pass', '1.4.1/direct-reaches-only-its-target: passed', '✓']],
      ['1.5', ['expected-failure', '1.5.5/half-close-lets-frames-take-effect: failed as expected', '✗']],
      ['generic', ['not-applicable', 'generic/resources/no-descriptor-is-left: not applicable', '–']],
      [
        'properties',
        ['fail', 'properties/order-of-a-sender: failed', '✗'],
        ['pass', 'properties/names-are-held-once: passed', '✓'],
      ],
    ]);
  });

  it('explains the signs that there are, and no others', () => {
    const legendOf = (markup: string) => [...markup.matchAll(/<\/b> ([^<]*)<\/span>/g)].map(([, name]) => name);
    expect(legendOf(matrix)).toEqual(['failed', 'inconclusive', 'failed as expected', 'not applicable', 'passed']);
    expect(legendOf(sectionOf(exampleVerifyRecord({ cases: [EXAMPLE_PASS], properties: [] }), 'matrix'))).toEqual(['passed']);
  });
});

describe('all cases', () => {
  const cases = sectionOf(example, 'cases');

  it('have a fold for each section, open where there is something to see', () => {
    const folds = [...cases.matchAll(/<details class="group"( open)?><summary>(\S+) <span>([^<]*)<\/span>/g)].map(
      ([, open, name, tally]) => [name, open !== undefined, tally],
    );
    expect(folds).toEqual([
      ['chat/1.1', true, '1 failed'],
      ['chat/1.2', true, '1 inconclusive'],
      ['chat/1.4', false, '1 passed'],
      ['chat/1.5', false, '1 failed as expected'],
      ['chat/generic', false, '1 not applicable'],
      ['chat/properties', true, '1 failed, 1 passed'],
    ]);
  });

  it('have a filter for each verdict and level that there is, with how many it would show', () => {
    const buttons = [...cases.matchAll(/data-(verdict|level)="([^"]*)">[^<]*<small>(\d+)</g)].map((found) => found.slice(1));
    expect(buttons).toEqual([
      ['verdict', 'fail', '2'],
      ['verdict', 'inconclusive', '1'],
      ['verdict', 'expected-failure', '1'],
      ['verdict', 'not-applicable', '1'],
      ['verdict', 'pass', '2'],
      ['level', 'must', '5'],
      ['level', 'should', '2'],
    ]);
  });

  it('have rows with rule, clause, level, evidence, time and verdict', () => {
    const row = /<tr id="case-chat-1-4-1-.*?<\/tr>/s.exec(cases)?.[0] ?? '';
    const texts = row.split(/<[^>]*>/).filter((text) => text.trim() !== '');
    expect(texts).toEqual([EXAMPLE_PASS.id, EXAMPLE_PASS.rule, '✓', ' passed', 'fence', 'must ', 'CHAT-1.4.1', '3.2 ms']);
  });
});

describe('a failure', () => {
  const article = articleOf(EXAMPLE_FAIL);

  it('says what was wrong, and how to run it again', () => {
    expect(article).toContain('<p class="wrong fail">alice got a frame with 15 bytes of an earlier message behind its NUL.</p>');
    expect(article).toContain('chat-1.1.2-padding-is-all-nul.json --start &#39;./my-server&#39;</code>');
  });

  it('shows what should have come beside what came, and marks what differs', () => {
    const difference = article.slice(article.indexOf('class="difference"'), article.indexOf('class="steps"'));
    expect(difference).toContain('<strong>alice</strong> should have got 1 frame');
    expect(difference).toContain('<i>0010</i>  8a 9f 00 <mark>e4 b8 ad e7 9a</mark>');
    expect(difference).toContain('<mark>… 1,482 × 00</mark>');
  });

  it('has its steps as a list that says time, who, and what', () => {
    const steps = [...article.matchAll(/<li class="([^"]*)"[^>]*>(.*?)(?=<pre>|<\/li>)/gs)].map(([, kind, markup = '']) => [
      kind,
      markup
        .replace(/<[^>]*>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    ]);
    expect(steps.slice(0, 5)).toEqual([
      ['connected to-right', '0.2 ms alice → server connects'],
      [
        'received to-left',
        '0.6 ms server → alice &#34;连接服务端成功\\n聊天室中的成员：\\n请注册，输入昵称&#34; … 1,429 × 00 1,500 bytes',
      ],
      ['mark across', '0.7 ms named'],
      ['sent to-right', '0.8 ms alice → server &#34;al&#34; 2 bytes'],
      ['cut to-right', '0.9 ms alice → server ✂ cut: read up to here'],
    ]);
    expect(steps[6]).toEqual([
      'received to-left moment',
      '1.4 ms server → alice not what was expected: &#34;昵称注册成功\\x00中的成员：&#34; … 1,466 × 00 1,500 bytes',
    ]);
  });

  it('opens the box that brought what was not expected, and marks it there', () => {
    const moment = /<li class="[^"]* moment".*?<\/li>/s.exec(article)?.[0] ?? '';
    expect(moment).toContain('<details class="box" open>');
    expect(moment).toContain('<i>0010</i>  8a 9f 00 <mark>e4 b8 ad e7 9a</mark>');
    expect(article.split('<details class="box" open>').length - 1).toBe(1);
  });

  it('has a frame that came again and again once, with how often', () => {
    const again = exampleFrame('again');
    const difference = { actor: 'alice', expected: [], actual: [again, again, again, exampleFrame('other')] };
    const figures = articleOf({ ...EXAMPLE_FAIL, difference }).match(/<figcaption>.*?<\/figcaption>/g);
    expect(figures).toEqual([
      '<figcaption>1,500 bytes, which were not expected; 3 times</figcaption>',
      '<figcaption>1,500 bytes, which were not expected</figcaption>',
    ]);
  });

  it('marks in a read of several frames the one that differs, and nothing around it', () => {
    const transcript: TranscriptEntry[] = [
      { atMs: 1, actor: 'alice', kind: 'received', bytes: exampleBytes('one\nTWO\nthree\n') },
    ];
    const difference = {
      actor: 'alice',
      expected: [exampleBytes('one'), exampleBytes('two')],
      actual: [exampleBytes('one'), exampleBytes('TWO')],
    };
    const moment = /<li class="[^"]* moment".*?<\/li>/s.exec(articleOf({ ...EXAMPLE_FAIL, difference, transcript }))?.[0];
    expect(moment).toContain('<i>0000</i>  6f 6e 65 0a <mark>54 57 4f</mark> 0a  one·TWO·');
    expect(moment).toContain('<i>0008</i>  74 68 72 65 65 0a');
  });

  it('says so where a frame is missing, behind the last that came', () => {
    const transcript: TranscriptEntry[] = [{ atMs: 1, actor: 'alice', kind: 'received', bytes: exampleFrame('one') }];
    const difference = { actor: 'alice', expected: [exampleFrame('one'), exampleFrame('two')], actual: [exampleFrame('one')] };
    expect(articleOf({ ...EXAMPLE_FAIL, difference, transcript })).toContain(
      '<strong class="fail">what should follow did not come (&#34;two&#34; … 1,497 × 00):</strong>',
    );
  });

  it('tells how often a step was repeated', () => {
    const transcript: TranscriptEntry[] = [{ atMs: 1, actor: 'a', kind: 'sent', bytes: exampleBytes('x'), times: 1200 }];
    expect(articleOf({ ...EXAMPLE_FAIL, transcript })).toContain('<b>1,200 times</b>');
  });

  it('draws the lanes that act in what is shown, and counts the others', () => {
    const transcript = Array.from(
      { length: 300 },
      (_, index): TranscriptEntry => ({ atMs: index, actor: `client ${index}`, kind: 'connected' }),
    );
    const many = articleOf({ ...EXAMPLE_FAIL, transcript });
    const drawn = [...many.matchAll(/<b class="client"/g)].length;
    expect(drawn).toBe(48);
    expect(many).toContain('252 more clients act only in what is left out.');
    expect(many).toContain(`--n:${drawn + 1}`);
  });
});

describe('what else did not pass', () => {
  it('has articles for itself, where there is more to see than its row says', () => {
    const inconclusive = { ...EXAMPLE_INCONCLUSIVE, transcript: EXAMPLE_FAIL.transcript };
    const record = exampleVerifyRecord({ cases: [inconclusive, EXAMPLE_EXPECTED_FAILURE], properties: [] });
    expect(sectionOf(record, 'failures')).toBe('');
    expect(sectionOf(record, 'inconclusive')).toContain('Not reached: two claims overlapped.');
    expect(sectionOf(record, 'expected-failures')).toContain('Expected, because the server closes at once, ticket 4711');
    expect(sectionOf(exampleVerifyRecord({ cases: [EXAMPLE_INCONCLUSIVE] }), 'inconclusive')).toBe('');
  });

  it('shows of a property the smallest program, and how it was found', () => {
    const article = sectionOf(exampleVerifyRecord({ cases: [], properties: [EXAMPLE_PROPERTY] }), 'failures');
    expect(article).toContain(
      'program 17 of 100 failed, and 80 % of the time when run again; 4 acts left after 9 steps (31 attempts)',
    );
    expect([...article.matchAll(/<li>([^<]*)<\/li>/g)].map(([, line]) => line)).toEqual([
      'a joins',
      'b joins',
      'a says &#39;one&#39; to b',
      'a says &#39;two&#39; to all',
    ]);
  });
});

describe('the page of a run of verify', () => {
  it('has what stands around the verdicts', () => {
    expect(sectionOf(example, 'profile')).toContain('<strong>by arrival</strong>');
    expect(sectionOf(example, 'target')).toContain('17 % in the mean, 50 % at most; 1.4 s in all');
    expect(sectionOf(example, 'not-as-expected')).toContain('was expected to fail, and passed');
    expect(sectionOf(example, 'slowest')).toContain('<a href="#case-chat-properties-names-are-held-once">');
    expect(sectionOf(example, 'notes')).toContain('The reference server is not what was judged.');
    expect(sectionOf(example, 'environment')).toContain('2 processors (Example Processor)');
  });

  it('links to what is there', () => {
    const page = pageOf(example);
    const targets = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((id) => !targets.has(id))).toEqual([]);
  });

  it('is short where all is well', () => {
    const { targetUsage: _, ...record } = exampleVerifyRecord({
      cases: [EXAMPLE_PASS],
      properties: [],
      expectations: [],
      notes: [],
    });
    expect(verifyContent(record).sections.map(({ id }) => id)).toEqual(['matrix', 'cases', 'profile', 'environment']);
  });
});
