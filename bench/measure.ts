// What measurements share: processors to pin to, medians, and programs that stand beside this file.

import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The first processor for the client and the last for the server, as far as this process may use several. */
export function findPins(): { client: string[]; server: string[] } {
  try {
    const list = /:\s*([\d,-]+)\s*$/.exec(execFileSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' }))?.[1] ?? '';
    const processors = list.split(',').flatMap((range) => range.split('-'));
    const [first] = processors;
    const last = processors.at(-1);
    if (first === undefined || last === undefined || first === last) return { client: [], server: [] };
    return { client: ['taskset', '-c', first], server: ['taskset', '-c', last] };
  } catch {
    return { client: [], server: [] };
  }
}

/** A program beside this file, built or not. */
export function script(name: string): string {
  const here = fileURLToPath(import.meta.url);
  return join(dirname(here), `${name}${here.endsWith('.ts') ? '.ts' : '.js'}`);
}
