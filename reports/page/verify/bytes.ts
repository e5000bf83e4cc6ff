// Bytes on the page: rows of hex and text, and what should have come beside what came.

import type { RecordedBytes } from '../../../harness/record/verify-record.ts';
import { counted } from '../../figures.ts';
import { aroundDifferences, type DumpRow, dump, inOneLine, sizeOf } from '../../verify/bytes-shown.ts';
import { type FramesCompared, keyOf } from '../../verify/frames-compared.ts';
import type { Outcome } from '../../verify/sentences.ts';
import { type Html, html, joined } from '../html.ts';

const BYTES_PER_ROW = 8;
const SIGNS_MAX = 100;

/** `partsMax`: frames that differ, `rowsMax`: rows of each that are shown. */
export function differenceBlock(
  { actor, expected, actual }: NonNullable<Outcome['difference']>,
  compared: readonly FramesCompared[],
  { partsMax, rowsMax }: { readonly partsMax: number; readonly rowsMax: number },
): Html {
  const { shown, hidden } = firstDifferences(alikeTogether(compared), partsMax);
  const more = hidden === 0 ? html`` : html`<p class="alike">… and ${counted(hidden, 'more difference')}, in the record</p>`;
  return html`<div class="difference"><p class="wanted"><strong>${actor}</strong> should have got ${framesText(expected.length)}</p><p class="got">and got ${framesText(actual.length)}</p>
${joined(shown.map(({ part, times }) => partBlock(part, times, rowsMax)))}${more}</div>`;
}

interface Repeated {
  readonly part: FramesCompared;
  readonly times: number;
}

/** The same frame that came, or did not come, several times in a row stands there once. */
function alikeTogether(compared: readonly FramesCompared[]): Repeated[] {
  const together: Repeated[] = [];
  for (const part of compared) {
    const before = together.at(-1);
    if (before !== undefined && isRepeated(before.part, part)) together[together.length - 1] = { part, times: before.times + 1 };
    else together.push({ part, times: 1 });
  }
  return together;
}

function isRepeated(one: FramesCompared, other: FramesCompared): boolean {
  if (one.kind === 'missing' && other.kind === 'missing') return keyOf(one.expected) === keyOf(other.expected);
  return one.kind === 'surplus' && other.kind === 'surplus' && keyOf(one.actual) === keyOf(other.actual);
}

function framesText(count: number): string {
  return count === 0 ? 'nothing' : counted(count, 'frame');
}

/** What is alike between those that are shown stays. */
function firstDifferences(compared: readonly Repeated[], most: number): { shown: Repeated[]; hidden: number } {
  const shown: Repeated[] = [];
  let differences = 0;
  let hidden = 0;
  for (const { part, times } of compared) {
    if (part.kind !== 'alike') differences++;
    if (differences <= most) shown.push({ part, times });
    else if (part.kind !== 'alike') hidden += times;
  }
  return { shown, hidden };
}

function partBlock(part: FramesCompared, times: number, rowsMax: number): Html {
  const repeated = times === 1 ? '' : `; ${counted(times, 'time')}`;
  switch (part.kind) {
    case 'alike':
      return html`<p class="alike">${part.count === 1 ? `the same: ${inOneLine(part.last, SIGNS_MAX)}` : `${counted(part.count, 'frame')} the same`}</p>`;
    case 'changed':
      return html`${bytesFigure(part.expected, part.actual, 'expected', rowsMax)}${bytesFigure(part.actual, part.expected, 'came', rowsMax)}`;
    case 'missing':
      return html`${bytesFigure(part.expected, undefined, 'expected', rowsMax, `, which did not come${repeated}`)}<p class="nothing">nothing</p>`;
    case 'surplus':
      return html`<p class="nothing">nothing</p>${bytesFigure(part.actual, undefined, 'came', rowsMax, `, which were not expected${repeated}`)}`;
  }
}

function bytesFigure(
  bytes: RecordedBytes,
  other: RecordedBytes | undefined,
  side: 'expected' | 'came',
  rowsMax: number,
  what = '',
): Html {
  return html`<figure class="${side}"><figcaption>${counted(sizeOf(bytes), 'byte')}${what}</figcaption>${bytesDump(bytes, rowsMax, other)}</figure>`;
}

/** `other`: what it is compared with. */
export function bytesDump(bytes: RecordedBytes, rowsMax: number, other?: RecordedBytes): Html {
  const rows =
    other === undefined ? firstRows(bytes, rowsMax) : aroundDifferences(dump(bytes, BYTES_PER_ROW, other), rowsMax, 'last');
  return html`<pre>${{ markup: rows.map((row) => rowText(row).markup).join('\n') }}</pre>`;
}

/** Of much the beginning, without looking at the rest: a page has many of them. */
function firstRows(bytes: RecordedBytes, rowsMax: number): DumpRow[] {
  const most = rowsMax * BYTES_PER_ROW * 2;
  if (bytes.hex.length <= most) return aroundDifferences(dump(bytes, BYTES_PER_ROW), rowsMax);
  const hidden = sizeOf(bytes) - most / 2;
  const sentence = `… ${counted(hidden, 'more byte')}`;
  return [...dump({ hex: bytes.hex.slice(0, most) }, BYTES_PER_ROW), { kind: 'folded', sentence, differs: false }];
}

function rowText(row: DumpRow): Html {
  if (row.kind === 'folded') return row.differs ? html`<mark>${row.sentence}</mark>` : html`<i>${row.sentence}</i>`;
  const { offset, hex, differs, text } = row;
  const padding = ' '.repeat((BYTES_PER_ROW - hex.length) * 3);
  return html`<i>${offset.toString(16).padStart(4, '0')}</i>  ${hexMarked(hex, differs)}${padding}  ${text}`;
}

/** One mark for each run of bytes that differ: a page of them is long enough. */
function hexMarked(hex: readonly string[], differs: readonly boolean[]): Html {
  let markup = '';
  for (const [index, byte] of hex.entries()) {
    const isMarked = differs[index] === true;
    const wasMarked = index > 0 && differs[index - 1] === true;
    if (wasMarked && !isMarked) markup += '</mark>';
    if (index > 0) markup += ' ';
    if (isMarked && !wasMarked) markup += '<mark>';
    markup += html`${byte}`.markup;
  }
  return { markup: differs.at(-1) === true ? `${markup}</mark>` : markup };
}
