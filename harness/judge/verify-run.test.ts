import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyRecordSchema } from '../record/verify-record.ts';
import type { Case, Contract, Property } from './case.ts';
import { defineProperty } from './case.ts';
import type { Counterexample } from './counterexample.ts';
import { fail } from './judgement.ts';
import type { VerifyOptions } from './verify-options.ts';
import {
  caseThat,
  echoCase,
  echoContract,
  echoes,
  FakeTarget,
  type Habit,
  ListeningObserver,
  verifyOptions,
} from './verify-run.test-support.ts';
import { runVerify } from './verify-run.ts';

interface Wished {
  readonly habit?: Habit;
  readonly target?: FakeTarget;
  readonly contract?: Partial<Contract>;
  readonly options?: Partial<VerifyOptions>;
  readonly signal?: AbortSignal;
}

async function verified(cases: readonly Case[], wished: Wished = {}) {
  const { habit, target = new FakeTarget(habit), contract, options, signal = new AbortController().signal } = wished;
  const observer = new ListeningObserver();
  const { clock } = target.transport;
  const record = await runVerify(verifyOptions(echoContract(cases, contract), options), observer, signal, {
    target,
    wholeOf: itsOwn,
  });
  verifyRecordSchema.parse(record);
  expect(target.isStopped).toBe(true);
  const verdicts = [...record.cases, ...record.properties].map(({ verdict }) => verdict);
  return { record, observer, target, verdicts, tookMs: clock.nowUs() / 1000 };
}

const says = (text: string): Habit => ({ ...echoes, comes: (connection) => void connection.write(Buffer.from(text)) });

const HTTP = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';

/** Without what holds in any protocol. */
function itsOwn({ cases, properties = [] }: Contract) {
  return { cases, properties };
}

