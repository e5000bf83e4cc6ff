// Every command and every piece of code in the documentation is run or checked. Blocks that can't be are few, and say why.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Block, blocksOf, unchecked } from './blocks.test-support.ts';
import { commandsOf, jsonErrors, pythonErrors, typeErrors } from './checked.test-support.ts';
import { Workshop } from './workshop.test-support.ts';

const NOT_RUN_MAX = 16;

const root = fileURLToPath(new URL('../../..', import.meta.url));
const pages = new Map(
  ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
);
const blocks = [...pages].flatMap(([file, text]) => blocksOf(file, text));
const checked = blocks.filter(({ notRun }) => notRun === undefined);
const of = (language: string) => checked.filter((block) => block.language === language);

describe('the documentation', () => {
  it('has no block that nobody looks at', () => {
    expect([...pages].flatMap(([file, text]) => unchecked(file, text))).toEqual([]);
  });

  it('has few blocks that are not run, and says why', () => {
    const notRun = blocks.filter((block) => block.notRun !== undefined);
    expect(notRun.map(({ file, line, notRun }) => `${file}:${line}: ${notRun}`).slice(NOT_RUN_MAX)).toEqual([]);
  });

  it('has TypeScript that the package’s types agree with', async () => {
    expect(of('ts').length).toBeGreaterThan(3);
    expect(await typeErrors(of('ts'))).toEqual([]);
  });

  it('has JSON and Python that can be read', async () => {
    expect(jsonErrors(of('json'))).toEqual([]);
    expect(await pythonErrors(of('python'))).toEqual([]);
  });
});

describe('the commands of the documentation', () => {
  const workshop = new Workshop();
  const all = [...of('sh'), ...of('yaml').map(commandsOf)];
  const commands = withoutRepeated(all).filter(({ text }) => text.trim() !== '');
  let records: string;

  beforeAll(async () => {
    const place = await workshop.page('records', [], undefined);
    const text = 'harness bench --out made.json --progress none';
    const ran = await workshop.run(place, { file: 'records', line: 0, language: 'sh', text });
    expect(ran.output).toContain('Record');
    records = join(place, 'made.json');
  }, 60_000);
  afterAll(() => workshop.close());

  describe.each([...pages.keys()].filter((page) => commands.some(({ file }) => file === page)))('%s', (page) => {
    const own = commands.filter(({ file }) => file === page);
    let folder: string;
    beforeAll(async () => {
      folder = await workshop.page(page, blocks, records);
    });

    it.each(own.map((block) => [`line ${block.line}: ${block.text.split('\n')[0]}`, block] as const))(
      '%s',
      async (_, block) => {
        const { exitCode, output } = await workshop.run(folder, block);
        expect(exitCode === 0 ? '' : output.slice(-2_000), block.text).toBe('');
      },
      90_000,
    );
  });
});

/** The README's commands stand in the pages that it leads to as well: where they are the same, they are run there. */
function withoutRepeated(all: readonly Block[]): Block[] {
  const plain = (line: string) => line.replace(/^npx /, '').replace(/ +#.*$/, '');
  const elsewhere = new Set(all.filter(({ file }) => file !== 'README.md').flatMap(({ text }) => text.split('\n').map(plain)));
  return all.map((block) => {
    if (block.file !== 'README.md') return block;
    return {
      ...block,
      text: block.text
        .split('\n')
        .filter((line) => !elsewhere.has(plain(line)))
        .join('\n'),
    };
  });
}

describe('the test of the documentation', () => {
  const page = (...lines: readonly string[]): string => lines.join('\n');

  it('runs what the README repeats once, and the rest of it too', () => {
    const blocks = [
      ...blocksOf('README.md', '```sh\nnpx harness a\nnpx harness b\n```'),
      ...blocksOf('d.md', '```sh\nharness a   # c\n```'),
    ];
    expect(withoutRepeated(blocks).map(({ text }) => text)).toEqual(['npx harness b', 'harness a   # c']);
  });

  it('finds blocks with what is said of them', () => {
    const text = page(
      '<!-- file: a.ts -->',
      '```ts',
      'let a;',
      '```',
      'b',
      '',
      '<!-- leaves with 1: it is wrong -->',
      '',
      '```sh',
      'c',
      'd',
      '```',
    );
    expect(blocksOf('p.md', text)).toEqual([
      { file: 'p.md', line: 2, language: 'ts', text: 'let a;', savedAs: 'a.ts' },
      { file: 'p.md', line: 9, language: 'sh', text: 'c\nd', leavesWith: [1] },
    ]);
  });

  it('shows an indented block, an unknown language, commands that pass for output, and a reason that is none', () => {
    const wrong = page(
      '# A',
      '',
      '    harness bench',
      '',
      '```cobol',
      '```',
      '```',
      'npx harness bench',
      '```',
      '<!-- not run:  -->',
      '```sh',
      'a',
      '```',
    );
    expect(unchecked('p.md', wrong).map((problem) => problem.replace(/^.*?: /, ''))).toEqual([
      'an indented block, which no test looks at; put it between fences: harness bench',
      `no test knows what to do with 'cobol'.`,
      `these look like commands; say so by 'sh'.`,
      'why is it not run?',
    ]);
    expect(unchecked('p.md', page('# A', '```sh', 'harness bench', '```', '```', '1,000 operations', '```'))).toEqual([]);
  });

  it('shows a wrong import and a wrong type', async () => {
    const wrong = blocksOf(
      'p.md',
      page('```ts', `import { benchh } from 'tcp-harness';`, '```', '```ts', `const a: number = 'a';`, '```'),
    );
    const errors = await typeErrors(wrong);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toMatch(/^p\.md:1: .*has no exported member.*'benchh'/);
    expect(errors[1]).toMatch(/^p\.md:4: .*'string' is not assignable/);
  });

  it('shows JSON and Python that can’t be read', async () => {
    const wrong: Block[] = blocksOf('p.md', page('```json', '{a}', '```', '```python', 'def', '```'));
    expect(jsonErrors(wrong.slice(0, 1))).toHaveLength(1);
    expect(await pythonErrors(wrong.slice(1))).toHaveLength(1);
  });

  it('shows a wrong flag, wherever it stands in its block, and an exit code that was not announced', async () => {
    const workshop = new Workshop();
    const folder = await workshop.page('p.md', [], undefined);
    const run = (text: string, more: Partial<Block> = {}) =>
      workshop.run(folder, { file: 'p.md', line: 1, language: 'sh', text, ...more });
    const flag = await run('harness list --no-such-flag | cat\nharness list');
    expect(flag.exitCode).toBe(3);
    expect(flag.output).toContain('--no-such-flag');
    expect((await run('false')).exitCode).toBe(1);
    expect((await run('npx something-else')).exitCode).toBe(127);
    const missing = 'harness report no-such-record.json';
    expect((await run(missing)).exitCode).not.toBe(0);
    workshop.close();
  });
});
