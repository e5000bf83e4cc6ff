import { describe, expect, it } from 'vitest';
import { defineDialect, defineScenario } from '../script/scenario.ts';
import { nulEnded } from '../wire/framing.ts';
import { engine } from './engine.ts';
import { listAsJson, renderList } from './list.ts';

const framing = nulEnded(100);
const dialect = defineDialect({ name: 'own', port: 7007, framings: { sends: framing, receives: framing } });
const scenario = defineScenario({
  summary: 'each client says a word and waits until it has come back from the other end of the line',
  dialect,
  params: {
    words: { summary: 'how many', default: 3, min: 1, max: 9 },
    most: { summary: 'at most', default: 3, max: 9 },
    mode: { summary: 'how', default: 'a', choices: ['a', 'b'] },
  },
  defaults: { clients: 5, durationMs: 1500, ratePerSecond: 10 },
  thresholds: ['rate > 9/s'],
  async client() {},
});

describe('the list of scenarios', () => {
  it('says what each does, how it runs, and which parameters it has', () => {
    expect(renderList([{ name: 'own/words', scenario }], 60)).toBe(
      `own/words  (own, port 7007)
  each client says a word and waits until it has come back
  from the other end of the line
  by default: --clients 5 --duration 1500ms --rate 10/s
  --param words=3 (1 to 9): how many
  --param most=3 (up to 9): at most
  --param mode=a (a, b): how
  has to reach: rate > 9/s
`,
    );
  });

  it('is the same as JSON', () => {
    expect(JSON.parse(listAsJson([{ name: 'own/words', scenario }]))).toEqual([
      {
        name: 'own/words',
        dialect: 'own',
        port: 7007,
        hasReference: false,
        summary: scenario.summary,
        params: scenario.params,
        defaults: scenario.defaults,
        thresholds: ['rate > 9/s'],
      },
    ]);
  });

  it('has all that the package brings, each within 80 columns', () => {
    const text = renderList(engine.scenarios, 80);
    for (const { name } of engine.scenarios) expect(text).toContain(`${name}  (`);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});
