// Ctrl-C: the first asks to stop in order, the second ends at once.

export interface Interrupt {
  /** Whether to stop. */
  now: boolean;
  /** Gives the signals back to node. */
  release(): void;
}

export function onInterrupt(stop: () => void, abort: () => void): Interrupt {
  const interrupt = { now: false, release };
  const signalled = () => {
    if (interrupt.now) return abort();
    interrupt.now = true;
    stop();
  };
  function release(): void {
    process.off('SIGINT', signalled);
    process.off('SIGTERM', signalled);
  }
  process.on('SIGINT', signalled);
  process.on('SIGTERM', signalled);
  return interrupt;
}
