// Servers that others wrote from the wire contract alone, in other languages and with other choices: right ones pass, and each of the
// mistakes that programmers make is found by the case that is named here.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CONTRACTS } from '../../scenarios/contracts.ts';
import { assert } from '../errors.ts';
import type { VerifyOptions } from '../judge/verify-options.ts';
import { ListeningObserver, verifyOptions } from '../judge/verify-run.test-support.ts';
import { runVerify } from '../judge/verify-run.ts';
import type { VerifyRecord } from '../record/verify-record.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const folder = mkdtempSync(join(tmpdir(), 'others-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PROTOCOLS = {
  'chat-poll.c': 'chat',
  'chat-threads.py': 'chat',
  'talk-in-turn.py': 'talk',
  'p2p-once.py': 'p2p',
} as const;
type Fixture = keyof typeof PROTOCOLS;

type Selection = Pick<VerifyOptions, 'only'> & Partial<Pick<VerifyOptions, 'clientFrame'>>;

/**
 * What its mistakes are found by, and what depends on a choice of its own: how it puts frames together and what it holds back (the one in
 * C), in which order its threads run, and that it serves one client at a time or one in all.
 */
const RIGHT: readonly (readonly [Fixture, Selection])[] = [
  ['chat-poll.c', { only: ['chat/1.1.1*', 'chat/1.1.4/half*', 'chat/1.3.2/each*', 'chat/1.6.3/who*'] }],
  [
    'chat-threads.py',
    { only: ['chat/1.1.7*', 'chat/1.2.4*', 'chat/1.4.1*', 'chat/1.4.2*', 'chat/1.5.4/*-while-*'], clientFrame: 100 },
  ],
  ['talk-in-turn.py', { only: ['talk/4.1*', 'talk/4.2*', 'talk/4.3*', 'talk/4.4/a*'] }],
  ['p2p-once.py', { only: ['p2p/6.3/c*', 'p2p/6.4/v*', 'p2p/generic/lifecycle/c*'] }],
];

const GONE_BEFORE_THE_ANSWERS = '/outlives-those-who-are-gone-before-the-answers';
/** Who says something and is gone is gone by the time of the answer where this comes later: else that is chance, on one processor above all. */
const RECEIVES = 'ssize_t n = recv(';

type Mistake = readonly [what: string, fixture: Fixture, right: string, wrong: string, id: string];

const MISTAKES: readonly Mistake[] = [
  [
    'takes a read for a frame',
    'chat-poll.c',
    'i += take; p->got += take;',
    'i = n; p->got = client_frame;',
    'chat/1.1.4/many-frames-in-one-segment',
  ],
  ['dies of SIGPIPE', 'chat-poll.c', 'p->len, MSG_NOSIGNAL)', 'p->len, 0)', `chat/1.5.4${GONE_BEFORE_THE_ANSWERS}`],
  [
    'forgets what a write leaves over',
    'chat-poll.c',
    'p->off += n; p->len -= n;',
    'p->off = p->len = 0;',
    'chat/1.6.3/who-reads-megabytes-late-gets-whole-frames',
  ],
  [
    'compares as much of a name as it was given',
    'chat-poll.c',
    '!strcmp(peers[i]->name, name)',
    '!strncmp(peers[i]->name, name, strlen(name))',
    'chat/1.4.9/part-of-a-name-is-nobody',
  ],
  ['keeps nine bytes and no NUL', 'chat-poll.c', 'char name[10];', 'char name[9];', 'chat/1.2.6/three-chinese-characters'],
  [
    'splits at every colon',
    'chat-threads.py',
    "target, colon, text = t.partition(b':')",
    "target, colon, text = (t.split(b':') + [b'', b''])[0], b':', (t.split(b':') + [b'', b''])[1]",
    'chat/1.4.1/further-colons-belong-to-the-text',
  ],
  [
    'leaves the line end in the answer',
    'talk-in-turn.py',
    'answer.rstrip(b"\\r\\n")',
    'answer',
    'talk/4.2/answer-is-the-line-without-its-end',
  ],
  ['takes a read for a block', 'p2p-once.py', 'while len(kept) >= BLOCK:', 'while kept:', 'p2p/6.1/block-cut-in-two'],
];

describe('a right server of somebody else', () => {
  // One by one: beside each other they would wait for the one harness that plays with all of them.
  it.each(RIGHT)('%s passes', async (fixture, selection) => {
    const foundBy = MISTAKES.filter(([, one]) => one === fixture).map(([, , , , id]) => id);
    const only = [...new Set([...selection.only, ...foundBy])];
    const record = await verified(fixture, readFileSync(join(FIXTURES, fixture), 'utf8'), { ...selection, only });
    expect(troublesOf(record)).toEqual([]);
    expect(record.findings).toEqual([]);
    expect(record.totals.pass).toBeGreaterThan(0);
  });
});

describe('a wrong server of somebody else', () => {
  it.concurrent.each(MISTAKES.filter((mistake) => !isRace(mistake)))('that %s (%s) is found out', isFoundOut);
  // Who is quicker decides them: nothing else is played beside these.
  it.each(MISTAKES.filter(isRace))('that %s (%s) is found out', isFoundOut);
});

function isRace([, , , , id]: Mistake): boolean {
  return id.startsWith('chat/1.5.4/') || id.startsWith('chat/1.6.3/');
}

async function isFoundOut(...[_what, fixture, right, wrong, id]: Mistake): Promise<void> {
  const source = readFileSync(join(FIXTURES, fixture), 'utf8');
  expect(source.split(right)).toHaveLength(2);
  const clientFrame = fixture === 'chat-threads.py' ? { clientFrame: 100 } : {};
  const mistaken = source.replace(right, () => wrong);
  const record = await verified(
    fixture,
    id.endsWith(GONE_BEFORE_THE_ANSWERS) ? mistaken.replace(RECEIVES, `usleep(2000); ${RECEIVES}`) : mistaken,
    { only: [id], ...clientFrame },
  );
  expect(record.cases).toMatchObject([{ id, verdict: 'fail' }]);
  if (id.endsWith(GONE_BEFORE_THE_ANSWERS)) expect(record.cases[0]?.message).toContain('SIGPIPE');
}

function troublesOf({ cases }: VerifyRecord): string[] {
  return cases
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive')
    .map(({ id, verdict, message }) => `${verdict} ${id}: ${message}`);
}

let programs = 0;

async function verified(fixture: Fixture, source: string, selection: Selection): Promise<VerifyRecord> {
  const contract = CONTRACTS.find(({ dialect }) => dialect.name === PROTOCOLS[fixture]);
  assert(contract !== undefined, 'the protocol of a fixture has a contract');
  const path = join(folder, `${programs++}-${fixture}`);
  writeFileSync(path, source);
  const port = await freePort();
  const options = verifyOptions(contract, {
    target: { how: 'started', to: { address: '127.0.0.1', port }, command: `exec ${program(path)} ${port}` },
    transport: 'auto',
    patienceMs: 2000,
    runs: 0,
    ...selection,
  });
  return await runVerify(options, new ListeningObserver(), new AbortController().signal);
}

function program(path: string): string {
  if (path.endsWith('.py')) return `python3 '${path}'`;
  execFileSync('cc', ['-w', '-o', `${path}.out`, path]);
  return `'${path}.out'`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object', 'a server that listens has an address');
      server.close(() => resolve(address.port));
    });
  });
}
