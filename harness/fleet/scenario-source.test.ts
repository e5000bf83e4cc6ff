import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { ConversationOver } from '../script/conversation-over.ts';
import { Speaker } from '../script/speaker.ts';
import { loadScenario } from './scenario-source.ts';
import { describeScriptError } from './script-error.ts';

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

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'scenario-source-test-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a scenario of ones own', () => {
  it('is loaded from its file, and called after it', async () => {
    const file = write('mine.ts', GOOD);
    const loaded = await loadScenario(file);
    expect(loaded).toMatchObject({ name: 'mine', source: file, scenario: { summary: 'says nothing' } });
    expect(loaded.module).toMatch(/^file:.*\/scenario\.mjs$/);
    loaded.remove();
  });

  it('keeps the name that it gives itself', async () => {
    const { name, remove } = await loadScenario(write('mine.ts', GOOD.replace('summary:', `name: 'mine/other', summary:`)));
    expect(name).toBe('mine/other');
    remove();
  });

  it('may be plain JavaScript', async () => {
    for (const name of ['plain.mjs', 'plain.js']) {
      const { name: called, remove } = await loadScenario(write(name, GOOD));
      expect(called).toBe('plain');
      remove();
    }
  });

  it('may lie in folders with spaces, signs of addresses and letters of other languages', async () => {
    const { name, source, remove } = await loadScenario(write('in there #1 %20/聊天 (neu)/mein Szenario.ts', GOOD));
    expect(name).toBe('mein Szenario');
    expect(source).toContain('聊天');
    remove();
  });

  it('may consist of several files', async () => {
    write('parts/texts.ts', `import { shout } from './shout.js';\nexport const summary: string = shout('in parts');`);
    write('parts/shout.ts', `export function shout(text: string): string { return text.toUpperCase(); }`);
    const { scenario, remove } = await loadScenario(
      write('mine.ts', `import { summary } from './parts/texts.ts';\n${GOOD.replace(`'says nothing'`, 'summary')}`),
    );
    expect(scenario.summary).toBe('IN PARTS');
    remove();
  });

  it('brings along the packages installed beside it, those too that require modules of node', async () => {
    write(
      'node_modules/old/index.js',
      `const { sep } = require('fs').readFileSync ? require('path') : {}; exports.words = 'sep ' + sep;`,
    );
    write('node_modules/old/package.json', `{ "name": "old", "main": "index.js" }`);
    const own = `import { words } from 'old';\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n`;
    const { scenario, remove } = await loadScenario(
      write('mine.ts', own + GOOD.replace(`'says nothing'`, `words + typeof require`)),
    );
    expect(scenario.summary).toBe('sep /function');
    remove();
    const plain = `import { words } from 'old';\n`;
    const other = await loadScenario(write('other.ts', plain + GOOD.replace(`'says nothing'`, 'words')));
    expect(other.scenario.summary).toBe('sep /');
    other.remove();
  });

  it('finds what lies beside each of its files', async () => {
    write('data/words.txt', 'from a file');
    write(
      'data/words.ts',
      `import { readFileSync } from 'node:fs';\nexport const words = readFileSync(new URL('words.txt', import.meta.url), 'utf8');`,
    );
    const file = write(
      'mine.ts',
      `import { words } from './data/words.ts';\n${GOOD.replace(`'says nothing'`, `[words, import.meta.filename, import.meta.dirname].join(' ')`)}`,
    );
    const { scenario, remove } = await loadScenario(file);
    expect(scenario.summary).toBe(`from a file ${file} ${folder}`);
    remove();
  });

  it('uses the very classes that the harness uses, and those of the built-in scenarios', async () => {
    const { scenario, remove } = await loadScenario(
      write(
        'mine.ts',
        GOOD.replace('import {', `import { Echoing } from 'tcp-harness/scenarios/echoing';\nimport { Speaker,`)
          .replace(`{ name: 'mine'`, `{ speaker: class extends Echoing {}, name: 'mine'`)
          .replace('export default', 'export { Speaker };\nexport default'),
      ),
    );
    const { speaker } = scenario.dialect;
    const echoing: unknown = Object.getPrototypeOf(speaker);
    expect(echoing).toHaveProperty('name', 'Echoing');
    expect(Object.getPrototypeOf(echoing)).toBe(Speaker);
    remove();
  });

  it('uses them too when it names them by their files', async () => {
    // As a scenario would that is written within this project.
    const over = fileURLToPath(new URL('../script/conversation-over.ts', import.meta.url));
    const toRoot = '../'.repeat(folder.split('/').length - 1);
    const text = GOOD.replace('await me.connect();', `throw new ConversationOver('over');`);
    const { scenario, remove } = await loadScenario(
      write('mine.ts', `import { ConversationOver } from './${toRoot}${over.slice(1)}';\n${text}`),
    );
    await expect(scenario.client({} as Speaker)).rejects.toBeInstanceOf(ConversationOver);
    remove();
  });

  it('leaves nothing behind when it is removed, or was refused', async () => {
    const { module, remove } = await loadScenario(write('mine.ts', GOOD));
    const bundleFolder = dirname(fileURLToPath(module));
    expect(existsSync(bundleFolder)).toBe(true);
    const listeners = process.listenerCount('exit');
    remove();
    expect(existsSync(bundleFolder)).toBe(false);
    expect(process.listenerCount('exit')).toBe(listeners - 1);
    const marker = `the only one ${folder}`;
    await refusalOf('bad.ts', `export default '${marker}';`);
    expect(bundlesWith(marker)).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['bad.ts', 'mine.ts']);
  });
});

