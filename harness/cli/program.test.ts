import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

it('knows all flags without what is behind them: of packages only commander, and few modules', () => {
  const loaded = loadedBy('harness/cli/program.ts');
  expect([...loaded].filter((module) => !module.endsWith('.ts') && !module.startsWith('node:'))).toEqual(['commander']);
  expect(
    [...loaded].filter((module) => /-command\.ts$|^server\/(faults|models)\/|^harness\/(index|record)/.test(module)),
  ).toEqual([]);
  expect(loaded.size).toBeGreaterThan(20);
  expect(loaded.size).toBeLessThan(60);
});

it('would notice what comes in by what runs the benches', () => {
  expect([...loadedBy('harness/cli/engine.ts')]).toContain('zod');
});

/** What is loaded before anything is done: types are not, nor what is imported when it is needed. */
function loadedBy(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  if (!file.endsWith('.ts')) return loaded;
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm)) {
    loadedBy(from.startsWith('.') ? join(dirname(file), from) : from, loaded);
  }
  return loaded;
}
