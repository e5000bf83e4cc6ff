// Agents and coordinators as processes, over a real NATS: what a fleet finds is what one machine finds, and whoever is lost is lost alone.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeWithNats, type NatsServer, startNatsServer } from '../fleet/remote/nats-server.test-support.ts';
import type { BenchRecord } from '../record/record.ts';
import { Cable, type Command, endFleet, Run, startAgent } from './fleet.test-support.ts';
import { endAll, serve } from './serving.test-support.ts';

const RUNNING = /"phase":"running"/;
/** The machine may be busy, and silence takes its time. */
const PATIENCE_MS = 120_000;
let nats: NatsServer;
let cable: Cable;
let agents: Command[];
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
    const server = await serve('chat', '--fault', 'lost-delivery=7');
    const words = ['chat/direct', '--clients', '4', '--turns', '70', '--seed', '7', '--target', `127.0.0.1:${server.port}`];
    const lossy = await new Run(...words, '--nats', nats.url, '--agents', '4').record();
    expect(lossy.correctness).toMatchObject({ lost: 10, checked: 60, duplicated: 0, misdelivered: 0, unsettled: 0 });
    const twice = await serve('chat', '--fault', 'duplicate-delivery=7');
    const doubled = ['chat/direct', '--clients', '4', '--turns', '70', '--target', `127.0.0.1:${twice.port}`];
    const record = await new Run(...doubled, '--nats', nats.url, '--agents', '2', '--require-labels', 'zone=a').record();
    expect(record.correctness).toMatchObject({ lost: 0, checked: 80, duplicated: 10 });
    expect(record.fleet?.agents.map(({ name }) => name).toSorted()).toEqual(['one', 'two']);
    await allFree();
  });

  it('gives two runs at once different agents, and refuses a third; one has a scenario of its own', async () => {
    writeFileSync(join(folder, 'mine.ts'), OWN_SCENARIO);
    const server = await serve('echo-text');
    const own = [join(folder, 'mine.ts'), '--target', `127.0.0.1:${server.port}`, '--clients', '4', '--rate', '50/s'];
    const first = new Run(...own, '--duration', '3s', '--nats', nats.url, '--agents', '2');
    const second = new Run(
      'echo-block/ping',
      '--clients',
      '4',
      '--rate',
      '50/s',
      '--duration',
      '3s',
      '--nats',
      nats.url,
      '--agents',
      '2',
    );
    await Promise.all([first.says(RUNNING), second.says(RUNNING)]);
    const third = new Run('echo-block/ping', '--nats', nats.url, '--agents', '1');
    expect(await third.ended).toBe(4);
    expect(third.stderr).toMatch(
      /harness: 1 free agent is needed, and of the 4 there are none: 4 are busy with run \w+ and \w+\. Start more, wait, or ask for fewer --agents\.\n$/,
    );
    const records = [await first.record(), await second.record()];
    const names = records.flatMap(({ fleet }) => fleet?.agents.map(({ name }) => name) ?? []);
    expect(names.toSorted()).toEqual(['four', 'one', 'three', 'two']);
    expect(records.map(({ totals }) => [totals.turns, totals.errors])).toEqual([
      [150, 0],
      [150, 0],
    ]);
    await allFree();
  });

  it('goes on when an agent is killed, one is frozen and one is cut off for a while, and says which share went missing', async () => {
    const words = [
      'echo-block/ping',
      '--clients',
      '8',
      '--rate',
      '40/s',
      '--duration',
      '9s',
      '--timeout',
      '2s',
      '--on-loss',
      'continue',
    ];
    const run = new Run(...words, '--nats', nats.url, '--agents', '4');
    const [one, two, , four] = agents;
    await run.says(RUNNING);
    one?.child.kill('SIGKILL');
    two?.child.kill('SIGSTOP');
    cable.cut();
    await four?.says(/is away: waiting for it/);
    await cable.refuses(2);
    cable.mend();
    const record = await run.record();
    two?.child.kill('SIGCONT');
    expect(record.fleet).toMatchObject({ onLoss: 'continue', clientsLost: 4 });
    const lost = Object.fromEntries(record.fleet?.agents.map(({ name, lost: how }) => [name, how]) ?? []);
    expect(lost).toEqual({
      one: expect.stringMatching(/^said nothing for 6 s|closed/),
      two: 'said nothing for 6 s',
      three: undefined,
      four: undefined,
    });
    expect(record.totals.turns).toBeGreaterThan(150);
    expect(record.verdict).not.toBe('fail');
    await allFree();
  });

  it('is free again when its coordinator is killed', async () => {
    const run = new Run(
      'echo-block/ping',
      '--clients',
      '6',
      '--rate',
      '10/s',
      '--duration',
      '1m',
      '--nats',
      nats.url,
      '--agents',
      '3',
    );
    await run.says(RUNNING);
    run.child.kill('SIGKILL');
    await allFree();
    expect(agents[2]?.stderr).toMatch(/the coordinator of run \w+ said nothing for 6 s: free again/);
  });

  it('ends in order with Ctrl-C, tells the run of it, and the run fails by default', async () => {
    const run = new Run(
      'echo-block/ping',
      '--clients',
      '6',
      '--rate',
      '10/s',
      '--duration',
      '1m',
      '--nats',
      nats.url,
      '--agents',
      '3',
    );
    await run.says(RUNNING);
    const three = agents[2];
    three?.child.kill('SIGINT');
    expect(await three?.ended).toBe(0);
    const { causes, verdict, fleet } = await run.record();
    expect(verdict).toBe('invalid');
    expect(causes.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/^Agent 'three'.* was stopped on its machine\.$/),
    );
    expect(fleet?.clientsLost).toBe(2);
    await allFree();
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
    while (await me.turn()) await me.echo('mine', 30);
    await me.leave();
  },
});
`;
