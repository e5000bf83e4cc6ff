// The record, or all of them in a list: what they were read from, checked and put in one place.

import type { Report } from '../report.ts';

export function renderJson({ entries }: Report): string {
  const records = entries.map(({ record }) => record);
  return `${JSON.stringify(records.length === 1 ? records[0] : records)}\n`;
}
