// What an agent tells of a second: counters and encoded histograms, as a plain value that any link can carry, and that
// merges exactly with those of other agents.

import type { ErrorEntry } from './record.ts';

/** A histogram on its way: `hdr` as in the record, and beside it what has to be exact. */
export interface EncodedLatency {
  readonly count: number;
  readonly sumUs: number;
  /** 0 when the count is. */
  readonly minUs: number;
  readonly maxUs: number;
  readonly clamped: number;
  /** HdrHistogram V2, compressed, base64; empty when the count is 0. */
  readonly hdr: string;
}

export interface EncodedOp {
  readonly response: EncodedLatency;
  readonly service: EncodedLatency;
  readonly sendLag: EncodedLatency;
}

export interface Counters {
  turns: number;
  turnsLate: number;
  operations: number;
  errors: number;
  connectAttempts: number;
  connects: number;
  bytesSent: number;
  bytesReceived: number;
  framesSent: number;
  framesReceived: number;
  framesSharingReads: number;
  checked: number;
  duplicated: number;
  reordered: number;
  misdelivered: number;
  corrupted: number;
}

/** All but `rssBytes` of the time since the agent's last tally. */
export interface AgentHealth {
  readonly cpuShare: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly gcMs: number;
  readonly loopLag: EncodedLatency;
  /** Of the agent's machine; absent: its system does not tell. */
  readonly processors?: ProcessorTimes;
}

export interface ProcessorTimes {
  /** In which processors had something to do, whether or not they could. */
  readonly wantedSeconds: number;
  /** Of that, the part that the host gave to other machines. */
  readonly stolenSeconds: number;
}

/** One second of one agent. Before the start it is second -1, several times over if connecting takes long. */
export interface SecondTally {
  readonly second: number;
  readonly counters: Readonly<Counters>;
  readonly activeClients: number;
  readonly ops: Readonly<Record<string, EncodedOp>>;
  readonly connectTime: EncodedLatency;
  readonly firstFrame: EncodedLatency;
  /** How late clients were woken whose turn was due: the part of the send lag that is the generator's own. */
  readonly wakeLag: EncodedLatency;
  readonly errors: readonly ErrorEntry[];
  /** Deliveries that were not right, the first few in a sentence each. */
  readonly wrongs: readonly string[];
  readonly health: AgentHealth;
}

export function noCounters(): Counters {
  return {
    turns: 0,
    turnsLate: 0,
    operations: 0,
    errors: 0,
    connectAttempts: 0,
    connects: 0,
    bytesSent: 0,
    bytesReceived: 0,
    framesSent: 0,
    framesReceived: 0,
    framesSharingReads: 0,
    checked: 0,
    duplicated: 0,
    reordered: 0,
    misdelivered: 0,
    corrupted: 0,
  };
}
