// The decisive figures as intervals side by side: how each subject relates to the first, with the margin within which two are the same.
// It is drawn by the page itself, in the rows of a table that says the same in words: without any script, and on paper.

import type {
  ComparedFigureRecord,
  ComparisonLevel,
  ComparisonRecord,
  FigureDifference,
} from '../../../harness/record/comparison-record.ts';
import {
  changeText,
  decisiveFigures,
  JUDGEMENT_LABELS,
  JUDGEMENT_SIGNS,
  levelText,
  rangeText,
} from '../../comparison/sentences.ts';
import { figureName } from '../../study/figure-words.ts';
import { type Html, html, joined } from '../html.ts';
import { scrolled } from '../parts.ts';

interface Row {
  readonly figure: ComparedFigureRecord;
  readonly subject: string;
  readonly difference: FigureDifference;
}

export function forest(record: ComparisonRecord): Html {
  const groups = record.levels.map((level) => ({ level, rows: rowsOf(level, record) })).filter(({ rows }) => rows.length > 0);
  const all = groups.flatMap(({ rows }) => rows);
  if (all.length === 0) return html``;
  const place = placing(all);
  const bodies = groups.map(({ level, rows }) => {
    const head =
      record.levels.length === 1
        ? html``
        : html`<tr class="section"><th scope="rowgroup" colspan="2">${levelText(level)}</th></tr>`;
    return html`<tbody>${head}${joined(rows.map((row) => rowOf(row, place)))}</tbody>`;
  });
  const base = record.subjects[0]?.name ?? '';
  const [low, high] = place.ends;
  return html`<p class="how">Each line is where the truth is most likely, compared with ${base}: to the left less, to the right more. The grey band is the margin: a line within it is the same, one that reaches beyond it is better or worse where it leaves out the middle, and else can't be told.</p>
<div class="forest">${scrolled(
    'Differences in the decisive figures',
    html`<table><thead><tr><th scope="col">figure</th><th scope="col"><span class="row"><span class="axis"><span>${changeText({ ratio: low })}</span><span>as ${base}</span><span>${changeText({ ratio: high })}</span></span><span class="words">difference</span></span></th></tr></thead>${joined(bodies)}</table>`,
  )}</div>`;
}

function rowsOf(level: ComparisonLevel, { subjects }: ComparisonRecord): Row[] {
  return decisiveFigures(level).flatMap((figure) =>
    figure.subjects.flatMap((values, index): Row[] => {
      const difference = values?.difference;
      return difference === undefined ? [] : [{ figure, subject: subjects[index]?.name ?? '', difference }];
    }),
  );
}

interface Placing {
  readonly ends: readonly [number, number];
  /** In percent of the width. */
  of(ratio: number): number;
}

/** In logarithms, so that twice and half lie as far from the middle; at least a tenth to each side. */
function placing(rows: readonly Row[]): Placing {
  const far = rows
    .flatMap(({ difference: { low, high } }) => [low, high])
    .filter((ratio) => ratio > 0 && Number.isFinite(ratio))
    .reduce((most, ratio) => Math.max(most, Math.abs(Math.log(ratio))), Math.log(1.1));
  // Beyond ten times all are as far.
  const end = Math.min(far * 1.05, Math.log(10));
  return {
    ends: [Math.exp(-end), Math.exp(end)],
    of: (ratio) => {
      const at = ratio > 0 ? Math.log(ratio) : -end;
      return 50 + 50 * Math.min(1, Math.max(-1, at / end));
    },
  };
}

function rowOf({ figure, subject, difference }: Row, place: Placing): Html {
  const { judgement } = difference;
  const better = figure.better === 'lower' ? 'lower is better' : 'higher is better';
  return html`<tr class="judged ${judgement}"><th scope="row">${figureName(figure.id)} <span class="soft">${subject}; ${better}</span></th><td><span class="row"><span class="plotted">${drawing(figure, difference, place)}</span><span class="words"><span class="judgement"><span aria-hidden="true">${JUDGEMENT_SIGNS[judgement]}</span> ${JUDGEMENT_LABELS[judgement]}</span> <span class="range">${changeText(difference)} (${rangeText(difference)})</span></span></span></td></tr>`;
}

const HEIGHT = 24;

function drawing({ margin }: ComparedFigureRecord, { ratio, low, high }: FigureDifference, place: Placing): Html {
  const part = (value: number) => `${String(Number(value.toFixed(2)))}%`;
  const [from, to] = [place.of(1 / (1 + margin)), place.of(1 + margin)];
  const [start, end] = [place.of(low), place.of(high)];
  const middle = String(HEIGHT / 2);
  return html`<svg width="100%" height="${String(HEIGHT)}" aria-hidden="true"><rect class="margin" x="${part(from)}" y="0" width="${part(to - from)}" height="${String(HEIGHT)}"/><rect class="one" x="50%" y="0" width="1" height="${String(HEIGHT)}"/><rect class="interval" x="${part(start)}" y="${String(HEIGHT / 2 - 2)}" width="${part(Math.max(0.3, end - start))}" height="4"/><circle class="ratio" cx="${part(place.of(ratio))}" cy="${middle}" r="5"/></svg>`;
}
