// One run of `harness verify`: the target is started or found, asked for an ordinary conversation and for its choices, and then held to
// what was selected, one case behind the other. Whatever it does, every case is accounted for, and the run comes to its end.

import type { Timer } from '../clock.ts';
import { wait } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import { environmentOf } from '../load/environment.ts';
import {
  type CaseEntry,
  type Finding,
  type PropertyEntry,
  VERIFY_RECORD_SCHEMA,
  type VerifyRecord,
} from '../record/verify-record.ts';
import { chooseTransport } from '../transport/choose.ts';
import { describeEndpoint } from '../transport/endpoint.ts';
import { readLimits } from '../transport/limits.ts';
import type { Case, Contract, Property } from './case.ts';
import { type Conversation, converse } from './conversation.ts';
import { diagnose, takesConnections } from './diagnose.ts';
import { type Circumstances, caseEntry, propertyEntry } from './entries.ts';
import { type Whole, wholeOf } from './generic/whole-of.ts';
import { inconclusive, type Judgement, notApplicable } from './judgement.ts';
import { LiveTarget, type RestartOptions, type VerifyTarget } from './live-target.ts';
import { type CaseRun, runCase } from './run-case.ts';
import { type RunProperty, runProperty as runPropertyHere } from './run-property.ts';
import type { SceneOptions } from './scene.ts';
import { sceneNumber } from './scene-number.ts';
import { type Selected, select } from './select.ts';
import { weigh } from './verdict.ts';
import type { VerifyObserver, VerifyOptions } from './verify-options.ts';

/** What a run is made of; a test brings its own. */
export interface VerifyParts {
  /** Instead of the one that the options wish for. */
  readonly target?: VerifyTarget;
  readonly runProperty?: RunProperty;
  /** Which cases and properties there are. */
  readonly wholeOf?: (contract: Contract) => Whole;
}

/** What a first conversation may take at most, and one behind a case. */
const PROBE_MS = 4000;
const PROBE_PATIENCE_MS = 2000;
/** Once more, for one that is slow: together with what tells what it is, an answer within 10 s. */
const LATE_PATIENCE_MS = 2500;
const LATE_MS = 2500;
/** Behind a case: for so long it is tried to hold another conversation. */
const SERVES_US = 3_000_000;
const SERVES_AGAIN_US = 50_000;
/** For the system to tell that a process has ended whose connections have. */
const ENDING_US = 300_000;
const ENDING_AGAIN_US = 20_000;
/** Of a target that has not held a conversation, some case has to pass within this time for the others to be tried. */
const TRIAL_US = 3_000_000;
const RESTARTS_IN_A_ROW = 5;
/** As long as a system remembers connections, and a little. */
const RESTART_MS = 70_000;
/** What properties may take in all: this, or a part of the budget where that is more. */
const PROPERTIES_MS = 10_000;
const PROPERTIES_PART = 6;
const SHRINKING_MS = 10_000;

export async function runVerify(
  options: VerifyOptions,
  observer: VerifyObserver,
  signal: AbortSignal,
  parts: VerifyParts = {},
): Promise<VerifyRecord> {
  const whole = (parts.wholeOf ?? wholeOf)(options.contract);
  const selected = select(whole, options);
  observer.onSelected(selected.cases.length, selected.properties.length);
  const { runProperty = runPropertyHere } = parts;
  if (parts.target !== undefined) {
    return await new VerifyRun(options, observer, signal, { target: parts.target, runProperty, whole, selected }).run(
      'it was given',
    );
  }
  const { transport, reason } = await chooseTransport(options.transport);
  try {
    const { endsWithItsClient = false } = options.contract;
    const target = new LiveTarget({ wish: options.target, transport, endsWithItsClient });
    return await new VerifyRun(options, observer, signal, { target, runProperty, whole, selected }).run(reason);
  } finally {
    transport.close();
  }
}

