// Agents and coordinators as processes, over a real NATS: what a fleet finds is what one machine finds, and whoever is lost is lost alone.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeWithNats, type NatsServer, startNatsServer } from '../fleet/remote/nats-server.test-support.ts';
import type { BenchRecord } from '../record/record.ts';
import { Agent, Cable, Command, endFleet, Run, startAgent } from './fleet.test-support.ts';
import { endAll, serve } from './serving.test-support.ts';

const RUNNING = /"phase":"running"/;
/** The machine may be busy, and silence takes its time. */
const PATIENCE_MS = 120_000;
let nats: NatsServer;
let url: string;
let cable: Cable;
let agents: Agent[];
let folder: string;

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

describeWithNats('a fleet', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fleet-'));
    nats = await startNatsServer({ configuration: 'authorization { user: me, password: seCret7 }' });
    url = `nats://me:seCret7@127.0.0.1:${nats.port}`;
    cable = new Cable(nats.port);
    const byCable = `nats://me:seCret7@127.0.0.1:${await cable.listen()}`;
    agents = await Promise.all([
      startAgent(url, 'one', '--labels', 'zone=a'),
      startAgent(url, 'two', '--labels', 'zone=a'),
      startAgent(url, 'three', '--labels', 'zone=a,disk=fast'),
      startAgent(byCable, 'four', '--labels', 'zone=a'),
      startAgent(url, 'five', '--labels', 'zone=b'),
    ]);
  });

  afterAll(async () => {
    endFleet();
    await endAll();
    cable.close();
    await nats.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds what one machine finds, to the sample, also what a server loses and doubles between agents', async () => {
    const server = await serve('chat', '--fault', 'lost-delivery=7,duplicate-delivery=5');
    // Behind so many turns the faults of the server are where they were before.
    const words = ['chat/direct', '--clients', '8', '--turns', '70', '--seed', '7', '--target', `127.0.0.1:${server.port}`];
    const run = new Run(...words, '--nats', url, '--agents', '4', '--require-labels', 'zone=a');
    const fleet = await run.record();
    const single = await new Run(...words, '--agents', '1').record();
    expect(sumOf(fleet)).toEqual(sumOf(single));
    expect(fleet.totals).toMatchObject({ turns: 70, clients: 8, connected: 8 });
    expect(fleet.correctness).toMatchObject({ lost: 10, checked: 72, duplicated: 12, misdelivered: 0, unsettled: 0 });
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
    expect(fleet.command.join(' ')).toContain('nats://***@127.0.0.1');
    expect([run.stdout, run.stderr].filter((text) => text.includes('seCret7'))).toEqual([]);
    await Promise.all(agents.map(isFree));
  });

  it('is two where two runs are, refuses a third, and loses whoever is lost, and nobody else', async () => {
    writeFileSync(join(folder, 'mine.ts'), OWN_SCENARIO);
    const server = await serve('echo-text');
    const words = ['--rate', '40/s', '--duration', '1h', '--timeout', '2s', '--nats', url];
    const mine = [join(folder, 'mine.ts'), '--clients', '8', '--target', `127.0.0.1:${server.port}`, '--on-loss', 'continue'];
    const first = new Run(...mine, ...words, '--agents', '4', '--require-labels', 'zone=a');
    const second = new Run('echo-block/ping', '--clients', '2', ...words, '--agents', '1', '--require-labels', 'zone=b');
    await Promise.all([first.says(RUNNING), second.says(RUNNING)]);
    const third = new Run('echo-block/ping', '--nats', url, '--agents', '1');
    expect(await third.ended).toBe(4);
    expect(third.stderr).toMatch(
      /harness: 1 free agent is needed, and of the 5 there are none: 5 are busy with run \w+ and \w+\. Start more, wait, or ask for fewer --agents\.\n$/,
    );
    const [one, two, three, four, five] = agents;
    second.child.kill('SIGKILL');
    one?.child.kill('SIGKILL');
    two?.child.kill('SIGSTOP');
    three?.child.kill('SIGINT');
    expect(await three?.ended).toBe(0);
    expect(three?.stderr).toMatch(/three: leaves run \w+\.\n$/);
    cable.cut();
    await four?.says(/is away: waiting for it/);
    await cable.refuses(2);
    cable.mend();
    await Promise.all([five?.says(/said nothing for 6 s: free again/), first.says(/said nothing for 6 s/, 2)]);
    first.child.kill('SIGINT');
    const { fleet, correctness, totals } = await first.record();
    two?.child.kill('SIGCONT');
    expect(fleet).toMatchObject({ onLoss: 'continue', clientsLost: 6 });
    expect(fleet?.agents.map(({ name, lost }) => [name, lost]).toSorted()).toEqual([
      ['four', undefined],
      ['one', 'said nothing for 6 s'],
      ['three', 'was stopped on its machine'],
      ['two', 'said nothing for 6 s'],
    ]);
    // Those who are left had nothing lost, the one that was cut off neither.
    expect(correctness).toMatchObject({ lost: 0, corrupted: 0, unsettled: 0 });
    expect(correctness.checked).toBeGreaterThan(0);
    expect(totals.errors).toBe(0);
    await Promise.all([two, four].map(isFree));
  });

  it('waits for a NATS that is not there yet, and is found when it is; a wrong password is refused, and nobody tells the right one', async () => {
    await nats.kill();
    const waiting = new Agent(url, 'six', ['--labels', 'zone=c']);
    await waiting.says(/Waiting for it\./);
    await nats.startAgain();
    await waiting.says(/Connected to nats:\/\/127\.0\.0\.1:\d+\.\nWaiting for runs as agent 'six' with zone=c\.\n/);
    const wrong = new Agent(url.replace('seCret7', 'wr0ng'), 'seven', []);
    const listing = new Command(['agents', `--nats=${url}`, '--wait', '300ms', '--require-labels', 'zone=c']);
    expect(await listing.ended).toBe(0);
    expect(listing.stdout).toMatch(/^1 agent, all of them free\.\n\nsix: free\n {2}on .*\n {2}labels: zone=c\n {2}clock: /);
    expect(await wrong.ended).toBe(4);
    expect(wrong.stderr).toBe(
      `harness: The NATS server at 127.0.0.1:${nats.port} refuses who we say we are (Authorization Violation): ` +
        'check the user and the password.\n',
    );
    waiting.child.kill('SIGTERM');
    expect(await waiting.ended).toBe(0);
    for (const { stdout, stderr } of [...agents, waiting, wrong, listing]) expect(stdout + stderr).not.toMatch(/seCret7|wr0ng/);
  });
});

/** It has said that it is free as often as that it was booked. */
async function isFree(agent: Agent | undefined): Promise<void> {
  const often = (what: RegExp) => agent?.stderr.match(what)?.length;
  await agent?.until(() => often(/booked by run/g) === often(/free again/g));
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
