// Agents on hosts of their own, which share nothing but a network: each is another machine to the fleet, and a cable that is pulled in the
// middle of a run takes one away without a word.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HAS_NAMESPACES, Hosts, SWITCH_ADDRESS } from '../fleet/remote/hosts.test-support.ts';
import { parseBenchRecord } from '../record/parse-record.ts';
import { Command, endFleet } from './fleet.test-support.ts';

// In CI they have to be there: a test that is skipped proves nothing.
const mayUseNamespaces = HAS_NAMESPACES || process.env.CI !== undefined;
const NATS_PORT = 4222;
const NATS = `nats://${SWITCH_ADDRESS}:${NATS_PORT}`;
const NAMES = ['one', 'two'];

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe.runIf(mayUseNamespaces)('a fleet of hosts', () => {
  let hosts: Hosts;
  let folder: string;
  let agents: Command[];
  let target: string;

  beforeAll(async () => {
    hosts = await Hosts.open(NAMES.length);
    folder = mkdtempSync(join(tmpdir(), 'fleet-hosts-'));
    const nats = hosts.middle.spawn('nats-server', ['-a', SWITCH_ADDRESS, '-p', String(NATS_PORT)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (nats.stderr === null) throw new Error('it has an output');
    await once(nats.stderr, 'data');
    const server = new Command(['serve', 'chat', '--host', SWITCH_ADDRESS, '--port', '0', '--json'], hosts.middle);
    await server.until(() => server.stdout.includes('\n'));
    target = `${SWITCH_ADDRESS}:${(JSON.parse(server.stdout.split('\n')[0] ?? '') as { port: number }).port}`;
    agents = hosts.others.map((host, index) => new Command(['agent', '--nats', NATS, '--name', NAMES[index] ?? ''], host));
    await Promise.all(agents.map((agent) => agent.says(/Waiting for runs/)));
    ended = async () => {
      nats.kill('SIGKILL');
      endFleet();
      await hosts.close();
    };
  });
  let ended = async (): Promise<void> => {};

  afterAll(async () => {
    await ended();
    rmSync(folder, { recursive: true, force: true });
  });

  it('carries messages between hosts, goes on without one that is cut off, and has it back when it is plugged in again', async () => {
    const run = new Command(
      words('--rate', '60/s', '--duration', '1h', '--timeout', '2s', '--on-loss', 'continue'),
      hosts.middle,
    );
    await run.says(/"kind":"second"/);
    hosts.cut(1);
    await run.says(/said nothing for 6 s/);
    run.child.kill('SIGINT');
    await run.ended;
    const { correctness, fleet, generator } = parseBenchRecord(run.stdout);
    expect(correctness).toMatchObject({ lost: 0, duplicated: 0, misdelivered: 0, corrupted: 0 });
    // Those who talk to each other are neighbours by number, and so on different hosts.
    expect(correctness.checked).toBeGreaterThan(0);
    expect(fleet).toMatchObject({ onLoss: 'continue', clientsLost: 2 });
    expect(fleet?.agents.map(({ name, clients, lost }) => [name, clients, lost]).toSorted()).toEqual([
      ['one', 2, undefined],
      ['two', 2, 'said nothing for 6 s'],
    ]);
    expect(generator.agentsLost).toBe(1);
    await agents[1]?.says(/free again/);
    hosts.mend(1);
    await agents[1]?.says(/is back|[Cc]onnected/, 2);
  });

  function words(...own: string[]): string[] {
    const fleet = ['--nats', NATS, '--agents', String(NAMES.length)];
    return ['bench', 'chat/direct', '--target', target, '--clients', '4', ...fleet, ...own, ...QUIET];
  }
});

const QUIET = ['--json', '--out', '/dev/null', '--progress', 'json', '--warmup', '0'];
