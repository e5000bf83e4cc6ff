// The command line in the process of its test, for words that start nothing: a process of its own would say the same, and take longer.

import { harnessProgram } from './program.ts';
import { tellError } from './tell-error.ts';

export async function inProcess(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdout = overheard(process.stdout);
  const stderr = overheard(process.stderr);
  const exitCodeBefore = process.exitCode;
  process.exitCode = undefined;
  let code: number;
  try {
    await harnessProgram('1.2.3').parseAsync(words, { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    code = tellError(error, { stderr: process.stderr, environment: {} });
  } finally {
    process.exitCode = exitCodeBefore;
    stdout.release();
    stderr.release();
  }
  return { code, stdout: stdout.said, stderr: stderr.said };
}

function overheard(stream: NodeJS.WriteStream) {
  const { write } = stream;
  const heard = {
    said: '',
    release: () => {
      stream.write = write;
    },
  };
  stream.write = ((text: string | Uint8Array) => {
    heard.said += typeof text === 'string' ? text : Buffer.from(text).toString();
    return true;
  }) as typeof write;
  return heard;
}
