// What a run of `harness verify` is told, and whom it tells how it goes.

import type { CaseEntry, Finding, PropertyEntry, VerifyRecord } from '../record/verify-record.ts';
import type { TransportChoice } from '../transport/choose.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import type { Contract, Level } from './case.ts';
import type { Counterexample } from './counterexample.ts';

export type TargetWish =
  /** The reference server, started as `argv` says; its first line, in JSON, tells where it listens. */
  | { readonly how: 'embedded'; readonly argv: readonly string[] }
  /** A line of shell that listens at `to`. */
  | { readonly how: 'started'; readonly command: string; readonly to: Endpoint }
  | { readonly how: 'running'; readonly to: Endpoint; readonly pid?: number };

export interface ExpectedFailure {
  readonly id: string;
  readonly reason: string;
}

export interface VerifyOptions {
  readonly contract: Contract;
  /** The file of a contract of one's own. */
  readonly source?: string;
  readonly target: TargetWish;
  readonly clientFrame?: number;
  /** Undefined: that of the contract. */
  readonly capacity?: number;
  /** Ids, or beginnings of them that end in a slash, or with `*`. Each has matched something, which is checked before. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly level: Level;
  readonly expectFail: readonly ExpectedFailure[];
  /** Programs for each property. */
  readonly runs: number;
  readonly seed: number;
  /** For all of the run; what is left when it is up is inconclusive. */
  readonly budgetMs: number;
  /** How long to wait for what should come. */
  readonly patienceMs: number;
  readonly transport: TransportChoice;
  readonly command: readonly string[];
  readonly harnessVersion: string;
  /** Keeps a counterexample, and says in which file; undefined: nowhere. */
  keep(counterexample: Counterexample): string | undefined;
}

export interface VerifyObserver {
  /** Before anything is said of a case: how many of them there will be. */
  onSelected(cases: number, properties: number): void;
  onPhase(phase: 'starting-target' | 'probing' | 'judging' | 'stopping'): void;
  onBegin(id: string): void;
  onCase(entry: CaseEntry): void;
  onRuns(id: string, runs: number, wanted: number): void;
  /** Simplifications that still failed, of so many attempts. */
  onShrinking(id: string, steps: number, attempts: number): void;
  onProperty(entry: PropertyEntry): void;
  onFinding(finding: Finding): void;
  onNote(sentence: string): void;
}

/** Once the signal is given it stops in order: what is left is inconclusive, and stands in the record. */
export type RunVerify = (options: VerifyOptions, observer: VerifyObserver, signal: AbortSignal) => Promise<VerifyRecord>;
