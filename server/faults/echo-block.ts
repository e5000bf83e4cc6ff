// What an echo of blocks can do wrong.

import { concatenate, copyOf, placeOf } from '../protocols/text.ts';
import { type Fault, nowAndThen } from './fault.ts';
import { spoilSessions } from './sessions.ts';

const BLOCK_BYTES = 1024;

export const ECHO_BLOCK_FAULTS: readonly Fault<'echo-block'>[] = [
  {
    name: 'echo-stops-at-nul',
    protocols: ['echo-block'],
    clauses: ['ECHO-BLOCK-5.1'],
    sentence: 'What is read is taken for a text: it is echoed up to its first NUL.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const onBytes = session.onBytes.bind(session);
        session.onBytes = (bytes, start, end) => {
          const nul = placeOf(0, bytes, start, end);
          onBytes(bytes, start, nul === -1 ? end : nul);
        };
      });
    },
  },
  {
    name: 'whole-blocks-only',
    protocols: ['echo-block'],
    clauses: ['ECHO-BLOCK-5.1', 'ECHO-BLOCK-5.4'],
    sentence: 'Bytes are echoed when 1,024 of them have come; those at the end of a stream never are.',
    spoil(service) {
      spoilSessions(service, (session) => {
        const onBytes = session.onBytes.bind(session);
        let begun = new Uint8Array(0);
        session.onBytes = (bytes, start, end) => {
          const all = concatenate(begun, bytes.subarray(start, end));
          const whole = all.length - (all.length % BLOCK_BYTES);
          begun = copyOf(all, whole, all.length) as Uint8Array<ArrayBuffer>;
          if (whole > 0) onBytes(all, 0, whole);
        };
      });
    },
  },
  {
    name: 'echoes-twice',
    protocols: ['echo-block'],
    clauses: ['ECHO-BLOCK-5.1'],
    sentence: 'Once in so many reads what was read is echoed twice.',
    onceIn: 100,
    spoil(service, { number: onceIn }) {
      const isNow = nowAndThen(onceIn);
      spoilSessions(service, (session) => {
        const onBytes = session.onBytes.bind(session);
        session.onBytes = (bytes, start, end) => {
          onBytes(bytes, start, end);
          if (isNow()) onBytes(bytes, start, end);
        };
      });
    },
  },
  {
    name: 'loses-a-read',
    protocols: ['echo-block'],
    clauses: ['ECHO-BLOCK-5.1'],
    sentence: 'Once in so many reads what was read is lost.',
    onceIn: 100,
    spoil(service, { number: onceIn }) {
      const isNow = nowAndThen(onceIn);
      spoilSessions(service, (session) => {
        const onBytes = session.onBytes.bind(session);
        session.onBytes = (bytes, start, end) => {
          if (!isNow()) onBytes(bytes, start, end);
        };
      });
    },
  },
];
