// A property from its first program to its verdict. Programs are drawn from a seed and run one by one against the live target; the
// first that fails is run again to learn how often it does, and then made simpler step by step as long as it still fails. Servers
// fail now and then: how often a simpler program is tried follows from how often the one before it has failed.

import fc from 'fast-check';
import type { Actor } from './actor.ts';
import type { Property } from './case.ts';
import type { History } from './history.ts';
import type { CaseVerdict, Difference, Evidence } from './judgement.ts';
import { type CaseRun, runCase } from './run-case.ts';
import type { SceneOptions } from './scene.ts';

export interface PropertyRunOptions<A extends Actor = Actor> {
  /** Asked before each run, so that a target that was started again is seen. */
  readonly scene: () => Omit<SceneOptions<A>, 'number'>;
  /** Of the next scene: none is ever used twice in a run of the harness. */
  readonly nextNumber: () => number;
  readonly seed: number;
  /** So many programs. */
  readonly runs: number;
  /** For all programs together; a failure that is found has the time for shrinking besides. */
  readonly budgetMs: number;
  /** So much longer it goes on while there are not enough programs for a verdict. */
  readonly overtimeMs?: number;
  readonly shrinking?: Partial<ShrinkingLimits>;
  /** Serves again when the target has ended; whether it does. */
  readonly revive: () => Promise<boolean>;
  readonly signal?: AbortSignal;
  readonly observer?: PropertyObserver;
}

interface PropertyObserver {
  onRuns?(runs: number, wanted: number): void;
  /** Simplifications that still failed, of so many attempts. */
  onShrinking?(steps: number, attempts: number): void;
}

interface ShrinkingLimits {
  /** Runs in all, those to learn the failure rate not counted. */
  readonly attemptsMax: number;
  /** Runs of one candidate. */
  readonly attemptsEachMax: number;
  readonly budgetMs: number;
}

export interface PropertyRun {
  readonly verdict: CaseVerdict;
  readonly evidence?: Evidence;
  readonly message?: string;
  readonly difference?: Difference;
  readonly durationMs: number;
  readonly runs: number;
  readonly wanted: number;
  /** Of the runs, those that came to no conclusion. */
  readonly inconclusive: number;
  /** Of a failure: the simplest program found that fails, and its history and facts. */
  readonly program?: unknown;
  readonly history: History;
  readonly facts?: unknown;
  readonly shrunk?: Shrunk;
}

interface Shrunk {
  readonly steps: number;
  readonly attempts: number;
  /** Of the first failing program, run again; 0: it never failed again, and is told as it was. */
  readonly failureRate: number;
}

const SHRINKING: ShrinkingLimits = { attemptsMax: 2000, attemptsEachMax: 40, budgetMs: 10_000 };
/** Enough failures to tell how often it fails. */
const FAILURES_AGAIN = 5;
const RUNS_AGAIN_MAX = 30;
/** What does not come is waited for again and again while a failure is made smaller: for a part of the patience, at least so long. */
const IMPATIENCE = 0.2;
const IMPATIENT_MS_MIN = 300;
/** A simpler program that fails as often as the one before is taken for right by mistake at most so often. */
const MISSED_AT_MOST = 0.05;
/** Of the runs, so many may come to no conclusion. */
const INCONCLUSIVE_SHARE_MAX = 0.1;
/** When the time is up, half of the programs that were wanted are enough to call it a pass, or so many. */
const RUNS_SHARE_MIN = 0.5;
const RUNS_ENOUGH = 50;

/** What runs a property; a test brings another. */
export type RunProperty = (property: Property, options: PropertyRunOptions) => Promise<PropertyRun>;

export async function runProperty<A extends Actor>(property: Property<A>, options: PropertyRunOptions<A>): Promise<PropertyRun> {
  return await new PropertyRunner(property, options).run();
}

/** So many attempts, for a program that fails that often to be missed at most once in twenty times. */
export function attemptsFor(failureRate: number, attemptsMax: number): number {
  if (failureRate >= 1) return 1;
  return Math.min(attemptsMax, Math.ceil(Math.log(MISSED_AT_MOST) / Math.log(1 - failureRate)));
}

type Failure = { readonly program: unknown; readonly run: CaseRun };

