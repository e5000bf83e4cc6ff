// What a run of verify found, one by one: each failure with its bytes and who did what when, then the rest in a line each. It stands
// above the summary, which is what people see last.

import type { RecordedBytes, TranscriptEntry, VerifyRecord } from '../../../harness/record/verify-record.ts';
import { counted, countText, largest } from '../../figures.ts';
import { aroundDifferences, type DumpRow, dump, firstDifference, inOneLine, sizeOf } from '../../verify/bytes-shown.ts';
import { compareFrames, type FramesCompared } from '../../verify/frames-compared.ts';
import { excerptOf } from '../../verify/moment.ts';
import {
  evidenceSentence,
  findingSentence,
  isProperty,
  type Outcome,
  outcomesOf,
  shrunkSentence,
  transcriptText,
} from '../../verify/sentences.ts';
import { cutToWidth, fold, widthOf } from './fold.ts';
import { INDENT, LABEL_WIDTH, type Page, some } from './text-page.ts';

/** All of them stand in the record. */
const FAILURES_IN_FULL = 10;
/** Of them, so that a server with many failures does not hide the smallest programs. */
const PROPERTIES_IN_FULL = 3;
const INCONCLUSIVE_MAX = 30;
const FINDINGS_MAX = 10;
const TRANSCRIPT_MAX = 32;
const PARTS_MAX = 8;
const ROWS_MAX = 8;
const PROGRAM_LINES_MAX = 30;

export function verifyDetails(page: Page, record: VerifyRecord): void {
  const { failed, expectedFailures, inconclusive, notApplicable } = outcomesOf(record);
  page.section('Profile, where the contract leaves a choice', Object.keys(record.profile).length, () => {
    for (const { clause, question, answer } of Object.values(record.profile)) {
      page.item('·', 'soft', `${question} ${answer} (${clause})`);
    }
  });
  page.section('Not applicable', notApplicable.length, () => {
    for (const [why, ids] of byMessage(notApplicable)) {
      page.item('–', 'soft', ids.length === 1 ? `${ids[0]}: ${why}` : `${countText(ids.length)} cases: ${why}`);
    }
  });
  page.section('Failed as expected', expectedFailures.length, () => {
    for (const { id, reason } of expectedFailures) page.oneLine('~', 'soft', id, reason);
  });
  page.section('Inconclusive', inconclusive.length, () => {
    for (const group of some([...byMessage(inconclusive)], INCONCLUSIVE_MAX, 'reason')) {
      if (typeof group === 'string') page.text(group);
      else page.oneLine('?', 'inconclusive', namesOf(group[1]), group[0]);
    }
  });
  page.section('Not as expected', record.expectations.length, () => {
    for (const sentence of record.expectations) page.item('✗', 'fail', sentence);
  });
  const inFull = shownInFull(failed);
  page.section('Failed, in full in the record', failed.length - inFull.size, () => {
    for (const outcome of failed) if (!inFull.has(outcome)) page.oneLine('✗', 'fail', outcome.id, outcome.message);
  });
  for (const outcome of failed) if (inFull.has(outcome)) failureBlock(page, outcome);
  page.section('Findings', record.findings.length, () => {
    for (const finding of some(record.findings, FINDINGS_MAX, 'finding')) {
      if (typeof finding === 'string') page.text(finding);
      else page.item('!', 'fail', findingSentence(finding));
    }
  });
}

function shownInFull(failed: readonly Outcome[]): ReadonlySet<Outcome> {
  const properties = failed.filter(isProperty).slice(0, PROPERTIES_IN_FULL);
  return new Set([...new Set([...properties, ...failed])].slice(0, FAILURES_IN_FULL));
}

/** What went wrong in one case: the rule, what was found, what came instead of what, who did what when, and how to see it again. */
function failureBlock(page: Page, outcome: Outcome): void {
  const { id, level, clause, rule, message, difference, replay } = outcome;
  page.gap();
  page.line(`${page.paint('fail', '✗')} ${page.paint('bold', id)}${gapTo(page.columns, id.length + 2, `${level}, ${clause}`)}`);
  page.labelled('Rule', rule, INDENT);
  if (message !== undefined) page.labelled('Found', message, INDENT, 'fail');
  const evidence = evidenceSentence(outcome);
  if (evidence !== undefined) page.labelled('Evidence', evidence, INDENT);
  if (difference !== undefined) differenceLines(page, difference);
  if (isProperty(outcome) && outcome.shrunk !== undefined) {
    page.labelled('Program', shrunkSentence(outcome) ?? '', INDENT);
    for (const line of some(outcome.shrunk.program, PROGRAM_LINES_MAX, 'act')) {
      page.line(`${' '.repeat(INDENT + LABEL_WIDTH)}${fold(line, INDENT + LABEL_WIDTH + 2, page.columns)}`);
    }
  }
  transcriptLines(page, outcome);
  // Never folded: it is there to be copied.
  if (replay !== undefined) page.line(`${' '.repeat(INDENT)}${'Replay'.padEnd(LABEL_WIDTH)}${replay.command}`);
}

/** Whatever stands on a line's right, when there is room for it; else on a line of its own. */
function gapTo(columns: number, used: number, right: string): string {
  const room = columns - used - right.length;
  return room >= 2 ? `${' '.repeat(room)}${right}` : `\n${' '.repeat(INDENT)}${right}`;
}

