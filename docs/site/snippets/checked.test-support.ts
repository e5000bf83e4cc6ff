// Blocks that are no commands: TypeScript is held to the package's types, all of it by one program; JSON and Python are parsed.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Block } from './blocks.test-support.ts';

const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));

/** What the compiler says, with the block that it says it of. */
export async function typeErrors(blocks: readonly Block[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'snippets-types-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(PACKAGE, join(folder, 'node_modules/tcp-harness'));
    symlinkSync(join(PACKAGE, 'node_modules/@types'), join(folder, 'node_modules/@types'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
    for (const [index, block] of blocks.entries()) writeFileSync(join(folder, `block-${index}.ts`), moduleOf(block));
    const said = await output(join(PACKAGE, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], folder);
    return said.split('\n').flatMap((line) => {
      const [, index, rest] = /block-(\d+)\.ts(.*)/.exec(line) ?? [];
      const block = blocks[Number(index)];
      return block === undefined ? (line.includes('error TS') ? [line] : []) : [`${block.file}:${block.line}: ${rest}`];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const SETTINGS = {
  compilerOptions: {
    ...{ target: 'es2023', lib: ['es2023'], module: 'nodenext', moduleResolution: 'nodenext', types: ['node'] },
    ...{ strict: true, noEmit: true, skipLibCheck: true },
  },
  include: ['*.ts'],
};

/** In one line above the block, so that the compiler's lines are one more than the block's. */
function moduleOf({ text, given }: Block): string {
  const names = (given ?? '').split(';').filter((one) => one.trim() !== '');
  const declared = names.map((one) => `declare const ${one.trim()};`).join(' ');
  return `${given === undefined ? '' : `import type * as harness from 'tcp-harness';`} ${declared} export {};\n${text}\n`;
}

export function jsonErrors(blocks: readonly Block[]): string[] {
  return blocks.flatMap(({ file, line, text }) => {
    try {
      JSON.parse(text);
      return [];
    } catch (error) {
      return [`${file}:${line}: ${String(error)}`];
    }
  });
}

export async function pythonErrors(blocks: readonly Block[]): Promise<string[]> {
  const texts = blocks.map(({ file, line, text }) => [`${file}:${line}`, text]);
  const said = await output('python3', ['-c', PARSE, JSON.stringify(texts)], PACKAGE);
  return said.split('\n').filter((line) => line !== '');
}

const PARSE = `import ast, json, sys
for place, text in json.loads(sys.argv[1]):
    try: ast.parse(text)
    except SyntaxError as error: print(place, error)`;

/** The commands of a CI job that are ours; those around them are the CI system's. */
export function commandsOf(yaml: Block): Block {
  const runs = [...yaml.text.matchAll(/^\s*(?:- )?run: (?!\|)(.*)$/gm)].map(([, command = '']) => command);
  return { ...yaml, text: runs.filter((command) => /\bharness /.test(command)).join('\n') };
}

function output(command: string, words: readonly string[], cwd: string): Promise<string> {
  return new Promise((done) => {
    execFile(command, words, { cwd }, (error, stdout, stderr) => done(error === null ? stdout : `${stdout}${stderr}`));
  });
}
