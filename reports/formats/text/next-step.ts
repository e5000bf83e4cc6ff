// What to do next, now that a run is over: a command to be copied, where there is one, and a sentence.

import type { AnyRecord } from '../../../harness/record/any-record.ts';
import type { BenchRecord } from '../../../harness/record/record.ts';
import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { describeEndpoint } from '../../../harness/transport/endpoint.ts';
import { shellText } from '../../bench/sentences.ts';
import { type Outcome, type Outcomes, outcomesOf, sectionOf } from '../../verify/sentences.ts';
import { widthOf } from './fold.ts';

export interface NextStep {
  readonly command?: string;
  readonly sentence: string;
}

export interface FilesLeft {
  readonly recordFile: string | undefined;
  readonly reportFiles: readonly string[];
}

/** Undefined: nothing that helps is known. */
export function nextAfterBench(record: BenchRecord, files: FilesLeft): NextStep | undefined {
  switch (record.verdict) {
    case 'pass':
      return pageOf(record, files);
    case 'fail':
      return afterFailure(record);
    case 'invalid':
      return { command: shellText(record.command), sentence: whatToChange(record) };
  }
}

export function pageOf({ command, kind }: Called, { recordFile, reportFiles }: FilesLeft): NextStep | undefined {
  const page = reportFiles.find((file) => /\.html?$/.test(file));
  if (page !== undefined) return { sentence: `open ${page} in a browser` };
  if (recordFile === undefined) return undefined;
  const isRun = kind === 'bench' || kind === 'verify';
  return {
    command: shellText([...programOf(command), 'report', recordFile]),
    sentence: isRun ? 'makes a page of it; of several records, a comparison' : 'makes a page of it',
  };
}

type Called = Pick<AnyRecord, 'command' | 'kind'>;

/** As the run itself was called, such as `npx harness`: what is told to be run is to be pasted. */
function programOf(command: Called['command']): string[] {
  const called = command.slice(0, command.indexOf('harness') + 1);
  return called.length === 0 ? ['harness'] : called;
}

function afterFailure(record: BenchRecord): NextStep {
  const { correctness, causes, diagnoses, errors, command } = record;
  const isWrong = WRONGS.some((kind) => correctness[kind] > 0);
  const isOfServer = errors.some(({ blame, phase }) => blame === 'server' && phase !== 'connect');
  if (causes.some(({ code }) => code === 'target-ended')) {
    return { command: shellText(command), sentence: 'runs it again, once you have found out why the target ended' };
  }
  const verify = isWrong || isOfServer ? verifyCommandOf(record) : undefined;
  if (verify !== undefined) return { command: verify, sentence: 'tells which rule the server breaks, and shows the bytes' };
  if (isWrong || errors.length > 0) {
    return { command: shellText(command), sentence: 'runs it again, once what stands under Correct and Errors is mended' };
  }
  if (diagnoses.length > 0)
    return { command: shellText(command), sentence: 'runs it again, once what the diagnosis names is mended' };
  return { command: shellText(command), sentence: `runs it again; ${LESS_LOAD} shows what the server carries` };
}

const WRONGS = ['lost', 'duplicated', 'reordered', 'misdelivered', 'corrupted'] as const;
const LESS_LOAD = 'a lower --rate, or fewer --clients,';

/** For the protocols that there is a contract for. */
function verifyCommandOf({ command, scenario, target }: BenchRecord): string | undefined {
  if (scenario.source !== undefined) return undefined;
  const place = target.how === 'embedded' ? [] : ['--target', describeEndpoint(target)];
  const start = target.command === undefined ? [] : ['--start', target.command];
  return shellText([...programOf(command), 'verify', scenario.dialect, ...start, ...place]);
}

/** By the first cause that tells. */
function whatToChange({ causes }: BenchRecord): string {
  for (const { code } of causes) {
    const change = CHANGES.get(code);
    if (change !== undefined) return change;
  }
  return 'runs it again';
}

const QUIETER = 'runs it again: on a quiet machine, with a lower --rate or fewer --clients, or with more --agents';

