// What a server does right, and slowly. No clause speaks of it, so no case has to catch it: it is for whoever measures, to find a
// limit that is known or a difference that is.

import type { Session } from '../protocols/session.ts';
import { type Fault, MODELS_OF_ONE_LOOP } from './fault.ts';
import { spoilSessions } from './sessions.ts';
import { hearInTurn, QueuedLine, Throttle } from './throttle.ts';
import { burn, Toll } from './toll.ts';

export const SPEED_FAULTS: readonly Fault[] = [
  {
    name: 'throttled',
    protocols: ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block'],
    models: MODELS_OF_ONE_LOOP,
    isOfOneWorker: true,
    clauses: [],
    sentence: 'The server hears its clients one after the other, so many reads a second in all, each of which takes its time.',
    number: {
      default: 1000,
      max: 1_000_000,
      says: 'how many a second',
      read: (number) => `${number.toLocaleString('en')} a second`,
    },
    spoil(service, { clock, number }) {
      const throttle = new Throttle(clock, number);
      const open = service.open.bind(service);
      service.open = (inner) => {
        const line = new QueuedLine(inner);
        const session = open(line);
        hearInTurn(session, line, throttle);
        return session;
      };
    },
  },
  {
    name: 'slow',
    protocols: ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'],
    models: MODELS_OF_ONE_LOOP,
    clauses: [],
    sentence: 'The server takes so many percent more processor time than it would.',
    number: { default: 10, max: 10_000, says: 'how many percent', read: (number) => `${number.toLocaleString('en')} %` },
    spoil(service, { number }) {
      const toll = new Toll(number / 100);
      afterReads(service, () => toll.onAnswer());
    },
  },
  {
    name: 'laborious',
    protocols: ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'],
    models: MODELS_OF_ONE_LOOP,
    clauses: [],
    sentence: 'Each read costs the server so many microseconds more of its processor.',
    number: {
      default: 100,
      max: 1_000_000,
      says: 'how many microseconds',
      read: (number) => `${number.toLocaleString('en')} us`,
    },
    spoil(service, { number }) {
      afterReads(service, () => void burn(number));
    },
  },
];

function afterReads(service: Parameters<typeof spoilSessions<Session>>[0], act: () => void): void {
  spoilSessions<Session>(service, (session) => {
    const onBytes = session.onBytes.bind(session);
    session.onBytes = (bytes, start, end) => {
      onBytes(bytes, start, end);
      act();
    };
  });
}
