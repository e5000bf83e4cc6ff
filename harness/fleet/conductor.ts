// Leads agents through one run: all load the scenario and connect, all start at one time, all leave when the last turn of the last
// one is over. An agent that dies takes its share of the load with it: the run ends in order then, or goes on to its end without it.

import type { Clock, Timer } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import type { CrewEnd } from '../load/crew.ts';
import { endUs } from '../load/plan.ts';
import { agentOfClient, clientCountOfAgent } from '../load/shares.ts';
import type { LostAgent } from '../load/validity.ts';
import { MergedRun } from '../record/merge.ts';
import { type Accounts, type Settlement, settleInSlices } from '../record/settlement.ts';
import type { SecondTally } from '../record/tally.ts';
import { EVERYBODY } from '../script/marked-message.ts';
import { describeEndpoint } from '../transport/endpoint.ts';
import type { BenchPhase, BenchSignals } from './bench-options.ts';
import { machineUs } from './machine-clock.ts';
import type { Assignment, Link, Order, Report } from './protocol.ts';

export interface ConductOptions {
  readonly assignment: Omit<Assignment, 'agent'>;
  readonly startAgent: (agent: number) => Link<Order, Report>;
  /** Until when an order to start has reached the last agent; asked when all are ready. */
  readonly startInUs: () => number;
  readonly clock: Clock;
  readonly signals: BenchSignals;
  /** What becomes of the run when an agent is lost and others are left. */
  readonly onLoss: 'fail' | 'continue';
  /** What a person calls an agent; without it, by its number. */
  readonly nameOf?: (agent: number) => string;
  onPhase(phase: BenchPhase): void;
  onConnecting(connected: number, errors: number): void;
  /** All agents have told of this second. A reason ends the run before its time. `wrongs`: the first deliveries that were not right. */
  onSecond(merged: MergedRun, second: number, wrongs: readonly string[]): Stopped | undefined;
  onNote(sentence: string): void;
}

export interface Conducted {
  readonly merged: MergedRun;
  readonly settlement: Settlement;
  readonly wrongs: readonly string[];
  readonly turnsUnstarted: number;
  readonly connected: number;
  readonly agentsLost: readonly LostAgent[];
  readonly rssBytesEmpty: number;
  readonly transport: string;
  readonly transportReason: string;
  /** Why the run ended before its time. */
  readonly stopped: Stopped | undefined;
  /** Why no connection ever came about, when none did. */
  readonly notReached: string | undefined;
  readonly hasStarted: boolean;
  /** From the start until the last turn was over. */
  readonly seconds: number;
}

export interface Stopped {
  readonly by: 'person' | 'threshold' | 'script' | 'agents' | 'target';
  readonly sentence: string;
}

/** An agent says something every second; one that is silent for so many hangs. */
const SILENT_SECONDS_MAX = 20;
/** How long messages that are under way at the end are waited for. */
const SETTLING_US = 1_000_000;
const SETTLING_STEP_US = 50_000;
/** What agents may take beyond the time that they allow themselves. */
const GRACE_US = 5_000_000;
/** What they may take to let everything fall. */
const BREAKING_OFF_US = 2_000_000;
/** What a stop before the start may take: nothing is measured yet that could be lost. */
const STOPPING_US = 1_000_000;
const EXAMPLES_MAX = 5;
const NEVER_ASKED = 'The scenario never asks for a turn, and a turn is what is measured: it needs `while (await me.turn())`.';

interface Agent {
  readonly number: number;
  readonly link: Link<Order, Report>;
  /** Since it said something, as the watchdog counts. */
  silentSeconds: number;
  rssBytes: number;
  isReady: boolean;
  hasArrived: boolean;
  /** The last second it told of. */
  second: number;
  accounts: Accounts | undefined;
  end: CrewEnd | undefined;
  lost: string | undefined;
}

export async function conduct(options: ConductOptions): Promise<Conducted> {
  const conductor = new Conductor(options);
  try {
    return await conductor.run();
  } catch (error) {
    conductor.forget();
    throw error;
  } finally {
    conductor.dismiss();
  }
}

