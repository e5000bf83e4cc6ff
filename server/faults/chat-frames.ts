// Faults of frames, as they are written and as they are read (CHAT-1.1).

import { ClientFrames } from '../protocols/chat/client-frames.ts';
import { SERVER_FRAME_BYTES, TEXT_BYTES_MAX } from '../protocols/chat/server-frame.ts';
import type { ChatSession } from '../protocols/chat/session.ts';
import { concatenate, placeOf } from '../protocols/text.ts';
import { spoilFrames, spoilLines } from './chat-steps.ts';
import { chatFault, type Fault, nowAndThen } from './fault.ts';
import { spoilSessions } from './sessions.ts';

const TORN_US = 1_000;

export const CHAT_FRAME_FAULTS: readonly Fault<'chat'>[] = [
  chatFault({
    name: 'dirty-padding',
    clauses: ['CHAT-1.1.2'],
    sentence: 'Behind a short text stands what is left of a longer one before it, whoever that was for.',
    spoil(room) {
      let buffer = new Uint8Array(SERVER_FRAME_BYTES);
      spoilFrames(room, (frame) => {
        const textBytes = placeOf(0, frame, 0, frame.length);
        const used = buffer.slice();
        used.set(frame.subarray(0, textBytes + 1));
        buffer = used;
        return used;
      });
    },
  }),
  chatFault({
    name: 'dirty-last-byte',
    clauses: ['CHAT-1.1.1', 'CHAT-1.1.2'],
    sentence: 'Once in so many frames the last byte is not NUL.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const isDirty = nowAndThen(onceIn);
      spoilFrames(room, (frame) => (isDirty() ? concatenate(frame.subarray(0, frame.length - 1), Uint8Array.of(0x0a)) : frame));
    },
  }),
  chatFault({
    name: 'short-frame',
    clauses: ['CHAT-1.1.1'],
    sentence: 'Once in so many frames one of 1,499 bytes is sent.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const isShort = nowAndThen(onceIn);
      spoilFrames(room, (frame) => (isShort() ? frame.subarray(0, frame.length - 1) : frame));
    },
  }),
  chatFault({
    name: 'long-frame',
    clauses: ['CHAT-1.1.1'],
    sentence: 'Once in so many frames one of 1,501 bytes is sent.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const isLong = nowAndThen(onceIn);
      spoilFrames(room, (frame) => (isLong() ? concatenate(frame, Uint8Array.of(0)) : frame));
    },
  }),
  chatFault({
    name: 'unpadded-frame',
    clauses: ['CHAT-1.1.1'],
    sentence: 'Once in so many frames one ends with its NUL and has no padding.',
    onceIn: 50,
    spoil(room, { number: onceIn }) {
      const isUnpadded = nowAndThen(onceIn);
      spoilFrames(room, (frame) => (isUnpadded() ? frame.subarray(0, placeOf(0, frame, 0, frame.length) + 1) : frame));
    },
  }),
  chatFault({
    name: 'last-byte-of-full-text-lost',
    clauses: ['CHAT-1.1.1', 'CHAT-1.4.1', 'CHAT-1.4.8'],
    sentence: 'A text of 1,499 bytes arrives without its last byte.',
    spoil(room) {
      spoilFrames(room, (frame) => {
        if (frame[TEXT_BYTES_MAX - 1] === 0) return frame;
        const cut = frame.slice();
        cut[TEXT_BYTES_MAX - 1] = 0;
        return cut;
      });
    },
  }),
  chatFault({
    name: 'only-frames-of-1500',
    clauses: ['CHAT-1.1.3', 'CHAT-1.1.6', 'CHAT-1.1.7'],
    sentence: 'The frames of a client that sends 100 bytes at a time are taken for pieces of 1,500.',
    spoil(room) {
      spoilSessions(room, (session) => readAs(session, 1500));
    },
  }),
  chatFault({
    name: 'only-frames-of-100',
    clauses: ['CHAT-1.1.3', 'CHAT-1.1.4', 'CHAT-1.1.7'],
    sentence: 'A frame of 1,500 bytes is taken for fifteen of 100.',
    spoil(room) {
      spoilSessions(room, (session) => readAs(session, 100));
    },
  }),
  chatFault({
    name: 'bytes-behind-nul-read',
    clauses: ['CHAT-1.1.3'],
    sentence: 'What stands behind the first NUL of a client frame belongs to the text, as far as it is not NUL itself.',
    spoil(room) {
      spoilSessions(room, ({ frames }) => {
        frames.textEndOf = (bytes, start, frameEnd) => {
          let end = frameEnd;
          while (end > start && bytes[end - 1] === 0) end--;
          return end;
        };
      });
    },
  }),
  chatFault({
    name: 'second-frame-lost',
    clauses: ['CHAT-1.1.4', 'CHAT-1.4.1'],
    sentence: 'Of the frames that one segment brings only the first takes effect.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const onBytes = session.onBytes.bind(session);
        const onText = session.onText.bind(session);
        let isFirst = true;
        session.onBytes = (bytes, start, end) => {
          isFirst = true;
          onBytes(bytes, start, end);
        };
        session.onText = (bytes, start, end) => {
          if (!isFirst) return true;
          isFirst = false;
          return onText(bytes, start, end);
        };
      });
    },
  }),
  chatFault({
    name: 'cut-frame-lost',
    clauses: ['CHAT-1.1.4', 'CHAT-1.6.4'],
    sentence: 'A frame that comes in several pieces takes no effect.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const onBytes = session.onBytes.bind(session);
        const onText = session.onText.bind(session);
        let isCut = false;
        session.onBytes = (bytes, start, end) => {
          isCut = session.frames.hasBegun;
          onBytes(bytes, start, end);
        };
        session.onText = (bytes, start, end) => {
          if (!isCut) return onText(bytes, start, end);
          isCut = false;
          return true;
        };
      });
    },
  }),
  chatFault({
    name: 'read-taken-for-frame',
    clauses: ['CHAT-1.1.4', 'CHAT-1.4.1', 'CHAT-1.6.4'],
    sentence: 'Whatever one read brings is taken for one frame, as the original server does.',
    spoil(room) {
      spoilSessions(room, (session) => {
        session.onBytes = (bytes, start, end) => {
          const nul = placeOf(0, bytes, start, end);
          session.onText(bytes, start, nul === -1 ? end : nul);
        };
      });
    },
  }),
  chatFault({
    name: 'torn-frames',
    clauses: ['CHAT-1.1.5'],
    sentence:
      'A frame is written in two halves, and one that another client causes meanwhile gets between them, once in so many.',
    onceIn: 10,
    spoil(room, { clock, number: onceIn }) {
      const isTorn = nowAndThen(onceIn);
      let cause: ChatSession | undefined;
      spoilLines(room, (line) => {
        const send = line.send.bind(line);
        let held: { readonly half: Uint8Array; readonly cause: ChatSession | undefined } | undefined;
        const sendHeld = (): void => {
          if (held !== undefined) send(held.half);
          held = undefined;
        };
        line.send = (frame) => {
          if (held?.cause === cause) sendHeld();
          if (held === undefined && cause !== undefined && cause.line !== line && isTorn()) {
            send(frame.subarray(0, frame.length / 2));
            held = { half: frame.subarray(frame.length / 2), cause };
            clock.at(clock.nowUs() + TORN_US, sendHeld);
          } else {
            send(frame);
            sendHeld();
          }
        };
        const close = line.close.bind(line);
        line.close = () => {
          sendHeld();
          close();
        };
      });
      spoilSessions(room, (session) => {
        const onBytes = session.onBytes.bind(session);
        session.onBytes = (bytes, start, end) => {
          cause = session;
          onBytes(bytes, start, end);
          cause = undefined;
        };
      });
    },
  }),
  chatFault({
    name: 'reads-on-without-nul',
    clauses: ['CHAT-1.1.6'],
    sentence: 'A client frame without a NUL is read on into whatever stands behind it.',
    spoil(room) {
      spoilSessions(room, ({ frames }) => {
        frames.textEndOf = (bytes, start, frameEnd) => {
          const nul = placeOf(0, bytes, start, bytes.length);
          return nul === -1 ? frameEnd : nul;
        };
      });
    },
  }),
  chatFault({
    name: 'frame-without-nul-dropped',
    clauses: ['CHAT-1.1.6'],
    sentence: 'A client frame without a NUL takes no effect.',
    spoil(room) {
      spoilSessions(room, (session) => {
        const onText = session.onText.bind(session);
        session.onText = (bytes, start, end) => end - start === session.frames.frameBytes || onText(bytes, start, end);
      });
    },
  }),
];

/** Another notion of the size of frames than the room was told. */
function readAs(session: ChatSession, frameBytes: 100 | 1500): void {
  const frames = new ClientFrames(frameBytes);
  session.onBytes = (bytes, start, end) => frames.read(bytes, start, end, session);
}
