// Markup that can't be mistaken for text: what is put into it is escaped, unless it is markup itself.

export interface Html {
  readonly markup: string;
}

export function html(parts: TemplateStringsArray, ...values: readonly (string | Html)[]): Html {
  let markup = parts[0] ?? '';
  for (const [index, value] of values.entries()) {
    markup += `${typeof value === 'string' ? escaped(value) : value.markup}${parts[index + 1] ?? ''}`;
  }
  return { markup };
}

export function joined(pieces: readonly Html[]): Html {
  return { markup: pieces.map(({ markup }) => markup).join('\n') };
}

/**
 * For an element's text and for an attribute in quotes. Control characters, which a page may not hold, become signs for them; and so do
 * those that turn the direction of what follows, for that would be our own words.
 */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}')
    .replace(/\p{Cs}/gu, '\u{fffd}');
}
