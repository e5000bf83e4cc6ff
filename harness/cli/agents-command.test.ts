import { describe, expect, it } from 'vitest';
import { MemoryHub } from '../fleet/remote/memory-exchange.test-support.ts';
import { clockAnswer, clockSubject, type Presence, WHO_IS_THERE } from '../fleet/remote/words.ts';
import { NodeTransport } from '../transport/node/transport.ts';
import { type AgentsFlags, agentsCommand, renderAgents, type Seen } from './agents-command.ts';

const ONE: Presence = {
  id: 'a1',
  name: 'one',
  labels: { zone: 'a', disk: 'fast' },
  version: '1.2.3',
  host: 'worker-1',
  machine: 'm1',
  processors: 8,
  memoryBytes: 32 * 1024 ** 3,
  descriptors: 20_000,
  node: '20.19.0',
  platform: 'linux-x64',
};
const CLOCK = { monotonicOffsetUs: 5e9, errorUs: 90, wallOffsetUs: 12_345, wallErrorUs: 1090 };
const RENDERING = { harnessVersion: '1.2.3', labels: {}, place: 'nats://x:4222', columns: 80 };

function rendered(presence: Partial<Presence>, clock: Seen['clock'] = CLOCK): string[] {
  return renderAgents([{ presence: { ...ONE, ...presence }, clock }], RENDERING).split('\n');
}

describe('the list of agents', () => {
  it('says what each has', () => {
    expect(rendered({})).toEqual([
      '1 agent, all of them free.',
      '',
      'one: free',
      '  on worker-1, 8 cores, 32 GB, 20,000 descriptors, node 20.19.0 for linux-x64',
      '  labels: zone=a disk=fast',
      '  clock: 12.3 ms ahead of ours, ± 1.09 ms',
      '',
    ]);
  });

  it('says who is busy, being booked, or of another version', () => {
    expect(rendered({ run: 'r7' })).toContain('one: busy with run r7');
    expect(rendered({ run: 'r7', isHeld: true })).toContain('one: being booked');
    expect(rendered({ version: '1.2.4' })).toContain("one: another version (1.2.4, this is 1.2.3): it can't take part");
    expect(rendered({ version: '1.2.4' })[0]).toBe('1 agent, none of them free.');
  });

  it('says how far a clock is off, where that is known and more than its error', () => {
    const line = (clock: Seen['clock']) => rendered({}, clock).find((one) => one.startsWith('  clock'));
    expect(line({ ...CLOCK, wallOffsetUs: -2e6 })).toBe('  clock: 2 s behind ours, ± 1.09 ms');
    expect(line({ ...CLOCK, wallOffsetUs: 1000 })).toBe('  clock: as ours, ± 1.09 ms');
    expect(renderAgents([{ presence: ONE, clock: undefined }], RENDERING)).toContain("  clock: it doesn't say\n");
  });

  it('leaves out what is not known, and lets nobody move the cursor', () => {
    const { descriptors: _, ...others } = ONE;
    const text = renderAgents([{ presence: { ...others, name: 'evil\u001b[2J', labels: {} }, clock: CLOCK }], RENDERING);
    expect(text).toContain('evil\ufffd[2J: free');
    expect(text).toContain('descriptor limit not known');
    expect(text).not.toContain('labels');
  });

  it('says how to start one where nobody is', () => {
    expect(renderAgents([], RENDERING).replaceAll('\n', ' ')).toBe(
      'No agent is there at nats://x:4222. Start one on each machine that is to host clients: harness agent --nats nats://x:4222 ',
    );
    const wanted = renderAgents([], { ...RENDERING, labels: { zone: 'b', disk: 'fast' } }).replaceAll('\n', ' ');
    expect(wanted).toMatch(
      /^No agent with zone=b disk=fast is there .* harness agent --nats nats:\/\/x:4222 --labels zone=b,disk=fast $/,
    );
  });
});

describe('harness agents', () => {
  const hub = new MemoryHub(new NodeTransport().clock);
  const office = hub.exchange('agents');
  const others = [
    { ...ONE, id: 'a10', name: 'agent/10' },
    { ...ONE, id: 'a2', name: 'agent/2', labels: { zone: 'b' } },
    { ...ONE, id: 'a3', name: 'agent/3', version: '0.0.1' },
  ];
  const answering = [...others, { name: 'nonsense' }, 'nonsense', others[0]].map((answer) =>
    office.answer(WHO_IS_THERE, () => answer),
  );
  const clock = office.answer(clockSubject('a10'), clockAnswer);

  async function run(flags: Partial<AgentsFlags> = {}, environment = {}) {
    const pieces: string[] = [];
    const stdout = { write: (piece: string) => void pieces.push(piece) };
    const surroundings = { stdout, environment, harnessVersion: '1.2.3' };
    const all = { wait: 20, nats: ['x'], ...flags };
    const code = await agentsCommand(all, surroundings, () => Promise.resolve(hub.exchange('asking')));
    return { code, text: pieces.join('') };
  }

  it('shows each who answers once, in order of their names, and no nonsense', async () => {
    const { code, text } = await run();
    expect(text.match(/^\S+: .*/gm)).toEqual([
      'agent/2: free',
      "agent/3: another version (0.0.1, this is 1.2.3): it can't take part",
      'agent/10: free',
    ]);
    expect(text.match(/^ {2}clock: .*/gm)?.map((line) => line.replace(/[\d.]+ \S+$/, ''))).toEqual([
      "  clock: it doesn't say",
      "  clock: it doesn't say",
      '  clock: as ours, ± ',
    ]);
    expect(code).toBe(0);
  });

  it('shows those who have the labels, as JSON with what is known of the clock', async () => {
    const { code, text } = await run({ json: true, requireLabels: { zone: 'a' } });
    const [third, tenth, ...more] = JSON.parse(text);
    expect(third).toMatchObject({ id: 'a3', canTakePart: false });
    expect(third).not.toHaveProperty('clock');
    expect(tenth).toMatchObject({ ...others[0], canTakePart: true, clock: { wallErrorUs: expect.any(Number) } });
    expect(more).toEqual([]);
    expect(code).toBe(0);
  });

  it('leaves with 1 where nobody is who could take part', async () => {
    expect(await run({ requireLabels: { zone: 'c' } })).toMatchObject({ code: 1 });
    for (const { end } of [...answering, clock]) end();
    expect(await run({ json: true })).toEqual({ code: 1, text: '[]\n' });
  });

  it('refuses to guess where NATS is', async () => {
    const asked = agentsCommand({ wait: 1 }, { stdout: { write: () => {} }, environment: {}, harnessVersion: '1.2.3' });
    await expect(asked).rejects.toMatchObject({ code: 'flag-invalid', message: expect.stringContaining('NATS_URL') });
  });
});
