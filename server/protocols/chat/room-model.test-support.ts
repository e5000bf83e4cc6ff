// The room as the contract has it, slow and obvious, and written from the contract alone: bytes are characters of a string, and
// everything is looked up from the start each time.

const FRAME_BYTES = 1500;
const TEXT_BYTES_MAX = 1499;

const ARRIVED = bytesOf('连接服务端成功\n聊天室中的成员：');
const PLEASE_REGISTER = bytesOf('\n请注册，输入昵称');
const REGISTERED = bytesOf('昵称注册成功');
const RESERVED = bytesOf("该昵称使用了非法字符'@'或':'，请重新输入昵称");
const TAKEN = bytesOf('该昵称已经被聊天室中其他人占用，请重新输入昵称');
const TOO_LONG = bytesOf('该昵称过长，最多9个字节，请重新输入昵称');
const EMPTY = bytesOf('昵称不能为空，请重新输入昵称');
const YOUR_NAME = bytesOf('你的昵称是：');
const MEMBERS = bytesOf('聊天室中的成员：');
const HELP = bytesOf(
  "请按照‘聊天室成员名称:消息’格式进行发送消息，通知聊天室所有人的消息格式是‘@all:消息'，注意空格表示一条消息结束，之后的内容表示给其他人发送消息。接收的消息会按照’消息的发送者$消息‘的格式显示出来。如需下线请输入'exit'",
);
const WRONG = bytesOf('聊天格式错误，请重新输入');

interface Seat {
  name: string | undefined;
  /** What has come of its stream and is no whole frame yet. */
  stream: string;
  /** The server has closed, or the client has gone. */
  isOver: boolean;
  output: string;
}

export class RoomModel {
  readonly #frameBytes: number;
  readonly #seats: Seat[] = [];
  /** Who holds which place in the member list. */
  readonly #places: (Seat | undefined)[] = [];

  constructor(frameBytes: number) {
    this.#frameBytes = frameBytes;
  }

  /** The names of the members, in the order of their places. */
  get names(): string[] {
    return this.#places.flatMap((seat) => (seat?.name === undefined ? [] : [seat.name]));
  }

  arrive(): void {
    const seat: Seat = { name: undefined, stream: '', isOver: false, output: '' };
    this.#seats.push(seat);
    // CHAT-1.2.1
    tell(seat, ARRIVED + this.#list(TEXT_BYTES_MAX - ARRIVED.length - PLEASE_REGISTER.length) + PLEASE_REGISTER);
  }

  read(client: number, bytes: string): void {
    const seat = this.#seatOf(client);
    if (seat.isOver) return;
    seat.stream += bytes;
    while (seat.stream.length >= this.#frameBytes && !seat.isOver) {
      const frame = seat.stream.slice(0, this.#frameBytes);
      seat.stream = seat.stream.slice(this.#frameBytes);
      // CHAT-1.1.3, CHAT-1.1.6
      this.#hear(seat, frame.split('\0')[0] ?? '');
    }
  }

  /** The client has ended its stream, or has gone: both are a departure. */
  leave(client: number): void {
    this.#depart(this.#seatOf(client));
  }

  /** What was sent to that client since the last taking. */
  take(client: number): string {
    const seat = this.#seatOf(client);
    const { output } = seat;
    seat.output = '';
    return output;
  }

  #seatOf(client: number): Seat {
    const seat = this.#seats[client];
    if (seat === undefined) throw new Error(`no client ${client} has come to the model`);
    return seat;
  }

  #hear(seat: Seat, text: string): void {
    if (seat.name === undefined) {
      const refusal = this.#refusalOf(text);
      if (refusal !== undefined) {
        tell(seat, refusal);
        return;
      }
      seat.name = text;
      const free = this.#places.indexOf(undefined);
      this.#places[free === -1 ? this.#places.length : free] = seat;
      tell(seat, REGISTERED);
    } else if (text === 'exit') {
      this.#depart(seat);
      return;
    } else {
      this.#route(seat, seat.name, text);
    }
    // CHAT-1.3.1
    tell(seat, YOUR_NAME + seat.name);
    tell(seat, MEMBERS + this.#list(TEXT_BYTES_MAX - MEMBERS.length));
    tell(seat, HELP);
  }

  /** CHAT-1.2.3 to CHAT-1.2.7 */
  #refusalOf(name: string): string | undefined {
    if (/[@$:]/.test(name)) return RESERVED;
    if (name === '') return EMPTY;
    if (name.length > 9) return TOO_LONG;
    return this.names.includes(name) ? TAKEN : undefined;
  }

  /** CHAT-1.4 */
  #route(seat: Seat, sender: string, text: string): void {
    const [target = '', ...rest] = text.split(':');
    const said = rest.join(':');
    if (rest.length === 0 || said === '' || target === '' || (/[@$]/.test(target) && target !== '@all')) {
      tell(seat, WRONG);
    } else if (target === '@all') {
      const delivered = `${sender}${bytesOf('：@所有人：')}${said}`;
      if (delivered.length > TEXT_BYTES_MAX) tell(seat, WRONG);
      else for (const member of this.#places) tell(member, delivered);
    } else if (!this.names.includes(target)) {
      const unknown = `${bytesOf('聊天室中没有找到 ')}${target}${bytesOf(' 用户')}`;
      tell(seat, unknown.length > TEXT_BYTES_MAX ? WRONG : unknown);
    } else {
      const delivered = `${sender}$${said}`;
      if (delivered.length > TEXT_BYTES_MAX) tell(seat, WRONG);
      else
        tell(
          this.#places.find((member) => member?.name === target),
          delivered,
        );
    }
  }

  /** CHAT-1.5.2, CHAT-1.5.3 */
  #depart(seat: Seat): void {
    seat.isOver = true;
    const place = this.#places.indexOf(seat);
    if (place === -1) return;
    this.#places[place] = undefined;
    for (const member of this.#places) tell(member, `${seat.name}${bytesOf(' 用户已下线了！')}`);
  }

  /** CHAT-1.3.2: all names, or as many as leave room to say that there are more. */
  #list(bytesMax: number): string {
    const separator = bytesOf('、');
    const { names } = this;
    if (names.join(separator).length <= bytesMax) return names.join(separator);
    const more = bytesOf('…');
    let count = names.length;
    while (names.slice(0, count).join(separator).length + more.length > bytesMax) count--;
    return names.slice(0, count).join(separator) + more;
  }
}

function tell(seat: Seat | undefined, text: string): void {
  if (seat !== undefined) seat.output += text.padEnd(FRAME_BYTES, '\0');
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
