import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from './actor.ts';
import { defineCase, defineProperty } from './case.ts';
import { COUNTEREXAMPLE_SCHEMA, type Counterexample } from './counterexample.ts';
import { judgeAgain, parseCounterexample, writeCounterexample } from './counterexample-file.ts';
import { fail } from './judgement.ts';

const base: Counterexample = {
  schema: COUNTEREXAMPLE_SCHEMA,
  protocol: 'chat',
  id: 'chat/1.1/one',
  rule: 'It holds.',
  clause: 'CHAT-1.1',
  seed: 7,
  profile: { 'chat/order': 'by slot' },
  message: 'It does not hold.',
  history: [],
  target: '127.0.0.1:9311',
};

const bytes = fc.uint8Array({ maxLength: 40 });
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    bytes,
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ maxLength: 5 }).filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

const same = {
  ...{ id: 'chat/1.1/one', level: 'must' as const, clause: 'CHAT-1.1', rule: 'It holds.', kills: [] },
  drive: async () => 'nothing',
};

describe('a counterexample', () => {
  it('is read as it was written, with its bytes', () => {
    fc.assert(
      fc.property(fc.array(anything), anything, anything, (history, facts, program) => {
        const counterexample = { ...base, history, facts, program, clientFrameBytes: 100 };
        const text = writeCounterexample(counterexample);
        expect(parseCounterexample(text)).toEqual(counterexample);
      }),
    );
  });

  it('holds its bytes as base64', () => {
    const text = writeCounterexample({ ...base, facts: { token: Uint8Array.of(0, 255) } });
    expect(JSON.parse(text)).toMatchObject({ facts: { token: { $bytes: 'AP8=' } } });
  });

  it('is refused in a sentence when it is something else', () => {
    expect(() => parseCounterexample('chat')).toThrow('it is no JSON');
    const record = JSON.stringify({ schema: 'tcp-harness/verify-record/1', kind: 'verify' });
    expect(() => parseCounterexample(record)).toThrow('the record of a whole run');
    expect(() => parseCounterexample('{}')).toThrow(
      `This is no counterexample of the schema '${COUNTEREXAMPLE_SCHEMA}' at 'schema'`,
    );
    expect(() => parseCounterexample(JSON.stringify({ ...base, seed: -1 }))).toThrow(`at 'seed'`);
  });

  it('is judged again by the case that it is of', () => {
    const one = defineCase<Actor, string>({
      ...same,
      judge: ({ history, facts, profile }) => fail(`${history.length} ${facts} ${profile['chat/order']}`),
    });
    const history = [{ kind: 'mark', name: 'said', atUs: 1 }];
    const judgement = judgeAgain({ ...base, history, facts: 'facts' }, { cases: [one] });
    expect(judgement).toEqual(fail('1 facts by slot'));
  });

  it('is judged again by the property that it is of, with its program', () => {
    const property = defineProperty<Actor, number[], string>({
      ...same,
      programs: fc.constant([1]),
      judge: ({ program }) => fail(program.join()),
      simpler: () => [],
      describe: () => [],
    });
    expect(judgeAgain({ ...base, program: [1, 2] }, { cases: [], properties: [property] })).toEqual(fail('1,2'));
  });

  it('of a target that died says so again', () => {
    const history = [{ kind: 'target-ended', how: 'It died of SIGPIPE.', atUs: 1 }];
    expect(judgeAgain({ ...base, history }, { cases: [] })).toEqual(fail('It died of SIGPIPE.'));
  });

  it('is not judged when there is no such case any more, or the case can make nothing of it', () => {
    expect(judgeAgain(base, { cases: [] }).verdict).toBe('inconclusive');
    const broken = defineCase<Actor, { readonly names: string[] }>({
      ...same,
      drive: async () => ({ names: [] }),
      judge: ({ facts }) => fail(facts.names.join()),
    });
    expect(judgeAgain(base, { cases: [broken] }).verdict).toBe('inconclusive');
  });
});
