import { describe, expect, it } from 'vitest';
import { FakePerson, meet } from '../person.test-support.ts';
import { talk } from './person.ts';

const bounded = talk({ answerMs: 10_000 });
const patient = talk({ answerMs: undefined });

describe('the talk client', () => {
  it('TALK-4.1: speaks first, unframed, and in turn', async () => {
    const person = new FakePerson().type('hello', 'you').endInput();
    const { heard, say, farewell } = await meet(bounded, person);
    expect((await heard(5)).toString()).toBe('hello');
    expect(person.printed.toString()).toBe('You want to say:');
    expect(person.taken).toBe(1);
    say('hi, who is there?');
    expect((await heard(8)).toString()).toBe('helloyou');
    say('me');
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe(
      'You want to say:server say:hi, who is there?\nYou want to say:server say:me\nYou want to say:',
    );
  });

  it('TALK-4.1: a message has 1 to 1,023 bytes, and anything else is refused', async () => {
    const person = new FakePerson().type('', 'x'.repeat(1024), 'y'.repeat(1023)).endInput();
    const { heard, say, farewell } = await meet(bounded, person);
    expect((await heard(1023)).toString()).toBe('y'.repeat(1023));
    say('ok');
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.told).toEqual([
      'That was not sent: a message of this protocol has at least 1 byte.',
      'That was not sent: it is longer than a message may be here (connect --help says how long).',
    ]);
    expect(person.printed.toString()).toBe(`${'You want to say:'.repeat(3)}server say:ok\nYou want to say:`);
  });

  it('TALK-4.3: says that the server has closed, while it waits for what is typed', async () => {
    const person = new FakePerson();
    const { server, farewell } = await meet(bounded, person);
    await person.seen('You want to say:');
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe('You want to say: server shutdown!\n');
  });

  it('TALK-4.3: says that the server has closed instead of answering, and that this is no answer', async () => {
    const person = new FakePerson().type('hello');
    const { heard, server, farewell } = await meet(bounded, person);
    await heard(5);
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'broken', sentence: 'The server closed the connection before it had answered.' });
    expect(person.printed.toString()).toBe('You want to say: server shutdown!\n');
  });

  it('TALK-4.3: closes when the person leaves, so that the server is told', async () => {
    const person = new FakePerson();
    const { server, farewell } = await meet(bounded, person);
    await person.seen('You want to say:');
    person.leave();
    expect(await farewell).toEqual({ kind: 'left' });
    expect(server.told).toContain('end');
  });

  it('ends the prompt line on a terminal where nobody has typed a line end', async () => {
    const person = new FakePerson({ typesOnTerminal: true });
    const { say, server, farewell } = await meet(patient, person);
    await person.seen('You want to say:');
    say('out of turn');
    await person.seen('out of turn\n');
    server.call((connection) => connection.close());
    await farewell;
    expect(person.printed.toString()).toBe('You want to say:\nserver say:out of turn\nYou want to say:\n server shutdown!\n');
  });

  it('waits on a terminal as long as the person at the other end takes', async () => {
    const person = new FakePerson({ typesOnTerminal: true }).type('hello');
    const { transport, heard, say, farewell } = await meet(patient, person);
    await heard(5);
    transport.clock.at(3_600_000_000, () => say('sorry, I was out'));
    await person.seen('sorry, I was out');
    person.endInput();
    expect(await farewell).toEqual({ kind: 'left' });
  });

  it('waits for a pipe no longer than it said', async () => {
    const { farewell } = await meet(bounded, new FakePerson().type('hello'));
    expect((await farewell).kind).toBe('broken');
  });
});
