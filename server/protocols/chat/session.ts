// One client of the room: first a nickname, then messages, at last `exit` or just silence.

import type { Line, Session } from '../session.ts';
import { copyOf, isEqual } from '../text.ts';
import { ClientFrames, type TextTaker } from './client-frames.ts';
import type { ChatRoom, Member } from './room.ts';
import { EXIT } from './texts.ts';

export class ChatSession implements Session, TextTaker {
  readonly room: ChatRoom;
  readonly line: Line;
  readonly frames: ClientFrames;
  /** Undefined before registration and after leaving. */
  member: Member | undefined;
  #isOver = false;

  constructor(room: ChatRoom, line: Line) {
    this.room = room;
    this.line = line;
    this.frames = new ClientFrames(room.options.clientFrame);
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    this.frames.read(bytes, start, end, this);
  }

  onText(bytes: Uint8Array, start: number, end: number): boolean {
    const { member } = this;
    if (member === undefined) {
      this.claim(copyOf(bytes, start, end));
    } else if (isEqual(bytes, start, end, EXIT)) {
      this.exit();
    } else {
      this.room.onMessage(member, bytes, start, end);
      this.room.prompt(member);
    }
    return !this.#isOver;
  }

  /** CHAT-1.2.5: after a refusal the next frame is a nickname again. */
  claim(name: Uint8Array): void {
    const refusal = this.room.refusalOf(name);
    if (refusal === undefined) {
      this.member = this.room.register(name, this.line);
      this.room.prompt(this.member);
    } else {
      this.refuse(refusal);
    }
  }

  refuse(refusal: Uint8Array): void {
    this.line.send(this.room.textFrame(refusal));
  }

  /** CHAT-1.5.1: nothing more is sent, and frames behind it have no effect. */
  exit(): void {
    this.#isOver = true;
    this.leave();
    this.line.close();
  }

  /** CHAT-1.5.5: what had been sent has taken effect by now. */
  onEnd(): void {
    this.exit();
  }

  onGone(): void {
    this.#isOver = true;
    this.frames.forget();
    this.leave();
  }

  leave(): void {
    const { member } = this;
    if (member === undefined) return;
    this.member = undefined;
    this.room.leave(member);
  }
}
