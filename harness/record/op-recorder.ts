// What an agent keeps of the second that goes on: counters, a histogram for each view of each operation, errors by kind. Once a
// second it is told and forgotten; what the seconds come to is the business of whoever merges them.

import { LatencyHistogram } from './latency-histogram.ts';
import type { ErrorEntry } from './record.ts';
import type { BLAMES, PHASES } from './record-words.ts';
import { type AgentHealth, type Counters, type EncodedOp, noCounters, type SecondTally } from './tally.ts';

export type Phase = (typeof PHASES)[number];
export type Blame = (typeof BLAMES)[number];

/** Codes are a closed set, but a script may make up its own without end. What comes behind these counts as `other`. */
export const ERROR_KINDS_MAX = 200;
const OTHER_CODE = 'other';
const WRONGS_MAX = 5;

export class OpRecorder {
  readonly response = new LatencyHistogram();
  readonly service = new LatencyHistogram();
  readonly sendLag = new LatencyHistogram();

  /** The hot path: three histograms, about 120 ns. */
  record(dueUs: number, sentUs: number, doneUs: number): void {
    this.response.record(doneUs - dueUs);
    this.service.record(doneUs - sentUs);
    this.sendLag.record(sentUs - dueUs);
  }

  encode(): EncodedOp {
    return { response: this.response.encode(), service: this.service.encode(), sendLag: this.sendLag.encode() };
  }

  reset(): void {
    this.response.reset();
    this.service.reset();
    this.sendLag.reset();
  }

  destroy(): void {
    this.response.destroy();
    this.service.destroy();
    this.sendLag.destroy();
  }
}

export class Recorder {
  /** Always the same object, so that whoever counts may keep it. */
  readonly counters: Counters = noCounters();
  readonly connectTime = new LatencyHistogram();
  readonly firstFrame = new LatencyHistogram();
  readonly wakeLag = new LatencyHistogram();
  readonly #ops = new Map<string, OpRecorder>();
  #lastName = '';
  #lastOp: OpRecorder | undefined;
  readonly #errors = new Map<string, ErrorEntry>();
  /** Of the whole run: a new set of codes in each second would grow without end all the same. */
  readonly #errorKinds = new Set<string>();
  #wrongs: string[] = [];

  /** The same one for the same name, so that whoever records may keep it. */
  op(name: string): OpRecorder {
    // Most ask for the one that was asked for last.
    if (name === this.#lastName && this.#lastOp !== undefined) return this.#lastOp;
    let op = this.#ops.get(name);
    if (op === undefined) {
      op = new OpRecorder();
      this.#ops.set(name, op);
    }
    this.#lastName = name;
    this.#lastOp = op;
    return op;
  }

  /** Counts it in `counters.errors`, too. `atUs` is since the start of the run. */
  error(phase: Phase, code: string, blame: Blame, atUs: number, example: string): void {
    this.counters.errors += 1;
    const known = this.#knownCode(phase, code, blame);
    const entry = { phase, code: known, blame, count: 1, firstAtSeconds: atUs / 1e6, example };
    addError(this.#errors, entry);
  }

  /** A sentence about a delivery that was not right; the first few of a second are kept. */
  wrong(sentence: string): void {
    if (this.#wrongs.length < WRONGS_MAX) this.#wrongs.push(sentence);
  }

  /** What came since the last second was taken. */
  takeSecond(second: number, activeClients: number, health: AgentHealth): SecondTally {
    const ops: [string, EncodedOp][] = [];
    for (const [name, op] of this.#ops) {
      if (op.response.count === 0) continue;
      ops.push([name, op.encode()]);
      op.reset();
    }
    const tally: SecondTally = {
      second,
      counters: { ...this.counters },
      activeClients,
      ops: Object.fromEntries(ops),
      connectTime: this.connectTime.encode(),
      firstFrame: this.firstFrame.encode(),
      wakeLag: this.wakeLag.encode(),
      errors: [...this.#errors.values()],
      wrongs: this.#wrongs,
      health,
    };
    Object.assign(this.counters, noCounters());
    this.connectTime.reset();
    this.firstFrame.reset();
    this.wakeLag.reset();
    this.#errors.clear();
    this.#wrongs = [];
    return tally;
  }

  destroy(): void {
    for (const op of this.#ops.values()) op.destroy();
    this.#ops.clear();
    this.#lastOp = undefined;
    this.connectTime.destroy();
    this.firstFrame.destroy();
    this.wakeLag.destroy();
  }

  #knownCode(phase: Phase, code: string, blame: Blame): string {
    const kind = errorKind({ phase, code, blame });
    if (this.#errorKinds.has(kind)) return code;
    if (this.#errorKinds.size >= ERROR_KINDS_MAX) return OTHER_CODE;
    this.#errorKinds.add(kind);
    return code;
  }
}

/** Adds an entry to those of its kind. The earliest example stays, in whatever order they come. */
export function addError(errors: Map<string, ErrorEntry>, entry: ErrorEntry): void {
  const kind = errorKind(entry);
  const before = errors.get(kind);
  if (before === undefined) {
    errors.set(kind, entry);
    return;
  }
  const first = isEarlier(entry, before) ? entry : before;
  errors.set(kind, { ...first, count: before.count + entry.count });
}

function errorKind({ phase, code, blame }: Pick<ErrorEntry, 'phase' | 'code' | 'blame'>): string {
  return `${phase} ${blame} ${code}`;
}

function isEarlier(one: ErrorEntry, other: ErrorEntry): boolean {
  if (one.firstAtSeconds !== other.firstAtSeconds) return one.firstAtSeconds < other.firstAtSeconds;
  // Two agents may meet the same at the same time, and the record shall not depend on who is heard first.
  return one.example < other.example;
}
