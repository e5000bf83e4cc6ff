// talk: the client says something, the operator answers, and so on in turn. A message is what arrives at once (TALK-4.1).

import type { Operator } from './operator.ts';
import type { Line, Service, Session } from './session.ts';
import { bytesOf, concatenate, copyOf } from './text.ts';

const MESSAGE_BYTES_MAX = 1023;
/**
 * What a client may say ahead of its turn. Whoever says more is put out: to leave it unread instead would be to leave unread that it
 * has gone, and its place would be taken until the operator had answered everything.
 */
const WAITING_BYTES_MAX = 64 * 1024;

const LINE_END = bytesOf('\n');
const CLIENT_SAY = bytesOf('client say:');
const YOU_WANT_TO_SAY = bytesOf('\nyou want to say:');
const CLIENT_SHUTDOWN = bytesOf(' client shutdown !\n');

export class TalkService implements Service {
  readonly operator: Operator;

  constructor(operator: Operator) {
    this.operator = operator;
  }

  open(line: Line): TalkSession {
    return new TalkSession(line, this);
  }

  /** Shows a message to the operator and gives the answer; undefined when nobody will answer any more. */
  ask(message: Uint8Array, give: (answer: Uint8Array | undefined) => void): void {
    this.show(message);
    if (this.operator.kind === 'echo') give(message);
    else this.operator.nextLine(give);
  }

  show(message: Uint8Array): void {
    this.operator.print(concatenate(CLIENT_SAY, message, YOU_WANT_TO_SAY));
  }

  showDeparture(): void {
    this.operator.print(CLIENT_SHUTDOWN);
  }
}

export class TalkSession implements Session {
  readonly line: Line;
  readonly service: TalkService;
  /** Said ahead of its turn. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isAsking = false;
  #isOver = false;

  constructor(line: Line, service: TalkService) {
    this.line = line;
    this.service = service;
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; at += MESSAGE_BYTES_MAX) {
      const message = copyOf(bytes, at, Math.min(end, at + MESSAGE_BYTES_MAX));
      this.#waiting.push(message);
      this.#waitingBytes += message.length;
    }
    if (this.#waitingBytes > WAITING_BYTES_MAX) {
      this.clientLeft();
      this.line.close();
      return;
    }
    this.service.operator.keepPace(this.line);
    this.#askNext();
  }

  /** An operator that answers at once answers within the call: hence a loop, and no recursion. */
  #askNext(): void {
    while (!this.#isAsking && !this.#isOver) {
      const message = this.#waiting.shift();
      if (message === undefined) return;
      this.#waitingBytes -= message.length;
      this.#isAsking = true;
      let isWithinCall = true;
      this.service.ask(message, (answer) => {
        this.#isAsking = false;
        this.onAnswer(answer);
        if (!isWithinCall) this.#askNext();
      });
      isWithinCall = false;
    }
  }

  onAnswer(answer: Uint8Array | undefined): void {
    // The answer was to this client's message; if it has left, nobody else is to hear it (TALK-4.4).
    if (this.#isOver) return;
    if (answer === undefined) this.leave();
    else this.answer(answer);
  }

  /** An empty line has no bytes that could be sent: the client is told its line end, so that its turn comes. */
  answer(answer: Uint8Array): void {
    this.line.send(answer.length > 0 ? answer : LINE_END);
  }

  leave(): void {
    this.#isOver = true;
    this.#waiting = [];
    this.line.close();
  }

  onEnd(): void {
    this.clientLeft();
    this.line.close();
  }

  onGone(): void {
    this.clientLeft();
  }

  clientLeft(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting = [];
    this.service.showDeparture();
  }
}
