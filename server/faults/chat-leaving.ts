// Faults of leaving (CHAT-1.5).

import * as texts from '../protocols/chat/texts.ts';
import { copyOf, isEqual } from '../protocols/text.ts';
import { onGone } from './chat-steps.ts';
import { chatFault, type Fault } from './fault.ts';
import { spoilSessions } from './sessions.ts';

const TAKEN_LATE_US = 5_000;

export const CHAT_LEAVING_FAULTS: readonly Fault<'chat'>[] = [
  chatFault({
    name: 'exit-not-closing',
    clauses: ['CHAT-1.5.1'],
    sentence: 'After `exit` the connection stays open, as in the original.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const exit = session.exit.bind(session);
        session.onEnd = exit;
        session.exit = () => session.leave();
      });
    },
  }),
  chatFault({
    name: 'exit-answered',
    clauses: ['CHAT-1.5.1'],
    sentence: '`exit` is followed by a prompt before the connection ends.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const exit = session.exit.bind(session);
        session.onEnd = exit;
        session.exit = () => {
          if (session.member !== undefined) room.prompt(session.member);
          exit();
        };
      });
    },
  }),
  chatFault({
    name: 'leaver-told-of-itself',
    clauses: ['CHAT-1.5.1'],
    sentence: 'The notice of a departure goes to the member that leaves, too.',
    spoil(room) {
      const leave = room.leave.bind(room);
      room.leave = (member) => {
        member.line.send(room.textFrame(member.name, texts.LEFT));
        leave(member);
      };
    },
  }),
  chatFault({
    name: 'acts-after-exit',
    clauses: ['CHAT-1.5.1'],
    sentence: 'Frames behind `exit` in the same segment are acted on.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const exit = session.exit.bind(session);
        const onBytes = session.onBytes.bind(session);
        let isLeaving = false;
        session.onEnd = exit;
        session.exit = () => {
          isLeaving = true;
        };
        session.onBytes = (bytes, start, end) => {
          onBytes(bytes, start, end);
          if (isLeaving) exit();
        };
      });
    },
  }),
  chatFault({
    name: 'exit-undoes-its-segment',
    clauses: ['CHAT-1.5.1'],
    sentence: 'Frames before `exit` in the same segment take no effect.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const onBytes = session.onBytes.bind(session);
        const onText = session.onText.bind(session);
        const taken: Uint8Array[] = [];
        session.onText = (bytes, start, end) => {
          taken.push(copyOf(bytes, start, end));
          return true;
        };
        session.onBytes = (bytes, start, end) => {
          onBytes(bytes, start, end);
          const arrived = taken.splice(0);
          const isExit = (text: Uint8Array): boolean => isEqual(text, 0, text.length, texts.EXIT);
          for (const text of arrived.some(isExit) ? [texts.EXIT] : arrived) if (!onText(text, 0, text.length)) return;
        };
      });
    },
  }),
  chatFault({
    name: 'exit-in-any-case',
    clauses: ['CHAT-1.5.1'],
    sentence: 'Any frame that begins with `exit`, in capital or small letters, is `exit`.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const onText = session.onText.bind(session);
        session.onText = (bytes, start, end) => {
          const beginning = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 4)));
          if (session.member === undefined || beginning.toLowerCase() !== 'exit') return onText(bytes, start, end);
          return onText(texts.EXIT, 0, texts.EXIT.length);
        };
      });
    },
  }),
  chatFault({
    name: 'no-departure-notice',
    clauses: ['CHAT-1.5.2', 'CHAT-1.6.3'],
    sentence: 'Nobody is told of a departure.',
    spoil(room) {
      room.tellOfDeparture = () => {};
    },
  }),
  chatFault({
    name: 'departure-told-twice',
    clauses: ['CHAT-1.5.2'],
    sentence: 'A departure is told twice.',
    spoil(room) {
      const tell = room.tellOfDeparture.bind(room);
      room.tellOfDeparture = (frame) => {
        tell(frame);
        tell(frame);
      };
    },
  }),
  chatFault({
    name: 'no-notice-of-reset',
    clauses: ['CHAT-1.5.2', 'CHAT-1.6.3'],
    sentence: 'Nobody is told of a member whose connection broke off.',
    spoil(room) {
      const tell = room.tellOfDeparture.bind(room);
      let isBrokenOff = false;
      room.tellOfDeparture = (frame) => {
        if (!isBrokenOff) tell(frame);
      };
      spoilSessions(room, (session) => {
        const gone = session.onGone.bind(session);
        // Who leaves in order has left the room before it is gone.
        session.onGone = () => {
          isBrokenOff = true;
          gone();
          isBrokenOff = false;
        };
      });
    },
  }),
  chatFault({
    name: 'first-member-not-told',
    clauses: ['CHAT-1.5.2'],
    sentence: 'Of a departure the member in the first slot is not told.',
    spoil(room) {
      room.tellOfDeparture = (frame) => {
        for (const member of room.members) if (member.slot > 0) member.line.send(frame);
      };
    },
  }),
  chatFault({
    name: 'notice-of-unregistered',
    clauses: ['CHAT-1.5.2'],
    sentence: 'A connection that leaves unregistered is told of, as somebody without a name.',
    spoil(room) {
      onGone(room, ({ hasRegistered }) => {
        if (!hasRegistered) room.tellOfDeparture(room.textFrame(texts.LEFT));
      });
    },
  }),
  chatFault({
    name: 'close-unnoticed',
    clauses: ['CHAT-1.5.2', 'CHAT-1.5.5'],
    sentence: 'That a client sends no more is not noticed, and it stays a member.',
    spoil(room) {
      spoilSessions(room, (session) => {
        session.onEnd = () => {};
      });
    },
  }),
  chatFault({
    name: 'dies-of-early-close',
    clauses: ['CHAT-1.5.4'],
    sentence: 'The server dies when a client leaves before it registers, as the original does.',
    spoil(room, { die }) {
      onGone(room, ({ hasRegistered }) => {
        if (!hasRegistered) die('a client left before it had registered');
      });
    },
  }),
  chatFault({
    name: 'dies-of-reset',
    clauses: ['CHAT-1.5.4'],
    sentence: 'The server dies when the connection of a member breaks off.',
    spoil(room, { die }) {
      onGone(room, ({ hasRegistered, isInOrder }) => {
        if (hasRegistered && !isInOrder) die('the connection of a member broke off');
      });
    },
  }),
  chatFault({
    name: 'dies-in-mid-frame',
    clauses: ['CHAT-1.5.4'],
    sentence: 'The server dies when a client leaves in the midst of a frame.',
    spoil(room, { die }) {
      onGone(room, ({ isMidFrame }) => {
        if (isMidFrame) die('a client left in the midst of a frame');
      });
    },
  }),
  chatFault({
    name: 'dies-of-unread-data',
    clauses: ['CHAT-1.5.4'],
    sentence: 'The server dies when a client leaves that has not read everything.',
    spoil(room, { die }) {
      onGone(room, (_, { line }) => {
        if (line.unsentBytes > 0) die('a client left with data unread');
      });
    },
  }),
  chatFault({
    name: 'half-close-drops-frames',
    clauses: ['CHAT-1.5.5'],
    sentence: 'Frames are taken up 5 ms after they came, and not at all when the client has half-closed by then.',
    spoil(room, { clock }) {
      spoilSessions(room, (session) => {
        const onBytes = session.onBytes.bind(session);
        const onEnd = session.onEnd.bind(session);
        const close = session.line.close.bind(session.line);
        const gone = session.onGone.bind(session);
        let isOver = false;
        session.line.close = () => {
          isOver = true;
          close();
        };
        session.onBytes = (bytes, start, end) => {
          const copy = copyOf(bytes, start, end);
          clock.at(clock.nowUs() + TAKEN_LATE_US, () => {
            if (!isOver) onBytes(copy, 0, copy.length);
          });
        };
        session.onEnd = () => {
          isOver = true;
          onEnd();
        };
        session.onGone = () => {
          isOver = true;
          gone();
        };
      });
    },
  }),
];
