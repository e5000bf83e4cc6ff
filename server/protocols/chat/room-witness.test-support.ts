// The invariants of the room, each with a name for the way to break it. A witness knows what clients sent and what they received,
// and nothing of the room but how many members it says it has. All bytes are characters of strings.

export type Breach =
  | 'torn-frame'
  | 'dirty-padding'
  | 'name-held-by-two'
  | 'listed-twice'
  | 'not-listed'
  | 'listed-without-being-there'
  | 'delivered-again'
  | 'delivered-to-another'
  | 'not-delivered'
  | 'out-of-order'
  | 'sender-forged'
  | 'text-changed'
  | 'departure-told-again'
  | 'departure-not-told'
  | 'slot-lost';

const FRAME_BYTES = 1500;
const ARRIVED = bytesOf('连接服务端成功\n聊天室中的成员：');
const PLEASE_REGISTER = bytesOf('\n请注册，输入昵称');
const REGISTERED = bytesOf('昵称注册成功');
const REFUSALS = [
  "该昵称使用了非法字符'@'或':'，请重新输入昵称",
  '该昵称已经被聊天室中其他人占用，请重新输入昵称',
  '该昵称过长，最多9个字节，请重新输入昵称',
  '昵称不能为空，请重新输入昵称',
].map(bytesOf);
const MEMBERS = bytesOf('聊天室中的成员：');
const SEPARATOR = bytesOf('、');
const AND_MORE = bytesOf('…');
const LEFT = bytesOf(' 用户已下线了！');
const SENT = /^([^:@$]+|@all):(~(\d+)~.*)$/s;
const RECEIVED = new RegExp(`^([^$]*?)(\\$|${bytesOf('：@所有人：')})(~(\\d+)~.*)$`, 's');

interface Client {
  name: string | undefined;
  isOver: boolean;
  /** Of a frame that is not whole. */
  stream: string;
  /** Frames that came whole in this act. */
  frames: string[];
  /** Texts that were received in this act. */
  texts: string[];
  /** The number of the last message of each sender. */
  readonly lastOf: Map<Client, number>;
}

interface Message {
  readonly sender: Client;
  readonly senderName: string;
  readonly text: string;
  /** Who is to get it, and has not. */
  readonly waiting: Set<Client>;
  readonly got: Set<Client>;
}

export class RoomWitness {
  /** The first invariant that was seen broken. */
  breach: Breach | undefined;
  readonly #clients: Client[] = [];
  readonly #members = new Set<Client>();
  /** Clients that sent or left in this act, and those that received. */
  readonly #acting = new Set<Client>();
  readonly #receiving = new Set<Client>();
  #leaving: Client[] = [];
  readonly #messages = new Map<number, Message>();

  see(breach: Breach, isBroken: boolean): void {
    if (isBroken) this.breach ??= breach;
  }

  // What happens in an act.

  arrived(client: number): void {
    this.#clients[client] = { name: undefined, isOver: false, stream: '', frames: [], texts: [], lastOf: new Map() };
  }

  sent(client: number, bytes: string, frameBytes: number): void {
    const sender = this.#at(client);
    if (sender.isOver) return;
    this.#acting.add(sender);
    sender.stream += bytes;
    for (; sender.stream.length >= frameBytes; sender.stream = sender.stream.slice(frameBytes)) {
      sender.frames.push(sender.stream.slice(0, frameBytes).split('\0')[0] ?? '');
    }
  }

  left(client: number): void {
    const leaver = this.#at(client);
    if (!leaver.isOver) this.#leaving.push(leaver);
    leaver.isOver = true;
  }

  received(client: number, bytes: string): void {
    if (bytes === '') return;
    const receiver = this.#at(client);
    this.#receiving.add(receiver);
    this.see('torn-frame', bytes.length % FRAME_BYTES !== 0);
    for (let at = 0; at < bytes.length; at += FRAME_BYTES) {
      const frame = bytes.slice(at, at + FRAME_BYTES);
      const text = frame.split('\0')[0] ?? '';
      this.see('torn-frame', text.length === frame.length);
      this.see('dirty-padding', frame !== text.padEnd(frame.length, '\0'));
      receiver.texts.push(text);
    }
  }

  /** The name that a client has been told is its own. */
  nameOf(client: number): string | undefined {
    return this.#clients[client]?.name;
  }

  // What follows of it.

