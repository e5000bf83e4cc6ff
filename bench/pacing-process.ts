// How late the timers of a transport come that pace 10,000 turns a second: `node pacing-process.js TRANSPORT SECONDS` prints one
// line of JSON.

import { waitUntil } from '../harness/clock.ts';
import { chooseTransport } from '../harness/transport/choose.ts';

const PERIOD_US = 100;

const [kind = '', seconds] = process.argv.slice(2);
const { transport } = await chooseTransport(kind === 'node' ? 'node' : 'epoll');
const { clock } = transport;
const count = Math.floor((Number(seconds) * 1e6) / PERIOD_US);
const latenessUs = new Float64Array(count);
const startUs = clock.nowUs() + PERIOD_US;
for (let turn = 0; turn < count; turn++) {
  const dueUs = startUs + turn * PERIOD_US;
  await waitUntil(clock, dueUs);
  latenessUs[turn] = clock.nowUs() - dueUs;
}
transport.close();
latenessUs.sort();
const percentile = (share: number) => latenessUs[Math.min(count - 1, Math.floor(count * share))] ?? 0;
process.stdout.write(`${JSON.stringify({ lateUsP50: percentile(0.5), lateUsP99: percentile(0.99) })}\n`);
