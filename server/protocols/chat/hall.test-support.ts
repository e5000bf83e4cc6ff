// The chat room as its clients see it. Frames are put together and taken apart here, and what the room says is written out from
// the contract, without a line of the server's code: a bug can't agree with itself.

import type { OpenWorld } from '../../clause.test-support.ts';
import type { Peer, World, WorldOptions } from '../../world.test-support.ts';

export type Text = string | Uint8Array;

const SERVER_FRAME_BYTES = 1500;
/** Longer than a segment takes on any of the networks, and a reader after it. */
const PIECE_US = 2_000;

export const REGISTERED = '昵称注册成功';
export const NAME_RESERVED = "该昵称使用了非法字符'@'或':'，请重新输入昵称";
export const NAME_TAKEN = '该昵称已经被聊天室中其他人占用，请重新输入昵称';
export const NAME_TOO_LONG = '该昵称过长，最多9个字节，请重新输入昵称';
export const NAME_EMPTY = '昵称不能为空，请重新输入昵称';
export const FORMAT_WRONG = '聊天格式错误，请重新输入';
const HELP =
  "请按照‘聊天室成员名称:消息’格式进行发送消息，通知聊天室所有人的消息格式是‘@all:消息'，注意空格表示一条消息结束，之后的内容表示给其他人发送消息。接收的消息会按照’消息的发送者$消息‘的格式显示出来。如需下线请输入'exit'";

export function greetingOf(names: readonly string[]): string {
  return `连接服务端成功\n聊天室中的成员：${names.join('、')}\n请注册，输入昵称`;
}

export function promptOf(name: string, names: readonly string[]): string[] {
  return [`你的昵称是：${name}`, `聊天室中的成员：${names.join('、')}`, HELP];
}

export function notFound(target: string): string {
  return `聊天室中没有找到 ${target} 用户`;
}

export function departureOf(name: string): string {
  return `${name} 用户已下线了！`;
}

/** Bytes as a string that is different for different bytes: as text where they are text. */
export function shown(...parts: readonly Text[]): string {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : `0x${bytes.toString('hex')}`;
}

export interface FrameShape {
  readonly frameBytes?: number;
  /** What stands behind the NUL. */
  readonly padding?: number;
}

export function frameOf(text: Text, { frameBytes = 1500, padding = 0 }: FrameShape = {}): Buffer {
  const bytes = Buffer.from(text);
  const frame = Buffer.alloc(frameBytes, padding);
  frame.set(bytes);
  if (bytes.length < frameBytes) frame[bytes.length] = 0;
  return frame;
}

/** The texts of whole frames; throws when that is not what the bytes are. */
export function textsOf(bytes: Buffer): string[] {
  if (bytes.length % SERVER_FRAME_BYTES !== 0) throw new Error(`${bytes.length} bytes are not whole frames of 1,500`);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += SERVER_FRAME_BYTES) {
    const frame = bytes.subarray(at, at + SERVER_FRAME_BYTES);
    const nul = frame.indexOf(0);
    if (nul === -1) throw new Error(`frame ${texts.length} has no NUL`);
    if (frame.subarray(nul).some((byte) => byte !== 0)) throw new Error(`frame ${texts.length} has dirty padding`);
    texts.push(shown(frame.subarray(0, nul)));
  }
  return texts;
}

/** Throws with the first difference only: among thousands of texts a whole comparison is read by nobody. */
export function expectTexts(actual: readonly string[], expected: readonly string[], whose = 'somebody'): void {
  const length = Math.max(actual.length, expected.length);
  for (let index = 0; index < length; index++) {
    if (actual[index] === expected[index]) continue;
    throw new Error(`text ${index} of ${whose} is ${quoted(actual[index])}, not ${quoted(expected[index])}`);
  }
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'missing' : `"${text.slice(0, 120)}"`;
}

export function expectThat(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`it is not so that ${what}`);
}

/** The same with all orders the same. */
export function sorted(texts: readonly string[]): string[] {
  return texts.toSorted();
}

export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Somebody who is connected. */
export class Talker {
  readonly peer: Peer;
  readonly #world: World<'chat'>;

  constructor(world: World<'chat'>) {
    this.#world = world;
    this.peer = world.connect();
  }

  /** Sends frames of 1,500 bytes, all of them in one piece. */
  say(...texts: readonly Text[]): void {
    this.peer.write(Buffer.concat(texts.map((text) => frameOf(text))));
  }

  /** Sends bytes cut before those places, each piece when the one before has been read. */
  async sendCut(bytes: Uint8Array, places: readonly number[]): Promise<void> {
    for (const [index, start] of [0, ...places].entries()) {
      this.peer.write(bytes.slice(start, places[index] ?? bytes.length));
      await this.#world.quiet(PIECE_US);
    }
  }

  /** What has been said to it since it was asked last. */
  texts(): string[] {
    return textsOf(this.peer.take());
  }

  /** Throws unless that, and nothing else, has been said to it since it was asked last. */
  heard(...texts: readonly string[]): void {
    expectTexts(this.texts(), texts);
  }

  async exit(): Promise<void> {
    this.say('exit');
    await this.#world.quiet();
  }
}

export class Hall {
  readonly world: World<'chat'>;

  private constructor(world: World<'chat'>) {
    this.world = world;
  }

  static async open(open: OpenWorld<'chat'>, options: Partial<WorldOptions<'chat'>> = {}): Promise<Hall> {
    return new Hall(await open(options));
  }

  quiet(us?: number): Promise<void> {
    return this.world.quiet(us);
  }

  /** Somebody who connects just now. */
  arrive(): Talker {
    return new Talker(this.world);
  }

  arriveMany(count: number): Talker[] {
    return numbers(count).map(() => this.arrive());
  }

  /** Somebody who has been greeted, and has not registered. */
  async newcomer(): Promise<Talker> {
    const talker = this.arrive();
    await this.quiet();
    expectThat(talker.texts().length === 1, 'a newcomer is greeted');
    return talker;
  }

  async join(name: Text): Promise<Talker> {
    const talker = await this.newcomer();
    talker.say(name);
    await this.quiet();
    expectThat(talker.texts()[0] === REGISTERED, `${shown(name)} gets registered`);
    return talker;
  }

  /** Members who have joined one after another and have heard nothing since. */
  async members<const N extends readonly string[]>(...names: N): Promise<{ [K in keyof N]: Talker }> {
    const talkers: Talker[] = [];
    for (const name of names) talkers.push(await this.join(name));
    return talkers as { [K in keyof N]: Talker };
  }

  /** Members who have joined all at the same time. */
  async crowd(names: readonly string[]): Promise<Talker[]> {
    const talkers = this.arriveMany(names.length);
    await this.quiet();
    for (const [index, talker] of talkers.entries()) talker.say(names[index] ?? '');
    await this.quiet();
    for (const talker of talkers) expectThat(talker.texts()[1] === REGISTERED, 'everybody of the crowd gets registered');
    return talkers;
  }

  /** What a newcomer is told, who leaves again. */
  async greeting(): Promise<string> {
    const newcomer = this.arrive();
    await this.quiet();
    const texts = newcomer.texts();
    newcomer.peer.close();
    await this.quiet();
    return texts.join(' | ');
  }
}
