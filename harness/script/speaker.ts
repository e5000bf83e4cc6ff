// One virtual client as a scenario sees it: `me`. It connects, takes its turns when the plan says so, says and hears, and what it
// does between `begin` and `done` is a sample. Dialects add the verbs of their protocol. Benchmark: npm run bench:load.

import { type Chance, seededChance } from '../chance.ts';
import { Client, type Taker, type Watcher } from '../client/client.ts';
import { describe, type Frame, type Outcome } from '../client/outcome.ts';
import { assert } from '../errors.ts';
import type { BLAMES, PHASES } from '../record/record-words.ts';
import type { Presence } from '../record/settlement.ts';
import { Deliveries, type Delivery } from '../record/streams.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import { type ConnectionOutcome, describeOutcome, type OutcomeKind } from '../transport/outcome.ts';
import { ConversationOver } from './conversation-over.ts';
import { EVERYBODY, type Mark, readMessage, writeMessage } from './marked-message.ts';
import type { Seat, Stage } from './seat.ts';

type Phase = (typeof PHASES)[number];
type Blame = (typeof BLAMES)[number];

/** No number of waits. */
export const NOT_DONE = -(2 ** 30);

const NOBODY_WAITS = () => {};

/** Other programs may have some of our pairs of address and port. */
const SOURCE_TRIES = 32;

export class Speaker implements Taker, Watcher {
  /** Among all clients of the run, from 0. */
  readonly index: number;
  readonly stage: Stage;
  /** Among the clients of its crew. */
  readonly place: number;
  phase: Phase = 'connect';
  /** Whether there ever was a connection. */
  hasConnected = false;
  /** When the turn, or what came before in it, let this client go on. */
  dueUs = 0;
  sentUs = 0;
  doneUs = 0;
  /** What `waits` was when the last operation was done; NOT_DONE where the turn has had none. */
  waitsWhenDone = NOT_DONE;
  /** Waits for the peer since the engine looked last: a script that never waits would keep the loop to itself. */
  waits = 0;

  #client: Client | undefined;
  #source: Endpoint | undefined;
  /** When the connection stood whose first frame is still to come. */
  #openedUs = 0;
  #chance: Chance | undefined;
  /** The end of this conversation is counted already. */
  #hasCountedEnd = false;
  #isActive = false;
  #deliveries: Deliveries | undefined;
  #presence: Presence = 'whole';
  #resolveHeard: () => void = NOBODY_WAITS;
  #rejectHeard: (error: unknown) => void = NOBODY_WAITS;

  constructor({ stage, index, place }: Seat) {
    this.stage = stage;
    this.index = index;
    this.place = place;
    if (stage.hasStarted) this.#presence = 'late';
  }

  // What a script asks.

  /** The number of clients in the run. */
  get clients(): number {
    return this.stage.clients;
  }

  /** Whether the plan has turns for this client, or `turn` will only say when to leave. */
  get takesTurns(): boolean {
    return this.index < this.stage.players;
  }

  /** Choices that the seed repeats. */
  get chance(): Chance {
    this.#chance ??= seededChance(this.stage.seed ^ Math.imul(this.index + 1, 0x9e3779b1));
    return this.#chance;
  }

  number(name: string): number {
    const value = this.stage.params[name];
    if (typeof value !== 'number') throw new Error(`The scenario has no number called '${name}' among its parameters.`);
    return value;
  }

  word(name: string): string {
    const value = this.stage.params[name];
    if (typeof value !== 'string') throw new Error(`The scenario has no word called '${name}' among its parameters.`);
    return value;
  }

