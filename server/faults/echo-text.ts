// What an echo of texts can do wrong.

import { MESSAGE_BYTES_MAX } from '../protocols/echo-text.ts';
import { concatenate, copyOf, placeOf } from '../protocols/text.ts';
import { type Fault, MODELS_OF_ONE_LOOP } from './fault.ts';
import { HoldUp } from './hold-up.ts';
import { spoilSessions } from './sessions.ts';

const NUL = new Uint8Array(1);

export const ECHO_TEXT_FAULTS: readonly Fault<'echo-text'>[] = [
  {
    name: 'earlier-bytes-revealed',
    protocols: ['echo-text'],
    models: MODELS_OF_ONE_LOOP,
    clauses: ['ECHO-TEXT-2.4', 'ECHO-TEXT-2.7'],
    sentence: 'Bytes without a NUL are answered with what the buffer held before, whoever sent that.',
    spoil(service) {
      let held = new Uint8Array(0);
      spoilSessions(service, (session, line) => {
        const echo = session.echo.bind(session);
        const refuse = session.refuse.bind(session);
        session.echo = (bytes, start, end) => {
          held = new Uint8Array(bytes.subarray(start, end));
          echo(bytes, start, end);
        };
        session.refuse = () => {
          line.send(held);
          refuse();
        };
      });
    },
  },
  {
    name: 'first-message-only',
    protocols: ['echo-text'],
    clauses: ['ECHO-TEXT-2.2'],
    sentence: 'Of several messages in one segment only the first is echoed.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const echo = session.echo.bind(session);
        session.echo = (bytes, start, end) => echo(bytes, start, placeOf(0, bytes, start, end) + 1);
      });
    },
  },
  {
    name: 'messages-out-of-order',
    protocols: ['echo-text'],
    clauses: ['ECHO-TEXT-2.2'],
    sentence: 'Several messages in one segment are echoed last to first.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const echo = session.echo.bind(session);
        session.echo = (bytes, start, end) => {
          for (const { from, to } of messagesOf(bytes, start, end).reverse()) echo(bytes, from, to);
        };
      });
    },
  },
  {
    name: 'reply-without-nul',
    protocols: ['echo-text'],
    clauses: ['ECHO-TEXT-2.1'],
    sentence: 'A message is echoed without its NUL.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const echo = session.echo.bind(session);
        session.echo = (bytes, start, end) => {
          for (const { from, to } of messagesOf(bytes, start, end)) echo(bytes, from, to - 1);
        };
      });
    },
  },
  {
    name: 'longest-message-cut',
    protocols: ['echo-text'],
    clauses: ['ECHO-TEXT-2.1'],
    sentence: 'A message of 1,024 bytes with its NUL loses its last byte before that.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const echo = session.echo.bind(session);
        session.echo = (bytes, start, end) => {
          for (const { from, to } of messagesOf(bytes, start, end)) {
            if (to - from < MESSAGE_BYTES_MAX) echo(bytes, from, to);
            else echo(concatenate(copyOf(bytes, from, to - 2), NUL), 0, to - from - 1);
          }
        };
      });
    },
  },
  {
    name: 'cut-message-forgotten',
    protocols: ['echo-text'],
    clauses: ['ECHO-TEXT-2.3'],
    sentence: 'Of a message that is cut into segments only what came last is echoed.',
    spoil(service) {
      spoilSessions(service, (session) => {
        session.keep = (bytes, start, end) => {
          if (bytes[end - 1] === 0) session.echo(bytes, start, end);
        };
      });
    },
  },
  {
    name: 'segment-taken-for-message',
    protocols: ['echo-text'],
    clauses: ['ECHO-TEXT-2.3'],
    sentence: 'Every segment is answered as it comes, with a NUL behind it where it has none.',
    spoil(service) {
      spoilSessions(service, (session, line) => {
        session.onBytes = (bytes, start, end) => {
          session.echo(bytes, start, end);
          if (bytes[end - 1] !== 0) line.send(NUL);
        };
      });
    },
  },
  {
    name: 'endless-message-borne',
    protocols: ['echo-text'],
    clauses: ['ECHO-TEXT-2.7'],
    sentence: '1,024 bytes without a NUL are dropped, and the connection goes on.',
    spoil(service) {
      spoilSessions(service, (session) => {
        session.refuse = () => {};
      });
    },
  },
  {
    name: 'unfinished-message-blocks-all',
    protocols: ['echo-text'],
    models: MODELS_OF_ONE_LOOP,
    clauses: ['ECHO-TEXT-2.5'],
    sentence: 'While a client is in the middle of a message no other is answered.',
    spoil(service) {
      const holdUp = new HoldUp();
      spoilSessions(service, (session, line) => {
        const keep = session.keep.bind(session);
        const echoKept = session.echoKept.bind(session);
        session.keep = (bytes, start, end) => {
          keep(bytes, start, end);
          holdUp.begin(line);
        };
        session.echoKept = () => {
          echoKept();
          holdUp.end(line);
        };
        holdUp.guard(session, line);
      });
    },
  },
];

/** The whole messages in bytes[start..end), which holds nothing else. */
function messagesOf(bytes: Uint8Array, start: number, end: number): { readonly from: number; readonly to: number }[] {
  const messages = [];
  for (let from = start; from < end; ) {
    const to = placeOf(0, bytes, from, end) + 1;
    messages.push({ from, to });
    from = to;
  }
  return messages;
}
