// Whether runs can be set against each other: what differs besides the server would be taken for the server's doing.

import type { BenchRecord } from '../record/record.ts';

export interface Named {
  readonly name: string;
  readonly record: BenchRecord;
}

export interface Comparability {
  /** Differences that forbid it, in a sentence each. */
  readonly obstacles: readonly string[];
  /** Differences that a reader should know of. */
  readonly notes: readonly string[];
}

export function comparability([first, ...others]: readonly Named[]): Comparability {
  const found = (properties: readonly Property[]) =>
    properties.flatMap(({ what, of }) => {
      const other = others.find(({ record }) => first !== undefined && of(record) !== of(first.record));
      if (first === undefined || other === undefined) return [];
      return [`Their ${what} differ: ${of(first.record)} in ${first.name}, ${of(other.record)} in ${other.name}.`];
    });
  return { obstacles: found(OBSTACLES), notes: found(NOTES) };
}

interface Property {
  /** In the plural. */
  readonly what: string;
  of(record: BenchRecord): string;
}

const OBSTACLES: readonly Property[] = [
  { what: 'scenarios', of: ({ scenario }) => scenario.name },
  { what: 'parameters', of: paramsText },
  { what: 'plans', of: planText },
  { what: 'checks', of: ({ correctness }) => (correctness.enabled ? 'deliveries are checked' : 'deliveries are not checked') },
  {
    what: 'machines',
    of: ({ environment: { processors, processor, platform, architecture } }) =>
      `${processors} × ${processor} (${platform} on ${architecture})`,
  },
  { what: 'processors', of: ({ environment: { isAwake = false } }) => (isAwake ? 'kept awake' : 'free to sleep') },
  { what: 'transports', of: ({ environment }) => environment.transport },
];

const NOTES: readonly Property[] = [
  { what: 'kernels', of: ({ environment }) => environment.kernel },
  { what: 'amounts of memory', of: ({ environment }) => `${environment.memoryBytes} bytes` },
  { what: 'versions of the harness', of: ({ environment }) => environment.harness },
  { what: 'versions of Node', of: ({ environment }) => environment.node },
  { what: 'numbers of agents', of: ({ generator }) => String(generator.agents) },
];

function paramsText({ scenario: { params } }: BenchRecord): string {
  const texts = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return texts.length === 0 ? 'none' : texts.toSorted().join(' ');
}

/** How long one stretch takes changes nothing of the load; of several it does. */
function planText({ plan: { kind, clients, segments, thinkUs } }: BenchRecord): string {
  const unit = kind === 'open' ? ' turns/s' : ' clients';
  const stretches = segments.map(({ from, to, durationUs }) => {
    const load = from === to ? `${to}${unit}` : `${from} to ${to}${unit}`;
    return segments.length === 1 ? load : `${durationUs / 1e6} s of ${load}`;
  });
  const think = thinkUs === 0 ? '' : `, ${thinkUs / 1000} ms between turns`;
  return `${kind === 'open' ? `${clients} clients, ` : ''}${stretches.join(', ')}${think}`;
}
