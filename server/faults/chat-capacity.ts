// Faults of capacity and of fairness (CHAT-1.6).

import type { ChatSession } from '../protocols/chat/session.ts';
import type { Line } from '../protocols/session.ts';
import { Gate, onGone, spoilLines } from './chat-steps.ts';
import { chatFault, type Fault, nowAndThen, type Surroundings } from './fault.ts';
import { spoilSessions } from './sessions.ts';

const ADMITTED_LATE_US = 5_000_000;
const STALLED_BYTES = 64 * 1024;

export const CHAT_CAPACITY_FAULTS: readonly Fault<'chat'>[] = [
  chatFault({
    name: 'one-too-many-served',
    clauses: ['CHAT-1.6.1', 'CHAT-1.6.2'],
    sentence: 'One more is greeted than there are places.',
    spoil(_room, { places }) {
      places.capacity++;
    },
  }),
  chatFault({
    name: 'one-too-few-served',
    clauses: ['CHAT-1.6.1', 'CHAT-1.6.2'],
    sentence: 'One place is never given to anybody.',
    spoil(_room, { places }) {
      places.capacity--;
    },
  }),
  chatFault({
    name: 'full-room-turns-away',
    clauses: ['CHAT-1.6.1'],
    sentence: 'Who comes when all places are taken is put out at once.',
    spoil(room, { places }) {
      const greet = room.greet.bind(room);
      const full = places.capacity++;
      room.greet = (line) => {
        if (places.taken >= full) line.close();
        else greet(line);
      };
    },
  }),
  chatFault({
    name: 'full-room-evicts',
    clauses: ['CHAT-1.6.1'],
    sentence: 'Who comes when all places are taken gets that of the one who has been there longest.',
    spoil(room, { places }) {
      const full = places.capacity++;
      const lines = new Set<Line>();
      spoilLines(room, (line) => {
        const [oldest] = lines;
        if (lines.size >= full) oldest?.close();
        lines.add(line);
      });
      onGone(room, (_, { line }) => void lines.delete(line));
    },
  }),
  chatFault({
    name: 'never-admits-again',
    clauses: ['CHAT-1.6.1'],
    sentence: 'Once all places have been taken nobody is admitted any more.',
    spoil(_room, { places }) {
      const admit = places.admit.bind(places);
      let hasBeenFull = false;
      places.admit = () => {
        if (hasBeenFull) return;
        hasBeenFull = places.taken >= places.capacity;
        admit();
      };
    },
  }),
  chatFault({
    name: 'admits-late',
    clauses: ['CHAT-1.6.1'],
    sentence: 'Who waits for a place is greeted five seconds after there is one.',
    spoil(_room, { places, clock }) {
      const free = places.free.bind(places);
      places.free = () => {
        if (places.taken < places.capacity) free();
        else clock.at(clock.nowUs() + ADMITTED_LATE_US, free);
      };
    },
  }),
  chatFault({
    name: 'refusal-costs-place',
    clauses: ['CHAT-1.6.2'],
    sentence: 'A refused nickname costs a place, for good.',
    spoil(room, surroundings) {
      spoilSessions(room, (session) => {
        const refuse = session.refuse.bind(session);
        session.refuse = (refusal) => {
          refuse(refusal);
          losePlace(surroundings);
        };
      });
    },
  }),
  chatFault({
    name: 'place-leak',
    clauses: ['CHAT-1.6.2'],
    sentence: 'Once in so many departures a place is not given back.',
    onceIn: 20,
    spoil(room, surroundings) {
      const isLost = nowAndThen(surroundings.number);
      onGone(room, () => {
        if (isLost()) losePlace(surroundings);
      });
    },
  }),
  chatFault({
    name: 'place-leak-on-reset',
    clauses: ['CHAT-1.6.2'],
    sentence: 'The place of a connection that breaks off is not given back.',
    spoil(room, surroundings) {
      onGone(room, ({ isInOrder }) => {
        if (!isInOrder) losePlace(surroundings);
      });
    },
  }),
  chatFault({
    name: 'place-leak-on-early-close',
    clauses: ['CHAT-1.6.2'],
    sentence: 'The place of a connection that leaves unregistered is not given back.',
    spoil(room, surroundings) {
      onGone(room, ({ hasRegistered }) => {
        if (!hasRegistered) losePlace(surroundings);
      });
    },
  }),
  chatFault({
    name: 'stalled-reader-stalls-all',
    clauses: ['CHAT-1.6.3'],
    sentence: 'While one client is 64 KiB behind with its reading, nothing is taken from anybody.',
    spoil(room) {
      const lines = new Set<Line>();
      const watched = new Set<Line>();
      const stalled = (): Line | undefined => {
        for (const line of lines) if (line.unsentBytes > STALLED_BYTES) return line;
        return undefined;
      };
      spoilLines(room, (line) => void lines.add(line));
      const gate = new Gate(
        room,
        () => stalled() !== undefined,
        () => {
          const line = stalled();
          if (line === undefined || watched.has(line)) return;
          watched.add(line);
          line.whenSent(() => {
            watched.delete(line);
            gate.look();
          });
        },
      );
      // Told before the gate, which looks again at whoever is left.
      onGone(room, (_, { line }) => void lines.delete(line));
    },
  }),
  chatFault({
    name: 'half-frame-blocks-all',
    clauses: ['CHAT-1.6.4'],
    sentence: 'While a frame has begun and not ended, nothing is taken from anybody else.',
    spoil(room) {
      let begun: ChatSession | undefined;
      spoilSessions(room, (session) => {
        const onBytes = session.onBytes.bind(session);
        session.onBytes = (bytes, start, end) => {
          onBytes(bytes, start, end);
          if (session.frames.hasBegun) {
            begun ??= session;
          } else if (begun === session) {
            begun = undefined;
            gate.look();
          }
        };
      });
      const gate = new Gate(room, (session) => begun !== undefined && begun !== session);
      onGone(room, (_, session) => {
        if (begun === session) begun = undefined;
      });
    },
  }),
  chatFault({
    name: 'registration-blocks-all',
    clauses: ['CHAT-1.6.4'],
    sentence: 'While somebody has not registered, nothing is taken from those who arrived later.',
    spoil(room) {
      const unregistered: ChatSession[] = [];
      const registered = (session: ChatSession): void => {
        const place = unregistered.indexOf(session);
        if (place !== -1) unregistered.splice(place, 1);
      };
      spoilSessions(room, (session) => {
        unregistered.push(session);
        const onBytes = session.onBytes.bind(session);
        session.onBytes = (bytes, start, end) => {
          onBytes(bytes, start, end);
          if (session.member === undefined) return;
          registered(session);
          gate.look();
        };
      });
      const gate = new Gate(room, (session) => unregistered[0] !== undefined && unregistered[0] !== session);
      onGone(room, (_, session) => registered(session));
    },
  }),
];

/** For good: it is neither free nor taken. */
function losePlace({ places }: Surroundings): void {
  places.capacity--;
  places.admit();
}
