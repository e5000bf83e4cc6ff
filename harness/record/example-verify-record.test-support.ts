// A record as a run of `harness verify` leaves it, with one of everything that there is to show: a pass, failures with their bytes,
// what is not known, what does not apply, what was expected, a property with a shrunk program, and a target that died.

import type { RecordedBytes, TranscriptEntry } from './verify-record.ts';
import { type CaseEntry, type PropertyEntry, VERIFY_RECORD_SCHEMA, type VerifyRecord } from './verify-record.ts';

const FRAME_BYTES = 1500;

/** A frame of the room: text, a NUL, padding. */
export function exampleFrame(text: string, frameBytes = FRAME_BYTES): RecordedBytes {
  const bytes = Buffer.from(text);
  return { hex: bytes.toString('hex'), padding: { byte: 0, count: frameBytes - bytes.length } };
}

export function exampleBytes(text: string): RecordedBytes {
  return { hex: Buffer.from(text).toString('hex') };
}

export const EXAMPLE_PASS: CaseEntry = {
  id: 'chat/1.4.1/direct-reaches-only-its-target',
  level: 'must',
  clause: 'CHAT-1.4.1',
  rule: 'A direct message reaches the member that it names, once, and nobody else.',
  verdict: 'pass',
  evidence: 'fence',
  durationMs: 3.2,
  transcript: [],
  goals: [],
};

const DIRTY_PADDING = 'e698b5e7a7b0e6b3a8e5868ce68890e58a9f00e4b8ade79a84e68890e59198efbc9a';

const PADDING_TRANSCRIPT: readonly TranscriptEntry[] = [
  { atMs: 0.2, actor: 'alice', kind: 'connected' },
  {
    atMs: 0.6,
    actor: 'alice',
    kind: 'received',
    bytes: exampleFrame('连接服务端成功\n聊天室中的成员：\n请注册，输入昵称'),
  },
  { atMs: 0.7, kind: 'mark', note: 'named' },
  { atMs: 0.8, actor: 'alice', kind: 'sent', bytes: exampleBytes('al') },
  { atMs: 0.9, actor: 'alice', kind: 'cut', note: 'proved' },
  { atMs: 1, actor: 'alice', kind: 'sent', bytes: { hex: '696365', padding: { byte: 0, count: 1495 } } },
  { atMs: 1.4, actor: 'alice', kind: 'received', bytes: { hex: DIRTY_PADDING, padding: { byte: 0, count: 1466 } } },
  { atMs: 2001.4, actor: 'alice', kind: 'waited', note: '2000 ms for the fence' },
  { atMs: 2001.5, actor: 'alice', kind: 'left', note: 'close' },
];

export const EXAMPLE_FAIL: CaseEntry = {
  id: 'chat/1.1.2/padding-is-all-nul',
  level: 'must',
  clause: 'CHAT-1.1.2',
  rule: 'Behind the NUL of a frame there are NULs only: nothing of an earlier message shows.',
  verdict: 'fail',
  durationMs: 2001.5,
  message: 'alice got a frame with 15 bytes of an earlier message behind its NUL.',
  difference: {
    actor: 'alice',
    expected: [exampleFrame('昵称注册成功')],
    actual: [{ hex: DIRTY_PADDING, padding: { byte: 0, count: 1466 } }],
  },
  transcript: [...PADDING_TRANSCRIPT],
  replay: {
    file: 'runs/2026-11-21T09-31-05-chat/chat-1.1.2-padding-is-all-nul.json',
    command: "harness replay runs/2026-11-21T09-31-05-chat/chat-1.1.2-padding-is-all-nul.json --start './my-server'",
  },
  goals: [{ name: 'the nickname was read in two pieces', reached: true }],
};

export const EXAMPLE_INCONCLUSIVE: CaseEntry = {
  id: 'chat/1.2.4/one-of-many-claims-succeeds',
  level: 'must',
  clause: 'CHAT-1.2.4',
  rule: 'Of fifty claims to one free name at once exactly one succeeds.',
  verdict: 'inconclusive',
  durationMs: 41,
  message: 'What it is about did not happen: two claims overlapped.',
  transcript: [{ atMs: 0.3, actor: 'claimant 1', kind: 'connected' }],
  goals: [{ name: 'two claims overlapped', reached: false }],
};

export const EXAMPLE_NOT_APPLICABLE: CaseEntry = {
  id: 'chat/generic/resources/no-descriptor-is-left',
  level: 'should',
  clause: 'CHAT-1.6.2',
  rule: 'After a thousand clients have come and gone, the server has as many descriptors as before.',
  verdict: 'not-applicable',
  durationMs: 0,
  message: 'It needs a process that can be looked at: give --start or --pid.',
  transcript: [],
  goals: [],
};

export const EXAMPLE_EXPECTED_FAILURE: CaseEntry = {
  id: 'chat/1.5.5/half-close-lets-frames-take-effect',
  level: 'should',
  clause: 'CHAT-1.5.5',
  rule: 'What a client has sent before its half-close still takes effect.',
  verdict: 'fail',
  evidence: 'timer',
  durationMs: 2003,
  message: 'bob did not get what alice said before she half-closed.',
  expected: 'fails',
  reason: 'the server closes at once, ticket 4711',
  transcript: [
    { atMs: 0.2, actor: 'alice', kind: 'connected' },
    { atMs: 0.9, actor: 'alice', kind: 'sent', bytes: exampleFrame('bob:hi') },
    { atMs: 1, actor: 'alice', kind: 'left', note: 'half-close' },
    { atMs: 1.2, actor: 'alice', kind: 'ended', note: 'closed' },
  ],
  goals: [],
};