/** What helps against what made a measurement worth nothing, by the code of the cause. */
const CHANGES: ReadonlyMap<string, string> = new Map([
  ['target-unreachable', 'runs it again, once the server listens there; --start starts it'],
  ['script-error', 'runs it again, once the scenario is mended'],
  ['agent-died', 'runs it again; with more --agents each has fewer clients to carry'],
  ['stopped', 'runs it again, to its end'],
  ['never-connected', 'runs it again; fewer --clients, or a longer --timeout, let all of them connect'],
  ['nothing-measured', 'runs it again; give it a longer --duration, or a longer --timeout'],
  ['too-few-samples', 'runs it again; give it a longer --duration, or more load'],
  ['send-lag', QUIETER],
  ['loop-lag', QUIETER],
  ['agent-cpu', QUIETER],
]);

export function nextAfterVerify(record: VerifyRecord, files: FilesLeft): NextStep | undefined {
  const outcomes = outcomesOf(record);
  switch (record.verdict) {
    case 'pass':
      return unjudged(record, outcomes) ?? pageOf(record, files);
    case 'fail':
      return afterFailures(record, outcomes);
    case 'inconclusive':
      return toSettle(record, outcomes);
  }
}

function afterFailures(record: VerifyRecord, { failed, inconclusive }: Outcomes): NextStep | undefined {
  const replayed = mostTelling(failed).find(({ replay }) => replay !== undefined);
  if (replayed?.replay !== undefined)
    return { command: replayed.replay.command, sentence: 'runs the first of these failures again' };
  if (record.expectations.length > 0) return { sentence: 'take what no longer fails out of the file of --expect-fail' };
  const command = shellText(record.command);
  return inconclusive.length > 0
    ? { command, sentence: 'runs it again, once the target serves' }
    : { command, sentence: 'runs it again' };
}

/** What would settle it. */
function toSettle(record: VerifyRecord, outcomes: Outcomes): NextStep {
  const command = shellText(record.command);
  const messages = outcomes.inconclusive.map(({ message = '' }) => message);
  if (messages.some((message) => message.includes('--budget'))) {
    return { command, sentence: 'runs it again; with a longer --budget it comes to its end' };
  }
  if (messages.some((message) => message === 'The run was stopped.')) return { command, sentence: 'runs it again, to its end' };
  const [first] = outcomes.inconclusive;
  if (first?.replay !== undefined) return { command: first.replay.command, sentence: 'tries the first of them again, alone' };
  if (first !== undefined) return { command, sentence: 'tries it again' };
  return unjudged(record, outcomes) ?? { command, sentence: 'judges nothing of this target; choose others with --only' };
}

function unjudged({ target }: VerifyRecord, { notApplicable }: Outcomes): NextStep | undefined {
  const count = notApplicable.filter(({ message = '' }) => message.includes('--start')).length;
  if (count === 0 || target.how !== 'running') return undefined;
  const what = count === 1 ? 'one more case is' : `${count} more cases are`;
  return { sentence: `let --start start the target, or name its process with --pid: ${what} judged then` };
}

/** Must before should before may; of each level one of every section before the others, since they often fail for one reason. */
export function mostTelling(failed: readonly Outcome[]): Outcome[] {
  const seen = new Set<string>();
  return failed
    .toSorted((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level))
    .map((outcome) => {
      const section = `${outcome.level} ${sectionOf(outcome)}`;
      const isFirst = !seen.has(section);
      seen.add(section);
      return { outcome, rank: 2 * LEVELS.indexOf(outcome.level) + (isFirst ? 0 : 1) };
    })
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ outcome }) => outcome);
}

const LEVELS = ['must', 'should', 'may'];

/** The command that somebody has typed already is not repeated where it takes more than a line. */
export function toShow(next: NextStep | undefined, typed: readonly string[], columns: number): NextStep | undefined {
  if (next?.command === undefined || next.command !== shellText(typed) || widthOf(next.command) <= columns) return next;
  return { sentence: `the same command ${next.sentence}` };
}
