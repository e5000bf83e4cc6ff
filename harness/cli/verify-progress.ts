// What a run of `harness verify` shows of itself while it goes on: a panel on a terminal, a line for each failure and one every 5 s in
// a log, an object a line for programs.

import { counted, countText } from '../../reports/figures.ts';
import { countedSelection, findingSentence, isExpectedFailure, sectionOf } from '../../reports/verify/sentences.ts';
import type { VerifyObserver } from '../judge/verify-options.ts';
import type { CaseEntry, Finding, PropertyEntry } from '../record/verify-record.ts';
import { LiveLines } from './live-lines.ts';
import { type PanelLine, plainText, timeText } from './panel.ts';
import { noteText, type ProgressPlace } from './progress.ts';
import type { ProgressKind } from './progress-kinds.ts';
import { PLAIN_SECONDS } from './progress-plain.ts';

export interface VerifyPlan {
  /** Such as `chat on the reference server`. */
  readonly title: string;
  /** For all of the run. */
  readonly budgetMs: number;
}

export interface VerifyProgress extends VerifyObserver {
  /** Leaves the terminal as it should be; nothing is shown from then on. */
  end(): void;
}

export function startVerifyProgress(kind: ProgressKind, plan: VerifyPlan, place: ProgressPlace): VerifyProgress {
  switch (kind) {
    case 'tty':
      return new Panel(plan, place);
    case 'plain':
      return new PlainLines(plan, place);
    case 'json':
      return new JsonLines(plan, place);
    case 'none':
      return new Silence(place);
  }
}

type VerifyPhase = Parameters<VerifyObserver['onPhase']>[0];

const PHASES: Readonly<Record<VerifyPhase, string>> = {
  'starting-target': 'starting the target',
  probing: 'looking whether it serves at all',
  judging: 'judging',
  stopping: 'stopping',
};

/** What was told so far. */
class VerifyState {
  wanted = 0;
  readonly totals = { pass: 0, fail: 0, expected: 0, inconclusive: 0, notApplicable: 0 };
  phase: VerifyPhase | undefined;
  /** The id of what is judged now, or was last: what it left behind is looked at still. */
  now: string | undefined;
  /** How far it is, of what takes long. */
  doing: string | undefined;
  lastFailure: { readonly id: string; readonly message: string | undefined } | undefined;
  readonly #nowUs: () => number;
  readonly #beganUs: number;
  #phaseSinceUs: number;
  #nowSinceUs = 0;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
    this.#beganUs = nowUs();
    this.#phaseSinceUs = this.#beganUs;
  }

  get done(): number {
    const { pass, fail, expected, inconclusive, notApplicable } = this.totals;
    return pass + fail + expected + inconclusive + notApplicable;
  }

  get elapsedSeconds(): number {
    return (this.#nowUs() - this.#beganUs) / 1e6;
  }

  get phaseText(): string {
    const doing = this.phase === undefined ? 'getting ready' : PHASES[this.phase];
    return `${doing}, ${timeText((this.#nowUs() - this.#phaseSinceUs) / 1e6)}`;
  }

  /** How long the one has taken that is judged now. */
  get nowSeconds(): number {
    return (this.#nowUs() - this.#nowSinceUs) / 1e6;
  }

  entered(phase: VerifyPhase): void {
    this.phase = phase;
    this.#phaseSinceUs = this.#nowUs();
    this.now = undefined;
    this.doing = undefined;
  }

  began(id: string): void {
    this.now = id;
    this.doing = undefined;
    this.#nowSinceUs = this.#nowUs();
  }

  ran(id: string, runs: number, wanted: number): void {
    this.#goesOn(id, `program ${countText(runs)} of ${countText(wanted)}`);
  }

  shrank(id: string, steps: number, attempts: number): void {
    this.#goesOn(id, `simplifying what failed: ${counted(steps, 'step')}, ${counted(attempts, 'attempt')}`);
  }

  ended(entry: CaseEntry | PropertyEntry): void {
    const { verdict, id, message } = entry;
    this.totals[isExpectedFailure(entry) ? 'expected' : verdict === 'not-applicable' ? 'notApplicable' : verdict]++;
    if (isFailure(entry)) this.lastFailure = { id, message };
    this.doing = undefined;
  }

  #goesOn(id: string, doing: string): void {
    if (this.now !== id) this.began(id);
    this.doing = doing;
  }
}

