// What the faults of the chat room are made with: where sessions and lines are got hold of, and what happens once in so often.

import type { ChatRoom, Member } from '../protocols/chat/room.ts';
import type { ChatSession } from '../protocols/chat/session.ts';
import type { Line } from '../protocols/session.ts';
import { copyOf } from '../protocols/text.ts';
import { spoilSessions } from './sessions.ts';

/** Changes every line before anything is sent to it. */
export function spoilLines(room: ChatRoom, spoil: (line: Line) => void): void {
  const open = room.open.bind(room);
  room.open = (line) => {
    spoil(line);
    return open(line);
  };
}

/** Changes every frame that is sent: what comes instead of it, perhaps. */
export function spoilFrames(room: ChatRoom, spoiled: (frame: Uint8Array) => Uint8Array): void {
  spoilLines(room, (line) => {
    const send = line.send.bind(line);
    line.send = (frame) => send(spoiled(frame));
  });
}

/** Does something besides when a session registers. */
export function onRegistered(room: ChatRoom, act: (member: Member) => void): void {
  const register = room.register.bind(room);
  room.register = (name, line) => {
    const member = register(name, line);
    act(member);
    return member;
  };
}

/** How a client's leaving looked to its session. */
export interface Departure {
  /** The client ended its stream, or said `exit`. */
  readonly isInOrder: boolean;
  readonly hasRegistered: boolean;
  /** A frame had begun. */
  readonly isMidFrame: boolean;
}

/** Does something when a client has gone, whichever way, before the room hears of it. */
export function onGone(room: ChatRoom, act: (departure: Departure, session: ChatSession) => void): void {
  spoilSessions(room, (session) => {
    const gone = session.onGone.bind(session);
    const exit = session.exit.bind(session);
    let isInOrder = false;
    let hasRegistered = false;
    let isMidFrame = false;
    session.exit = () => {
      isInOrder = true;
      hasRegistered = session.member !== undefined;
      isMidFrame = session.frames.hasBegun;
      exit();
    };
    session.onGone = () => {
      hasRegistered ||= session.member !== undefined;
      isMidFrame ||= session.frames.hasBegun;
      act({ isInOrder, hasRegistered, isMidFrame }, session);
      gone();
    };
  });
}

/** Holds back what clients send while it is shut for them, and lets it in again in order. */
export class Gate {
  readonly #isShutFor: (session: ChatSession) => boolean;
  #waiting: { readonly session: ChatSession; readonly act: () => void }[] = [];

  constructor(room: ChatRoom, isShutFor: (session: ChatSession) => boolean, onHeld: () => void = () => {}) {
    this.#isShutFor = isShutFor;
    spoilSessions(room, (session) => {
      const onBytes = session.onBytes.bind(session);
      const onEnd = session.onEnd.bind(session);
      const gone = session.onGone.bind(session);
      const close = session.line.close.bind(session.line);
      const forget = (): void => {
        this.#waiting = this.#waiting.filter((waiting) => waiting.session !== session);
      };
      // What came behind `exit` is nobody's any more.
      session.line.close = () => {
        forget();
        close();
      };
      const tell = (act: () => void): void => {
        if (isShutFor(session) || this.#waiting.some((waiting) => waiting.session === session)) {
          this.#waiting.push({ session, act });
          onHeld();
        } else {
          act();
        }
      };
      session.onBytes = (bytes, start, end) => {
        const copy = copyOf(bytes, start, end);
        tell(() => onBytes(copy, 0, copy.length));
      };
      session.onEnd = () => tell(onEnd);
      session.onGone = () => {
        gone();
        forget();
        this.look();
      };
    });
  }

  /** Lets in what it is not shut for any more. */
  look(): void {
    for (let index = 0; index < this.#waiting.length; index++) {
      const first = this.#waiting[index];
      if (first === undefined || this.#isShutFor(first.session)) continue;
      this.#waiting.splice(index, 1);
      first.act();
      index = -1;
    }
  }
}
