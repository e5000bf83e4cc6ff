// Faults of messages: who gets them, how often, and what they look like by then (CHAT-1.4).

import type { ChatRoom, Member } from '../protocols/chat/room.ts';
import { TEXT_BYTES_MAX } from '../protocols/chat/server-frame.ts';
import * as texts from '../protocols/chat/texts.ts';
import { concatenate, copyOf, isEqual, keyOf, placeOf } from '../protocols/text.ts';
import { onRegistered } from './chat-steps.ts';
import { chatFault, type Fault, nowAndThen } from './fault.ts';

const AT = 0x40;
const COLON = 0x3a;
const DOLLAR = 0x24;
const HELD_US = 5_000;
const DIRECT_LATE_US = 2_000;
const NUL = new Uint8Array(1);

export const CHAT_ROUTING_FAULTS: readonly Fault<'chat'>[] = [
  chatFault({
    name: 'duplicate-delivery',
    clauses: ['CHAT-1.4.1', 'CHAT-1.4.3'],
    sentence: 'Once in so many deliveries a message is delivered twice.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const deliver = room.deliver.bind(room);
      const isTwice = nowAndThen(onceIn);
      room.deliver = (target, frame) => {
        deliver(target, frame);
        if (isTwice()) deliver(target, frame);
      };
    },
  }),
  chatFault({
    name: 'lost-delivery',
    clauses: ['CHAT-1.4.1', 'CHAT-1.4.3'],
    sentence: 'Once in so many deliveries a message is lost.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const deliver = room.deliver.bind(room);
      const isLost = nowAndThen(onceIn);
      room.deliver = (target, frame) => {
        if (!isLost()) deliver(target, frame);
      };
    },
  }),
  chatFault({
    name: 'misroute',
    clauses: ['CHAT-1.4.1'],
    sentence: 'Once in so many direct messages one goes to another member instead.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const onDirect = room.onDirect.bind(room);
      const isMisrouted = nowAndThen(onceIn);
      room.onDirect = (sender, target, bytes, start, end) => {
        onDirect(sender, isMisrouted() ? otherThan(room, sender, target) : target, bytes, start, end);
      };
    },
  }),
  chatFault({
    name: 'direct-overheard',
    clauses: ['CHAT-1.4.1'],
    sentence: 'Once in so many direct messages another member gets it, too.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const onDirect = room.onDirect.bind(room);
      const isOverheard = nowAndThen(onceIn);
      room.onDirect = (sender, target, bytes, start, end) => {
        onDirect(sender, target, bytes, start, end);
        const other = isOverheard() ? otherThan(room, sender, target) : target;
        if (other !== target) onDirect(sender, other, bytes, start, end);
      };
    },
  }),
  chatFault({
    name: 'reordered-messages',
    clauses: ['CHAT-1.4.2'],
    sentence: 'Once in so many deliveries a message comes behind the next to the same member.',
    onceIn: 20,
    spoil(room, { clock, number: onceIn }) {
      const deliver = room.deliver.bind(room);
      const isHeld = nowAndThen(onceIn);
      let held: { readonly target: Member; readonly frame: Uint8Array } | undefined;
      const release = (): void => {
        if (held !== undefined) deliver(held.target, held.frame);
        held = undefined;
      };
      room.deliver = (target, frame) => {
        if (held === undefined && isHeld()) {
          held = { target, frame };
          clock.at(clock.nowUs() + HELD_US, release);
        } else {
          deliver(target, frame);
          if (held?.target === target) release();
        }
      };
    },
  }),
  chatFault({
    name: 'broadcast-overtakes',
    clauses: ['CHAT-1.4.2'],
    sentence: 'A direct message to another takes a way that is 2 ms longer than that of a broadcast, which overtakes it.',
    spoil(room, { clock }) {
      const deliver = room.deliver.bind(room);
      const onDirect = room.onDirect.bind(room);
      let isLate = false;
      room.onDirect = (sender, target, bytes, start, end) => {
        isLate = sender !== target;
        onDirect(sender, target, bytes, start, end);
        isLate = false;
      };
      room.deliver = (target, frame) => {
        if (isLate) clock.at(clock.nowUs() + DIRECT_LATE_US, () => deliver(target, frame));
        else deliver(target, frame);
      };
    },
  }),
  chatFault({
    name: 'sender-forged',
    clauses: ['CHAT-1.4.7', 'CHAT-1.4.1'],
    sentence: 'A text with a $ is delivered as it is, and what stands before its $ passes for the sender.',
    spoil(room) {
      const onDirect = room.onDirect.bind(room);
      room.onDirect = (sender, target, bytes, start, end) => {
        if (placeOf(DOLLAR, bytes, start, end) === -1) onDirect(sender, target, bytes, start, end);
        else room.deliver(target, room.textFrame(bytes.subarray(start, Math.min(end, start + TEXT_BYTES_MAX))));
      };
    },
  }),
  chatFault({
    name: 'sender-mixed-up',
    clauses: ['CHAT-1.4.1', 'CHAT-1.4.7'],
    sentence: 'Once in so many direct messages one is shown as from another member.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const onDirect = room.onDirect.bind(room);
      const isMixedUp = nowAndThen(onceIn);
      room.onDirect = (sender, target, bytes, start, end) => {
        const shown = isMixedUp() ? { ...sender, name: otherThan(room, sender).name } : sender;
        onDirect(shown, target, bytes, start, end);
      };
    },
  }),
  chatFault({
    name: 'sender-of-old-shown',
    clauses: ['CHAT-1.4.7'],
    sentence: 'A direct message is shown as from whoever had the place of its sender in the member list first.',
    spoil(room) {
      const onDirect = room.onDirect.bind(room);
      const firstNames = new Map<number, Uint8Array>();
      onRegistered(room, ({ slot, name }) => {
        if (!firstNames.has(slot)) firstNames.set(slot, name);
      });
      room.onDirect = (sender, target, bytes, start, end) => {
        onDirect({ ...sender, name: firstNames.get(sender.slot) ?? sender.name }, target, bytes, start, end);
      };
    },
  }),
  chatFault({
    name: 'broadcast-without-sender',
    clauses: ['CHAT-1.4.3'],
    sentence: 'A broadcast does not reach its sender.',
    spoil(room) {
      room.deliverToAll = (sender, frame) => {
        for (const member of room.members) if (member !== sender) room.deliver(member, frame);
      };
    },
  }),
  chatFault({
    name: 'broadcast-without-newest',
    clauses: ['CHAT-1.4.3'],
    sentence: 'A broadcast does not reach the member that registered last.',
    spoil(room) {
      let newest: Member | undefined;
      onRegistered(room, (member) => {
        newest = member;
      });
      room.deliverToAll = (_sender, frame) => {
        for (const member of room.members) if (member !== newest) room.deliver(member, frame);
      };
    },
  }),
  chatFault({
    name: 'broadcast-unreachable',
    clauses: ['CHAT-1.4.3'],
    sentence: 'A target with @ is a format error before anybody asks whether it is @all, as in the original.',
    spoil(room) {
      room.onBroadcast = (sender) => room.refuseFormat(sender);
    },
  }),
  chatFault({
    name: 'text-cut-at-second-colon',
    clauses: ['CHAT-1.4.1', 'CHAT-1.4.3'],
    sentence: 'A text ends at its first colon.',
    spoil(room) {
      room.text = (bytes, start, end) => {
        const colon = placeOf(COLON, bytes, start, end);
        return bytes.subarray(start, colon === -1 ? end : colon);
      };
    },
  }),
  chatFault({
    name: 'text-split-at-last-colon',
    clauses: ['CHAT-1.4.1'],
    sentence: 'The last colon splits a message, and not the first.',
    spoil(room) {
      const onMessage = room.onMessage.bind(room);
      room.onMessage = (sender, bytes, start, end) => {
        const first = placeOf(COLON, bytes, start, end);
        const last = bytes.subarray(start, end).lastIndexOf(COLON) + start;
        if (first === -1 || first === last) onMessage(sender, bytes, start, end);
        else if (last + 1 === end || first === start) room.refuseFormat(sender);
        else room.sayNotFound(sender, copyOf(bytes, start, last));
      };
    },
  }),
  chatFault({
    name: 'text-cut-at-space',
    clauses: ['CHAT-1.4.1', 'CHAT-1.4.3'],
    sentence: 'A text ends at its first space, as the help text could be understood.',
    spoil(room) {
      room.text = (bytes, start, end) => {
        const space = placeOf(0x20, bytes, start, end);
        return bytes.subarray(start, space === -1 ? end : space);
      };
    },
  }),
  chatFault({
    name: 'text-trimmed',
    clauses: ['CHAT-1.4.1', 'CHAT-1.4.3'],
    sentence: 'A text loses the spaces and line ends at its beginning and its end.',
    spoil(room) {
      room.text = (bytes, start, end) => {
        let first = start;
        let last = end;
        while (first < last && isSpace(bytes[first])) first++;
        while (last > first && isSpace(bytes[last - 1])) last--;
        return bytes.subarray(first, last);
      };
    },
  }),
  chatFault({
    name: 'text-re-encoded',
    clauses: ['CHAT-1.4.1', 'CHAT-1.4.3'],
    sentence: 'A text is decoded and encoded again: what is no UTF-8 comes out as something else.',
    spoil(room) {
      const encoder = new TextEncoder();
      room.text = (bytes, start, end) => {
        // No longer than it was: the frame was measured by the bytes that came.
        return encoder.encode(new TextDecoder().decode(bytes.subarray(start, end))).subarray(0, end - start);
      };
    },
  }),
  chatFault({
    name: 'unknown-target-unsaid',
    clauses: ['CHAT-1.4.4'],
    sentence: 'Nobody is told that there is no such target.',
    spoil(room) {
      room.sayNotFound = () => {};
    },
  }),
  chatFault({
    name: 'unknown-target-reaches-all',
    clauses: ['CHAT-1.4.4'],
    sentence: 'A message to nobody is delivered to everybody.',
    spoil(room) {
      const onMessage = room.onMessage.bind(room);
      const sayNotFound = room.sayNotFound.bind(room);
      let text = new Uint8Array(0);
      room.onMessage = (sender, bytes, start, end) => {
        text = copyOf(bytes, placeOf(COLON, bytes, start, end) + 1, end);
        onMessage(sender, bytes, start, end);
      };
      room.sayNotFound = (sender, target) => {
        sayNotFound(sender, target);
        room.onBroadcast(sender, text, 0, text.length);
      };
    },
  }),
  chatFault({
    name: 'format-error-unsaid',
    clauses: ['CHAT-1.4.5', 'CHAT-1.4.8'],
    sentence: 'Nobody is told of a format error.',
    spoil(room) {
      room.refuseFormat = () => {};
    },
  }),
  chatFault({
    name: 'empty-text-delivered',
    clauses: ['CHAT-1.4.5'],
    sentence: 'A message with nothing behind its colon is delivered.',
    spoil(room) {
      const onMessage = room.onMessage.bind(room);
      room.onMessage = (sender, bytes, start, end) => {
        const isEmpty = end > start && placeOf(COLON, bytes, start, end) === end - 1;
        const target = isEmpty ? room.find(bytes, start, end - 1) : undefined;
        if (target === undefined) onMessage(sender, bytes, start, end);
        else room.onDirect(sender, target, bytes, end, end);
      };
    },
  }),
  chatFault({
    name: 'any-at-is-all',
    clauses: ['CHAT-1.4.5'],
    sentence: 'Any target that begins with @ is everybody.',
    spoil(room) {
      const onMessage = room.onMessage.bind(room);
      room.onMessage = (sender, bytes, start, end) => {
        const colon = placeOf(COLON, bytes, start, end);
        if (bytes[start] === AT && colon > start && colon + 1 < end) room.onBroadcast(sender, bytes, colon + 1, end);
        else onMessage(sender, bytes, start, end);
      };
    },
  }),
  chatFault({
    name: 'message-to-oneself-lost',
    clauses: ['CHAT-1.4.6', 'CHAT-1.3.1'],
    sentence: 'A message to oneself is not delivered.',
    spoil(room) {
      const onDirect = room.onDirect.bind(room);
      room.onDirect = (sender, target, bytes, start, end) => {
        if (sender !== target) onDirect(sender, target, bytes, start, end);
      };
    },
  }),
  chatFault({
    name: 'long-message-cut',
    clauses: ['CHAT-1.4.8'],
    sentence: 'A message that is too long is delivered as far as it fits.',
    spoil(room) {
      const onDirect = room.onDirect.bind(room);
      const onBroadcast = room.onBroadcast.bind(room);
      room.onDirect = (sender, target, bytes, start, end) => {
        const fitting = TEXT_BYTES_MAX - sender.name.length - texts.FROM.length;
        onDirect(sender, target, bytes, start, Math.min(end, start + fitting));
      };
      room.onBroadcast = (sender, bytes, start, end) => {
        const fitting = TEXT_BYTES_MAX - sender.name.length - texts.TO_ALL.length;
        onBroadcast(sender, bytes, start, Math.min(end, start + fitting));
      };
    },
  }),
  chatFault({
    name: 'long-message-overruns',
    clauses: ['CHAT-1.4.8', 'CHAT-1.1.1'],
    sentence: 'A message that is too long is delivered in a frame that is, too.',
    spoil(room) {
      const onDirect = room.onDirect.bind(room);
      room.onDirect = (sender, target, bytes, start, end) => {
        const text = concatenate(sender.name, texts.FROM, bytes.subarray(start, end));
        if (text.length > TEXT_BYTES_MAX) room.deliver(target, concatenate(text, NUL));
        else onDirect(sender, target, bytes, start, end);
      };
    },
  }),
  chatFault({
    name: 'prefix-match',
    clauses: ['CHAT-1.4.9', 'CHAT-1.4.4'],
    sentence: 'A message to nobody reaches the first member whose name begins like that.',
    spoil(room) {
      const find = room.find.bind(room);
      room.find = (bytes, start, end) => {
        const prefix = copyOf(bytes, start, end);
        return find(bytes, start, end) ?? room.members.find(({ name }) => isEqual(name, 0, prefix.length, prefix));
      };
    },
  }),
  chatFault({
    name: 'case-insensitive-match',
    clauses: ['CHAT-1.4.9'],
    sentence: 'A message reaches the first member whose name is the same but for capital and small letters.',
    spoil(room) {
      room.find = (bytes, start, end) => {
        const wanted = keyOf(bytes, start, end).toLowerCase();
        return room.members.find(({ name }) => keyOf(name).toLowerCase() === wanted);
      };
    },
  }),
];

/** The first other member who has nothing to do with it, or who has at least not been meant; there may be none. */
function otherThan(room: ChatRoom, sender: Member, target = sender): Member {
  const others = room.members.filter((member) => member !== target);
  return others.find((member) => member !== sender) ?? others[0] ?? target;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}
