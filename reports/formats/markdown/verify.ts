// Runs of verify on a sheet of Markdown.

import type { RecordedBytes, VerifyRecord } from '../../../harness/record/verify-record.ts';
import { counted, countText } from '../../figures.ts';
import type { Entries } from '../../report.ts';
import { inOneLine, sizeOf } from '../../verify/bytes-shown.ts';
import { compareFrames, type FramesCompared } from '../../verify/frames-compared.ts';
import { excerptOf } from '../../verify/moment.ts';
import {
  causesToShow,
  countsSentence,
  evidenceSentence,
  findingSentence,
  isProperty,
  type Outcome,
  outcomesOf,
  repeatingWords,
  selectionSentence,
  shrunkSentence,
  transcriptText,
  usageSentence,
  verifyHeadline,
} from '../../verify/sentences.ts';
import { differingCases, verifyRows } from '../compared.ts';
import { cutAt } from '../plain-line.ts';
import { block, code, codeCell, htmlText, prose } from './escape.ts';
import { commandBlock, repeat } from './repeat.ts';
import { folded, heading, labelled, list, Sheet, some, table } from './sheet.ts';

/** More of each stand in the record. */
const CAUSES_MAX = 10;
const OTHERS_MAX = 30;
const TRANSCRIPT_MAX = 24;
const PARTS_MAX = 8;
const PROGRAM_LINES_MAX = 30;
const LINE_SIGNS_MAX = 200;
const SERVERS_MAX = 30;
const CASES_MAX = 150;
const FAILURES_BYTES_MAX = 40_000;

const SIGN = { pass: '✓', fail: '✗', inconclusive: '?' } as const;

export function verifySheet(record: VerifyRecord, title: string | undefined): string {
  const sheet = new Sheet();
  sheet.add(heading(2, `${verdictWord(record)} ${title === undefined ? prose(verifyHeadline(record)) : prose(title)}`));
  if (title !== undefined) sheet.add(prose(verifyHeadline(record)));
  sheet.add(`**${prose(countsSentence(record))}**`);
  sheet.add(list(some(causesToShow(record), CAUSES_MAX, (cause) => prose(cause))));
  part(sheet, 'Findings', record.findings.length, () =>
    list(some(record.findings, CAUSES_MAX, (finding) => prose(findingSentence(finding)))),
  );
  part(sheet, 'Not as expected', record.expectations.length, () =>
    list(some(record.expectations, OTHERS_MAX, (sentence) => `✗ ${prose(sentence)}`)),
  );
  const { failed, inconclusive, expectedFailures, notApplicable } = outcomesOf(record);
  if (failed.length > 0) sheet.add(heading(3, 'Failed'));
  const inFull = failuresInFull(failed);
  for (const one of inFull) sheet.add(one);
  sheet.add(labelled('Failed besides', failedBriefly(failed.slice(inFull.length))));
  part(sheet, 'Inconclusive', inconclusive.length, () => outcomes(inconclusive, '?', ({ message }) => message));
  part(sheet, 'Failed as expected', expectedFailures.length, () => outcomes(expectedFailures, '\\~', ({ reason }) => reason));
  if (notApplicable.length > 0) {
    const summary = `– ${counted(notApplicable.length, 'case does', 'cases do')} not apply`;
    sheet.add(folded(summary, [outcomes(notApplicable, '–', ({ message }) => message)]));
  }
  sheet.add(profile(record));
  sheet.add(labelled('The run', facts(record)));
  sheet.add(repeat(record, repeatingWords(record) ?? record.command));
  return sheet.end();
}

export function comparedVerifySheet(entries: Entries<VerifyRecord>, title: string | undefined): string {
  const sheet = new Sheet();
  const [first, ...others] = entries;
  const shown: Entries<VerifyRecord> = [first, ...others.slice(0, SERVERS_MAX - 1)];
  sheet.add(heading(2, title === undefined ? `Runs of harness verify, ${entries.length} compared` : prose(title)));
  sheet.add(list(shown.map(({ name, record }) => `${verdictWord(record)} ${code(name)}: ${prose(verifyHeadline(record))}`)));
  const titles = ['', ...shown.map(({ name }) => codeCell(name, 60))];
  const totals = verifyRows(shown).map(({ name, cells }) => [name, ...cells.map((cell) => prose(cell))]);
  sheet.add(table(titles, totals, (column) => column > 0));
  const cases = differingCases(shown);
  const rows = cases.slice(0, CASES_MAX).map(({ name, cells }) => [codeCell(name), ...cells.map((cell) => prose(cell))]);
  sheet.add(table(['case', ...titles.slice(1)], rows, () => false));
  if (cases.length > CASES_MAX) sheet.add(`and ${counted(cases.length - CASES_MAX, 'more case')}, in the records`);
  if (entries.length > SERVERS_MAX) sheet.add(`and ${counted(entries.length - SERVERS_MAX, 'more run')}`);
  for (const { name, record } of shown) {
    const { failed } = outcomesOf(record);
    const parts = [
      prose(countsSentence(record)),
      list(some(causesToShow(record), CAUSES_MAX, (cause) => prose(cause))),
      labelled('Failed', failedBriefly(failed)),
      repeat(record, repeatingWords(record) ?? record.command),
    ];
    sheet.add(folded(`${verdictWord(record)} <code>${htmlText(name)}</code>`, parts));
  }
  return sheet.end();
}

