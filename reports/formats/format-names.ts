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

/** By how its name ends; undefined: that says nothing, or what is none of ours. */
export function formatOfFile(file: string): Format | undefined {
  return FORMAT_BY_EXTENSION.get(endingOf(file)?.toLowerCase() ?? '');
}

/** The word behind the last dot of a name, without the dot; a number is none, as in `run.2`. */
export function endingOf(file: string): string | undefined {
  return /\.([a-z][a-z\d]*)$/i.exec(file)?.[1];
}

/** What whoever asks for one is told. */
export const NO_HLOG_OF_STUDY =
  'A study keeps the figures of its runs and not every latency, so there is no .hlog of it: ' +
  'give a record of bench, or ask for html, junit, markdown, csv, json or text.';
export const NO_HLOG_OF_VERIFY =
  'A run of verify measures no latencies, so there is no .hlog of it: ' +
  'give a record of bench, or ask for html, junit, markdown, csv, json or text.';
