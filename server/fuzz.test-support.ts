// Fuzzing of pure sessions: what the inputs look like, what may come of them, and who looks at it.

import { SeededChance } from './chance.test-support.ts';
import type { ClientFrameSetting } from './protocols/chat/client-frames.ts';
import { ChatRoom } from './protocols/chat/room.ts';
import type { ChatSession } from './protocols/chat/session.ts';
import { EchoBlockService } from './protocols/echo-block.ts';
import { EchoTextService } from './protocols/echo-text.ts';
import { KeepaliveService } from './protocols/keepalive.ts';
import { echoOperator, type GiveLine, stdioOperator, type Terminal } from './protocols/operator.ts';
import { P2pService } from './protocols/p2p.ts';
import type { Line, Service, Session } from './protocols/session.ts';
import { TalkService } from './protocols/talk.ts';

/** A protocol with its settings, and how to look at it. */
export interface Mode {
  readonly name: string;
  input(chance: SeededChance): Buffer;
  open(chance: SeededChance): Subject;
}

interface Subject {
  readonly service: Service;
  /** What is wrong with something that was sent to a client that has sent `unanswered`; undefined when nothing is. */
  wrongWith(sent: Uint8Array, unanswered: Buffer): string | undefined;
  /** Whether what was sent is taken off what a client has sent: an echo. */
  readonly isEcho: boolean;
  /** Something happens that no client does. */
  happen?(): void;
  /** What is wrong with the service while these clients are there. */
  wrongWithin(clients: readonly FuzzClient[]): string | undefined;
  /** A well-behaved pair of clients comes, is served and goes; what went wrong. */
  wrongForPair(one: FuzzClient, other: FuzzClient): string | undefined;
}

const CLIENTS = 24;
const LOOK_EVERY = 5000;

export class PureFuzz {
  inputs = 0;
  pairsServed = 0;
  readonly #seed: number;
  readonly #mode: Mode;
  readonly #chance: SeededChance;
  readonly #subject: Subject;
  readonly #clients: FuzzClient[] = [];
  #spoil: (session: Session, line: Line) => void = () => {};

  constructor(mode: Mode, seed: number) {
    this.#mode = mode;
    this.#seed = seed;
    this.#chance = new SeededChance(seed);
    this.#subject = mode.open(this.#chance);
  }

  /** Shows that the fuzz would notice. */
  spoil(spoil: (session: Session, line: Line) => void): void {
    this.#spoil = spoil;
  }

