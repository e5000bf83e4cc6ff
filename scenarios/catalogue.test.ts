// What everybody may rely on of a built-in scenario.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findScenario, SCENARIOS } from './catalogue.ts';

const PORTS: Readonly<Record<string, number>> = {
  chat: 9311,
  'echo-text': 9999,
  keepalive: 6666,
  talk: 19999,
  'echo-block': 6666,
  p2p: 6666,
  connect: 6666,
};

describe('the built-in scenarios', () => {
  it('have a name each, by which they are found', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    for (const scenario of SCENARIOS) expect(findScenario(scenario.name)).toBe(scenario);
    expect(findScenario('chat/dircet')).toBeUndefined();
  });

  it('are one at least for each dialect', () => {
    expect(new Set(SCENARIOS.map(({ scenario }) => scenario.dialect.name))).toEqual(new Set(Object.keys(PORTS)));
  });
});

describe.each(SCENARIOS.map((known) => [known.name, known] as const))('%s', (name, { scenario, module }) => {
  it('is the default export of the file that its name says', async () => {
    expect(scenario.name).toBe(name);
    expect(existsSync(fileURLToPath(module))).toBe(true);
    const imported: { readonly default?: unknown } = await import(module.href);
    expect(imported.default).toBe(scenario);
  });

  it('says in one line what it does, and has defaults to begin with', () => {
    expect(scenario.summary).toMatch(/^[a-z][^\n]{20,140}$/);
    const { clients = 0, durationMs = 0, ratePerSecond, thinkMs } = scenario.defaults ?? {};
    expect(clients).toBeGreaterThan(0);
    expect(durationMs).toBeGreaterThan(0);
    expect(ratePerSecond ?? 1).toBeGreaterThan(0);
    expect(thinkMs ?? 0).toBeGreaterThanOrEqual(0);
  });

  it('belongs to its dialect, which listens where the contract says', () => {
    const { dialect } = scenario;
    expect(name.startsWith(`${dialect.name}/`)).toBe(true);
    expect(dialect.port).toBe(PORTS[dialect.name]);
    expect(dialect.reference?.length).toBeGreaterThan(0);
  });

  it('has parameters whose defaults are among what they may be', () => {
    for (const param of Object.values(scenario.params ?? {})) {
      expect(param.summary).toMatch(/\S/);
      if (typeof param.default === 'number') {
        expect(param.default).toBeGreaterThanOrEqual(param.min ?? Number.NEGATIVE_INFINITY);
        expect(param.default).toBeLessThanOrEqual(param.max ?? Number.POSITIVE_INFINITY);
      }
      if (param.choices !== undefined) expect(param.choices).toContain(param.default);
    }
  });

  it('has framings for its defaults', () => {
    const { framings } = scenario.dialect;
    const params = Object.fromEntries(Object.entries(scenario.params ?? {}).map(([key, param]) => [key, param.default]));
    const { sends, receives } = typeof framings === 'function' ? framings(params) : framings;
    expect(sends.kind).toMatch(/\S/);
    expect(receives.kind).toMatch(/\S/);
  });
});
