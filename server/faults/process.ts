// What a server does wrong to its machine, to its places, or to itself.

import { openSync } from 'node:fs';
import type { Model } from '../protocols/protocols.ts';
import type { Session } from '../protocols/session.ts';
import { type Fault, MODELS_OF_ONE_LOOP, nowAndThen } from './fault.ts';
import { spoilSessions } from './sessions.ts';

const MEGABYTE = 1024 * 1024;
const SPIN_US = 1;

/** A process of its own takes with it what it has of a connection. */
const MODELS_OF_ONE_PROCESS: readonly Model[] = ['event', 'single', 'thread'];

export const PROCESS_FAULTS: readonly Fault[] = [
  {
    name: 'one-at-a-time',
    protocols: ['echo-text', 'keepalive', 'echo-block'],
    clauses: ['ECHO-TEXT-2.5', 'KEEP-3.6', 'ECHO-BLOCK-5.2'],
    sentence: 'A client is served only when the one before has left.',
    spoil(_, { places }) {
      places.capacity = 1;
    },
  },
  {
    name: 'place-lost',
    protocols: ['echo-text', 'keepalive'],
    models: MODELS_OF_ONE_LOOP,
    clauses: ['ECHO-TEXT-2.5', 'KEEP-3.6'],
    sentence: 'Once in so many departures the place of the client that left is not free again.',
    onceIn: 2,
    spoil(service, { places, number: onceIn }) {
      const isNow = nowAndThen(onceIn);
      atDepartures(service, () => {
        if (isNow()) places.capacity--;
      });
    },
  },
  {
    name: 'never-closes',
    protocols: ['keepalive', 'talk', 'echo-block', 'p2p'],
    clauses: ['KEEP-3.3', 'TALK-4.3', 'ECHO-BLOCK-5.4', 'P2P-6.3'],
    sentence: 'When a client has closed, the server leaves its own half of the connection open.',
    spoil(service) {
      spoilSessions<Session>(service, (session, line) => {
        const onEnd = session.onEnd.bind(session);
        session.onEnd = () => {
          const close = line.close;
          line.close = () => {};
          onEnd();
          line.close = close;
        };
      });
    },
  },
  {
    name: 'reset-kills-the-server',
    protocols: ['echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'],
    clauses: ['ECHO-TEXT-2.6', 'KEEP-3.3', 'TALK-4.3', 'ECHO-BLOCK-5.3', 'P2P-6.3'],
    sentence: 'The server ends when a client resets its connection.',
    spoil(service, { die }) {
      spoilSessions<Session>(service, (session, line) => {
        const onEnd = session.onEnd.bind(session);
        const onGone = session.onGone.bind(session);
        const close = line.close.bind(line);
        // Whoever goes without an end, and is not sent away, has reset.
        let isInOrder = false;
        session.onEnd = () => {
          isInOrder = true;
          onEnd();
        };
        line.close = () => {
          isInOrder = true;
          close();
        };
        session.onGone = () => {
          onGone();
          if (!isInOrder) die('a client has reset its connection');
        };
      });
    },
  },
  {
    name: 'spins-after-departure',
    protocols: ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'],
    models: MODELS_OF_ONE_LOOP,
    clauses: ['CHAT-1.6.2', 'ECHO-TEXT-2.6', 'KEEP-3.3', 'TALK-4.3', 'ECHO-BLOCK-5.3', 'P2P-6.3'],
    sentence: 'For each client that has left the server asks again and again whether it has said something.',
    spoil(service, { clock, isOver }) {
      const spin = () => {
        // By timers: an immediate may have to wait for the transport, and would burn nothing.
        if (!isOver()) clock.at(clock.nowUs() + SPIN_US, spin);
      };
      atDepartures(service, spin);
    },
  },
  {
    name: 'descriptor-leak',
    protocols: ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'],
    models: MODELS_OF_ONE_PROCESS,
    clauses: ['CHAT-1.6.2', 'ECHO-TEXT-2.6', 'KEEP-3.3', 'TALK-4.3', 'ECHO-BLOCK-5.3', 'P2P-6.3'],
    sentence: 'Each client that leaves costs a descriptor.',
    spoil(service) {
      atDepartures(service, () => void openSync('/dev/null', 'r'));
    },
  },
  {
    name: 'memory-growth',
    protocols: ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'],
    models: MODELS_OF_ONE_PROCESS,
    clauses: ['CHAT-1.6.2', 'ECHO-TEXT-2.6', 'KEEP-3.3', 'TALK-4.3', 'ECHO-BLOCK-5.3', 'P2P-6.3'],
    sentence: 'Each client that leaves costs a megabyte of memory.',
    spoil(service) {
      const kept: Uint8Array[] = [];
      // Memory that nobody has written to takes no room.
      atDepartures(service, () => void kept.push(new Uint8Array(MEGABYTE).fill(1)));
    },
  },
  {
    name: 'zombies',
    protocols: ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block'],
    clauses: ['CHAT-1.6.2', 'ECHO-TEXT-2.6', 'KEEP-3.3', 'TALK-4.3', 'ECHO-BLOCK-5.3'],
    models: ['process'],
    sentence: 'Behind each client that has left a process stays that nobody has reaped.',
    spoil(_, { places }) {
      const free = places.free.bind(places);
      // Node reaps what node has started; so the process that stays is another, started behind its back. Only Linux has it.
      places.free = () => {
        void import('../../harness/transport/epoll/spawn-unreaped.ts').then(({ spawnUnreaped }) => spawnUnreaped());
        free();
      };
    },
  },
];

function atDepartures(service: Parameters<typeof spoilSessions<Session>>[0], act: () => void): void {
  spoilSessions<Session>(service, (session) => {
    const onGone = session.onGone.bind(session);
    session.onGone = () => {
      onGone();
      act();
    };
  });
}
