// Every piece of code in the documentation is checked, and every command line is one that `harness` understands. That each command does
// what it is to do is shown by `npm run test:docs`, which runs them all. Blocks that can't be run are few, and say why.

import { describe, expect, it } from 'vitest';
import { type Block, blocksOf, unchecked } from './blocks.test-support.ts';
import { jsonErrors, pythonErrors, typeErrors } from './checked.test-support.ts';
import { readDocumentation, withoutRepeated } from './documentation.test-support.ts';
import { commandLineErrors, commandsInText, harnessCommands } from './parsed.test-support.ts';
import { Workshop } from './workshop.test-support.ts';

const NOT_RUN_MAX = 16;

const { pages, blocks, of } = readDocumentation();

describe('the documentation', () => {
  it('has no block that nobody looks at', () => {
    expect([...pages].flatMap(([file, text]) => unchecked(file, text))).toEqual([]);
  });

  it('has few blocks that are not run, and says why', () => {
    const notRun = blocks.filter((block) => block.notRun !== undefined);
    expect(notRun.map(({ file, line, notRun }) => `${file}:${line}: ${notRun}`).slice(NOT_RUN_MAX)).toEqual([]);
  });

  it('has no command line that harness would refuse, in blocks that are not run either', async () => {
    const commands = blocks.filter(({ language }) => language === 'sh' || language === 'yaml');
    expect(commands.flatMap(({ text }) => harnessCommands(text)).length).toBeGreaterThan(40);
    expect(await commandLineErrors(commands)).toEqual([]);
    // A sentence may speak of a command by less than all of it.
    const inText = await commandLineErrors([...pages].flatMap(([file, text]) => commandsInText(file, text)));
    expect(inText.filter((error) => !error.includes(' missing'))).toEqual([]);
  });

  it('has JSON and Python that can be read', async () => {
    expect(jsonErrors(of('json'))).toEqual([]);
    expect(await pythonErrors(of('python'))).toEqual([]);
  });
});

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

  it('finds the commands of a piece of shell, however they are written', () => {
    const text = page(
      'npx harness bench a \\',
      `  --start './my server' 2> b.txt | cat   # harness c`,
      '(harness serve d & ) || X=1 taskset -c 1 harness list',
      `my-server 'harness e' --of harness`,
    );
    expect(harnessCommands(text)).toEqual([['bench', 'a', '--start', './my server'], ['serve', 'd'], ['list']]);
  });

  it('shows a command and a flag that there are not, a value that is none, and a word too many', async () => {
    const wrong = [
      'harness bunch',
      'harness bench --no-such-flag',
      'harness serve --port x',
      'harness connect chat a b',
      'harness list',
    ];
    const errors = await commandLineErrors(wrong.map((text, line) => ({ file: 'p.md', line, language: 'sh', text })));
    expect(errors.map((error) => error.slice(0, 7))).toEqual(['p.md:0:', 'p.md:1:', 'p.md:2:', 'p.md:3:']);
  });

  it('finds commands in the midst of a sentence, and none in a block', () => {
    const text = page(
      'A `npx harness list',
      '--x` or `harness bench …`, `my harness`',
      '```sh',
      'b `harness c`',
      '```',
      '`harness d`',
    );
    expect(commandsInText('p.md', text)).toEqual([
      { file: 'p.md', line: 1, language: 'sh', text: 'npx harness list --x' },
      { file: 'p.md', line: 6, language: 'sh', text: 'harness d' },
    ]);
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
