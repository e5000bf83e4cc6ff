// One conversation that holds up all others, as in a server that does one thing at a time and waits for it to be done.

import type { Line, Session } from '../protocols/session.ts';
import { copyOf } from '../protocols/text.ts';

export class HoldUp {
  #holder: Line | undefined;
  #acts: (() => void)[] = [];

  /** From now on nobody is heard but this line. */
  begin(holder: Line): void {
    this.#holder ??= holder;
  }

  end(holder: Line): void {
    if (this.#holder !== holder) return;
    this.#holder = undefined;
    const acts = this.#acts;
    this.#acts = [];
    for (const act of acts) act();
  }

  /** Lets the session hear only what it may; a line that goes holds up nobody. */
  guard(session: Session, line: Line): void {
    const onBytes = session.onBytes.bind(session);
    const onGone = session.onGone.bind(session);
    session.onBytes = (bytes, start, end) => {
      if (this.#holder === undefined || this.#holder === line) {
        onBytes(bytes, start, end);
        return;
      }
      const own = copyOf(bytes, start, end);
      this.#acts.push(() => session.onBytes(own, 0, own.length));
    };
    session.onGone = () => {
      onGone();
      this.end(line);
    };
  }
}
