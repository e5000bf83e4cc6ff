// What `harness init` writes: it is right TypeScript, it runs at once, and it fails on the sample server when that is wrong on purpose.

import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { framingChoice } from './init/framing-choice.ts';
import { writeProject } from './init/write-project.ts';
import { type Ask, type InitFlags, initCommand } from './init-command.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'dist/harness/cli/main.js');
const FRAMINGS = ['line', 'nul', 'length-prefix', 'length-prefix=1', 'fixed=64', 'delimiter=\\r\\n', "delimiter=|'\\\\"];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'harness-init-'));
  // As if the package were installed there.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/tcp-harness'));
  symlinkSync(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a project for each framing', () => {
  it('is right TypeScript as it stands, and formatted', async () => {
    for (const [index, framing] of FRAMINGS.entries()) {
      await init(join(folder, `typed-${'abcdefg'[index]}`), { framing, name: 'my-protocol' });
    }
    const config = {
      extends: './typed-a/tsconfig.json',
      compilerOptions: { noUnusedLocals: true, noUnusedParameters: true, exactOptionalPropertyTypes: true, types: ['node'] },
      include: ['typed-*/*.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    expect(toolOutput('tsc', ['-p', folder])).toBe('');
    const sources = FRAMINGS.flatMap((_, index) =>
      ['dialect.ts', 'load.ts', 'contract.ts', 'server.mjs'].map((file) => join(folder, `typed-${'abcdefg'[index]}`, file)),
    );
    const style = ['--line-width=130', '--indent-style=space', '--javascript-formatter-quote-style=single'];
    expect(toolOutput('biome', ['format', `--config-path=${emptyConfig()}`, ...style, ...sources])).not.toMatch(
      /would have printed/,
    );
  });

  it.each(FRAMINGS.filter((_, index) => index !== 3 && index !== 6))('passes on its sample server: %s', async (framing) => {
    const at = join(folder, `run-${FRAMINGS.indexOf(framing)}`);
    await init(at, { framing, name: 'mine', port: await freePort() });
    const only = ['--only', 'mine/1/', 'mine/2/', 'mine/generic/segmentation/cut-*'];
    const { code, stdout } = await harness(at, 'verify', './contract.ts', ...START(''), ...only);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ 4 passed\./)]);
  });

  it.each([
    ['line', 'first-word-only', 'mine/1/'],
    ['fixed=64', 'hangs-up', 'mine/2/'],
  ])('fails one case when its sample server is wrong on purpose: %s, %s', async (framing, fault, failing) => {
    const at = join(folder, `wrong-${fault}`);
    await init(at, { framing, name: 'mine', port: await freePort() });
    const { code, stdout } = await harness(
      at,
      'verify',
      './contract.ts',
      ...START(` --fault ${fault}`),
      '--only',
      'mine/1/',
      'mine/2/',
    );
    expect(code).toBe(1);
    expect(stdout).toContain(failing);
    expect(stdout).toMatch(/1 passed, 1 failed|1 failed, 1 passed/);
  });

  it('bears load, and counts answers that are wrong', async () => {
    const at = join(folder, 'loaded');
    await init(at, { framing: 'line', port: await freePort() });
    const load = ['bench', './load.ts', '--duration', '1s', '--clients', '4', '--rate', '200/s', '--json'];
    const right = JSON.parse((await harness(at, ...load, ...START(''))).stdout);
    expect([right.totals.errors, right.totals.operations > 100]).toEqual([0, true]);
    const wrong = await harness(at, ...load, ...START(' --fault first-word-only'));
    expect([wrong.code, JSON.parse(wrong.stdout).totals.errors > 100]).toEqual([1, true]);
  });
});

