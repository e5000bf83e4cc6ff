import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Terminal } from './terminal.ts';

describe('a terminal', () => {
  it('tells a terminal from a pipe on either side', () => {
    const sides = [true, false].flatMap((typed) => [true, false].map((read) => [typed, read] as const));
    const found = sides.map(([typed, read]) => {
      const input = Object.assign(new PassThrough(), { isTTY: typed });
      const output = Object.assign(new PassThrough(), { isTTY: read });
      const { typesOnTerminal, readsOnTerminal } = new Terminal({ input, output, notes: new PassThrough() });
      return [typesOnTerminal, readsOnTerminal];
    });
    expect(found).toEqual([
      [true, true],
      [true, false],
      [false, false],
      [false, false],
    ]);
  });

  it('resolves what it prints once there is room, and has the bytes for itself', async () => {
    const waiting: { readonly bytes: Buffer; readonly taken: () => void }[] = [];
    const output = new Writable({
      write: (bytes, _encoding, taken) => {
        waiting.push({ bytes, taken });
      },
    });
    const terminal = new Terminal({ input: new PassThrough(), output, notes: new PassThrough() });
    const bytes = Buffer.from([0xff, 0x00, 0xc3]);
    let isPrinted = false;
    const printed = terminal.print(bytes).then(() => {
      isPrinted = true;
    });
    bytes.fill(0x61);
    await new Promise(setImmediate);
    expect([isPrinted, waiting[0]?.bytes]).toEqual([false, Buffer.from([0xff, 0x00, 0xc3])]);
    waiting[0]?.taken();
    await printed;
  });

  it('leaves when nobody reads it any more, and prints into nothing from then on', async () => {
    const output = new Writable({ write: (_bytes, _encoding, taken) => taken(new Error('EPIPE')) });
    const terminal = new Terminal({ input: new PassThrough(), output, notes: new PassThrough() });
    await terminal.print(Buffer.from('a'));
    await new Promise(setImmediate);
    expect(terminal.leaving.aborted).toBe(true);
    await terminal.print(Buffer.from('b'));
  });
});
