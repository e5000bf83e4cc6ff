// What `harness` is while the commands of the documentation are tested: the command line itself, in this process, with its words
// shortened. Said by the environment: SNIPPET_LEAVES_WITH (exit codes that the page announces), SNIPPET_PORT (of a server that the page
// gives none), SNIPPET_STAYS (a server goes on after it is ready).

import { spawn } from 'node:child_process';
import { has, isAccepted, protocolOf, SPEAKS_TO_A_SERVER, shortened } from './shortened.ts';

const MAIN = new URL('../../../harness/cli/main.js', import.meta.url).href;

const said = process.argv.slice(2);
const [command = ''] = said;
const words = withServer(shortened(said));
process.argv.splice(2, said.length, ...words);

if (SPEAKS_TO_A_SERVER.includes(command)) {
  // A server that is started is to stay until it is stopped, and to speak what it is asked.
  process.env.SNIPPET_STAYS = '1';
  process.env.SNIPPET_PROTOCOL = protocolOf(said);
}
const isServing = command === 'serve' && !has(said, '--faults', '--help');
if (isServing && process.env.SNIPPET_STAYS === undefined) stopOnceReady();
if (command === 'connect') await startServer();

process.on('exit', (code) => {
  const announced = (process.env.SNIPPET_LEAVES_WITH ?? '').split(',');
  if (isAccepted(said, code) || announced.includes(String(code))) process.exitCode = 0;
  else process.stderr.write(`harness ${words.join(' ')} left with ${code}\n`);
});
await import(MAIN);

/** Where the page says that a server runs there is one: started by this run, which is cheaper than one that waits for all of them. */
function withServer(argv: readonly string[]): string[] {
  if (!SPEAKS_TO_A_SERVER.includes(command)) return [...argv];
  const at = argv.indexOf('--target');
  const target = at === -1 ? undefined : argv[at + 1];
  if (target !== undefined && !has(argv, '--start')) return [...argv, '--start', `my-server ${target.replace(/^.*:/, '')}`];
  const start = argv[argv.indexOf('--start') + 1] ?? '';
  if (target !== undefined || !start.includes('my-server')) return [...argv];
  // It is taken to listen at the protocol's own port, as the page has it. Here it got another.
  const port = /\d{4,5}/.exec(start)?.[0] ?? process.env.SNIPPET_PORT ?? '';
  return [...argv, '--target', `127.0.0.1:${port}`];
}

/** The page says that it serves until Ctrl-C; here somebody presses it as soon as the first line is there. */
function stopOnceReady(): void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((...given: Parameters<typeof write>) => {
    setImmediate(() => process.kill(process.pid, 'SIGINT'));
    return write(...given);
  }) as typeof write;
}

async function startServer(): Promise<void> {
  const target = words[words.indexOf('--target') + 1] ?? '';
  const env = { ...process.env, SNIPPET_PROTOCOL: protocolOf(said), SNIPPET_STAYS: '1' };
  const server = spawn('my-server', [target.replace(/^.*:/, '')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => server.stdout.once('data', resolve));
  process.on('exit', () => server.kill());
  server.unref();
  server.stdout.destroy();
}
