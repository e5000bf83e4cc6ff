// What a coordinator is told when it looks for agents, and what agents do when it is gone: in memory, under a clock that jumps.

import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../errors.ts';
import { FleetWorld } from './fleet-world.test-support.ts';
import { bookingSubject, WHO_IS_THERE } from './words.ts';

const SECOND_US = 1_000_000;

function world(agents: number): FleetWorld & { there: ReturnType<FleetWorld['agent']>[] } {
  const made = new FleetWorld();
  return Object.assign(made, { there: Array.from({ length: agents }, (_, index) => made.agent(`a${index}`)) });
}

describe('a coordinator that looks for agents', () => {
  it('takes as many as it wants, in the order of their ids, and only with the labels that it asks for', async () => {
    const w = world(0);
    for (const [name, zone] of [
      ['a2', 'x'],
      ['a0', 'y'],
      ['a3', 'x'],
      ['a1', 'x'],
    ] as const) {
      w.agent(name, { labels: { zone, disk: 'fast' } });
    }
    const { agents } = await w.until(w.coordinator('c').enlist(2, { labels: { zone: 'x', disk: 'fast' } }));
    expect(agents.map(({ presence }) => presence.name)).toEqual(['a1', 'a2']);
  });

  it('takes nothing for an agent that says who it is in no way that can be read, and books none that answers so', async () => {
    const w = world(1);
    const stranger = w.hub.exchange('stranger');
    const { presence } = w.agent('b');
    const wrong = [null, 5, [], { ...presence, id: 'x', labels: { a: 5 } }, { ...presence, id: 'y', memoryBytes: 'much' }];
    for (const answer of wrong) stranger.answer(WHO_IS_THERE, () => answer);
    stranger.answer(WHO_IS_THERE, () => ({ ...presence, id: 'zz', name: 'zz' }));
    stranger.answer(bookingSubject('zz'), () => 'what');
    const { agents } = await w.until(w.coordinator('c').enlist(2));
    expect(agents.map(({ presence }) => presence.name)).toEqual(['a0', 'b']);
    await expect(w.until(w.coordinator('d').enlist(1))).rejects.toThrow(
      "Agent 'zz' on host host-of-b can't be booked: nobody can read what it answers.",
    );
  });

  it('takes all that are free when it does not say how many, but none that would have no client', async () => {
    const w = world(3);
    const first = await w.until(w.coordinator('c').enlist('auto', { clients: 2 }));
    expect(first.agents.length).toBe(2);
    const second = await w.until(w.coordinator('d').enlist('auto'));
    expect(second.agents.map(({ presence }) => presence.name)).toEqual(['a2']);
  });

  it('is told that there is none', async () => {
    const w = world(0);
    await expect(w.until(w.coordinator('c').enlist(1))).rejects.toThrow(
      'There is no agent: start one on each machine with `harness agent --nats URL`.',
    );
  });

  it('is told how many there are when that is all', async () => {
    const w = world(2);
    await expect(w.until(w.coordinator('c').enlist(5))).rejects.toThrow(
      '5 free agents are needed, and there are 2. Start more, wait, or ask for fewer --agents.',
    );
  });

  it('is told how many there are and why the others will not do, those of another version by name', async () => {
    const w = world(3);
    w.agent('b', { version: '1.2.2', labels: { zone: 'x' } });
    for (const name of ['x0', 'x1']) w.agent(name, { labels: { zone: 'x' } });
    const { agents } = await w.until(w.coordinator('first').enlist(1, { labels: { zone: 'x' } }));
    for (const { link } of agents) link.send({ kind: 'engage', clients: 5 });
    await w.pass(SECOND_US);
    await expect(w.until(w.coordinator('second').enlist(2, { labels: { zone: 'x' } }))).rejects.toThrow(
      "2 free agents are needed, and of the 6 there is 1: 1 is busy with run runfirst; 3 lack zone=x; agent 'b' on host host-of-b is 1.2.2, " +
        'this is 1.2.3. Start more, wait, or ask for fewer --agents.',
    );
  });

  it('books nothing when it can not have all, also when one dies in the midst of it', async () => {
    const w = world(3);
    // It says that it is there, and is silent when it is asked for itself.
    const dead = { ...(w.there[0]?.presence ?? {}), id: 'ida9', name: 'dead', host: 'h' };
    w.hub.exchange('dead').answer(WHO_IS_THERE, () => dead);
    w.hub.exchange('dead').answer(bookingSubject('ida9'), () => undefined);
    await expect(w.until(w.coordinator('c').enlist(4))).rejects.toThrow(
      "Agent 'dead' on host h can't be booked: it does not answer. Try again, or ask for fewer --agents.",
    );
    await w.pass(SECOND_US);
    expect(w.there.map(({ host }) => host.isBusy)).toEqual([false, false, false]);
  });

  it('refuses an agent that answers what makes no sense', async () => {
    const w = world(1);
    const sound = { ...w.there[0]?.presence, id: 'a00', name: 'evil' };
    const almost = [
      { labels: { zone: 7 } },
      { processors: Number.NaN },
      { descriptors: 'many' },
      { run: {} },
      { id: 'a'.repeat(65) },
    ];
    for (const answer of [null, 7, 'x', {}, { id: 'a.b', name: 'evil' }, ...almost.map((change) => ({ ...sound, ...change }))]) {
      w.hub.exchange('evil').answer(WHO_IS_THERE, () => answer);
    }
    const { agents } = await w.until(w.coordinator('c').enlist(1));
    expect(agents.map(({ presence }) => presence.name)).toEqual(['a0']);
  });

  it.each([null, 'booked', { kind: 'booked' }, { kind: 'refused' }])('takes %j for a refusal', async (answer) => {
    const w = world(0);
    const evil = w.hub.exchange('evil');
    evil.answer(WHO_IS_THERE, () => new FleetWorld().agent('x').presence);
    evil.answer(bookingSubject('idx'), () => answer);
    await expect(w.until(w.coordinator('c').enlist(1))).rejects.toThrow("can't be booked: nobody can read what it answers");
  });

  it('gives back what it has when it may not listen to it', async () => {
    const w = world(2);
    const coordinator = w.coordinator('c');
    coordinator.office.exchange.settled = () => Promise.reject(new HarnessError('nats-unreachable', 'It may not subscribe.'));
    await expect(w.until(coordinator.enlist(2))).rejects.toThrow('It may not subscribe.');
    await w.pass(SECOND_US);
    expect(w.there.map(({ host }) => host.isBusy)).toEqual([false, false]);
  });
});

