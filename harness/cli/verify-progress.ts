// What a run of `harness verify` shows of itself while it goes on: one living line on a terminal, a line for each failure in a log, an
// object a line for programs.

import { counted, countText } from '../../reports/figures.ts';
import { cutToWidth } from '../../reports/formats/text/fold.ts';
import { countedSelection, findingSentence } from '../../reports/verify/sentences.ts';
import type { VerifyObserver } from '../judge/verify-options.ts';
import type { CaseEntry, Finding, PropertyEntry } from '../record/verify-record.ts';
import { LiveLines } from './live-lines.ts';
import type { ProgressKind, ProgressOutput } from './progress.ts';

export interface VerifyProgress extends VerifyObserver {
  /** Leaves the terminal as it should be; nothing is shown from then on. */
  end(): void;
}

/** `title`: such as `chat on the reference server`. */
export function startVerifyProgress(
  kind: ProgressKind,
  title: string,
  output: ProgressOutput,
  nowUs: () => number,
): VerifyProgress {
  switch (kind) {
    case 'tty':
      return new LivingLine(title, output, nowUs);
    case 'plain':
      return new PlainLines(title, output, nowUs);
    case 'json':
      return new JsonLines(output);
    case 'none':
      return new Silence(output);
  }
}

type VerifyPhase = Parameters<VerifyObserver['onPhase']>[0];

const PHASES: Readonly<Record<VerifyPhase, string>> = {
  'starting-target': 'starting the target',
  probing: 'looking whether it serves at all',
  judging: 'judging',
  stopping: 'stopping',
};

/** Programs are told far more often than anybody can read. */
const REDRAW_US_MIN = 100_000;

class LivingLine implements VerifyProgress {
  readonly #title: string;
  readonly #lines: LiveLines;
  readonly #nowUs: () => number;
  #phase: VerifyPhase | undefined;
  #wanted = 0;
  #done = 0;
  #failed = 0;
  #now = '';
  #doing = '';
  #drawnUs = Number.NEGATIVE_INFINITY;
  #hasEnded = false;

  constructor(title: string, output: ProgressOutput, nowUs: () => number) {
    this.#title = title;
    this.#lines = new LiveLines(output);
    this.#nowUs = nowUs;
    this.#draw();
  }

  onSelected(cases: number, properties: number): void {
    this.#wanted = cases + properties;
    this.#draw();
  }

  onPhase(phase: VerifyPhase): void {
    this.#phase = phase;
    this.#draw();
  }

  onBegin(id: string): void {
    this.#now = id;
    this.#doing = '';
    this.#draw();
  }

  onCase(entry: CaseEntry): void {
    this.#ended(entry);
  }

  onProperty(entry: PropertyEntry): void {
    this.#ended(entry);
  }

  onRuns(id: string, runs: number, wanted: number): void {
    this.#now = id;
    this.#doing = `program ${countText(runs)} of ${countText(wanted)}`;
    this.#drawNowAndThen();
  }

  onShrinking(id: string, steps: number, attempts: number): void {
    this.#now = id;
    this.#doing = `simplifying what failed: ${counted(steps, 'step')}, ${counted(attempts, 'attempt')}`;
    this.#drawNowAndThen();
  }

  onFinding(finding: Finding): void {
    this.onNote(findingSentence(finding));
  }

  onNote(sentence: string): void {
    this.#lines.writeAbove(`harness: ${sentence}\n`);
    this.#draw();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#lines.clear();
  }

