// Several servers under the same load, one trial after the other in the order A B B A: whatever the machine does meanwhile, it does to all.

import { HarnessError } from '../errors.ts';
import type { BenchObserver, BenchOptions, BenchSignals, RunBench, TargetChoice } from '../fleet/bench-options.ts';
import type { Plan } from '../load/plan.ts';
import { isStolen } from '../load/stolen.ts';
import type { BenchRecord } from '../record/record.ts';

export interface ServerInTurn {
  readonly name: string;
  /** What is started for so many clients. */
  target(clients: number): TargetChoice;
}

export interface InTurnOptions {
  readonly servers: readonly ServerInTurn[];
  /** One for each number of clients. */
  readonly plans: readonly Plan[];
  readonly trials: number;
  /** Whether trials that were disturbed are made again. */
  readonly isPatient: boolean;
  /** What is the same for all trials; each trial has a seed of its own, which is the same for all servers. */
  readonly base: Omit<BenchOptions, 'plan' | 'target'>;
}

export interface Trial {
  readonly server: ServerInTurn;
  readonly index: number;
  readonly plan: Plan;
  /** Of all trials of all servers, from 0. */
  readonly number: number;
  readonly of: number;
}

/** Told of each trial, and of what happens in it. */
export interface InTurnObserver {
  begin(trial: Trial): BenchObserver;
  end(trial: Trial, record: BenchRecord): void;
  /** It does not count, and is made again. */
  again(trial: Trial, record: BenchRecord): void;
}

interface LevelInTurn {
  readonly plan: Plan;
  /** By server, as many for each. */
  readonly records: readonly (readonly BenchRecord[])[];
}

export interface InTurn {
  /** Those with a trial of every server. */
  readonly levels: readonly LevelInTurn[];
  /** Of one level. */
  readonly order: readonly number[];
  /** What ended it before its time. */
  readonly failure?: HarnessError;
  readonly isStopped: boolean;
  /** Trials that were made again, since something else took their time; and those that count all the same. */
  readonly disturbed: { readonly again: number; readonly kept: number };
}

/** A round has each server once, and the next one the other way round: who comes first in one comes last in the next. */
export function orderOf(servers: number, trials: number): number[] {
  const round = Array.from({ length: servers }, (_, index) => index);
  return Array.from({ length: trials }, (_, trial) => (trial % 2 === 0 ? round : round.toReversed())).flat();
}

export async function runInTurn(
  { servers, plans, trials, isPatient, base }: InTurnOptions,
  runBench: RunBench,
  observer: InTurnObserver,
  signals: BenchSignals,
): Promise<InTurn> {
  const order = orderOf(servers.length, trials);
  const levels: LevelInTurn[] = [];
  const disturbed = { again: 0, kept: 0 };
  let failure: HarnessError | undefined;
  for (const [level, plan] of plans.entries()) {
    const records = servers.map((): BenchRecord[] => []);
    // At the most, all of it takes three times as long.
    let again = isPatient ? 2 * order.length : 0;
    for (const [place, index] of order.entries()) {
      if (signals.stop.aborted || failure !== undefined) break;
      const server = servers[index];
      if (server === undefined) continue;
      const trial = { server, index, plan, number: level * order.length + place, of: plans.length * order.length };
      const seed = (base.seed + Math.floor(place / servers.length)) % SEEDS;
      try {
        const make = () => runBench({ ...base, seed, plan, target: server.target(plan.clients) }, observer.begin(trial), signals);
        let record = await make();
        for (let time = 0; time < AGAIN_MAX && isDisturbed(record) && again > 0 && !signals.stop.aborted; time++) {
          // What nobody answered, nobody will answer.
          refuseObstacle(record, server);
          again -= 1;
          disturbed.again += 1;
          observer.again(trial, record);
          record = await make();
        }
        // What was stopped is no trial; nor is what nobody answered.
        if (signals.stop.aborted) break;
        refuseObstacle(record, server);
        if (isDisturbed(record)) disturbed.kept += 1;
        records[index]?.push(record);
        observer.end(trial, record);
      } catch (error) {
        const isAbort = error instanceof Error && error.name === 'AbortError';
        // What a trial breaks off with that is being stopped is the stop's doing.
        if (signals.stop.aborted && (isAbort || error instanceof HarnessError)) break;
        if (!(error instanceof HarnessError)) throw error;
        failure = error;
      }
    }
    const complete = Math.min(...records.map(({ length }) => length));
    if (complete > 0) levels.push({ plan, records: records.map((own) => own.slice(0, complete)) });
  }
  return { levels, order, isStopped: signals.stop.aborted, disturbed, ...(failure === undefined ? {} : { failure }) };
}

const SEEDS = 2 ** 31;
/** What goes on for longer than so many trials will go on for the next one, too. */
const AGAIN_MAX = 3;

/**
 * The host took its time, or something else did, so that the clients' side came late: none of it is the server's. Where the clients' side
 * itself has too much to do, that is so each time.
 */
function isDisturbed({ generator, causes }: BenchRecord): boolean {
  return isStolen(generator) || (causes.length > 0 && causes.every(({ code }) => LATE.includes(code)));
}
const LATE: readonly string[] = ['send-lag', 'loop-lag'];

function refuseObstacle({ causes }: BenchRecord, { name }: ServerInTurn): void {
  const obstacle = causes.find(({ code }) => code === 'target-unreachable' || code === 'script-error');
  if (obstacle !== undefined) throw new HarnessError('target-failed', `${name}: ${obstacle.sentence}`);
}
