// What an echo, of texts or of blocks, can do wrong.

import type { Line, Session } from '../protocols/session.ts';
import { copyOf } from '../protocols/text.ts';
import { hearLate } from './delay.ts';
import { type Fault, MODELS_OF_ONE_LOOP, nowAndThen } from './fault.ts';
import { HoldUp } from './hold-up.ts';
import { LineOver, spoilLines, spoilSessions } from './sessions.ts';

type Echo = 'echo-text' | 'echo-block';

const PROTOCOLS: readonly Echo[] = ['echo-text', 'echo-block'];
const BEHIND_BYTES = 32 * 1024;
const HURRY_US = 1000;

export const ECHO_FAULTS: readonly Fault<Echo>[] = [
  {
    name: 'wrong-byte',
    protocols: PROTOCOLS,
    clauses: ['ECHO-TEXT-2.1', 'ECHO-BLOCK-5.1'],
    sentence: 'Once in so many bytes a byte comes back with its lowest bit turned.',
    onceIn: 1_000_000,
    spoil(service, { number: onceIn }) {
      let passed = 0;
      spoilLines<Session>(service, (line) =>
        rewriting(line, (bytes) => {
          for (let at = onceIn - 1 - (passed % onceIn); at < bytes.length; at += onceIn) bytes[at] = (bytes[at] as number) ^ 1;
          passed += bytes.length;
          return bytes;
        }),
      );
    },
  },
  {
    name: 'bytes-of-another-client',
    protocols: PROTOCOLS,
    models: MODELS_OF_ONE_LOOP,
    clauses: ['ECHO-TEXT-2.4', 'ECHO-BLOCK-5.1'],
    sentence: 'Once in so many replies the reply carries bytes that another client has sent.',
    onceIn: 100,
    spoil(service, { number: onceIn }) {
      const isNow = nowAndThen(onceIn);
      let latest: { readonly of: Line; readonly bytes: Uint8Array } | undefined;
      spoilLines<Session>(service, (line) =>
        rewriting(line, (bytes) => {
          const other = latest;
          latest = { of: line, bytes: bytes.slice() };
          if (isNow() && other !== undefined && other.of !== line) bytes.set(other.bytes.subarray(0, bytes.length));
          return bytes;
        }),
      );
    },
  },
  {
    name: 'stops-after-half-close',
    protocols: PROTOCOLS,
    clauses: ['ECHO-TEXT-2.1', 'ECHO-BLOCK-5.4'],
    sentence: 'When a client half-closes the server closes at once, and what it has not echoed yet is lost.',
    spoil(service, { clock }) {
      spoilSessions<Session>(service, (session) => {
        const onEnd = session.onEnd.bind(session);
        const delay = hearLate(session, clock, () => HURRY_US);
        session.onEnd = () => {
          delay.forget();
          onEnd();
        };
      });
    },
  },
  {
    name: 'slow-reader-blocks-all',
    protocols: PROTOCOLS,
    models: MODELS_OF_ONE_LOOP,
    clauses: ['ECHO-TEXT-2.5', 'ECHO-BLOCK-5.2'],
    sentence: 'While one client does not read its replies no other is answered.',
    spoil(service) {
      const holdUp = new HoldUp();
      spoilSessions<Session>(service, (session, line) => {
        const onBytes = session.onBytes.bind(session);
        session.onBytes = (bytes, start, end) => {
          onBytes(bytes, start, end);
          if (line.unsentBytes <= BEHIND_BYTES) return;
          holdUp.begin(line);
          line.whenSent(() => holdUp.end(line));
        };
        holdUp.guard(session, line);
      });
    },
  },
];

/** A line on which other bytes go out than were sent: `rewritten` may change what it is given. */
function rewriting(line: Line, rewritten: (bytes: Uint8Array) => Uint8Array): Line {
  const over = new LineOver(line);
  over.send = (bytes) => line.send(rewritten(copyOf(bytes, 0, bytes.length)));
  over.sendLent = (bytes, start, end) => line.send(rewritten(copyOf(bytes, start, end)));
  return over;
}
