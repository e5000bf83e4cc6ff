// One measured process of the transport benchmark: prints one line of JSON, as closed-loop does.
//   node echo-load-process.js TRANSPORT PORT CLIENTS FRAME_BYTES SECONDS WARM_UP_SECONDS

import { chooseTransport } from '../harness/transport/choose.ts';
import { loadWithEchoes } from './echo-load.ts';

const [kind = '', port, clients, frameBytes, seconds, warmUpSeconds] = process.argv.slice(2);
const { transport } = await chooseTransport(kind === 'node' ? 'node' : 'epoll');
const tally = await loadWithEchoes(
  transport,
  {
    to: { address: '127.0.0.1', port: Number(port) },
    clients: Number(clients),
    frameBytes: Number(frameBytes),
    warmUpSeconds: Number(warmUpSeconds),
    seconds: Number(seconds),
    timeoutMs: 10_000,
  },
  { now: false },
);
process.stdout.write(`${JSON.stringify(tally)}\n`);
