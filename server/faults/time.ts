// What takes longer than it should. No clause says how long an answer may take; that nobody is delayed by others some do, and a
// client that waits cannot tell what it waits for.

import type { Session } from '../protocols/session.ts';
import { hearLate, LateLine } from './delay.ts';
import { type Fault, nowAndThen } from './fault.ts';
import { spoilLines, spoilSessions } from './sessions.ts';

const STALL_EVERY_US = 2_000_000;
const STALL_US = 800_000;
const SLOW_US = 40_000;
const LATE_CLOSE_US = 3_000_000;
const SLOWER_US = 10;

export const TIME_FAULTS: readonly Fault[] = [
  {
    name: 'stall',
    protocols: ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'],
    clauses: ['CHAT-1.6.3', 'ECHO-TEXT-2.5', 'KEEP-3.4', 'TALK-4.4', 'ECHO-BLOCK-5.2', 'P2P-6.2'],
    sentence: 'Every 2 s the server hears and says nothing for 800 ms.',
    spoil(service, { clock }) {
      const beginUs = clock.nowUs();
      const lateUs = () => {
        const phaseUs = (clock.nowUs() - beginUs) % STALL_EVERY_US;
        return Math.max(0, phaseUs + STALL_US > STALL_EVERY_US ? STALL_EVERY_US - phaseUs : 0);
      };
      spoilLines<Session>(service, (line) => new LateLine(line, clock, lateUs));
      spoilSessions<Session>(service, (session) => void hearLate(session, clock, lateUs));
    },
  },
  {
    name: 'slow-answers',
    protocols: ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'],
    clauses: ['CHAT-1.6.3', 'ECHO-TEXT-2.5', 'KEEP-3.4', 'TALK-4.4', 'ECHO-BLOCK-5.2', 'P2P-6.2'],
    sentence: 'Once in so many answers an answer comes 40 ms late.',
    onceIn: 10,
    spoil(service, { clock, number: onceIn }) {
      const isNow = nowAndThen(onceIn);
      spoilLines<Session>(service, (line) => new LateLine(line, clock, () => (isNow() ? SLOW_US : 0)));
    },
  },
  {
    name: 'slower-with-age',
    protocols: ['keepalive'],
    clauses: ['KEEP-3.4'],
    sentence: 'Each answer on a connection takes 10 us longer than the one before.',
    spoil(service, { clock }) {
      spoilLines<Session>(service, (line) => {
        let answers = 0;
        return new LateLine(line, clock, () => SLOWER_US * answers++);
      });
    },
  },
  {
    name: 'closes-late',
    protocols: ['keepalive', 'echo-block'],
    clauses: ['KEEP-3.2', 'ECHO-BLOCK-5.4'],
    sentence: 'The server closes 3 s later than it should.',
    spoil(service, { clock }) {
      spoilLines<Session>(service, (line) => {
        const late = new LateLine(line, clock, () => 0);
        late.close = () => void clock.at(clock.nowUs() + LATE_CLOSE_US, () => line.close());
        return late;
      });
    },
  },
];