describe('a run', () => {
  it('judges what was selected, in order, and tells whoever looks on', async () => {
    const cases = [echoCase('echo/1/one'), caseThat('echo/2/two', 'pass'), caseThat('echo/3/three', 'pass')];
    const { record, observer } = await verified(cases, { options: { skip: ['echo/2/'] } });
    expect(record).toMatchObject({
      verdict: 'pass',
      causes: [],
      totals: { pass: 2, fail: 0, inconclusive: 0, notApplicable: 0 },
      selection: { notSelected: 1 },
      findings: [],
      target: { how: 'started', restarts: 0 },
    });
    expect(record.cases[0]).toMatchObject({ id: 'echo/1/one', verdict: 'pass', evidence: 'fence', transcript: [] });
    expect(observer.told).toEqual([
      'selected 2 and 0',
      'starting-target',
      'probing',
      'judging',
      'begin echo/1/one',
      'pass echo/1/one',
      'begin echo/3/three',
      'pass echo/3/three',
      'stopping',
    ]);
  });

  it('fails with one failure, is inconclusive with something unknown, and is sure of nothing where nothing was judged', async () => {
    const pass = caseThat('echo/1/one', 'pass');
    const unknown = caseThat('echo/2/two', 'inconclusive');
    const failing = caseThat('echo/3/three', 'fail');
    const needy = caseThat('echo/4/four', 'pass', { needs: ['operator'] });
    const failed = await verified([pass, unknown, failing, needy]);
    expect(failed.record.verdict).toBe('fail');
    expect(failed.record.causes).toEqual(['1 of 4 failed: echo/3/three.', 'echo/2/two came to no conclusion: It is not known.']);
    expect((await verified([pass, unknown, needy])).record.verdict).toBe('inconclusive');
    expect((await verified([pass, needy])).record.verdict).toBe('pass');
    const { record } = await verified([needy]);
    expect(record.verdict).toBe('inconclusive');
    expect(record.causes).toEqual(['Nothing was judged: none of what was selected applies to this target.']);
  });

  it('says why a case does not apply', async () => {
    const cases = [
      caseThat('echo/1/one', 'fail', { needs: ['operator'] }),
      caseThat('echo/2/two', 'fail', { needs: ['process'] }),
      caseThat('echo/3/three', 'fail', { clients: 3 }),
      caseThat('echo/4/four', 'fail', { clientFrames: [100] }),
      caseThat('echo/5/five', 'pass', { clientFrames: [1500], clients: 2 }),
    ];
    const { record, verdicts } = await verified(cases, {
      contract: { capacity: 100, clientFrames: [1500, 100] },
      options: { capacity: 2 },
    });
    expect(verdicts).toEqual([...Array(4).fill('not-applicable'), 'pass']);
    expect(record.cases.map(({ message }) => message)).toEqual([
      "It takes somebody at the target's standard input and output: let --start start it.",
      'Memory has no processes.',
      'It takes 3 clients at once, and the target serves 2.',
      'It is for client frames of 100 bytes, and these have 1500.',
      undefined,
    ]);
    expect(record.protocol).toMatchObject({ clientFrameBytes: 1500, capacity: 2 });
  });

  it('asks what is left open, tells cases, and writes it down', async () => {
    const seen: unknown[] = [];
    const one = caseThat('echo/1/one', 'pass', { drive: async ({ profile }) => void seen.push({ ...profile }) });
    const ask = async () => 'both';
    const questions = [
      { id: 'echo/0/which', clause: 'ECHO-0', question: 'Which?', ask },
      { id: 'echo/0/what', clause: 'ECHO-0', question: 'What?', ask: async () => Promise.reject(new Error('oh')) },
    ];
    const { record } = await verified([one], { contract: { questions } });
    expect(seen).toEqual([{ 'echo/0/which': 'both' }]);
    expect(record.profile).toEqual({ 'echo/0/which': { clause: 'ECHO-0', question: 'Which?', answer: 'both' } });
    expect(record.notes).toEqual(["'What?' (ECHO-0) found no answer. The case itself failed: oh"]);
  });

  it('gives a case the same tokens alone and among others', async () => {
    const tokens: string[] = [];
    const cases = ['echo/1/one', 'echo/2/two'].map((id) =>
      caseThat(id, 'pass', { drive: async (scene) => void tokens.push(`${id} ${scene.token()} ${scene.chance.below(1e6)}`) }),
    );
    await verified(cases);
    await verified(cases, { options: { only: ['echo/2/two'] } });
    await verified(cases, { options: { only: ['echo/2/two'], seed: 2 } });
    expect(tokens[2]).toBe(tokens[1]);
    expect(tokens[3]).not.toBe(tokens[1]);
    expect(tokens[0]?.split(' ')[1]).not.toBe(tokens[1]?.split(' ')[1]);
  });

  it('keeps a failure, and says how it is run again', async () => {
    const kept: Counterexample[] = [];
    const failing = echoCase('echo/1/one', 'hi', { judge: () => fail('It is wrong.') });
    const keep = (one: Counterexample) => {
      kept.push(one);
      return 'out/one.json';
    };
    const target = { how: 'started', command: "./server 'a b'", to: { address: '127.0.0.1', port: 7 } } as const;
    const { record } = await verified([failing], { options: { keep, target } });
    expect(kept).toMatchObject([
      { id: 'echo/1/one', seed: 1, message: 'It is wrong.', target: "./server 'a b'", facts: { came: 'hi' } },
    ]);
    expect(JSON.stringify(kept[0]?.history)).toContain(`"$bytes":"${Buffer.from('hi\0').toString('base64')}"`);
    expect(record.cases[0]?.replay).toEqual({
      file: 'out/one.json',
      command: "harness replay out/one.json --target 127.0.0.1:7 --start './server '\\''a b'\\'''",
    });
    const byNpx = await verified([failing], { options: { keep, command: ['npx', 'harness', 'verify', 'echo'] } });
    expect(byNpx.record.cases[0]?.replay?.command).toBe('npx harness replay out/one.json --target 127.0.0.1:7');
    expect(record.cases[0]?.transcript.map(({ kind }) => kind)).toEqual(['connected', 'sent', 'received']);
    const unkept = await verified([failing]);
    expect(unkept.record.cases[0]?.replay).toEqual({
      command: 'harness verify echo --only echo/1/one --seed 1 --target 127.0.0.1:7',
    });
  });
});

