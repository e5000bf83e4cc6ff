// Who acts in the cases of the room: a client of it, from a stranger at the door to a member.

import { Actor } from '../../../harness/judge/actor.ts';
import type { Case } from '../../../harness/judge/case.ts';
import { defineCase } from '../../../harness/judge/case.ts';
import { NotSetUp, type Scene } from '../../../harness/judge/scene.ts';
import { ARRIVED, EXIT, HELP, REGISTERED } from '../texts.ts';
import { departure, namesInGreeting } from './room-judging.ts';

/** What comes of a registration: that it was accepted, and the three frames of the prompt. */
const FRAMES_OF_JOINING = 4;
const FRAMES_OF_PROMPT = 3;
/** As many as a flood says at once. */
const FLOOD_FRAMES = 40;
/** A server that starts a process for each connection greets more slowly than it answers: so many times as slowly. */
const GREETING_PATIENCE = 3;
/** For those who were here before to be gone. */
const EMPTY_PATIENCE_MS = 1000;
const LOOK_AGAIN_MS = 5;

export class Talker extends Actor {
  /** The nickname that it holds, or has asked for. */
  name = '';

  /** Connects, and takes the greeting; its payload, or undefined when none came. */
  async arrives(): Promise<Buffer | undefined> {
    if (!(await this.connect())) return undefined;
    return await this.next(this.#greetingPatienceMs);
  }

  /** Arrives and registers: part of setting the stage. */
  async joins(name: string): Promise<this> {
    const { scene, label } = this;
    scene.require((await this.arrives())?.subarray(0, ARRIVED.length).equals(ARRIVED) === true, `${label} was not greeted`);
    await this.registers(name);
    return this;
  }

  /** Asks for a name and gets it, with the prompt behind: part of setting the stage. */
  async registers(name: string): Promise<void> {
    this.name = name;
    this.send(name);
    const frames = await this.hears(FRAMES_OF_JOINING);
    const isIn = frames[0]?.equals(REGISTERED) && frames.at(-1)?.equals(HELP) && frames.length === FRAMES_OF_JOINING;
    this.scene.require(isIn === true, `${this.label} could not register as '${name}'`);
  }

  /** `target:text`, in a frame. */
  says(target: string, text: string | Uint8Array): void {
    this.send(Buffer.concat([Buffer.from(`${target}:`), Buffer.from(text)]));
  }

  /** Frames up to the end of the next prompt, which is among them. */
  hearsPrompt(): Promise<Buffer[]> {
    return this.hearsUntil('the prompt', (frame) => frame.equals(HELP));
  }

  /** Says something and hears the prompt behind it; whether there was one. */
  async saysAndIsPrompted(target: string, text: string | Uint8Array): Promise<boolean> {
    this.says(target, text);
    return (await this.hearsPrompt()).at(-1)?.equals(HELP) === true;
  }

  /**
   * A direct message of this member to each of the others, behind all it has said: once it is there, nothing that this member said
   * before can reach them any more, for messages of one sender to one receiver keep their order (CHAT-1.4.2).
   */
  async fences(...others: readonly Talker[]): Promise<boolean> {
    const tokens = others.map((other) => ({ other, token: `fence ${this.scene.token(8)}` }));
    for (const { other, token } of tokens) this.says(other.name, token);
    const fenced = await Promise.all(tokens.map(({ other, token }) => other.isFencedBy(`${this.name}$${token}`)));
    return fenced.every((one) => one);
  }

  /** Behind its own prompt nothing comes of what it said: it says something to itself, and waits for that. */
  fencesItself(): Promise<boolean> {
    return this.fences(this);
  }

  /** Says the texts, each behind the prompt of the one before; breaks off when a prompt does not come. */
  async saysInTurn(target: string, texts: readonly (string | Uint8Array)[]): Promise<boolean> {
    for (const text of texts) if (!(await this.saysAndIsPrompted(target, text))) return false;
    return true;
  }

  /** Sends the frames as they are, each behind the prompt of the one before; breaks off when a prompt does not come. */
  async sendsInTurn(frames: readonly (string | Uint8Array)[]): Promise<boolean> {
    for (const frame of frames) {
      this.send(frame);
      if (!(await this.hearsPrompts(1))) return false;
    }
    return true;
  }

  /** Takes frames until so many prompts have ended; whether they have. */
  async hearsPrompts(count: number): Promise<boolean> {
    for (let ended = 0; ended < count; ended++) {
      const frames = await this.hearsPrompt();
      if (frames.at(-1)?.equals(HELP) !== true) return false;
    }
    return true;
  }

  /** Does not wait for anything that comes of it. */
  leavesBy(way: WayToLeave): void {
    if (way === 'exit') this.send(EXIT);
    else if (way === 'close') void this.close();
    else if (way === 'half-close') this.halfClose();
    else void this.reset();
  }

  /** Takes frames until it is told that the member has left; whether it is. */
  async hearsOfDeparture(name: string): Promise<boolean> {
    const notice = departure(name);
    const frames = await this.hearsUntil(`the notice that ${name} has left`, (frame) => frame.equals(notice));
    return frames.at(-1)?.equals(notice) === true;
  }

  /** For those whose frames are not kept: arrives, asks for the name, and waits for as many frames as come of that. */
  async joinsUnseen(name: string): Promise<void> {
    this.name = name;
    const { scene, label } = this;
    scene.require(await this.connect(), `${label} could not connect`);
    scene.require(await this.hasGot(1, this.#greetingPatienceMs), `${label} was not greeted`);
    this.send(name);
    scene.require(await this.hasGot(1 + FRAMES_OF_JOINING), `${label} could not register as '${name}'`);
  }

  get #greetingPatienceMs(): number {
    return GREETING_PATIENCE * this.scene.patienceMs;
  }

  /** Waits until so many frames have come in all. */
  hasGot(frames: number, patienceMs?: number): Promise<boolean> {
    return this.until(`${frames} frames in all`, () => this.framesReceived >= frames, patienceMs);
  }

  /**
   * Says the text so many times, some at once and the next when those have been answered by prompts; how many were, when one was not
   * in time. For those whose frames are not kept.
   */
  async floods(target: string, text: string, times: number): Promise<number> {
    const frame = this.encoded(`${target}:${text}`);
    const before = this.framesReceived;
    for (let said = 0; said < times; ) {
      const together = Math.min(FLOOD_FRAMES, times - said);
      this.sendBytes(Buffer.concat(Array.from({ length: together }, () => frame)));
      said += together;
      if (!(await this.hasGot(before + said * FRAMES_OF_PROMPT))) break;
    }
    return Math.floor((this.framesReceived - before) / FRAMES_OF_PROMPT);
  }
}

export type WayToLeave = 'exit' | 'close' | 'half-close' | 'reset';

export type RoomScene = Scene<Talker>;

/** A case that plays in the room. */
export function roomCase<F>(definition: Case<Talker, F>): Case<Talker> {
  return defineCase(definition);
}

/** A nickname of 9 bytes that nobody has: it begins as the label does, for whoever reads the transcript. */
export function nameFor(scene: Pick<Scene, 'token'>, label: string): string {
  return `${label.slice(0, 3)}${scene.token(6)}`;
}

/** Members with the labels, in this order, in a room that nobody else is in. */
export async function members<const L extends readonly string[]>(
  scene: RoomScene,
  ...labels: L
): Promise<{ [K in keyof L]: Talker }> {
  const joined: Talker[] = [];
  for (const label of labels) {
    const one = scene.actor(label);
    const names = namesInGreeting(await one.arrives());
    if (names === undefined) throw new NotSetUp(`${label} was not greeted`);
    // Who looks in and leaves without a word does so only where there is a need: some servers do not survive it.
    if (joined.length === 0 && strangersAmong(scene, names).length > 0) await emptyRoom(scene);
    await one.registers(nameFor(scene, label));
    joined.push(one);
  }
  return joined as { [K in keyof L]: Talker };
}

/** Waits until those of the case before have left; whoever stays is known from then on. */
export async function emptyRoom(scene: RoomScene): Promise<readonly string[]> {
  const dueUs = scene.clock.nowUs() + EMPTY_PATIENCE_MS * 1000;
  for (let scouts = 1; ; scouts++) {
    const scout = scene.actor(`scout ${scouts}`);
    const names = namesInGreeting(await scout.arrives());
    await scout.close();
    if (names === undefined) throw new NotSetUp('who arrives is not greeted');
    const strangers = strangersAmong(scene, names);
    if (strangers.length === 0) return residents(scene);
    if (scene.clock.nowUs() >= dueUs) {
      const all = [...residents(scene), ...strangers];
      scene.memory.set(RESIDENTS, all);
      return all;
    }
    await scene.pause(LOOK_AGAIN_MS);
  }
}

function strangersAmong(scene: RoomScene, names: readonly string[]): string[] {
  const known = residents(scene);
  return names.filter((name) => !known.includes(name));
}

const RESIDENTS = 'chat/residents';

/** Members that are in the room for good, as latin1: people, or the ghosts of a server that forgets nobody. */
export function residents(scene: RoomScene): readonly string[] {
  const known = scene.memory.get(RESIDENTS);
  return Array.isArray(known) ? known.map(String) : [];
}

/**
 * Behind all that the speaker has said: nothing of it can reach the others any more, nor, once one of them has spoken to it, the
 * speaker itself. To the speaker it brings a prompt for each of the others, before the fence.
 */
export async function fenceRound(speaker: Talker, first: Talker, ...others: readonly Talker[]): Promise<void> {
  await speaker.fences(first, ...others);
  await speaker.hearsPrompts(1 + others.length);
  await first.fences(speaker);
}
