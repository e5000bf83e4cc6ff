// How near `harness capacity` comes to a limit that is known: the reference server, throttled to N answers a second by a fault, and
// asked for it through the command as anybody would. `node capacity-process.js [N ...]`; it takes a few minutes for each. On the
// axis of clients the limit is where all of them together wait as long as the objective allows.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type CapacityRecord, capacityRecordSchema } from '../harness/record/capacity-record.ts';

const main = fileURLToPath(new URL('../harness/cli/main.js', import.meta.url));
const SCENARIO = 'echo-block/ping';
/** Clients that wait for each other have their answers after so long. */
const CLIENTS_WAIT_MS = 20;

const given = process.argv.slice(2).map(Number);
for (const answers of given.length > 0 ? given : [500, 2000, 8000]) {
  await tell(`${answers}/s`, answers, ['--objective', 'response.p99 < 20ms', '--from', String(Math.round(answers / 3))]);
  const clients = Math.round((answers * CLIENTS_WAIT_MS) / 1000);
  const objective = `response.p50 < ${CLIENTS_WAIT_MS}.5ms`;
  await tell(`${answers}/s`, clients, ['--axis', 'clients', '--objective', objective], answers);
}

async function tell(server: string, expected: number, words: readonly string[], answers = expected): Promise<void> {
  const { answer, axis, steps } = await capacityOf(answers, words);
  const found = answer.kind === 'found' ? answer : undefined;
  const off = found === undefined ? '' : `, off by ${(Math.abs(found.load / expected - 1) * 100).toFixed(2)} %`;
  const interval = found === undefined ? '' : ` (${found.low} to ${found.high})`;
  const load = answer.kind === 'unknown' ? '' : ` ${answer.load}${interval}`;
  process.stdout.write(`${server}, ${axis}: ${answer.kind}${load}, expected ${expected}${off}, ${steps.length} steps\n`);
}

async function capacityOf(answers: number, words: readonly string[]): Promise<CapacityRecord> {
  const port = await freePort();
  const server = `exec '${process.execPath}' '${main}' serve echo-block --port ${port} --fault throttled=${answers}`;
  const all = [
    'capacity',
    SCENARIO,
    '--start',
    server,
    '--target',
    `127.0.0.1:${port}`,
    '--json',
    '--out',
    '/dev/null',
    ...words,
  ];
  const child = spawn(process.execPath, [main, ...all], { stdio: ['ignore', 'pipe', 'inherit'] });
  let json = '';
  for await (const piece of child.stdout.setEncoding('utf8')) json += piece;
  return capacityRecordSchema.parse(JSON.parse(json));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
