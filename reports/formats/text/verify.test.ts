// What a person reads at the end: the texts stand here as they are seen.

import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_FAIL,
  EXAMPLE_INCONCLUSIVE,
  EXAMPLE_PASS,
  exampleVerifyRecord,
} from '../../../harness/record/example-verify-record.test-support.ts';
import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { widthOf } from './fold.ts';
import { renderVerifySummary, type VerifySummaryShown } from './verify.ts';

const FILES = { recordFile: 'runs/chat.json', reportFiles: [] };

function summary(changes: Partial<VerifyRecord> = {}, shown: Partial<VerifySummaryShown> = {}): string {
  return renderVerifySummary(exampleVerifyRecord(changes), { columns: 80, hasColours: false, ...FILES, ...shown });
}

/** From the verdict on. */
function lastScreen(changes: Partial<VerifyRecord> = {}, shown: Partial<VerifySummaryShown> = {}): string {
  const text = summary(changes, shown);
  return text.slice(text.search(/^(PASS|FAIL|INCONCLUSIVE) /m));
}

const PASSED = {
  verdict: 'pass',
  causes: [],
  notes: [],
  findings: [],
  expectations: [],
  cases: [EXAMPLE_PASS],
  properties: [],
  totals: { pass: 1, fail: 0, inconclusive: 0, notApplicable: 0 },
  selection: { only: [], skip: [], level: 'may', notSelected: 0 },
} as const satisfies Partial<VerifyRecord>;

