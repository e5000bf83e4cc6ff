// How many round trips the virtual clients carry for each second of processor time, as a ratio to a plain C client against the
// same server, run in turn; then what thousands of idle clients cost, and how late timers come.
//   npm run bench:transport -- [--rounds 5] [--seconds 4] [--connections 50,1000] [--idle-clients 19000] [--json]

import { parseArgs } from 'node:util';
import { CONNECTING_AT_ONCE } from '../harness/client/connect-many.ts';
import { chooseTransport } from '../harness/transport/choose.ts';
import { connectionsMax, preflight, readLimits } from '../harness/transport/limits.ts';
import { benchTransports } from './transport.ts';
import { renderTransportBench } from './transport-text.ts';

const FRAME_BYTES = 1500;
const WARM_UP_SECONDS = 0.5;
const IDLE_CLIENTS = 19_000;

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '50,1000' },
    'idle-clients': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const connections = flags.connections.split(',').map(Number);
const idleClients = Number(flags['idle-clients'] ?? Math.min(IDLE_CLIENTS, connectionsMax(readLimits())));
const say = (sentence: string) => process.stderr.write(`${sentence}\n`);

// The server's process needs as many descriptors as the client's.
const clients = Math.max(...connections, idleClients);
const needs = { to: { address: '127.0.0.1', port: 0 }, clients, connectingAtOnce: CONNECTING_AT_ONCE };
for (const { kind, sentence } of preflight(needs, readLimits())) {
  if (kind === 'blocks') throw new Error(sentence);
  say(`Note: ${sentence}`);
}
const { transport, reason } = await chooseTransport('auto');
transport.close();
if (transport.kind !== 'epoll') say(`Only the node transport: ${reason}`);

// Ctrl-C: the first ends behind the run that is under way, the second at once.
let isStopped = false;
const abort = new AbortController();
process.on('SIGINT', () => {
  if (isStopped) abort.abort();
  else say('Stopping after this run; once more to end at once.');
  isStopped = true;
});

const result = await benchTransports({
  rounds: Number(flags.rounds),
  seconds: Number(flags.seconds),
  warmUpSeconds: WARM_UP_SECONDS,
  frameBytes: FRAME_BYTES,
  connections,
  transports: transport.kind === 'epoll' ? ['epoll', 'node'] : ['node'],
  idleClients,
  tell: say,
  isStopped: () => isStopped,
  abort: abort.signal,
});
process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : renderTransportBench(result, FRAME_BYTES));
const isWrong = result.measures.some(({ errors }) => errors > 0) || result.idle.some(({ failed }) => failed > 0);
process.exitCode = isStopped ? 2 : isWrong ? 1 : 0;
