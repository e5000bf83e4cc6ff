import { describe, expect, it } from 'vitest';
import { FORMAT_WRONG, NAME_TAKEN, notFound, REGISTERED, YOUR_NAME } from '../texts.ts';
import { Tale } from './tale.test-support.ts';

const PAIR = ['ann', 'bob'];
const pair = () => new Tale().joins('ann').joins('bob', ['ann']);
const three = () => pair().joins('cat', PAIR);
const THREE = [...PAIR, 'cat'];

/** What ann says to bob, and what comes of it. */
const said = (tale: Tale) => tale.says('ann', 'bob:00000001hi').hears('bob', 'ann', '00000001hi').isPrompted('ann', PAIR);

const RIGHT: Readonly<Record<string, () => Tale>> = {
  'a message that reaches whom it is for': () => said(pair()),
  'a message that comes behind its prompt': () =>
    pair().says('ann', 'bob:00000001').isPrompted('ann', PAIR).hears('bob', 'ann', '00000001'),
  'a message to oneself': () => pair().says('ann', 'ann:00000001').hears('ann', 'ann', '00000001').isPrompted('ann', PAIR),
  'a text with everything that could be taken for something else': () =>
    pair().says('ann', 'bob:00000001$：@所有人：').hears('bob', 'ann', '00000001$：@所有人：').isPrompted('ann', PAIR),
  'a broadcast': () =>
    pair()
      .says('ann', '@all:00000001')
      .hearsToAll('bob', 'ann', '00000001')
      .hearsToAll('ann', 'ann', '00000001')
      .isPrompted('ann', PAIR),
  'a broadcast that reaches somebody who has not registered': () =>
    pair()
      .comes('cat', PAIR)
      .says('ann', '@all:00000001')
      .hearsToAll('cat', 'ann', '00000001')
      .hearsToAll('bob', 'ann', '00000001')
      .hearsToAll('ann', 'ann', '00000001')
      .isPrompted('ann', PAIR),
  'a broadcast that does not reach somebody who is registering meanwhile': () =>
    pair()
      .comes('cat', PAIR)
      .says('cat', 'cat')
      .says('ann', '@all:00000001')
      .isIn('cat', THREE)
      .hearsToAll('bob', 'ann', '00000001')
      .hearsToAll('ann', 'ann', '00000001')
      .isPrompted('ann', THREE),
  'a broadcast that does not reach somebody who leaves meanwhile': () =>
    pair()
      .says('ann', '@all:00000001')
      .leaves('bob')
      .hearsToAll('ann', 'ann', '00000001')
      .isPrompted('ann', PAIR)
      .hearsOfDeparture('ann', 'bob'),
  'what others cause between the frames of a prompt': () =>
    pair()
      .says('ann', 'no format', 'bob:00000001')
      .gets('ann', FORMAT_WRONG, Buffer.concat([YOUR_NAME, Buffer.from('ann')]))
      .says('bob', 'ann:00000002')
      .hears('ann', 'bob', '00000002')
      .gets('ann', ...promptTail())
      .hears('bob', 'ann', '00000001')
      .isPrompted('ann', PAIR)
      .isPrompted('bob', PAIR),
  'a refusal of a name that somebody asks for at the same time': () =>
    new Tale()
      .comes('ann')
      .comes('bob')
      .says('ann', 'same')
      .says('bob', 'same')
      .gets('bob', NAME_TAKEN)
      .isIn('ann', ['same'], 'same'),
  'a refusal of a name whose holder is just leaving': () =>
    pair().comes('cat', PAIR).leaves('ann').says('cat', 'ann').gets('cat', NAME_TAKEN).hearsOfDeparture('bob', 'ann'),
  'a name that is given again once its holder has left': () =>
    pair().leaves('ann').hearsOfDeparture('bob', 'ann').comes('cat', ['bob']).says('cat', 'ann').isIn('cat', PAIR, 'ann'),
  'a departure that is not told to somebody who comes meanwhile': () =>
    pair().comes('cat', PAIR).says('cat', 'cat').leaves('ann').isIn('cat', ['bob', 'cat']).hearsOfDeparture('bob', 'ann'),
  'that there is nobody, when he is just leaving': () =>
    pair()
      .leaves('bob')
      .says('ann', 'bob:00000001')
      .gets('ann', notFound('bob'))
      .isPrompted('ann', ['ann'])
      .hearsOfDeparture('ann', 'bob'),
  'messages of different members in any order': () =>
    three()
      .says('ann', 'cat:00000001')
      .isPrompted('ann', THREE)
      .says('bob', 'cat:00000002')
      .isPrompted('bob', THREE)
      .hears('cat', 'bob', '00000002')
      .hears('cat', 'ann', '00000001'),
  'a message that was under way when its sender broke off, or is lost': () =>
    pair().says('ann', 'bob:00000001').leaves('ann', 'reset').hearsOfDeparture('bob', 'ann'),
  'an exit': () => pair().says('ann', 'exit').isEnded('ann').hearsOfDeparture('bob', 'ann'),
  'an exit that is broken off because of what was behind it': () =>
    pair().says('ann', 'exit', 'bob:00000001').isEnded('ann', 'reset').hearsOfDeparture('bob', 'ann'),
  'a frame that its sender did not finish': () => pair().sends('ann', 'bob:0000').leaves('ann').hearsOfDeparture('bob', 'ann'),
  'what strangers do': () => pair().hearsToAll('ann', 'stranger', 'hello').hearsOfDeparture('bob', 'stranger'),
};

