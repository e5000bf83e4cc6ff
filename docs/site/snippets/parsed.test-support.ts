// What the command line makes of the `harness` commands in a page, without running any: the flags and arguments that there are. What a
// command asks of their values together shows only when it runs.

import { type Command, CommanderError } from 'commander';
import { harnessProgram } from '../../../harness/cli/program.ts';
import { HarnessError } from '../../../harness/errors.ts';
import type { Block } from './blocks.test-support.ts';

/** What is wrong with the command lines of these blocks, each with its place. */
export async function commandLineErrors(blocks: readonly Block[]): Promise<string[]> {
  const errors: string[] = [];
  for (const { file, line, text } of blocks) {
    for (const words of harnessCommands(text)) {
      const problem = await problemOf(words);
      if (problem !== undefined) errors.push(`${file}:${line}: harness ${words.join(' ')}: ${problem}`);
    }
  }
  return errors;
}

/** Commands in the midst of a sentence. What has an ellipsis or a choice in it is no whole command. */
export function commandsInText(file: string, markdown: string): Block[] {
  const outside = markdown.replace(/^ *```[\s\S]*?^ *```$/gm, (block) => block.replace(/[^\n]/g, ''));
  return [...outside.matchAll(/`((?:npx )?harness [^`]+)`/g)]
    .filter(([, command = '']) => !/…|\.\.\.|<[^>]*>|\[/.test(command))
    .map(({ 1: text = '', index }) => {
      const line = outside.slice(0, index).split('\n').length;
      return { file, line, language: 'sh', text: text.replace(/\s*\n\s*/g, ' ') };
    });
}

/** The words behind each `harness` in a piece of shell: the few things of its grammar that pages use. */
export function harnessCommands(text: string): string[][] {
  const words: string[][] = [[]];
  const token = /\\\n|[ \t]+|#[^\n]*|\n|[|&;()]+|[<>]+[ \t]*|(?:"(?:\\.|[^"\\])*"|'[^']*'|\\[^\n]|[^\s|&;()<>"'\\])+/g;
  let isPlace = false;
  for (const [found] of text.matchAll(token)) {
    if (/^(?:\\\n|[ \t]+|#.*)$/.test(found)) continue;
    if (/^(?:\n|[|&;()]+)$/.test(found)) words.push([]);
    else if (/^[<>]/.test(found)) {
      // `2>` is read as a word and what follows it.
      if (/^\d$/.test(words.at(-1)?.at(-1) ?? '')) words.at(-1)?.pop();
      isPlace = true;
    } else if (isPlace) isPlace = false;
    else words.at(-1)?.push(unquoted(found));
  }
  return words.flatMap((command) => {
    const at = command.findIndex((word, index) => word === 'harness' && isCalled(command.slice(0, index)));
    return at === -1 ? [] : [command.slice(at + 1)];
  });
}

/** `harness` is the command and not the word of another: behind nothing but who runs it, and settings of the environment. */
function isCalled(before: readonly string[]): boolean {
  return before.every(
    (word, index) => /^\w+=/.test(word) || RUNNERS.includes(word) || /^-|^[\d,.:]+s?$/.test(before[index] ?? ''),
  );
}

const RUNNERS: readonly string[] = ['npx', 'nice', 'taskset', 'timeout', 'time', 'sudo', 'if', '!', 'do', 'then', '$'];

function unquoted(word: string): string {
  return word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) => double ?? single ?? escaped);
}

async function problemOf(words: readonly string[]): Promise<string | undefined> {
  const program = harnessProgram('0.0.0');
  let said = '';
  everyCommand(program, (command) => {
    command.action(() => {});
    command.exitOverride();
    command.configureOutput({ writeOut: () => {}, writeErr: (text) => (said += text) });
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof HarnessError) return error.message;
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : (said.split('\n')[0] ?? error.message);
  }
}

function everyCommand(program: Command, visit: (command: Command) => void): void {
  visit(program);
  for (const command of program.commands) everyCommand(command, visit);
}