  /** The act is over: what was to come of it has come. */
  settle(membersInRoom: number): void {
    const listed = new Set(this.#members);
    for (const sender of this.#acting) this.#follow(sender, listed);
    const departed = this.#leaving.filter((leaver) => leaver.name !== undefined);
    for (const leaver of this.#leaving) this.#members.delete(leaver);
    for (const receiver of this.#receiving) this.#hear(receiver, listed, departed);
    for (const member of this.#members) if (!this.#receiving.has(member)) this.see('departure-not-told', departed.length > 0);
    for (const message of this.#messages.values()) this.see('not-delivered', message.waiting.size > 0);
    this.see('slot-lost', membersInRoom !== this.#members.size);
    for (const client of [...this.#acting, ...this.#receiving]) {
      client.frames = [];
      client.texts = [];
    }
    this.#acting.clear();
    this.#receiving.clear();
    this.#leaving = [];
    this.#messages.clear();
  }

  /** What the frames of a sender set off. */
  #follow(sender: Client, listed: Set<Client>): void {
    const answers = sender.texts.filter((text) => text === REGISTERED || REFUSALS.includes(text));
    for (const frame of sender.frames) {
      if (sender.name === undefined) {
        if (answers.shift() !== REGISTERED) continue;
        this.see(
          'name-held-by-two',
          [...this.#members].some(({ name }) => name === frame),
        );
        sender.name = frame;
        this.#members.add(sender);
        listed.add(sender);
      } else if (frame === 'exit') {
        sender.isOver = true;
        this.#leaving.push(sender);
        return;
      } else {
        this.#expect(sender, sender.name, frame);
      }
    }
  }

  #expect(sender: Client, senderName: string, frame: string): void {
    const [, target, text, number] = SENT.exec(frame) ?? [];
    if (target === undefined || text === undefined) return;
    const between = target === '@all' ? bytesOf('：@所有人：') : '$';
    const isTooLong = senderName.length + between.length + text.length >= FRAME_BYTES;
    const receivers = [...this.#members].filter(({ name }) => target === '@all' || name === target);
    const waiting = new Set(isTooLong ? [] : receivers);
    this.#messages.set(Number(number), { sender, senderName, text, waiting, got: new Set() });
  }

  #hear(receiver: Client, listed: ReadonlySet<Client>, departed: readonly Client[]): void {
    const due = this.#members.has(receiver) ? departed.map(({ name }) => name + LEFT) : [];
    for (const text of receiver.texts) {
      const [, senderName, , said, number] = RECEIVED.exec(text) ?? [];
      if (said !== undefined) {
        this.#delivered(receiver, Number(number), senderName, said);
      } else if (text.startsWith(MEMBERS)) {
        this.#hearList(text.slice(MEMBERS.length), listed);
      } else if (text.startsWith(ARRIVED) && text.endsWith(PLEASE_REGISTER)) {
        this.#hearList(text.slice(ARRIVED.length, -PLEASE_REGISTER.length), listed);
      } else if (text.endsWith(LEFT)) {
        const place = due.indexOf(text);
        this.see('departure-told-again', place === -1);
        due.splice(place, 1);
      }
    }
    this.see('departure-not-told', due.length > 0);
  }

  #delivered(receiver: Client, number: number, senderName: string | undefined, said: string): void {
    const message = this.#messages.get(number);
    if (message === undefined) {
      this.see('delivered-again', true);
      return;
    }
    const { sender, waiting, got } = message;
    this.see('delivered-again', got.has(receiver));
    this.see('delivered-to-another', !got.has(receiver) && !waiting.has(receiver));
    this.see('sender-forged', senderName !== message.senderName);
    this.see('text-changed', said !== message.text);
    this.see('out-of-order', number < (receiver.lastOf.get(sender) ?? -1));
    waiting.delete(receiver);
    got.add(receiver);
    receiver.lastOf.set(sender, number);
  }

  #hearList(list: string, listed: ReadonlySet<Client>): void {
    const isWhole = !list.endsWith(AND_MORE);
    const names = list === '' ? [] : (isWhole ? list : list.slice(0, -AND_MORE.length)).split(SEPARATOR);
    const members = [...listed].map(({ name }) => name ?? '');
    this.see('listed-twice', new Set(names).size !== names.length);
    this.see(
      'listed-without-being-there',
      names.some((name) => !members.includes(name)),
    );
    this.see('not-listed', isWhole && members.some((name) => !names.includes(name)));
  }

  #at(client: number): Client {
    const found = this.#clients[client];
    if (found === undefined) throw new Error(`the witness has not seen client ${client} arrive`);
    return found;
  }
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
