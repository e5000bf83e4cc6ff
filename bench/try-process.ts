import { runBench } from '../harness/fleet/bench-run.ts';
import { makePlan } from '../harness/load/make-plan.ts';
import ping from '../scenarios/echo-block/ping.ts';

const wishes = JSON.parse(process.argv[2] ?? '{}');
const {
  target,
  agents = 'auto',
  check = true,
  transport = 'auto',
  bytes = 1500,
  thresholds = [],
  abort = false,
  ...plan
} = wishes;
const stop = new AbortController();
const abortion = new AbortController();
process.on('SIGINT', () => (stop.signal.aborted ? abortion.abort() : stop.abort()));
const began = performance.now();
const record = await runBench(
  {
    loaded: {
      name: 'echo-block/ping',
      scenario: ping as never,
      module: new URL('../scenarios/echo-block/ping.js', import.meta.url).href,
    },
    target:
      target === undefined
        ? {
            how: 'embedded',
            words: [
              process.execPath,
              new URL('../harness/cli/main.js', import.meta.url).pathname,
              'serve',
              'echo-block',
              '--port',
              '0',
              '--json',
            ],
          }
        : { how: 'running', to: { address: '127.0.0.1', port: target } },
    plan: makePlan({ clients: 50, ...plan }),
    params: { frameBytes: bytes },
    seed: 1,
    agents,
    transport,
    sources: [],
    timeoutMs: 10000,
    isChecking: check,
    thresholds,
    abortOnFail: abort,
    warmUpSeconds: 'detected',
    command: [],
    harnessVersion: 'x',
  },
  {
    onPhase: (p) => console.error(`${((performance.now() - began) / 1000).toFixed(2)} ${p}`),
    onConnecting: (c, n, e) => console.error(`connecting ${c}/${n} ${e}`),
    onSecond: (s) =>
      console.error(
        s.second,
        s.turns,
        JSON.stringify(s.latencyUs.ping),
        s.agents.map((a) => a?.cpuShare.toFixed(2)).join(),
        s.target?.cpuShare,
      ),
    onNote: (n) => console.error(`note: ${n}`),
  },
  { stop: stop.signal, abort: abortion.signal },
);
console.error(`${((performance.now() - began) / 1000).toFixed(2)} done`);
const { timeline, latencyUs, ...rest } = record;
console.log(
  JSON.stringify(
    {
      ...rest,
      generator: {
        ...rest.generator,
        loopLagUs: { ...rest.generator.loopLagUs, hdr: '' },
        wakeLagUs: { ...rest.generator.wakeLagUs, hdr: '' },
      },
      connect: {
        ...rest.connect,
        timeUs: { ...rest.connect.timeUs, hdr: '' },
        firstFrameUs: { ...rest.connect.firstFrameUs, hdr: '' },
      },
    },
    null,
    1,
  ),
  JSON.stringify(latencyUs, (k, v) => (k === 'hdr' ? undefined : v)),
);
