import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HandClock } from './fake-connection.test-support.ts';
import { logTo } from './log.ts';
import { Printer } from './printer.ts';
import { StandardTerminal } from './terminal.ts';

let folder: string;
let file: string;
let fd: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'harness-printer-'));
  file = join(folder, 'printed');
  fd = openSync(file, 'w');
});

afterEach(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

function printerAt(descriptor: number) {
  const clock = new HandClock();
  const reader = { isReady: true, broken: [] as (string | undefined)[] };
  const printer = new Printer({
    fd: descriptor,
    clock,
    isReady: () => reader.isReady,
    onBroken: ({ code }) => void reader.broken.push(code),
  });
  return { printer, clock, reader };
}

const printed = () => readFileSync(file, 'latin1');

describe('a printer', () => {
  it('prints at the end of the turn, in order', async () => {
    const { printer } = printerAt(fd);
    printer.print(Buffer.from('one '));
    printer.print(Buffer.from('two'));
    expect([printed(), printer.unprintedBytes]).toEqual(['', 7]);
    await Promise.resolve();
    expect([printed(), printer.unprintedBytes]).toEqual(['one two', 0]);
  });

  it('keeps what nobody takes, looks again, and prints it when somebody does', async () => {
    const { printer, clock, reader } = printerAt(fd);
    reader.isReady = false;
    printer.print(Buffer.from('later'));
    let told = 0;
    printer.whenPrinted(() => told++);
    await Promise.resolve();
    clock.pass(10_000_000);
    printer.print(Buffer.from(', and more'));
    await Promise.resolve();
    expect([printed(), printer.unprintedBytes, told]).toEqual(['', 15, 0]);
    reader.isReady = true;
    clock.pass(10_000);
    expect([printed(), printer.unprintedBytes, told, clock.waiting]).toEqual(['later, and more', 0, 1, 0]);
  });

  it('looks again less and less often while nothing is taken', async () => {
    const { printer, clock, reader } = printerAt(fd);
    let looks = 0;
    Object.defineProperty(reader, 'isReady', { get: () => looks++ < 0 });
    printer.print(Buffer.from('later'));
    await Promise.resolve();
    for (let passedMs = 0; passedMs < 1000; passedMs++) clock.pass(1000);
    expect(looks).toBeGreaterThan(10);
    expect(looks).toBeLessThan(20);
  });

  it('gives up when it is told to, and keeps nobody waiting', async () => {
    const { printer, clock, reader } = printerAt(fd);
    reader.isReady = false;
    printer.print(Buffer.from('never'));
    let told = 0;
    printer.whenPrinted(() => told++);
    await Promise.resolve();
    printer.giveUp();
    printer.print(Buffer.from('nor this'));
    await Promise.resolve();
    expect([printed(), printer.unprintedBytes, told, clock.waiting]).toEqual(['', 0, 1, 0]);
  });

  it('says once that it can not print any more', async () => {
    const full = openSync('/dev/full', 'w');
    const { printer, reader } = printerAt(full);
    printer.print(Buffer.from('lost'));
    await Promise.resolve();
    printer.print(Buffer.from('lost as well'));
    await Promise.resolve();
    closeSync(full);
    expect([reader.broken, printer.unprintedBytes]).toEqual([['ENOSPC'], 0]);
  });
});

describe('a log', () => {
  it('leaves out what nobody reads, and says how much that was', async () => {
    const { printer, clock, reader } = printerAt(fd);
    const log = logTo(printer);
    reader.isReady = false;
    const event = 'x'.repeat(1000);
    for (let count = 0; count < 2000; count++) log(event);
    expect(printer.unprintedBytes).toBeLessThan(1_100_000);
    reader.isReady = true;
    for (let turns = 0; turns < 10; turns++) {
      await Promise.resolve();
      clock.pass(10_000);
    }
    log('again');
    await Promise.resolve();
    const lines = printed().trimEnd().split('\n');
    expect(lines.at(-1)).toBe('again');
    expect(lines.at(-2)).toBe(`(${2000 - (lines.length - 2)} events were not logged, because nobody read)`);
  });
});

describe('the terminal', () => {
  function terminalOf({ isTTY }: { isTTY: boolean }) {
    const notices: string[] = [];
    const input = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.ReadStream;
    const terminal = new StandardTerminal(input, printerAt(fd).printer, {
      onUnwanted: () => void notices.push('unwanted'),
      onEnded: () => void notices.push('ended'),
    });
    terminal.attend();
    const lines: (string | undefined)[] = [];
    const want = () =>
      terminal.nextLine((line) => void lines.push(line === undefined ? line : Buffer.from(line).toString('latin1')));
    const type = async (text: string) => {
      input.push(Buffer.from(text, 'latin1'));
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { terminal, input, notices, lines, want, type };
  }

  it('gives lines as bytes, without their ends, to those who ask, in the order in which they ask', async () => {
    const { lines, want, type } = terminalOf({ isTTY: false });
    for (let count = 0; count < 4; count++) want();
    await type('one\r\ntw');
    await type('o\n\n\xff\xfe');
    await type('\n');
    expect(lines).toEqual(['one', 'two', '', '\xff\xfe']);
  });

  it('keeps the lines of a program for whoever asks', async () => {
    const { lines, notices, want, type } = terminalOf({ isTTY: false });
    want();
    await type('one\ntwo\n');
    want();
    expect([lines, notices]).toEqual([['one', 'two'], []]);
  });

  it('takes no line of a person for an answer to somebody who asks only later', async () => {
    const { lines, notices, want, type } = terminalOf({ isTTY: true });
    await type('for nobody\n');
    want();
    await type('for somebody\n');
    expect([lines, notices]).toEqual([['for somebody'], ['unwanted']]);
  });

  it('says once that nobody answers any more, when somebody asks', async () => {
    const { lines, notices, input, want, type } = terminalOf({ isTTY: false });
    want();
    await type('last');
    input.push(null);
    await new Promise((resolve) => setImmediate(resolve));
    expect([lines, notices]).toEqual([['last'], []]);
    want();
    want();
    expect([lines, notices]).toEqual([['last', undefined, undefined], ['ended']]);
  });

  it('gives a line to nobody who does not want it any more', async () => {
    const { lines, want, type } = terminalOf({ isTTY: false });
    const cancel = want();
    want();
    cancel();
    await type('one\n');
    expect(lines).toEqual(['one']);
  });
});
