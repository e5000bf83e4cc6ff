// Whether what was delivered was right.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { correctnessSentence, WRONGS, wrongCount } from '../../bench/sentences.ts';
import { counted, countText } from '../../figures.ts';
import type { Section } from '../content.ts';
import { html } from '../html.ts';
import { list, section } from '../parts.ts';
import { type Cell, figureTable, fold } from './tables.ts';
import { sentence } from './words.ts';

const MEANINGS: Readonly<Record<(typeof WRONGS)[number], string>> = {
  lost: 'it never came, though both ends stayed to the end',
  duplicated: 'it came more than once',
  reordered: 'it came behind one that the same sender sent later to the same receiver',
  misdelivered: 'it came to somebody whom it was not for',
  corrupted: 'it came with other bytes than were sent',
};

const EXAMPLES_OPEN_MAX = 5;

export function correctnessSection(record: BenchRecord): Section | undefined {
  const { correctness } = record;
  const { enabled, checked, unsettled, examples } = correctness;
  if (!enabled || (checked === 0 && wrongCount(record) === 0 && unsettled === 0)) {
    return section('correctness', 'Correctness', html`<p>${sentence(correctnessSentence(record))}</p>`);
  }
  const rows = [
    ...WRONGS.map((kind): Cell[] => [kind, MEANINGS[kind], wrongCell(correctness[kind])]),
    ...(unsettled === 0
      ? []
      : [
          [
            'not known',
            'one of its two ends broke off, so nobody can say',
            { text: countText(unsettled), value: unsettled },
          ] satisfies Cell[],
        ]),
  ];
  const items = examples.map((example) => html`${example}`);
  const rest = items.slice(EXAMPLES_OPEN_MAX);
  const body = html`<p>Each message says who sent it to whom, its number, and a checksum of all of its bytes; ${counted(checked, 'delivery was', 'deliveries were')} compared with what was sent.</p>
${figureTable('Deliveries by what was wrong', [{ title: 'deliveries', is: 'word' }, { title: 'what it means', is: 'text' }, { title: 'how many' }], rows)}
${items.length === 0 ? '' : html`<h3>Examples</h3>${list(items.slice(0, EXAMPLES_OPEN_MAX))}`}
${rest.length === 0 ? '' : fold(`${counted(rest.length, 'more example')}`, list(rest))}`;
  return section('correctness', 'Correctness', body);
}

function wrongCell(count: number): Cell {
  return count === 0 ? { text: 'none', value: 0 } : html`<strong class="fail">${countText(count)}</strong>`;
}
