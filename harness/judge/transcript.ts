// A history as it stands in the record: bytes in hex with long padding told by its length, what repeats told once, and of a long story
// the beginning and the end.

import type { RecordedBytes, TranscriptEntry } from '../record/verify-record.ts';
import type { History, HistoryEvent } from './history.ts';

/** A run of one byte at the end is padding from this length on. */
const PADDING_MIN = 16;
const ENTRIES_MAX = 200;
/** Bytes of one entry that are kept: 16 KB in hex are more than anybody reads. */
const BYTES_MAX = 8192;
/** Of all entries of a transcript together: a server that fails a hundred cases is to leave a record that can be opened. */
const ALL_BYTES_MAX = 32 * 1024;

export function transcriptOf(history: History): TranscriptEntry[] {
  return lightened(shortened(merged(withoutStage(history).map(entryOf))));
}

export function recordedBytes(bytes: Uint8Array, omittedBytes = 0): RecordedBytes {
  const last = bytes.at(-1);
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === last) end--;
  const count = bytes.length - end;
  const isPadded = last !== undefined && count >= PADDING_MIN;
  const told = isPadded ? bytes.subarray(0, end) : bytes;
  const kept = told.subarray(0, BYTES_MAX);
  // What is cut off takes the padding behind it with it.
  const isCut = kept.length < told.length;
  const omitted = omittedBytes + (isCut ? bytes.length - kept.length : 0);
  return {
    hex: Buffer.from(kept).toString('hex'),
    ...(isPadded && !isCut ? { padding: { byte: last, count } } : {}),
    ...(omitted === 0 ? {} : { omittedBytes: omitted }),
  };
}

type Staged = HistoryEvent | { readonly kind: 'stage'; readonly atUs: number; readonly note: string };

/** What comes before the first mark sets the stage: whoever takes no part in what follows is told of in a sentence. */
function withoutStage(history: History): readonly Staged[] {
  const first = history.findIndex(({ kind }) => kind === 'mark');
  if (first === -1) return history;
  const staying = new Set(history.slice(first).flatMap((event) => ('actor' in event ? [event.actor] : [])));
  const before = history.slice(0, first);
  const isTold = (event: HistoryEvent): boolean => !('actor' in event) || staying.has(event.actor);
  const visitors = new Set(before.flatMap((event) => ('actor' in event && !isTold(event) ? [event.actor] : [])));
  if (visitors.size === 0) return history;
  const who = visitors.size <= 3 ? [...visitors].join(', ') : `${visitors.size} others`;
  const note = `The stage was set: ${who} came, and took no part in what follows.`;
  return [{ kind: 'stage', atUs: history[0]?.atUs ?? 0, note }, ...before.filter(isTold), ...history.slice(first)];
}

function entryOf(event: Staged): TranscriptEntry {
  const atMs = event.atUs / 1000;
  if (event.kind === 'stage') return { atMs, kind: 'mark', note: event.note };
  const actor = 'actor' in event ? event.actor : event.kind === 'printed' || event.kind === 'typed' ? 'operator' : undefined;
  const told = { atMs, ...(actor === undefined ? {} : { actor }), kind: event.kind };
  switch (event.kind) {
    case 'sent':
    case 'received':
      return { ...told, bytes: recordedBytes(event.bytes, event.omittedBytes) };
    case 'printed':
    case 'typed':
    case 'fence':
      return { ...told, bytes: recordedBytes(event.bytes) };
    case 'connected':
      return told;
    case 'not-connected':
    case 'ended':
    case 'left':
    case 'target-ended':
      return { ...told, note: event.how };
    case 'cut':
      return { ...told, note: event.separation };
    case 'reading':
      return { ...told, note: event.isReading ? 'reads again' : 'stops reading' };
    case 'mark':
      return { ...told, note: event.name };
    case 'waited':
      return { ...told, note: `${Math.round(event.ms)} ms for ${event.what}` };
    case 'goal':
      return { ...told, note: `${event.isReached ? 'reached' : 'not reached'}: ${event.name}` };
  }
}

/** Of those that differ in their time only, the first, and how many there were. */
function merged(entries: readonly TranscriptEntry[]): TranscriptEntry[] {
  const kept: { entry: TranscriptEntry; text: string; times: number }[] = [];
  for (const entry of entries) {
    const { atMs: _, ...rest } = entry;
    const text = JSON.stringify(rest);
    const last = kept.at(-1);
    if (last?.text === text) last.times++;
    else kept.push({ entry, text, times: 1 });
  }
  return kept.map(({ entry, times }) => (times === 1 ? entry : { ...entry, times }));
}

function shortened(entries: readonly TranscriptEntry[]): TranscriptEntry[] {
  if (entries.length <= ENTRIES_MAX) return [...entries];
  const half = ENTRIES_MAX / 2;
  const dropped = entries.slice(half, entries.length - half + 1);
  const gap: TranscriptEntry = {
    atMs: dropped[0]?.atMs ?? 0,
    kind: 'mark',
    note: `${dropped.length} entries are left out here`,
  };
  return [...entries.slice(0, half), gap, ...entries.slice(entries.length - half + 1)];
}

/** Where it is too much in all, the longest give way first: each keeps so many bytes at most that all of them have room. */
function lightened(entries: readonly TranscriptEntry[]): TranscriptEntry[] {
  const sizes = entries.map(({ bytes }) => keptBytes(bytes)).sort((one, other) => one - other);
  let room = ALL_BYTES_MAX;
  for (const [index, size] of sizes.entries()) {
    const share = Math.floor(room / (sizes.length - index));
    if (size > share) return entries.map((entry) => withBytesUpTo(entry, share));
    room -= size;
  }
  return [...entries];
}

function keptBytes(bytes: RecordedBytes | undefined): number {
  return (bytes?.hex.length ?? 0) / 2;
}

function withBytesUpTo(entry: TranscriptEntry, most: number): TranscriptEntry {
  const { bytes } = entry;
  if (bytes === undefined || keptBytes(bytes) <= most) return entry;
  const omitted = keptBytes(bytes) - most + (bytes.padding?.count ?? 0) + (bytes.omittedBytes ?? 0);
  return { ...entry, bytes: { hex: bytes.hex.slice(0, 2 * most), omittedBytes: omitted } };
}
