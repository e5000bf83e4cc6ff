// The record as it was read and checked, which is a record again; of several, all of them in a list. Nothing is put around them, not
// even their names, so that each keeps to the schema that is published.

import type { Report } from '../report.ts';

export function renderJson({ entries }: Report): string {
  const records = entries.map(({ record }) => record);
  return `${JSON.stringify(records.length === 1 ? records[0] : records)}\n`;
}
