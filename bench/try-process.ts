import { Crew } from '../harness/load/crew.ts';
import { prepareHistograms } from '../harness/record/latency-histogram.ts';
import { chooseTransport } from '../harness/transport/choose.ts';
import ping from '../scenarios/echo-block/ping.ts';

const [port, clients, seconds, check = 'yes', kind = 'epoll'] = process.argv.slice(2);
await prepareHistograms();
const { transport } = await chooseTransport(kind === 'node' ? 'node' : 'epoll');
const params = { frameBytes: 1500 };
const framings = typeof ping.dialect.framings === 'function' ? ping.dialect.framings(params) : ping.dialect.framings;
let turns = 0;
let cpu = 0;
let ops = 0;
const crew = new Crew({
  transport,
  to: { address: '127.0.0.1', port: Number(port) },
  scenario: ping as never,
  plan: {
    kind: 'closed',
    clients: Number(clients),
    segments: [{ durationUs: Number(seconds) * 1e6, from: Number(clients), to: Number(clients) }],
    thinkUs: 0,
  },
  params,
  framings,
  run: 77,
  seed: 1,
  timeoutMs: 10000,
  isChecking: check === 'yes',
  agent: 0,
  agents: 1,
  connectingAtOnce: 500,
  onSecond: (t) => {
    if (t.second >= 1 && t.second < Number(seconds)) {
      turns += t.counters.turns;
      cpu += t.health.cpuSeconds;
    }
    ops += t.counters.operations;
    if (process.env.V) console.log(t.second, t.counters, t.health.cpuShare, t.errors, t.wrongs);
  },
  onScriptError: (e) => console.log(e),
});
crew.prepare();
await crew.ready;
crew.start(transport.clock.nowUs() + 10_000);
await crew.arrived;
crew.leave();
await crew.ended;
console.log(JSON.stringify({ ...crew.end(), ops, turnsPerCpuSecond: Math.round(turns / cpu) }));
transport.close();