describe('a file that is no scenario', () => {
  it('is missing, or no file, or in another language', async () => {
    expect(await refusal(join(folder, 'nope.ts'))).toBe(`There is no file ${folder}/nope.ts: name the file of a scenario.`);
    mkdirSync(join(folder, 'folder.ts'));
    expect(await refusal(join(folder, 'folder.ts'))).toBe(`${folder}/folder.ts is no file: name the file of a scenario.`);
    expect(await refusalOf('mine.py', 'pass')).toBe(
      `A scenario's file is TypeScript or JavaScript, such as mine.ts or mine.mjs, not ${folder}/mine.py.`,
    );
  });

  it('does not compile: the sentence says where, in characters, and what', async () => {
    expect(await refusalOf('mine.ts', `const good = 1;\nconst 好 = '聊天' bad;\n`)).toBe(
      `${folder}/mine.ts:2:16: Expected ";" but found "bad".`,
    );
  });

  it('does not compile because of another file', async () => {
    write('other.ts', '\n\nexport const = 1;');
    expect(await refusalOf('mine.ts', `import './other.ts';\n${GOOD}`)).toBe(
      `${folder}/other.ts:3:14: Expected identifier but found "=".`,
    );
  });

  it('imports what there is not', async () => {
    expect(await refusalOf('mine.ts', `import { a } from './nope.ts';\nconsole.log(a);`)).toBe(
      `${folder}/mine.ts:1:19: Could not resolve "./nope.ts".`,
    );
    expect(await refusalOf('mine.ts', `import { a } from 'tcp-harness/scenarios/nope';\nconsole.log(a);`)).toContain(
      `${folder}/mine.ts:1:19: There is no tcp-harness/scenarios/nope:`,
    );
    expect(await refusalOf('mine.ts', `import { a } from 'tcp-harness/wire/decoder';\nconsole.log(a);`)).toContain(
      'There is no tcp-harness/wire/decoder:',
    );
  });

  it('throws while it loads', async () => {
    expect(await refusalOf('mine.ts', `interface None {}\n\nthrow new Error('no such luck.');`)).toMatch(
      /^\S+\/mine\.ts throws while it loads: no such luck\. \(\S+\/mine\.ts:3:\d+\)\.$/,
    );
    expect(await refusalOf('mine.ts', `throw 'a text';`)).toBe(`${folder}/mine.ts throws while it loads: a text.`);
  });

  it('asks for a framing that there can not be', async () => {
    expect(await refusalOf('mine.ts', GOOD.replace('nulEnded(100)', 'nulEnded(-1)'))).toContain(
      'mine.ts throws while it loads: The size of the payload of a NUL-ended frame is a whole number from 0',
    );
  });

  it('never finishes loading', async () => {
    const file = write('mine.ts', 'await new Promise(() => {});');
    await expect(loadScenario(file, { timeoutMs: 20 })).rejects.toThrow(
      `${folder}/mine.ts has not finished loading within 0.02 s: an await at its top level waits for something.`,
    );
  });

  it('has no default export, or one that is something else', async () => {
    expect(await refusalOf('mine.ts', `export const scenario = 1;`)).toBe(
      `${folder}/mine.ts has no default export: let it say 'export default defineScenario({ … })'.`,
    );
    for (const [text, kind] of [
      ['() => {}', 'a function'],
      ['[1]', 'a list'],
      ['null', 'null'],
      ['7', 'a number'],
    ]) {
      expect(await refusalOf('mine.ts', `export default ${text};`)).toBe(
        `The default export of ${folder}/mine.ts is no scenario but ${kind}: let it be defineScenario({ … }).`,
      );
    }
  });
});

