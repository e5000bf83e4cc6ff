import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_EXPECTED_FAILURE,
  EXAMPLE_FAIL,
  EXAMPLE_INCONCLUSIVE,
  EXAMPLE_PASS,
  EXAMPLE_PROPERTY,
  exampleVerifyRecord,
} from '../../../harness/record/example-verify-record.test-support.ts';
import type { CaseEntry, VerifyRecord } from '../../../harness/record/verify-record.ts';
import type { Entries, Entry } from '../../report.ts';
import { serversMatrices } from '../../several/verify-matrix.ts';
import { markupOf } from '../markup.test-support.ts';
import { FOUND_MAX, foundArticle, foundIn } from './found-articles.ts';
import { summaryTable } from './summary-table.ts';
import { severalVerifyContent } from './verify.ts';

const example = exampleVerifyRecord();
const good = exampleVerifyRecord({
  verdict: 'pass',
  cases: [{ ...EXAMPLE_PASS, id: EXAMPLE_FAIL.id }, EXAMPLE_PASS],
  properties: [],
});

function entriesOf(...records: readonly VerifyRecord[]): Entries<VerifyRecord> {
  const [first, ...others] = records.map((one, index): Entry<VerifyRecord> => ({ name: `server${index + 1}`, record: one }));
  return [first ?? expect.unreachable(), ...others];
}

function wordsOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function bodyOf(id: string, ...records: readonly VerifyRecord[]): string {
  return severalVerifyContent(entriesOf(...records)).sections.find((section) => section.id === id)?.body.markup ?? '';
}

/** What the cells of the row of a case say. */
function cellsOf(id: string, ...records: readonly VerifyRecord[]): string[] {
  const row = bodyOf('matrix', ...records)
    .split('<tr')
    .find((text) => text.includes(`<span class="id">${id}</span>`));
  return [...(row ?? expect.unreachable(id)).matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => wordsOf(cell ?? ''));
}

describe('the matrix of servers and cases', () => {
  it('says in each cell what became of it and how that is known', () => {
    expect(cellsOf('1.4.1/direct-reaches-only-its-target', example, good)).toEqual(['passed fence', 'passed fence']);
    expect(cellsOf('1.1.2/padding-is-all-nul', example, good)).toEqual(['failed', 'passed fence']);
    expect(cellsOf('1.5.5/half-close-lets-frames-take-effect', example, good)).toEqual(['failed as expected timer', 'not run']);
  });

  it('marks rows where servers differ and rows that fail', () => {
    const marks = [...bodyOf('matrix', example, good).matchAll(/<tr data-row="([^"]*)">.*?<span class="id">([^<]*)</g)];
    expect(Object.fromEntries(marks.map(([, mark, id]) => [id, mark]))).toEqual({
      '1.1.2/padding-is-all-nul': 'differs fails',
      '1.2.4/one-of-many-claims-succeeds': '',
      '1.4.1/direct-reaches-only-its-target': '',
      '1.5.5/half-close-lets-frames-take-effect': '',
      'generic/resources/no-descriptor-is-left': '',
      'properties/order-of-a-sender': 'fails',
      'properties/names-are-held-once': '',
    });
  });

  it('leads from a cell to what was found, and to nothing that is not there', () => {
    const page = markupOf(severalVerifyContent(entriesOf(example, good, example)));
    const targets = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((id) => !targets.has(id))).toEqual([]);
    expect(targets.size).toBe([...page.matchAll(/ id="([^"]+)"/g)].length);
  });

  it('has a place of its own for each protocol', () => {
    const other = { ...good, protocol: { ...good.protocol, name: 'p2p' } };
    const { sections, first, title } = severalVerifyContent(entriesOf(example, other, good));
    expect(sections.map((section) => section.title).slice(0, 2)).toEqual(['Servers and cases: chat', 'Servers and cases: p2p']);
    expect(first.markup).toContain('each has a matrix of its own');
    expect(title).toBe('server1, server2, server3: chat, p2p');
  });

  it('has narrow columns for many servers', () => {
    expect(bodyOf('matrix', ...Array.from({ length: 8 }, () => good))).not.toContain('narrow');
    expect(bodyOf('matrix', ...Array.from({ length: 9 }, () => good))).toContain('class="compared servers narrow"');
  });
});

describe('the summary of servers', () => {
  it('counts must and should apart', () => {
    const rows = summaryTable(entriesOf(example, good)).markup.split('<tr>').map(wordsOf);
    expect(rows.slice(1)).toEqual([
      'server verdict must should',
      'passed failed inconclusive passed failed failed as expected not applicable',
      'server1 ✗ fail 2 2 1 0 0 1 1',
      'server2 ✓ pass 2 0 0 0 0 0 0',
    ]);
  });
});