interface Given {
  readonly target: VerifyTarget;
  readonly runProperty: RunProperty;
  readonly whole: Whole;
  readonly selected: Selected;
}

/** Of a target that has not held a conversation, until a case passes. */
interface Trial {
  readonly finding: Finding;
  readonly timer: Timer;
  readonly isUp: AbortController;
}

class VerifyRun {
  readonly #options: VerifyOptions;
  readonly #observer: VerifyObserver;
  readonly #target: VerifyTarget;
  readonly #given: Given;
  readonly #clientFrameBytes: number | undefined;
  readonly #capacity: number;
  readonly #memory = new Map<string, unknown>();
  readonly #profile: Record<string, string> = {};
  readonly #answers: VerifyRecord['profile'] = {};
  readonly #findings: Finding[] = [];
  readonly #notes: string[] = [];
  /** What is wrong with the target as a whole, in sentences. */
  readonly #wrong: string[] = [];
  readonly #cases: CaseEntry[] = [];
  readonly #properties: PropertyEntry[] = [];
  /** Of the time, and of whoever waits: no more is begun. */
  readonly #over = new AbortController();
  #whyOver: string | undefined;
  /** Why there is no target any more to judge. */
  #lost: string | undefined;
  #trial: Trial | undefined;
  /** It has held an ordinary conversation: that it does still can be asked behind every case. */
  #isSane = false;
  #conversations = 0;
  /** Since it was started last, clients have been there. */
  #isVisited = false;
  /** It was seen to end when its client had left. */
  #leavesWithItsClient = false;
  #restarts = 0;
  #failedInARow = 0;
  readonly #dueUs: number;
  readonly #signal: AbortSignal;

  constructor(options: VerifyOptions, observer: VerifyObserver, signal: AbortSignal, given: Given) {
    this.#options = options;
    this.#observer = observer;
    this.#given = given;
    this.#target = given.target;
    this.#signal = signal;
    const { contract } = options;
    this.#clientFrameBytes = options.clientFrame ?? contract.clientFrames?.[0];
    this.#capacity = options.capacity ?? contract.capacity ?? Number.POSITIVE_INFINITY;
    this.#dueUs = this.#nowUs() + options.budgetMs * 1000;
  }

