// Thousands of clients that are connected, wait for a frame, and get none: `node idle-clients-process.js TRANSPORT PORT CLIENTS`
// prints one line of JSON with the time it took to connect them, and the resident memory that each costs.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from '../harness/client/client.ts';
import { connectMany } from '../harness/client/connect-many.ts';
import { chooseTransport } from '../harness/transport/choose.ts';
import { fixedFrames } from '../harness/wire/framing.ts';

const [kind = '', port, count] = process.argv.slice(2);
const { transport } = await chooseTransport(kind === 'node' ? 'node' : 'epoll');
const to = { address: '127.0.0.1', port: Number(port) };
const framing = fixedFrames(1500);
const makeClient = () => new Client(transport, { sends: framing, receives: framing });
// Garbage that nobody has collected yet is not what a client costs.
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

// The first few compile the code and fill the caches: that is the process's cost, not theirs.
const first = await connectMany({ to, clients: 100, makeClient });
await Promise.all(first.clients.map((client) => client.close()));
collectGarbage();
const emptyBytes = process.memoryUsage.rss();
const startUs = transport.clock.nowUs();
const { clients, outcomes } = await connectMany({ to, clients: Number(count), makeClient });
const connectSeconds = (transport.clock.nowUs() - startUs) / 1e6;
const waiting = Promise.all(clients.map((client) => client.next(Number.POSITIVE_INFINITY)));
collectGarbage();
const bytesEach = (process.memoryUsage.rss() - emptyBytes) / clients.length;
const failed = outcomes.length - clients.length;
await Promise.all(clients.map((client) => client.close()));
await waiting;
process.stdout.write(`${JSON.stringify({ connected: clients.length, failed, connectSeconds, bytesEach })}\n`);
