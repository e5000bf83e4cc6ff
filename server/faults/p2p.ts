// What a server of p2p can do wrong.

import { BLOCK_BYTES } from '../protocols/p2p.ts';
import { bytesOf, concatenate, copyOf, placeOf } from '../protocols/text.ts';
import type { Fault } from './fault.ts';
import { spoilSessions } from './sessions.ts';

const LINE_END = bytesOf('\n');

export const P2P_FAULTS: readonly Fault<'p2p'>[] = [
  {
    name: 'padding-of-earlier-lines',
    protocols: ['p2p'],
    clauses: ['P2P-6.1'],
    sentence: 'Behind a line and its NUL stand bytes of an earlier line.',
    spoil(service) {
      const blocksOf = service.blocksOf.bind(service);
      let before: Uint8Array = new Uint8Array(0);
      service.blocksOf = (line) => {
        const blocks = blocksOf(line);
        const earlier = before.subarray(line.length + 2, blocks.length);
        if (earlier.length > 0) blocks.set(earlier, line.length + 2);
        before = copyOf(blocks, 0, blocks.length);
        return blocks;
      };
    },
  },
  {
    name: 'line-without-end',
    protocols: ['p2p'],
    clauses: ['P2P-6.1'],
    sentence: 'A line goes without its line end.',
    spoil(service) {
      const blocksOf = service.blocksOf.bind(service);
      service.blocksOf = (line) => {
        const blocks = blocksOf(line);
        blocks[line.length] = 0;
        return blocks;
      };
    },
  },
  {
    name: 'block-unfilled',
    protocols: ['p2p'],
    clauses: ['P2P-6.1'],
    sentence: 'A line goes with its end and one NUL, and the rest of its block is left out.',
    spoil(service) {
      service.blocksOf = (line) => concatenate(line, LINE_END, new Uint8Array(1));
    },
  },
  {
    name: 'prints-behind-nul',
    protocols: ['p2p'],
    clauses: ['P2P-6.1'],
    sentence: 'A block of the client is printed whole, NULs and what stands behind them too.',
    spoil(service) {
      spoilSessions(service, (session) => {
        session.onBytes = (bytes, start, end) => session.hear(copyOf(bytes, start, end));
      });
    },
  },
  {
    name: 'read-taken-for-block',
    protocols: ['p2p'],
    clauses: ['P2P-6.1'],
    sentence: 'Every read is taken for a block: of several that come together only the first is printed.',
    spoil(service) {
      spoilSessions(service, (session) => {
        session.onBytes = (bytes, start, end) => {
          const nul = placeOf(0, bytes, start, end);
          session.hear(copyOf(bytes, start, nul === -1 ? end : nul));
        };
      });
    },
  },
  {
    name: 'serves-a-second',
    protocols: ['p2p'],
    clauses: ['P2P-6.1'],
    sentence: 'A second client is served beside the first, and they share the lines of the operator.',
    spoil(_, { places }) {
      places.capacity = Number.POSITIVE_INFINITY;
    },
  },
  {
    name: 'takes-turns',
    protocols: ['p2p'],
    clauses: ['P2P-6.2'],
    sentence: 'After a line the server says nothing more until the client has said something.',
    spoil(service) {
      const { operator } = service;
      const nextLine = operator.nextLine.bind(operator);
      let isMyTurn = true;
      let takeTurn = () => {};
      operator.nextLine = (give) => {
        let cancel = () => {};
        takeTurn = () => {
          takeTurn = () => {};
          cancel = nextLine((line) => {
            isMyTurn = false;
            give(line);
          });
        };
        if (isMyTurn) takeTurn();
        return () => {
          takeTurn = () => {};
          cancel();
        };
      };
      spoilSessions(service, (session) => {
        const hear = session.hear.bind(session);
        session.hear = (said) => {
          hear(said);
          isMyTurn = true;
          takeTurn();
        };
      });
    },
  },
  {
    name: 'half-duplex',
    protocols: ['p2p'],
    clauses: ['P2P-6.2'],
    sentence: 'While the client does not take what is said to it, what it says is not heard.',
    spoil(service) {
      spoilSessions(service, (session, line) => {
        const say = session.say.bind(session);
        session.say = (bytes) => {
          say(bytes);
          line.stopReading();
          line.whenSent(() => line.resumeReading());
        };
      });
    },
  },
  {
    name: 'no-peer-close',
    protocols: ['p2p'],
    clauses: ['P2P-6.3'],
    sentence: 'Nothing is printed when the client closes.',
    spoil(service) {
      service.showDeparture = () => {};
    },
  },
  {
    name: 'long-line-cut',
    protocols: ['p2p'],
    clauses: ['P2P-6.4'],
    sentence: 'Of a line of more than 1,023 bytes the rest is lost.',
    spoil(service) {
      const blocksOf = service.blocksOf.bind(service);
      service.blocksOf = (line) => blocksOf(line.subarray(0, BLOCK_BYTES - 1));
    },
  },
  {
    name: 'block-end-lost',
    protocols: ['p2p'],
    clauses: ['P2P-6.4'],
    sentence: 'Each block of a line of several ends with a NUL in the place of its last byte.',
    spoil(service) {
      const blocksOf = service.blocksOf.bind(service);
      service.blocksOf = (line) => {
        const blocks = blocksOf(line);
        for (let end = BLOCK_BYTES; end < blocks.length; end += BLOCK_BYTES) blocks[end - 1] = 0;
        return blocks;
      };
    },
  },
];
