// The latencies of bench as a log of HdrHistogram, format 1.3, which its readers and plotters take: a line for each second and
// operation, with the histogram of all responses.
//
// log  = comment* legend line*
// line = "Tag=" tag "," start "," length "," max "," histogram    ; seconds since the start, seconds, see below, base64 of V2
//
// Histograms have no unit. Ours are in microseconds, as they are in the record; to make nanoseconds of them would cost their exact
// cells. By convention `max` is a thousandth or a millionth of their unit, such that it comes out in milliseconds: so it is here.
// Readers that take nanoseconds for granted have to be told, as by `-outputValueUnitRatio 1000`. A comment says all that.

import { HarnessError } from '../../harness/errors.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import { ownOf } from '../bench/own-of.ts';
import { headline } from '../bench/sentences.ts';
import type { Entry, Report } from '../report.ts';
import { NO_HLOG_OF_STUDY, NO_HLOG_OF_VERIFY } from './format-names.ts';
import { plainLine } from './plain-line.ts';

const UNITS =
  'UNITS: StartTimestamp = seconds since BaseTime; Interval_Length = seconds; Interval_Max = milliseconds; ' +
  'values in the histograms = microseconds (HistogramLogProcessor shows milliseconds with -outputValueUnitRatio 1000)';

const LEGEND = '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"';

export function renderHlog(report: Report): string {
  if (report.kind !== 'bench') {
    throw new HarnessError('flag-invalid', report.kind === 'verify' ? NO_HLOG_OF_VERIFY : NO_HLOG_OF_STUDY);
  }
  const { entries } = report;
  const isOne = entries.length === 1;
  const runs = entries.map((entry) => ({ entry, ...intervalsOf(entry, isOne) }));
  const startedAt = secondsSinceEpoch(entries[0].record.startedAt);
  const lines = [
    comment('Response latencies of harness bench, from when each turn was due'),
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${startedAt} (seconds since epoch), ${entries[0].record.startedAt}]`,
    `#[BaseTime: ${startedAt} (seconds since epoch)]`,
    comment(UNITS),
    ...(isOne
      ? []
      : [comment('Times count from the start of each run, so that runs lie over each other; a tag is run:operation')]),
    ...runs.flatMap(({ entry, comments }) => [
      comment(`${isOne ? '' : `${entry.name}: `}${headline(entry.record)}, started at ${entry.record.startedAt}`),
      ...comments.map((sentence) => comment(`${isOne ? '' : `${entry.name}: `}${sentence}`)),
    ]),
    LEGEND,
    // By time, as whoever reads a stretch of a log expects it.
    ...runs
      .flatMap(({ intervals }) => intervals)
      .toSorted((one, other) => one.startSeconds - other.startSeconds)
      .map(intervalLine),
    '',
  ];
  return lines.join('\n');
}

interface Interval {
  readonly tag: string;
  readonly startSeconds: number;
  readonly lengthSeconds: number;
  /** The exact one, which the histogram knows only to three digits. */
  readonly maxUs: number;
  readonly hdr: string;
}

interface Intervals {
  readonly intervals: readonly Interval[];
  /** What a reader has to know of them. */
  readonly comments: readonly string[];
}

function intervalsOf({ name, record }: Entry<BenchRecord>, isOne: boolean): Intervals {
  const ops = new Set([...record.timeline.flatMap(({ latencyUs }) => Object.keys(latencyUs)), ...Object.keys(record.latencyUs)]);
  const { warmUpSeconds } = record.steadiness;
  const comments =
    warmUpSeconds === 0 ? [] : [`the first ${warmUpSeconds} s are the warm-up, which the record's figures leave out`];
  const intervals = [...ops].sort().flatMap((op) => {
    const tag = isOne ? safe(op) : `${safe(name).replaceAll(':', '%3A')}:${safe(op)}`;
    const bySecond = bySecondOf(record, op);
    if (bySecond !== undefined) return bySecond.map((interval) => ({ tag, ...interval }));
    const whole = wholeOf(record, op);
    if (whole.length === 0) return [];
    comments.push(`the record has no histogram of each second of ${tag}, so one line is of all, without the warm-up`);
    return whole.map((interval) => ({ tag, ...interval }));
  });
  return { intervals, comments };
}

/** undefined: the record has none, or is from before seconds had their histograms. */
function bySecondOf({ timeline }: BenchRecord, op: string): Omit<Interval, 'tag'>[] | undefined {
  const intervals: Omit<Interval, 'tag'>[] = [];
  for (const { second, latencyUs } of timeline) {
    const figures = ownOf(latencyUs, op);
    if (figures === undefined || figures.count === 0) continue;
    if (figures.responseHdr === undefined || !isBase64(figures.responseHdr)) return undefined;
    intervals.push({ startSeconds: second, lengthSeconds: 1, maxUs: figures.responseMax, hdr: figures.responseHdr });
  }
  return intervals.length === 0 ? undefined : intervals;
}

function wholeOf({ latencyUs, steadiness, totals }: BenchRecord, op: string): Omit<Interval, 'tag'>[] {
  const response = ownOf(latencyUs, op)?.response;
  if (response === undefined || response.count === 0 || !isBase64(response.hdr)) return [];
  const startSeconds = steadiness.warmUpSeconds;
  return [{ startSeconds, lengthSeconds: Math.max(0, totals.seconds - startSeconds), maxUs: response.max, hdr: response.hdr }];
}

/** A record is read from a file: what is none would break the line. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function intervalLine({ tag, startSeconds, lengthSeconds, maxUs, hdr }: Interval): string {
  return `Tag=${tag},${startSeconds.toFixed(3)},${lengthSeconds.toFixed(3)},${(maxUs / 1000).toFixed(3)},${hdr}`;
}

/** Behind a space, so that no text is taken for one of the comments that mean something. */
function comment(text: string): string {
  return `# ${plainLine(text)}`;
}

/**
 * A tag ends at a comma or a space, and each reader has line ends of its own. What is none of the plain signs is written as in an
 * address, `%2C`, so that two operations never get the same tag. Nothing at all is a tag to no reader.
 */
function safe(text: string): string {
  const tag = text.replace(/[%,"\s\p{C}\p{Z}]/gu, (sign) => {
    const isHalfOfAPair = /^[\ud800-\udfff]$/.test(sign);
    if (isHalfOfAPair) return `%u${sign.charCodeAt(0).toString(16).toUpperCase()}`;
    return encodeURIComponent(sign) === sign ? `%${sign.charCodeAt(0).toString(16).toUpperCase()}` : encodeURIComponent(sign);
  });
  return tag === '' ? '%' : tag;
}

function secondsSinceEpoch(time: string): string {
  return (Date.parse(time) / 1000).toFixed(3);
}
