// The C programs that our clients are measured against: compiled where there is a compiler, from this folder's sources.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../harness/errors.ts';

export interface Opponent {
  readonly server: string;
  readonly loop: string;
  readonly chatLoop: string;
  remove(): void;
}

/** Undefined without a C compiler. */
export function compileOpponent(): Opponent | undefined {
  const compiler = ['cc', 'gcc', 'clang'].find(works);
  if (compiler === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'harness-bench-'));
  const sources = sourceFolder();
  const compile = (name: string) => {
    const program = join(folder, name);
    execFileSync(compiler, ['-O2', '-o', program, join(sources, `${name}.c`)], { stdio: ['ignore', 'ignore', 'pipe'] });
    return program;
  };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    return { server: compile('echo-server'), loop: compile('closed-loop'), chatLoop: compile('chat-loop'), remove };
  } catch {
    remove();
    return undefined;
  }
}

export interface EchoServer {
  readonly port: number;
  readonly pid: number;
  stop(): void;
}

/** Starts an echo server that prints its port on its first line. */
export async function startEchoServer(command: readonly string[]): Promise<EchoServer> {
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await firstLine(child);
  if (!/^\d+$/.test(port)) {
    child.kill('SIGKILL');
    throw new HarnessError(
      'listen-failed',
      'The echo server of the benchmark did not start: run `npm ci` again, and free a port on 127.0.0.1.',
    );
  }
  return { port: Number(port), pid: child.pid ?? 0, stop: () => void child.kill('SIGKILL') };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const { stdout } = child;
    if (stdout === null) return resolve('');
    createInterface({ input: stdout })
      .once('line', resolve)
      .once('close', () => resolve(''));
    child.once('error', () => resolve(''));
  });
}

/** The sources stand in the package's `bench`, above or beside this file, whether it was built or not. */
function sourceFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return [here, join(here, '..', '..', 'bench')].find((folder) => existsSync(join(folder, 'echo-server.c'))) ?? here;
}

function works(compiler: string): boolean {
  try {
    execFileSync(compiler, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