describe('a target that is no server of the protocol', () => {
  const cases = Array.from({ length: 70 }, (_, index) => echoCase(`echo/1/${index}`));

  it.each([
    ['silent', { says: () => {} }, 'It takes connections and says nothing.'],
    [
      'closes-at-once',
      { comes: (connection) => connection.close() },
      'It takes connections and closes each at once, without a word.',
    ],
    [
      'closes-at-once',
      { comes: (connection) => connection.reset() },
      'It takes connections and resets each at once, without a word.',
    ],
    [
      'speaks-otherwise',
      { says: (connection) => void connection.write(Buffer.from(HTTP)) },
      'It speaks HTTP: what it says begins with "HTTP/1.1 400 Bad Request".',
    ],
    [
      'speaks-otherwise',
      {
        says: (connection, bytes) => void (bytes.includes('\r\n\r\n') && connection.write(Buffer.from(HTTP))),
      },
      'It speaks HTTP',
    ],
    ['speaks-otherwise', says('SSH-2.0-OpenSSH_9.6\r\n'), 'It speaks SSH: what it says begins with "SSH-2.0-OpenSSH_9.6".'],
    [
      'speaks-otherwise',
      { comes: (connection) => void connection.write(Buffer.from([1, 2, 255])) },
      'What it says begins with the bytes 01 02 ff.',
    ],
    [
      'endless',
      {
        comes: (connection, { transport: { clock } }) => {
          const send = (): void => {
            connection.write(Buffer.from('spam'));
            clock.at(clock.nowUs() + 10_000, send);
          };
          send();
        },
      },
      'It sends without end',
    ],
    [
      'endless',
      { comes: (connection) => void connection.write(Buffer.alloc(1 << 21, 'x')) },
      'more than 1 MiB on one connection.',
    ],
  ] as const satisfies readonly (readonly [string, Habit, string])[])(
    'is found out within seconds: %s',
    async (kind, habit, sentence) => {
      const { record, verdicts, observer, tookMs } = await verified(cases, { habit });
      expect(record.verdict).toBe('fail');
      expect(record.findings).toMatchObject([{ kind }]);
      expect(record.findings[0]?.sentence).toContain(sentence);
      expect(record.causes[0]).toBe(record.findings[0]?.sentence);
      expect(record.causes.at(-1)).toMatch(/^\d+ of 70 came to no conclusion\.$/);
      expect(observer.told).toContain(`finding ${kind}`);
      expect(verdicts).toHaveLength(70);
      expect(record.cases.at(-1)).toMatchObject({ verdict: 'inconclusive', message: record.findings[0]?.sentence });
      expect(tookMs).toBeLessThan(10_000);
    },
  );

  it('and that nobody reaches is an error', async () => {
    const target = new FakeTarget(echoes, 'running');
    target.start = async () => 0;
    const trying = verified(cases, { target });
    await expect(trying).rejects.toMatchObject({ code: 'target-unreachable' });
    await expect(trying).rejects.toThrow(
      /^Nobody can be reached at 127\.0\.0\.1:7: the connection was refused.* Start the server/,
    );
    expect(target.isStopped).toBe(true);
  });

  it('is given a chance: cases say what is wrong with one that only fails the first conversation', async () => {
    const habit: Habit = {
      says: (connection, bytes) => void connection.write(bytes.includes('anybody') ? Buffer.from('no\0') : bytes),
    };
    const { record, verdicts } = await verified(cases.slice(0, 3), { habit });
    expect(verdicts).toEqual(['pass', 'pass', 'pass']);
    expect(record.verdict).toBe('fail');
    expect(record.findings).toEqual([]);
    expect(record.causes[0]).toMatch(/did not hold an ordinary conversation of echo\. What it says begins with "no"\./);
  });

  it('is not thought so for waking slowly', async () => {
    const habit: Habit = {
      says: (connection, bytes, { transport: { clock } }) =>
        void clock.at(Math.max(clock.nowUs() + 1, 5_000_000), () => void connection.write(bytes)),
    };
    const { record } = await verified([caseThat('echo/1/one', 'pass')], { habit });
    expect(record).toMatchObject({ verdict: 'pass', findings: [], causes: [] });
  });
});

