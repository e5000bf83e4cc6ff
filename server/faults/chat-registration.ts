// Faults of arrival and registration (CHAT-1.2), and of names that should be free again (CHAT-1.5.3).

import { type Member, NAME_BYTES_MAX } from '../protocols/chat/room.ts';
import { frameOf } from '../protocols/chat/server-frame.ts';
import * as texts from '../protocols/chat/texts.ts';
import type { Line } from '../protocols/session.ts';
import { bytesOf, copyOf, isEqual, keyOf } from '../protocols/text.ts';
import { onGone, onRegistered } from './chat-steps.ts';
import { chatFault, type Fault } from './fault.ts';
import { spoilSessions } from './sessions.ts';

const RACE_US = 1_000;
const NAME_LATE_US = 500_000;
const DOLLAR = 0x24;
const COLON = 0x3a;
const SPACE = 0x20;
const GUEST = bytesOf('guest');

export const CHAT_REGISTRATION_FAULTS: readonly Fault<'chat'>[] = [
  chatFault({
    name: 'no-greeting',
    clauses: ['CHAT-1.2.1'],
    sentence: 'Nobody is greeted.',
    spoil(room) {
      room.greet = () => {};
    },
  }),
  chatFault({
    name: 'greeted-twice',
    clauses: ['CHAT-1.2.1'],
    sentence: 'An arrival is greeted twice.',
    spoil(room) {
      const greet = room.greet.bind(room);
      room.greet = (line) => {
        greet(line);
        greet(line);
      };
    },
  }),
  chatFault({
    name: 'greeting-waits-for-client',
    clauses: ['CHAT-1.2.1'],
    sentence: 'An arrival is greeted only once it has sent something.',
    spoil(room) {
      const greet = room.greet.bind(room);
      room.greet = () => {};
      spoilSessions(room, (session) => {
        const onBytes = session.onBytes.bind(session);
        let isGreeted = false;
        session.onBytes = (bytes, start, end) => {
          if (!isGreeted) greet(session.line);
          isGreeted = true;
          onBytes(bytes, start, end);
        };
      });
    },
  }),
  chatFault({
    name: 'greeting-names-nobody',
    clauses: ['CHAT-1.2.1'],
    sentence: 'The greeting has no names in its list.',
    spoil(room) {
      room.greet = (line) => line.send(frameOf(texts.ARRIVED, texts.PLEASE_REGISTER));
    },
  }),
  chatFault({
    name: 'registration-unconfirmed',
    clauses: ['CHAT-1.2.2'],
    sentence: 'Nobody is told that a nickname was accepted.',
    spoil(room) {
      room.confirm = () => {};
    },
  }),
  chatFault({
    name: 'registration-confirmed-late',
    clauses: ['CHAT-1.2.2', 'CHAT-1.3.1'],
    sentence: 'That a nickname was accepted is told behind the first prompt.',
    spoil(room) {
      const confirm = room.confirm.bind(room);
      const prompt = room.prompt.bind(room);
      const unconfirmed = new Set<Line>();
      room.confirm = (line) => void unconfirmed.add(line);
      room.prompt = (member) => {
        prompt(member);
        if (unconfirmed.delete(member.line)) confirm(member.line);
      };
    },
  }),
  chatFault({
    name: 'name-trimmed',
    clauses: ['CHAT-1.2.2'],
    sentence: 'A nickname loses the spaces before and behind it.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const claim = session.claim.bind(session);
        session.claim = (name) => {
          let start = 0;
          let end = name.length;
          while (start < end && name[start] === SPACE) start++;
          while (end > start && name[end - 1] === SPACE) end--;
          claim(copyOf(name, start, end));
        };
      });
    },
  }),
  chatFault({
    name: 'name-re-encoded',
    clauses: ['CHAT-1.2.2', 'CHAT-1.4.1'],
    sentence: 'A nickname is decoded and encoded again: what is no UTF-8 comes out as something else.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const claim = session.claim.bind(session);
        session.claim = (name) => claim(bytesOf(new TextDecoder().decode(name)));
      });
    },
  }),
  chatFault({
    name: 'reserved-characters-accepted',
    clauses: ['CHAT-1.2.3'],
    sentence: 'A nickname may hold @, $ and :.',
    spoil(room) {
      room.isReserved = () => false;
    },
  }),
  chatFault({
    name: 'dollar-accepted',
    clauses: ['CHAT-1.2.3'],
    sentence: 'A nickname may hold $, which the refusal does not speak of.',
    spoil(room) {
      const isReserved = room.isReserved.bind(room);
      room.isReserved = (name) => isReserved(name.filter((byte) => byte !== DOLLAR));
    },
  }),
  chatFault({
    name: 'reserved-only-in-front',
    clauses: ['CHAT-1.2.3'],
    sentence: 'Only the first byte of a nickname is looked at for reserved characters.',
    spoil(room) {
      const isReserved = room.isReserved.bind(room);
      room.isReserved = (name) => isReserved(name.subarray(0, 1));
    },
  }),
  chatFault({
    name: 'duplicate-accepted',
    clauses: ['CHAT-1.2.4'],
    sentence: 'A nickname that a member holds is given away again.',
    spoil(room) {
      room.isTaken = () => false;
    },
  }),
  chatFault({
    name: 'race-between-claims',
    clauses: ['CHAT-1.2.4'],
    sentence: 'A name is entered a millisecond after it was looked up, and of two claims at the same time both succeed.',
    spoil(room, { clock }) {
      const isTaken = room.isTaken.bind(room);
      const unentered = new Set<string>();
      room.isTaken = (name) => isTaken(name) && !unentered.has(keyOf(name));
      onRegistered(room, ({ name }) => {
        unentered.add(keyOf(name));
        clock.at(clock.nowUs() + RACE_US, () => unentered.delete(keyOf(name)));
      });
    },
  }),
  chatFault({
    name: 'prefix-taken',
    clauses: ['CHAT-1.2.4'],
    sentence: 'A nickname is refused when the name of a member begins with it.',
    spoil(room) {
      room.isTaken = (name) => room.members.some((member) => isEqual(member.name, 0, name.length, name));
    },
  }),
  chatFault({
    name: 'taken-in-other-case',
    clauses: ['CHAT-1.2.4'],
    sentence: 'A nickname is refused when a member has it in capital or small letters.',
    spoil(room) {
      const lower = (name: Uint8Array): string => keyOf(name).toLowerCase();
      room.isTaken = (name) => room.members.some((member) => lower(member.name) === lower(name));
    },
  }),
  chatFault({
    name: 'holder-told-of-claims',
    clauses: ['CHAT-1.2.4'],
    sentence: 'The refusal of a claim goes to the holder of the name, too.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const claim = session.claim.bind(session);
        session.claim = (name) => {
          const holder = room.find(name, 0, name.length);
          holder?.line.send(room.textFrame(texts.NAME_TAKEN));
          claim(name);
        };
      });
    },
  }),
  chatFault({
    name: 'refusal-closes',
    clauses: ['CHAT-1.2.5', 'CHAT-1.2.3'],
    sentence: 'Whose nickname is refused is put out.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const refuse = session.refuse.bind(session);
        session.refuse = (refusal) => {
          refuse(refusal);
          session.exit();
        };
      });
    },
  }),
  chatFault({
    name: 'three-tries',
    clauses: ['CHAT-1.2.5'],
    sentence: 'Who has been refused three times is not listened to any more.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const refuse = session.refuse.bind(session);
        let refusals = 0;
        session.refuse = (refusal) => {
          refuse(refusal);
          if (++refusals === 3) session.claim = () => {};
        };
      });
    },
  }),
  chatFault({
    name: 'ten-bytes-accepted',
    clauses: ['CHAT-1.2.6'],
    sentence: 'A nickname of 10 bytes is accepted, though its field has no room for the NUL then, as in the original.',
    spoil(room) {
      room.isTooLong = (name) => name.length > NAME_BYTES_MAX + 1;
    },
  }),
  chatFault({
    name: 'nine-bytes-refused',
    clauses: ['CHAT-1.2.6'],
    sentence: 'A nickname of 9 bytes is too long.',
    spoil(room) {
      room.isTooLong = (name) => name.length >= NAME_BYTES_MAX;
    },
  }),
  chatFault({
    name: 'name-counted-in-characters',
    clauses: ['CHAT-1.2.6'],
    sentence: 'A nickname may have 9 characters, however many bytes they are.',
    spoil(room) {
      room.isTooLong = (name) => [...new TextDecoder().decode(name)].length > NAME_BYTES_MAX;
    },
  }),
  chatFault({
    name: 'long-name-cut',
    clauses: ['CHAT-1.2.6'],
    sentence: 'Of a nickname that is too long the first 9 bytes are accepted.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const claim = session.claim.bind(session);
        session.claim = (name) => claim(name.subarray(0, NAME_BYTES_MAX));
      });
    },
  }),
  chatFault({
    name: 'empty-name-accepted',
    clauses: ['CHAT-1.2.7'],
    sentence: 'A nickname may be empty.',
    spoil(room) {
      const refusalOf = room.refusalOf.bind(room);
      room.refusalOf = (name) => (name.length === 0 ? undefined : refusalOf(name));
    },
  }),
  chatFault({
    name: 'unregistered-listed',
    clauses: ['CHAT-1.2.8'],
    sentence: 'Connections that have not registered are in the member list, each with an empty name.',
    spoil(room) {
      const listedNames = room.listedNames.bind(room);
      let unregistered = 0;
      room.listedNames = () => [...listedNames(), ...new Array<Uint8Array>(unregistered).fill(new Uint8Array(0))];
      spoilSessions(room, () => void unregistered++);
      onRegistered(room, () => void unregistered--);
      onGone(room, ({ hasRegistered }) => {
        if (!hasRegistered) unregistered--;
      });
    },
  }),
  chatFault({
    name: 'unregistered-routed',
    clauses: ['CHAT-1.2.8'],
    sentence: 'A message to a member is delivered though its sender has not registered.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const claim = session.claim.bind(session);
        session.claim = (name) => {
          const colon = name.indexOf(COLON);
          const target = colon === -1 ? undefined : room.find(name, 0, colon);
          if (target !== undefined) room.deliver(target, room.textFrame(GUEST, texts.FROM, name.subarray(colon + 1)));
          claim(name);
        };
      });
    },
  }),
  chatFault({
    name: 'name-not-freed',
    clauses: ['CHAT-1.5.3', 'CHAT-1.4.4'],
    sentence: 'The name of a member that has left stays taken.',
    spoil(room) {
      room.freeName = () => {};
    },
  }),
  chatFault({
    name: 'name-freed-late',
    clauses: ['CHAT-1.5.3'],
    sentence: 'The name of a member that has left is free half a second later.',
    spoil(room, { clock }) {
      const freeName = room.freeName.bind(room);
      room.freeName = (member: Member) => void clock.at(clock.nowUs() + NAME_LATE_US, () => freeName(member));
    },
  }),
];
