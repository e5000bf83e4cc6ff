// The clients of one agent, on one loop: they connect and wait at a gate until the run starts, take their turns as the plan says,
// and wait at a second gate until everybody's last turn is over, so that nobody leaves whom a message is under way to.
// Benchmark: npm run bench:load.

import { noTraffic } from '../client/traffic.ts';
import type { Timer } from '../clock.ts';
import { Recorder } from '../record/op-recorder.ts';
import type { Accounts, ClientAccount, HeardAccount, SaidAccount } from '../record/settlement.ts';
import type { Stream } from '../record/streams.ts';
import type { SecondTally } from '../record/tally.ts';
import { ConversationOver } from '../script/conversation-over.ts';
import { EVERYBODY } from '../script/marked-message.ts';
import type { Framings, Params, Scenario } from '../script/scenario.ts';
import type { Stage } from '../script/seat.ts';
import { NOT_DONE, Speaker } from '../script/speaker.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import type { SourcePairs } from '../transport/sources.ts';
import { LINGER_US, type Transport } from '../transport/transport.ts';
import { activePeriods, type Period, turnsOfClient } from './activity.ts';
import { Health } from './health.ts';
import { endUs, type Plan } from './plan.ts';
import { dueUsOfClientTurn, type Schedule, scheduleOf } from './schedule.ts';
import { clientCountOfAgent, clientOfAgent } from './shares.ts';

export interface CrewOptions {
  readonly transport: Transport;
  readonly to: Endpoint;
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly params: Params;
  readonly framings: Framings;
  readonly run: number;
  readonly seed: number;
  readonly timeoutMs: number;
  readonly isChecking: boolean;
  readonly agent: number;
  readonly agents: number;
  readonly connectingAtOnce: number;
  readonly sources?: SourcePairs | undefined;
  readonly spareSources?: SourcePairs | undefined;
  readonly onSecond: (tally: SecondTally) => void;
  /** The script threw: a defect of the scenario, which ends the run. Told once, however many clients it happens to. */
  readonly onScriptError: (error: unknown) => void;
}

/** What is left to say when all is over. */
export interface CrewEnd {
  /** Some script came to its end, and none ever asked for a turn. */
  readonly hasNeverAsked: boolean;
  readonly accounts: Accounts;
  readonly turnsUnstarted: number;
  readonly connected: number;
}

const LATE_US = 1000;
const MOMENT_US = 100_000;
/** Turns in a row in which a script waits for nothing, before the loop gets its turn all the same. */
const RUSH_MAX = 32;
const FAREWELL_US = 2 * LINGER_US;
/** Who leaves at a time: thousands at once would take as much memory for it as for all else. */
const LEAVING_AT_ONCE = 500;
const LEAVING_EVERY_US = 20_000;
const BACKOFF_US_MIN = 100_000;
const BACKOFF_US_MAX = 2_000_000;

const TRUE = Promise.resolve(true);
const FALSE = Promise.resolve(false);

type Go = (goesOn: boolean | Promise<boolean>) => void;

export class Crew implements Stage {
  readonly transport: Transport;
  readonly to: Endpoint;
  readonly clients: number;
  readonly players: number;
  readonly isSteady: boolean;
  readonly run: number;
  readonly seed: number;
  readonly params: Params;
  readonly framings: Framings;
  readonly timeoutMs: number;
  readonly isChecking: boolean;
  readonly recorder = new Recorder();
  readonly traffic = noTraffic();
  startUs = Number.POSITIVE_INFINITY;
  hasStarted = false;
  isStopping = false;
  isLeaving = false;
  isAborting = false;

