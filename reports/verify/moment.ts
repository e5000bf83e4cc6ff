// Where in a long transcript it went wrong, so that a reader who is shown a part of it is shown that part.

import type { RecordedBytes, TranscriptEntry } from '../../harness/record/verify-record.ts';
import { compareFrames, type FramesCompared } from './frames-compared.ts';
import type { Outcome } from './sentences.ts';

/** Where it went wrong, and what was wrong there. */
export interface Moment {
  /** Of the entry in the transcript. */
  readonly at: number;
  readonly part: Exclude<FramesCompared, { readonly kind: 'alike' }>;
}

/**
 * The entry that brought the first frame that is not as it should be, or behind which one is missing; undefined where that can't be
 * told, as of a frame that came in several pieces.
 */
export function wrongMomentOf({ difference, transcript }: Outcome): Moment | undefined {
  if (difference === undefined) return undefined;
  let before: RecordedBytes | undefined;
  for (const part of compareFrames(difference.expected, difference.actual)) {
    if (part.kind === 'alike') {
      before = part.last;
      continue;
    }
    const sought = part.kind === 'missing' ? before : part.actual;
    const at = transcript.findIndex(({ actor, kind, bytes }) => {
      return actor === difference.actor && kind === 'received' && sought !== undefined && holds(bytes, sought);
    });
    return at === -1 ? undefined : { at, part };
  }
  return undefined;
}

export function momentOf(outcome: Outcome): number | undefined {
  return wrongMomentOf(outcome)?.at;
}

/** Numbers are of entries that are left out. */
export type Excerpt = readonly (TranscriptEntry | number)[];

/** Of the beginning and of the end, where there is room. */
const ENDS_MAX = 4;

/** All of it, or so many entries at most: the beginning, the moment, the end. */
export function excerptOf(outcome: Outcome, most: number): Excerpt {
  return excerptAround(outcome.transcript, momentOf(outcome), most);
}

export function excerptAround(transcript: Outcome['transcript'], wrongAt: number | undefined, most: number): Excerpt {
  if (transcript.length <= most) return transcript;
  const ends = Math.min(ENDS_MAX, Math.floor(most / 8));
  const around = most - 2 * ends;
  // Without a moment the end tells the most.
  const moment = wrongAt ?? transcript.length;
  const from = Math.max(ends, Math.min(moment - Math.ceil(around / 2), transcript.length - ends - around));
  const behind = transcript.slice(transcript.length - ends);
  const shown = new Set([...transcript.slice(0, ends), ...transcript.slice(from, from + around), ...behind]);
  const excerpt: (TranscriptEntry | number)[] = [];
  for (const entry of transcript) {
    const last = excerpt.at(-1);
    if (shown.has(entry)) excerpt.push(entry);
    else if (typeof last === 'number') excerpt[excerpt.length - 1] = last + 1;
    else excerpt.push(1);
  }
  return excerpt;
}

/** The frame, and not the beginning of a longer text: behind it stands nothing, padding, or what ends a line. */
function holds(bytes: RecordedBytes | undefined, { hex }: RecordedBytes): boolean {
  if (bytes === undefined || hex === '') return false;
  for (let at = bytes.hex.indexOf(hex); at !== -1; at = bytes.hex.indexOf(hex, at + 1)) {
    const behind = bytes.hex.slice(at + hex.length, at + hex.length + 2);
    if (at % 2 === 0 && (ENDS.has(behind) || hex.endsWith('00'))) return true;
  }
  return false;
}

const ENDS: ReadonlySet<string> = new Set(['', '00', '0a', '0d']);
