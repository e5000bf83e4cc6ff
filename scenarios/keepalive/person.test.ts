import { describe, expect, it } from 'vitest';
import { FakePerson, meet } from '../person.test-support.ts';
import { keepalive } from './person.ts';

describe('the keepalive client', () => {
  it('KEEP-3.1: says hello first, and waits for the answer before the next request', async () => {
    const person = new FakePerson().type('one', 'two').endInput();
    const { heard, say, farewell } = await meet(keepalive, person);
    expect((await heard(13)).toString()).toBe('Hello Server!');
    expect(person.taken).toBe(0);
    say('keep alive');
    expect((await heard(16)).toString()).toBe('Hello Server!one');
    expect(person.taken).toBe(1);
    say('keep alive');
    expect((await heard(19)).toString()).toBe('Hello Server!onetwo');
    say('keep alive');
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe('keep alive\nkeep alive\nkeep alive\n');
  });

  it('KEEP-3.1: knows an answer that comes in pieces', async () => {
    const person = new FakePerson().endInput();
    const { say, server, farewell } = await meet(keepalive, person, { segmentBytesMax: 1, delayUs: { min: 5, max: 900 } });
    await server.until(() => server.bytes.toString() === 'Hello Server!');
    say('keep alive');
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe('keep alive\n');
  });

  it('KEEP-3.2: prints the answer to stop, and leaves', async () => {
    const person = new FakePerson().type('stop', 'never sent');
    const { heard, say, server, farewell } = await meet(keepalive, person);
    await heard(13);
    say('keep alive');
    expect((await heard(17)).toString()).toBe('Hello Server!stop');
    say('stop');
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe('keep alive\nstop\n');
    expect((await server.ended()).kind).toBe('closed');
    expect(server.bytes.length).toBe(17);
  });

  it('KEEP-3.2: leaves the original, too, which answers stop and leaves the socket open', async () => {
    const person = new FakePerson().type('stop');
    const { heard, say, farewell, transport } = await meet(keepalive, person);
    await heard(13);
    say('keep alive');
    await heard(17);
    say('stop');
    expect(await farewell).toEqual({ kind: 'left' });
    expect(transport.clock.nowUs()).toBeLessThan(2_000_000);
  });

  it('KEEP-3.2: takes a server that closes without answering stop for one that broke the conversation', async () => {
    const { heard, say, server, farewell } = await meet(keepalive, new FakePerson().type('stop'));
    await heard(13);
    say('keep alive');
    await heard(17);
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'broken', sentence: 'The server closed the connection before it had answered.' });
  });

  it('sends bytes as they were typed, and refuses what is no request', async () => {
    const odd = Buffer.from([0xff, 0x00, 0xc3, 0x28]);
    const person = new FakePerson().type('', 'x'.repeat(256), odd, 'y'.repeat(255)).endInput();
    const { heard, say, farewell } = await meet(keepalive, person);
    await heard(13);
    say('keep alive');
    expect((await heard(17)).subarray(13)).toEqual(odd);
    say(Buffer.from([0xfe, 0x00]));
    expect((await heard(272)).subarray(17).toString()).toBe('y'.repeat(255));
    say('keep alive');
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.told).toEqual([
      'That was not sent: a message of this protocol has at least 1 byte.',
      'That was not sent: it is longer than a message may be here (connect --help says how long).',
    ]);
    expect(person.printed).toEqual(
      Buffer.concat([Buffer.from('keep alive\n'), Buffer.from([0xfe, 0x00]), Buffer.from('\nkeep alive\n')]),
    );
  });

  it.each([
    ['closes before it has answered', 'The server closed the connection before it had answered.'],
    ['resets', 'The conversation broke off: the connection was reset (ECONNRESET).'],
    ['says nothing', 'The server has not answered within 10 s; --timeout waits longer.'],
  ])('says that the conversation is broken when the server %s', async (act, sentence) => {
    const { heard, server, farewell } = await meet(keepalive, new FakePerson().type('a'));
    await heard(13);
    if (act.startsWith('closes')) server.call((connection) => connection.close());
    if (act === 'resets') server.call((connection) => connection.reset());
    expect(await farewell).toEqual({ kind: 'broken', sentence });
  });

  it('notices while nothing is typed that the server has closed', async () => {
    const { heard, say, server, person, farewell } = await meet(keepalive, new FakePerson());
    await heard(13);
    say('keep alive');
    await person.seen('keep alive');
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'broken', sentence: 'The server closed the connection, and nobody had asked it to.' });
  });

  it('leaves in order while an answer is outstanding', async () => {
    const person = new FakePerson();
    const { heard, server, farewell } = await meet(keepalive, person);
    await heard(13);
    person.leave();
    expect(await farewell).toEqual({ kind: 'left' });
    expect(server.told).toContain('end');
  });
});
