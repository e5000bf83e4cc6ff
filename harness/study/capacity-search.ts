// The search for the capacity: the load at which a trial meets the objective as often as not. It knows no server: whoever calls it
// brings what measures one load.
//
// The ascent doubles the load until the objective is missed, the bisection halves the gap until its bounds are within the
// precision. Both take a trial's word, and a trial's word is chance. The confirmation takes nobody's: fresh trials at the lower
// bound and at the upper one, in turn, so that a machine that grows slower in the meantime does so for both.
//
// If a trial at some load meets the objective less often than not, six in a row meet it with a chance of 1/64 at the most; so six
// say that the capacity is not below that load, and six that miss it say that it is not above. One that says otherwise moves the
// bound outwards, twice as far each time, and there all begins anew. Each such attempt is one more chance to be wrong, so later
// ones need more trials in a row (see TRIALS_IN_A_ROW): all that one side may ever try is wrong in 2.5 % at the most, and both
// bounds together hold in 95 %, whatever the trials scatter like.

import { loadText } from '../load/load-words.ts';
import type { CapacityAnswer, CapacityStep } from '../record/capacity-record.ts';
import { type Grid, gridOf } from './capacity-grid.ts';

export type CapacityPhase = CapacityStep['phase'];
export type Measured = Pick<CapacityStep, 'outcome' | 'sentence' | 'run'>;

/** Undefined: somebody stopped it, and the search is to end. */
export type MeasureLoad = (load: number, phase: CapacityPhase) => Promise<Measured | undefined>;

export interface SearchOptions {
  readonly axis: 'rate' | 'clients';
  readonly from: number;
  /** No load above it is tried. */
  readonly max: number;
  /** How near each other the bounds of the bisection are to come, as a share. */
  readonly precision: number;
  /** The search ends with them, whatever it knows by then. */
  readonly stepsMax: number;
}

export interface SearchResult {
  readonly answer: CapacityAnswer;
  readonly steps: readonly CapacityStep[];
  /** What ended it before its time, or what it could not make out. */
  readonly sentence?: string;
}

/** The sum of 2 to the minus each of them, however many follow, is below 2.5 %. */
const TRIALS_IN_A_ROW = [6, 7, 11, 12] as const;
/** A load that the generator could not make is tried again so often. */
const LIMITED_AGAIN = { ascent: 2, bisection: 2, confirmation: 5 } as const satisfies Record<CapacityPhase, number>;
/** Below this share of the first load nothing is tried. */
const DESCENT_SHARE_MIN = 1 / 1024;
/** How often the confirmation may find that the bisection was misled, and have it done again. */
const RESTARTS_MAX = 2;

export function searchCapacity(options: SearchOptions, measure: MeasureLoad): Promise<SearchResult> {
  return new Search(options, measure).run();
}

type Outcome = 'met' | 'missed' | 'limited' | 'ended';

/** One side of the interval, while it is confirmed. */
interface Bound {
  load: number;
  inARow: number;
  /** How often the first trial at a load has said the contrary, one load after the other. */
  surprises: number;
  isConfirmed: boolean;
}

class Search {
  readonly #options: SearchOptions;
  readonly #measure: MeasureLoad;
  readonly #grid: Grid;
  readonly #steps: CapacityStep[] = [];
  /** What ended the search before its time. */
  #ended: string | undefined;
  /** The highest load that a trial met, and the lowest that none did, as the phases hand them on. */
  #met: number | undefined;
  #above: { readonly load: number; readonly isLimited: boolean } | undefined;
  /** Confirmed, and so true whatever follows. */
  #low: number | undefined;
  #high: number | undefined;
  /** How many loads each side has tried to confirm. */
  readonly #attempts = { low: 0, high: 0 };

  constructor(options: SearchOptions, measure: MeasureLoad) {
    this.#options = options;
    this.#measure = measure;
    this.#grid = gridOf(options.axis, options.precision);
  }

