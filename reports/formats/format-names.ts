// What the forms of a report are called, and which the name of a file asks for.

export const FORMATS = ['html', 'junit', 'markdown', 'csv', 'hlog', 'json', 'text'] as const;
export type Format = (typeof FORMATS)[number];

const FORMAT_BY_EXTENSION: ReadonlyMap<string, Format> = new Map([
  ['html', 'html'],
  ['htm', 'html'],
  ['xml', 'junit'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['csv', 'csv'],
  ['hlog', 'hlog'],
  ['json', 'json'],
  ['txt', 'text'],
]);

/** By how its name ends; undefined: that says nothing. */
export function formatOfFile(file: string): Format | undefined {
  return FORMAT_BY_EXTENSION.get(/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '');
}