describe('the summary of harness verify', () => {
  it('is short where all is well: the profile, and then the verdict, how many, the time and what to do next', () => {
    expect(summary(mutable(PASSED))).toBe(GOLDEN_PASS);
  });

  it('shows each failure as a block, and at the end, where people look, a summary that begins with the verdict', () => {
    expect(summary({}, { reportFiles: ['junit.xml'] })).toBe(GOLDEN_FAIL);
  });

  it('fits a narrow terminal, but for the command that is there to be copied and ids that have no space', () => {
    const lines = summary({}, { columns: 50 }).split('\n');
    const wide = lines.filter((line) => widthOf(line) > 50 && line.includes(' ', 12));
    expect(wide.filter((line) => !line.includes('harness '))).toEqual([]);
    expect(lines).toContain('      0010  8a 9f 00 e4 b8 ad e7 9a  ·中的');
    expect(lines).toContain('                     ^^ ^^ ^^ ^^ ^^');
  });

  it('never folds the command that runs a failure again', () => {
    const command = EXAMPLE_FAIL.replay?.command ?? '';
    expect(summary({}, { columns: 50 }).split('\n')).toContain(`  Replay    ${command}`);
  });

  it('marks by colour too, where there is some, and changes no word of it', () => {
    const coloured = summary({}, { hasColours: true });
    expect(coloured).toContain('\x1b[1;31mFAIL\x1b[0m');
    expect(coloured).toContain('8a 9f 00 \x1b[1;31me4\x1b[0m');
    expect(coloured.replaceAll(SGR, '')).toBe(summary());
    expect(summary()).not.toMatch(SGR);
  });

  it('shows ten failures in full, and the others in a line each', () => {
    const cases = Array.from({ length: 25 }, (_, index) => ({ ...EXAMPLE_FAIL, id: `chat/1.1.2/number-${index}` }));
    const text = summary({ cases, properties: [], totals: { pass: 0, fail: 25, inconclusive: 0, notApplicable: 0 } });
    expect(text.match(/^ {2}Rule /gm)?.length).toBe(10);
    for (const { id } of cases) expect(text).toContain(id);
  });

  it('does not hide the smallest program of a property behind the failures of cases', () => {
    const cases = Array.from({ length: 25 }, (_, index) => ({ ...EXAMPLE_FAIL, id: `chat/1.1.2/number-${index}` }));
    const text = summary({ cases });
    expect(text.match(/^ {2}Rule /gm)?.length).toBe(10);
    expect(text).toContain("a says 'one' to b");
  });

  it('shows of a long transcript the beginning and the end', () => {
    const transcript = Array.from({ length: 200 }, (_, index) => ({ atMs: index, kind: 'mark' as const, note: `step ${index}` }));
    const text = summary({ cases: [{ ...EXAMPLE_FAIL, transcript }], properties: [] });
    expect(text).toContain('– step 3 –');
    expect(text).toContain('… 168 more, in the record');
    expect(text).not.toContain('– step 4 –');
    expect(text).toContain('– step 172 –');
    expect(text).toContain('– step 199 –');
  });

  it('says of what was not as expected in the summary no more than once', () => {
    const sentence = 'x was expected to fail, and passed.';
    const text = lastScreen({ causes: [sentence, 'It died.'], expectations: [sentence] });
    expect(text.split(sentence).length).toBe(2);
    expect(text).toContain('It died.');
  });

  it('lets nothing through that a server could move the cursor with', () => {
    const hex = Buffer.from('\x1b[2J\x07').toString('hex');
    const difference = { actor: 'alice', expected: [], actual: [{ hex }] };
    const transcript = [{ atMs: 0, actor: 'alice', kind: 'received' as const, bytes: { hex } }];
    const text = summary({ cases: [{ ...EXAMPLE_FAIL, difference, transcript }], properties: [] });
    expect(text.includes('\x1b') || text.includes('\x07')).toBe(false);
    expect(text).toContain('"\\x1b[2J\\x07"');
  });

  it('shows what a server said, and does not do it', () => {
    const evil = '\u001b[31m\u001b]0;x\u0007\r\u009b2J\u202e';
    const failed = {
      ...EXAMPLE_FAIL,
      rule: evil,
      message: evil,
      transcript: [{ atMs: 0, actor: evil, kind: 'mark' as const, note: evil }],
    };
    const target = { address: 'x', port: 1, how: 'started', command: evil, restarts: 0 } as const;
    const texts = { causes: [evil], notes: [evil], findings: [{ kind: 'died', sentence: evil, during: evil }] as const };
    const record = exampleVerifyRecord({
      ...texts,
      findings: [...texts.findings],
      target,
      cases: [failed],
      expectations: [evil],
    });
    const text = renderVerifySummary(record, { columns: 200, hasColours: true, ...FILES });
    expect(text).toContain('�[31m�]0;x� �2J�');
    const ours = /\[(?:[012]|1;3[123])m/g;
    const rest = text
      .split('\u001b')
      .map((part, index) => (index === 0 ? part : part.replace(new RegExp(`^${ours.source}`), '')));
    expect(rest.join('')).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(rest.join('')).not.toContain('\u202e');
    expect(text.split('\u001b[31m').length).toBe(1);
  });

  it('says of each inconclusive case why, and never that it passed', () => {
    const text = summary({
      ...mutable(PASSED),
      verdict: 'inconclusive',
      cases: [EXAMPLE_INCONCLUSIVE],
      totals: { pass: 0, fail: 0, inconclusive: 1, notApplicable: 0 },
    });
    expect(text).toMatch(/^INCONCLUSIVE chat on/m);
    expect(text).toContain('1 case in 8.24 s: 0 passed, 1 inconclusive.');
    expect(text).toContain('  ? chat/1.2.4/one-of-many-claims-succeeds:\n    What it is about did not happen');
  });

  it('says once what all cases of a dead target have to say', () => {
    const silent = Array.from({ length: 170 }, (_, number) => ({
      ...EXAMPLE_INCONCLUSIVE,
      id: `chat/1.1.1/case-${number}`,
      message: 'It says nothing.',
    }));
    const text = summary({ ...mutable(PASSED), verdict: 'fail', cases: [...silent, EXAMPLE_INCONCLUSIVE] });
    expect(text.match(/It says nothing\./g)).toHaveLength(2);
    expect(text).toContain('  ? chat/1.1.1/case-0 and 169 more: It says nothing.\n  ? chat/1.2.4/one-of-many-claims-succeeds:\n');
  });
});

const SGR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function mutable(record: typeof PASSED): Partial<VerifyRecord> {
  return structuredClone(record) as Partial<VerifyRecord>;
}

const GOLDEN_PASS = `Profile, where the contract leaves a choice
  · Do connections that have not registered get what is said to all? no
    (CHAT-1.4.3)
  · In which order are members listed? by arrival (CHAT-1.3.2)

PASS chat on 127.0.0.1:9311 ('./my-server'), client frames of 1,500 bytes
  1 case in 8.24 s: 1 passed.

Time      8.24 s
Target    CPU 17 % (max 50 %), 58.2 MB, 1 process, 11 threads, 125 descriptors,
          started again once
Seed      7
Record    runs/chat.json
Next      harness report runs/chat.json
          makes a page of it; of several records, a comparison.
`;

const GOLDEN_FAIL = `Profile, where the contract leaves a choice
  · Do connections that have not registered get what is said to all? no
    (CHAT-1.4.3)
  · In which order are members listed? by arrival (CHAT-1.3.2)

Not applicable
  – chat/generic/resources/no-descriptor-is-left: It needs a process that can be
    looked at: give --start or --pid.

Failed as expected
  ~ chat/1.5.5/half-close-lets-frames-take-effect:
    the server closes at once, ticket 4711

Inconclusive
  ? chat/1.2.4/one-of-many-claims-succeeds:
    What it is about did not happen: two claims overlapped.

Not as expected
  ✗ 'chat/1.2.7/empty-name-is-refused' was expected to fail, and passed: take it
    out of the file.

✗ chat/1.1.2/padding-is-all-nul                                 must, CHAT-1.1.2
  Rule      Behind the NUL of a frame there are NULs only: nothing of an earlier
            message shows.
  Found     alice got a frame with 15 bytes of an earlier message behind its
            NUL.
  alice     should have got, and got:
    - expected, 1,500 bytes
      0000  e6 98 b5 e7 a7 b0 e6 b3 a8 e5 86 8c e6 88 90 e5  昵称注册成功
      0010  8a 9f
      … 1,482 × 00
    + came, 1,500 bytes; the first difference is at 0013 (byte 20)
      0000  e6 98 b5 e7 a7 b0 e6 b3 a8 e5 86 8c e6 88 90 e5  昵称注册成功
      0010  8a 9f 00 e4 b8 ad e7 9a 84 e6 88 90 e5 91 98 ef  ·中的成员：
                     ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^
      0020  bc 9a
            ^^ ^^
      … 1,466 × 00
  Transcript
     0.2 ms  alice  connects
     0.6 ms  alice  ← 1,500 bytes: "连接服务端成功\\n聊天室中的成员：\\n请注册，…
     0.7 ms         – named –
     0.8 ms  alice  → 2 bytes: "al"
     0.9 ms  alice  cut (proved)
     1.0 ms  alice  → 1,498 bytes: "ice" … 1,495 × 00
     1.4 ms  alice  ← 1,500 bytes: "昵称注册成功\\x00中的成员：" … 1,466 × 00
  2001.4 ms  alice  waited 2000 ms for the fence
  2001.5 ms  alice  leaves (close)
  Replay    harness replay runs/2026-11-21T09-31-05-chat/chat-1.1.2-padding-is-all-nul.json --start './my-server'

✗ chat/properties/order-of-a-sender                             must, CHAT-1.4.2
  Rule      Whatever clients do, messages of one sender reach one receiver in
            the order sent.
  Found     b got 'two' of a before 'one'.
  Evidence  proved: an ordinary exchange sent behind it came first
  b         2 frames expected, as many came
    - expected, and did not come: 1,500 bytes
      0000  61 24 6f 6e 65                                   a$one
      … 1,495 × 00
    = as expected: "a：@所有人：two" … 1,480 × 00
    + came, and was not expected: 1,500 bytes
      0000  61 24 6f 6e 65                                   a$one
      … 1,495 × 00
  Program   program 17 of 100 failed, and 80 % of the time when run again; 4
            acts left after 9 steps (31 attempts)
            a joins
            b joins
            a says 'one' to b
            a says 'two' to all
  Transcript
     0.1 ms  a  connects
     0.1 ms  b  connects
     0.9 ms  a  → 1,500 bytes: "b:one" … 1,495 × 00
     0.9 ms  a  → 1,500 bytes: "@all:two" … 1,492 × 00
     1.3 ms  b  ← 1,500 bytes: "a：@所有人：two" … 1,480 × 00
     1.5 ms  b  ← 1,500 bytes: "a$one" … 1,495 × 00
  Replay    harness replay runs/2026-11-21T09-31-05-chat/chat-properties-order-of-a-sender.json --start './my-server'

Findings
  ! The target that was started was ended by SIGPIPE; it said last: a client has
    gone. (during chat/1.1.2/padding-is-all-nul)
  ! It was started again, and 6 cases were run on the new one.

FAIL chat on 127.0.0.1:9311 ('./my-server'), client frames of 1,500 bytes
  5 cases and 2 properties in 8.24 s: 2 passed, 3 failed (1 as expected), 1
  inconclusive, 1 not applicable.
  3 left out, by --skip chat/1.6.1/.
  The target died once.

  ✗ chat/1.1.2/padding-is-all-nul
    alice got a frame with 15 bytes of an earlier message behind its NUL.
  ✗ chat/properties/order-of-a-sender: b got 'two' of a before 'one'.
  ✗ 'chat/1.2.7/empty-name-is-refused' was expected to fail, and passed: take i…
  ! The target that was started was ended by SIGPIPE; it said last: a client ha…
  ! It was started again, and 6 cases were run on the new one.
  ? chat/1.2.4/one-of-many-claims-succeeds
    What it is about did not happen: two claims overlapped.

Time      8.24 s; longest: chat/properties/names-are-held-once 2.4 s
Target    CPU 17 % (max 50 %), 58.2 MB, 1 process, 11 threads, 125 descriptors,…
Note      The reference server is not what was judged.
Seed      7
Record    runs/chat.json
Report    junit.xml
Next      harness replay runs/2026-11-21T09-31-05-chat/chat-1.1.2-padding-is-all-nul.json --start './my-server'
          runs the first of these failures again.
`;