  async run(): Promise<SearchResult> {
    let from = this.#options.from;
    for (let restarts = RESTARTS_MAX; ; restarts--) {
      await this.#ascend(from);
      await this.#bisect();
      // What disturbed the generator may be over by now.
      const again = restarts > 0 ? await this.#limitTriedAgain() : undefined;
      if (again !== undefined) {
        from = again;
        continue;
      }
      if (this.#ended !== undefined || this.#met === undefined) break;
      const misled = await this.#confirm(restarts > 0);
      if (misled === undefined) break;
      from = misled;
    }
    return { steps: this.#steps, ...this.#conclude() };
  }

  /** Up while the objective is met, or down while it never was. */
  async #ascend(from: number): Promise<void> {
    const { max } = this.#options;
    let load = Math.min(from, max);
    for (;;) {
      const outcome = await this.#tried(load, 'ascent', 2);
      if (outcome === 'ended') return;
      if (outcome === 'met') {
        this.#met = load;
        if (load >= max || this.#above !== undefined) return;
        load = Math.min(max, this.#grid.times(load, 2));
        continue;
      }
      this.#above = { load, isLimited: outcome === 'limited' };
      if (this.#met !== undefined) return;
      if (load <= this.#lowest) return;
      load = Math.max(this.#lowest, this.#grid.times(load, 1 / 4));
    }
  }

  async #bisect(): Promise<void> {
    while (this.#ended === undefined && this.#met !== undefined && this.#above !== undefined) {
      if (this.#above.load <= this.#met * (1 + this.#options.precision)) return;
      const load = this.#grid.between(this.#met, this.#above.load);
      if (load === undefined) return;
      const outcome = await this.#tried(load, 'bisection');
      if (outcome === 'met') this.#met = load;
      else if (outcome !== 'ended') this.#above = { load, isLimited: outcome === 'limited' };
    }
  }

  /** Returns from where to ascend again, when the load that the generator could not make is no limit of it any more. */
  async #limitTriedAgain(): Promise<number | undefined> {
    if (this.#ended !== undefined || this.#met === undefined || this.#above?.isLimited !== true) return undefined;
    const { load } = this.#above;
    const outcome = await this.#tried(load, 'bisection');
    if (outcome === 'missed') this.#above = { load, isLimited: false };
    if (outcome !== 'met') return undefined;
    this.#met = load;
    this.#above = undefined;
    return load >= this.#options.max ? undefined : Math.min(this.#options.max, this.#grid.times(load, 2));
  }

  /** Returns from where to ascend again, when the bounds that it was given are far from where they belong. */
  async #confirm(mayStartAgain: boolean): Promise<number | undefined> {
    const low = boundAt(this.#met ?? 0);
    const isMissedAbove = this.#above !== undefined && !this.#above.isLimited;
    const high = isMissedAbove && this.#above !== undefined ? boundAt(this.#above.load) : undefined;
    // What was confirmed before is true, but it may be far away.
    for (let turn = 0; this.#ended === undefined; turn++) {
      const isHighOpen = high !== undefined && !high.isConfirmed && this.#above?.isLimited === false;
      if (low.isConfirmed && !isHighOpen) return undefined;
      if (isHighOpen && (low.isConfirmed || turn % 2 === 1)) {
        const outcome = await this.#tried(high.load, 'confirmation');
        if (outcome === 'limited') this.#above = { load: high.load, isLimited: true };
        else if (outcome === 'missed') this.#agreed('high', high);
        else if (outcome === 'met') {
          if (high.load >= this.#options.max) {
            // The lower bound is still to be confirmed.
            this.#above = undefined;
            continue;
          }
          if (this.#contradicted(high, mayStartAgain)) {
            this.#met = high.load;
            this.#above = undefined;
            return Math.min(this.#options.max, this.#grid.times(high.load, 2));
          }
          high.load = Math.min(this.#options.max, this.#grid.times(high.load, this.#widened('high')));
        }
      } else if (!low.isConfirmed) {
        const outcome = await this.#tried(low.load, 'confirmation');
        if (outcome === 'met') this.#agreed('low', low);
        else if (outcome === 'missed' || outcome === 'limited') {
          const misses = low.load;
          low.load = this.#grid.times(low.load, 1 / this.#widened('low'));
          if (low.load < this.#lowest) {
            this.#ended = `The objective was met at ${loadText(this.#options.axis, misses)} once, and then missed down to there: no load meets it reliably.`;
          } else if (outcome === 'missed' && this.#contradicted(low, mayStartAgain)) {
            this.#met = undefined;
            this.#above = { load: misses, isLimited: false };
            return low.load;
          }
        }
      }
    }
    return undefined;
  }

  #agreed(side: 'low' | 'high', bound: Bound): void {
    bound.inARow++;
    if (bound.inARow < trialsInARow(this.#attempts[side])) return;
    bound.isConfirmed = true;
    if (side === 'low') this.#low = Math.max(bound.load, this.#low ?? 0);
    else this.#high = Math.min(bound.load, this.#high ?? Number.POSITIVE_INFINITY);
  }

  /** Whether the first trials at two loads, one after the other, said the contrary: then the bound is far from where it belongs. */
  #contradicted(bound: Bound, mayStartAgain: boolean): boolean {
    bound.surprises = bound.inARow === 0 ? bound.surprises + 1 : 0;
    bound.inARow = 0;
    return bound.surprises >= 2 && mayStartAgain;
  }

  /** The factor to the next load of that side, which is one attempt more. */
  #widened(side: 'low' | 'high'): number {
    const attempt = this.#attempts[side]++;
    return (1 + this.#options.precision) ** (2 ** attempt);
  }

  /** A load counts as missed when so many trials missed it. */
  async #tried(load: number, phase: CapacityPhase, missesNeeded = 1): Promise<Outcome> {
    let limited = 0;
    for (let misses = 0; ; ) {
      if (this.#steps.length >= this.#options.stepsMax) {
        this.#ended = `The search ended after ${this.#options.stepsMax} steps, as many as it was given, without an answer.`;
        return 'ended';
      }
      const measured = await this.#measure(load, phase);
      if (measured === undefined) {
        this.#ended = 'The search was stopped before its time.';
        return 'ended';
      }
      this.#steps.push({ phase, load, ...measured });
      switch (measured.outcome) {
        case 'met':
          return 'met';
        case 'missed':
          if (++misses >= missesNeeded) return 'missed';
          break;
        case 'limited':
          if (limited++ >= LIMITED_AGAIN[phase]) return 'limited';
          break;
        case 'failed':
          this.#ended = measured.sentence;
          return 'ended';
      }
    }
  }

  get #lowest(): number {
    const { axis, from } = this.#options;
    return axis === 'clients' ? 1 : this.#grid.nearest(from * DESCENT_SHARE_MIN);
  }

  #conclude(): Pick<SearchResult, 'answer' | 'sentence'> {
    const [low, high] = [this.#low, this.#high];
    if (this.#ended !== undefined) {
      const known =
        low === undefined
          ? ''
          : ` At ${loadText(this.#options.axis, low)} the objective was met in all trials of the confirmation.`;
      return { answer: { kind: 'unknown' }, sentence: `${this.#ended}${known}` };
    }
    if (low === undefined) {
      const lowest = this.#above;
      if (lowest !== undefined && !lowest.isLimited) return { answer: { kind: 'at-most', load: lowest.load } };
      const why = this.#steps.at(-1)?.sentence;
      const sentence = `The generator could not make the lowest load that was tried, ${loadText(this.#options.axis, lowest?.load ?? 0)}.${why === undefined ? '' : ` ${why}`}`;
      return { answer: { kind: 'unknown' }, sentence };
    }
    if (high !== undefined && high > low) return { answer: { kind: 'found', load: this.#likeliest(low, high), low, high } };
    if (high === undefined && this.#above === undefined) return { answer: { kind: 'at-least', load: low, limit: 'maximum' } };
    if (high === undefined && this.#above?.isLimited === true)
      return { answer: { kind: 'at-least', load: low, limit: 'generator' } };
    const sentence = 'What was seen contradicts itself: more load met the objective, and less missed it.';
    return { answer: { kind: 'unknown' }, sentence };
  }

  /** The highest load within the bounds that met the objective in the confirmation at least as often as not. */
  #likeliest(low: number, high: number): number {
    const balance = new Map<number, number>();
    for (const { phase, load, outcome } of this.#steps) {
      if (phase !== 'confirmation' || load < low || load > high || outcome === 'limited') continue;
      balance.set(load, (balance.get(load) ?? 0) + (outcome === 'met' ? 1 : -1));
    }
    return Math.max(low, ...[...balance].filter(([, met]) => met >= 0).map(([load]) => load));
  }
}

function boundAt(load: number): Bound {
  return { load, inARow: 0, surprises: 0, isConfirmed: false };
}

function trialsInARow(attempt: number): number {
  const listed = TRIALS_IN_A_ROW[attempt];
  return listed ?? (TRIALS_IN_A_ROW.at(-1) ?? 0) + attempt - (TRIALS_IN_A_ROW.length - 1);
}
