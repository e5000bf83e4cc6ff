import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { loadContract } from './contract-source.ts';

const CASE = `defineCase({
      id: 'mine/1/answers',
      level: 'must',
      clause: 'MINE-1',
      rule: 'It answers.',
      kills: [],
      async drive() {
        return {};
      },
      judge: () => ({ verdict: 'pass' }),
    })`;
const GOOD = `
import { Actor, defineCase, defineContract, delimited } from 'tcp-harness';
const lines = delimited('\\n', 100);
export default defineContract({
  dialect: { name: 'mine', port: 4000, framings: { sends: lines, receives: lines } },
  summary: 'lines',
  actor: Actor,
  async converse(actor) {
    return await actor.connect();
  },
  cases: [
    ${CASE},
  ],
});
`;

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'contract-source-test-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a contract of ones own', () => {
  it('is loaded from its file', async () => {
    const file = write('mine.ts', GOOD);
    const { contract, source, remove } = await loadContract(file);
    expect(source).toBe(file);
    expect(contract.dialect.name).toBe('mine');
    expect(contract.cases.map(({ id }) => id)).toEqual(['mine/1/answers']);
    remove();
  });

  it('is refused with a sentence for each thing that is wrong with it', async () => {
    expect(await sentenceFor(GOOD.replace('export default', 'export const mine ='))).toMatch(
      /mine.ts has no default export: let it say 'export default defineContract/,
    );
    expect(await sentenceFor('export default 7;')).toMatch(/is no contract but a number/);
    expect(await sentenceFor('export default { async client() {} };')).toMatch(/is a scenario, which 'harness bench' runs/);
    expect(await sentenceFor('export default {};')).toMatch(
      /it has no 'summary'.*it has no 'dialect'.*its 'actor' is no class.*it has no function 'converse'.*it has no list of 'cases'\.$/,
    );
    expect(await sentenceFor(GOOD.replace(CASE, `${CASE}, ${CASE}`))).toMatch(/there are two with the id 'mine\/1\/answers'\.$/);
    expect(await sentenceFor(GOOD.replace('mine/1/answers', 'mine/generic/robustness/zeros'))).toMatch(
      /there are two with the id 'mine\/generic\/robustness\/zeros'\.$/,
    );
    expect(await sentenceFor(GOOD.replace('mine/1/answers', 'Answers!'))).toMatch(
      /'Answers!' is no id: one is like mine\/2.1\/what-it-says, and never changes\.$/,
    );
    expect(await sentenceFor(GOOD.replace(`'must'`, `'shall'`))).toMatch(
      /the level of 'mine\/1\/answers' is none of must, should, may\.$/,
    );
    expect(await sentenceFor(GOOD.replace('async drive', 'async drives'))).toMatch(
      /'mine\/1\/answers' has no function 'drive'\.$/,
    );
    expect(await sentenceFor(GOOD.replace('judge:', 'judges:'))).toMatch(/'mine\/1\/answers' has no function 'judge'\.$/);
    expect(await sentenceFor(GOOD.replace('receives: lines', 'receives: {}'))).toMatch(
      /the framing 'receives' of its dialect is none: A framing is a value that/,
    );
    expect(await sentenceFor(GOOD.replace(`kills: []`, `kills: [], needs: ['luck']`))).toMatch(
      /the 'needs' of 'mine\/1\/answers' are no list of operator, process\.$/,
    );
  });

  it('is refused when it can not be loaded', async () => {
    expect(await sentenceFor(`${GOOD};;)`)).toMatch(/^.*mine.ts:\d+:\d+: Unexpected/);
    expect(await sentenceFor(`import './elsewhere.ts';${GOOD}`)).toMatch(/Could not resolve ".\/elsewhere.ts"/);
    expect(await sentenceFor(`${GOOD}\nawait new Promise(() => {});`, 50)).toMatch(/has not finished loading within 0.05 s/);
    expect(await sentenceFor(`${GOOD}\nthrow new Error('no');`)).toMatch(/throws while it loads: no \(/);
    const missing = loadContract(join(folder, 'nowhere.ts'));
    await expect(missing).rejects.toThrow(/There is no file .*: name the file of a contract\.$/);
  });
});

async function sentenceFor(text: string, timeoutMs?: number): Promise<string> {
  const error = await loadContract(write('mine.ts', text), timeoutMs === undefined ? {} : { timeoutMs }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HarnessError)) throw new Error(`It was loaded, or threw something else: ${String(error)}`);
  expect(error.code).toBe('contract-invalid');
  return error.message;
}

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
