// `harness serve`: its flags. The server behind them is loaded when it runs, so that other commands start without it.

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { MODELS, PROTOCOL_NAMES, PROTOCOLS, type ProtocolName } from '../../server/protocols/protocols.ts';
import type { OperatorSetting } from '../../server/serve.ts';
import { HarnessError } from '../errors.ts';
import { oneOf, wholeNumber } from './flags.ts';
import type { ServeFlags } from './serve-command.ts';

const CAPACITY_MAX = 10_000_000;
const WORKERS_MAX = 256;

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .summary('run the reference server: six protocols, four ways to serve')
    .description(
      'Serves one of six small protocols until Ctrl-C. The first line on standard output says where it listens. ' +
        'Log and complaints go to standard error; for talk and p2p standard input and output are the terminal of the operator.',
    )
    .argument('[protocol]', PROTOCOL_NAMES.join(', '))
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option(
      '--port <n>',
      `0: the system picks one (default: ${PROTOCOL_NAMES.map((name) => `${name} ${PROTOCOLS[name].port}`).join(', ')})`,
      wholeNumber('--port', 0, 65535),
    )
    .option(
      '--capacity <n>',
      'connections that are served at a time, others wait in the listen queue (default: chat 100, echo-text 128, keepalive 10, p2p 1, ' +
        'else as many as there are descriptors, and 256 with the models process and thread)',
      wholeNumber('--capacity', 1, CAPACITY_MAX),
    )
    .option(
      '--client-frame <bytes>',
      'chat: the size of what clients send: 1500, 100, or auto, which finds it out for each (default: auto)',
      oneOf('--client-frame', ['auto', '1500', '100']),
    )
    .option(
      '--model <name>',
      'event: one loop for all connections; single: one connection at a time; process, thread: one for each connection, with blocking ' +
        'reads and writes (two wait ready, so that nobody waits for a start)',
      oneOf('--model', MODELS),
      'event',
    )
    .option(
      '--operator <who>',
      'talk, p2p: who answers: stdio (standard input), echo (what was said), script:FILE (a line an answer, again from the top) ' +
        '(default: stdio)',
      parseOperator,
    )
    .option('--once', 'serve the first connection only, and end when it has gone')
    .option(
      '--workers <n>',
      'model event, echoes and keepalive: so many processes share the port, and serve as many as they have descriptors (default: 1)',
      wholeNumber('--workers', 1, WORKERS_MAX),
    )
    .option(
      '--transport <name>',
      'models event and single: auto, epoll or node (default: auto)',
      oneOf('--transport', ['auto', 'epoll', 'node']),
    )
    .option(
      '--fault <name[=N],…>',
      'have these defects on purpose, to test a tester; =N: the number that --faults lists with it',
      parseFaults,
    )
    .option('--faults', 'list the defects there are, and the clauses that they break (of a protocol, when one is named)')
    .option('--json', 'the first line is a JSON object: protocol, host, port, model, pid')
    .option('--end-with-parent', 'end at once when the process that started this one has ended (Linux)')
    .option('--verbose', 'log arrivals, registrations and departures to standard error')
    .addHelpText(
      'after',
      '\nLeaves with 0 when it was told to stop (Ctrl-C, SIGTERM; once more to end at\n' +
        'once), 3 for a command line that makes no sense, 4 when it can not listen, can\n' +
        'not serve in that way on this machine, or can not say where it listens.',
    )
    .action(async (protocol: string | undefined, flags: ServeFlags) => {
      const only = protocol === undefined ? undefined : protocolOf(protocol);
      const { columns } = process.stdout;
      if (flags.faults) {
        const { renderFaults } = await import('./serve-text.ts');
        process.stdout.write(renderFaults({ only, asJson: flags.json, columns }));
        return;
      }
      const served = protocolOf(protocol);
      const { serveCommand } = await import('./serve-command.ts');
      process.exitCode = await serveCommand(served, flags);
    });
}

function protocolOf(name: string | undefined): ProtocolName {
  if (name === undefined) throw new HarnessError('flag-invalid', `Say which protocol to serve: ${PROTOCOL_NAMES.join(', ')}.`);
  return oneOf('harness serve', PROTOCOL_NAMES)(name);
}

function parseFaults(text: string, others: readonly string[] = []): readonly string[] {
  const names = text.split(',');
  if (names.includes('')) throw new HarnessError('flag-invalid', `--fault takes names with commas between them, not '${text}'.`);
  return [...others, ...names];
}

function parseOperator(text: string): OperatorSetting {
  if (text === 'stdio' || text === 'echo') return { kind: text };
  const file = /^script:(.+)$/s.exec(text)?.[1];
  if (file === undefined) throw new HarnessError('flag-invalid', `--operator takes stdio, echo or script:FILE, not '${text}'.`);
  let script: Buffer;
  try {
    script = readFileSync(file);
  } catch (cause) {
    throw new HarnessError('flag-invalid', `The script '${file}' can't be read: name a file with a line for each answer.`, cause);
  }
  const lines = linesOf(script);
  if (lines.length === 0) throw new HarnessError('flag-invalid', `The script '${file}' has no line: an answer is a line.`);
  return { kind: 'script', lines };
}

/** As bytes: what stands in the file is what is said. */
function linesOf(script: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < script.length; ) {
    const end = script.indexOf('\n', at);
    const stop = end === -1 ? script.length : end;
    lines.push(script.subarray(at, stop > at && script[stop - 1] === 0x0d ? stop - 1 : stop));
    at = stop + 1;
  }
  return lines;
}
