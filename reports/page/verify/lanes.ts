// A transcript on the page: a list of what happened, which a wide screen draws as lanes with arrows between them. It reads in the
// order in which it happened, with or without the drawing.

import type { RecordedBytes } from '../../../harness/record/verify-record.ts';
import { bytesText, counted, countText } from '../../figures.ts';
import { bytesOf, inOneLine, sizeOf } from '../../verify/bytes-shown.ts';
import { type LaneRow, type Lanes, lanesOf, type Place, type Step } from '../../verify/lanes.ts';
import { excerptAround, type Moment } from '../../verify/moment.ts';
import { durationText, type Outcome } from '../../verify/sentences.ts';
import { type Html, html, joined } from '../html.ts';
import { bytesDump } from './bytes.ts';
import { shortText } from './texts.ts';

const SIGNS_MAX = 48;
/** Of the bytes that are looked at most. */
const WRONG_ROWS_MIN = 8;

export interface LanesDetail {
  readonly stepsMax: number;
  readonly rowsMax: number;
}

export function lanesBlock(outcome: Outcome, moment: Moment | undefined, { stepsMax, rowsMax }: LanesDetail): Html {
  const { transcript } = outcome;
  if (transcript.length === 0) return html``;
  const drawn = lanesOf(excerptAround(transcript, moment?.at, stepsMax), transcript);
  const wrong = moment === undefined ? undefined : { entry: transcript[moment.at], moment };
  const steps = drawn.rows.map((row) => rowItem(row, wrong, rowsMax));
  const count = drawn.lanes.length;
  const size = count > 7 ? ' many' : '';
  return html`<details class="steps" open><summary>What happened: ${counted(transcript.length, 'step')}</summary>
<div class="lanes${size}" role="region" aria-label="What happened in ${outcome.id}" tabindex="0"><div class="drawn" style="--n:${String(count)}">
${heads(drawn)}<ol>${joined(steps)}</ol></div></div>${unseenText(drawn)}</details>`;
}

/** For eyes: each step says itself who acts. */
function heads({ lanes }: Lanes): Html {
  return html`<p class="heads" aria-hidden="true">${joined(lanes.map(({ kind, name }) => html`<b class="${kind}" title="${name}">${name}</b>`))}</p>`;
}

function unseenText({ unseen }: Lanes): Html {
  if (unseen === 0) return html``;
  return html`<p class="where">${counted(unseen, 'more client')} ${unseen === 1 ? 'acts' : 'act'} only in what is left out.</p>`;
}

interface Wrong {
  readonly entry: Step['entry'] | undefined;
  readonly moment: Moment;
}

function rowItem(row: LaneRow, wrong: Wrong | undefined, rowsMax: number): Html {
  if (row.kind === 'left-out') return html`<li class="left-out">… ${countText(row.count)} more, in the record</li>`;
  const isWrong = wrong !== undefined && row.entry === wrong.entry;
  const later = row.gapMs === undefined ? html`` : html`<em>${durationText(row.gapMs)} later</em>`;
  const who = row.who === '' ? html`` : html`<b>${row.who}</b>`;
  return html`<li class="${row.entry.kind} ${directionOf(row.place)}${isWrong ? ' moment' : ''}"${placed(row.place)}>${later}<i>${timeText(row.entry.atMs)}</i> ${who} ${box(row, isWrong ? wrong.moment : undefined, rowsMax)}</li>`;
}

function directionOf(place: Place): string {
  if (place.kind === 'arrow') return place.from < place.to ? 'to-right' : 'to-left';
  return place.kind;
}

/** Where it begins, and how many lanes it takes: numbers of ours, and nothing of a record. */
function placed(place: Place): Html {
  switch (place.kind) {
    case 'arrow':
      return html` style="--a:${String(Math.min(place.from, place.to) + 1)};--s:${String(Math.abs(place.from - place.to) + 1)}"`;
    case 'point':
      return html` style="--a:${String(place.at + 1)}"`;
    case 'across':
      return html``;
  }
}

function timeText(atMs: number): string {
  return Math.abs(atMs) < 10_000 ? `${atMs.toFixed(1)} ms` : `${(atMs / 1000).toFixed(2)} s`;
}

function box({ entry, words, bytes, times }: Step, moment: Moment | undefined, rowsMax: number): Html {
  const often = times > 1 ? html` <b>${counted(times, 'time')}</b>` : html``;
  const what = html`${words === '' ? '' : `${shortText(words)} `}`;
  if (bytes === undefined) return html`<span class="box">${entry.kind === 'cut' ? SCISSORS : ''}${what}${often}</span>`;
  const said = html`${inOneLine(bytes, SIGNS_MAX)} <small>${sizeText(bytes)}</small>`;
  const wrong = moment === undefined ? html`` : html`<strong class="fail">${wrongText(moment)}</strong> `;
  const open = { markup: moment === undefined ? '' : ' open' };
  const rows = moment === undefined ? rowsMax : Math.max(rowsMax, WRONG_ROWS_MIN);
  return html`<details class="box"${open}><summary>${wrong}${what}${said}${often}</summary>${bytesDump(bytes, rows, comparedWith(bytes, moment))}</details>`;
}

const SCISSORS: Html = { markup: '<b class="scissors" aria-hidden="true">✂</b> ' };

function sizeText(bytes: RecordedBytes): string {
  const size = sizeOf(bytes);
  return size < 10_000 ? counted(size, 'byte') : bytesText(size);
}

function wrongText({ part }: Moment): string {
  switch (part.kind) {
    case 'changed':
      return 'not what was expected:';
    case 'surplus':
      return 'not expected:';
    case 'missing':
      return `what should follow did not come (${shortText(inOneLine(part.expected, SIGNS_MAX))}):`;
  }
}

/** One read may bring more than the frame that differs: what stands around it is compared with itself. */
function comparedWith(bytes: RecordedBytes, moment: Moment | undefined): RecordedBytes | undefined {
  if (moment === undefined || moment.part.kind !== 'changed') return undefined;
  const all = bytesOf(bytes);
  const came = bytesOf(moment.part.actual);
  const expected = bytesOf(moment.part.expected);
  const from = all.indexOf(came);
  if (from === -1) return undefined;
  const other = Buffer.from(all);
  for (let at = 0; at < came.length; at++) other[from + at] = expected[at] ?? ~(came[at] ?? 0);
  return { hex: other.toString('hex') };
}
