// How much load there is, in words.

/** Such as `2,000 turns a second` or `1 client`. */
export function loadText(axis: 'rate' | 'clients', load: number): string {
  const count = load.toLocaleString('en-US', { maximumFractionDigits: 3 });
  if (axis === 'clients') return `${count} ${load === 1 ? 'client' : 'clients'}`;
  return `${count} ${load === 1 ? 'turn' : 'turns'} a second`;
}

export function clientsText(clients: number): string {
  return loadText('clients', Math.round(clients));
}
