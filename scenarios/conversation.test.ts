import { describe, expect, it } from 'vitest';
import { MemoryTransport, wait } from '../harness/index.ts';
import { converse } from './conversation.ts';
import { keepalive } from './keepalive/person.ts';
import { FakePerson, meet } from './person.test-support.ts';

const nowhere = { address: '127.0.0.1', port: 9 };

describe('a conversation', () => {
  it('says why there is no connection', async () => {
    const transport = new MemoryTransport({ seed: 1 });
    const farewell = await converse(transport, nowhere, new FakePerson(), keepalive, 1000);
    expect(farewell).toMatchObject({ kind: 'unreached', outcome: { kind: 'refused', phase: 'connect' } });
  });

  it('waits for a connection no longer than it said', async () => {
    const transport = new MemoryTransport({ seed: 1 });
    transport.silence(nowhere);
    const farewell = await converse(transport, nowhere, new FakePerson(), keepalive, 1000);
    expect(farewell).toMatchObject({ kind: 'unreached', outcome: { kind: 'timed-out' } });
    expect(transport.clock.nowUs()).toBe(1_000_000);
  });

  it('can be left before it has begun', async () => {
    const transport = new MemoryTransport({ seed: 1 });
    transport.silence(nowhere);
    const person = new FakePerson();
    const farewell = converse(transport, nowhere, person, keepalive, 1000);
    person.leave();
    expect(await farewell).toEqual({ kind: 'left' });
    expect(transport.clock.nowUs()).toBeLessThan(1_000_000);
  });

  it('takes its time between the questions of a person, and hurries only the answers', async () => {
    const person = new FakePerson({ typesOnTerminal: true });
    const meeting = await meet(keepalive, person);
    meeting.server.acts.bytes = () => meeting.say('keep alive');
    await person.seen('keep alive');
    await wait(meeting.transport.clock, 3_600_000_000);
    person.type('still there?').endInput();
    expect(await meeting.farewell).toEqual({ kind: 'left' });
    expect(person.printed.toString()).toBe('keep alive\nkeep alive\n');
  });

  it('tells a pipe of the first refusals only, and of how many there were', async () => {
    const lines = Array.from({ length: 1000 }, () => 'x'.repeat(256));
    const piped = await meet(keepalive, new FakePerson().type(...lines).endInput());
    piped.server.acts.bytes = () => piped.say('keep alive');
    expect(await piped.farewell).toEqual({ kind: 'left' });
    expect([piped.person.told.length, piped.person.told.at(-1)]).toEqual([11, '990 more were not sent.']);
    const typed = await meet(keepalive, new FakePerson({ typesOnTerminal: true }).type(...lines).endInput());
    typed.server.acts.bytes = () => typed.say('keep alive');
    expect(await typed.farewell).toEqual({ kind: 'left' });
    expect(typed.person.told.length).toBe(1000);
  });
});
