// What a server of keepalive can do wrong.

import { KEEP_ALIVE, REQUEST_BYTES_MAX, STOP } from '../protocols/keepalive.ts';
import type { Line } from '../protocols/session.ts';
import { bytesOf, concatenate, isEqual } from '../protocols/text.ts';
import { type Fault, MODELS_OF_ONE_LOOP, nowAndThen } from './fault.ts';
import { spoilSessions } from './sessions.ts';

const STOP_IN_CAPITALS = bytesOf('STOP');
const TABLE_SIZE = 10;
const REQUESTS_COUNTED = 5000;

export const KEEPALIVE_FAULTS: readonly Fault<'keepalive'>[] = [
  {
    name: 'no-close-after-stop',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.2'],
    sentence: '`stop` is answered, and the connection stays open.',
    spoil(service) {
      spoilSessions(service, (session, line) => {
        session.stop = () => line.send(STOP);
      });
    },
  },
  {
    name: 'stop-unanswered',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.2'],
    sentence: 'On `stop` the server closes without an answer.',
    spoil(service) {
      spoilSessions(service, (session, line) => {
        session.stop = () => line.close();
      });
    },
  },
  {
    name: 'stop-answered-keep-alive',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.2'],
    sentence: '`stop` is answered `keep alive` like any request before the server closes.',
    spoil(service) {
      spoilSessions(service, (session, line) => {
        session.stop = () => {
          line.send(KEEP_ALIVE);
          line.close();
        };
      });
    },
  },
  {
    name: 'stops-on-capitals',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.1'],
    sentence: 'The request `STOP` is taken for `stop`.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const onRequest = session.onRequest.bind(session);
        session.onRequest = (bytes, start, end) => {
          if (isEqual(bytes, start, end, STOP_IN_CAPITALS)) session.stop();
          else onRequest(bytes, start, end);
        };
      });
    },
  },
  {
    name: 'answer-with-nul',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.1'],
    sentence: 'The answer has a NUL behind it.',
    spoil(service) {
      const answer = concatenate(KEEP_ALIVE, new Uint8Array(1));
      spoilSessions(service, (session, line) => {
        session.answer = () => line.send(answer);
      });
    },
  },
  {
    name: 'long-request-unanswered',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.1'],
    sentence: 'A request of 255 bytes is not answered.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const onRequest = session.onRequest.bind(session);
        session.onRequest = (bytes, start, end) => {
          if (end - start < REQUEST_BYTES_MAX) onRequest(bytes, start, end);
        };
      });
    },
  },
  {
    name: 'answers-twice',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.4'],
    sentence: 'Once in so many requests a request is answered twice.',
    onceIn: 1000,
    spoil(service, { number: onceIn }) {
      const isNow = nowAndThen(onceIn);
      spoilSessions(service, (session) => {
        const answer = session.answer.bind(session);
        session.answer = () => {
          answer();
          if (isNow()) answer();
        };
      });
    },
  },
  {
    name: 'request-unanswered',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.4'],
    sentence: 'Once in so many requests a request gets no answer.',
    onceIn: 1000,
    spoil(service, { number: onceIn }) {
      const isNow = nowAndThen(onceIn);
      spoilSessions(service, (session) => {
        const answer = session.answer.bind(session);
        session.answer = () => {
          if (!isNow()) answer();
        };
      });
    },
  },
  {
    name: 'tires-of-a-connection',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.4'],
    sentence: 'After 5,000 requests on one connection it is closed.',
    spoil(service) {
      spoilSessions(service, (session, line) => {
        const answer = session.answer.bind(session);
        let requests = 0;
        session.answer = () => {
          if (++requests > REQUESTS_COUNTED) line.close();
          else answer();
        };
      });
    },
  },
  {
    name: 'writes-past-its-table',
    protocols: ['keepalive'],
    models: MODELS_OF_ONE_LOOP,
    clauses: ['KEEP-3.6'],
    sentence: 'An eleventh client takes the place of another in the table of ten, and the answers to both go to it.',
    spoil(service, { places }) {
      places.capacity = Number.POSITIVE_INFINITY;
      const table: Line[] = [];
      let arrivals = 0;
      spoilSessions(service, (session, line) => {
        const place = arrivals++ % TABLE_SIZE;
        table[place] = line;
        session.answer = () => table[place]?.send(KEEP_ALIVE);
      });
    },
  },
];
