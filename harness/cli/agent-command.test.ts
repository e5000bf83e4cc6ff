import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithNats, type NatsServer, startNatsServer } from '../fleet/remote/nats-server.test-support.ts';
import { agentCommand } from './agent-command.ts';

describeWithNats('harness agent', () => {
  let server: NatsServer;
  beforeAll(async () => {
    const permissions = '{ publish: ["harness.>", "_INBOX.>"], subscribe: ["harness.*.who", "_INBOX.>"] }';
    server = await startNatsServer({
      configuration: `authorization { users = [ { user: "narrow", password: "p", permissions: ${permissions} } ] }`,
    });
  });
  afterAll(() => server.stop());

  it('does not wait where nobody could book it, because it may not listen there', async () => {
    const lines: string[] = [];
    const stderr = { write: (line: string) => void lines.push(line) };
    const flags = { nats: [server.url], natsUser: 'narrow', natsPassword: 'p', processes: 1, awake: 'never' } as const;
    const ended = agentCommand(flags, { stderr, environment: {}, harnessVersion: '1.2.3' });
    await expect(ended).rejects.toThrow(/let this user subscribe to 'harness\.\d+\.agent\.\w+\.\w+'/);
    expect(lines.join('')).not.toContain('Waiting for runs');
  });
});