class Panel implements VerifyProgress {
  readonly #state: VerifyState;
  readonly #lines: LiveLines;

  constructor(plan: VerifyPlan, place: ProgressPlace) {
    this.#state = new VerifyState(place.nowUs);
    this.#lines = new LiveLines(place, () => panelLines(plan, this.#state));
    this.#lines.changed();
  }

  onSelected(cases: number, properties: number): void {
    this.#state.wanted = cases + properties;
    this.#lines.changed();
  }

  onPhase(phase: VerifyPhase): void {
    this.#state.entered(phase);
    this.#lines.changed();
  }

  onBegin(id: string): void {
    this.#state.began(id);
    this.#lines.changed();
  }

  onCase(entry: CaseEntry): void {
    this.#state.ended(entry);
    this.#lines.changed();
  }

  onProperty(entry: PropertyEntry): void {
    this.#state.ended(entry);
    this.#lines.changed();
  }

  onRuns(id: string, runs: number, wanted: number): void {
    this.#state.ran(id, runs, wanted);
    this.#lines.changed();
  }

  onShrinking(id: string, steps: number, attempts: number): void {
    this.#state.shrank(id, steps, attempts);
    this.#lines.changed();
  }

  onFinding(finding: Finding): void {
    this.onNote(findingSentence(finding));
  }

  onNote(sentence: string): void {
    this.#lines.note(noteText(sentence));
  }

  end(): void {
    this.#lines.end();
  }
}

/** The most important is 1. */
const RANK = { time: 1, counts: 2, failure: 3, why: 4, now: 5, doing: 6, section: 7, title: 8 };

function panelLines({ title, budgetMs }: VerifyPlan, state: VerifyState): PanelLine[] {
  const { wanted, done, now, doing, lastFailure } = state;
  const lines: PanelLine[] = [{ parts: [plainText(title)], tone: 'title', importance: RANK.title }];
  if (state.phase !== 'judging' && done === 0) {
    lines.push({ parts: [state.phaseText], importance: RANK.time });
    return lines;
  }
  const elapsed = state.elapsedSeconds;
  const left = state.phase === 'judging' ? `${timeText(Math.ceil(budgetMs / 1000 - elapsed))} left` : state.phaseText;
  lines.push(
    {
      parts: [`${countText(done)} of ${countText(wanted)}`, timeText(elapsed), left],
      bar: wanted === 0 ? 1 : done / wanted,
      importance: RANK.time,
    },
    countsLine(state),
  );
  if (now !== undefined) {
    lines.push({ label: 'section', parts: [plainText(sectionOf({ id: now }))], importance: RANK.section });
    // Its id comes last: of one that is too long its end is missing, and no figure.
    lines.push({ label: 'now', parts: [`${timeText(state.nowSeconds)}: ${plainText(now)}`], importance: RANK.now });
  }
  if (doing !== undefined) lines.push({ label: '', parts: [doing], importance: RANK.doing });
  if (lastFailure !== undefined) {
    const { id, message } = lastFailure;
    lines.push({ label: 'last failed', parts: [plainText(id)], tone: 'wrong', importance: RANK.failure });
    if (message !== undefined) lines.push({ label: '', parts: [plainText(message)], importance: RANK.why });
  }
  return lines;
}

function countsLine({ totals }: VerifyState): PanelLine {
  const { fail } = totals;
  return {
    label: 'judged',
    parts: countsOf(totals),
    importance: RANK.counts,
    ...(fail > 0 && { tone: 'wrong' }),
  };
}

