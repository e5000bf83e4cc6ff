import { describe, expect, it } from 'vitest';
import { NETWORKS, runCheck } from '../../clause.test-support.ts';
import type { Fault } from '../../faults/fault.ts';
import { CHAT_CHECKS } from './chat.clauses.test-support.ts';
import { SERVER_FRAME_BYTES } from './server-frame.ts';

/** Section 1 of the contract. */
const CLAUSES = [
  ...['1.1.1', '1.1.2', '1.1.3', '1.1.4', '1.1.5', '1.1.6', '1.1.7'],
  ...['1.2.1', '1.2.2', '1.2.3', '1.2.4', '1.2.5', '1.2.6', '1.2.7', '1.2.8'],
  ...['1.3.1', '1.3.2'],
  ...['1.4.1', '1.4.2', '1.4.3', '1.4.4', '1.4.5', '1.4.6', '1.4.7', '1.4.8', '1.4.9'],
  ...['1.5.1', '1.5.2', '1.5.3', '1.5.4', '1.5.5'],
  ...['1.6.1', '1.6.2', '1.6.3', '1.6.4'],
].map((number) => `CHAT-${number}`);

/**
 * Reads that bring few bytes, given to a server as a fault is, since it replaces the step that a fault would. The network of
 * single bytes costs an event for each byte, and its reader finds them all in one read when it comes; this costs a call.
 */
function readsOf(name: string, bytesOf: (read: number) => number): Fault<'chat'> {
  return {
    name,
    protocols: ['chat'],
    clauses: [],
    sentence: 'A read brings few bytes.',
    spoil(room) {
      const open = room.open.bind(room);
      let read = 0;
      room.open = (line) => {
        const session = open(line);
        const close = line.close.bind(line);
        let isClosed = false;
        line.close = () => {
          isClosed = true;
          close();
        };
        const onBytes = session.onBytes.bind(session);
        session.onBytes = (bytes, start, end) => {
          for (let at = start; at < end && !isClosed; ) {
            const next = Math.min(end, at + bytesOf(read++));
            onBytes(bytes, at, next);
            at = next;
          }
        };
        return session;
      };
    },
  };
}

const READS = {
  'single bytes a read': [readsOf('single-bytes', () => 1)],
  'reads of all lengths': [readsOf('all-lengths', (read) => 1 + ((read * 7919) % (2 * SERVER_FRAME_BYTES)))],
};

const { 'one segment each': whole, 'random cuts and delays': random } = NETWORKS;

describe.each(Object.entries({ 'one segment each': whole, 'random cuts and delays': random }))('chat, %s', (_, network) => {
  for (const check of CHAT_CHECKS) it(`${check.clause}: ${check.claim}`, () => runCheck(check, { network }));
});

describe.each(Object.entries(READS))('chat, %s', (_, faults) => {
  for (const check of CHAT_CHECKS) it(`${check.clause}: ${check.claim}`, () => runCheck(check, { faults }));
});

describe('the checks of chat', () => {
  it('leave no clause out, and cite no other', () => {
    expect([...new Set(CHAT_CHECKS.map(({ clause }) => clause))].toSorted()).toEqual(CLAUSES.toSorted());
  });

  it('have a claim of their own each', () => {
    const names = CHAT_CHECKS.map(({ clause, claim }) => `${clause}: ${claim}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
