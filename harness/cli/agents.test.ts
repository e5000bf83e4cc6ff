// `harness agents` and the others as people have them, at a NATS that asks for a password: who is there, who is refused, and that
// the password is nowhere.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithNats, type NatsServer, startNatsServer } from '../fleet/remote/nats-server.test-support.ts';
import { Command, endFleet } from './fleet.test-support.ts';

const PASSWORD = 'hunter2';

describeWithNats('a password for NATS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'harness-agents-'));
  const record = join(folder, 'record.json');
  let server: NatsServer;
  let url: string;
  beforeAll(async () => {
    server = await startNatsServer({ configuration: `authorization { user: me, password: "${PASSWORD}" }` });
    url = server.url.replace('//', `//me:${PASSWORD}@`);
  });
  afterAll(async () => {
    endFleet();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('opens the list of agents and a run, and stands in nothing that they leave', async () => {
    const agent = new Command(['agent', '--nats', url, '--name', 'one', '--labels', 'zone=a']);
    await agent.says(/Waiting for runs/);
    const listing = new Command(['agents', `--nats=${url}`, '--wait', '300ms']);
    expect(await listing.ended).toBe(0);
    expect(listing.stdout).toMatch(/^1 agent, all of them free\.\n\none: free\n {2}on .*\n {2}labels: zone=a\n {2}clock: /);

    const words = [
      'echo-text/ping',
      '--clients',
      '1',
      '--turns',
      '1',
      '--warmup',
      '0',
      '--nats',
      url,
      '--agents',
      '1',
      '--out',
      record,
    ];
    const run = new Command(['bench', ...words], folder);
    await run.ended;
    const kept = readFileSync(record, 'utf8');
    expect(JSON.parse(kept).command).toContain(`nats://***@127.0.0.1:${server.port}`);
    agent.child.kill('SIGTERM');
    expect(await agent.ended).toBe(0);
    const all = [agent, listing, run].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    expect([...all, kept].filter((text) => text.includes(PASSWORD))).toEqual([]);
  });

  it('is not told when it is wrong', async () => {
    const refused = new Command(['agents', '--nats', url.replace(PASSWORD, `not-${PASSWORD}`)]);
    expect(await refused.ended).toBe(4);
    expect(refused.stderr).toBe(
      `harness: The NATS server at 127.0.0.1:${server.port} refuses who we say we are (Authorization Violation): ` +
        'check the user and the password.\n',
    );
  });
});