  async run(transportReason: string): Promise<VerifyRecord> {
    const beganUs = this.#nowUs();
    const startedAt = new Date().toISOString();
    const target = this.#target;
    const { budgetMs } = this.#options;
    const end = (why: string): void => {
      this.#whyOver ??= why;
      this.#over.abort();
    };
    const interrupt = (): void => end('The run was stopped.');
    const budget = target.transport.clock.at(this.#dueUs, () =>
      end(`The time of the run was up (--budget: ${budgetMs / 1000} s).`),
    );
    this.#signal.addEventListener('abort', interrupt);
    if (this.#signal.aborted) interrupt();
    try {
      await this.#begin();
      this.#observer.onPhase('judging');
      for (const one of this.#given.selected.cases) await this.#judgeCase(one);
      await this.#judgeProperties();
      this.#endTrial('never passed');
      return this.#concluded({ startedAt, durationMs: (this.#nowUs() - beganUs) / 1000, transportReason });
    } finally {
      budget.cancel();
      this.#trial?.timer.cancel();
      this.#signal.removeEventListener('abort', interrupt);
      this.#observer.onPhase('stopping');
      await target.stop();
    }
  }

  // The target.

  async #begin(): Promise<void> {
    const target = this.#target;
    if (target.isOurs) this.#observer.onPhase('starting-target');
    this.#noteSlowBind(await target.start(this.#patienceToStart), undefined);
    if (this.#isEnded) return;
    this.#observer.onPhase('probing');
    if (!this.#canConverse) return this.#note('Whether it serves at all was not asked: that takes an operator (--start).');
    await this.#probe();
    if (!this.#isSane) return;
    const during = 'the first conversation';
    const trouble = await this.#afterwards(during);
    if (trouble !== undefined) this.#wrong.push(`Behind ${during}: ${trouble}`);
    await this.#learn();
  }

  get #patienceToStart(): RestartOptions {
    const leftMs = Math.max(1, (this.#dueUs - this.#nowUs()) / 1000);
    const withinMs = Math.min(RESTART_MS, leftMs);
    return {
      withinMs,
      signal: this.#over.signal,
      onHeld: () => {
        const place = describeEndpoint(this.#target.to);
        this.#observer.onNote(
          `The target can not listen at ${place} again yet: it is waited for, ${Math.ceil(withinMs / 1000)} s at most.`,
        );
      },
    };
  }

  /** Whether it is a server of the protocol at all. */
  async #probe(): Promise<void> {
    const target = this.#target;
    let talk = await this.#converse(PROBE_PATIENCE_MS);
    if (talk.isHeld) this.#isSane = true;
    if (talk.isHeld || this.#isEnded) return;
    const ended = await this.#howItEnded();
    if (ended !== undefined) {
      const sentence = `The target did not survive the first conversation. ${ended}`;
      this.#find({ kind: 'died', sentence });
      this.#wrong.push(sentence);
      if (!target.isOurs) this.#lost = sentence;
      else if (await this.#restart()) this.#try({ kind: 'died', sentence });
      return;
    }
    const diagnosis = await diagnose(target, talk);
    const { name } = this.#options.contract.dialect;
    const place = describeEndpoint(target.to);
    if (diagnosis.kind === 'unreachable') {
      throw new HarnessError(
        'target-unreachable',
        `Nobody can be reached at ${place}: ${diagnosis.how}. Start the server, or let --start do it.`,
      );
    }
    if (diagnosis.kind === 'silent' || diagnosis.kind === 'unknown') {
      // It may only have been slow.
      talk = await this.#converse(LATE_PATIENCE_MS, LATE_MS);
      if (talk.isHeld) this.#isSane = true;
      if (talk.isHeld || this.#isEnded) return;
    }
    const kind = diagnosis.kind === 'unknown' ? 'speaks-otherwise' : diagnosis.kind;
    // What it is says why already; what its conversation broke off at is of use where that is not known.
    const isKnown = diagnosis.kind !== 'unknown' && diagnosis.isProtocolKnown;
    const why = talk.doubt === undefined || isKnown ? '' : ` ${talk.doubt}`;
    const sentence = `What is at ${place} did not hold an ordinary conversation of ${name}. ${diagnosis.sentence}${why}`;
    this.#wrong.push(sentence);
    if (diagnosis.kind === 'unknown' || !diagnosis.isProtocolKnown) this.#try({ kind, sentence });
    else this.#lose({ kind, sentence });
  }

  /** It is no good server, but some cases may say of it what is wrong; and when none passes, it is no server of this protocol. */
  #try(finding: Finding): void {
    const isUp = new AbortController();
    const { clock } = this.#target.transport;
    const timer = clock.at(clock.nowUs() + TRIAL_US, () => {
      this.#endTrial('never passed');
      isUp.abort();
    });
    this.#trial = { finding, timer, isUp };
  }

  #endTrial(how: 'passed' | 'never passed'): void {
    const trial = this.#trial;
    this.#trial = undefined;
    trial?.timer.cancel();
    if (how === 'never passed' && trial !== undefined) this.#lose(trial.finding);
  }

  #lose(finding: Finding): void {
    this.#lost ??= finding.sentence;
    if (!this.#findings.some(({ sentence }) => sentence === finding.sentence)) this.#find(finding);
  }

  /** What the contract leaves open. */
  async #learn(): Promise<void> {
    const { questions = [] } = this.#options.contract;
    for (const one of questions) {
      if (this.#isOver) return;
      const { id, clause, question } = one;
      const run = await this.#play(id, { drive: (scene) => one.ask(scene), judge: () => ({ verdict: 'pass' }) });
      // That it ends with its client may be the answer.
      if (run.facts !== undefined && run.judgement.verdict !== 'fail') {
        const answer = String(run.facts);
        this.#profile[id] = answer;
        this.#answers[id] = { clause, question, answer };
      } else
        this.#note(`'${question}' (${clause}) found no answer.${'message' in run.judgement ? ` ${run.judgement.message}` : ''}`);
      const trouble = await this.#afterwards(id);
      if (trouble !== undefined) this.#wrong.push(`While it was asked '${question}' (${id}): ${trouble}`);
    }
  }

  get #isEnded(): boolean {
    return this.#whyOver !== undefined;
  }

  get #isOver(): boolean {
    return this.#isEnded || this.#lost !== undefined;
  }

  get #canConverse(): boolean {
    const { needs = [] } = this.#options.contract;
    return !needs.includes('operator') || this.#target.operator !== undefined;
  }

  async #converse(patienceMs: number, timeLimitMs = PROBE_MS): Promise<Conversation> {
    const number = sceneNumber('converse', this.#conversations++);
    const scene = { ...this.#scene(), number, patienceMs };
    this.#isVisited = true;
    const talk = await converse(this.#options.contract, scene, { timeLimitMs, signal: this.#over.signal });
    await this.#settle();
    return talk;
  }

  /** Some end with their client, and that is as it should be. */
  async #settle(): Promise<void> {
    // Who has had no client since it was started can't have ended with one, and shows nothing by staying.
    if (this.#isOver || !this.#isVisited || !(await this.#target.hasLeftWithItsClient?.())) return;
    this.#leavesWithItsClient = true;
    this.#isVisited = false;
    const again = await this.#target.restart(this.#patienceToStart);
    if (again.kind === 'failed') this.#lost ??= `The target could not be started again for the next client: ${again.sentence}`;
    else this.#noteSlowBind(again.heldMs, undefined);
  }

  /** Behind a case, or whatever else: what became of the target by it, in a sentence; undefined: it serves. */
  async #afterwards(during: string): Promise<string | undefined> {
    const target = this.#target;
    if (this.#isOver) return undefined;
    await this.#settle();
    const trouble = await this.#troubleOf();
    target.look();
    if (this.#isEnded) return undefined;
    if (trouble === undefined) {
      this.#failedInARow = 0;
      return undefined;
    }
    this.#find({ ...trouble, during });
    this.#failedInARow++;
    if (!target.isOurs) {
      // Somebody else may start it again.
      if (trouble.kind === 'died' && (await this.#serves())) await target.restart(this.#patienceToStart);
      else this.#lost = `The target no longer serves since ${during}: ${trouble.sentence}`;
    } else if (this.#failedInARow >= RESTARTS_IN_A_ROW) {
      this.#lost = `The target failed ${RESTARTS_IN_A_ROW} times in a row, the last time during ${during}, and was not started again.`;
    } else await this.#restart(during);
    return trouble.sentence;
  }

  async #troubleOf(): Promise<Pick<Finding, 'kind' | 'sentence'> | undefined> {
    const died = (ended: string | undefined) => (ended === undefined ? undefined : ({ kind: 'died', sentence: ended } as const));
    const { ended } = this.#target;
    if (ended !== undefined || (await this.#serves())) return died(ended ?? this.#target.ended);
    const behind = this.#isSane ? 'held no ordinary conversation any more' : 'took no connection any more';
    return died(await this.#howItEnded()) ?? { kind: 'hung', sentence: `Behind it the target ${behind}.` };
  }

  /** It may fail now and then, and it may be slow. */
  async #serves(): Promise<boolean> {
    const { clock } = this.#target.transport;
    const dueUs = this.#nowUs() + SERVES_US;
    for (;;) {
      if (this.#isEnded || (await this.#isThere())) return true;
      const isGone = this.#target.isOurs && this.#target.ended !== undefined;
      if (isGone || this.#nowUs() >= dueUs) return false;
      await wait(clock, SERVES_AGAIN_US);
    }
  }

  async #isThere(): Promise<boolean> {
    return this.#isSane ? (await this.#converse(PROBE_PATIENCE_MS)).isHeld : await takesConnections(this.#target);
  }

  /** What the system tells of an end comes a little behind the end of the connections. */
  async #howItEnded(): Promise<string | undefined> {
    const { clock } = this.#target.transport;
    const dueUs = this.#nowUs() + ENDING_US;
    while (this.#target.ended === undefined && this.#nowUs() < dueUs) await wait(clock, ENDING_AGAIN_US);
    return this.#target.ended;
  }

  /** Whether it serves again. */
  async #restart(during?: string): Promise<boolean> {
    this.#isVisited = false;
    const again = await this.#target.restart(this.#patienceToStart);
    // Residents of the last one, and whatever else was found out about it, went with it.
    this.#memory.clear();
    if (again.kind === 'failed') {
      this.#lost ??= `The target could not be started again: ${again.sentence}`;
      return false;
    }
    this.#restarts++;
    this.#noteSlowBind(again.heldMs, during);
    return true;
  }

  #noteSlowBind(heldMs: number, during: string | undefined): void {
    if (heldMs === 0) return;
    const seconds = heldMs < 10_000 ? (heldMs / 1000).toFixed(1) : Math.round(heldMs / 1000);
    const place = describeEndpoint(this.#target.to);
    const sentence = `It was waited for ${seconds} s until the target could listen at ${place} again: set SO_REUSEADDR on its listening socket.`;
    this.#find({ kind: 'slow-to-bind', sentence, ...(during === undefined ? {} : { during }) });
  }

  // Cases.

  async #judgeCase(one: Case): Promise<void> {
    const enter = (run: Omit<CaseRun, 'facts'> & { readonly facts?: unknown }): void => {
      const entry = caseEntry(one, run, this.#circumstances);
      this.#cases.push(entry);
      this.#observer.onCase(entry);
    };
    const unplayed = this.#unplayed(one);
    if (unplayed !== undefined) return enter({ judgement: unplayed, durationMs: 0, history: [] });
    this.#observer.onBegin(one.id);
    const run = await this.#play(one.id, one);
    const trouble = await this.#afterwards(one.id);
    enter({ ...run, judgement: this.#judged(run.judgement, trouble) });
    if (run.judgement.verdict === 'pass' && this.#trial !== undefined) {
      this.#endTrial('passed');
      await this.#learn();
    }
  }

  /** Why it is not begun, as a judgement. */
  #unplayed(one: Case | Property): Judgement | undefined {
    const why = this.#whyNot(one);
    if (why !== undefined) return notApplicable(why);
    const whyOver = this.#whyOver ?? this.#lost;
    return whyOver === undefined ? undefined : inconclusive(whyOver);
  }

  #whyNot({ needs = [], clients = 1, clientFrames, isOfSeveralVisits }: Case | Property): string | undefined {
    const target = this.#target;
    if (isOfSeveralVisits === true && this.#leavesWithItsClient)
      return 'It takes several clients in turn, and the target ends with its first.';
    if (needs.includes('operator') && target.operator === undefined) {
      return "It takes somebody at the target's standard input and output: let --start start it.";
    }
    if (needs.includes('process') && target.whyUnseen !== undefined) return target.whyUnseen;
    if (clients > this.#capacity) {
      return `It takes ${clients} clients at once, and the target serves ${this.#capacity}.`;
    }
    const bytes = this.#clientFrameBytes;
    if (clientFrames !== undefined && bytes !== undefined && !clientFrames.includes(bytes)) {
      return `It is for client frames of ${clientFrames.join(' or ')} bytes, and these have ${bytes}.`;
    }
    return undefined;
  }

  async #play(id: string, one: Pick<Case, 'drive' | 'judge' | 'timeLimitMs'>): Promise<CaseRun> {
    const play = async (): Promise<CaseRun> => {
      const run = await runCase(one, { ...this.#scene(), number: sceneNumber(id) }, this.#playSignal);
      this.#isVisited ||= run.history.some(({ kind }) => kind === 'connected');
      return run;
    };
    const run = await play();
    const isRefused =
      run.history.some(({ kind }) => kind === 'not-connected') && !run.history.some(({ kind }) => kind === 'connected');
    if (!isRefused || this.#isOver) return run;
    // Nobody could connect: it may have been leaving still with the client before.
    this.#isVisited = true;
    await this.#settle();
    return !this.#isOver && (await this.#serves()) ? await play() : run;
  }

  get #playSignal(): AbortSignal {
    return this.#trial === undefined ? this.#over.signal : AbortSignal.any([this.#over.signal, this.#trial.isUp.signal]);
  }

  /** A target that was brought down is not right, whatever was seen before; and what was broken off says why. */
  #judged(judgement: Judgement, trouble: string | undefined): Judgement {
    if (trouble !== undefined) {
      if (judgement.verdict !== 'fail') return { verdict: 'fail', message: trouble };
      return judgement.message === trouble ? judgement : { ...judgement, message: `${judgement.message} ${trouble}` };
    }
    const whyOver = this.#whyOver ?? (this.#trial === undefined ? this.#lost : undefined);
    return judgement.verdict === 'inconclusive' && whyOver !== undefined ? inconclusive(whyOver) : judgement;
  }

  #scene(): Omit<SceneOptions, 'number'> {
    const { contract, seed, patienceMs } = this.#options;
    const { framings } = contract.dialect;
    const params = this.#clientFrameBytes === undefined ? {} : { clientFrameBytes: String(this.#clientFrameBytes) };
    return {
      target: this.#target,
      framings: typeof framings === 'function' ? framings(params) : framings,
      actor: contract.actor,
      capacity: this.#capacity,
      seed,
      profile: this.#profile,
      memory: this.#memory,
      patienceMs,
    };
  }

  // Properties.

  async #judgeProperties(): Promise<void> {
    const { properties } = this.#given.selected;
    const leftUs = Math.max(0, this.#dueUs - this.#nowUs());
    const dueUs = this.#nowUs() + Math.min(leftUs, Math.max(PROPERTIES_MS, this.#options.budgetMs / PROPERTIES_PART) * 1000);
    for (const [index, one] of properties.entries()) {
      const shareMs = Math.max(0, dueUs - this.#nowUs()) / (properties.length - index) / 1000;
      await this.#judgeProperty(one, shareMs, Math.max(0, this.#dueUs - this.#nowUs()) / (properties.length - index) / 1000);
    }
  }

  /** `leftMs`: what there is at most, when there are not enough programs. */
  async #judgeProperty(one: Property, budgetMs: number, leftMs: number): Promise<void> {
    const { seed, runs: wanted } = this.#options;
    const enter = (run: Parameters<typeof propertyEntry>[1]): void => {
      const entry = propertyEntry(one, run, this.#circumstances);
      this.#properties.push(entry);
      this.#observer.onProperty(entry);
    };
    const unplayed = this.#unplayed(one);
    if (unplayed !== undefined) return enter({ ...unplayed, durationMs: 0, history: [], runs: 0, wanted, inconclusive: 0 });
    this.#observer.onBegin(one.id);
    this.#isVisited = true;
    let scenes = 0;
    let hasDied = false;
    const run = await this.#given.runProperty(one, {
      scene: () => this.#scene(),
      nextNumber: () => sceneNumber(one.id, ++scenes),
      seed,
      runs: wanted,
      budgetMs,
      overtimeMs: Math.max(0, leftMs - budgetMs),
      shrinking: { budgetMs: Math.min(SHRINKING_MS, Math.max(0, this.#dueUs - this.#nowUs()) / 1000) },
      revive: async () => {
        const { ended } = this.#target;
        if (ended === undefined) {
          await this.#settle();
          return !this.#isOver;
        }
        // What fails is run again many times: that it died is said once.
        if (!hasDied) this.#find({ kind: 'died', sentence: ended, during: one.id });
        hasDied = true;
        return this.#target.isOurs && !this.#isOver && (await this.#restart(one.id));
      },
      signal: this.#playSignal,
      observer: {
        onRuns: (runs, of) => this.#observer.onRuns(one.id, runs, of),
        onShrinking: (steps, attempts) => this.#observer.onShrinking(one.id, steps, attempts),
      },
    });
    // Of the last of its runs, perhaps.
    if (hasDied && this.#target.ended !== undefined && this.#target.isOurs && !this.#isOver) await this.#restart(one.id);
    const trouble = await this.#afterwards(one.id);
    const { verdict, message } = run;
    if (trouble !== undefined && verdict !== 'fail') enter({ ...run, verdict: 'fail', message: trouble });
    else if (verdict === 'inconclusive') enter({ ...run, message: this.#whyOver ?? this.#lost ?? message ?? '' });
    else enter(run);
    if (verdict === 'pass' && this.#trial !== undefined) this.#endTrial('passed');
  }

  // What is told.

  get #circumstances(): Circumstances {
    return { options: this.#options, clientFrameBytes: this.#clientFrameBytes, profile: this.#profile };
  }

  /** What fails is run again many times: the same of the same is said once. */
  #find(finding: Finding): void {
    const isKnown = ({ kind, sentence, during }: Finding) =>
      kind === finding.kind && sentence === finding.sentence && during === finding.during;
    if (this.#findings.some(isKnown)) return;
    this.#findings.push(finding);
    this.#observer.onFinding(finding);
  }

  #note(sentence: string): void {
    this.#notes.push(sentence);
    this.#observer.onNote(sentence);
  }

  #nowUs(): number {
    return this.#target.transport.clock.nowUs();
  }

  #concluded({ startedAt, durationMs, transportReason }: Told): VerifyRecord {
    const options = this.#options;
    const { contract, source, only, skip, level, seed, command, expectFail } = options;
    const target = this.#target;
    const { whole, selected } = this.#given;
    const entries = [...this.#cases, ...this.#properties];
    const ids = [...whole.cases, ...whole.properties].map(({ id }) => id);
    const { verdict, causes, totals, expectations } = weigh(entries, expectFail, { wrong: this.#wrong, ids });
    const usage = target.summary();
    return {
      schema: VERIFY_RECORD_SCHEMA,
      kind: 'verify',
      verdict,
      causes,
      notes: this.#notes,
      protocol: {
        name: contract.dialect.name,
        summary: contract.summary,
        ...(source === undefined ? {} : { source }),
        ...(this.#clientFrameBytes === undefined ? {} : { clientFrameBytes: this.#clientFrameBytes }),
        ...(Number.isFinite(this.#capacity) ? { capacity: this.#capacity } : {}),
      },
      target: {
        address: target.to.address,
        port: target.to.port,
        how: target.how,
        ...(options.target.how === 'started' ? { command: options.target.command } : {}),
        ...(target.pid === undefined ? {} : { pid: target.pid }),
        restarts: this.#restarts,
      },
      profile: this.#answers,
      seed,
      startedAt,
      durationMs,
      command: [...command],
      environment: environmentOf(
        { harnessVersion: options.harnessVersion, transport: target.transport.kind, transportReason },
        readLimits(),
      ),
      selection: { only: [...only], skip: [...skip], level, notSelected: selected.notSelected },
      totals,
      findings: this.#findings,
      cases: this.#cases,
      properties: this.#properties,
      expectations,
      ...(usage === undefined ? {} : { targetUsage: usage }),
    };
  }
}

interface Told {
  readonly startedAt: string;
  readonly durationMs: number;
  readonly transportReason: string;
}
