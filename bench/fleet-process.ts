// What a fleet costs those who lead it, by figures that sizes are reckoned from (docs/distributed.md): the bytes of a second's tally,
// the coordinator's time for the tallies of a second, and what the accounts at the end come to.
//   npm run bench:fleet -- [--agents 50,500] [--operations 1,3,10] [--samples 10000] [--seconds 6] [--clients 100000]
// --samples: of each operation, of an agent in a second. --clients: whose accounts are settled.

import { parseArgs } from 'node:util';
import { seededChance } from '../harness/chance.ts';
import { monotonicUs } from '../harness/clock.ts';
import { bytesOfValue, valueOfBytes } from '../harness/fleet/remote/plain-values.ts';
import { agentOfClient } from '../harness/load/shares.ts';
import { LatencyHistogram, prepareHistograms } from '../harness/record/latency-histogram.ts';
import { MergedRun } from '../harness/record/merge.ts';
import { Recorder } from '../harness/record/op-recorder.ts';
import { type Accounts, settle } from '../harness/record/settlement.ts';
import type { AgentHealth, SecondTally } from '../harness/record/tally.ts';
import { EVERYBODY } from '../harness/script/marked-message.ts';
import { median } from './measure.ts';

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '50,500' },
    operations: { type: 'string', default: '1,3,10' },
    samples: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '6' },
    clients: { type: 'string', default: '100000' },
  },
});
const listOf = (text: string) => text.split(',').map(Number);
const samples = Number(values.samples);
const chance = seededChance(7);

await prepareHistograms();
console.log(`A second's tally, ${count(samples)} samples of each operation`);
for (const operations of listOf(values.operations)) {
  const bytes = median([0, 1, 2].map((second) => bytesOfValue(tallyOf(operations, second)).length));
  console.log(`  ${operations} operation${operations === 1 ? '' : 's'}: ${count(bytes)} bytes`);
}

console.log(
  "The coordinator's processor time for a second of the run: reading the tallies, merging them, and its line of the timeline",
);
for (const agents of listOf(values.agents)) {
  for (const operations of listOf(values.operations)) measureMerging(agents, operations);
}

measureSettlement(Number(values.clients), Math.max(...listOf(values.agents)));

function measureMerging(agents: number, operations: number): void {
  // As many as are different: the histograms of one agent are not those of another.
  const packets = Array.from({ length: Math.min(agents, 16) }, () => tallyOf(operations, 0)).map((tally) => ({ tally }));
  const merged = new MergedRun(agents);
  const costsMs: number[] = [];
  for (let second = 0; second < Number(values.seconds); second++) {
    const bytes = packets.map(({ tally }) => bytesOfValue({ ...tally, second }));
    const before = process.cpuUsage();
    for (let agent = 0; agent < agents; agent++) {
      const packet = bytes[agent % bytes.length];
      if (packet !== undefined) merged.add(agent, valueOfBytes(packet) as SecondTally);
    }
    merged.second(second);
    const { user, system } = process.cpuUsage(before);
    costsMs.push((user + system) / 1000);
  }
  merged.destroy();
  const costMs = median(costsMs);
  const each = ((costMs / agents) * 1000).toFixed(0);
  console.log(`  ${agents} agents, ${operations} operations: ${costMs.toFixed(0)} ms, ${each} us for each agent`);
}

/** Each client has said ten messages to its partner, who lives at another agent and has heard all of them. */
function measureSettlement(clients: number, agents: number): void {
  const accounts: { clients: []; said: Accounts['said'][number][]; heard: Accounts['heard'][number][] }[] = Array.from(
    { length: agents },
    () => ({ clients: [], said: [], heard: [] }),
  );
  for (let client = 0; client < clients; client++) {
    const partner = client % 2 === 0 ? client + 1 : client - 1;
    accounts[agentOfClient(client, agents)]?.said.push({ sender: client, addressee: partner, count: 10 });
    accounts[agentOfClient(partner, agents)]?.heard.push({
      receiver: partner,
      sender: client,
      isToAll: false,
      highest: 10,
      missing: 0,
      excused: 0,
    });
  }
  const packets = accounts.map(bytesOfValue);
  const bytes = packets.reduce((sum, packet) => sum + packet.length, 0);
  const heldBefore = process.memoryUsage().heapUsed;
  const beganUs = monotonicUs();
  const read = packets.map((packet) => valueOfBytes(packet) as Accounts);
  const { lost, unsettled } = settle(read, {
    clients,
    everybody: EVERYBODY,
    areTogether: (one, other) => one % agents === other % agents,
    isGone: () => false,
  });
  const ms = (monotonicUs() - beganUs) / 1000;
  const held = Math.max(0, process.memoryUsage().heapUsed - heldBefore);
  console.log(
    `The accounts of ${count(clients)} clients of ${agents} agents, each of whom has said something to one client of another agent`,
  );
  console.log(
    `  ${(bytes / clients).toFixed(0)} bytes for each client on the way, ${count(held / clients)} bytes of memory at most`,
  );
  console.log(`  read and settled in ${ms.toFixed(0)} ms, ${((ms * 1000) / clients).toFixed(1)} us for each client`);
  if (lost + unsettled > 0) throw new Error('what everybody has heard is settled');
}

/** Latencies as servers have them: most near each other, and a long tail. */
function tallyOf(operations: number, second: number): SecondTally {
  const recorder = new Recorder();
  for (let op = 0; op < operations; op++) {
    for (let sample = 0; sample < samples; sample++) {
      const lagUs = 5 + chance.below(60);
      const serviceUs = 150 * Math.exp(normal() * 0.6) + (chance.below(100) === 0 ? chance.below(20_000) : 0);
      recorder.op(`operation-${op}`).record(0, lagUs, lagUs + serviceUs);
      recorder.wakeLag.record(lagUs);
    }
  }
  recorder.counters.operations = operations * samples;
  const tally = recorder.takeSecond(second, 20_000, health());
  recorder.destroy();
  return tally;
}

/** Near enough to a normal distribution: the sum of twelve that are not. */
function normal(): number {
  let sum = -6;
  for (let one = 0; one < 12; one++) sum += chance.below(1_000_000) / 1e6;
  return sum;
}

function health(): AgentHealth {
  const lag = new LatencyHistogram();
  for (let probe = 0; probe < 100; probe++) lag.record(chance.below(500));
  const loopLag = lag.encode();
  lag.destroy();
  return { cpuShare: 0.6, cpuSeconds: 0.6, rssBytes: 120_000_000, gcMs: 3, loopLag };
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
