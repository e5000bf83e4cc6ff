import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { EXAMPLE_PASS, exampleVerifyRecord } from '../record/example-verify-record.test-support.ts';
import { Actor } from './actor.ts';
import { type Case, defineCase, defineContract, type Property } from './case.ts';
import { COUNTEREXAMPLE_SCHEMA, type Counterexample } from './counterexample.ts';
import { fail } from './judgement.ts';
import { type ReplayOptions, replayBy } from './replay.ts';
import type { VerifyOptions } from './verify-options.ts';

const rule = { level: 'must', clause: 'X-1', rule: 'It holds.', kills: [] } as const;
const plain = defineCase({ ...rule, id: 'x/1/case', drive: async () => 'driven', judge: () => fail('as before') });
const property = {
  ...rule,
  id: 'x/1/property',
  drive: async (_: unknown, program: unknown) => program,
  judge: ({ program, facts }: { program: unknown; facts: unknown }) => fail(`${String(program)} and ${String(facts)}`),
} as unknown as Property;

const contract = defineContract({
  dialect: {
    name: 'x',
    port: 7,
    framings: () => ({ sends: { kind: 'unframed', maxBytes: 1 }, receives: { kind: 'unframed', maxBytes: 1 } }),
  },
  summary: 'a contract that is only for trying',
  actor: Actor,
  clientFrames: [1500, 100],
  converse: async () => true,
  cases: [plain],
  properties: [property],
} as unknown as Parameters<typeof defineContract>[0]);

const counterexample: Counterexample = {
  schema: COUNTEREXAMPLE_SCHEMA,
  protocol: 'x',
  id: 'x/1/case',
  rule: 'It holds.',
  clause: 'X-1',
  seed: 7,
  clientFrameBytes: 100,
  profile: {},
  message: 'it did not',
  history: [],
  target: './it',
};

/** Runs each case's judge as it is, without a scene. */
async function replayed(changes: Partial<ReplayOptions>, stopAfter = Number.POSITIVE_INFINITY) {
  const seen: VerifyOptions[] = [];
  const stop = new AbortController();
  const told: unknown[] = [];
  const replay = replayBy(
    async (options, observer) => {
      seen.push(options);
      for (const [index, one] of options.contract.cases.entries()) {
        if (index === stopAfter) stop.abort();
        const facts = await (one as Case).drive(undefined as never);
        const judgement = one.judge({ history: [], facts, profile: {} });
        const verdict = stop.signal.aborted ? 'inconclusive' : judgement.verdict;
        observer.onCase({ ...EXAMPLE_PASS, id: one.id, verdict, ...('message' in judgement && { message: judgement.message }) });
      }
      return exampleVerifyRecord();
    },
    ({ cases, properties = [] }) => ({ cases, properties }),
  );
  const runs = await replay(
    {
      counterexample,
      contract,
      target: { how: 'running', to: { address: '127.0.0.1', port: 7 } },
      times: 3,
      patienceMs: 500,
      transport: 'node',
      command: ['harness', 'replay', 'it.json'],
      harnessVersion: '1.2.3',
      ...changes,
    },
    (run) => told.push(run),
    stop.signal,
  );
  return { runs, told, options: seen[0] };
}

describe('a counterexample that is run again', () => {
  it('is a run of nothing but its case, so many times, in the circumstances that it failed in', async () => {
    const { runs, told, options } = await replayed({});
    expect(options).toMatchObject({ seed: 7, clientFrame: 100, only: ['x/1/case/again/'], level: 'may', patienceMs: 500 });
    expect(options?.contract.cases.map(({ id }) => id)).toEqual(['x/1/case/again/1', 'x/1/case/again/2', 'x/1/case/again/3']);
    expect(options?.contract.properties).toEqual([]);
    expect(runs.map(({ judgement }) => judgement)).toEqual(
      Array.from({ length: 3 }, () => ({ verdict: 'fail', message: 'as before', evidence: 'fence' })),
    );
    expect(told).toEqual(runs);
  });

  it('is the program of a property as it was stored', async () => {
    const { runs } = await replayed({
      counterexample: { ...counterexample, id: 'x/1/property', program: 'the program' },
      times: 1,
    });
    expect(runs[0]?.judgement).toMatchObject({ message: 'the program and the program' });
  });

  it('counts what was run before it was stopped, and nothing else', async () => {
    expect((await replayed({}, 2)).runs.length).toBe(2);
  });

  it('is refused when nobody knows its id any more', async () => {
    await expect(replayed({ counterexample: { ...counterexample, id: 'x/gone' } })).rejects.toThrow(HarnessError);
  });
});
