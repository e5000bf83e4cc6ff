import { describe, expect, it } from 'vitest';
import { FakePerson, meet } from '../person.test-support.ts';
import { echoBlock } from './person.ts';

describe('the echo-block client', () => {
  it('sends each line in a block of 1,024 bytes, in turn, and prints the reply up to its NULs', async () => {
    const person = new FakePerson().type('one', '').endInput();
    const { heard, say, farewell } = await meet(echoBlock, person);
    const block = Buffer.from(await heard(1024));
    expect(block).toEqual(blockOf('one\n'));
    expect(person.taken).toBe(1);
    say(block);
    expect((await heard(2048)).subarray(1024)).toEqual(blockOf('\n'));
    say(blockOf('\n'));
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe('one\n\n');
  });

  it('ECHO-BLOCK-5.1: prints a reply in any segmentation, and leaves only when all of it has come', async () => {
    const person = new FakePerson().type('a'.repeat(3000), 'b\xff').endInput();
    const meeting = await meet(echoBlock, person, { segmentBytesMax: 97, delayUs: { min: 5, max: 900 } });
    meeting.server.acts.bytes = () => meeting.say(meeting.server.received.at(-1) ?? '');
    expect(await meeting.farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe(`${'a'.repeat(3000)}\nb\xff\n`);
    expect(meeting.server.bytes).toEqual(
      Buffer.concat([blockOf('a'.repeat(1023)), blockOf('a'.repeat(1023)), blockOf(`${'a'.repeat(954)}\n`), blockOf('b\xff\n')]),
    );
  });

  it('gives a line whose line end does not fit a second block, so that every block ends with a NUL', async () => {
    const person = new FakePerson().type('x'.repeat(1022), 'y'.repeat(1023)).endInput();
    const meeting = await meet(echoBlock, person);
    meeting.server.acts.bytes = () => meeting.say(meeting.server.received.at(-1) ?? '');
    await meeting.farewell;
    expect(meeting.server.bytes).toEqual(
      Buffer.concat([blockOf(`${'x'.repeat(1022)}\n`), blockOf('y'.repeat(1023)), blockOf('\n')]),
    );
    expect(person.printed.toString()).toBe(`${'x'.repeat(1022)}\n${'y'.repeat(1023)}\n`);
  });

  it('refuses a text with a NUL, of which the reply would show a part only', async () => {
    const person = new FakePerson().type('a\0b').endInput();
    const { server, farewell } = await meet(echoBlock, person);
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.told).toEqual(['That was not sent: it holds a NUL, and a NUL ends a message of this protocol.']);
    expect(server.heardBytes).toBe(0);
  });

  it('says that the conversation is broken when the server closes in the middle of a reply, and prints what came', async () => {
    const person = new FakePerson().type('hello');
    const { heard, say, server, farewell } = await meet(echoBlock, person);
    await heard(1024);
    say('hel');
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'broken', sentence: 'The server closed the connection before it had answered.' });
    expect(person.printed.toString()).toBe('hel');
  });
});

function blockOf(text: string): Buffer {
  const block = Buffer.alloc(1024);
  block.write(text);
  return block;
}
