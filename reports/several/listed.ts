// Names in a sentence and in a title: of very many only the first.

/** `a`, `a and b`, `a, b and c`; from the tenth on `a, b, …, i and 21 more`. */
export function listed(names: readonly string[], most = 9): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Such as `process, thread, event: chat/direct`. */
export function titleOf(names: readonly string[], subjects: readonly string[]): string {
  const most = 4;
  const shown = names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
  return `${shown}: ${[...new Set(subjects)].join(', ')}`;
}