/** Brings the target down when it hears this. */
function fallsFor(text: string, fall: (target: FakeTarget) => void): Habit {
  return {
    says: (connection, bytes, target) => {
      if (bytes.includes(text)) fall(target);
      else echoes.says?.(connection, bytes, target);
    },
  };
}

describe('a target that dies', () => {
  const died = 'The target was ended by SIGSEGV.';
  const cases = ['echo/1/one', 'echo/2/two', 'echo/3/three', 'echo/4/four'].map((id) => echoCase(id));
  const habit = fallsFor('three', (target) => target.die(died));

  it('is started again, and the case that it died of fails', async () => {
    const { record, verdicts } = await verified(cases, { habit });
    expect(verdicts).toEqual(['pass', 'pass', 'fail', 'pass']);
    expect(record.findings).toEqual([{ kind: 'died', sentence: died, during: 'echo/3/three' }]);
    expect(record.target.restarts).toBe(1);
    expect(record.cases[2]).toMatchObject({ message: died });
  });

  it('whenever a client leaves is found out by the first conversation', async () => {
    const { record } = await verified(cases, { habit: { ...echoes, leaves: (target) => target.die(died) } });
    expect(record.verdict).toBe('fail');
    expect(record.causes[0]).toBe(`The target did not survive the first conversation. ${died}`);
    expect(record.cases).toHaveLength(4);
  });

  it('behind the first conversation is found out before any case', async () => {
    let visits = 0;
    const comes: Habit['comes'] = (_, target) => {
      if (++visits === 2) target.die(died);
    };
    const { record, verdicts } = await verified(cases, { habit: { ...echoes, comes } });
    expect(record.findings).toEqual([{ kind: 'died', sentence: died, during: 'the first conversation' }]);
    expect(record.causes).toEqual([`Behind the first conversation: ${died}`]);
    expect(verdicts).toEqual(Array(4).fill('pass'));
  });

  it('when its client leaves is found out by the next conversation, and the case is not passed', async () => {
    const target = new FakeTarget({
      ...echoes,
      comes: (_, one) => {
        if (++visits === 4) one.die(died);
      },
    });
    let visits = 0;
    const { record, verdicts } = await verified(cases, { target });
    expect(verdicts).toEqual(['fail', 'pass', 'pass', 'pass']);
    expect(record.findings).toMatchObject([{ kind: 'died', during: 'echo/1/one' }]);
  });

  it('and is not ours to start again leaves the rest without a conclusion', async () => {
    const { record, verdicts } = await verified(cases, { target: new FakeTarget(habit, 'running') });
    expect(verdicts).toEqual(['pass', 'pass', 'fail', 'inconclusive']);
    expect(record.cases[3]?.message).toBe(`The target no longer serves since echo/3/three: ${died}`);
    expect(record.verdict).toBe('fail');
  });

  it('again and again is not started any more', async () => {
    const many = Array.from({ length: 9 }, (_, index) => echoCase(`echo/1/three-${index}`));
    const { record, verdicts, target } = await verified(many, { habit });
    expect(verdicts).toEqual([...Array(5).fill('fail'), ...Array(4).fill('inconclusive')]);
    expect(record.cases[8]?.message).toBe(
      'The target failed 5 times in a row, the last time during echo/1/three-4, and was not started again.',
    );
    expect(target.restarts).toBe(4);
  });

  it('and can not be started again leaves the rest without a conclusion', async () => {
    const target = new FakeTarget(habit);
    target.onRestart = () => ({ kind: 'failed', sentence: 'The target that was started ended with exit code 1.' });
    const { record, verdicts } = await verified(cases, { target });
    expect(verdicts).toEqual(['pass', 'pass', 'fail', 'inconclusive']);
    expect(record.cases[3]?.message).toBe(
      'The target could not be started again: The target that was started ended with exit code 1.',
    );
  });

  it('is told of when it was slow to listen again', async () => {
    const target = new FakeTarget(habit);
    target.onRestart = () => ({ kind: 'serving', heldMs: 3210 });
    const { record } = await verified(cases, { target });
    expect(record.findings[1]).toEqual({
      kind: 'slow-to-bind',
      sentence:
        'It was waited for 3.2 s until the target could listen at 127.0.0.1:7 again: set SO_REUSEADDR on its listening socket.',
      during: 'echo/3/three',
    });
  });

  it('in the first conversation is tried all the same when it can be started again', async () => {
    const { record, verdicts } = await verified(cases, { habit: fallsFor('anybody', (target) => target.die(died)) });
    expect(record.verdict).toBe('fail');
    expect(record.causes[0]).toBe(`The target did not survive the first conversation. ${died}`);
    expect(verdicts).toEqual(Array(4).fill('pass'));
  });
});