  run(inputs: number): void {
    for (let input = 0; input < inputs; input++) {
      try {
        this.#next();
        if (input % LOOK_EVERY === 0 || input === inputs - 1) this.#look();
      } catch (error) {
        throw new Error(`input ${input} of HARNESS_FUZZ_SEED=${this.#seed}: ${error}`, { cause: error });
      }
      this.inputs++;
    }
    for (const client of this.#clients) client.gone();
    this.#look();
  }

  #next(): void {
    const chance = this.#chance;
    const place = chance.below(CLIENTS);
    let client = this.#clients[place];
    if (client === undefined || client.isGone) {
      client = new FuzzClient(this.#subject);
      this.#spoil(client.session, client.line);
      this.#clients[place] = client;
    }
    client.read(this.#mode.input(chance));
    const end = chance.below(100);
    if (end === 0 || (client.line.isClosed && end < 30)) client.gone();
    else if (end === 1) client.end();
    if (this.#subject.happen !== undefined && chance.oneIn(2)) this.#subject.happen();
  }

  #look(): void {
    const present = this.#clients.filter(({ isGone }) => !isGone);
    const wrong = this.#subject.wrongWithin(present) ?? this.#servePair() ?? this.#subject.wrongWithin(present);
    if (wrong !== undefined) throw new Error(wrong);
    this.pairsServed++;
  }

  #servePair(): string | undefined {
    const one = new FuzzClient(this.#subject);
    const other = new FuzzClient(this.#subject);
    const wrong = this.#subject.wrongForPair(one, other);
    one.gone();
    other.gone();
    return wrong;
  }
}

/** A line that looks at what is sent at once, and keeps only the last of it. */
class FuzzLine implements Line {
  readonly from = 'somewhere';
  unsentBytes = 0;
  isClosed = false;
  unanswered: Buffer = EMPTY;
  readonly lately: Uint8Array[] = [];
  readonly #subject: Subject;
  #whenSent: (() => void)[] = [];

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  send(bytes: Uint8Array): void {
    if (this.isClosed) return;
    const wrong = this.#subject.wrongWith(bytes, this.unanswered);
    if (wrong !== undefined) throw new Error(wrong);
    if (this.#subject.isEcho) this.unanswered = this.unanswered.subarray(bytes.length);
    if (this.lately.push(bytes) > LATELY_MAX) this.lately.splice(0, LATELY_MAX / 2);
  }

  sendLent(bytes: Uint8Array, start: number, end: number): void {
    this.send(new Uint8Array(bytes.subarray(start, end)));
  }

  whenSent(act: () => void): void {
    this.#whenSent.push(act);
  }

  tellSent(): void {
    for (const act of this.#whenSent.splice(0)) act();
  }

  stopReading(): void {}
  resumeReading(): void {}

  close(): void {
    this.isClosed = true;
  }
}

const LATELY_MAX = 64;

export class FuzzClient {
  readonly line: FuzzLine;
  readonly session: Session;
  isGone = false;
  #hasEnded = false;
  readonly #subject: Subject;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.line = new FuzzLine(subject);
    this.session = subject.service.open(this.line);
  }

  read(bytes: Buffer): void {
    if (this.line.isClosed || this.#hasEnded || bytes.length === 0) return;
    const { line } = this;
    // Without an echo nothing need be remembered.
    if (this.#subject.isEcho) line.unanswered = Buffer.concat([line.unanswered, bytes]);
    this.session.onBytes(bytes, 0, bytes.length);
    // What was lent is overwritten.
    bytes.fill(0xdb);
    line.tellSent();
  }

  end(): void {
    if (this.line.isClosed || this.#hasEnded) return;
    this.#hasEnded = true;
    this.session.onEnd();
  }

  gone(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.line.isClosed = true;
    this.session.onGone();
  }
}

const EMPTY = Buffer.alloc(0);

// Inputs.

/** A protocol's own frames, whole and in order: what mutation begins with. */
type Valid = (chance: SeededChance) => Buffer;

function inputOf(chance: SeededChance, valid: Valid): Buffer {
  switch (chance.below(16)) {
    case 0:
      return randomBytes(chance, 1 + chance.below(200));
    case 1:
      return Buffer.alloc(1 + chance.below(chance.oneIn(20) ? 5000 : 300));
    case 2:
      return randomBytes(chance, 1 + chance.below(3));
    case 3:
      return chance.oneIn(60) ? Buffer.alloc(64 * 1024, chance.below(256)) : Buffer.alloc(1100, 0x61);
    case 4: {
      const frame = valid(chance);
      return Buffer.from(frame.subarray(0, 1 + chance.below(frame.length)));
    }
    case 5:
    case 6:
      return mutate(chance, valid(chance));
    case 7:
      return pipelined(chance, valid, 2 + chance.below(4));
    case 8:
      return pipelined(chance, valid, chance.oneIn(30) ? 100 : 1);
    default:
      return valid(chance);
  }
}

function pipelined(chance: SeededChance, valid: Valid, count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => valid(chance)));
}

function randomBytes(chance: SeededChance, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at++) bytes[at] = chance.below(256);
  return bytes;
}

function mutate(chance: SeededChance, frame: Buffer): Buffer {
  for (let count = 1 + chance.below(4); count > 0; count--) frame[chance.below(Math.min(frame.length, 120))] = chance.below(256);
  return frame;
}

function framed(text: string, frameBytes: number): Buffer {
  const frame = Buffer.alloc(frameBytes);
  frame.write(text, 'latin1');
  return frame;
}

function chatInput(clientFrame: ClientFrameSetting): Valid {
  return (chance) => {
    const name = `f${chance.below(40)}`;
    const text = chance.pick([name, name, `${name}:hello`, `${name}:hello`, `@all:to ${name}`, ':', 'exit', '', 'nobody:hi']);
    const usual = text === 'exit' && !chance.oneIn(10) ? name : text;
    const frameBytes = clientFrame === 'auto' ? chance.pick([100, 1500]) : clientFrame;
    return framed(usual, frameBytes);
  };
}

function textInput(chance: SeededChance): Buffer {
  return framed(`data : ${chance.below(1000)}\n`, 20 + chance.below(chance.oneIn(10) ? 1010 : 20));
}

function requestInput(chance: SeededChance): Buffer {
  return Buffer.from(chance.pick(['Hello Server!', 'again', 'x', chance.oneIn(50) ? 'stop' : 'go']));
}

function blockInput(chance: SeededChance): Buffer {
  return framed(`line ${chance.below(1000)}\n`, 1024);
}

// Modes.

function chatMode(clientFrame: ClientFrameSetting): Mode {
  const valid = chatInput(clientFrame);
  return {
    name: `chat with frames of ${clientFrame}`,
    input: (chance) => inputOf(chance, valid),
    open() {
      const room = new ChatRoom({ clientFrame });
      const seen = new WeakSet<Uint8Array>();
      return {
        service: room,
        isEcho: false,
        wrongWith(sent) {
          // The same frame goes to many, and need not be looked at again.
          if (seen.has(sent)) return undefined;
          seen.add(sent);
          return wrongWithFrame(sent);
        },
        wrongWithin: (clients) => wrongWithRoom(room, clients),
        wrongForPair: (one, other) => wrongForChatPair(room, clientFrame, one, other),
      };
    },
  };
}

const ZEROS = Buffer.alloc(1500);

function wrongWithFrame(sent: Uint8Array): string | undefined {
  if (sent.length !== 1500) return `a frame of ${sent.length} bytes`;
  const textBytes = sent.indexOf(0);
  if (textBytes === -1) return 'a frame without a NUL';
  return ZEROS.compare(sent, textBytes, 1500, 0, 1500 - textBytes) === 0 ? undefined : 'a frame with dirty padding';
}

function wrongWithRoom(room: ChatRoom, clients: readonly FuzzClient[]): string | undefined {
  const { members } = room;
  const names = members.map(({ name }) => Buffer.from(name).toString('latin1'));
  if (new Set(names).size !== names.length) return `two members have one name: ${JSON.stringify(names)}`;
  if (names.some((name) => !/^[^@$:\0]{1,9}$/s.test(name)))
    return `a name that is refused is in the room: ${JSON.stringify(names)}`;
  const sessions = clients.map(({ session }) => session as ChatSession);
  const registered = sessions.filter(({ member }) => member !== undefined);
  if (registered.length !== members.length) return `${members.length} members and ${registered.length} registered clients`;
  if (members.some((member) => !registered.some((session) => session.member === member))) return 'a member whose client is gone';
  return undefined;
}

function wrongForChatPair(
  room: ChatRoom,
  clientFrame: ClientFrameSetting,
  one: FuzzClient,
  other: FuzzClient,
): string | undefined {
  const frameBytes = clientFrame === 'auto' ? 100 : clientFrame;
  const before = room.members.length;
  one.read(framed('(one)', frameBytes));
  other.read(framed('(other)', frameBytes));
  if (room.members.length !== before + 2) return 'a well-behaved pair can not register';
  one.read(framed('(other):hello:you', frameBytes));
  other.read(framed('@all:hello', frameBytes));
  const heardByOther = textsOf(other);
  const heardByOne = textsOf(one);
  if (heardByOther.filter((text) => text === '(one)$hello:you').length !== 1) return 'a direct message did not come once';
  if (heardByOne.filter((text) => text === '(other)：@所有人：hello').length !== 1) return 'a broadcast did not come once';
  const list = heardByOne.findLast((text) => text.startsWith('聊天室中的成员：')) ?? '';
  if (!list.includes('(one)') || !list.includes('(other)')) return `the pair is not in the list ${JSON.stringify(list)}`;
  one.read(framed('exit', frameBytes));
  if (!one.line.isClosed) return 'exit does not close';
  if (textsOf(other).filter((text) => text === '(one) 用户已下线了！').length !== 1) return 'a departure was not told once';
  other.end();
  return room.members.length === before ? undefined : 'the pair has not left the room';
}

function textsOf(client: FuzzClient): string[] {
  return client.line.lately.map((frame) => Buffer.from(frame.subarray(0, frame.indexOf(0))).toString());
}

const nothingWrong = () => undefined;

/** What an echo sends is the beginning of what its client has sent and not been answered. */
function wrongWithEcho(sent: Uint8Array, unanswered: Buffer): string | undefined {
  const isPrefix = sent.length <= unanswered.length && unanswered.compare(sent, 0, sent.length, 0, sent.length) === 0;
  return isPrefix ? undefined : `an echo of ${sent.length} bytes that its client has not sent`;
}

function wrongForEchoPair(message: string): Subject['wrongForPair'] {
  return (one, other) => {
    for (const client of [one, other]) client.read(Buffer.from(message));
    for (const { line } of [one, other]) {
      if (Buffer.concat(line.lately).toString() !== message) return 'a well-behaved pair is not echoed';
      if (line.isClosed) return 'a well-behaved client is sent away';
    }
    return undefined;
  };
}

/** A client whose last message has not ended has at most that unanswered; one that was sent away, anything. */
function wrongWithUnanswered(bytesMax: number): Subject['wrongWithin'] {
  return (clients) => {
    const behind = clients.find(({ line }) => !line.isClosed && line.unanswered.length > bytesMax);
    return behind === undefined ? undefined : `${behind.line.unanswered.length} bytes are not echoed`;
  };
}

const ECHO_TEXT: Mode = {
  name: 'echo-text',
  input: (chance) => inputOf(chance, textInput),
  open: () => ({
    service: new EchoTextService(),
    isEcho: true,
    wrongWith: (sent, unanswered) =>
      wrongWithEcho(sent, unanswered) ?? (sent.at(-1) === 0 ? undefined : 'an echo of half a message'),
    wrongWithin: wrongWithUnanswered(1023),
    wrongForPair: wrongForEchoPair('data : 1\n\0data : 2\n\0'),
  }),
};

const ECHO_BLOCK: Mode = {
  name: 'echo-block',
  input: (chance) => inputOf(chance, blockInput),
  open: () => ({
    service: new EchoBlockService(),
    isEcho: true,
    wrongWith: wrongWithEcho,
    wrongWithin: wrongWithUnanswered(0),
    wrongForPair: wrongForEchoPair('a line\n'),
  }),
};

const KEEPALIVE: Mode = {
  name: 'keepalive',
  input: (chance) => inputOf(chance, requestInput),
  open: () => ({
    service: new KeepaliveService(),
    isEcho: false,
    wrongWith: (sent) => (['keep alive', 'stop'].includes(Buffer.from(sent).toString()) ? undefined : 'no answer of keepalive'),
    wrongWithin: nothingWrong,
    wrongForPair(one, other) {
      for (const client of [one, other]) {
        client.read(Buffer.from('Hello Server!'));
        client.read(Buffer.from('stop'));
        if (Buffer.concat(client.line.lately).toString() !== 'keep alivestop') return 'a well-behaved pair is not answered';
        if (!client.line.isClosed) return 'stop does not close';
      }
      return undefined;
    },
  }),
};

/** A terminal at which somebody types now and then, and of whose print only the length is kept. */
class FuzzTerminal implements Terminal {
  readonly unprintedBytes = 0;
  wanting: GiveLine[] = [];
  print(): void {}
  whenPrinted(act: () => void): void {
    act();
  }
  nextLine(give: GiveLine): () => void {
    this.wanting.push(give);
    return () => {
      this.wanting = this.wanting.filter((waiting) => waiting !== give);
    };
  }
  isWantedBy(count: number): boolean {
    return this.wanting.length === count;
  }
  type(line: string): void {
    this.wanting.shift()?.(Buffer.from(line));
  }
}

const TALK_ECHO: Mode = {
  name: 'talk with an echo',
  input: (chance) => inputOf(chance, requestInput),
  open: () => ({
    service: new TalkService(echoOperator(new FuzzTerminal())),
    isEcho: true,
    wrongWith: wrongWithEcho,
    wrongWithin: wrongWithUnanswered(0),
    wrongForPair: wrongForEchoPair('how are you'),
  }),
};

const TALK_PERSON: Mode = {
  name: 'talk with a person',
  input: (chance) => inputOf(chance, requestInput),
  open(chance) {
    const terminal = new FuzzTerminal();
    return {
      service: new TalkService(stdioOperator(terminal)),
      isEcho: false,
      wrongWith: (sent) =>
        ['fine', '\n'].includes(Buffer.from(sent).toString()) ? undefined : 'something that nobody has typed',
      happen: () => terminal.type(chance.oneIn(9) ? '' : 'fine'),
      wrongWithin: nothingWrong,
      wrongForPair(one, other) {
        while (!terminal.isWantedBy(0)) terminal.type('fine');
        for (const client of [one, other]) client.read(Buffer.from('how are you'));
        if (!terminal.isWantedBy(2)) return 'the pair is not shown to the operator';
        terminal.type('fine');
        if (one.line.lately.length - other.line.lately.length !== 1) return 'an answer went to another';
        terminal.type('fine');
        return one.line.lately.length === other.line.lately.length ? undefined : 'an answer did not come';
      },
    };
  },
};

function wrongWithBlocks(sent: Uint8Array): string | undefined {
  return sent.length > 0 && sent.length % 1024 === 0 ? undefined : `${sent.length} bytes are no blocks`;
}

const P2P_ECHO: Mode = {
  name: 'p2p with an echo',
  input: (chance) => inputOf(chance, blockInput),
  open: () => ({
    service: new P2pService(echoOperator(new FuzzTerminal())),
    isEcho: false,
    wrongWith: wrongWithBlocks,
    wrongWithin: nothingWrong,
    wrongForPair(one, other) {
      for (const client of [one, other]) {
        client.read(framed('hello\n', 1024));
        if (Buffer.concat(client.line.lately).compare(framed('hello\n', 1024)) !== 0) return 'a line is not said again';
      }
      return undefined;
    },
  }),
};

const P2P_PERSON: Mode = {
  name: 'p2p with a person',
  input: (chance) => inputOf(chance, blockInput),
  open() {
    const terminal = new FuzzTerminal();
    return {
      service: new P2pService(stdioOperator(terminal)),
      isEcho: false,
      wrongWith: wrongWithBlocks,
      happen: () => terminal.type('a line'),
      wrongWithin: (clients) =>
        terminal.wanting.length <= clients.length ? undefined : 'somebody who is gone still waits for a line',
      wrongForPair(one, other) {
        while (one.line.lately.length === 0 || other.line.lately.length === 0) {
          if (terminal.wanting.length < 2) return 'the pair does not wait for lines';
          terminal.type('a line');
        }
        return undefined;
      },
    };
  },
};

export const MODES = [
  chatMode('auto'),
  chatMode(100),
  chatMode(1500),
  ECHO_TEXT,
  KEEPALIVE,
  TALK_ECHO,
  TALK_PERSON,
  ECHO_BLOCK,
  P2P_ECHO,
  P2P_PERSON,
] as const satisfies readonly Mode[];
