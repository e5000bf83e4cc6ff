// Bytes as people read them: hex and text side by side, what differs marked, and what is long and dull told by its length.

import type { RecordedBytes } from '../../harness/record/verify-record.ts';
import { countText } from '../figures.ts';

/** So many of one byte in a row are told by their number. */
const RUN_BYTES_MIN = 16;

/** What stands for a sign that a screen can't or should not show. */
const UNSHOWN = '·';

/** A row of a dump. */
export type DumpRow =
  | {
      readonly kind: 'bytes';
      readonly offset: number;
      readonly hex: readonly string[];
      readonly differs: readonly boolean[];
      readonly text: string;
    }
  | { readonly kind: 'folded'; readonly sentence: string; readonly differs: boolean };

/** What was kept, in full length. */
export function bytesOf({ hex, padding }: RecordedBytes): Buffer {
  const bytes = Buffer.from(hex, 'hex');
  return padding === undefined ? bytes : Buffer.concat([bytes, Buffer.alloc(padding.count, padding.byte)]);
}

/** Of all there was, kept or not. */
export function sizeOf({ hex, padding, omittedBytes = 0 }: RecordedBytes): number {
  return hex.length / 2 + (padding?.count ?? 0) + omittedBytes;
}

/** Where they part; undefined: nowhere, as far as they were kept. */
export function firstDifference(one: RecordedBytes, other: RecordedBytes): number | undefined {
  const bytes = bytesOf(one);
  const others = bytesOf(other);
  for (let at = 0; at < Math.max(bytes.length, others.length); at++) if (bytes[at] !== others[at]) return at;
  return undefined;
}

/** Rows of so many bytes each. `other`: what they are compared with. */
export function dump(recorded: RecordedBytes, perRow: number, other?: RecordedBytes): DumpRow[] {
  const bytes = bytesOf(recorded);
  const compared = other === undefined ? undefined : bytesOf(other);
  const differsAt = (at: number) => compared !== undefined && compared[at] !== bytes[at];
  const rows: DumpRow[] = [];
  let at = 0;
  // Where the next sign begins: one that a row's end cuts stands in the row of its first byte.
  let signsTo = 0;
  while (at < bytes.length) {
    const end = runEnd(bytes, at);
    if (end - at >= RUN_BYTES_MIN) {
      let differs = false;
      for (let place = at; place < end && !differs; place++) differs = differsAt(place);
      rows.push({ kind: 'folded', sentence: runText(end - at, bytes[at] ?? 0), differs });
      at = end;
      signsTo = end;
      continue;
    }
    // A row ends where a run begins.
    let to = at;
    while (to < bytes.length && to - at < perRow && (to === at || runEnd(bytes, to) - to < RUN_BYTES_MIN)) to++;
    const row = bytes.subarray(at, to);
    let text = '';
    while (signsTo < to) {
      const sign = signAt(bytes, signsTo);
      text += sign.text;
      signsTo += sign.bytes;
    }
    rows.push({
      kind: 'bytes',
      offset: at,
      hex: Array.from(row, (byte) => hexOf(byte)),
      differs: Array.from(row, (_, index) => differsAt(at + index)),
      text,
    });
    at = to;
  }
  const { omittedBytes } = recorded;
  if (omittedBytes !== undefined) {
    rows.push({ kind: 'folded', sentence: `… and ${countText(omittedBytes)} bytes that were not kept`, differs: false });
  }
  return rows;
}

/**
 * The rows that differ with one before and one behind, so many at most; of the others how many bytes they are. Where none differs, the
 * first are shown, or the last of bytes that only end too early.
 */
export function aroundDifferences(rows: readonly DumpRow[], most: number, otherwise: 'first' | 'last' = 'first'): DumpRow[] {
  const differs = (row: DumpRow | undefined) => (row?.kind === 'bytes' ? row.differs.includes(true) : row?.differs === true);
  const isShort = rows.length <= most;
  const hasNone = !rows.some(differs);
  const shown: DumpRow[] = [];
  let hidden = 0;
  let kept = 0;
  for (const [index, row] of rows.entries()) {
    const isAtEnd = otherwise === 'first' || index >= rows.length - LAST_ROWS;
    const isNear = (hasNone && isAtEnd) || differs(row) || differs(rows[index - 1]) || differs(rows[index + 1]);
    if (isShort || row.kind === 'folded' || (isNear && kept < most)) {
      if (hidden > 0) shown.push({ kind: 'folded', sentence: `… ${countText(hidden)} more bytes`, differs: false });
      hidden = 0;
      shown.push(row);
      kept++;
    } else hidden += row.hex.length;
  }
  if (hidden > 0) shown.push({ kind: 'folded', sentence: `… ${countText(hidden)} more bytes`, differs: false });
  return shown;
}

const LAST_ROWS = 2;

/** In one line: text in quotes, what is no text in escapes, long runs told by their number. `most`: so many signs or so. */
export function inOneLine(recorded: RecordedBytes, most = Number.POSITIVE_INFINITY): string {
  const bytes = bytesOf(recorded);
  const parts: string[] = [];
  let quoted = '';
  const close = () => {
    if (quoted !== '') parts.push(`"${quoted}"`);
    quoted = '';
  };
  let signs = 0;
  for (let at = 0; at < bytes.length; ) {
    if (signs++ >= most) {
      close();
      return `${parts.join(' ')} …`;
    }
    const end = runEnd(bytes, at);
    if (end - at >= RUN_BYTES_MIN) {
      close();
      parts.push(runText(end - at, bytes[at] ?? 0));
      at = end;
      continue;
    }
    const sign = signAt(bytes, at);
    const isText = sign.text !== UNSHOWN || isMiddleDot(bytes, at);
    quoted += isText ? sign.text.replace(/["\\]/g, '\\$&') : escapeOf(bytes.subarray(at, at + sign.bytes));
    at += sign.bytes;
  }
  close();
  if (recorded.omittedBytes !== undefined) parts.push(`… ${countText(recorded.omittedBytes)} more bytes`);
  return parts.length === 0 ? 'nothing' : parts.join(' ');
}

/** `… 1,494 × 00` */
function runText(count: number, byte: number): string {
  return `… ${countText(count)} × ${hexOf(byte)}`;
}

/** Where the run of one byte that begins here ends. */
function runEnd(bytes: Buffer, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end] === bytes[at]) end++;
  return end;
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

const ESCAPES: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r' };

function escapeOf(bytes: Buffer): string {
  return Array.from(bytes, (byte) => ESCAPES[byte] ?? `\\x${hexOf(byte)}`).join('');
}

/** What decodes to no sign, moves the cursor, turns the direction of writing or shows nothing is a dot, byte by byte. */
function signAt(bytes: Buffer, at: number): { readonly text: string; readonly bytes: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { text: first >= 0x20 && first !== 0x7f ? String.fromCharCode(first) : UNSHOWN, bytes: 1 };
  // Bytes that go on with a sign begin none.
  if (first < 0xc0) return { text: UNSHOWN, bytes: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  try {
    const text = UTF8.decode(bytes.subarray(at, at + length));
    // Fewer bytes than were asked for, at the end, would be another sign's.
    if ([...text].length === 1) return { text: /[\p{C}\p{Zl}\p{Zp}\p{M}]/u.test(text) ? UNSHOWN : text, bytes: length };
  } catch {
    // No sign of UTF-8 begins here.
  }
  return { text: UNSHOWN, bytes: 1 };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isMiddleDot(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xc2 && bytes[at + 1] === 0xb7;
}
