// Faults of the prompt and of the member list (CHAT-1.3).

import type { Member } from '../protocols/chat/room.ts';
import { onRegistered } from './chat-steps.ts';
import { chatFault, type Fault, nowAndThen } from './fault.ts';
import { spoilSessions } from './sessions.ts';

export const CHAT_PROMPT_FAULTS: readonly Fault<'chat'>[] = [
  chatFault({
    name: 'prompt-in-wrong-order',
    clauses: ['CHAT-1.3.1'],
    sentence: 'The prompt begins with the member list, and the name comes behind it.',
    spoil(room) {
      room.prompt = ({ line, nameFrame }) => {
        line.send(room.membersFrame());
        line.send(nameFrame);
        line.send(room.helpFrame);
      };
    },
  }),
  chatFault({
    name: 'prompt-missing',
    clauses: ['CHAT-1.3.1'],
    sentence: 'Once in so many prompts one is left out.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const prompt = room.prompt.bind(room);
      const isMissing = nowAndThen(onceIn);
      room.prompt = (member) => {
        if (!isMissing()) prompt(member);
      };
    },
  }),
  chatFault({
    name: 'prompt-only-after-registration',
    clauses: ['CHAT-1.3.1'],
    sentence: 'A member is prompted when it has registered, and never again.',
    spoil(room) {
      const prompt = room.prompt.bind(room);
      const prompted = new WeakSet<Member>();
      room.prompt = (member) => {
        if (!prompted.has(member)) prompt(member);
        prompted.add(member);
      };
    },
  }),
  chatFault({
    name: 'prompt-without-help',
    clauses: ['CHAT-1.3.1'],
    sentence: 'The help text is left out after the first prompt of a member.',
    spoil(room) {
      const prompt = room.prompt.bind(room);
      const prompted = new WeakSet<Member>();
      room.prompt = (member) => {
        if (prompted.has(member)) {
          member.line.send(member.nameFrame);
          member.line.send(room.membersFrame());
        } else {
          prompt(member);
        }
        prompted.add(member);
      };
    },
  }),
  chatFault({
    name: 'prompt-before-answer',
    clauses: ['CHAT-1.3.1'],
    sentence: 'The prompt comes before what its frame makes the server send, such as an error.',
    spoil(room) {
      const onMessage = room.onMessage.bind(room);
      const prompt = room.prompt.bind(room);
      let prompted: Member | undefined;
      room.onMessage = (sender, bytes, start, end) => {
        prompt(sender);
        prompted = sender;
        onMessage(sender, bytes, start, end);
      };
      room.prompt = (member) => {
        if (member !== prompted) prompt(member);
        prompted = undefined;
      };
    },
  }),
  chatFault({
    name: 'no-prompt-after-error',
    clauses: ['CHAT-1.3.1', 'CHAT-1.4.5'],
    sentence: 'A format error is followed by no prompt.',
    spoil(room) {
      const refuseFormat = room.refuseFormat.bind(room);
      const prompt = room.prompt.bind(room);
      let refused: Member | undefined;
      room.refuseFormat = (sender) => {
        refused = sender;
        refuseFormat(sender);
      };
      room.prompt = (member) => {
        if (member !== refused) prompt(member);
        refused = undefined;
      };
    },
  }),
  chatFault({
    name: 'receiver-prompted',
    clauses: ['CHAT-1.3.1', 'CHAT-1.4.1'],
    sentence: 'Who receives a direct message is prompted, too.',
    spoil(room) {
      const onDirect = room.onDirect.bind(room);
      room.onDirect = (sender, target, bytes, start, end) => {
        onDirect(sender, target, bytes, start, end);
        room.prompt(target);
      };
    },
  }),
  chatFault({
    name: 'refusal-prompts',
    clauses: ['CHAT-1.3.1', 'CHAT-1.2.5'],
    sentence: 'Whose nickname is refused gets the help text behind the refusal.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const refuse = session.refuse.bind(session);
        session.refuse = (refusal) => {
          refuse(refusal);
          session.line.send(room.helpFrame);
        };
      });
    },
  }),
  chatFault({
    name: 'list-out-of-date',
    clauses: ['CHAT-1.3.2'],
    sentence: 'The list of the prompt is not made again when a member leaves.',
    spoil(room) {
      const membersFrame = room.membersFrame.bind(room);
      let frame: Uint8Array | undefined;
      room.membersFrame = () => {
        frame ??= membersFrame();
        return frame;
      };
      onRegistered(room, () => {
        frame = undefined;
      });
    },
  }),
  chatFault({
    name: 'member-stays-listed',
    clauses: ['CHAT-1.3.2'],
    sentence: 'A member that has left is listed still.',
    spoil(room) {
      const listedNames = room.listedNames.bind(room);
      const left: Uint8Array[] = [];
      room.listedNames = () => [...listedNames(), ...left];
      const freeName = room.freeName.bind(room);
      room.freeName = (member) => {
        left.push(member.name);
        freeName(member);
      };
    },
  }),
  chatFault({
    name: 'list-without-newest',
    clauses: ['CHAT-1.3.2', 'CHAT-1.2.1'],
    sentence: 'The member that registered last is in no list while there are others.',
    spoil(room) {
      let newest: Member | undefined;
      room.listedNames = () => {
        const { members } = room;
        return (members.length < 2 ? members : members.filter((member) => member !== newest)).map(({ name }) => name);
      };
      onRegistered(room, (member) => {
        newest = member;
      });
    },
  }),
  chatFault({
    name: 'listed-twice',
    clauses: ['CHAT-1.3.2', 'CHAT-1.2.1'],
    sentence: 'With two members or more the last of the list is named twice.',
    spoil(room) {
      const listedNames = room.listedNames.bind(room);
      room.listedNames = () => {
        const names = listedNames();
        return names.length < 2 ? names : [...names, ...names.slice(-1)];
      };
    },
  }),
];
