// Parts of sentences made whole.

/** With a capital, and one full stop. */
export function sentence(part: string): string {
  return `${part.slice(0, 1).toUpperCase()}${part.slice(1).replace(/\.$/, '')}.`;
}