class PropertyRunner<A extends Actor> {
  readonly #property: Property<A>;
  readonly #options: PropertyRunOptions<A>;
  readonly #limits: ShrinkingLimits;
  readonly #beganUs: number;
  #runs = 0;
  #inconclusive = 0;
  #notApplicable = 0;
  #doubt: string | undefined;
  #evidence: Evidence | undefined;

  constructor(property: Property<A>, options: PropertyRunOptions<A>) {
    this.#property = property;
    this.#options = options;
    this.#limits = { ...SHRINKING, ...options.shrinking };
    this.#beganUs = this.#nowUs();
  }

  async run(): Promise<PropertyRun> {
    const { runs: wanted, seed, budgetMs, overtimeMs = 0, observer } = this.#options;
    const dueUs = this.#beganUs + budgetMs * 1000;
    for (const program of fc.sample(this.#property.programs, { numRuns: wanted, seed })) {
      const untilUs = this.#isEnough ? dueUs : dueUs + overtimeMs * 1000;
      if (this.#isStopped || this.#nowUs() >= untilUs) break;
      const run = await this.#once(program);
      if (run === undefined) break;
      // What was broken off because the run was stopped says nothing.
      if (this.#isStopped && run.judgement.verdict !== 'fail') break;
      this.#runs++;
      observer?.onRuns?.(this.#runs, wanted);
      if (run.judgement.verdict === 'fail') return await this.#failed({ program, run });
      this.#note(run);
    }
    return this.#concluded();
  }

  get #isEnough(): boolean {
    return this.#runs >= Math.min(RUNS_ENOUGH, RUNS_SHARE_MIN * this.#options.runs);
  }

  get #isStopped(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #nowUs(): number {
    return this.#options.scene().target.transport.clock.nowUs();
  }

  /** Undefined: there is no target to run it on. */
  async #once(program: unknown, isPatient = true): Promise<CaseRun | undefined> {
    const { scene, nextNumber, revive, signal } = this.#options;
    const { target } = scene();
    const isGone = target.ended !== undefined || (await target.hasLeftWithItsClient?.()) === true;
    if (isGone && !(await revive())) return undefined;
    const property = this.#property;
    const { timeLimitMs } = property;
    const given = scene();
    const impatientMs = Math.min(given.patienceMs, Math.max(IMPATIENT_MS_MIN, given.patienceMs * IMPATIENCE));
    return await runCase<A>(
      {
        drive: (one) => property.drive(one, program),
        judge: (view) => property.judge({ ...view, program }),
        ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
      },
      { ...given, number: nextNumber(), patienceMs: isPatient ? given.patienceMs : impatientMs },
      signal,
    );
  }

  #note({ judgement }: CaseRun): void {
    if (judgement.verdict === 'pass') {
      const { evidence } = judgement;
      if (evidence !== undefined && (this.#evidence === undefined || isWeaker(evidence, this.#evidence)))
        this.#evidence = evidence;
    } else {
      if (judgement.verdict === 'not-applicable') this.#notApplicable++;
      else this.#inconclusive++;
      this.#doubt ??= judgement.message;
    }
  }

  #concluded(): PropertyRun {
    const { runs: wanted } = this.#options;
    const said = (verdict: CaseVerdict, message: string): PropertyRun => ({ ...this.#told(), verdict, message });
    if (this.#isStopped) return said('inconclusive', 'The run was stopped.');
    if (this.#runs > 0 && this.#notApplicable === this.#runs) return said('not-applicable', this.#doubt ?? '');
    const untold = this.#inconclusive + this.#notApplicable;
    if (untold > INCONCLUSIVE_SHARE_MAX * this.#runs) {
      return said('inconclusive', `${untold} of ${this.#runs} programs came to no conclusion. The first: ${this.#doubt}`);
    }
    if (!this.#isEnough) {
      return said('inconclusive', `Only ${this.#runs} of ${wanted} programs were run before the time was up.`);
    }
    return { ...this.#told(), verdict: 'pass', ...(this.#evidence === undefined ? {} : { evidence: this.#evidence }) };
  }

  #told(): Pick<PropertyRun, 'durationMs' | 'runs' | 'wanted' | 'inconclusive' | 'history'> {
    return {
      durationMs: (this.#nowUs() - this.#beganUs) / 1000,
      runs: this.#runs,
      wanted: this.#options.runs,
      inconclusive: this.#inconclusive,
      history: [],
    };
  }

  // A failure.

  async #failed(first: Failure): Promise<PropertyRun> {
    const dueUs = this.#nowUs() + this.#limits.budgetMs * 1000;
    const failureRate = await this.#failureRateOf(first.program, dueUs);
    const { smallest, steps, attempts } =
      failureRate === 0 ? { smallest: first, steps: 0, attempts: 0 } : await this.#shrunk(first, failureRate, dueUs);
    const { judgement, history, facts } = smallest.run;
    return {
      ...this.#told(),
      ...judgement,
      program: smallest.program,
      history,
      ...(facts === undefined ? {} : { facts }),
      shrunk: { steps, attempts, failureRate },
    };
  }

  /** Runs it again until it has failed a few times; runs that came to no conclusion say nothing. */
  async #failureRateOf(program: unknown, dueUs: number): Promise<number> {
    let concluded = 0;
    let failures = 0;
    for (let again = 0; again < RUNS_AGAIN_MAX && failures < FAILURES_AGAIN; again++) {
      if (this.#isStopped || this.#nowUs() >= dueUs) break;
      const run = await this.#once(program, false);
      if (run === undefined) break;
      if (run.judgement.verdict === 'fail') failures++;
      if (run.judgement.verdict === 'fail' || run.judgement.verdict === 'pass') concluded++;
    }
    return concluded === 0 ? 0 : failures / concluded;
  }

  /** Greedily: the first simpler program that fails takes the place of the one before, until none does. */
  async #shrunk(first: Failure, failureRate: number, dueUs: number) {
    const { observer } = this.#options;
    const { attemptsMax, attemptsEachMax } = this.#limits;
    let smallest = first;
    let rate = failureRate;
    let steps = 0;
    let attempts = 0;
    /** The first run of the candidate that fails, and the how-manieth it was. */
    const failing = async (program: unknown): Promise<{ readonly run: CaseRun; readonly after: number } | undefined> => {
      const wanted = attemptsFor(rate, attemptsEachMax);
      for (let after = 1; after <= wanted; after++) {
        if (attempts >= attemptsMax || this.#isStopped || this.#nowUs() >= dueUs) return undefined;
        attempts++;
        const run = await this.#once(program, false);
        if (run === undefined) return undefined;
        if (run.judgement.verdict === 'fail') return { run, after };
      }
      return undefined;
    };
    const step = async (): Promise<boolean> => {
      for (const program of this.#property.simpler(smallest.program)) {
        if (attempts >= attemptsMax) return false;
        const found = await failing(program);
        observer?.onShrinking?.(steps + (found === undefined ? 0 : 1), attempts);
        if (found === undefined) continue;
        smallest = { program, run: found.run };
        steps++;
        // What is smaller may fail less often: the rate follows how long this failure was waited for, but not all at once.
        rate = Math.min(rate, (rate + 1 / found.after) / 2);
        return true;
      }
      return false;
    };
    while (await step()) if (this.#isStopped || this.#nowUs() >= dueUs) break;
    return steps === 0 ? { smallest, steps, attempts } : await this.#confirmed(first, { smallest, steps, attempts }, rate);
  }

  /** With all patience again: what failed only because it was not waited for is no failure, and the first is told as it was. */
  async #confirmed(first: Failure, found: { smallest: Failure; steps: number; attempts: number }, rate: number) {
    const { smallest, steps, attempts } = found;
    if (!reliesOnWaiting(smallest.run)) return found;
    const wanted = attemptsFor(rate, this.#limits.attemptsEachMax);
    for (let again = 0; again < wanted && !this.#isStopped; again++) {
      const run = await this.#once(smallest.program);
      if (run === undefined) break;
      if (run.judgement.verdict === 'fail') return { smallest: { program: smallest.program, run }, steps, attempts };
    }
    return { smallest: first, steps: 0, attempts };
  }
}

function reliesOnWaiting({ history }: CaseRun): boolean {
  return history.some(({ kind }) => kind === 'waited');
}

const WEAKER = { eof: 0, fence: 1, timer: 2 } as const satisfies Record<Evidence, number>;

function isWeaker(one: Evidence, other: Evidence): boolean {
  return WEAKER[one] > WEAKER[other];
}