export const EXAMPLE_PROPERTY: PropertyEntry = {
  id: 'chat/properties/order-of-a-sender',
  level: 'must',
  clause: 'CHAT-1.4.2',
  rule: 'Whatever clients do, messages of one sender reach one receiver in the order sent.',
  verdict: 'fail',
  evidence: 'fence',
  durationMs: 1840,
  message: "b got 'two' of a before 'one'.",
  difference: {
    actor: 'b',
    expected: [exampleFrame('a$one'), exampleFrame('a：@所有人：two')],
    actual: [exampleFrame('a：@所有人：two'), exampleFrame('a$one')],
  },
  transcript: [
    { atMs: 0.1, actor: 'a', kind: 'connected' },
    { atMs: 0.1, actor: 'b', kind: 'connected' },
    { atMs: 0.9, actor: 'a', kind: 'sent', bytes: exampleFrame('b:one') },
    { atMs: 0.9, actor: 'a', kind: 'sent', bytes: exampleFrame('@all:two') },
    { atMs: 1.3, actor: 'b', kind: 'received', bytes: exampleFrame('a：@所有人：two') },
    { atMs: 1.5, actor: 'b', kind: 'received', bytes: exampleFrame('a$one') },
  ],
  replay: {
    file: 'runs/2026-11-21T09-31-05-chat/chat-properties-order-of-a-sender.json',
    command: "harness replay runs/2026-11-21T09-31-05-chat/chat-properties-order-of-a-sender.json --start './my-server'",
  },
  runs: 17,
  wanted: 100,
  shrunk: {
    program: ['a joins', 'b joins', "a says 'one' to b", "a says 'two' to all"],
    steps: 9,
    attempts: 31,
    failureRate: 0.8,
  },
};

const PASSED_PROPERTY: PropertyEntry = {
  id: 'chat/properties/names-are-held-once',
  level: 'must',
  clause: 'CHAT-1.2.4',
  rule: 'Whatever clients do, a name is never held by two members at a time.',
  verdict: 'pass',
  durationMs: 2400,
  transcript: [],
  runs: 100,
  wanted: 100,
};

/** `changes` replace whole members of the record, and need not agree with the rest. */
export function exampleVerifyRecord(changes: Partial<VerifyRecord> = {}): VerifyRecord {
  return {
    schema: VERIFY_RECORD_SCHEMA,
    kind: 'verify',
    verdict: 'fail',
    causes: ['2 of 7 cases and properties failed.', 'The target died once.'],
    notes: ['The reference server is not what was judged.'],
    protocol: {
      name: 'chat',
      summary: 'a room of members with nicknames, in frames of 1,500 bytes',
      clientFrameBytes: 1500,
      capacity: 100,
    },
    target: { address: '127.0.0.1', port: 9311, how: 'started', command: './my-server', pid: 4711, restarts: 1 },
    profile: {
      'chat/1.4.3/broadcast-reaches-strangers': {
        clause: 'CHAT-1.4.3',
        question: 'Do connections that have not registered get what is said to all?',
        answer: 'no',
      },
      'chat/1.3.2/order-of-members': {
        clause: 'CHAT-1.3.2',
        question: 'In which order are members listed?',
        answer: 'by arrival',
      },
    },
    seed: 7,
    startedAt: '2026-11-21T09:31:05.000Z',
    durationMs: 8240,
    command: ['harness', 'verify', 'chat', '--start', './my-server'],
    environment: {
      harness: '0.4.0',
      node: '20.20.2',
      platform: 'linux',
      kernel: '6.18.5',
      architecture: 'x64',
      processor: 'Example Processor',
      processors: 2,
      memoryBytes: 8_000_000_000,
      transport: 'epoll',
      transportReason: 'Linux on x64, and koffi is there.',
      descriptors: 20_000,
    },
    selection: { only: [], skip: ['chat/1.6.1/'], level: 'may', notSelected: 3 },
    totals: { pass: 2, fail: 3, inconclusive: 1, notApplicable: 1 },
    findings: [
      {
        kind: 'died',
        sentence: 'The target that was started was ended by SIGPIPE; it said last: a client has gone.',
        during: 'chat/1.1.2/padding-is-all-nul',
      },
      { kind: 'restarted', sentence: 'It was started again, and 6 cases were run on the new one.' },
    ],
    cases: [EXAMPLE_FAIL, EXAMPLE_INCONCLUSIVE, EXAMPLE_PASS, EXAMPLE_EXPECTED_FAILURE, EXAMPLE_NOT_APPLICABLE],
    properties: [EXAMPLE_PROPERTY, PASSED_PROPERTY],
    expectations: ["'chat/1.2.7/empty-name-is-refused' was expected to fail, and passed: take it out of the file."],
    targetUsage: {
      pid: 4711,
      processesMax: 1,
      threadsMax: 11,
      zombiesMax: 0,
      descriptorsMax: 125,
      rssBytesMax: 61_000_000,
      cpuSeconds: 1.4,
      cpuShareMax: 0.5,
      cpuShareMean: 0.17,
      contextSwitches: 9000,
    },
    ...changes,
  };
}
