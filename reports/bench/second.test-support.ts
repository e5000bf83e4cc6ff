// A second of a timeline as tests need it: what they don't say is quiet.

import type { Second } from '../../harness/record/record.ts';

type Latency = Second['latencyUs'][string];

export function secondOf(
  second: number,
  latencyUs: Readonly<Record<string, Partial<Latency>>> = {},
  changes: Partial<Second> = {},
): Second {
  return {
    second,
    turns: 0,
    turnsLate: 0,
    operations: 0,
    errors: 0,
    activeClients: 1,
    connects: 0,
    bytesSent: 0,
    bytesReceived: 0,
    framesReceived: 0,
    framesSharingReads: 0,
    latencyUs: Object.fromEntries(Object.entries(latencyUs).map(([op, latency]) => [op, { ...NO_LATENCY, ...latency }])),
    agents: [{ cpuShare: 0.1, loopLagUsMax: 100, rssBytes: 50_000_000, gcMs: 0 }],
    ...changes,
  };
}

const NO_LATENCY: Latency = {
  count: 0,
  responseP50: 0,
  responseP99: 0,
  responseMax: 0,
  serviceP50: 0,
  serviceP99: 0,
  sendLagP99: 0,
};
