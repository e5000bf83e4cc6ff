import { describe, expect, it } from 'vitest';
import { FakePerson, meet } from '../person.test-support.ts';
import { p2p } from './person.ts';

describe('the p2p client', () => {
  it('P2P-6.1: sends each line in a block of 1,024 bytes: line, line end, NULs', async () => {
    const person = new FakePerson().type('hello', '', 'b\xff');
    const { heard } = await meet(p2p, person);
    expect(await heard(3072)).toEqual(Buffer.concat([blockOf('hello\n'), blockOf('\n'), blockOf('b\xff\n')]));
  });

  it('P2P-6.1: prints up to the first NUL of each block, in any segmentation', async () => {
    const person = new FakePerson();
    const { say, server, farewell } = await meet(p2p, person, { segmentBytesMax: 300, delayUs: { min: 5, max: 900 } });
    const dirty = Buffer.alloc(1024, 'z');
    dirty.write('two\n\0');
    say(blockOf('one\n'), dirty, Buffer.alloc(1024, 'x'), blockOf(''), blockOf('three\n'));
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe(`one\ntwo\n${'x'.repeat(1024)}three\npeer close\n`);
  });

  it('P2P-6.1: prints the beginning of a block before its end has come', async () => {
    const person = new FakePerson();
    const { say, farewell } = await meet(p2p, person);
    say('hel');
    await person.seen('hel');
    say('lo\n\0zzz');
    await person.seen('hello\n');
    person.leave();
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe('hello\n');
  });

  it('P2P-6.2: sends while nobody reads what is printed, and takes no more from the peer than it keeps', async () => {
    const person = new FakePerson();
    const { say, heard, server } = await meet(p2p, person);
    person.stopReading();
    for (let count = 0; count < 4096; count++) say(blockOf(`${count}\n`));
    await person.seen('0\n');
    const printedBytes = person.printed.length;
    for (let count = 0; count < 2000; count++) person.type(`line ${count}`);
    await heard(2000 * 1024);
    expect(person.printed.length).toBe(printedBytes);
    expect(server.connection?.unsentBytes).toBeGreaterThan(1024 * 1024);
    person.resumeReading();
    await person.seen('4095\n');
    expect(person.printed.toString()).toBe(Array.from({ length: 4096 }, (_, count) => `${count}\n`).join(''));
  });

  it('P2P-6.2: prints while the peer reads nothing, and takes no more lines than it can send', async () => {
    const person = new FakePerson();
    const { say, heard, server } = await meet(p2p, person);
    server.call((connection) => connection.stopReading());
    for (let count = 0; count < 2000; count++) person.type(`line ${count}`);
    say(blockOf('still here\n'));
    await person.seen('still here\n');
    say(blockOf('and here\n'));
    await person.seen('and here\n');
    // What the network holds, and a little.
    expect(person.taken * 1024).toBeLessThan(512 * 1024);
    server.call((connection) => connection.resumeReading());
    const blocks = await heard(2000 * 1024);
    const expected = Buffer.concat(Array.from({ length: 2000 }, (_, count) => blockOf(`line ${count}\n`)));
    expect(blocks.equals(expected)).toBe(true);
  });

  it('P2P-6.3: prints `peer close` when the peer closes, on a line of its own, and ends both halves', async () => {
    const person = new FakePerson();
    const { say, server, farewell } = await meet(p2p, person);
    say('half a line');
    server.call((connection) => connection.endWriting());
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe('half a line\npeer close\n');
    expect((await server.ended()).kind).toBe('closed');
  });

  it('P2P-6.3: ends its half behind the last line, and prints what comes until the peer has ended, too', async () => {
    const person = new FakePerson().type('bye').endInput();
    const { say, server, farewell } = await meet(p2p, person);
    await server.until(() => server.told.includes('end'));
    expect(server.bytes).toEqual(blockOf('bye\n'));
    say(blockOf('bye bye\n'));
    server.call((connection) => connection.close());
    expect(await farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe('bye bye\n');
  });

  it('P2P-6.4: sends a longer line in several blocks, and nothing of it is lost', async () => {
    const line = Array.from({ length: 5000 }, (_, at) => String.fromCharCode(97 + (at % 26))).join('');
    const person = new FakePerson().type(line, 'x'.repeat(1023));
    const { heard } = await meet(p2p, person);
    const blocks = await heard(7 * 1024);
    const texts = Array.from({ length: 7 }, (_, index) => {
      const block = blocks.subarray(index * 1024, (index + 1) * 1024);
      return block.subarray(0, block.indexOf(0)).toString();
    });
    expect(texts.join('')).toBe(`${line}\n${'x'.repeat(1023)}\n`);
  });

  it('says how much a peer has not taken when one leaves', async () => {
    const person = new FakePerson();
    const { server, farewell } = await meet(p2p, person);
    server.call((connection) => connection.stopReading());
    for (let count = 0; count < 1000; count++) person.type('x');
    person.endInput();
    await person.until(() => person.taken > 300);
    person.leave();
    const { kind, ...rest } = await farewell;
    expect(kind).toBe('broken');
    expect(JSON.stringify(rest)).toMatch(/The server has not taken the last \d+ bytes within 10 s\./);
  });

  it('says that the conversation is broken when the peer resets instead of taking what was typed last', async () => {
    const person = new FakePerson();
    const { server, farewell } = await meet(p2p, person);
    server.call((connection) => connection.stopReading());
    for (let count = 0; count < 1000; count++) person.type('x');
    await person.until(() => person.taken > 300);
    person.leave();
    server.call((connection) => connection.reset());
    expect(await farewell).toEqual({
      kind: 'broken',
      sentence: 'The conversation broke off: the connection was reset (ECONNRESET).',
    });
  });

  it('says that the conversation is broken by a reset', async () => {
    const { server, person, farewell } = await meet(p2p, new FakePerson());
    server.call((connection) => connection.reset());
    expect((await farewell).kind).toBe('broken');
    expect(person.printed.length).toBe(0);
  });
});

function blockOf(text: string): Buffer {
  const block = Buffer.alloc(1024);
  block.write(text);
  return block;
}
