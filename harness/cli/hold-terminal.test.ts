import { afterEach, describe, expect, it } from 'vitest';
import { holdTerminal } from './hold-terminal.ts';

const EVENTS = ['exit', 'uncaughtExceptionMonitor', 'warning', 'SIGTSTP', 'SIGCONT', 'SIGHUP', 'SIGQUIT'];

let release = (): void => {};
afterEach(() => release());

function held() {
  const told: string[] = [];
  release = holdTerminal({
    leave: () => told.push('leave'),
    comeBack: () => told.push('come back'),
    makeRoom: (endsLine) => told.push(endsLine ? 'make room' : 'make room within a line'),
  });
  return told;
}

describe('a terminal that is held', () => {
  it('is left before a crash is told of, and taken again when the process goes on', () => {
    const told = held();
    (process as NodeJS.EventEmitter).emit('uncaughtExceptionMonitor', new Error('a defect'), 'uncaughtException');
    (process as NodeJS.EventEmitter).emit('SIGCONT', 'SIGCONT');
    expect(told).toEqual(['leave', 'come back']);
  });

  it('has room made for what others print on it', () => {
    const { isTTY, write } = process.stdout;
    const written: unknown[] = [];
    process.stdout.isTTY = true;
    process.stdout.write = ((chunk: unknown) => written.push(chunk)) as unknown as typeof write;
    try {
      const told = held();
      process.stdout.write('a line\n');
      process.stdout.write(Buffer.from('no line'));
      release();
      process.stdout.write('after it\n');
      expect(told).toEqual(['make room', 'make room within a line']);
      expect(written.map(String)).toEqual(['a line\n', 'no line', 'after it\n']);
    } finally {
      process.stdout.isTTY = isTTY;
      process.stdout.write = write;
    }
  });

  it('is given back whole', () => {
    const listeners = () => EVENTS.map((event) => process.listenerCount(event));
    const before = listeners();
    held();
    expect(listeners()).toEqual(before.map((count) => count + 1));
    release();
    expect(listeners()).toEqual(before);
  });
});