  readonly #options: CrewOptions;
  readonly #plan: Plan;
  readonly #schedule: Schedule | undefined;
  readonly #thinkUs: number;
  readonly #speakers: Speaker[] = [];
  readonly #health: Health;
  // By the client's place in this crew.
  /** Until when it has turns, since the start. */
  readonly #untilUs: Float64Array;
  readonly #turnsTaken: Float64Array;
  readonly #turnsMax: Float64Array;
  /** Those that it had when its script began. */
  readonly #turnsBefore: Float64Array;
  /** How often in a row its conversation broke off without a turn. */
  readonly #failures: Uint8Array;
  readonly #isSettled: Uint8Array;
  readonly #isUnderway: Uint8Array;
  readonly #isPlaying: Uint8Array;
  /** It was told that its period is over. */
  readonly #isBetweenPeriods: Uint8Array;
  /** Who has come to the gate: what starts its first turn. */
  readonly #starts: (Go | undefined)[];
  /** Who waits for a moment. */
  readonly #waits: (Timer | undefined)[];
  /** Of those, who waits for a turn; the others pause before they begin again. */
  readonly #turns: (Go | undefined)[];
  readonly #pauses = new Map<number, (goesOn: boolean) => void>();

  #active = 0;
  #attempts = 0;
  readonly #attemptsWaiting: (() => void)[] = [];
  /** Clients that have not yet come to the gate, or failed on the way. */
  #unsettled = 0;
  /** Scripts that run and have turns to take. */
  #underway = 0;
  /** Scripts that run. */
  #playing = 0;
  /** Clients whose script begins later, or again. */
  #pending = 0;
  #isPlanOver = false;
  #isDrained = false;
  #hasThrown = false;
  #hasEnded = false;
  /** Whether any script has asked for a turn. */
  #hasAsked = false;
  #stoppedUs = Number.POSITIVE_INFINITY;
  #second = -1;
  #tick: Timer | undefined;
  readonly #deadlines: Timer[] = [];

  readonly #gate = new Gate<boolean>();
  readonly #leaving: readonly Gate<boolean>[];
  readonly #ready = new Gate<void>();
  readonly #arrived = new Gate<void>();
  readonly #ended = new Gate<void>();

  constructor(options: CrewOptions) {
    this.#options = options;
    this.transport = options.transport;
    this.to = options.to;
    this.run = options.run;
    this.seed = options.seed;
    this.params = options.params;
    this.framings = options.framings;
    this.timeoutMs = options.timeoutMs;
    this.isChecking = options.isChecking;
    const plan = options.plan;
    this.#plan = plan;
    this.clients = plan.clients;
    const players = options.scenario.players?.(options.params, plan.clients) ?? plan.clients;
    this.players = Math.min(plan.clients, Math.max(1, Math.round(players)));
    this.isSteady = plan.kind === 'open' || plan.segments.every(({ from, to }) => from === plan.clients && to === from);
    this.#schedule = plan.kind === 'open' ? scheduleOf({ ...plan, clients: this.players }) : undefined;
    this.#thinkUs = plan.kind === 'closed' ? plan.thinkUs : 0;
    const count = clientCountOfAgent(plan.clients, options.agent, options.agents);
    this.#leaving = Array.from({ length: Math.ceil(count / LEAVING_AT_ONCE) }, () => new Gate<boolean>());
    this.#untilUs = new Float64Array(count);
    this.#turnsTaken = new Float64Array(count);
    this.#turnsMax = new Float64Array(count);
    this.#turnsBefore = new Float64Array(count);
    this.#failures = new Uint8Array(count);
    this.#isSettled = new Uint8Array(count);
    this.#isUnderway = new Uint8Array(count);
    this.#isPlaying = new Uint8Array(count);
    this.#isBetweenPeriods = new Uint8Array(count);
    this.#starts = new Array<Go | undefined>(count);
    this.#waits = new Array<Timer | undefined>(count);
    this.#turns = new Array<Go | undefined>(count);
    this.#health = new Health(this.transport.clock);
  }

  /** All clients that begin with the run have connected and are at the gate, or have failed on the way there. */
  get ready(): Promise<void> {
    return this.#ready.opened;
  }

  /** Every turn that there was has been taken, or can't be any more. */
  get arrived(): Promise<void> {
    return this.#arrived.opened;
  }

  /** No script runs any more, and the last second was told. */
  get ended(): Promise<void> {
    return this.#ended.opened;
  }

