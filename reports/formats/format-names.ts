// What the forms of a report are called, and which the name of a file asks for.

export const FORMATS = ['html', 'junit', 'json', 'text'] as const;
export type Format = (typeof FORMATS)[number];

const FORMAT_BY_EXTENSION: Readonly<Record<string, Format>> = {
  html: 'html',
  htm: 'html',
  xml: 'junit',
  json: 'json',
  txt: 'text',
};

/** By how its name ends; undefined: that says nothing. */
export function formatOfFile(file: string): Format | undefined {
  return FORMAT_BY_EXTENSION[/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? ''];
}