describe('a target that hangs', () => {
  const cases = ['echo/1/one', 'echo/2/two', 'echo/3/three'].map((id) => echoCase(id));

  function hangsFor(text: string, how: FakeTarget['how'] = 'started'): FakeTarget {
    let restartsAtHang = -1;
    const target: FakeTarget = new FakeTarget(
      {
        says: (connection, bytes) => {
          if (bytes.includes(text)) restartsAtHang = target.restarts;
          if (restartsAtHang !== target.restarts) connection.write(bytes);
        },
      },
      how,
    );
    return target;
  }

  it('is started again, and the case fails', async () => {
    const { record, verdicts, target } = await verified(cases, { target: hangsFor('two') });
    expect(verdicts).toEqual(['pass', 'fail', 'pass']);
    expect(record.findings).toEqual([
      { kind: 'hung', sentence: 'Behind it the target held no ordinary conversation any more.', during: 'echo/2/two' },
    ]);
    expect(target.restarts).toBe(1);
  });

  it('and is not ours leaves the rest without a conclusion', async () => {
    const { record, verdicts, tookMs } = await verified(cases, { target: hangsFor('two', 'running') });
    expect(verdicts).toEqual(['pass', 'fail', 'inconclusive']);
    expect(record.cases[2]?.message).toMatch(/^The target no longer serves since echo\/2\/two: /);
    expect(tookMs).toBeLessThan(10_000);
  });
});

describe('the time', () => {
  const waits = (id: string, ms: number) => caseThat(id, 'pass', { drive: async (scene) => void (await scene.pause(ms)) });

  it('of a run ends it: what is left came to no conclusion', async () => {
    const cases = [waits('echo/1/one', 600), waits('echo/2/two', 600), waits('echo/3/three', 600)];
    const { record, verdicts, tookMs } = await verified(cases, { options: { budgetMs: 1000 } });
    expect(verdicts).toEqual(['pass', 'inconclusive', 'inconclusive']);
    expect(record.cases.slice(1).map(({ message }) => message)).toEqual(
      Array(2).fill('The time of the run was up (--budget: 1 s).'),
    );
    expect(record.verdict).toBe('inconclusive');
    expect(tookMs).toBeLessThan(1100);
  });

  it('of a case that takes too long is its own', async () => {
    const slow = { ...waits('echo/1/one', 60_000), timeLimitMs: 500 };
    const { verdicts } = await verified([slow, waits('echo/2/two', 1)]);
    expect(verdicts).toEqual(['inconclusive', 'pass']);
  });

  it('ends when somebody stops it', async () => {
    const stop = new AbortController();
    const stopping = caseThat('echo/2/two', 'pass', {
      drive: async (scene) => {
        stop.abort();
        await scene.pause(10_000);
      },
    });
    const cases = [waits('echo/1/one', 1), stopping, waits('echo/3/three', 1)];
    const { record, verdicts } = await verified(cases, { signal: stop.signal });
    expect(verdicts).toEqual(['pass', 'inconclusive', 'inconclusive']);
    expect(record.cases.at(-1)?.message).toBe('The run was stopped.');
    const before = await verified(cases, { signal: stop.signal });
    expect(before.verdicts).toEqual(Array(3).fill('inconclusive'));
  });
});