class Conductor {
  readonly #options: ConductOptions;
  readonly #agents: Agent[] = [];
  readonly #merged: MergedRun;
  readonly #wrongs: string[] = [];
  #transport = { transport: '', transportReason: '' };
  #stopped: Stopped | undefined;
  #secondsTold = 0;
  #startAtUs = Number.POSITIVE_INFINITY;
  #unable: string | undefined;
  #waiting: { holds: () => boolean; resolve: () => void }[] = [];
  #watchdog: Timer | undefined;
  /** When patience with this part of the run ends. */
  #deadline: Timer | undefined;
  /** When patience with those that were told to let everything fall ends. */
  #breakingOff: Timer | undefined;
  #phase: BenchPhase | undefined;
  /** In which no client has done anything, before the start. */
  #idleSeconds = 0;
  /** In which clients tried to connect, and nobody had a connection. */
  #secondsAlone = 0;

  constructor(options: ConductOptions) {
    this.#options = options;
    this.#merged = new MergedRun(options.assignment.agents);
  }

  async run(): Promise<Conducted> {
    const { assignment, clock, signals } = this.#options;
    this.#enter('connecting');
    for (let number = 0; number < assignment.agents; number++) this.#agents.push(this.#enlist(number));
    this.#watch();
    for (const { number, link } of this.#agents) link.send({ kind: 'prepare', assignment: { ...assignment, agent: number } });
    signals.stop.addEventListener('abort', this.#onStop);
    signals.abort.addEventListener('abort', this.#onAbort);
    // Signals that came earlier are told to nobody.
    if (signals.stop.aborted) this.#onStop();
    if (signals.abort.aborted) this.#onAbort();
    await this.#until(() => this.#unable !== undefined || this.#all((agent) => agent.isReady));
    if (this.#unable !== undefined) throw new HarnessError('agent-failed', this.#unable);
    const rssBytesEmpty = this.#agents.reduce((sum, { rssBytes }) => sum + rssBytes, 0);
    const notReached = this.#whyNotReached();
    const hasStarted = this.#stopped === undefined && notReached === undefined && this.#living.length > 0;
    if (hasStarted) {
      this.#enter('running');
      const startInUs = this.#options.startInUs();
      this.#startAtUs = clock.nowUs() + startInUs;
      this.#tell({ kind: 'start', atUs: machineUs() + startInUs });
    } else {
      this.#tell({ kind: 'stop' });
    }
    const endsUs = hasStarted ? this.#startAtUs + endUs(assignment.plan) : clock.nowUs();
    const draining = clock.at(endsUs, () => {
      if (this.#phase === 'running') this.#enter('draining');
    });
    this.#expectBy(endsUs + this.#patienceUs);
    await this.#until(() => this.#all((agent) => agent.hasArrived));
    draining.cancel();
    this.#deadline?.cancel();
    this.#deadline = undefined;
    const overUs = clock.nowUs();
    if (hasStarted) await this.#settled();
    this.#enter('leaving');
    this.#tell({ kind: 'leave' });
    this.#expectBy(clock.nowUs() + this.#patienceUs);
    await this.#until(() => this.#all((agent) => agent.end !== undefined));
    this.#tellSeconds(true);
    const ends = this.#agents.flatMap(({ end }) => (end === undefined ? [] : [end]));
    const settlement = await this.#settle(ends.map(({ accounts }) => accounts));
    if (this.#merged.totals().turns === 0 && ends.some(({ hasNeverAsked }) => hasNeverAsked)) {
      this.#stopped ??= { by: 'script', sentence: NEVER_ASKED };
    }
    return {
      merged: this.#merged,
      settlement,
      wrongs: this.#wrongs,
      turnsUnstarted: ends.reduce((sum, end) => sum + end.turnsUnstarted, 0),
      connected: ends.reduce((sum, end) => sum + end.connected, 0),
      agentsLost: this.#agents.flatMap(({ number, lost }) => (lost === undefined ? [] : [this.#describe(number, lost)])),
      rssBytesEmpty,
      ...this.#transport,
      stopped: this.#stopped,
      notReached,
      hasStarted,
      seconds: hasStarted ? Math.max(0, overUs - this.#startAtUs) / 1e6 : 0,
    };
  }

  /** Whatever happened: no agent stays behind. */
  dismiss(): void {
    for (const timer of [this.#watchdog, this.#deadline, this.#breakingOff]) timer?.cancel();
    this.#options.signals.stop.removeEventListener('abort', this.#onStop);
    this.#options.signals.abort.removeEventListener('abort', this.#onAbort);
    for (const { link, end } of this.#agents) {
      link.onHeard = () => {};
      link.onLost = () => {};
      if (end === undefined) link.close();
    }
  }

  /** Nobody will ask what the agents told. */
  forget(): void {
    this.#merged.destroy();
  }

  /** All attempts to connect have failed: no use in going on. */
  #whyNotReached(): string | undefined {
    const { connectAttempts, connects } = this.#merged.totals();
    if (this.#stopped !== undefined || connectAttempts === 0 || connects > 0) return undefined;
    const { to } = this.#options.assignment;
    const [most] = this.#merged.errors();
    return `Nobody could connect to ${describeEndpoint(to)}. ${most?.example ?? ''}`.trim();
  }

  readonly #onStop = (): void => {
    this.#stop('person', 'It was stopped before its time.');
  };

  readonly #onAbort = (): void => {
    this.#stop('person', 'It was broken off.');
    this.#breakOff('was ended', false);
  };

  #stop(by: Stopped['by'], sentence: string): void {
    const isOver = this.#hasRun && this.#all((agent) => agent.hasArrived);
    // A run that is over can't be stopped, but a script can still throw.
    if (isOver && by !== 'script') return;
    this.#stopped ??= { by, sentence };
    this.#tell({ kind: 'stop' });
    if (isOver) return;
    if (this.#hasRun) this.#enter('draining');
    // Before the start nothing is lost by breaking off.
    this.#expectBy(this.#options.clock.nowUs() + (this.#hasRun ? this.#patienceUs : STOPPING_US));
  }

  /** Scripts may hang: what has not come about by then is broken off. An earlier deadline stays. */
  #expectBy(dueUs: number): void {
    const { clock } = this.#options;
    if (this.#deadline !== undefined && this.#deadline.dueUs <= dueUs) return;
    this.#deadline?.cancel();
    this.#deadline = clock.at(dueUs, () => {
      this.#deadline = undefined;
      this.#breakOff('did not come to its end', this.#hasRun);
    });
  }

  /** Agents that hang have no ear for it, and are let go. */
  #breakOff(how: string, isOverdue: boolean): void {
    const { clock } = this.#options;
    this.#tell({ kind: 'abort', isOverdue });
    this.#breakingOff ??= clock.at(clock.nowUs() + BREAKING_OFF_US, () => {
      for (const agent of this.#living) if (agent.end === undefined) this.#lose(agent, how);
    });
  }

  #enter(phase: BenchPhase): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#options.onPhase(phase);
  }

  get #hasRun(): boolean {
    return this.#startAtUs !== Number.POSITIVE_INFINITY;
  }

