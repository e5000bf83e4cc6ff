// What verify judged as a table: a row for each case and property.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import type { Entries } from '../../report.ts';
import { bySection, outcomesOf } from '../../verify/sentences.ts';
import type { TableOfRuns } from './table.ts';

export function caseTable(entries: Entries<VerifyRecord>): TableOfRuns {
  return {
    columns: ['id', 'section', 'level', 'clause', 'rule', 'verdict', 'evidence', 'duration_ms', 'message', 'expected', 'reason'],
    runs: entries.map(({ name, record }) => {
      const { all } = outcomesOf(record);
      const sections = new Map([...bySection(all)].flatMap(([section, outcomes]) => outcomes.map((one) => [one, section])));
      const rows = all.map((outcome) => {
        const { id, level, clause, rule, verdict, evidence, durationMs, message, expected, reason } = outcome;
        return [id, sections.get(outcome), level, clause, rule, verdict, evidence, durationMs, message, expected, reason];
      });
      return { name, rows };
    }),
  };
}
