// Records in which every text that somebody else chose is replaced by what is most likely to break out of a form.

import fc from 'fast-check';
import type { AnyRecord } from '../../harness/record/any-record.ts';
import { parseRecord } from '../../harness/record/parse-record.ts';
import { type Report, reportOf } from '../report.ts';

const NASTY = [
  '',
  ' ',
  '\0',
  '\x1b[31mred\x1b[0m',
  '\ud800',
  'a\udc00b',
  '\ufffe\uffff\u0085',
  ']]>',
  '-->',
  '<!--',
  '<script>alert(1)</script>',
  '</details></summary>',
  '&amp;&#0;&lt;',
  '"\'`',
  '```\n# heading\n```',
  '````',
  '`',
  '\\`',
  '|',
  'a|b\\|c\\',
  '| --- |',
  '---',
  '===',
  '- item',
  '1. item',
  '# heading',
  '> quoted',
  '    code',
  '[link](http://a.b/c) ![image](x.png)',
  '[^1]: x',
  '@somebody #123 GH-7 https://a.example www.b.example c@d.example :smile:',
  '*a* _b_ ~~c~~ $d$',
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  "'=1",
  '\t=1',
  '＝1',
  'a,b;c',
  '"',
  'a"b',
  'line\nend',
  'line\r\nend\r',
  '\u2028\u2029\v\f',
  '\u202eright to left',
  'Tag=x,0,1,2,abc',
  '#[StartTime: 0 (seconds since epoch)]',
  '"StartTimestamp"',
  '%2C',
  '连接',
  '😀',
  'x'.repeat(3_000),
  '`'.repeat(300),
  'w '.repeat(2_000),
  '__proto__',
  'constructor',
] as const;

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...NASTY), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.string({ maxLength: 40 }) },
  // Halves of pairs among them. A unit of fast-check's own for all signs takes seconds to set up.
  { weight: 1, arbitrary: fc.array(fc.nat({ max: 0x10ffff }), { maxLength: 20 }).map((signs) => String.fromCodePoint(...signs)) },
  {
    weight: 1,
    arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  },
);

/** What has a form of its own in the schema, so that no text of others can stand there. */
const FORMED = new Set([
  ...['schema', 'kind', 'verdict', 'verdicts', 'level', 'evidence', 'expected', 'how', 'howChosen', 'phase', 'blame'],
  ...['startedAt', 'hdr', 'responseHdr', 'axis', 'outcome', 'limit', 'judgement', 'better', 'resampled'],
]);

/** Whose members are named by others. */
const NAMED_BY_OTHERS = new Set(['latencyUs', 'params', 'profile', 'figures']);

/** The record with other texts in it, distinct where they were distinct. It still keeps to its schema. */
function spoiled<R extends AnyRecord>(record: R, texts: readonly string[]): R {
  const chosen = new Map<string, string>();
  const taken = new Set<string>();
  const instead = (text: string) => {
    const known = chosen.get(text);
    if (known !== undefined) return known;
    let free = texts[chosen.size % texts.length] ?? '';
    // zod leaves a member of this name out, wherever it stands.
    while (taken.has(free) || free === '__proto__') free += String(chosen.size);
    chosen.set(text, free);
    taken.add(free);
    return free;
  };
  const walk = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') {
      if (FORMED.has(name)) return value;
      return name === 'hex' ? bytesOf(instead(value)).toString('hex') : instead(value);
    }
    if (Array.isArray(value)) return value.map((one) => walk(one, NAMED_BY_OTHERS.has(name) ? '' : name));
    if (typeof value !== 'object' || value === null) return value;
    const isNamed = NAMED_BY_OTHERS.has(name);
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [isNamed ? instead(key) : key, walk(one, isNamed ? '' : key)]),
    );
  };
  return parseRecord(JSON.stringify(walk(record, ''))) as R;
}

/** Texts as a server might send them, or bytes that are no text at all. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text, text.length % 2 === 0 ? 'utf8' : 'latin1');
}

/** What is needed to make a report: small, so that what fails can be read. */
export interface Choice {
  readonly kind: AnyRecord['kind'];
  readonly texts: readonly string[];
  readonly names: readonly string[];
  readonly title: string | undefined;
}

export const choices: fc.Arbitrary<Choice> = fc.record({
  kind: fc.constantFrom('bench', 'verify', 'capacity', 'sweep', 'comparison'),
  texts: fc.array(hostileText, { minLength: 1, maxLength: 60 }),
  names: fc.array(hostileText, { minLength: 1, maxLength: 3 }),
  title: fc.option(hostileText, { nil: undefined }),
});

/** Of as many such records as there are names; studies have one. */
export function hostileReport(record: AnyRecord, { texts, names, title }: Choice): Report {
  const bad = spoiled(record, texts);
  const [first = '', ...more] = names;
  const others = record.kind === 'bench' || record.kind === 'verify' ? more : [];
  return reportOf([{ name: first, record: bad }, ...others.map((name) => ({ name, record: bad }))], title);
}
