// What a server of talk can do wrong.

import type { GiveLine } from '../protocols/operator.ts';
import type { TalkSession } from '../protocols/talk.ts';
import { bytesOf, concatenate } from '../protocols/text.ts';
import type { Fault } from './fault.ts';
import { spoilSessions } from './sessions.ts';

const LINE_END = bytesOf('\n');
const CLIENT_SAY = bytesOf('client say:');
const WELCOME = bytesOf('welcome');
const BUFFER_BYTES = 255;

export const TALK_FAULTS: readonly Fault<'talk'>[] = [
  {
    name: 'speaks-first',
    protocols: ['talk'],
    clauses: ['TALK-4.1'],
    sentence: 'The server says `welcome` before the client has spoken.',
    spoil(service) {
      spoilSessions(service, (_, line) => line.send(WELCOME));
    },
  },
  {
    name: 'one-turn-only',
    protocols: ['talk'],
    clauses: ['TALK-4.1'],
    sentence: 'After its first answer the server closes.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const answer = session.answer.bind(session);
        session.answer = (bytes) => {
          answer(bytes);
          session.leave();
        };
      });
    },
  },
  {
    name: 'two-answers-a-message',
    protocols: ['talk'],
    clauses: ['TALK-4.1', 'TALK-4.2'],
    sentence: 'A message is answered with two lines of the operator.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const answer = session.answer.bind(session);
        session.answer = (bytes) => {
          answer(bytes);
          service.operator.nextLine((second) => second !== undefined && answer(second));
        };
      });
    },
  },
  {
    name: 'message-cut-at-255',
    protocols: ['talk'],
    clauses: ['TALK-4.1', 'TALK-4.2'],
    sentence: 'Of a message only the first 255 bytes are printed.',
    spoil(service) {
      const show = service.show.bind(service);
      service.show = (message) => show(message.subarray(0, BUFFER_BYTES));
    },
  },
  {
    name: 'answer-with-line-end',
    protocols: ['talk'],
    clauses: ['TALK-4.2'],
    sentence: 'The answer is sent with its line end.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const answer = session.answer.bind(session);
        session.answer = (bytes) => answer(concatenate(bytes, LINE_END));
      });
    },
  },
  {
    name: 'operator-not-asked',
    protocols: ['talk'],
    clauses: ['TALK-4.2'],
    sentence: '`you want to say:` is not printed.',
    spoil(service) {
      service.show = (message) => service.operator.print(concatenate(CLIENT_SAY, message, LINE_END));
    },
  },
  {
    name: 'no-client-shutdown',
    protocols: ['talk'],
    clauses: ['TALK-4.3'],
    sentence: 'Nothing is printed when a client closes.',
    spoil(service) {
      service.showDeparture = () => {};
    },
  },
  {
    name: 'client-shutdown-twice',
    protocols: ['talk'],
    clauses: ['TALK-4.3'],
    sentence: 'That a client has closed is printed twice.',
    spoil(service) {
      const showDeparture = service.showDeparture.bind(service);
      service.showDeparture = () => {
        showDeparture();
        showDeparture();
      };
    },
  },
  {
    name: 'answers-crossed',
    protocols: ['talk'],
    clauses: ['TALK-4.4'],
    sentence: 'Of several clients that wait, the one that spoke last gets the answer to the one that spoke first.',
    spoil(service) {
      const ask = service.ask.bind(service);
      const waiting: GiveLine[] = [];
      service.ask = (message, give) => {
        waiting.push(give);
        ask(message, (answer) => waiting.pop()?.(answer));
      };
    },
  },
  {
    name: 'answers-to-all',
    protocols: ['talk'],
    clauses: ['TALK-4.4'],
    sentence: 'An answer goes to every client that is there.',
    spoil(service) {
      const sessions = new Set<TalkSession>();
      spoilSessions(service, (session) => {
        const onGone = session.onGone.bind(session);
        sessions.add(session);
        session.answer = (bytes) => {
          for (const { line } of sessions) line.send(bytes);
        };
        session.onGone = () => {
          sessions.delete(session);
          onGone();
        };
      });
    },
  },
  {
    name: 'answer-inherited',
    protocols: ['talk'],
    clauses: ['TALK-4.4'],
    sentence: 'The answer to a client that has left goes to another.',
    spoil(service) {
      const present = new Set<TalkSession>();
      spoilSessions(service, (session) => {
        const onAnswer = session.onAnswer.bind(session);
        const clientLeft = session.clientLeft.bind(session);
        present.add(session);
        session.clientLeft = () => {
          present.delete(session);
          clientLeft();
        };
        session.onAnswer = (answer) => {
          const [heir] = present;
          if (answer !== undefined && heir !== undefined && !present.has(session)) heir.answer(answer);
          else onAnswer(answer);
        };
      });
    },
  },
  {
    name: 'several-at-a-time',
    protocols: ['talk'],
    models: ['single'],
    clauses: ['TALK-4.4'],
    sentence: 'The model `single` serves whoever comes, while another is there.',
    spoil(_, { places }) {
      places.capacity = Number.POSITIVE_INFINITY;
    },
  },
  {
    name: 'script-ends',
    protocols: ['talk'],
    clauses: ['TALK-4.5'],
    sentence: 'The operator `script` has no more to say when its last line is said.',
    spoil({ operator }) {
      if (operator.kind !== 'script') return;
      const nextLine = operator.nextLine.bind(operator);
      const said = new Set<Uint8Array>();
      operator.nextLine = (give) =>
        nextLine((line) => {
          // A line of the script is the same array each time.
          give(line === undefined || said.has(line) ? undefined : line);
          if (line !== undefined) said.add(line);
        });
    },
  },
];
