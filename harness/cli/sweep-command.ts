// What `harness capacity --sweep` does: runs the scenario with more and more clients, fits the law, and says what it says.

import { renderSweepSummary } from '../../reports/formats/text/sweep.ts';
import { seededChance } from '../chance.ts';
import { HarnessError } from '../errors.ts';
import { clientsText } from '../load/load-words.ts';
import type { BenchRecord } from '../record/record.ts';
import { SWEEP_RECORD_SCHEMA, type SweepRecord } from '../record/sweep-record.ts';
import { generatorLimitOf } from '../study/capacity-step.ts';
import { runOf } from '../study/run-of.ts';
import { countedPoints, fitOf, judgeSweep, LEVELS_MIN, levelsOf, type SweepTrial, sweepOrder } from '../study/sweep.ts';
import type { Engine } from './bench-command.ts';
import type { CapacityFlags } from './capacity-flags.ts';
import { EXIT_INCONCLUSIVE } from './exit-codes.ts';
import { usualProgress } from './progress.ts';
import { loadedScenario, SCENARIO_DEFAULT } from './scenario-choice.ts';
import { circumstancesOf, lastingNotes, leaveStudy, prepareStudyFiles } from './study-output.ts';
import { type StudySession, startSession } from './study-session.ts';
import { stepOptions, stepSeconds } from './study-steps.ts';
import { SEEDS, type Surroundings } from './surroundings.ts';

const AUTO_LEVELS = [1, 2, 4, 8, 16, 32, 64];
const TRIALS_DEFAULT = 3;

export async function sweepCommand(
  argument: string | undefined,
  flags: CapacityFlags,
  engine: Engine,
  surroundings: Surroundings,
): Promise<number> {
  refuseOthers(flags);
  const loaded = await loadedScenario(argument ?? SCENARIO_DEFAULT, engine);
  const startedAt = surroundings.now();
  const { command, harnessVersion, stderr, environment } = surroundings;
  const machine = await engine.machineFor(flags);
  const seed = flags.seed ?? startedAt.getTime() % SEEDS;
  const seconds = stepSeconds(flags);
  const levels = levelsAskedFor(flags);
  const optionsFor = (clients: number, number: number) =>
    stepOptions(flags, { clients, rate: undefined, seconds, thresholds: [], number }, closed(loaded), {
      command,
      harnessVersion,
      environment,
      seed,
      ...machine,
    });
  await optionsFor(Math.max(...levels), 0);
  const files = prepareStudyFiles(flags, `sweep-${loaded.name}`, startedAt);
  const progress = flags.progress ?? usualProgress(stderr, environment);

  const order = sweepOrder(levels, flags.trials ?? TRIALS_DEFAULT, seededChance(seed));
  const sweepTitle = `${loaded.name}, ${order.length} runs of ${seconds} s: ${clientsText(Math.min(...levels))} to ${Math.max(...levels)}`;
  const session = startSession(progress, sweepTitle, engine.runBench, surroundings);
  const swept: { first?: BenchRecord; failure?: HarnessError; trials: SweepTrial[] } = { trials: [] };
  try {
    for (const [index, clients] of order.entries()) {
      const title = `Run ${index + 1} of ${order.length}: ${loaded.name}, ${clientsText(clients)}`;
      const ran = await session.run(await optionsFor(clients, index), title);
      if (ran.kind === 'stopped') break;
      if (ran.kind === 'refused') {
        swept.failure = ran.error;
        break;
      }
      swept.first ??= ran.record;
      const trial = { clients, run: runOf(ran.record), limit: generatorLimitOf(ran.record) };
      swept.trials.push(trial);
      tell(session, trial);
      const obstacle = ran.record.causes.find(({ code }) => code === 'target-unreachable' || code === 'script-error');
      if (obstacle === undefined) continue;
      swept.failure = new HarnessError(
        obstacle.code === 'script-error' ? 'measurement-failed' : 'target-unreachable',
        obstacle.sentence,
      );
      break;
    }
  } finally {
    session.release();
  }
  const { first, failure, trials } = swept;
  if (first === undefined) {
    if (failure !== undefined) throw failure;
    stderr.write('Stopped before anything was measured.\n');
    return EXIT_INCONCLUSIVE;
  }
  const done = levelsOf(trials);
  const fit = fitOf(countedPoints(trials, done), seededChance(seed));
  const isCutShort = trials.length < order.length;
  const sentence = isCutShort ? `It ended after ${trials.length} of ${order.length} runs.` : undefined;
  const record: SweepRecord = {
    schema: SWEEP_RECORD_SCHEMA,
    kind: 'sweep',
    ...judgeSweep({ levels: done, fit, sentence }),
    ...circumstancesOf(first, seed, startedAt, command, lastingNotes(first)),
    secondsPerTrial: seconds,
    levels: done,
    ...(fit !== undefined && { fit }),
  };
  return leaveStudy({ record, files, flags, progress, failure, render: renderSweepSummary }, surroundings);
}

/** Each turn follows the last, whatever the scenario would have by itself: the law speaks of what clients get who never wait. */
function closed<L extends { readonly scenario: { readonly defaults?: object } }>(loaded: L): L {
  const { ratePerSecond: _, ...defaults } = (loaded.scenario.defaults ?? {}) as { ratePerSecond?: number };
  return { ...loaded, scenario: { ...loaded.scenario, defaults } };
}

function tell(session: StudySession, { clients, run, limit }: SweepTrial): void {
  const rate = run.figures.rate ?? 0;
  const why = limit ?? run.causes[0]?.sentence;
  const words = `${Math.round(rate).toLocaleString('en-US')} operations a second`;
  const line = `${clientsText(clients)}: ${words}${why === undefined ? '.' : `, ${run.verdict}: ${why}`}`;
  session.tell(line, { kind: 'trial', clients, rate, verdict: run.verdict, limit: limit ?? null });
}

function levelsAskedFor({ sweep, max }: CapacityFlags): readonly number[] {
  const asked = sweep === 'auto' || sweep === undefined ? AUTO_LEVELS : sweep;
  if (max !== undefined) {
    throw new HarnessError('flag-invalid', '--max goes with the search: --sweep names all numbers of clients by itself.');
  }
  if (asked.length >= LEVELS_MIN) return asked;
  const sentence = `--sweep ${asked.join(',')}: a fit takes ${LEVELS_MIN} numbers of clients at least, such as 1,2,4,8,16,32.`;
  throw new HarnessError('flag-invalid', sentence);
}

function refuseOthers(flags: CapacityFlags): void {
  const others = (['objective', 'axis', 'from', 'atLeast', 'precision', 'maxSteps', 'clients', 'rate'] as const).filter(
    (name) => flags[name] !== undefined,
  );
  const [first] = others;
  if (first === undefined) return;
  const flag = first.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new HarnessError('flag-invalid', `--${flag} goes with the search, and --sweep is none: leave one of them out.`);
}