describe('an agent that is booked', () => {
  it('is free again when nothing follows within 6 s', async () => {
    const w = world(1);
    const asked = w.hub.exchange('c').ask(bookingSubject('ida0'), { run: 'r1', version: '1.2.3' }, 1000);
    expect(await w.until(asked)).toEqual({ kind: 'booked', hasBundle: false });
    await w.pass(5.9 * SECOND_US);
    expect(w.there[0]?.host.isBusy).toBe(true);
    await w.pass(0.2 * SECOND_US);
    expect(w.there[0]?.host.isBusy).toBe(false);
  });

  it('refuses another run, another version, and what is no booking', async () => {
    const w = world(1);
    const ask = (question: unknown) => w.until(w.hub.exchange('c').ask(bookingSubject('ida0'), question, 1000));
    expect(await ask({ run: 'r1', version: '1.2.2' })).toEqual({ kind: 'refused', sentence: 'it is 1.2.3, and 1.2.2 asks' });
    await ask({ run: 'r1', version: '1.2.3' });
    expect(await ask({ run: 'r1', version: '1.2.3' })).toMatchObject({ kind: 'booked' });
    expect(await ask({ run: 'r2', version: '1.2.3' })).toEqual({ kind: 'refused', sentence: 'it is busy with run r1' });
    for (const question of [{ run: 'a.b', version: '1.2.3' }, { version: '1.2.3' }, null]) {
      await expect(ask(question)).rejects.toThrow('none came within');
    }
  });

  it('starts a process for the run, carries orders and reports, and ends it when it is given back', async () => {
    const w = world(1);
    const coordinator = w.coordinator('c');
    const { agents } = await w.until(coordinator.enlist(1));
    const [agent] = agents;
    const heard: unknown[] = [];
    if (agent !== undefined) agent.link.onHeard = (report) => heard.push(report);
    agent?.link.send({ kind: 'engage', clients: 25 });
    agent?.link.send({ kind: 'start', atUs: 12.5 });
    expect(w.there[0]?.isAwake).toBe(false);
    await w.pass(SECOND_US);
    expect(w.there[0]?.isAwake).toBe(true);
    const [started] = w.there[0]?.processes ?? [];
    expect(started).toMatchObject({ clients: 25, orders: [{ kind: 'start', atUs: 12.5 }], isClosed: false });
    started?.onHeard({ kind: 'ready' });
    await w.pass(SECOND_US);
    expect(heard).toEqual([{ kind: 'ready' }]);
    await w.until(coordinator.giveBack(agents));
    expect(started?.isClosed).toBe(true);
    expect(w.there[0]?.isAwake).toBe(false);
    expect(w.there[0]?.host.isBusy).toBe(false);
    expect(w.events).toEqual(['a0: booked by run runc with 25 clients', 'a0: run runc is over: free again']);
  });

  it('ends its process and is free again within 10 s when the coordinator is gone', async () => {
    const w = world(1);
    const { agents } = await w.until(w.coordinator('c').enlist(1));
    agents[0]?.link.send({ kind: 'engage', clients: 1 });
    await w.pass(SECOND_US);
    w.hub.freeze('c');
    await w.pass(10 * SECOND_US);
    expect(w.there[0]?.host.isBusy).toBe(false);
    expect(w.there[0]?.processes[0]?.isClosed).toBe(true);
    expect(w.events.at(-1)).toBe('a0: the coordinator of run runc said nothing for 6 s: free again');
  });

  it('tells how its process has ended, and that it leaves', async () => {
    const w = world(2);
    const { agents } = await w.until(w.coordinator('c').enlist(2));
    const heard: unknown[] = [];
    for (const { link } of agents) {
      link.onHeard = (report) => heard.push(report);
      link.send({ kind: 'engage', clients: 1 });
    }
    await w.pass(SECOND_US);
    w.there[0]?.processes[0]?.onLost('was killed by SIGKILL');
    const left = w.there[1]?.host.leave('was stopped on its machine');
    await w.pass(SECOND_US);
    await left;
    expect(heard).toEqual([
      { kind: 'gone', how: 'was killed by SIGKILL' },
      { kind: 'gone', how: 'was stopped on its machine' },
    ]);
  });

  it('notices when it wakes that its run is over', async () => {
    const w = world(1);
    const { agents } = await w.until(w.coordinator('c').enlist(1));
    let lost = '';
    const [agent] = agents;
    if (agent !== undefined) {
      agent.link.onLost = (how) => {
        lost = how;
      };
    }
    agent?.link.send({ kind: 'engage', clients: 1 });
    await w.pass(SECOND_US);
    w.hub.freeze('a0');
    await w.pass(20 * SECOND_US);
    expect(lost).toBe('said nothing for 6 s');
    w.hub.thaw('a0');
    await w.pass(10 * SECOND_US);
    expect(w.there[0]?.host.isBusy).toBe(false);
    expect(w.there[0]?.processes[0]?.isClosed).toBe(true);
  });
});