  #ended(entry: CaseEntry | PropertyEntry): void {
    this.#done++;
    if (isFailure(entry)) this.#failed++;
    this.#draw();
  }

  #drawNowAndThen(): void {
    if (this.#nowUs() - this.#drawnUs >= REDRAW_US_MIN) this.#draw();
  }

  #draw(): void {
    if (this.#hasEnded) return;
    this.#drawnUs = this.#nowUs();
    this.#lines.draw([cutToWidth(this.#line(), this.#lines.columns)]);
  }

  #line(): string {
    if (this.#phase !== 'judging') return `${this.#title}: ${this.#phase === undefined ? 'getting ready' : PHASES[this.#phase]}`;
    // What it is about comes last: of an id that is too long its end is missing, and no figure.
    return [
      `${countText(this.#done)} of ${countText(this.#wanted)}`,
      ...(this.#failed === 0 ? [] : [`${countText(this.#failed)} failed`]),
      ...(this.#doing === '' ? [] : [this.#doing]),
      this.#now,
    ].join(', ');
  }
}

/** So that a long run is seen to go on. */
const PLAIN_US_MIN = 10_000_000;

class PlainLines implements VerifyProgress {
  readonly #output: ProgressOutput;
  readonly #nowUs: () => number;
  #wanted = 0;
  #done = 0;
  #failed = 0;
  #toldUs: number;
  #hasEnded = false;

  constructor(title: string, output: ProgressOutput, nowUs: () => number) {
    this.#output = output;
    this.#nowUs = nowUs;
    this.#toldUs = nowUs();
    this.#say(title);
  }

  onSelected(cases: number, properties: number): void {
    this.#wanted = cases + properties;
    this.#say(countedSelection(cases, properties));
  }

  onPhase(phase: VerifyPhase): void {
    this.#say(`${PHASES[phase]}…`);
  }

  onBegin(): void {}

  onCase(entry: CaseEntry): void {
    this.#ended(entry);
  }

  onProperty(entry: PropertyEntry): void {
    this.#ended(entry);
  }

  onRuns(id: string, runs: number, wanted: number): void {
    this.#sayNowAndThen(() => `${id}: program ${countText(runs)} of ${countText(wanted)}`);
  }

  onShrinking(id: string, steps: number, attempts: number): void {
    this.#sayNowAndThen(() => `${id}: simplifying what failed, ${counted(steps, 'step')}, ${counted(attempts, 'attempt')}`);
  }

  onFinding(finding: Finding): void {
    this.onNote(findingSentence(finding));
  }

  onNote(sentence: string): void {
    this.#output.write(`harness: ${sentence}\n`);
  }

  end(): void {
    this.#hasEnded = true;
  }

  #ended(entry: CaseEntry | PropertyEntry): void {
    this.#done++;
    if (isFailure(entry)) {
      this.#failed++;
      this.#say(`failed: ${entry.id}${entry.message === undefined ? '' : `: ${entry.message}`}`);
    }
    this.#sayNowAndThen(
      () =>
        `${countText(this.#done)} of ${countText(this.#wanted)}${this.#failed === 0 ? '' : `, ${countText(this.#failed)} failed`}`,
    );
  }

  #sayNowAndThen(text: () => string): void {
    if (this.#nowUs() - this.#toldUs >= PLAIN_US_MIN) this.#say(text());
  }

  #say(text: string): void {
    if (this.#hasEnded) return;
    this.#toldUs = this.#nowUs();
    this.#output.write(`${text}\n`);
  }
}

class JsonLines implements VerifyProgress {
  readonly #output: ProgressOutput;

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  onSelected(cases: number, properties: number): void {
    this.#say({ kind: 'selected', cases, properties });
  }

  onPhase(phase: VerifyPhase): void {
    this.#say({ kind: 'phase', phase });
  }

  onBegin(id: string): void {
    this.#say({ kind: 'begin', id });
  }

  onCase(entry: CaseEntry): void {
    this.#say({ kind: 'case', ...told(entry) });
  }

  onProperty(entry: PropertyEntry): void {
    this.#say({ kind: 'property', ...told(entry), runs: entry.runs, wanted: entry.wanted });
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

  end(): void {}

  #say(event: object): void {
    this.#output.write(`${JSON.stringify(event)}\n`);
  }
}

/** Without the bytes, which stand in the record. */
function told({ id, level, clause, verdict, evidence, expected, durationMs, message }: CaseEntry | PropertyEntry): object {
  return { id, level, clause, verdict, evidence, expected, durationMs, message };
}

/** What happens to the target is said all the same: it may be the reason for what the run comes to. */
class Silence implements VerifyProgress {
  readonly #output: ProgressOutput;

  constructor(output: ProgressOutput) {
    this.#output = output;
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
    this.#output.write(`harness: ${sentence}\n`);
  }
}

function isFailure({ verdict, expected }: CaseEntry | PropertyEntry): boolean {
  return verdict === 'fail' && expected !== 'fails';
}