describe('an expected failure', () => {
  const expectFail = [{ id: 'echo/1/one', reason: 'mended in 2.0' }];

  it('does not fail the run', async () => {
    const { record } = await verified([caseThat('echo/1/one', 'fail'), caseThat('echo/2/two', 'pass')], {
      options: { expectFail },
    });
    expect(record).toMatchObject({ verdict: 'pass', causes: [], totals: { fail: 1, pass: 1 } });
    expect(record.cases[0]).toMatchObject({ verdict: 'fail', expected: 'fails', reason: 'mended in 2.0' });
  });

  it('that passes fails the run', async () => {
    const { record } = await verified([caseThat('echo/1/one', 'pass')], { options: { expectFail } });
    expect(record.verdict).toBe('fail');
    expect(record.expectations).toEqual([
      'echo/1/one was expected to fail (mended in 2.0), and passed: take it out of the file.',
    ]);
    expect(record.causes).toEqual(record.expectations);
  });

  it('that is not there fails the run', async () => {
    const { record } = await verified([caseThat('echo/2/two', 'pass')], { options: { expectFail } });
    expect(record.verdict).toBe('fail');
    expect(record.expectations).toEqual(['echo/1/one was expected to fail, and there is no such case.']);
  });

  it('that was not selected is nobody’s business', async () => {
    const cases = [caseThat('echo/1/one', 'pass'), caseThat('echo/2/two', 'pass')];
    const { record } = await verified(cases, { options: { expectFail, skip: ['echo/1/one'] } });
    expect(record).toMatchObject({ verdict: 'pass', expectations: [] });
  });
});

describe('a property', () => {
  const numbers = (id: string, more: Partial<Property> = {}): Property => ({
    ...defineProperty<never, number, undefined>({
      id,
      level: 'must',
      clause: 'ECHO-9',
      rule: 'Numbers are small.',
      kills: [],
      programs: fc.nat(100),
      drive: async () => undefined,
      judge: ({ program }) => (program > 1000 ? fail('It is large.') : { verdict: 'pass' }),
      simpler: () => [],
      describe: (program) => [`the number ${program}`],
    }),
    ...more,
  });

  it('runs its programs behind the cases', async () => {
    const { record, observer } = await verified([caseThat('echo/1/one', 'pass')], {
      contract: { properties: [numbers('echo/9/small')] },
    });
    expect(record.properties).toMatchObject([{ id: 'echo/9/small', verdict: 'pass', runs: 10, wanted: 10 }]);
    expect(record.totals.pass).toBe(2);
    expect(observer.told.filter((line) => line.endsWith('runs of echo/9/small'))).toHaveLength(10);
  });

  it('that fails shows its program', async () => {
    const property = numbers('echo/9/small', { programs: fc.constant(2000) });
    const { record } = await verified([], { contract: { properties: [property] } });
    expect(record.verdict).toBe('fail');
    expect(record.properties[0]).toMatchObject({
      verdict: 'fail',
      message: 'It is large.',
      shrunk: { program: ['the number 2000'] },
    });
  });

  it('that kills the target has it started again, and fails', async () => {
    const died = 'The target was ended by SIGSEGV.';
    const target = new FakeTarget();
    const property = numbers('echo/9/small', { drive: async () => target.die(died) });
    const { record } = await verified([], { target, contract: { properties: [property, numbers('echo/9/two')] } });
    expect(record.properties.map(({ verdict }) => verdict)).toEqual(['fail', 'pass']);
    expect(record.findings).toEqual([{ kind: 'died', sentence: died, during: 'echo/9/small' }]);
  });

  it('never takes more than what is left of the time, and leaves some for the next', async () => {
    const slow = { drive: async (scene: { pause(ms: number): Promise<void> }) => void (await scene.pause(1000)) };
    const properties = [numbers('echo/9/one', slow), numbers('echo/9/two', slow)];
    const { record, tookMs } = await verified([], { contract: { properties }, options: { runs: 100 } });
    // Too slow for a verdict within its usual time, each goes on for its half of the run's.
    expect(record.properties.map(({ runs }) => runs)).toEqual([30, 29]);
    expect(tookMs).toBeLessThan(60_100);
    const brief = await verified([], { contract: { properties }, options: { runs: 100, budgetMs: 3000 } });
    expect(brief.tookMs).toBeLessThan(3100);
    expect(brief.verdicts).toEqual(['inconclusive', 'inconclusive']);
  });
});
