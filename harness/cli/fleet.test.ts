// Agents and coordinators as processes, over a real NATS: what a fleet finds is what one machine finds, and whoever is lost is lost alone.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeWithNats, type NatsServer, startNatsServer } from '../fleet/remote/nats-server.test-support.ts';
import type { BenchRecord } from '../record/record.ts';
import { type Agent, Cable, type Command, endFleet, Run, startAgent } from './fleet.test-support.ts';
import { endAll, serve } from './serving.test-support.ts';

const RUNNING = /"phase":"running"/;
/** The machine may be busy, and silence takes its time. */
const PATIENCE_MS = 120_000;
let nats: NatsServer;
let cable: Cable;
let agents: Agent[];
let folder: string;

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

describeWithNats('a fleet', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fleet-'));
    nats = await startNatsServer();
    cable = new Cable(nats.port);
    const byCable = `nats://127.0.0.1:${await cable.listen()}`;
    agents = await Promise.all([
      startAgent(nats.url, 'one', '--labels', 'zone=a'),
      startAgent(nats.url, 'two', '--labels', 'zone=a'),
      startAgent(nats.url, 'three', '--labels', 'zone=b,disk=fast'),
      startAgent(byCable, 'four', '--labels', 'zone=b'),
    ]);
  });

  afterAll(async () => {
    endFleet();
    await endAll();
    cable.close();
    await nats.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Each agent has said that it is free as often as that it was booked. */
  async function allFree(): Promise<void> {
    for (const agent of agents) {
      await agent.until(() => count(agent, /booked by run/g) === count(agent, /free again/g) || agent.hasEnded);
    }
  }

  it('finds what one machine finds, to the sample', async () => {
    const words = ['echo-block/ping', '--clients', '8', '--turns', '403', '--seed', '7'];
    const [fleet, single] = [
      await new Run(...words, '--nats', nats.url, '--agents', '4').record(),
      await new Run(...words, '--agents', '1').record(),
    ];
    expect(sumOf(fleet)).toEqual(sumOf(single));
    expect(fleet.totals).toMatchObject({ turns: 403, operations: 403, clients: 8, connected: 8, errors: 0 });
    expect(fleet.generator.agents).toBe(4);
    expect(fleet.fleet?.agents.map(({ name, clients }) => [name, clients]).toSorted()).toEqual([
      ['four', 2],
      ['one', 2],
      ['three', 2],
      ['two', 2],
    ]);
    for (const agent of fleet.fleet?.agents ?? []) {
      expect(agent).toMatchObject({ clockErrorUs: expect.any(Number), clockDriftUs: expect.any(Number) });
    }
    await allFree();
  });

  it('reconciles deliveries between clients on different agents, and counts what a server loses and doubles', async () => {
    const server = await serve('chat', '--fault', 'lost-delivery=7,duplicate-delivery=5');
    const words = ['chat/direct', '--clients', '4', '--turns', '70', '--target', `127.0.0.1:${server.port}`];
    const record = await new Run(...words, '--nats', nats.url, '--agents', '2', '--require-labels', 'zone=a').record();
    expect(record.correctness).toMatchObject({ lost: 10, checked: 72, duplicated: 12, misdelivered: 0, unsettled: 0 });
    expect(record.fleet?.agents.map(({ name }) => name).toSorted()).toEqual(['one', 'two']);
    await allFree();
  });

  it('gives two runs at once different agents, refuses a third, and is free again when a coordinator is killed', async () => {
    writeFileSync(join(folder, 'mine.ts'), OWN_SCENARIO);
    const server = await serve('echo-text');
    const words = ['--clients', '4', '--rate', '50/s', '--duration', '1h', '--nats', nats.url, '--agents', '2'];
    const first = new Run(join(folder, 'mine.ts'), '--target', `127.0.0.1:${server.port}`, ...words);
    const second = new Run('echo-block/ping', ...words);
    await Promise.all([first.says(RUNNING), second.says(RUNNING)]);
    const third = new Run('echo-block/ping', '--nats', nats.url, '--agents', '1');
    expect(await third.ended).toBe(4);
    expect(third.stderr).toMatch(
      /harness: 1 free agent is needed, and of the 4 there are none: 4 are busy with run \w+ and \w+\. Start more, wait, or ask for fewer --agents\.\n$/,
    );
    second.child.kill('SIGKILL');
    first.child.kill('SIGINT');
    const { totals, correctness, fleet } = await first.record();
    expect(totals).toMatchObject({ connected: 4, errors: 0 });
    expect(correctness).toMatchObject({ checked: totals.turns, lost: 0, unsettled: 0 });
    await allFree();
    const left = agents.filter((agent) => /said nothing for 6 s: free again\.$/m.test(agent.stderr));
    const names = fleet?.agents.map(({ name }) => name) ?? [];
    expect([...names, ...left.map(({ name }) => name)].toSorted()).toEqual(['four', 'one', 'three', 'two']);
  });

  it('goes on without an agent that is killed, frozen or ended, and with one that was cut off for a while', async () => {
    const words = ['echo-block/ping', '--clients', '8', '--rate', '40/s', '--duration', '9s', '--timeout', '2s'];
    const run = new Run(...words, '--on-loss', 'continue', '--nats', nats.url, '--agents', '4');
    const [one, two, three, four] = agents;
    await run.says(RUNNING);
    one?.child.kill('SIGKILL');
    two?.child.kill('SIGSTOP');
    three?.child.kill('SIGINT');
    expect(await three?.ended).toBe(0);
    cable.cut();
    await four?.says(/is away: waiting for it/);
    await cable.refuses(2);
    cable.mend();
    const record = await run.record();
    two?.child.kill('SIGCONT');
    expect(record.fleet).toMatchObject({ onLoss: 'continue', clientsLost: 6 });
    const lost = record.fleet?.agents.map(({ name, lost: how }) => [name, how]).toSorted();
    expect(lost).toEqual([
      ['four', undefined],
      ['one', 'said nothing for 6 s'],
      ['three', 'was stopped on its machine'],
      ['two', 'said nothing for 6 s'],
    ]);
    // A quarter of the plan was still there.
    expect(record.totals.turns).toBeGreaterThanOrEqual(90);
    expect(record.verdict).not.toBe('fail');
    await allFree();
    expect(two?.stderr).toMatch(/free again\.\n$/);
  });
});

function count({ stderr }: Command, what: RegExp): number {
  return [...stderr.matchAll(what)].length;
}

/** All that does not depend on how quick the machine is. */
function sumOf({ totals, correctness, latencyUs, connect }: BenchRecord) {
  const { turns, operations, errors, framesSent, framesReceived, bytesSent, bytesReceived, connected } = totals;
  const { checked, lost, duplicated, reordered, misdelivered, corrupted, unsettled } = correctness;
  return {
    totals: { turns, operations, errors, framesSent, framesReceived, bytesSent, bytesReceived, connected },
    correctness: { checked, lost, duplicated, reordered, misdelivered, corrupted, unsettled },
    samples: Object.entries(latencyUs).map(([op, views]) => [op, views.response.count, views.service.count, views.sendLag.count]),
    connects: [connect.attempts, connect.established, connect.timeUs.count],
  };
}

const OWN_SCENARIO = `import { defineScenario } from 'tcp-harness';
import { echoText } from 'tcp-harness/scenarios/echo-text/dialect';

export default defineScenario({
  name: 'mine',
  summary: 'says hello',
  dialect: echoText,
  async client(me) {
    await me.connect();
    while (await me.turn()) await me.echo('mine', 200);
    await me.leave();
  },
});
`;
