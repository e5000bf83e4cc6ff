// A transcript as lanes: one for each client, one for the server, one for its operator where there is one. Each entry goes from a
// lane to another, stands in one, or goes across them all. Pure: how it looks is the page's affair.

import type { RecordedBytes, TranscriptEntry } from '../../harness/record/verify-record.ts';
import type { Excerpt } from './moment.ts';

export interface Lane {
  readonly kind: 'client' | 'server' | 'operator';
  readonly name: string;
}

/** Where an entry is drawn; numbers are places in `lanes`. */
export type Place =
  | { readonly kind: 'arrow'; readonly from: number; readonly to: number }
  | { readonly kind: 'point'; readonly at: number }
  | { readonly kind: 'across' };

export interface Step {
  readonly kind: 'step';
  readonly entry: TranscriptEntry;
  readonly place: Place;
  /** Such as `alice → server`; empty: it is nobody's. */
  readonly who: string;
  /** What happened, without its bytes. */
  readonly words: string;
  readonly bytes: RecordedBytes | undefined;
  readonly times: number;
  /** So long after the step before it, where that is long enough to be told. */
  readonly gapMs: number | undefined;
}

export type LaneRow = Step | { readonly kind: 'left-out'; readonly count: number };

export interface Lanes {
  readonly lanes: readonly Lane[];
  readonly rows: readonly LaneRow[];
  /** Clients that act in what is left out, and nowhere else. */
  readonly unseen: number;
}

/** Shorter ones are no news: time goes down the page, but not evenly. */
const GAP_MS_MIN = 100;

export function lanesOf(excerpt: Excerpt, transcript: readonly TranscriptEntry[]): Lanes {
  const shown = excerpt.filter((entry) => typeof entry !== 'number');
  const clients = clientsIn(shown);
  const hasOperator = shown.some(isOperators);
  const server: Lane = { kind: 'server', name: freeName('server', clients) };
  const operator: Lane = { kind: 'operator', name: freeName('operator', clients) };
  const lanes: Lane[] = [...clients.map((name): Lane => ({ kind: 'client', name })), server, ...(hasOperator ? [operator] : [])];
  const clientAt = new Map(clients.map((name, index) => [name, index]));
  let before: number | undefined;
  const rows = excerpt.map((entry): LaneRow => {
    if (typeof entry === 'number') return { kind: 'left-out', count: entry };
    const lane = isOperators(entry) ? clients.length + 1 : (clientAt.get(actorOf(entry)) ?? clients.length);
    const place = placeOf(entry, lane, clients.length);
    const gapMs = before === undefined ? 0 : entry.atMs - before;
    before = entry.atMs;
    // A wait says itself how long it was.
    const isTold = gapMs >= GAP_MS_MIN && entry.kind !== 'waited';
    return {
      kind: 'step',
      entry,
      place,
      who: whoText(place, lanes),
      words: wordsOf(entry),
      bytes: entry.bytes,
      times: entry.times ?? 1,
      gapMs: isTold ? gapMs : undefined,
    };
  });
  return { lanes, rows, unseen: clientsIn(transcript).filter((name) => !clientAt.has(name)).length };
}

/** A record may leave the actor out; something has to stand above the lane. */
const NOBODY = 'a client';

function actorOf({ actor = '' }: TranscriptEntry): string {
  return actor === '' ? NOBODY : actor;
}

function clientsIn(entries: readonly TranscriptEntry[]): string[] {
  const acting = entries.filter((entry) => !isOperators(entry) && !isAcross(entry) && entry.kind !== 'target-ended');
  return [...new Set(acting.map(actorOf))];
}

/** A client may be called like what is none. */
function freeName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? freeName(`the ${name}`, taken) : name;
}

function isOperators({ kind }: TranscriptEntry): boolean {
  return kind === 'printed' || kind === 'typed';
}

function isAcross({ kind, actor }: TranscriptEntry): boolean {
  return kind === 'mark' || kind === 'goal' || (kind === 'waited' && actor === undefined);
}

function placeOf(entry: TranscriptEntry, lane: number, server: number): Place {
  if (isAcross(entry)) return { kind: 'across' };
  switch (entry.kind) {
    case 'received':
    case 'ended':
    case 'printed':
      return { kind: 'arrow', from: server, to: lane };
    case 'connected':
    case 'not-connected':
    case 'sent':
    case 'cut':
    case 'left':
    case 'typed':
      return { kind: 'arrow', from: lane, to: server };
    case 'target-ended':
      return { kind: 'point', at: server };
    default:
      return { kind: 'point', at: lane };
  }
}

function whoText(place: Place, lanes: readonly Lane[]): string {
  const nameAt = (at: number) => lanes[at]?.name ?? '';
  switch (place.kind) {
    case 'arrow':
      return `${nameAt(place.from)} → ${nameAt(place.to)}`;
    case 'point':
      return nameAt(place.at);
    case 'across':
      return '';
  }
}

function wordsOf({ kind, note }: TranscriptEntry): string {
  const behind = note === undefined ? '' : `: ${note}`;
  switch (kind) {
    case 'connected':
      return `connects${behind}`;
    case 'not-connected':
      return `could not connect${behind}`;
    case 'sent':
      return note ?? '';
    case 'received':
      return note ?? '';
    case 'cut':
      return CUTS[note ?? ''] ?? `cut${behind}`;
    case 'ended':
      return ENDS[note ?? ''] ?? `the server ended the stream${behind}`;
    case 'left':
      return DEPARTURES[note ?? ''] ?? `leaves${behind}`;
    case 'reading':
      return note ?? 'reading';
    case 'printed':
      return note ?? 'prints';
    case 'typed':
      return note ?? 'types';
    case 'mark':
      return note ?? 'mark';
    case 'fence':
      return `fence${behind}`;
    case 'waited':
      return `waited${note === undefined ? '' : ` ${note}`}`;
    case 'goal':
      return `goal${behind}`;
    case 'target-ended':
      return note ?? 'the server has ended';
  }
}

const CUTS: Readonly<Record<string, string>> = {
  proved: 'cut: read up to here',
  attempted: 'cut: a pause, not known to be read',
};

const ENDS: Readonly<Record<string, string>> = {
  closed: 'the server ended the stream',
  reset: 'the server reset the connection',
};

const DEPARTURES: Readonly<Record<string, string>> = {
  close: 'closes',
  'half-close': 'half-closes: sends no more',
  reset: 'resets the connection',
};