describe('errors of a script that runs', () => {
  it('point into the file that somebody wrote, with and without the source maps of node', () => {
    const file = write(
      'über uns/mine.ts',
      GOOD.replace('await me.connect();', `const typed: string = 'there is nobody';\n    me.wave(typed);`).replace(
        'export default',
        `import { fail } from './helper.ts';\ninterface Unseen {\n  readonly a: number;\n}\nfunction wave(text: string): never {\n  return fail(text);\n}\nexport { wave };\nexport default`,
      ),
    );
    write(
      'über uns/helper.ts',
      `type Text = string;\n\nexport function fail(text: Text): never {\n  throw new Error(text);\n}\n`,
    );
    for (const flags of [[], ['--enable-source-maps']]) {
      const sentences = inBuilt(
        flags,
        `const { scenario, remove, module } = await loadScenario(${JSON.stringify(file)});
         const { wave } = await import(module);
         const sentences = [];
         await scenario.client({ wave }).catch((error) => sentences.push(describeScriptError(error)));
         await scenario.client({}).catch((error) => sentences.push(describeScriptError(error)));
         process.stdout.write(JSON.stringify(sentences));`,
      );
      expect(JSON.parse(sentences)).toEqual([
        'there is nobody (über uns/helper.ts:4:9)',
        'me.wave is not a function (über uns/mine.ts:16:8)',
      ]);
    }
  });

  it('point to the file from where one is', () => {
    write('mine.ts', `throw new Error('no');`);
    const said = inBuilt(
      [],
      `await loadScenario('mine.ts').catch(({ code, message }) => process.stdout.write(code + ' ' + message));`,
    );
    expect(said).toBe('scenario-invalid mine.ts throws while it loads: no (mine.ts:1:7).');
  });

  it('point to the script where the harness threw, as at a frame that can not be sent', () => {
    write('mine.ts', GOOD.replace('await me.connect();', 'void me;\n    return me.number(`x`);'));
    const said = inBuilt(
      [],
      `const { scenario } = await loadScenario('mine.ts');
       const me = Object.create(Speaker.prototype, { stage: { value: { params: {} } } });
       await scenario.client(me).catch((error) => process.stdout.write(describeScriptError(error)));`,
    );
    expect(said).toBe(`The scenario has no number called 'x' among its parameters. (mine.ts:8:15)`);
  });

  it('leave nothing behind when the process ends without removing the scenario', () => {
    write('mine.ts', GOOD);
    const bundle = inBuilt([], `process.stdout.write((await loadScenario('mine.ts')).module);`);
    expect(existsSync(dirname(fileURLToPath(bundle)))).toBe(false);
  });

  it('are told without a place when there is none', () => {
    expect(describeScriptError('a text')).toBe('a text');
    expect(describeScriptError(undefined)).toBe('undefined');
    expect(describeScriptError(new ConversationOver('over'))).toBe('over');
    const nameless = new TypeError('');
    nameless.stack = 'TypeError\n    at async Promise.all (index 0)\n    at node:internal/process/task_queues:95:5';
    expect(describeScriptError(nameless)).toBe('TypeError');
  });

  it.each([
    ['    at client (/home/me/mine.ts:12:7)', '/home/me/mine.ts:12:7'],
    ['    at async Object.client (/home/me/my (own) files/mine.ts:12:7)', '/home/me/my (own) files/mine.ts:12:7'],
    ['    at /home/me/my (own) files/mine.ts:12:7', '/home/me/my (own) files/mine.ts:12:7'],
    ['    at async file:///home/me/my%20own/mine.ts:1:2', '/home/me/my own/mine.ts:1:2'],
    ['    at new Mine (file:///home/me/mine.ts:1:2)', '/home/me/mine.ts:1:2'],
    ['    at /home/me/node_modules/old/index.js:1:2\n    at /home/me/mine.ts:3:4', '/home/me/mine.ts:3:4'],
  ])('are found in %j', (stack, place) => {
    const error = new Error('bad');
    error.stack = `Error: bad\n    at Speaker.send (${fileURLToPath(new URL('../script/speaker.ts', import.meta.url))}:1:2)\n${stack}`;
    expect(describeScriptError(error)).toBe(`bad (${place})`);
  });
});

function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

async function refusalOf(name: string, text: string): Promise<string> {
  return refusal(write(name, text));
}

async function refusal(file: string): Promise<string> {
  const error = await loadScenario(file).then(
    ({ remove }) => remove(),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HarnessError);
  expect(error).toMatchObject({ code: 'scenario-invalid' });
  return (error as HarnessError).message;
}

function bundlesWith(marker: string): string[] {
  const bundles = readdirSync(tmpdir()).filter((name) => name.startsWith('harness-scenario-'));
  return bundles.filter((name) => {
    const file = join(tmpdir(), name, 'scenario.mjs');
    return existsSync(file) && readFileSync(file, 'utf8').includes(marker);
  });
}

/** In a process of its own, whose modules are the built ones, as agents are: the tests' own loader maps stacks by itself. */
function inBuilt(flags: readonly string[], program: string): string {
  const built = (name: string) => JSON.stringify(new URL(`../../dist/harness/${name}`, import.meta.url).href);
  const imports = `
    import { loadScenario } from ${built('fleet/scenario-source.js')};
    import { describeScriptError } from ${built('fleet/script-error.js')};
    import { Speaker } from ${built('index.js')};
    void [loadScenario, describeScriptError, Speaker];`;
  const words = [...flags, '--input-type=module', '--eval', `${imports}\n${program}`];
  return execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8', timeout: 20_000 });
}
