import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_PASS, exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import type { CaseEntry, VerifyRecord } from '../../harness/record/verify-record.ts';
import type { Entry } from '../report.ts';
import { cellKind, serversMatrices, tallyOf } from './verify-matrix.ts';

const IDS = ['chat/1.1.1/a', 'chat/1.1.2/b', 'chat/1.2.1/c', 'chat/generic/d', 'chat/1.4.1/e'];

const someCase = fc.record({
  id: fc.constantFrom(...IDS),
  verdict: fc.constantFrom('pass' as const, 'fail' as const, 'inconclusive' as const, 'not-applicable' as const),
  level: fc.constantFrom('must' as const, 'should' as const, 'may' as const),
});
const someEntry = fc
  .record({
    protocol: fc.constantFrom('chat', 'p2p'),
    cases: fc.uniqueArray(someCase, { selector: ({ id }) => id, maxLength: IDS.length }),
  })
  .map(({ protocol, cases }): VerifyRecord => {
    const record = exampleVerifyRecord({ cases: cases.map((one): CaseEntry => ({ ...EXAMPLE_PASS, ...one })), properties: [] });
    return { ...record, protocol: { ...record.protocol, name: protocol } };
  });
const someEntries = fc
  .array(someEntry, { minLength: 1, maxLength: 6 })
  .map((records) => records.map((record, index): Entry<VerifyRecord> => ({ name: `s${index}`, record })));

describe('servers and cases', () => {
  it('have each outcome of each record in its own row and column, and nothing else', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        const seen = serversMatrices(entries).flatMap(({ entries: servers, sections }) =>
          sections.flatMap(({ rows }) =>
            rows.flatMap(({ id, outcomes }) => {
              expect(outcomes.length).toBe(servers.length);
              return servers.flatMap(({ name }, index) => {
                const outcome = outcomes[index];
                return outcome === undefined ? [] : [`${name} ${id} ${outcome.verdict}`];
              });
            }),
          ),
        );
        const given = entries.flatMap(({ name, record }) => record.cases.map(({ id, verdict }) => `${name} ${id} ${verdict}`));
        expect(seen.toSorted()).toEqual(given.toSorted());
      }),
    );
  });

  it('keep the order of the servers, and of the cases of the first of a protocol within each section', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        for (const { protocol, entries: servers, sections } of serversMatrices(entries)) {
          expect(servers).toEqual(entries.filter(({ record }) => record.protocol.name === protocol));
          const order = servers[0]?.record.cases.map(({ id }) => id) ?? [];
          for (const { rows } of sections) {
            const places = rows.map(({ id }) => order.indexOf(id)).filter((at) => at !== -1);
            expect(places).toEqual(places.toSorted((one, other) => one - other));
          }
        }
      }),
    );
  });

  it('differ where two that were asked came to different ends, and not where one was not asked', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        for (const { sections } of serversMatrices(entries)) {
          for (const { outcomes, differs } of sections.flatMap(({ rows }) => rows)) {
            const kinds = outcomes.filter((one) => one !== undefined).map(cellKind);
            expect(differs).toBe(kinds.some((kind) => kind !== kinds[0]));
          }
        }
      }),
    );
  });

  it('are counted once, each by its level', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        for (const entry of entries) {
          const counts = (['must', 'should', 'may'] as const).flatMap((level) => Object.values(tallyOf(entry, level)));
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(entry.record.cases.length);
        }
      }),
    );
  });

  it('put what a later version has besides behind what it has before it', () => {
    const of = (...ids: string[]) => exampleVerifyRecord({ cases: ids.map((id) => ({ ...EXAMPLE_PASS, id })), properties: [] });
    const [matrix] = serversMatrices([
      { name: 'old', record: of('chat/1.1.1/a', 'chat/1.1.3/c') },
      { name: 'new', record: of('chat/1.1.1/a', 'chat/1.1.2/b', 'chat/1.1.3/c', 'chat/1.1.4/d') },
    ]);
    expect(matrix?.sections.flatMap(({ rows }) => rows.map(({ id }) => id.slice(-1))).join('')).toBe('abcd');
  });
});