  get #patienceUs(): number {
    return this.#options.assignment.timeoutMs * 1000 + GRACE_US;
  }

  #enlist(number: number): Agent {
    const link = this.#options.startAgent(number);
    const agent: Agent = {
      number,
      link,
      silentSeconds: 0,
      rssBytes: 0,
      isReady: false,
      hasArrived: false,
      second: -1,
      accounts: undefined,
      end: undefined,
      lost: undefined,
    };
    link.onHeard = (report) => {
      agent.silentSeconds = 0;
      this.#hear(agent, report);
      this.#look();
    };
    link.onLost = (how) => {
      // It has said all that it had to say.
      if (agent.end === undefined) this.#lose(agent, how);
    };
    return agent;
  }

  #hear(agent: Agent, report: Report): void {
    switch (report.kind) {
      case 'present':
        agent.rssBytes = report.rssBytes;
        this.#transport = { transport: report.transport, transportReason: report.transportReason };
        break;
      case 'ready':
        agent.isReady = true;
        break;
      case 'second': {
        const { tally } = report;
        this.#merged.add(agent.number, tally);
        agent.second = Math.max(agent.second, tally.second);
        for (const wrong of tally.wrongs) if (this.#wrongs.length < EXAMPLES_MAX) this.#wrongs.push(wrong);
        if (tally.second < 0) {
          const { connects, errors } = this.#merged.totals();
          this.#options.onConnecting(connects, errors);
          if (hasDoneSomething(tally)) this.#idleSeconds = 0;
        } else this.#hearOfConnections(tally);
        this.#tellSeconds(false);
        break;
      }
      case 'arrived':
        agent.hasArrived = true;
        break;
      case 'accounts':
        agent.accounts = report.accounts;
        break;
      case 'ended':
        agent.isReady = true;
        agent.hasArrived = true;
        agent.end = report.end;
        break;
      case 'script-error':
        if (this.#stopped === undefined) this.#options.onNote(`The scenario threw: ${report.sentence}`);
        this.#stop('script', `The scenario threw: ${report.sentence}`);
        break;
      case 'unable':
        this.#unable ??= this.#named(agent, report.sentence);
        this.#lose(agent, `could not take part: ${report.sentence}`);
        break;
    }
  }

  /** A plan of so many turns has no end while nobody can connect. */
  #hearOfConnections({ activeClients, counters }: SecondTally): void {
    if (activeClients > 0 || counters.connects > 0) this.#secondsAlone = 0;
    else if (counters.connectAttempts > 0) this.#secondsAlone += 1 / this.#living.length;
    if (this.#secondsAlone <= this.#patienceUs / 1e6) return;
    const sentence = `Nobody has had a connection for ${Math.round(this.#patienceUs / 1e6)} s of trying: the target is gone.`;
    this.#options.onNote(sentence);
    this.#secondsAlone = 0;
    this.#stop('target', sentence);
  }

  /** Seconds that all agents have told of that have more to tell; at the end, those that are left. */
  #tellSeconds(isEnd: boolean): void {
    const told = isEnd ? this.#merged.lastSecond : Math.min(...this.#telling.map(({ second }) => second));
    for (; this.#secondsTold <= told && Number.isFinite(told); this.#secondsTold++) {
      const reason = this.#options.onSecond(this.#merged, this.#secondsTold, this.#wrongs);
      if (reason === undefined || this.#stopped !== undefined || isEnd) continue;
      this.#stop(reason.by, reason.sentence);
      if (this.#isStopped) this.#options.onNote(reason.sentence);
    }
  }

  #lose(agent: Agent, how: string): void {
    if (agent.lost !== undefined) return;
    agent.lost = how;
    agent.link.onHeard = () => {};
    agent.link.onLost = () => {};
    agent.link.close();
    const { sentence, clients } = this.#describe(agent.number, how);
    const isLast = this.#living.length === 0;
    const goesOn = this.#options.onLoss === 'continue' && !isLast && this.#stopped === undefined;
    this.#options.onNote(goesOn ? `${sentence} The run goes on without its ${clientsText(clients)}.` : sentence);
    if (isLast) this.#stopped ??= { by: 'agents', sentence: 'No agent is left.' };
    // Whoever is let go because everything is to be let fall ends nothing.
    else if (this.#options.onLoss === 'fail' && this.#breakingOff === undefined) this.#stop('agents', 'An agent was lost.');
    this.#tellSeconds(false);
    this.#look();
  }

  /** Where there is one machine, it does not matter which of its processes says so. */
  #named({ number }: Agent, sentence: string): string {
    const { nameOf } = this.#options;
    return nameOf === undefined ? sentence : `Agent ${nameOf(number)}: ${sentence}`;
  }

  #describe(agent: number, how: string): LostAgent {
    const { assignment, nameOf = String } = this.#options;
    const clients = clientCountOfAgent(assignment.plan.clients, agent, assignment.agents);
    return { agent, how, clients, sentence: `Agent ${nameOf(agent)} ${how}.` };
  }

  /** What is under way when the last turn is over arrives a moment later. */
  async #settled(): Promise<void> {
    const { clock } = this.#options;
    const untilUs = clock.nowUs() + SETTLING_US;
    for (let stepUs = SETTLING_STEP_US; ; stepUs *= 2) {
      for (const agent of this.#living) agent.accounts = undefined;
      this.#tell({ kind: 'account' });
      await this.#until(() => this.#all(({ accounts, end }) => accounts !== undefined || end !== undefined));
      const { lost } = await this.#settle(this.#living.flatMap(({ accounts, end }) => end?.accounts ?? accounts ?? []));
      // Whatever stopped the run, what was under way is not lost; only when everything was let fall there is no more to come.
      if (lost === 0 || clock.nowUs() >= untilUs || this.#breakingOff !== undefined) return;
      await new Promise<void>((resolve) => {
        clock.at(Math.min(untilUs, clock.nowUs() + stepUs), resolve);
      });
    }
  }

  /** Agents let go of a coordinator that is silent, and a million clients take seconds: between slices it says that it is there. */
  async #settle(accounts: readonly Accounts[]): Promise<Settlement> {
    const { assignment, clock } = this.#options;
    const { plan, agents } = assignment;
    // One that is lost meanwhile has told its accounts.
    const areGone = this.#agents.map(({ lost }) => lost !== undefined);
    const settling = settleInSlices(accounts, {
      clients: plan.clients,
      everybody: EVERYBODY,
      areTogether: (one, other) => one % agents === other % agents,
      isGone: (client) => areGone[agentOfClient(client, agents)] === true,
    });
    for (;;) {
      const slice = settling.next();
      if (slice.done) return slice.value;
      await new Promise<void>((resolve) => {
        clock.at(clock.nowUs(), resolve);
      });
    }
  }

  #watch(): void {
    const { clock } = this.#options;
    this.#watchdog = clock.at(clock.nowUs() + 1e6, () => {
      // Looks are counted, not time: while this process itself was held up, nobody could be heard.
      for (const agent of this.#telling) {
        if (agent.silentSeconds++ < SILENT_SECONDS_MAX) continue;
        this.#lose(agent, `said nothing for ${SILENT_SECONDS_MAX} s`);
      }
      if (!this.#hasRun && this.#stopped === undefined && ++this.#idleSeconds > this.#patienceUs / 1e6) {
        const sentence = `The scenario has not come to its first turn, and done nothing for ${this.#idleSeconds} s.`;
        this.#options.onNote(sentence);
        this.#stop('script', sentence);
      }
      this.#watch();
    });
  }

  /** Its own question, because the compiler thinks that it knows. */
  get #isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  get #telling(): Agent[] {
    return this.#living.filter(({ end }) => end === undefined);
  }

  get #living(): Agent[] {
    return this.#agents.filter(({ lost }) => lost === undefined);
  }

  #all(holds: (agent: Agent) => boolean): boolean {
    return this.#living.every(holds);
  }

  #tell(order: Order): void {
    for (const { link } of this.#telling) link.send(order);
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve });
      this.#look();
    });
  }

  #look(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      if (one.holds()) one.resolve();
      else this.#waiting.push(one);
    }
  }
}

function clientsText(clients: number): string {
  return clients === 1 ? 'client' : `${clients.toLocaleString('en-US')} clients`;
}

function hasDoneSomething({ counters }: SecondTally): boolean {
  const { connectAttempts, connects, errors, framesSent, framesReceived, bytesSent, bytesReceived } = counters;
  return connectAttempts + connects + errors + framesSent + framesReceived + bytesSent + bytesReceived > 0;
}
