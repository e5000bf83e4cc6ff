// Reads of few bytes. In memory a reader finds all segments that have arrived in one read; here it reads them in pieces, whatever
// has arrived, which a framed protocol may not notice.

import type { runCheck } from './clause.test-support.ts';
import type { Fault } from './faults/fault.ts';
import { spoilSessions } from './faults/sessions.ts';
import type { Session } from './protocols/session.ts';

/** Given to a server as a fault is, since it replaces the step that a fault would. */
function readsOf(name: string, bytesOfRead: (read: number) => number): Fault {
  return {
    name,
    protocols: [],
    clauses: [],
    sentence: 'A read brings few bytes.',
    spoil(service) {
      let read = 0;
      spoilSessions<Session>(service, (session, line) => {
        let isClosed = false;
        const close = line.close.bind(line);
        line.close = () => {
          isClosed = true;
          close();
        };
        const onBytes = session.onBytes.bind(session);
        session.onBytes = (bytes, start, end) => {
          for (let at = start; at < end && !isClosed; ) {
            const next = Math.min(end, at + bytesOfRead(read++));
            onBytes(bytes, at, next);
            at = next;
          }
        };
      });
    },
  };
}

/** Ways of the same bytes to a server: what a framed protocol does may not depend on them. */
export const WAYS = {
  'one segment each': {},
  'random cuts and delays': { network: { segmentBytesMax: 900, delayUs: { min: 1, max: 900 }, readDelayUsMax: 400 } },
  'reads of single bytes': { faults: [readsOf('single-bytes', () => 1)] },
  'reads of all lengths': { faults: [readsOf('all-lengths', (read) => 1 + ((read * 7919) % 2048))] },
} as const satisfies Record<string, Parameters<typeof runCheck>[1]>;