  /** The conversation, for what the verbs here don't do. */
  get client(): Client {
    if (this.#client === undefined) throw new Error('A client speaks after `await me.connect()`, and before it has left.');
    return this.#client;
  }

  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  // Turns and samples.

  /** Waits until this client's next turn is due; false: there is none any more, and it is time to leave. */
  turn(): Promise<boolean> {
    return this.stage.turn(this);
  }

  /** Now begins what `done` ends: call it right before sending. */
  begin(): void {
    this.sentUs = this.stage.transport.clock.nowUs();
    if (this.phase !== 'turn') this.dueUs = this.sentUs;
  }

  /** What began has its answer, or had it at `doneUs`: one sample of the operation. */
  done(op: string, doneUs = this.stage.transport.clock.nowUs()): void {
    const { recorder } = this.stage;
    recorder.op(op).record(this.dueUs, this.sentUs, doneUs);
    recorder.counters.operations++;
    this.doneUs = doneUs;
    this.dueUs = doneUs;
    this.waitsWhenDone = this.waits;
  }

  /** A message that was due and sent elsewhere has arrived here: one sample, but no operation of its own. */
  arrived(op: string, mark: Readonly<Mark>): void {
    const { startUs, transport, recorder } = this.stage;
    recorder.op(op).record(startUs + mark.dueUs, startUs + mark.sentUs, transport.clock.nowUs());
  }

  // The conversation.

  async connect(): Promise<void> {
    const { stage } = this;
    assert(this.#client === undefined, 'a client that connects has left its last conversation');
    if (this.phase !== 'turn') this.phase = 'connect';
    await stage.connecting();
    const { clock } = stage.transport;
    try {
      if (stage.isStopping) throw new ConversationOver('The run is stopping.');
      let isSpare = false;
      for (let tries = 1; ; tries++) {
        const client = new Client(stage.transport, {
          sends: stage.framings.sends,
          receives: stage.framings.receives,
          timeoutMs: stage.timeoutMs,
          traffic: stage.traffic,
          watcher: this,
        });
        const from: Endpoint | undefined = isSpare ? stage.takeSpareSource() : stage.takeSource();
        const beganUs = clock.nowUs();
        if (tries === 1) stage.recorder.counters.connectAttempts++;
        const outcome = await client.connect(from === undefined ? { to: stage.to } : { to: stage.to, from });
        if (outcome.kind === 'established') {
          this.#openedUs = clock.nowUs();
          stage.recorder.connectTime.record(this.#openedUs - beganUs);
          stage.recorder.counters.connects++;
          this.#client = client;
          this.#source = from;
          this.hasConnected = true;
          break;
        }
        const isTaken = outcome.kind === 'address-in-use' || outcome.kind === 'out-of-ports';
        if (from !== undefined && !isTaken) stage.giveBackSource(from);
        // The system's own choice fails once only: where it has no port left, one that is named may do.
        if (!isTaken || (from === undefined && isSpare) || tries === SOURCE_TRIES) this.#notConnected(outcome);
        isSpare ||= from === undefined;
      }
    } finally {
      stage.connected();
    }
    stage.isActive(1);
    this.#isActive = true;
    this.#hasCountedEnd = false;
    if (this.phase === 'connect') this.phase = 'setup';
  }

  send(payload: Uint8Array): void {
    // What answers us says nothing of how soon the server speaks by itself.
    this.#openedUs = 0;
    const refusal = this.client.send(payload);
    if (refusal !== undefined) throw new Error(`No frame can carry this payload of ${payload.length} bytes: ${refusal}.`);
  }

  /** The next frame; whatever else happens ends the conversation. Look at it before awaiting anything, or `copy` it. */
  async next(timeoutMs?: number): Promise<Frame> {
    this.waits++;
    return this.frameOf(await this.client.next(timeoutMs));
  }

  async nextWhere(matches: (frame: Frame) => boolean, timeoutMs?: number): Promise<Frame> {
    this.waits++;
    return this.frameOf(await this.client.nextWhere(matches, timeoutMs));
  }

  /**
   * The next frame is given to `hear` where it lies, as soon as it is read, and the promise resolves behind that. It costs less
   * than awaiting the frame: for verbs that only look at it.
   */
  protected hearNext(nowUs = this.stage.transport.clock.nowUs()): Promise<void> {
    this.waits++;
    const heard = new Promise<void>(capture);
    this.#resolveHeard = capturedResolve;
    this.#rejectHeard = capturedReject;
    this.client.take(this, nowUs);
    return heard;
  }

  /** What a dialect does with the frame that `hearNext` waits for; false: it was another, and the wait goes on. */
  protected hear(_frame: Frame): boolean {
    return true;
  }

  /** Nothing came in time. */
  protected hearNothing(outcome: Outcome): void {
    this.frameOf(outcome);
  }

  onOutcome(outcome: Outcome): boolean {
    const resolve = this.#resolveHeard;
    const reject = this.#rejectHeard;
    try {
      if (outcome.kind === 'timeout') this.hearNothing(outcome);
      else if (!this.hear(this.frameOf(outcome))) return true;
      resolve();
    } catch (error) {
      reject(error);
    }
    // They would hold on to what has been awaited, for each of thousands.
    this.#resolveHeard = NOBODY_WAITS;
    this.#rejectHeard = NOBODY_WAITS;
    return false;
  }

  /** The server ended the conversation while this client waited for nothing but the end of the run. */
  onEndUnawaited(end: Exclude<Outcome, Frame>): void {
    if (this.phase !== 'leave' || this.stage.isLeaving || this.#client === undefined || this.#hasCountedEnd) return;
    this.#hasCountedEnd = true;
    this.#notActive();
    this.count(end.kind, 'server', `While nothing was waited for: ${describe(end)}.`);
  }

  /** For verbs that await the client themselves. */
  frameOf(outcome: Outcome): Frame {
    if (outcome.kind !== 'frame') return this.#broken(outcome);
    if (this.#openedUs !== 0) this.heardFirst();
    return outcome;
  }

  /** One request, one answer, one sample. An answer that is not right is counted, and the conversation goes on. */
  async exchange(op: string, request: Uint8Array | string, isRight?: (answer: Frame) => boolean): Promise<Frame> {
    const payload = typeof request === 'string' ? Buffer.from(request) : request;
    if (this.client.waitingFrames > 0) await this.#dropUnasked();
    this.begin();
    this.send(payload);
    this.waits++;
    const answer = this.frameOf(await this.client.next());
    this.done(op);
    if (isRight !== undefined && !isRight(answer)) this.wrong(`The answer to ${op} was wrong: ${excerpt(answer)}.`);
    return answer;
  }

  /** An answer that nobody has asked for is not the answer to the next request. */
  async #dropUnasked(): Promise<void> {
    while (this.client.waitingFrames > 0) this.wrong(`This came unasked: ${excerpt(this.frameOf(await this.client.next()))}.`);
  }

  /** Waits until the system has taken what was sent. */
  async drained(): Promise<void> {
    if (this.client.unsentBytes === 0) return;
    this.waits++;
    if ((await this.client.drained()) > 0) this.fail('not-taken', 'server', 'The server did not take what was sent.');
  }

  /** Leaves in order: what was sent goes out, then the end of the stream. */
  async leave(): Promise<void> {
    const client = this.#forget();
    if (client === undefined) return;
    this.waits++;
    await client.close();
    this.#giveBack();
  }

  /** Breaks off on purpose. */
  async reset(): Promise<void> {
    const client = this.#forget();
    if (client === undefined) return;
    this.waits++;
    await client.reset();
    this.#giveBack();
  }

  /** Waits for the server to end the conversation, as behind a farewell; frames until then are passed over. */
  async ended(): Promise<void> {
    this.waits++;
    const outcome = await this.client.end();
    if (outcome.kind !== 'closed' && outcome.kind !== 'frame') this.#broken(outcome);
    await this.leave();
  }

  // What goes wrong.

  /** Counts an error and ends the conversation. */
  fail(code: string, blame: Blame, sentence: string): never {
    this.count(code, blame, sentence);
    throw new ConversationOver(sentence);
  }

  /** Counts an answer that is not what it should be; the conversation goes on. */
  wrong(sentence: string): void {
    this.count('wrong-answer', 'server', sentence);
  }

  /** Counts an error; those that our own end brings about are none. */
  count(code: string, blame: Blame, sentence: string): void {
    const { stage } = this;
    if (stage.isAborting) return;
    const atUs = stage.transport.clock.nowUs();
    stage.recorder.error(this.phase, code, blame, this.#sinceStart(atUs), sentence);
  }

  #sinceStart(atUs: number): number {
    // Before it is known when the run starts, nothing is known of how long before.
    return this.stage.startUs === Number.POSITIVE_INFINITY ? -1 : atUs - this.stage.startUs;
  }

  // Messages that prove themselves.

  /** Writes the next message for an addressee (a client's index, or EVERYBODY) into `target`; its `sent` is that of `begin`. Returns its number. */
  writeMessage(addressee: number, target: Buffer, at: number, bytes: number): number {
    const { stage } = this;
    this.#deliveries ??= new Deliveries();
    const said = this.#deliveries.saidTo(addressee);
    const { startUs } = stage;
    ours.run = stage.run;
    ours.sender = this.index;
    ours.addressee = addressee;
    ours.sequence = ++said.count;
    ours.order = ++this.#deliveries.order;
    ours.dueUs = Math.max(0, Math.round(this.dueUs - startUs));
    ours.sentUs = Math.max(0, Math.round(this.sentUs - startUs));
    writeMessage(ours, target, at, bytes);
    return ours.sequence;
  }

  /** Takes back the last `writeMessage` to an addressee: it was not sent. */
  unwriteMessage(addressee: number): void {
    if (this.#deliveries === undefined) return;
    this.#deliveries.saidTo(addressee).count--;
    this.#deliveries.order--;
  }

  /**
   * Checks what has arrived as a message: bytes[start..end). `claimed` is the sender that the server names, when it does. Returns
   * the mark, which holds until the next message, or undefined when it can't be one of this run.
   */
  hearMessage(bytes: Uint8Array, start: number, end: number, claimed?: number): Readonly<Mark> | undefined {
    const { recorder, run, isChecking, transport } = this.stage;
    const reading = readMessage(bytes, start, end, theirs, transport.sameBytes);
    if (!isChecking) return reading === 'no-mark' ? undefined : theirs;
    const { counters } = recorder;
    counters.checked++;
    if (reading === 'no-mark') {
      counters.corrupted++;
      recorder.wrong(`Client ${this.index} got what nobody sent: ${excerptOf(bytes, start, end)}.`);
      return undefined;
    }
    if (theirs.run !== run || (theirs.addressee !== this.index && theirs.addressee !== EVERYBODY)) {
      counters.misdelivered++;
      recorder.wrong(
        theirs.run === run
          ? `Client ${this.index} got message ${theirs.sequence} of client ${theirs.sender}, which was for client ${theirs.addressee}.`
          : `Client ${this.index} got a message of another run.`,
      );
      return undefined;
    }
    if (reading !== 'intact' || (claimed !== undefined && claimed !== theirs.sender)) {
      counters.corrupted++;
      recorder.wrong(
        reading === 'intact'
          ? `Client ${this.index} got message ${theirs.sequence} of client ${theirs.sender} under the name of another.`
          : `Message ${theirs.sequence} of client ${theirs.sender} reached client ${this.index} with another ${reading === 'other-length' ? 'length' : 'text'}.`,
      );
    }
    this.#deliveries ??= new Deliveries();
    const heard = this.#deliveries.heardFrom(theirs.sender);
    const isToAll = theirs.addressee === EVERYBODY;
    this.#countDelivery(heard.hear(isToAll, theirs.sequence, theirs.order, this.#presence !== 'late'), theirs);
    return theirs;
  }

  #countDelivery(delivery: Delivery, { sequence, sender }: Mark): void {
    if (delivery === 'fresh') return;
    const { recorder } = this.stage;
    recorder.counters[delivery]++;
    const how = delivery === 'duplicated' ? 'once more' : 'behind a later one';
    recorder.wrong(`Client ${this.index} got message ${sequence} of client ${sender} ${how}.`);
  }

  /** What was said and heard; undefined when nothing was. */
  get deliveries(): Deliveries | undefined {
    return this.#deliveries;
  }

  get presence(): Presence {
    return this.#presence;
  }

  /** From here on what is said to this client may fail to reach it, and is not lost for that: it comes later, leaves early or is deaf. */
  mayMiss(): void {
    if (this.#presence === 'whole') this.#presence = 'late';
  }

  // What the engine does.

  /** The script has ended, or has been broken off: nothing stays open. */
  async release(isBroken: boolean): Promise<void> {
    // What was said and heard until everybody had had the last turn is not taken back by a farewell that fails.
    if (isBroken && !this.stage.isLeaving) this.#breakOff();
    const client = this.#forget();
    if (client === undefined) return;
    if (isBroken) await client.reset();
    else await client.close();
    this.#giveBack();
  }

  /** The first frame of this connection is here. */
  protected heardFirst(): void {
    if (this.#openedUs === 0) return;
    this.stage.recorder.firstFrame.record(this.stage.transport.clock.nowUs() - this.#openedUs);
    this.#openedUs = 0;
  }

  /** Whether what was under way arrived is not known; what was heard before it proves what was lost before it. */
  #breakOff(): void {
    this.#presence = 'broken';
    this.#deliveries?.breakOff(this.index);
  }

  #forget(): Client | undefined {
    const client = this.#client;
    if (client === undefined) return undefined;
    this.#client = undefined;
    this.#openedUs = 0;
    this.#notActive();
    return client;
  }

  #notActive(): void {
    if (!this.#isActive) return;
    this.#isActive = false;
    this.stage.isActive(-1);
  }

  #giveBack(): void {
    if (this.#source === undefined) return;
    this.stage.giveBackSource(this.#source);
    this.#source = undefined;
  }

  #notConnected(outcome: ConnectionOutcome): never {
    this.fail(outcome.kind, BLAME_BY_OUTCOME[outcome.kind], `To connect: ${describeOutcome(outcome)}.`);
  }

  #broken(outcome: Exclude<Outcome, Frame>): never {
    if (this.#hasCountedEnd) throw new ConversationOver(describe(outcome));
    if (outcome.kind === 'garbage' && this.stage.isChecking && !this.stage.isAborting) {
      this.stage.recorder.counters.corrupted++;
      this.stage.recorder.wrong(`Client ${this.index} got what is no frame (${outcome.violation}).`);
    }
    const code = outcome.kind === 'timeout' ? 'no-answer' : outcome.kind;
    this.fail(code, 'server', `While an answer was waited for: ${describe(outcome)}.`);
  }
}

/** Whose doing it is that no connection came about. */
const BLAME_BY_OUTCOME: Readonly<Record<OutcomeKind, Blame>> = {
  established: 'client',
  refused: 'server',
  'timed-out': 'network',
  reset: 'server',
  closed: 'server',
  unreachable: 'network',
  'out-of-ports': 'client',
  'out-of-descriptors': 'client',
  'out-of-memory': 'client',
  'address-in-use': 'client',
  'address-unavailable': 'client',
  'not-permitted': 'client',
  failed: 'client',
};

/** The mark that is written, and the one that was read last: one of each for all clients, who take turns. */
const ours: Mark = { run: 0, sender: 0, addressee: 0, sequence: 0, order: 0, dueUs: 0, sentUs: 0 };
const theirs: Mark = { run: 0, sender: 0, addressee: 0, sequence: 0, order: 0, dueUs: 0, sentUs: 0 };

/** One executor for all promises: it runs before `new Promise` returns, so that a closure for each is not needed. */
let capturedResolve: () => void = () => {};
let capturedReject: (error: unknown) => void = () => {};
const capture = (resolve: () => void, reject: (error: unknown) => void): void => {
  capturedResolve = resolve;
  capturedReject = reject;
};

const EXCERPT_BYTES = 40;

function excerpt(frame: Frame): string {
  return excerptOf(frame.bytes, frame.start, frame.end);
}

/** The beginning of bytes as a person can read it. */
export function excerptOf(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length === 0) return 'nothing';
  const text = Buffer.from(bytes.subarray(start, Math.min(end, start + EXCERPT_BYTES))).toString();
  return `${JSON.stringify(text)}${length > EXCERPT_BYTES ? ` and ${length - EXCERPT_BYTES} bytes more` : ''}`;
}
