// One of the processes that hold many idle connections to a server that echoes: connects them from a source address of its own,
// exchanges a message on each, says so in one line of JSON, and holds them until its standard input ends.
//   node many-idle-process.js PORT CLIENTS SOURCE

import { Client } from '../harness/client/client.ts';
import { connectMany } from '../harness/client/connect-many.ts';
import { chooseTransport } from '../harness/transport/choose.ts';
import { readLimits } from '../harness/transport/limits.ts';
import { planSources, SourcePairs } from '../harness/transport/sources.ts';
import { fixedFrames } from '../harness/wire/framing.ts';

const [port, count, source = ''] = process.argv.slice(2);
const { transport } = await chooseTransport('auto');
const to = { address: '127.0.0.1', port: Number(port) };
const framing = fixedFrames(64);
const plan = planSources({ to, clients: Number(count), sources: [source], ports: readLimits().ports });
const { clients } = await connectMany({
  to,
  clients: Number(count),
  makeClient: () => new Client(transport, { sends: framing, receives: framing, timeoutMs: 60_000 }),
  sources: plan === undefined ? undefined : new SourcePairs(plan),
});
const message = Buffer.alloc(64, 'x');
let answered = 0;
for (const client of clients) {
  client.send(message);
  const outcome = await client.next();
  if (outcome.kind === 'frame' && outcome.equals(message)) answered++;
}
process.stdout.write(`${JSON.stringify({ connected: clients.length, answered })}\n`);
process.stdin.resume();
process.stdin.on('end', () => transport.close());