/** Failures first: they are what is left where there is no room. */
function countsOf({ pass, fail, expected, inconclusive, notApplicable }: VerifyState['totals']): string[] {
  return [
    ...(fail > 0 ? [`${countText(fail)} failed`] : []),
    `${countText(pass)} passed`,
    ...(fail > 0 ? [] : ['none failed']),
    `${countText(inconclusive)} inconclusive`,
    ...(expected > 0 ? [`${countText(expected)} failed as expected`] : []),
    ...(notApplicable > 0 ? [`${countText(notApplicable)} not applicable`] : []),
  ];
}

class PlainLines implements VerifyProgress {
  readonly #place: ProgressPlace;
  readonly #state: VerifyState;
  readonly #stopTicking: (() => void) | undefined;
  #toldUs: number;
  #hasEnded = false;

  constructor({ title }: VerifyPlan, place: ProgressPlace) {
    this.#place = place;
    this.#state = new VerifyState(place.nowUs);
    this.#toldUs = place.nowUs();
    this.#say(plainText(title));
    this.#stopTicking = place.every?.(1000, () => this.#sayNowAndThen());
  }

  onSelected(cases: number, properties: number): void {
    this.#state.wanted = cases + properties;
    this.#say(countedSelection(cases, properties));
  }

  onPhase(phase: VerifyPhase): void {
    this.#state.entered(phase);
    this.#say(`${PHASES[phase]}…`);
  }

  onBegin(id: string): void {
    this.#state.began(id);
  }

  onCase(entry: CaseEntry): void {
    this.#ended(entry);
  }

  onProperty(entry: PropertyEntry): void {
    this.#ended(entry);
  }

  onRuns(id: string, runs: number, wanted: number): void {
    this.#state.ran(id, runs, wanted);
    this.#sayNowAndThen();
  }

  onShrinking(id: string, steps: number, attempts: number): void {
    this.#state.shrank(id, steps, attempts);
    this.#sayNowAndThen();
  }

  onFinding(finding: Finding): void {
    this.onNote(findingSentence(finding));
  }

  onNote(sentence: string): void {
    this.#place.output.write(`${noteText(sentence)}\n`);
  }

  end(): void {
    this.#hasEnded = true;
    this.#stopTicking?.();
  }

  #ended(entry: CaseEntry | PropertyEntry): void {
    this.#state.ended(entry);
    if (isFailure(entry)) {
      this.#write(`failed: ${plainText(`${entry.id}${entry.message === undefined ? '' : `: ${entry.message}`}`)}`);
    }
    this.#sayNowAndThen();
  }

  #sayNowAndThen(): void {
    if (this.#place.nowUs() - this.#toldUs < PLAIN_SECONDS * 1e6) return;
    const { phase, done, wanted, totals, now, doing } = this.#state;
    if (phase !== 'judging') {
      this.#say(this.#state.phaseText);
      return;
    }
    const { nowSeconds } = this.#state;
    const what = now === undefined ? [] : [`${plainText(now)}${nowSeconds < 1 ? '' : ` for ${timeText(nowSeconds)}`}`];
    const parts = [`${countText(done)} of ${countText(wanted)}: ${countsOf(totals).join(', ')}`, ...what];
    this.#say(`${parts.join('; ')}${doing === undefined ? '' : `, ${doing}`}`);
  }

  #say(text: string): void {
    this.#toldUs = this.#place.nowUs();
    this.#write(text);
  }

  #write(text: string): void {
    if (!this.#hasEnded) this.#place.output.write(`${text}\n`);
  }
}

