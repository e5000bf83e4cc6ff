// Whatever this process does while lines stand on its terminal (it ends, crashes, is stopped by Ctrl-Z, prints something else), the
// lines are told before, so that they leave the terminal as it was.

import type { Held } from './live-lines.ts';

/** Returns what gives everything back. */
export function holdTerminal(held: Held): () => void {
  const leave = (): void => held.leave();
  const stop = (): void => {
    held.leave();
    // By its own hand: whoever listens for the other signal is not stopped by it.
    process.kill(process.pid, 'SIGSTOP');
  };
  const comeBack = (): void => held.comeBack();
  const end = (signal: NodeJS.Signals): void => {
    held.leave();
    release();
    process.kill(process.pid, signal);
  };
  // Node prints it behind the back of its own streams.
  const warning = (): void => held.makeRoom(true);
  const giveBack = [process.stdout, process.stderr].filter(({ isTTY }) => isTTY).map((stream) => overhear(stream, held));
  process.on('exit', leave);
  process.on('uncaughtExceptionMonitor', leave);
  process.prependListener('warning', warning);
  process.on('SIGTSTP', stop);
  process.on('SIGCONT', comeBack);
  process.on('SIGHUP', end);
  process.on('SIGQUIT', end);
  function release(): void {
    for (const one of giveBack) one();
    process.off('exit', leave);
    process.off('uncaughtExceptionMonitor', leave);
    process.off('warning', warning);
    process.off('SIGTSTP', stop);
    process.off('SIGCONT', comeBack);
    process.off('SIGHUP', end);
    process.off('SIGQUIT', end);
  }
  return release;
}

/** A contract of one's own may print whenever it likes. */
function overhear(stream: NodeJS.WriteStream, held: Held): () => void {
  const { write } = stream;
  stream.write = ((...words: Parameters<typeof write>) => {
    const [chunk] = words;
    held.makeRoom(typeof chunk === 'string' ? chunk.endsWith('\n') : chunk.at(-1) === LINE_END);
    return write.apply(stream, words);
  }) as typeof write;
  return () => {
    stream.write = write;
  };
}

const LINE_END = 0x0a;