/** A sign and a word. */
function verdictWord({ verdict }: VerifyRecord): string {
  return `${SIGN[verdict]} ${verdict.toUpperCase()}`;
}

function part(sheet: Sheet, title: string, count: number, body: () => string): void {
  if (count > 0) sheet.add(`${heading(3, title)}\n\n${body()}`);
}

/** Those with one reason are one item, such as all cases of a target that says nothing. */
function outcomes(all: readonly Outcome[], sign: string, why: (outcome: Outcome) => string | undefined): string {
  const byReason = new Map<string | undefined, Outcome[]>();
  for (const outcome of all) {
    const alike = byReason.get(why(outcome));
    if (alike === undefined) byReason.set(why(outcome), [outcome]);
    else alike.push(outcome);
  }
  const items = some([...byReason], OTHERS_MAX, ([reason, alike]) => {
    const names = `${sign} ${code(alike[0]?.id ?? '')}${alike.length === 1 ? '' : ` and ${countText(alike.length - 1)} more`}`;
    return reason === undefined ? names : `${names}: ${prose(reason)}`;
  });
  return list(items);
}

/** As many as leave room for what comes behind them. */
function failuresInFull(failed: readonly Outcome[]): string[] {
  const inFull: string[] = [];
  let bytes = 0;
  for (const outcome of failed) {
    const text = failure(outcome);
    bytes += Buffer.byteLength(text);
    if (bytes > FAILURES_BYTES_MAX) break;
    inFull.push(text);
  }
  return inFull;
}

function failedBriefly(failed: readonly Outcome[]): string[] {
  return some(failed, OTHERS_MAX, ({ id, message, rule }) => `✗ ${code(id)}: ${prose(message ?? rule, LINE_SIGNS_MAX)}`);
}

/** What went wrong in one case, folded below its name. */
function failure(outcome: Outcome): string {
  const { id, level, clause, rule, message, replay } = outcome;
  const evidence = evidenceSentence(outcome);
  const command = replay?.command;
  return folded(`✗ <code>${htmlText(id)}</code>${message === undefined ? '' : `: ${htmlText(message)}`}`, [
    list([
      `Rule (${prose(clause)}, ${level}): ${prose(rule)}`,
      ...(message === undefined ? [] : [`Found: ${prose(message, 2_000)}`]),
      ...(evidence === undefined ? [] : [`Evidence: ${prose(evidence)}`]),
    ]),
    lines(differenceLines(outcome)),
    lines(programLines(outcome)),
    lines(transcriptLines(outcome)),
    command === undefined ? '' : commandBlock('To see it again', command),
  ]);
}

function lines(all: readonly string[]): string {
  return all.length === 0 ? '' : block(all.map((line) => cutAt(line, LINE_SIGNS_MAX)));
}

function differenceLines({ difference }: Outcome): string[] {
  if (difference === undefined) return [];
  const parts = compareFrames(difference.expected, difference.actual);
  const rest = parts.length - PARTS_MAX;
  return [
    `${difference.actor}: - expected, + came`,
    ...parts.slice(0, PARTS_MAX).flatMap(partLines),
    ...(rest > 0 ? [`… ${rest} more differences, in the record`] : []),
  ];
}

function partLines(part: FramesCompared): string[] {
  const text = (bytes: RecordedBytes) => `${counted(sizeOf(bytes), 'byte')}: ${inOneLine(bytes, LINE_SIGNS_MAX)}`;
  switch (part.kind) {
    case 'alike':
      return [`= ${part.count} as expected`];
    case 'changed':
      return [`- ${text(part.expected)}`, `+ ${text(part.actual)}`];
    case 'missing':
      return [`- ${text(part.expected)}`];
    case 'surplus':
      return [`+ ${text(part.actual)}`];
  }
}

function programLines(outcome: Outcome): string[] {
  if (!isProperty(outcome) || outcome.shrunk === undefined) return [];
  const { program } = outcome.shrunk;
  return [shrunkSentence(outcome) ?? '', ...some(program, PROGRAM_LINES_MAX, (line) => `  ${line}`)];
}

function transcriptLines(outcome: Outcome): string[] {
  return excerptOf(outcome, TRANSCRIPT_MAX).map((entry) =>
    typeof entry === 'number'
      ? `… ${entry} more, in the record`
      : `${entry.atMs.toFixed(1).padStart(9)} ms  ${entry.actor ?? ''}  ${transcriptText(entry)}`,
  );
}

function profile(record: VerifyRecord): string {
  const answers = Object.values(record.profile);
  if (answers.length === 0) return '';
  const items = some(answers, OTHERS_MAX, ({ clause, question, answer }) => prose(`${question} ${answer} (${clause})`));
  return folded('Profile: what the contract leaves open, and this target does', [list(items)]);
}

function facts(record: VerifyRecord): string[] {
  const rows: (readonly [string, string | undefined])[] = [
    ['Selected', selectionSentence(record)],
    ['Target', usageSentence(record)],
    ...record.notes.map((note) => ['Note', note] as const),
  ];
  return rows.flatMap(([label, text]) => (text === undefined ? [] : [`${label}: ${prose(text)}`]));
}
