import { describe, expect, it } from 'vitest';
import { FakePerson, type Meeting, meet } from '../person.test-support.ts';
import { echoText } from './person.ts';

const typed = echoText({ kind: 'typed' });

/** Sends back what comes, as it comes. */
function echo({ server, say }: Meeting): void {
  server.acts.bytes = () => {
    const last = server.received.at(-1);
    if (last !== undefined) say(last);
  };
}

describe('the echo-text client', () => {
  it('sends `data : {n}` once a second, and prints what comes back', async () => {
    const person = new FakePerson();
    const meeting = await meet(echoText({ kind: 'counted', everyMs: 1000, count: 3 }), person);
    echo(meeting);
    await person.seen('data : 2');
    const seconds = meeting.transport.clock.nowUs() / 1e6;
    expect(await meeting.farewell).toEqual({ kind: 'left' });
    expect(meeting.server.bytes.toString()).toBe('data : 0\n\0data : 1\n\0data : 2\n\0');
    expect(person.printed.toString()).toBe('recv server : data : 0\nrecv server : data : 1\nrecv server : data : 2\n');
    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(2.1);
  });

  it('leaves when a terminal ends the input, and says once that numbered texts are not typed ones', async () => {
    const person = new FakePerson({ typesOnTerminal: true }).type('hello', 'hello?');
    const meeting = await meet(echoText({ kind: 'counted', everyMs: 1000, count: Number.POSITIVE_INFINITY }), person);
    echo(meeting);
    await person.seen('data : 2');
    person.endInput();
    expect(await meeting.farewell).toEqual({ kind: 'left' });
    expect(person.told.length).toBe(1);
    expect(meeting.server.bytes.toString()).not.toContain('hello');
  });

  it('ECHO-TEXT-2.1: ends each typed text with one NUL, at most 1,024 bytes with it, and waits for each echo', async () => {
    const person = new FakePerson().type('one', '', 'x'.repeat(1024), 'a\0b', 'y'.repeat(1023)).endInput();
    const { heard, say, farewell } = await meet(typed, person);
    expect((await heard(4)).toString()).toBe('one\0');
    expect(person.taken).toBe(1);
    say('one\0');
    expect((await heard(5)).toString()).toBe('one\0\0');
    say('\0');
    expect((await heard(1029)).toString()).toBe(`one\0\0${'y'.repeat(1023)}\0`);
    say(`${'y'.repeat(1023)}\0`);
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe(`recv server : one\nrecv server : \nrecv server : ${'y'.repeat(1023)}\n`);
    expect(person.told).toEqual([
      'That was not sent: it is longer than a message may be here (connect --help says how long).',
      'That was not sent: it holds a NUL, and a NUL ends a message of this protocol.',
    ]);
  });

  it('ECHO-TEXT-2.3: prints an echo that comes in pieces once it is whole, byte for byte', async () => {
    const odd = Buffer.from([0xff, 0xc3, 0x28, 0x0d]);
    const person = new FakePerson().type(odd, 'next').endInput();
    const meeting = await meet(typed, person, { segmentBytesMax: 2, delayUs: { min: 5, max: 900 } });
    echo(meeting);
    expect(await meeting.farewell).toEqual({ kind: 'left' });
    const heard = Buffer.from('recv server : ');
    expect(person.printed).toEqual(Buffer.concat([heard, odd, Buffer.from('\n'), heard, Buffer.from('next\n')]));
  });

  it('ECHO-TEXT-2.7: takes 1,024 bytes without a NUL for a broken conversation', async () => {
    const { heard, say, farewell } = await meet(typed, new FakePerson().type('a'));
    await heard(2);
    say('x'.repeat(1024));
    expect(await farewell).toEqual({
      kind: 'broken',
      sentence: 'The conversation broke off: the peer sent what is no frame (too-long).',
    });
  });
});