describe('what was found', () => {
  const articleOf = (outcome: CaseEntry | typeof EXAMPLE_PROPERTY) =>
    wordsOf(foundArticle({ anchor: 'found-1', entry: { name: 'mine', record: example }, outcome }).markup).replaceAll(
      '&#39;',
      "'",
    );

  it('has the message, the difference in words, and what runs it again', () => {
    const text = articleOf(EXAMPLE_FAIL);
    expect(text).toContain('failed mine: chat/1.1.2/padding-is-all-nul CHAT-1.1.2, must. Behind the NUL of a frame');
    expect(text).toContain('alice got a frame with 15 bytes of an earlier message behind its NUL.');
    expect(text).toContain('alice: should have got &#34;昵称注册成功&#34; … 1,482 × 00 (1,500 bytes), and got &#34;昵称注册成功');
    expect(text).toContain('harness replay runs/2026-11-21T09-31-05-chat/chat-1.1.2-padding-is-all-nul.json');
  });

  it('has the smallest program of a property, and the reason of what was expected', () => {
    expect(articleOf(EXAMPLE_PROPERTY)).toContain("a joins b joins a says 'one' to b a says 'two' to all");
    expect(articleOf(EXAMPLE_EXPECTED_FAILURE)).toContain('It was expected to fail: the server closes at once, ticket 4711');
  });

  it('is bounded, failures first, and says how much more there is', () => {
    const many = (entry: CaseEntry, count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...entry, id: `chat/1.1.1/${entry.verdict}-${index}` }));
    const record = exampleVerifyRecord({
      cases: [...many(EXAMPLE_INCONCLUSIVE, 200), ...many(EXAMPLE_FAIL, 290)],
      properties: [],
    });
    const { found, leftOut } = foundIn(serversMatrices(entriesOf(record)));
    expect(found.length).toBe(FOUND_MAX);
    expect(found.filter(({ outcome }) => outcome.verdict === 'fail').length).toBe(290);
    expect(leftOut).toBe(190);
    expect(bodyOf('found', record, good)).toContain('and 190 more, in the records');
  });

  it('is nothing where all passed', () => {
    expect(severalVerifyContent(entriesOf(good, good)).sections.map(({ id }) => id)).toEqual([
      'matrix',
      'profiles',
      'servers',
      'settings',
      'environments',
    ]);
  });
});

describe('a page of several servers', () => {
  it('shows where profiles differ first', () => {
    const [one = '', two = ''] = Object.keys(example.profile);
    const profile = { ...example.profile, [two]: { ...(example.profile[two] ?? expect.unreachable()), answer: 'by name' } };
    const rows = bodyOf('profiles', example, exampleVerifyRecord({ profile })).split('<tr>').slice(2).map(wordsOf);
    expect(rows).toEqual([
      `≠ ${example.profile[two]?.question} (CHAT-1.3.2) (differs) by arrival by name`,
      `${example.profile[one]?.question} (CHAT-1.4.3) no`,
    ]);
  });

  it('says of each server what was found out about it as a whole', () => {
    const text = wordsOf(bodyOf('servers', example, good));
    expect(text).toContain('was ended by SIGPIPE');
    expect(text).toContain('3 left out, by --skip chat/1.6.1/');
  });

  it('takes nothing of a record, nor its name, for markup', () => {
    const nasty = '<b>&</b>"x"\u0000';
    const hex = Buffer.from(nasty).toString('hex');
    const hostile = exampleVerifyRecord({
      cases: [
        {
          ...EXAMPLE_FAIL,
          id: `chat/1.1.1/${nasty}`,
          rule: nasty,
          message: nasty,
          clause: nasty,
          difference: { actor: nasty, expected: [], actual: [{ hex }] },
        },
      ],
      properties: [],
      protocol: { ...example.protocol, name: nasty },
      profile: { [nasty]: { clause: nasty, question: nasty, answer: nasty } },
      findings: [{ kind: 'died', sentence: nasty }],
      notes: [nasty],
      causes: [nasty],
    });
    const page = markupOf(
      severalVerifyContent([
        { name: nasty, record: hostile },
        { name: 'b', record: hostile },
      ]),
    );
    expect(['<b>', '"x"', '\u0000'].filter((text) => page.includes(text))).toEqual([]);
    expect(page.match(/&#60;b&#62;/g)?.length).toBeGreaterThan(15);
  });
});
