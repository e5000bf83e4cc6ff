// Records in which every text is somebody else's: whatever can stand there at all.

import type { AnyRecord } from '../../harness/record/any-record.ts';

/** Each would run, load, close or turn something if a page took it for more than a text. */
export const HOSTILE_TEXTS = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '<!-- <script>',
  ']]></style><style>*{display:none}',
  '</title></textarea></noscript><iframe src="javascript:alert(1)">',
  'javascript:alert(1)',
  '{{7*7}} #{7*7} <%= 7*7 %>',
  '&lt;b&gt; &#60;i&#62;',
  '\u0000\u0007\u001b[31m\u0085\r',
  '\ud800 \udfff',
  '\u202egnp.exe\u2066',
  '\u2028\u2029\ufeff\u200b',
  '__proto__ constructor',
] as const;

/** Texts that the schema holds to a form of their own, or to a list. */
const OWN_FORM = new Set(
  (
    'schema kind verdict level evidence phase blame how howChosen startedAt hex hdr responseHdr serviceHdr sendLagHdr ' +
    'axis outcome limit judgement better resampled'
  ).split(' '),
);

/** Whose members are named by others. */
const NAMED_BY_OTHERS = new Set(['params', 'latencyUs', 'profile', 'figures']);

export function withEveryText<R extends AnyRecord>(record: R, change: (text: string) => string): R {
  const changed = (value: unknown, name: string): unknown => {
    if (typeof value === 'string')
      return OWN_FORM.has(name) || (name === 'expected' && /^(fails|passes)$/.test(value)) ? value : change(value);
    if (Array.isArray(value)) return value.map((one) => changed(one, NAMED_BY_OTHERS.has(name) ? '' : name));
    if (typeof value !== 'object' || value === null) return value;
    const nameOf = (key: string) => (NAMED_BY_OTHERS.has(name) ? change(key) : key);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [nameOf(key), changed(one, key)]));
  };
  return changed(record, '') as R;
}
