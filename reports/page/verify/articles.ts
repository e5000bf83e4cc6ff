// What did not pass, each in full: what was wrong, what should have come beside what came, what happened, and how to run it again. As
// much of each is shown as all of them have room for on a page that opens at once.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { counted } from '../../figures.ts';
import { compareFrames } from '../../verify/frames-compared.ts';
import { wrongMomentOf } from '../../verify/moment.ts';
import { kindOf, type OutcomeKind, verdictText } from '../../verify/outcome-kinds.ts';
import { evidenceSentence, isProperty, type Outcome, outcomesOf, runsSentence, shrunkSentence } from '../../verify/sentences.ts';
import { tellingFirst } from '../../verify/telling-first.ts';
import type { Section } from '../content.ts';
import { type Html, html, joined } from '../html.ts';
import { command, section } from '../parts.ts';
import type { Anchors } from './anchors.ts';
import { differenceBlock } from './bytes.ts';
import { lanesBlock } from './lanes.ts';
import { messageText, sign } from './texts.ts';

/** More than these stand in the record: a page that a browser takes long to open is read by nobody. */
const ARTICLES_MAX = 100;
const LINES_MAX = 200;

interface Detail {
  readonly stepsMax: number;
  readonly partsMax: number;
  readonly rowsMax: number;
}

/** The first that all have room for: what happened is worth more than all bytes of each frame. */
const DETAILS: readonly Detail[] = [
  { stepsMax: 48, partsMax: 12, rowsMax: 24 },
  { stepsMax: 40, partsMax: 8, rowsMax: 8 },
  { stepsMax: 32, partsMax: 4, rowsMax: 6 },
  { stepsMax: 26, partsMax: 3, rowsMax: 4 },
  { stepsMax: 22, partsMax: 2, rowsMax: 4 },
  { stepsMax: 18, partsMax: 2, rowsMax: 3 },
  { stepsMax: 16, partsMax: 2, rowsMax: 3 },
  { stepsMax: 13, partsMax: 1, rowsMax: 3 },
];
const LEAST: Detail = { stepsMax: 9, partsMax: 1, rowsMax: 2 };

/** Which outcomes have an article: failures, then what is not known and what was expected, where there is something to show. */
export function articlesOf(record: VerifyRecord): Outcome[] {
  const { failed, inconclusive, expectedFailures } = outcomesOf(record);
  const others = [...tellingFirst(inconclusive), ...tellingFirst(expectedFailures)].filter(hasMore);
  return [...tellingFirst(failed), ...others].slice(0, ARTICLES_MAX);
}

/** What its row does not say already. */
function hasMore(outcome: Outcome): boolean {
  return outcome.transcript.length > 1 || outcome.difference !== undefined;
}

/** `roomBytes`: that the rest of the page leaves for them. */
export function articleSections(
  record: VerifyRecord,
  articles: readonly Outcome[],
  anchors: Anchors,
  roomBytes: number,
): (Section | undefined)[] {
  const prepared = articles.map((outcome) => prepare(outcome, anchors));
  const blocks = fullestOf(prepared, roomBytes);
  const of = (kind: OutcomeKind) =>
    articles.flatMap((outcome, index) => (kindOf(outcome) === kind ? [blocks[index] ?? html``] : []));
  const { failed } = outcomesOf(record);
  const failures = of('fail');
  return [
    section(
      'failures',
      'Failures',
      joined([...(failures.length === 0 ? [] : [HOW_TO_READ]), ...failures, rest(failed.length - failures.length)]),
    ),
    section('inconclusive', 'Inconclusive', joined(of('inconclusive'))),
    section('expected-failures', 'Failed as expected', joined(of('expected-failure'))),
  ];
}

function fullestOf(articles: readonly ((detail: Detail) => Html)[], roomBytes: number): Html[] {
  for (const detail of DETAILS) {
    const blocks: Html[] = [];
    let bytes = 0;
    for (const article of articles) {
      const block = article(detail);
      bytes += Buffer.byteLength(block.markup);
      if (bytes > roomBytes) break;
      blocks.push(block);
    }
    if (blocks.length === articles.length) return blocks;
  }
  return articles.map((article) => article(LEAST));
}

function rest(count: number): Html {
  return count > 0 ? html`<p>and ${counted(count, 'more failure')}, among all cases and in the record</p>` : html``;
}

const HOW_TO_READ = html`<p class="how">What happened is drawn as lanes, one for each client that acts and one for the server; time runs downwards. A frame opens when it is clicked. ✂ stands where a message was cut into pieces. A fence is the answer to an ordinary exchange that was begun behind what is judged: whatever came before it has come.</p>`;

/** What does not depend on the room that there is, once. */
function prepare(outcome: Outcome, anchors: Anchors): (detail: Detail) => Html {
  const { difference } = outcome;
  const moment = wrongMomentOf(outcome);
  const compared = difference === undefined ? [] : compareFrames(difference.expected, difference.actual);
  const head = headBlock(outcome, anchors);
  const program = programBlock(outcome);
  return (detail) => html`${head}
${difference === undefined ? '' : differenceBlock(difference, compared, detail)}
${program}
${lanesBlock(outcome, moment, detail)}
${replayBlock(outcome)}
</article>`;
}

function headBlock(outcome: Outcome, anchors: Anchors): Html {
  const { id, level, clause, rule, message, reason } = outcome;
  const kind = kindOf(outcome);
  const evidence = evidenceSentence(outcome);
  const what = isProperty(outcome) ? `, a property: ${runsSentence(outcome)}` : '';
  return html`<article id="${anchors.articleOf(outcome) ?? ''}" class="is-${kind}">
<h3>${sign(kind)} ${id}</h3>
<p class="where"><a href="#${anchors.rowOf(outcome)}">${verdictText(outcome)}</a>, ${clause}, ${level}${what}</p>
<p>${messageText(rule)}</p>
${message === undefined ? '' : html`<p class="wrong ${kind}">${messageText(message)}</p>`}
${kind !== 'expected-failure' || reason === undefined ? '' : html`<p>Expected, because ${messageText(reason)}</p>`}
${goalsBlock(outcome)}${evidence === undefined ? '' : html`<p class="where">Evidence: ${evidence}.</p>`}`;
}

/** What had to happen for the case to be about its clause, and did not. */
function goalsBlock(outcome: Outcome): Html {
  if (isProperty(outcome)) return html``;
  const missed = outcome.goals.filter(({ reached }) => !reached).map(({ name }) => messageText(name));
  return missed.length === 0 ? html`` : html`<p class="where">Not reached: ${missed.join('; ')}.</p>`;
}

function programBlock(outcome: Outcome): Html {
  if (!isProperty(outcome) || outcome.shrunk === undefined) return html``;
  const { program } = outcome.shrunk;
  const lines = program.slice(0, LINES_MAX).map((line) => html`<li>${messageText(line)}</li>`);
  const more = program.length - lines.length;
  return html`<p class="where">The smallest program that fails: ${shrunkSentence(outcome) ?? ''}.</p><ol class="program">${joined(lines)}</ol>
${more > 0 ? html`<p class="where">and ${counted(more, 'more line')}, in the record</p>` : ''}`;
}

function replayBlock({ replay }: Outcome): Html {
  return replay === undefined ? html`` : html`<p class="where">Run it again:</p>${command(replay.command)}`;
}
