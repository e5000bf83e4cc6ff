// A comparison as rows for a spreadsheet.

import type { BenchRecord } from '../../../harness/record/record.ts';
import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import type { Entry } from '../../report.ts';
import { comparedFigures } from '../../several/bench-figures.ts';
import { cellKind, serversMatrices } from '../../several/verify-matrix.ts';
import { csvText } from './csv-text.ts';
import type { Cell } from './table.ts';

/** A row for each figure; behind the values how each of the others relates to the first: 2 is twice as much. */
export function benchComparisonCsv(entries: readonly Entry<BenchRecord>[]): string {
  const names = entries.map(({ name }) => name);
  const [base = '', ...others] = names;
  const rows = comparedFigures(entries.map(({ record }) => record)).map(({ id, group, name, unit, better, values }): Cell[] => {
    const [first, ...rest] = values;
    const ratios = rest.map((value) => (first === undefined || value === undefined || first === 0 ? undefined : value / first));
    return [id, group, name, unit, better, ...values, ...ratios];
  });
  const verdicts = entries.map(({ record }) => record.verdict);
  return csvText([
    ['id', 'of', 'figure', 'unit', 'better', ...names, ...others.map((name) => `${name} / ${base}`)],
    ['verdict', 'run', 'verdict', undefined, undefined, ...verdicts, ...others.map(() => undefined)],
    ...rows,
  ]);
}

/** The matrix: a row for each case and property, and for each server its verdict and how that is known. */
export function verifyComparisonCsv(entries: readonly Entry<VerifyRecord>[]): string {
  const names = entries.map(({ name }) => name);
  const rows = serversMatrices(entries).flatMap(({ protocol, entries: servers, sections }) =>
    sections.flatMap((section) =>
      section.rows.map(({ id, about, outcomes }): Cell[] => {
        const byName = new Map(servers.map(({ name }, index) => [name, outcomes[index]]));
        const verdicts = names.map((name) => (byName.has(name) ? cellKind(byName.get(name)) : undefined));
        const evidence = names.map((name) => byName.get(name)?.evidence);
        return [protocol, section.name, id, about.level, about.clause, ...verdicts, ...evidence];
      }),
    ),
  );
  return csvText([
    ['protocol', 'section', 'id', 'level', 'clause', ...names, ...names.map((name) => `${name}: evidence`)],
    ...rows,
  ]);
}