  prepare(): void {
    const { agent, agents, scenario } = this.#options;
    this.#tick = this.#tickAt(this.#now() + 1e6);
    const SpeakerOfDialect = scenario.dialect.speaker ?? Speaker;
    const later: { place: number; period: Period }[] = [];
    const first: number[] = [];
    for (let place = 0; place < this.#untilUs.length; place++) {
      const index = clientOfAgent(place, agent, agents);
      this.#speakers.push(new SpeakerOfDialect({ stage: this, index, place }));
      this.#turnsMax[place] = this.#turnsPlanned(index) ?? Number.POSITIVE_INFINITY;
      const periods = this.#plan.kind === 'closed' ? activePeriods(this.#plan, index) : [];
      if (this.#plan.kind === 'open' || (periods[0] !== undefined && periods[0].fromUs <= 0)) {
        this.#untilUs[place] = this.#plan.kind === 'open' ? Number.POSITIVE_INFINITY : (periods[0]?.toUs ?? 0);
        first.push(place);
        for (const period of periods.slice(1)) later.push({ place, period });
      } else {
        this.#speakers[place]?.mayMiss();
        for (const period of periods) later.push({ place, period });
      }
    }
    this.#unsettled = first.length;
    for (const place of first) this.#play(place);
    if (this.#unsettled === 0) this.#becomeReady();
    void this.#gate.opened.then((goesOn) => {
      if (!goesOn) return;
      for (const { place, period } of later) this.#beginLater(place, period);
      this.#look();
    });
  }

  /** Turns begin at `startUs` of this crew's clock. */
  start(startUs: number): void {
    this.startUs = startUs;
    const { clock } = this.transport;
    this.#deadlines.push(
      clock.at(startUs, () => {
        this.#tick?.cancel();
        this.#takeSecond();
        this.#second = 0;
        this.#tick = this.#tickAt(startUs + 1e6);
        this.hasStarted = true;
        this.#gate.open(true);
        this.#startTurns();
      }),
      clock.at(startUs + endUs(this.#plan), () => this.#endPlan()),
    );
  }

  /** Everybody everywhere has arrived: farewells may be said. */
  leave(): void {
    if (this.isLeaving) return;
    this.isLeaving = true;
    this.#leaveFrom(0);
    // Behind the time that a farewell has to be answered: that it was not is an error, and to be counted before all ends.
    this.#deadlines.push(this.transport.clock.at(this.#now() + this.timeoutMs * 1000 + FAREWELL_US, () => this.giveUp()));
    // Where nobody is left there are no farewells to wait for.
    this.#look();
  }

  #leaveFrom(group: number): void {
    this.#leaving[group]?.open(false);
    if (group + 1 >= this.#leaving.length) return;
    this.#deadlines.push(this.transport.clock.at(this.#now() + LEAVING_EVERY_US, () => this.#leaveFrom(group + 1)));
  }

  /** No further turns; those under way come to their end. */
  stop(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    this.#stoppedUs = this.#now() - this.startUs;
    this.#isDrained = true;
    for (const resolve of this.#attemptsWaiting.splice(0)) resolve();
    this.#endPlan();
    this.#wakeAll();
    if (this.hasStarted) return;
    this.#gate.open(false);
    this.#startTurns();
    this.#ready.open(undefined);
  }

  /** The time is up: scripts that have not come to their end are errors, and end now. */
  giveUp(): void {
    if (this.isAborting) return;
    for (const [place, speaker] of this.#speakers.entries()) {
      // Who has had the last turn and waits for the others is not what they wait for.
      const isExpected = this.isLeaving || this.#isUnderway[place] === 1;
      if (isExpected && this.#isPlaying[place] === 1 && this.#waits[place] === undefined) {
        speaker.count('unfinished', 'server', 'A script had not come to its end when the time was up.');
      }
    }
    this.abort();
  }

  /** Everything ends now. */
  abort(): void {
    if (this.isAborting) return;
    this.isAborting = true;
    this.stop();
    this.isLeaving = true;
    for (const gate of this.#leaving) gate.open(false);
    this.transport.close();
    for (const resolve of this.#attemptsWaiting.splice(0)) resolve();
    this.#look();
  }

  /** What is left to say, behind `ended`. */
  end(): CrewEnd {
    return {
      hasNeverAsked: this.#hasEnded && !this.#hasAsked,
      accounts: this.accounts(),
      turnsUnstarted: this.#turnsUnstarted(),
      connected: this.#speakers.filter(({ hasConnected }) => hasConnected).length,
    };
  }

  /** Gives back what memory its histograms have. */
  destroy(): void {
    this.recorder.destroy();
  }

  // The stage, for speakers.

  connecting(): Promise<void> | undefined {
    if (this.#attempts < this.#options.connectingAtOnce || this.isStopping) {
      this.#attempts++;
      return undefined;
    }
    return new Promise((resolve) => {
      this.#attemptsWaiting.push(() => {
        this.#attempts++;
        resolve();
      });
    });
  }

  connected(): void {
    this.#attempts--;
    this.#attemptsWaiting.shift()?.();
  }

  takeSource(): Endpoint | undefined {
    return this.#options.sources?.take();
  }

  takeSpareSource(): Endpoint | undefined {
    return this.#options.sources === undefined ? this.#options.spareSources?.take() : undefined;
  }

  giveBackSource(source: Endpoint): void {
    const { sources, spareSources } = this.#options;
    (sources ?? spareSources)?.giveBack(source);
  }

  isActive(change: 1 | -1): void {
    this.#active += change;
  }

  turn(speaker: Speaker): Promise<boolean> {
    this.#hasAsked = true;
    const { place } = speaker;
    if (!this.hasStarted) return this.#waitForStart(speaker, place);
    // What a script does between an answer and its next turn is send lag, and not forgiven; what it waits for is no lag.
    const isFresh = speaker.waits === speaker.waitsWhenDone;
    speaker.waitsWhenDone = NOT_DONE;
    if (speaker.waits > 0) speaker.waits = 0;
    else if (--speaker.waits < -RUSH_MAX) {
      speaker.waits = 0;
      return this.#yield(speaker);
    }
    return this.#nextTurn(speaker, place, isFresh);
  }

  #nextTurn(speaker: Speaker, place: number, isFresh = false): Promise<boolean> {
    if (speaker.index >= this.players) return this.#over(place);
    return this.#schedule === undefined
      ? this.#closedTurn(speaker, place, isFresh)
      : this.#openTurn(speaker, place, this.#schedule);
  }

  #closedTurn(speaker: Speaker, place: number, isFresh: boolean): Promise<boolean> {
    const now = isFresh ? speaker.doneUs : this.#now();
    const taken = this.#turnsTaken[place] as number;
    const untilUs = this.startUs + (this.#untilUs[place] as number);
    const dueUs = taken === 0 ? now : now + this.#thinkUs;
    // Whose next turn would come too late has no more of this period, though it may think beyond its end.
    if (dueUs >= untilUs && (this.#untilUs[place] as number) < endUs(this.#plan)) this.#untilUs[place] = 0;
    if (dueUs >= untilUs || this.#isPlanOver || taken >= (this.#turnsMax[place] as number)) return this.#over(place);
    if (dueUs > now) return this.#turnAt(place, dueUs);
    this.#beginTurn(speaker, place, dueUs);
    return TRUE;
  }

  #openTurn(speaker: Speaker, place: number, schedule: Schedule): Promise<boolean> {
    const due = dueUsOfClientTurn(schedule, speaker.index, this.#turnsTaken[place] as number);
    if (due === undefined || this.#isDrained) return this.#over(place);
    const dueUs = this.startUs + due;
    const now = this.#now();
    if (dueUs > now) return this.#isPlanOver ? this.#over(place) : this.#turnAt(place, dueUs);
    this.#beginTurn(speaker, place, dueUs, now);
    return TRUE;
  }

  #beginTurn(speaker: Speaker, place: number, dueUs: number, now = dueUs): void {
    const { counters } = this.recorder;
    (this.#turnsTaken[place] as number)++;
    counters.turns++;
    if (now - dueUs > LATE_US) counters.turnsLate++;
    speaker.phase = 'turn';
    speaker.dueUs = dueUs;
  }

  /** Few objects, because thousands may wait at a time. */
  #turnAt(place: number, dueUs: number): Promise<boolean> {
    const turn = new Promise<boolean>(capture);
    this.#turns[place] = captured;
    this.#waits[place] = this.transport.clock.at(dueUs, () => this.#wake(place));
    return turn;
  }

  #wake(place: number): void {
    const speaker = this.#speakers[place];
    const dueUs = this.#waits[place]?.dueUs ?? 0;
    const go = this.#turns[place];
    this.#waits[place] = undefined;
    this.#turns[place] = undefined;
    if (speaker === undefined || go === undefined) return;
    const now = this.#now();
    this.recorder.wakeLag.record(now - dueUs);
    this.#beginTurn(speaker, place, dueUs, now);
    go(true);
  }

  #waitForStart(speaker: Speaker, place: number): Promise<boolean> {
    this.#settle(place);
    if (this.isStopping || speaker.index >= this.players) return this.#over(place);
    const start = new Promise<boolean>(capture);
    this.#starts[place] = captured;
    return start;
  }

  /** Everybody's first turn, for those who are at the gate; or none, when it opens because of a stop. */
  #startTurns(): void {
    for (const [place, start] of this.#starts.entries()) {
      const speaker = this.#speakers[place];
      if (start === undefined || speaker === undefined) continue;
      this.#starts[place] = undefined;
      start(this.hasStarted ? this.#nextTurn(speaker, place) : this.#over(place));
    }
  }

  async #yield(speaker: Speaker): Promise<boolean> {
    const { clock } = this.transport;
    await new Promise<void>((resolve) => {
      clock.at(clock.nowUs(), resolve);
    });
    speaker.waits = 1;
    return this.turn(speaker);
  }

  /** There is no turn any more. Whoever leaves before the plan ends leaves at once. */
  #over(place: number): Promise<boolean> {
    const speaker = this.#speakers[place];
    if (speaker !== undefined) speaker.phase = 'leave';
    if (!this.#isPlanOver && (this.#untilUs[place] as number) < endUs(this.#plan)) {
      speaker?.mayMiss();
      this.#isBetweenPeriods[place] = this.#hasPeriod(place) ? 0 : 1;
      return FALSE;
    }
    if (!this.isLeaving) {
      this.#hasArrived(place);
      this.#look();
    }
    // One promise for many: thousands wait here.
    return this.#leaving[Math.floor(place / LEAVING_AT_ONCE)]?.opened ?? FALSE;
  }

  #hasArrived(place: number): void {
    if (this.#isUnderway[place] === 0) return;
    this.#isUnderway[place] = 0;
    this.#underway--;
  }

  #wakeAll(): void {
    for (const [place, timer] of this.#waits.entries()) {
      if (timer === undefined) continue;
      timer.cancel();
      this.#waits[place] = undefined;
      const go = this.#turns[place];
      this.#turns[place] = undefined;
      if (go !== undefined) go(this.#over(place));
      else this.#resume(place, false);
    }
  }

  #resume(place: number, goesOn: boolean): void {
    const again = this.#pauses.get(place);
    this.#pauses.delete(place);
    again?.(goesOn);
  }

  // Scripts.

  #beginLater(place: number, { fromUs, toUs }: Period): void {
    this.#pending++;
    this.#deadlines.push(
      this.transport.clock.at(this.startUs + fromUs, () => {
        this.#pending--;
        if (this.#isPlanOver) return this.#look();
        this.#untilUs[place] = toUs;
        // Its last script may still be on its way out, or pause: it goes on from there.
        if (this.#isPlaying[place] === 0) this.#play(place);
      }),
    );
  }

  #play(place: number): void {
    this.#playing++;
    this.#isPlaying[place] = 1;
    this.#failures[place] = 0;
    this.#perform(place);
  }

  /** The client's script. Callbacks, because an `async` function that waits for each of thousands takes as much as the client. */
  #perform(place: number): void {
    const speaker = this.#speakers[place];
    if (speaker === undefined) return;
    this.#isUnderway[place] = 1;
    this.#underway++;
    this.#isBetweenPeriods[place] = 0;
    this.#turnsBefore[place] = this.#turnsTaken[place] as number;
    speaker.phase = 'connect';
    this.#options.scenario.client(speaker).then(
      () => this.#performed(place, speaker, undefined),
      (error: unknown) => this.#performed(place, speaker, { error }),
    );
  }

  async #performed(place: number, speaker: Speaker, failure: { readonly error: unknown } | undefined): Promise<void> {
    if (failure !== undefined && !(failure.error instanceof ConversationOver)) {
      const { error } = failure;
      speaker.count('script', 'client', `The scenario threw: ${error instanceof Error ? error.message : String(error)}`);
      if (!this.isAborting && !this.#hasThrown) this.#options.onScriptError(error);
      this.#hasThrown = true;
    }
    if (failure === undefined) this.#hasEnded = true;
    await speaker.release(failure !== undefined);
    this.#hasArrived(place);
    this.#settle(place);
    const hasMore = !this.#isPlanOver && !this.isLeaving && this.#hasPeriod(place);
    if (hasMore && failure !== undefined) this.#performAgain(place, speaker);
    // It ended with its last period, and another has begun since.
    else if (hasMore && this.#isBetweenPeriods[place] === 1) this.#perform(place);
    else this.#rest(place);
    this.#look();
  }

  /** Whether the plan asks for the client now. */
  #hasPeriod(place: number): boolean {
    return this.#now() < this.startUs + (this.#untilUs[place] as number);
  }

  #rest(place: number): void {
    this.#playing--;
    this.#isPlaying[place] = 0;
  }

  /** The conversation broke off, and the plan has more for the client: it begins again, later and later if that does not help. */
  #performAgain(place: number, speaker: Speaker): void {
    if ((this.#turnsTaken[place] as number) > (this.#turnsBefore[place] as number)) this.#failures[place] = 0;
    const failures = this.#failures[place] as number;
    if (failures < 255) this.#failures[place] = failures + 1;
    const backoffUs = Math.min(BACKOFF_US_MAX, BACKOFF_US_MIN * 2 ** failures);
    this.#pending++;
    const again = (goesOn: boolean) => {
      this.#pending--;
      // Who breaks off while farewells are said has nothing to come back for.
      if (goesOn && !this.#isPlanOver && !this.isLeaving && this.#hasPeriod(place)) this.#perform(place);
      else this.#rest(place);
      this.#look();
    };
    this.#pauses.set(place, again);
    const dueUs = this.#now() + backoffUs / 2 + speaker.chance.below(backoffUs);
    this.#waits[place] = this.transport.clock.at(dueUs, () => {
      this.#waits[place] = undefined;
      this.#resume(place, true);
    });
  }

  #settle(place: number): void {
    if (this.#isSettled[place] === 1) return;
    this.#isSettled[place] = 1;
    if (this.hasStarted) return;
    this.#unsettled--;
    if (this.#unsettled === 0) this.#becomeReady();
  }

  #becomeReady(): void {
    // Whoever decides whether to start knows then how many have connected.
    this.#takeSecond();
    this.#ready.open(undefined);
  }

  #endPlan(): void {
    if (this.#isPlanOver) return;
    this.#isPlanOver = true;
    const { clock } = this.transport;
    // Turns that are late begin late, but not for ever.
    this.#deadlines.push(
      clock.at(this.#now() + this.timeoutMs * 1000, () => {
        this.#isDrained = true;
      }),
    );
    // Nobody begins again, and no turn is due any more that has not been: open plans end with their last one.
    this.#wakeAll();
    this.#look();
  }

  #look(): void {
    const isIdle = this.#underway === 0 && (this.#isPlanOver || (this.#pending === 0 && this.#gate.isOpen));
    if (!isIdle) return;
    this.#arrived.open(undefined);
    if (this.#playing > 0 || !this.isLeaving) return;
    this.#finish();
  }

  #finish(): void {
    if (this.#ended.isOpen) return;
    for (const timer of this.#deadlines) timer.cancel();
    this.#tick?.cancel();
    this.#takeSecond();
    this.#health.stop();
    this.#ended.open(undefined);
  }

  // Seconds.

  #tickAt(dueUs: number): Timer {
    return this.transport.clock.at(dueUs, () => {
      this.#takeSecond();
      if (this.hasStarted) this.#second++;
      this.#tick = this.#tickAt(dueUs + 1e6);
    });
  }

  #takeSecond(): void {
    const { counters } = this.recorder;
    const { traffic } = this;
    counters.bytesSent = traffic.bytesSent;
    counters.bytesReceived = traffic.bytesReceived;
    counters.framesSent = traffic.framesSent;
    counters.framesReceived = traffic.framesReceived;
    counters.framesSharingReads = traffic.framesSharingReads;
    Object.assign(traffic, noTraffic());
    this.#options.onSecond(this.recorder.takeSecond(this.#second, this.#active, this.#health.take()));
  }

  // Accounts.

  /**
   * What was said and heard so far. Where both ends are of this crew, only what they do not agree on; a receiver that has heard
   * nothing of what was said to all is listed then, too.
   */
  accounts(): Accounts {
    const clients: ClientAccount[] = [];
    const said: SaidAccount[] = [];
    const heard: HeardAccount[] = [];
    // Nobody has noted what arrived.
    if (!this.isChecking) return { clients, said, heard };
    for (const { index, presence, deliveries } of this.#speakers) {
      if (presence !== 'whole') clients.push({ client: index, presence });
      for (const { addressee, count } of deliveries?.allSaid() ?? []) {
        const stream = this.#speakerOf(addressee)?.deliveries?.heardFromIfAny(index)?.direct;
        if (stream === undefined || !agrees(stream, count)) said.push({ sender: index, addressee, count });
      }
      for (const { sender, direct, toAll } of deliveries?.allHeard() ?? []) {
        const here = this.#speakerOf(sender)?.deliveries;
        if (direct !== undefined && !agrees(direct, here?.saidToIfAny(index)?.count)) {
          heard.push(accountOf(index, sender, false, direct));
        }
        if (toAll !== undefined && !agrees(toAll, here?.saidToIfAny(EVERYBODY)?.count)) {
          heard.push(accountOf(index, sender, true, toAll));
        }
      }
    }
    for (const { sender, addressee } of said) {
      if (addressee !== EVERYBODY) continue;
      for (const { index, deliveries } of this.#speakers) {
        if (deliveries?.heardFromIfAny(sender)?.toAll !== undefined) continue;
        heard.push({ receiver: index, sender, isToAll: true, highest: 0, missing: 0, excused: 0 });
      }
    }
    return { clients, said, heard };
  }

  /** Undefined: another agent hosts it, or it is nobody. */
  #speakerOf(client: number): Speaker | undefined {
    const { agent, agents } = this.#options;
    return client % agents === agent ? this.#speakers[(client - agent) / agents] : undefined;
  }

  #turnsUnstarted(): number {
    let unstarted = 0;
    for (const [place, { index }] of this.#speakers.entries()) {
      const taken = this.#turnsTaken[place] as number;
      if (index >= this.players) continue;
      if (this.#schedule === undefined) {
        const planned = this.#turnsPlanned(index);
        if (planned !== undefined && !this.isStopping) unstarted += Math.max(0, planned - taken);
        continue;
      }
      for (let n = taken; ; n++) {
        const due = dueUsOfClientTurn(this.#schedule, index, n);
        // What was due a moment before a stop would have begun in its time.
        if (due === undefined || due >= this.#stoppedUs - MOMENT_US) break;
        unstarted++;
      }
    }
    return unstarted;
  }

  /** Undefined: as many as there is time for. */
  #turnsPlanned(index: number): number | undefined {
    const plan = this.#plan;
    if (plan.kind === 'open') return undefined;
    return index < this.players ? turnsOfClient({ ...plan, clients: this.players }, index) : 0;
  }

  #now(): number {
    return this.transport.clock.nowUs();
  }
}

/** One executor for all promises, as in `Client`. */
let captured: Go = () => {};
const capture = (resolve: Go): void => {
  captured = resolve;
};

function agrees({ highest, missing, excused }: Stream, count: number | undefined): boolean {
  return highest === count && missing === 0 && excused === 0;
}

function accountOf(receiver: number, sender: number, isToAll: boolean, stream: Stream): HeardAccount {
  const { highest, missing, excused } = stream;
  return { receiver, sender, isToAll, highest, missing, excused };
}

/** Opens once, for all who wait at it. */
class Gate<T> {
  readonly opened: Promise<T>;
  isOpen = false;
  #resolve: (value: T) => void = () => {};

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  open(value: T): void {
    this.isOpen = true;
    this.#resolve(value);
  }
}
