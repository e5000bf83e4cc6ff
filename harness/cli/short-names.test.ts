import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortNames } from './short-names.ts';

describe('the names of servers that nobody named', () => {
  it.each([
    [
      ['process', 'thread', 'event'],
      ['process', 'thread', 'event'],
    ],
    [
      ['./old 7000', './new 7000'],
      ['./old 7000', './new 7000'],
    ],
    [
      ['event', 'event --fault throttled=20'],
      ['event', 'event throttled=20'],
    ],
    [
      ['event --fault laborious=100', 'event --fault slow=10'],
      ['laborious=100', 'slow=10'],
    ],
    [
      ['node /srv/chat/old.js --port 7000', 'node /srv/chat/new.js --port 7000'],
      ['/srv/chat/old.js', '/srv/chat/new.js'],
    ],
    [
      ['event', 'event', 'thread'],
      ['event A', 'event B', 'thread'],
    ],
    [
      ['event --fault laborious=100', 'event --fault laborious=100'],
      ['A', 'B'],
    ],
  ])('of %j are %j', (commands, names) => {
    expect(shortNames(commands)).toEqual(names);
  });

  it('are as many as there are servers, short, and no two alike', () => {
    const word = fc.constantFrom('event', 'thread', '--fault', 'slow=10', './a-server-of-a-long-name', '7000');
    const command = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(command, { minLength: 2, maxLength: 40 }), (commands) => {
        const names = shortNames(commands);
        expect([names.length, new Set(names).size]).toEqual([commands.length, commands.length]);
        expect(names.every((name) => name.length > 0 && name.length <= 20)).toBe(true);
      }),
    );
  });
});
