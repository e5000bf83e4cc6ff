import { describe, expect, it } from 'vitest';
import { type MemoryNetworkOptions, wait } from '../../harness/index.ts';
import { FakePerson, type Meeting, meet } from '../person.test-support.ts';
import { type ChatOptions, chat } from './person.ts';

const GREETING = '连接服务端成功\n聊天室中的成员：bob\n请注册，输入昵称';
const ACCEPTED = '昵称注册成功';
const REFUSED = '该昵称已经被聊天室中其他人占用，请重新输入昵称';
const PROMPT = [
  '你的昵称是：alice',
  '聊天室中的成员：bob、alice',
  "请按照‘聊天室成员名称:消息’格式进行发送消息，通知聊天室所有人的消息格式是‘@all:消息'，注意空格表示一条消息结束，之后的内容表示给其他人发送消息。接收的消息会按照’消息的发送者$消息‘的格式显示出来。如需下线请输入'exit'",
];
const WELCOME = [ACCEPTED, ...PROMPT];

interface ChatMeeting extends Meeting {
  /** Says texts in frames. */
  frames(...texts: string[]): void;
  /** Waits for that many client frames, and gives their texts. */
  messages(count: number): Promise<string[]>;
}

async function enter(
  person: FakePerson,
  options: Partial<ChatOptions> = {},
  network?: Partial<MemoryNetworkOptions>,
): Promise<ChatMeeting> {
  const { clientFrameBytes = 100, wholeLines = false } = options;
  const meeting = await meet(chat({ clientFrameBytes, wholeLines }), person, network);
  return {
    ...meeting,
    frames: (...texts) => meeting.say(...texts.map((text) => frameOf(text, 1500))),
    async messages(count) {
      const bytes = await meeting.heard(count * clientFrameBytes);
      return Array.from({ length: Math.floor(bytes.length / clientFrameBytes) }, (_, index) => {
        const frame = bytes.subarray(index * clientFrameBytes, (index + 1) * clientFrameBytes);
        const text = frame.subarray(0, frame.indexOf(0)).toString();
        expect(frame).toEqual(frameOf(text, clientFrameBytes));
        return text;
      });
    },
  };
}