describe('harness init', () => {
  it('writes nine files, and says what to do next', async () => {
    const at = join(folder, 'New One');
    const { code, stdout } = await init(at, {});
    expect(code).toBe(0);
    expect(readdirSync(at).toSorted()).toEqual(
      [
        '.github',
        '.gitignore',
        'README.md',
        'contract.ts',
        'dialect.ts',
        'load.ts',
        'package.json',
        'server.mjs',
        'tsconfig.json',
      ].toSorted(),
    );
    expect(stdout).toContain(`  cd '${at}' && npm install\n  npm run verify && npm run bench\n`);
    const { name, devDependencies } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
    expect([name, devDependencies]).toEqual(['new-one', { 'tcp-harness': '^1.2.3' }]);
  });

  it('says what is in the way, and leaves it alone', async () => {
    const at = join(folder, 'taken');
    mkdirSync(join(at, '.git'), { recursive: true });
    writeFileSync(join(at, 'README.md'), 'mine');
    await expect(init(at, {})).rejects.toThrow(`The folder '${at}' is not empty, it has README.md: name a new one`);
    expect([readdirSync(at), readFileSync(join(at, 'README.md'), 'utf8')]).toEqual([['.git', 'README.md'], 'mine']);
    await expect(init(join(at, 'README.md'), {})).rejects.toThrow('is a file: name a folder, new or empty.');
  });

  it('goes into a folder that has nothing but .git', async () => {
    const at = join(folder, 'fresh');
    mkdirSync(join(at, '.git'), { recursive: true });
    expect((await init(at, {})).code).toBe(0);
  });

  it('asks on a terminal for what no flag says, and again when the answer makes no sense', async () => {
    const asked: string[] = [];
    const answers = ['', 'morse', ' nul ', '0', '9001'];
    const ask: Ask = async (question) => {
      asked.push(question.split('?')[0] ?? '');
      return answers.shift();
    };
    const { stderr } = await init(join(folder, 'asked'), {}, ask);
    expect(asked).toEqual([
      'What is the protocol called',
      'Where does a message end',
      'Where does a message end',
      'On which port does the server listen',
      'On which port does the server listen',
    ]);
    expect(stderr).toContain("not 'morse'.\n");
    const dialect = readFileSync(join(folder, 'asked/dialect.ts'), 'utf8');
    expect([dialect.includes('nulEnded(1000)'), dialect.includes('port: 9001')]).toEqual([true, true]);
    const none = await init(join(folder, 'unasked'), { yes: true }, () => Promise.reject(new Error('it asks')));
    expect(none.code).toBe(0);
  });

  it('leaves nothing behind when whoever is asked has had enough', async () => {
    const at = join(folder, 'broken-off');
    const answers = ['mine', undefined];
    await expect(init(at, {}, async () => answers.shift())).rejects.toThrow('Nothing was written');
    expect(existsSync(at)).toBe(false);
  });

  it('leaves nothing behind when a file can not be written', () => {
    const at = join(folder, 'half/deep');
    const files = [
      { path: 'a/b', text: '', what: '' },
      { path: 'a', text: 'a folder stands here', what: '' },
    ];
    expect(() => writeProject(at, files)).toThrow(HarnessError);
    expect(existsSync(join(folder, 'half'))).toBe(false);
  });

  it.each([
    ['morse', "--framing takes line, nul, length-prefix, fixed=SIZE or delimiter=TEXT, not 'morse'."],
    ['line=3', "--framing line takes nothing behind it: leave '=3' out."],
    ['fixed', "a whole number from 64 to 65536, not ''."],
    ['fixed=12', "a whole number from 64 to 65536, not '12'."],
    ['length-prefix=3', "takes 1, 2 or 4 bytes of length, not '3'."],
    ['delimiter=', 'takes 1 to 255 bytes that end a message'],
    ['delimiter=end', "other than letters, digits and blanks; not 'end'."],
  ])('says what is wrong with --framing %s', (typed, sentence) => {
    expect(() => framingChoice(typed)).toThrow(sentence);
  });

  it('says what is wrong with a name', async () => {
    await expect(init(join(folder, 'named'), { name: 'My Protocol' })).rejects.toThrow(
      "a letter first, 40 signs at most, not 'My Protocol'.",
    );
    expect(existsSync(join(folder, 'named'))).toBe(false);
  });
});

const START = (fault: string): string[] => ['--start', `node server.mjs${fault}`, '--progress', 'none', '--out', 'record.json'];

async function init(at: string, flags: InitFlags, ask?: Ask) {
  let stdout = '';
  let stderr = '';
  const code = await initCommand(at, flags, {
    stdout: sink((text) => {
      stdout += text;
    }),
    stderr: sink((text) => {
      stderr += text;
    }),
    environment: {},
    harnessVersion: '1.2.3',
    ask,
  });
  return { code, stdout, stderr };
}

function sink(keep: (text: string) => void) {
  return {
    write(text: string): boolean {
      keep(text);
      return true;
    },
  };
}

function harness(cwd: string, ...words: string[]): Promise<{ code: number | string | undefined; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...words], { cwd, maxBuffer: 2 ** 26 }, (error, stdout) =>
      resolve({ code: error === null ? 0 : (error.code ?? undefined), stdout }),
    );
  });
}

/** Empty when it has nothing to say. */
function toolOutput(tool: string, words: readonly string[]): string {
  try {
    execFileSync(join(ROOT, 'node_modules/.bin', tool), words, { stdio: 'pipe' });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    return `${stdout}${stderr}`;
  }
}

function emptyConfig(): string {
  const file = join(folder, 'biome.json');
  writeFileSync(file, '{}');
  return file;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
