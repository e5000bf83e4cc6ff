// What `harness capacity` does: checks everything, searches, writes the record and the reports, says what the capacity is, and
// returns the exit code.

import { renderCapacitySummary } from '../../reports/formats/text/capacity.ts';
import type { HarnessError } from '../errors.ts';
import { clientsText, loadText } from '../load/load-words.ts';
import { parseThreshold, withDefaults } from '../load/thresholds.ts';
import { CAPACITY_RECORD_SCHEMA, type CapacityRecord } from '../record/capacity-record.ts';
import type { BenchRecord } from '../record/record.ts';
import { type CapacityPhase, type Measured, type SearchResult, searchCapacity } from '../study/capacity-search.ts';
import { stepOf } from '../study/capacity-step.ts';
import { judgeCapacity } from '../study/capacity-verdict.ts';
import type { Engine } from './bench-command.ts';
import { type CapacityFlags, type CapacityPlan, capacityPlanFrom } from './capacity-flags.ts';
import { EXIT_COULD_NOT_RUN, EXIT_INCONCLUSIVE } from './exit-codes.ts';
import { printable } from './printable.ts';
import { usualProgress } from './progress.ts';
import { loadedScenario, SCENARIO_DEFAULT } from './scenario-choice.ts';
import { circumstancesOf, lastingNotes, leaveStudy, prepareStudyFiles } from './study-output.ts';
import { type StudySession, startSession } from './study-session.ts';
import { SEEDS, type Surroundings } from './surroundings.ts';

export async function capacityCommand(
  argument: string | undefined,
  flags: CapacityFlags,
  engine: Engine,
  surroundings: Surroundings,
): Promise<number> {
  const loaded = await loadedScenario(argument ?? SCENARIO_DEFAULT, engine);
  const startedAt = surroundings.now();
  const { command, harnessVersion, stderr, environment } = surroundings;
  const machine = await engine.machineFor(flags);
  const seed = flags.seed ?? startedAt.getTime() % SEEDS;
  const plan = await capacityPlanFrom(flags, loaded, { command, harnessVersion, environment, seed, ...machine });
  const files = prepareStudyFiles(flags, `capacity-${loaded.name}`, startedAt);
  const progress = flags.progress ?? usualProgress(stderr, environment);

  const session = startSession(progress, titleOf(loaded.name, plan), engine.runBench, surroundings);
  let searched: Searched;
  try {
    searched = await search(plan, loaded.name, session);
  } finally {
    session.release();
  }
  const { result, first, failure, objective } = searched;
  if (first === undefined) {
    if (failure !== undefined) throw failure;
    stderr.write('Stopped before anything was measured.\n');
    return EXIT_INCONCLUSIVE;
  }
  const { search: options, wanted, clients, secondsPerStep } = plan;
  const { answer, steps, sentence } = result;
  const record: CapacityRecord = {
    schema: CAPACITY_RECORD_SCHEMA,
    kind: 'capacity',
    ...judgeCapacity({ axis: options.axis, answer, wanted, sentence }),
    ...circumstancesOf(first, seed, startedAt, command, lastingNotes(first)),
    axis: options.axis,
    ...(clients !== undefined && { clients }),
    objective: [...objective],
    ...(wanted !== undefined && { wanted }),
    precision: options.precision,
    secondsPerStep,
    answer,
    steps: [...steps],
  };
  const code = await leaveStudy({ record, files, flags, progress, failure, render: renderCapacitySummary }, surroundings);
  // A target that never answered is no finding about its capacity.
  const obstacle = steps.length === 1 ? first.causes.find(({ code: cause }) => OBSTACLES.has(cause)) : undefined;
  if (obstacle === undefined) return code;
  stderr.write(`harness: ${printable(obstacle.sentence)}\n`);
  return EXIT_COULD_NOT_RUN;
}

/** Such as `chat/direct, from 1,000 turns a second, with 100 clients: steps of 5 s`. */
function titleOf(name: string, { search: { axis, from }, clients, secondsPerStep }: CapacityPlan): string {
  const hosts = clients === undefined ? '' : `, with ${clientsText(clients)}`;
  return `${name}, from ${loadText(axis, from)}${hosts}: steps of ${secondsPerStep} s`;
}

const OBSTACLES = new Set(['target-unreachable', 'script-error']);

interface Searched {
  readonly result: SearchResult;
  /** The first run that left a record. */
  readonly first: BenchRecord | undefined;
  /** What the machine or the target kept from running at all. */
  readonly failure: HarnessError | undefined;
  readonly objective: readonly string[];
}

async function search(plan: CapacityPlan, name: string, session: StudySession): Promise<Searched> {
  const { axis } = plan.search;
  let number = 0;
  let first: BenchRecord | undefined;
  let failure: HarnessError | undefined;
  let objective: readonly string[] = [];
  const measure = async (load: number, phase: CapacityPhase): Promise<Measured | undefined> => {
    const options = await plan.optionsFor(load, phase, number++);
    objective = options.thresholds;
    const ran = await session.run(options, `Step ${number}, ${phase}: ${name}, ${loadText(axis, load)}`);
    if (ran.kind === 'stopped') return undefined;
    if (ran.kind === 'record') {
      first ??= ran.record;
      return stepOf(ran.record, withDefaults(options.thresholds.map(parseThreshold)));
    }
    // More clients than this machine has descriptors or ports for say nothing of the target.
    const { code, message } = ran.error;
    if (axis === 'clients' && first !== undefined && OF_THIS_MACHINE.has(code)) return { outcome: 'limited', sentence: message };
    failure = ran.error;
    return first === undefined ? undefined : { outcome: 'failed', sentence: message };
  };
  const result = await searchCapacity(plan.search, async (load, phase) => {
    const measured = await measure(load, phase);
    if (measured === undefined) return undefined;
    const { outcome, sentence } = measured;
    session.tell(`${phase}, ${loadText(axis, load)}: ${outcome}. ${sentence}`, { kind: 'step', phase, load, outcome, sentence });
    return measured;
  });
  return { result, first, failure, objective };
}

const OF_THIS_MACHINE: ReadonlySet<string> = new Set(['limit-too-low', 'sources-exhausted']);
