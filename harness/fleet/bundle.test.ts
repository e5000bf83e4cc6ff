import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assert } from '../errors.ts';
import { builtInModule, installBundle, type PortableBundle, portableBundle } from './bundle.ts';
import { loadScenario } from './scenario-source.ts';

const DIALECT = `{ name: 'mine', port: 4000, framings: { sends: nulEnded(100), receives: nulEnded(100) } }`;
const GOOD = `
import { defineDialect, defineScenario, nulEnded } from 'tcp-harness';
export default defineScenario({
  summary: 'says nothing',
  dialect: defineDialect(${DIALECT}),
  async client(me) {
    await me.connect();
  },
});
`;
const PREFIX = 'harness-0:';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'bundle-test-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the bundle of a scenario', () => {
  it('names nothing of this installation', async () => {
    const { code, map } = await bundleOf(
      `import { Echoing } from 'tcp-harness/scenarios/echoing';\nexport { Echoing };\n${GOOD}`,
    );
    const installation = fileURLToPath(new URL('../../', import.meta.url));
    expect(code).not.toContain(installation);
    expect(map).not.toContain(installation);
    expect(code).toContain(`from "${PREFIX}harness/index~`);
    expect(code).toContain(`from "${PREFIX}scenarios/echoing~`);
  });

  it('is the same each time', async () => {
    const first = await bundleOf(GOOD);
    expect(await bundleOf(GOOD)).toEqual(first);
    expect(first.hash).toMatch(/^[0-9a-f]{64}$/);
    expect((await bundleOf(GOOD.replace('nothing', 'little'))).hash).not.toBe(first.hash);
  });

  it('runs in another installation, with the classes of that one, and its errors point into the file of its author', async () => {
    const text = `import { Speaker } from 'tcp-harness';\n${GOOD.replace('await me.connect();', 'throw new TypeError(String(Speaker === me.theirs));')}`;
    const bundle = await bundleOf(text);
    const said = inBuilt(
      bundle,
      `const { module, remove } = installBundle(bundle);
       const { default: scenario } = await import(module);
       await scenario.client({ theirs: Speaker }).catch((error) => process.stdout.write(describeScriptError(error)));
       remove();`,
    );
    expect(said).toBe('true (mine.ts:8:11)');
  });

  it('keeps positions behind an import in the same line, wherever it is installed', async () => {
    const text = `${GOOD}\nexport async function wave() { (await import('tcp-harness')).wave(); }\n`;
    const bundle = await bundleOf(text);
    const place = `mine.ts:11:${"export async function wave() { (await import('tcp-harness')).".length + 1}`;
    const said = inBuilt(
      bundle,
      `const { wave } = await import(installBundle(bundle).module);
       await wave().catch((error) => process.stdout.write(describeScriptError(error)));`,
    );
    expect(said).toMatch(/ is not a function \(mine\.ts:\d+:\d+\)$/);
    expect(said).toContain(place);
  });

  it('leaves alone what looks like the name of a module in the texts of its author', async () => {
    const looks = `'"${PREFIX}harness/index~~"'`;
    const { scenario, bundle, remove } = await loadScenario(write(GOOD.replace(`'says nothing'`, looks)));
    assert(bundle !== undefined, 'a scenario of ones own has a bundle');
    expect(scenario.summary).toBe(`"${PREFIX}harness/index~~"`);
    expect(bundle.code).not.toContain(`from "${PREFIX}`);
    remove();
  });

  it('is refused when it is not what was made', async () => {
    const bundle = await bundleOf(GOOD);
    const changes: Partial<PortableBundle>[] = [
      { code: bundle.code.replace('nothing', 'Nothing') },
      { map: `${bundle.map} ` },
      { code: `${bundle.code}${bundle.map.slice(0, 1)}`, map: bundle.map.slice(1) },
      { hash: bundle.hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) },
    ];
    for (const change of changes) {
      expect(() => installBundle({ ...bundle, ...change })).toThrow('The scenario is not the one that was sent, by its hash');
    }
  });

  it('is refused where a module of the harness is not to be had', () => {
    for (const name of ['harness/no-such-module', 'harness/../../../etc/passwd', 'node_modules/esbuild']) {
      const code = `import "${PREFIX}${name}";\n`;
      const bundle = portableBundle(code, '{}', PREFIX, 1);
      assert(bundle !== undefined, 'the prefix is said once');
      expect(() => installBundle(bundle)).toThrow(`The scenario imports ${name}, and this installation has none.`);
    }
  });

  it('is a file in a folder of its own that goes when it is removed', async () => {
    const { module, remove } = installBundle(await bundleOf(GOOD));
    const file = fileURLToPath(module);
    expect(readFileSync(file, 'utf8')).toContain('says nothing');
    remove();
    expect(existsSync(dirname(file))).toBe(false);
  });

  it('is one of many in a process without a listener for each', async () => {
    const bundle = await bundleOf(GOOD);
    const before = process.listenerCount('exit');
    const installed = Array.from({ length: 12 }, () => installBundle(bundle));
    expect(process.listenerCount('exit')).toBeLessThanOrEqual(before + 1);
    for (const { remove } of installed) remove();
    expect(process.listenerCount('exit')).toBe(before);
  });
});

describe('a scenario that comes with the harness', () => {
  it('is found by its name in whichever installation', async () => {
    expect(await import(builtInModule('chat/direct'))).toMatchObject({ default: { dialect: { name: 'chat' } } });
    expect(() => builtInModule('chat/none')).toThrow('There is no scenario chat/none in this installation.');
    expect(() => builtInModule('../harness/index')).toThrow('There is no scenario');
  });
});

function write(text: string): string {
  const file = join(folder, 'mine.ts');
  writeFileSync(file, text);
  return file;
}

async function bundleOf(text: string): Promise<PortableBundle> {
  const { bundle, remove } = await loadScenario(write(text));
  remove();
  assert(bundle !== undefined, 'a scenario of ones own has a bundle');
  return bundle;
}

/** In the built installation, which is another one than that of the tests, and has not seen the file. */
function inBuilt(bundle: PortableBundle, program: string): string {
  const built = (name: string) => JSON.stringify(new URL(`../../dist/harness/${name}`, import.meta.url).href);
  const imports = `
    import { installBundle } from ${built('fleet/bundle.js')};
    import { describeScriptError } from ${built('fleet/script-error.js')};
    import { Speaker } from ${built('index.js')};
    void [installBundle, describeScriptError, Speaker];
    const bundle = ${JSON.stringify(bundle)};`;
  const words = ['--input-type=module', '--eval', `${imports}\n${program}`];
  return execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8', timeout: 20_000 });
}
