// `harness init`: its flags. What is behind them is loaded when it runs, so that other commands start without it.

import type { Command } from 'commander';
import { wholeNumber } from './flags.ts';
import type { Ask, InitFlags } from './init-command.ts';

const PORT_MAX = 65_535;

/** A test brings another `run`. */
export function addInitCommand(program: Command, harnessVersion: string, run = runHere): void {
  program
    .command('init')
    .summary('begin a project for a protocol of your own')
    .description(
      'Writes a project for a protocol of your own: a dialect, a scenario for bench, a contract with two cases for verify, a ' +
        'workflow for CI, and a sample server, so that both run at once. On a terminal it asks for what no flag says.',
    )
    .argument('[folder]', 'a new folder, or an empty one (default: this one)')
    .option('--name <name>', "what the protocol is called (default: the folder's name)")
    .option(
      '--framing <kind>',
      'where a message ends: line, nul, length-prefix (or length-prefix=1, 2, 4: bytes), fixed=SIZE (a text and NULs behind it), ' +
        'delimiter=TEXT (such as \\r\\n or \\x1e) (default: line)',
    )
    .option('--port <n>', 'where the server listens (default: 7000)', wholeNumber('--port', 1, PORT_MAX))
    .option('--yes', 'ask nothing')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  harness init my-protocol\n' +
        "  harness init my-protocol --framing delimiter='\\r\\n' --port 9000 --yes\n" +
        '\nLeaves with 0 when the project was written, 3 when something is in the way or\n' +
        'the command line makes no sense, 4 when it could not be written or was broken\n' +
        'off; then nothing was written.',
    )
    .action(async (folder: string | undefined, flags: InitFlags) => {
      process.exitCode = await run(folder ?? '.', flags, harnessVersion);
    });
}

async function runHere(folder: string, flags: InitFlags, harnessVersion: string): Promise<number> {
  const { initCommand } = await import('./init-command.ts');
  const { environment, ...questions } = await questioning();
  try {
    return await initCommand(folder, flags, {
      stdout: process.stdout,
      stderr: process.stderr,
      environment,
      harnessVersion,
      ask: questions.ask,
    });
  } finally {
    questions.close();
  }
}

/** Questions go to standard error: what was written is what standard output says. */
async function questioning(): Promise<{ environment: NodeJS.ProcessEnv; ask: Ask | undefined; close(): void }> {
  const { env: environment, stdin: input, stderr: output } = process;
  if (input.isTTY !== true || output.isTTY !== true) return { environment, ask: undefined, close: () => {} };
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input, output });
  // Ctrl-C and Ctrl-D: nothing more is asked.
  const ended = new Promise<undefined>((resolve) => {
    lines.on('SIGINT', () => lines.close());
    lines.on('close', () => resolve(undefined));
  });
  const ask: Ask = async (question) => {
    const answer = await Promise.race([lines.question(question), ended]);
    if (answer === undefined) output.write('\n');
    return answer;
  };
  return { environment, ask, close: () => lines.close() };
}