describe('the chat client', () => {
  it('CHAT-1.1.1: prints the text of each frame and a line end, in any segmentation, and nothing of the padding', async () => {
    const person = new FakePerson();
    const { say, frames, farewell } = await enter(person, {}, { segmentBytesMax: 333, delayUs: { min: 5, max: 900 } });
    const dirty = Buffer.alloc(1500, 'z');
    dirty.write('bob$hi\0');
    frames(GREETING);
    say(dirty);
    frames('bob$last');
    await person.seen('bob$last\n');
    person.leave();
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe(`${GREETING}\nbob$hi\nbob$last\n`);
  });

  it.each([100, 1500] as const)('CHAT-1.1.3: sends frames of %i bytes: text, NUL, padding', async (clientFrameBytes) => {
    const person = new FakePerson().type('alice');
    const { frames, messages, farewell } = await enter(person, { clientFrameBytes });
    frames(GREETING);
    expect(await messages(1)).toEqual(['alice']);
    frames(...WELCOME);
    await person.seen(ACCEPTED);
    person.type('exit');
    expect(await messages(2)).toEqual(['alice', 'exit']);
    void farewell;
  });

  it('CHAT-1.1.4: sends a frame only behind the answer to the last, for the original loses the second of two', async () => {
    const person = new FakePerson().type('alice', 'bob:hi there', 'exit');
    const { frames, messages, server, transport, farewell } = await enter(person);
    await wait(transport.clock, 1000);
    expect(server.heardBytes).toBe(0);
    frames(GREETING);
    expect(await messages(1)).toEqual(['alice']);
    // Neither what others say nor the beginning of the prompt is the answer.
    frames(ACCEPTED, 'bob$welcome', 'carol：@所有人：hello', 'dora 用户已下线了！', ...PROMPT.slice(0, 2));
    await person.seen(PROMPT[1] ?? '');
    await wait(transport.clock, 1000);
    expect(server.heardBytes).toBe(100);
    frames(...PROMPT.slice(2));
    expect(await messages(2)).toEqual(['alice', 'bob:hi']);
    frames(...PROMPT);
    expect(await messages(3)).toEqual(['alice', 'bob:hi', 'there']);
    frames('聊天格式错误，请重新输入', ...PROMPT);
    expect((await messages(4)).at(-1)).toBe('exit');
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.told).toEqual([]);
  });

  it('CHAT-1.2.5: tries another nickname after a refusal, whatever others say meanwhile', async () => {
    const person = new FakePerson().type('bob', 'alice');
    const { frames, messages, server, transport } = await enter(person);
    frames(GREETING);
    await messages(1);
    frames('carol：@所有人：hello', 'dora 用户已下线了！');
    await person.seen('dora');
    await wait(transport.clock, 1000);
    expect(server.heardBytes).toBe(100);
    frames(REFUSED);
    expect(await messages(2)).toEqual(['bob', 'alice']);
  });

  it('prints what comes while nothing is typed, and while a line is on its way', async () => {
    const person = new FakePerson();
    const { frames, messages } = await enter(person);
    frames(GREETING);
    await person.seen('请注册');
    person.type('alice');
    await messages(1);
    frames(...WELCOME, 'bob$one');
    await person.seen('bob$one');
    frames('bob$two');
    await person.seen('bob$two');
  });

  it('sends whole lines when it is asked to, spaces and all, byte for byte', async () => {
    const person = new FakePerson().type('alice', '', '  bob: hi  there ').endInput();
    const { frames, messages } = await enter(person, { wholeLines: true });
    frames(GREETING);
    await messages(1);
    frames(...WELCOME);
    expect((await messages(2)).at(-1)).toBe('  bob: hi  there ');
    expect(person.told).toEqual(['That was not sent: a message of this protocol has at least 1 byte.']);
  });

  it('reads words as the original does, also of a line that is longer than it takes in at once', async () => {
    const word = 'w'.repeat(99);
    const long = `\t ${`${word} `.repeat(60)} end\v`;
    const person = new FakePerson().type('alice', '', '   ', long).endInput();
    const { frames, messages } = await enter(person);
    frames(GREETING);
    await messages(1);
    frames(...WELCOME);
    for (let count = 2; count <= 61; count++) {
      await messages(count);
      frames(...PROMPT);
    }
    expect((await messages(62)).slice(1)).toEqual([...Array.from({ length: 60 }, () => word), 'end']);
  });

  it('refuses what does not fit a frame whole, and goes on', async () => {
    const person = new FakePerson().type('alice', `bob:${'x'.repeat(9000)} a\0b bob:fits`).endInput();
    const { frames, messages } = await enter(person);
    frames(GREETING);
    await messages(1);
    frames(...WELCOME);
    expect(await messages(2)).toEqual(['alice', 'bob:fits']);
    expect(person.told).toEqual([
      'That was not sent: it is longer than a message may be here (connect --help says how long).',
      'That was not sent: it holds a NUL, and a NUL ends a message of this protocol.',
    ]);
  });

  it.each(['ends the input', 'leaves'])('CHAT-1.5.1: says exit when a member %s, and prints what still comes', async (act) => {
    const person = new FakePerson().type('alice');
    const { frames, messages, server, farewell } = await enter(person);
    frames(GREETING);
    await messages(1);
    frames(...WELCOME);
    await person.seen('exit');
    if (act === 'leaves') person.leave();
    else person.endInput();
    expect(await messages(2)).toEqual(['alice', 'exit']);
    frames('bob$bye');
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toContain('bob$bye\n');
  });

  it('CHAT-1.5.1: closes from here when the server does not, after a bounded time', async () => {
    const person = new FakePerson().type('alice', 'exit');
    const { frames, messages, farewell } = await enter(person);
    frames(GREETING);
    await messages(1);
    frames(...WELCOME);
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.told).toEqual(['The server has not closed within 10 s: closed from here.']);
  });

  it('does not say exit before it is registered, where that would be its nickname', async () => {
    const person = new FakePerson();
    const { frames, server, farewell } = await enter(person);
    frames(GREETING);
    await person.seen('请注册');
    person.leave();
    expect(await farewell).toEqual({ kind: 'left' });
    expect(server.heardBytes).toBe(0);
    expect(server.told).toContain('end');
  });

  it('leaves when exit is typed before it is registered and the server closes', async () => {
    const person = new FakePerson().type('exit');
    const { frames, messages, server, farewell } = await enter(person);
    frames(GREETING);
    await messages(1);
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'left' });
  });

  it('says exit again when a server has taken the first for a nickname', async () => {
    const person = new FakePerson().type('exit');
    const { frames, messages, server, farewell } = await enter(person);
    frames(GREETING);
    await messages(1);
    frames(...WELCOME);
    person.endInput();
    expect(await messages(2)).toEqual(['exit', 'exit']);
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'left' });
  });

  it('CHAT-1.6.1: waits on a terminal for a room that is full, and says so; a pipe waits no longer than it said', async () => {
    const person = new FakePerson({ typesOnTerminal: true }).type('alice');
    const { frames, messages } = await enter(person);
    await person.seen('No greeting yet: the room may be full. Ctrl-C leaves.');
    frames(GREETING);
    expect(await messages(1)).toEqual(['alice']);
    const { farewell } = await enter(new FakePerson().type('alice'));
    expect((await farewell).kind).toBe('broken');
  });

  it.each([
    ['closes by itself', 0, 'The server closed the connection, and nobody had asked it to.'],
    [
      'closes in the middle of a frame',
      700,
      'The conversation broke off: the peer closed the connection 700 bytes into a frame.',
    ],
  ])('says that the conversation is broken when the server %s', async (_act, bytes, sentence) => {
    const person = new FakePerson();
    const { frames, say, server, farewell } = await enter(person);
    frames(GREETING);
    await person.seen('请注册');
    if (bytes > 0) say(Buffer.alloc(bytes, 'x'));
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'broken', sentence });
  });

  it('says that the conversation is broken when the server resets instead of closing', async () => {
    const person = new FakePerson().type('alice', 'exit');
    const { frames, messages, server, farewell } = await enter(person);
    frames(GREETING);
    await messages(1);
    frames(...WELCOME);
    await messages(2);
    server.call((connection) => connection.reset());
    expect((await farewell).kind).toBe('broken');
  });
});

function frameOf(text: string, frameBytes: number): Buffer {
  const frame = Buffer.alloc(frameBytes);
  frame.write(text);
  return frame;
}
