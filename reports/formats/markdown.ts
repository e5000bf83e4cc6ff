// A report as Markdown for the summary of a step of CI: the verdict first, the numbers that matter, and what is long folded away. It
// reads as plain text, too. Whatever comes from a record goes through `escape.ts`: nothing in it is read as markup.

import type { Report } from '../report.ts';
import { benchSheet, comparedBenchSheet } from './markdown/bench.ts';
import { comparedVerifySheet, verifySheet } from './markdown/verify.ts';

export function renderMarkdown({ kind, title, entries }: Report): string {
  const [first, ...others] = entries;
  if (others.length > 0) return kind === 'bench' ? comparedBenchSheet(entries, title) : comparedVerifySheet(entries, title);
  return first.record.kind === 'bench' ? benchSheet(first.record, title) : verifySheet(first.record, title);
}