/**
 * The events of `harness verify --progress json`, an object a line, by their `kind`:
 *
 *   plan       title, budgetMs                                                              once, first
 *   selected   cases, properties: how many will be judged
 *   phase      phase: starting-target | probing | judging | stopping
 *   begin      id, section: what is judged now
 *   case       id, level, clause, verdict, evidence, expected, durationMs, message, and soFar
 *   property   the same, and runs, wanted: programs that were run, of so many
 *   runs       id, runs, wanted: while a property runs
 *   shrinking  id, steps, attempts: while what failed is simplified
 *   finding    finding (its kind), sentence, during (absent: in no case)
 *   note       sentence
 *   end                                                                                     once, last; the record has the verdict
 *
 * `soFar` has done, wanted, passed, failed (unexpectedly), expectedFailures, inconclusive, notApplicable, elapsedMs, lastFailure (an
 * id, or null). More kinds and more members may be added; those that are there keep their meaning.
 */
class JsonLines implements VerifyProgress {
  readonly #place: ProgressPlace;
  readonly #state: VerifyState;
  #hasEnded = false;

  constructor({ title, budgetMs }: VerifyPlan, place: ProgressPlace) {
    this.#place = place;
    this.#state = new VerifyState(place.nowUs);
    this.#say({ kind: 'plan', title, budgetMs });
  }

  onSelected(cases: number, properties: number): void {
    this.#state.wanted = cases + properties;
    this.#say({ kind: 'selected', cases, properties });
  }

  onPhase(phase: VerifyPhase): void {
    this.#say({ kind: 'phase', phase });
  }

  onBegin(id: string): void {
    this.#say({ kind: 'begin', id, section: sectionOf({ id }) });
  }

  onCase(entry: CaseEntry): void {
    this.#say({ kind: 'case', ...told(entry), soFar: this.#soFar(entry) });
  }

  onProperty(entry: PropertyEntry): void {
    const { runs, wanted } = entry;
    this.#say({ kind: 'property', ...told(entry), runs, wanted, soFar: this.#soFar(entry) });
  }

  onRuns(id: string, runs: number, wanted: number): void {
    this.#say({ kind: 'runs', id, runs, wanted });
  }

  onShrinking(id: string, steps: number, attempts: number): void {
    this.#say({ kind: 'shrinking', id, steps, attempts });
  }

  onFinding({ kind: what, sentence, during }: Finding): void {
    this.#say({ kind: 'finding', finding: what, sentence, ...(during !== undefined && { during }) });
  }

  onNote(sentence: string): void {
    this.#say({ kind: 'note', sentence });
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#say({ kind: 'end' });
    this.#hasEnded = true;
  }

  #soFar(entry: CaseEntry | PropertyEntry): object {
    this.#state.ended(entry);
    const { done, wanted, totals, lastFailure, elapsedSeconds } = this.#state;
    return {
      done,
      wanted,
      passed: totals.pass,
      failed: totals.fail,
      expectedFailures: totals.expected,
      inconclusive: totals.inconclusive,
      notApplicable: totals.notApplicable,
      elapsedMs: Math.round(elapsedSeconds * 1000),
      lastFailure: lastFailure?.id ?? null,
    };
  }

  #say(event: object): void {
    this.#place.output.write(`${JSON.stringify(event)}\n`);
  }
}

/** Without the bytes, which stand in the record. */
function told({ id, level, clause, verdict, evidence, expected, durationMs, message }: CaseEntry | PropertyEntry): object {
  return { id, level, clause, verdict, evidence, expected, durationMs, message };
}

/** What happens to the target is said all the same: it may be the reason for what the run comes to. */
class Silence implements VerifyProgress {
  readonly #place: ProgressPlace;

  constructor(place: ProgressPlace) {
    this.#place = place;
  }

  onSelected(): void {}
  onPhase(): void {}
  onBegin(): void {}
  onCase(): void {}
  onProperty(): void {}
  onRuns(): void {}
  onShrinking(): void {}
  end(): void {}

  onFinding(finding: Finding): void {
    this.onNote(findingSentence(finding));
  }

  onNote(sentence: string): void {
    this.#place.output.write(`${noteText(sentence)}\n`);
  }
}

function isFailure(entry: CaseEntry | PropertyEntry): boolean {
  return entry.verdict === 'fail' && !isExpectedFailure(entry);
}