const WRONG: readonly (readonly [string, () => Tale, string])[] = [
  [
    'a message that never comes',
    () => pair().says('ann', 'bob:00000001').isPrompted('ann', PAIR),
    "bob misses ann's message to bob '00000001'",
  ],
  [
    'a message that comes twice',
    () => said(pair()).hears('bob', 'ann', '00000001hi'),
    "bob got ann's message '00000001…' twice.",
  ],
  [
    'a message that somebody else gets, too',
    () => said(three()).hears('cat', 'ann', '00000001hi'),
    "cat got ann's message '00000001…', which was for 'bob'.",
  ],
  [
    'a text that is changed',
    () => pair().says('ann', 'bob:00000001hi').hears('bob', 'ann', '00000001ho'),
    "bob got ann's message '00000001…' with another text.",
  ],
  [
    'a text that was never sent',
    () => pair().hears('bob', 'ann', 'made up by the server'),
    `bob got a message from 'ann', who never sent it: "ann$made up by the server".`,
  ],
  [
    'a wrong sender',
    () => three().says('ann', 'bob:00000001').hears('bob', 'cat', '00000001'),
    "bob got ann's message '00000001' as from 'cat'.",
  ],
  [
    'a direct message that looks like a broadcast',
    () => pair().says('ann', 'bob:00000001').hearsToAll('bob', 'ann', '00000001'),
    "bob got ann's message '00000001' as if it was for all.",
  ],
  [
    'messages of one sender in another order',
    () =>
      pair().says('ann', 'bob:00000001', '@all:00000002').hearsToAll('bob', 'ann', '00000002').hears('bob', 'ann', '00000001'),
    "bob got ann's message '00000001' behind a later one '00000002'.",
  ],
  [
    'a broadcast that misses a member',
    () => pair().says('ann', '@all:00000001').hearsToAll('ann', 'ann', '00000001').isPrompted('ann', PAIR),
    "bob misses ann's message to all '00000001'",
  ],
  [
    'a message that misses somebody who gets a later one and leaves',
    () => pair().says('ann', 'bob:00000001', 'bob:00000002').hears('bob', 'ann', '00000002').leaves('bob'),
    "bob never got ann's message to bob '00000001', but a later one of ann's '00000002'.",
  ],
  [
    'a broadcast that reaches somebody who came later',
    () =>
      pair()
        .says('ann', '@all:00000001')
        .hearsToAll('bob', 'ann', '00000001')
        .hearsToAll('ann', 'ann', '00000001')
        .isPrompted('ann', PAIR)
        .joins('cat', PAIR)
        .hearsToAll('cat', 'ann', '00000001'),
    "cat got ann's message '00000001', which was said and answered before cat had come.",
  ],
  [
    'a message to oneself behind the prompt',
    () => pair().says('ann', 'ann:00000001').isPrompted('ann', PAIR).hears('ann', 'ann', '00000001'),
    "ann got ann's message '00000001', its own, only behind the prompt.",
  ],
  [
    'one name for two',
    () => pair().comes('cat', PAIR).says('cat', 'ann').isIn('cat', PAIR, 'ann'),
    "ann and cat were both given the name 'ann', and had it at the same time.",
  ],
  [
    'a refusal of a name that nobody has',
    () => pair().comes('cat', PAIR).says('cat', 'cat').gets('cat', NAME_TAKEN),
    "cat was refused the name 'cat', which nobody held.",
  ],
  [
    'a refusal of a name whose holder has left',
    () => pair().leaves('ann').hearsOfDeparture('bob', 'ann').comes('cat', ['bob']).says('cat', 'ann').gets('cat', NAME_TAKEN),
    "cat was refused the name 'ann', which nobody held.",
  ],
  ['a departure that is not told', () => pair().leaves('ann'), "bob misses the departure of 'ann'"],
  [
    'a departure that is told twice',
    () => pair().leaves('ann').hearsOfDeparture('bob', 'ann').hearsOfDeparture('bob', 'ann'),
    "bob was told twice that 'ann' had left, more often than anybody did.",
  ],
  [
    'the departure of somebody who is there',
    () => pair().hearsOfDeparture('bob', 'ann'),
    "bob was told once that 'ann' had left, more often than anybody did.",
  ],
  [
    'a frame without a prompt',
    () => pair().says('ann', 'no format').gets('ann', FORMAT_WRONG),
    'ann misses the answer to a frame',
  ],
  [
    'a format error that is not told',
    () => pair().says('ann', 'no format').isPrompted('ann', PAIR),
    'ann was not told of a wrong format.',
  ],
  [
    'a prompt for nothing',
    () => pair().isPrompted('bob', PAIR),
    "bob was told 'your-name' though nothing that it had sent was unanswered.",
  ],
  [
    'a prompt by another name',
    () => said(pair()).says('ann', 'bob:00000002').isPrompted('ann', PAIR, 'bob'),
    'ann was prompted by a wrong name.',
  ],
  [
    'that there is nobody, though he is there',
    () => pair().says('ann', 'bob:00000001').gets('ann', notFound('bob')).isPrompted('ann', PAIR),
    "ann was told that 'bob' was not found, who was in the room all the time.",
  ],
  [
    'nothing about somebody who is not there',
    () => pair().says('ann', 'nobody:00000001').isPrompted('ann', PAIR),
    "ann was not told that nobody is named 'nobody'.",
  ],
  [
    'a list without a member',
    () => pair().says('ann', 'bob:00000001').isPrompted('ann', ['ann']),
    "ann was not told that 'bob' is a member.",
  ],
  [
    'a list with a member twice',
    () =>
      pair()
        .says('ann', 'bob:00000001')
        .isPrompted('ann', [...PAIR, 'bob']),
    "ann was told of 'bob' twice in one list.",
  ],
  [
    'a list with somebody who has left',
    () =>
      pair()
        .leaves('ann')
        .hearsOfDeparture('bob', 'ann')
        .says('bob', 'bob:00000001')
        .hears('bob', 'bob', '00000001')
        .isPrompted('bob', PAIR),
    "bob was told that 'ann' is a member, whom nobody is.",
  ],
  ['an end for somebody who has not left', () => pair().isEnded('bob'), "The target ended bob's connection, who had not left."],
  [
    'an exit without an end',
    () => new Tale().joins('ann').says('ann', 'exit'),
    'ann misses the end of the stream behind its exit',
  ],
  [
    'a reset behind an exit',
    () => new Tale().joins('ann').says('ann', 'exit').isEnded('ann', 'reset'),
    "The target broke ann's connection off behind its exit.",
  ],
  [
    'what stands behind an exit',
    () =>
      pair().says('ann', 'exit', 'bob:00000001').hears('bob', 'ann', '00000001').isEnded('ann').hearsOfDeparture('bob', 'ann'),
    "bob got ann's message '00000001', which was sent behind exit.",
  ],
  [
    'an exit without the answers that were due before',
    () =>
      pair().says('ann', 'bob:00000001', 'exit').hears('bob', 'ann', '00000001').isEnded('ann').hearsOfDeparture('bob', 'ann'),
    "The target ended ann's connection without an answer to a frame before exit.",
  ],
  [
    'a second greeting',
    () => new Tale().comes('ann').comes('bob').gets('ann', Buffer.from('连接服务端成功\n聊天室中的成员：\n请注册，输入昵称')),
    'ann was greeted again.',
  ],
  [
    'no greeting',
    () => new Tale().joins('ann').gets('ann', REGISTERED),
    "ann was told 'registered' though nothing that it had sent was unanswered.",
  ],
  ['a frame that means nothing', () => pair().gets('bob', 'hello'), 'bob got a frame that means nothing here: "hello".'],
];

function promptTail(): Buffer[] {
  const [, ...tail] = new Tale()
    .joins('ann')
    .events.slice(-3)
    .map((event) => ('bytes' in event ? Buffer.from(event.bytes) : Buffer.of()));
  return tail
    .map((frame) => frame.subarray(0, frame.indexOf(0)))
    .map((text, index) => (index === 0 ? Buffer.concat([text, Buffer.from('、bob')]) : text));
}

describe('the check of the room', () => {
  it.each(Object.entries(RIGHT))('finds nothing wrong with %s', (_, tell) => {
    expect(tell().outcome).toBe('right');
  });

  it.each(WRONG)('finds %s', (_, tell, outcome) => {
    expect(tell().outcome).toBe(outcome);
  });
});
