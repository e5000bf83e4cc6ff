// The log of a server, which neither waits for whoever reads it nor grows when nobody does.

import type { Printer } from './printer.ts';
import type { Log } from './protocols/session.ts';

const UNREAD_BYTES_MAX = 1024 * 1024;

export function logTo(printer: Printer): Log {
  let missed = 0;
  return (event) => {
    if (printer.unprintedBytes > UNREAD_BYTES_MAX) {
      missed++;
      return;
    }
    if (missed > 0) printer.print(Buffer.from(`(${missed} events were not logged, because nobody read)\n`));
    missed = 0;
    printer.print(Buffer.from(`${event}\n`));
  };
}