function differenceLines(page: Page, { actor, expected, actual }: NonNullable<Outcome['difference']>): void {
  const count = (frames: readonly RecordedBytes[]) => (frames.length === 0 ? 'nothing' : counted(frames.length, 'frame'));
  // Of a stream without frames there is one piece of each, and nothing to count.
  const text =
    expected.length <= 1 && actual.length <= 1
      ? 'should have got, and got:'
      : `${count(expected)} expected, ${actual.length === expected.length ? 'as many' : count(actual)} came`;
  if (widthOf(actor) < LABEL_WIDTH) page.labelled(actor, text, INDENT);
  else page.text(`${actor}  ${text}`);
  for (const part of some(compareFrames(expected, actual), PARTS_MAX, 'difference')) {
    if (typeof part === 'string') page.text(part, INDENT * 2);
    else partLines(page, part);
  }
}

function partLines(page: Page, part: FramesCompared): void {
  switch (part.kind) {
    case 'alike':
      page.text(part.count === 1 ? `= as expected: ${inOneLine(part.last)}` : `= ${part.count} as expected`, INDENT * 2, 'cut');
      return;
    case 'changed':
      page.text(`- expected, ${counted(sizeOf(part.expected), 'byte')}`, INDENT * 2);
      dumpLines(page, part.expected, part.actual, 'pass');
      page.text(`+ came, ${counted(sizeOf(part.actual), 'byte')}${firstDifferenceText(part)}`, INDENT * 2);
      dumpLines(page, part.actual, part.expected, 'fail');
      return;
    case 'missing':
      page.text(`- expected, and did not come: ${counted(sizeOf(part.expected), 'byte')}`, INDENT * 2);
      dumpLines(page, part.expected, undefined, 'pass');
      return;
    case 'surplus':
      page.text(`+ came, and was not expected: ${counted(sizeOf(part.actual), 'byte')}`, INDENT * 2);
      dumpLines(page, part.actual, undefined, 'fail');
      return;
  }
}

function firstDifferenceText({ expected, actual }: { readonly expected: RecordedBytes; readonly actual: RecordedBytes }): string {
  const at = firstDifference(expected, actual);
  return at === undefined ? '' : `; the first difference is at ${at.toString(16).padStart(4, '0')} (byte ${countText(at + 1)})`;
}

const DUMP_INDENT = 6;

function dumpLines(page: Page, bytes: RecordedBytes, other: RecordedBytes | undefined, style: 'pass' | 'fail'): void {
  const perRow = page.columns >= 78 ? 16 : 8;
  const indent = ' '.repeat(DUMP_INDENT);
  const rows = aroundDifferences(dump(bytes, perRow, other), ROWS_MAX, other === undefined ? 'first' : 'last');
  for (const row of rows) {
    for (const line of rowLines(page, row, perRow, style)) page.line(`${indent}${line}`);
  }
}

/** The bytes that differ are underlined on a line of their own, for those who see no colours. */
function rowLines(page: Page, row: DumpRow, perRow: number, style: 'pass' | 'fail'): string[] {
  if (row.kind === 'folded') return [row.differs ? page.paint(style, row.sentence) : row.sentence];
  const { offset, hex, differs, text } = row;
  const address = `${offset.toString(16).padStart(4, '0')}  `;
  const figures = hex.map((byte, index) => (differs[index] ? page.paint(style, byte) : byte)).join(' ');
  const padding = ' '.repeat((perRow - hex.length) * 3);
  const line = `${address}${figures}${padding}  ${text}`.trimEnd();
  if (!differs.includes(true)) return [line];
  const marks = differs.map((one) => (one ? '^^' : '  ')).join(' ');
  return [line, `${' '.repeat(address.length)}${page.paint(style, marks.trimEnd())}`];
}

const TIME_WIDTH = 11;
const ACTOR_WIDTH_MAX = 12;

function transcriptLines(page: Page, outcome: Outcome): void {
  const { transcript } = outcome;
  if (transcript.length === 0) return;
  page.line(`${' '.repeat(INDENT)}Transcript`);
  const width = Math.min(ACTOR_WIDTH_MAX, largest(transcript.map(({ actor = '' }) => widthOf(actor))));
  for (const entry of excerptOf(outcome, TRANSCRIPT_MAX)) {
    if (typeof entry === 'number') page.line(`${' '.repeat(TIME_WIDTH + 2)}… ${countText(entry)} more, in the record`);
    else page.line(transcriptLine(entry, width, page.columns));
  }
}

function transcriptLine(entry: TranscriptEntry, actorWidth: number, columns: number): string {
  const actor = cutToWidth(entry.actor ?? '', actorWidth);
  const time = `${entry.atMs.toFixed(1)} ms`.padStart(TIME_WIDTH);
  return cutToWidth(`${time}  ${actor}${' '.repeat(actorWidth - widthOf(actor))}  ${transcriptText(entry)}`, columns);
}

export function byMessage(outcomes: readonly Outcome[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { id, message = 'nothing is known of it' } of outcomes) {
    const others = ids.get(message);
    if (others === undefined) ids.set(message, [id]);
    else others.push(id);
  }
  return ids;
}

/** Of many with one reason, such as all cases of a target that says nothing, the first stands for the others. */
export function namesOf([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${countText(others.length)} more`;
}
