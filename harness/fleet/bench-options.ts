// What a bench run is to be, checked and resolved: flags become this, and nothing behind it knows of flags.

import type { Plan } from '../load/plan.ts';
import type { BenchRecord, Calibration, Second, ThresholdResult } from '../record/record.ts';
import type { Params, Scenario } from '../script/scenario.ts';
import type { TransportChoice } from '../transport/choose.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import type { PortableBundle } from './bundle.ts';
import type { NatsSettings } from './remote/nats-settings.ts';

/** A scenario, and the module whose default export it is: agents load it from there. */
export interface LoadedScenario {
  readonly name: string;
  readonly scenario: Scenario;
  /** A file URL. */
  readonly module: string;
  /** The file that somebody wrote, when it is not one of ours. */
  readonly source?: string;
  /** What another installation makes its module of, when it is not one of ours. */
  readonly bundle?: PortableBundle;
  /** The name by which another installation finds its own module, such as `chat/direct`, when it is one of ours. */
  readonly builtIn?: string;
}

export type TargetChoice =
  /** Something listens there already. */
  | { readonly how: 'running'; readonly to: Endpoint; readonly pid?: number }
  /** A shell command to start, which will listen there. */
  | { readonly how: 'started'; readonly command: string; readonly to: Endpoint; readonly pid?: number }
  /** A program with its words that says on its first line, as JSON, at which `host` and `port` it listens. */
  | { readonly how: 'embedded'; readonly words: readonly string[] };

/** Where agents are found, and which will do. */
export interface FleetChoice {
  readonly nats: NatsSettings;
  /** An agent has to have all of them. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface BenchOptions {
  readonly loaded: LoadedScenario;
  readonly target: TargetChoice;
  readonly plan: Plan;
  readonly params: Params;
  readonly seed: number;
  readonly agents: number | 'auto';
  /** Agents on other machines, `agents` of them, instead of processes of this one. */
  readonly fleet?: FleetChoice;
  /** What becomes of the run when an agent is lost; `fail` unless said. */
  readonly onLoss?: 'fail' | 'continue';
  /** The processors that the target and the agents are held to, by their numbers; both are started here then. */
  readonly pinned?: { readonly target: readonly number[]; readonly agents: readonly number[] };
  /** The processors of this machine that are kept from falling asleep while it runs. */
  readonly awake: readonly number[];
  readonly transport: TransportChoice;
  /** Addresses to connect from; empty: chosen here. */
  readonly sources: readonly string[];
  /** How long to wait for a connection, an answer, or the end. */
  readonly timeoutMs: number;
  readonly isChecking: boolean;
  /** As text, such as `response.p99 < 20ms`: what was asked for, and of the scenario's own what that leaves standing. */
  readonly thresholds: readonly string[];
  readonly abortOnFail: boolean;
  readonly warmUpSeconds: number | 'detected';
  readonly calibration?: Calibration;
  /** The words of the command line, for the record. */
  readonly command: readonly string[];
  readonly harnessVersion: string;
}

export type BenchPhase = 'starting-target' | 'connecting' | 'running' | 'draining' | 'leaving';

/** All that was measured up to the end of a second, warm-up and all: a run that goes on does not know yet what it will leave out. */
export interface SoFar {
  readonly turns: number;
  readonly operations: number;
  readonly errors: number;
  /** Deliveries that were looked at; undefined: none are. */
  readonly checked: number | undefined;
  /** Of them, those that were duplicated, reordered, misdelivered or corrupted. What is lost is known at the end. */
  readonly wrong: number;
  /** The first that was wrong, in a sentence. */
  readonly wrongExample: string | undefined;
  /** Responses, by operation. */
  readonly latencyUs: Readonly<
    Record<
      string,
      { readonly count: number; readonly responseP50: number; readonly responseP99: number; readonly responseMax: number }
    >
  >;
  /** Those that somebody asked for and that can be judged by now. */
  readonly thresholds: readonly ThresholdResult[];
}

/** Told while the run goes on. */
export interface BenchObserver {
  onPhase(phase: BenchPhase): void;
  /** While clients connect: how many have a connection, of how many, and errors so far. */
  onConnecting(connected: number, clients: number, errors: number): void;
  /** Each second, when all agents have told of it. */
  onSecond(second: Second, soFar: SoFar): void;
  /** Something worth a line: an agent is lost, a threshold is broken. */
  onNote(sentence: string): void;
}

export interface BenchSignals {
  /** Stop in order and conclude. */
  readonly stop: AbortSignal;
  /** End at once. */
  readonly abort: AbortSignal;
}

export type RunBench = (options: BenchOptions, observer: BenchObserver, signals: BenchSignals) => Promise<BenchRecord>;
