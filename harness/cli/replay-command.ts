// What `harness replay` does: runs a stored counterexample again so many times, or judges what was stored, and says what came of it.

import { readFileSync } from 'node:fs';
import { counted, countText } from '../../reports/figures.ts';
import { plainLine } from '../../reports/formats/plain-line.ts';
import { fold } from '../../reports/formats/text/fold.ts';
import { plainRecord } from '../../reports/formats/text/plain-record.ts';
import { Page } from '../../reports/formats/text/text-page.ts';
import { HarnessError } from '../errors.ts';
import type { Contract } from '../judge/case.ts';
import type { Counterexample } from '../judge/counterexample.ts';
import type { Judgement } from '../judge/judgement.ts';
import type { ReplayRun, RunReplay } from '../judge/replay.ts';
import type { TargetWish } from '../judge/verify-options.ts';
import type { TransportChoice } from '../transport/choose.ts';
import { describeEndpoint } from '../transport/endpoint.ts';
import { type ContractSource, chooseContract } from './contract-choice.ts';
import { onInterrupt } from './interrupt.ts';
import { printable } from './printable.ts';
import { whyUnread } from './record-file.ts';
import { COLUMNS_DEFAULT, hasColours } from './surroundings.ts';
import type { VerifySurroundings } from './verify-command.ts';
import { type TargetFlags, targetWish } from './verify-flags.ts';
import type { Selected } from './verify-list.ts';

export interface ReplayFlags extends TargetFlags {
  readonly times: number;
  readonly judge?: true;
  readonly json?: true;
  readonly timeout: number;
  readonly transport: TransportChoice;
}

/** What the command leads; a test brings another. */
export interface ReplayEngine extends ContractSource {
  /** Refuses what is none. */
  parseCounterexample(text: string): Counterexample;
  /** Judges the history that was kept, without a server. */
  judgeAgain(counterexample: Counterexample, whole: Selected): Judgement;
  /** All that a contract's servers are held to, its own and what holds in any protocol. */
  wholeOf(contract: Contract): Selected;
  readonly runReplay: RunReplay;
}

const EXIT = { pass: 0, fail: 1, inconclusive: 2 } as const;

export async function replayCommand(
  file: string,
  flags: ReplayFlags,
  engine: ReplayEngine,
  surroundings: VerifySurroundings,
): Promise<number> {
  const counterexample = engine.parseCounterexample(textOf(file));
  const { contract } = await chooseContract(counterexample.source ?? counterexample.protocol, engine);
  if (flags.judge) {
    if (flags.target !== undefined || flags.start !== undefined || flags.pid !== undefined) {
      throw new HarnessError('flag-invalid', '--judge looks at what was stored, and at no server: leave the target out.');
    }
    return tell(
      { counterexample, runs: [{ judgement: engine.judgeAgain(counterexample, engine.wholeOf(contract)), durationMs: 0 }] },
      flags,
      surroundings,
    );
  }
  const target = await targetWish(flags, contract, counterexample.capacity);
  const { times, timeout: patienceMs, transport } = flags;
  const { command, harnessVersion } = surroundings;
  const stop = new AbortController();
  let endAtOnce = (): void => {};
  const ended = new Promise<'ended-at-once'>((resolve) => {
    endAtOnce = () => resolve('ended-at-once');
  });
  const interrupt = onInterrupt(
    () => stop.abort(),
    () => endAtOnce(),
  );
  try {
    const told = (run: ReplayRun) => surroundings.stderr.write(`${printable(runText(run))}\n`);
    const running = engine.runReplay(
      { counterexample, contract, target, times, patienceMs, transport, command, harnessVersion },
      told,
      stop.signal,
    );
    const runs = await Promise.race([running, ended]);
    if (runs !== 'ended-at-once') return tell({ counterexample, target, runs }, flags, surroundings);
    interrupt.release();
    surroundings.endAtOnce();
    return EXIT.inconclusive;
  } finally {
    interrupt.release();
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const why = whyUnread(cause);
    throw new HarnessError('flag-invalid', `The counterexample '${file}' can't be read: ${why}.`, cause);
  }
}

interface Replayed {
  readonly counterexample: Counterexample;
  /** Undefined: what was stored was judged. */
  readonly target?: TargetWish;
  readonly runs: readonly ReplayRun[];
}

/** It fails when it failed once: what fails now and then is not right. */
function tell(replayed: Replayed, { json }: ReplayFlags, surroundings: VerifySurroundings): number {
  const verdict = verdictOf(replayed.runs);
  const { stdout } = surroundings;
  if (json) stdout.write(`${JSON.stringify(asJson(replayed, verdict))}\n`);
  else {
    const page = new Page({ columns: stdout.columns || COLUMNS_DEFAULT, hasColours: hasColours(stdout, surroundings) });
    stdout.write(replayText(page, replayed, verdict));
  }
  return EXIT[verdict];
}

function verdictOf(runs: readonly ReplayRun[]): keyof typeof EXIT {
  if (runs.some(({ judgement }) => judgement.verdict === 'fail')) return 'fail';
  return runs.length > 0 && runs.every(({ judgement }) => judgement.verdict === 'pass') ? 'pass' : 'inconclusive';
}

function asJson({ counterexample, runs }: Replayed, verdict: keyof typeof EXIT): object {
  const { id, clause, rule } = counterexample;
  return {
    verdict,
    id,
    clause,
    rule,
    failed: runs.filter(({ judgement }) => judgement.verdict === 'fail').length,
    runs: runs.map(({ judgement, durationMs }) => ({
      verdict: judgement.verdict,
      durationMs,
      ...('message' in judgement && { message: judgement.message }),
    })),
  };
}

function replayText(page: Page, { counterexample, target, runs }: Replayed, verdict: keyof typeof EXIT): string {
  const { id, rule, clause, message, foundOn } = plainRecord({
    ...{ id: counterexample.id, rule: counterexample.rule, clause: counterexample.clause },
    ...{ message: counterexample.message, foundOn: counterexample.target },
  });
  const failed = runs.filter(({ judgement }) => judgement.verdict === 'fail');
  page.line(`${page.paint(verdict, verdict.toUpperCase())} ${fold(id, verdict.length + 1, page.columns)}`);
  page.labelled('Rule', `${rule} (${clause})`, 2);
  page.labelled('Was', `${message} (on ${foundOn})`, 2);
  page.labelled('Is', isText(failed.length, runs, target), 2);
  for (const text of [...new Set(failed.map(messageOf))].slice(0, MESSAGES_MAX)) page.labelled('', plainLine(text), 2, 'fail');
  for (const text of new Set(runs.filter((run) => !failed.includes(run)).map(messageOf)))
    if (text !== '') page.labelled('', plainLine(text), 2);
  return page.end();
}

/** Often they differ in a name only. */
const MESSAGES_MAX = 3;

function isText(failed: number, runs: readonly ReplayRun[], target: TargetWish | undefined): string {
  if (target === undefined)
    return failed > 0 ? 'what was stored still fails.' : 'what was stored does not fail by what is judged today.';
  const place = target.how === 'embedded' ? 'the reference server' : describeEndpoint(target.to);
  if (runs.length === 0) return `nothing: it was stopped before it was run on ${place}.`;
  return `failed ${failed === 0 ? 'none' : countText(failed)} of ${counted(runs.length, 'time')} on ${place}.`;
}

function runText(run: ReplayRun): string {
  const message = messageOf(run);
  return message === '' ? run.judgement.verdict : `${run.judgement.verdict}: ${message}`;
}

function messageOf({ judgement }: ReplayRun): string {
  return 'message' in judgement ? judgement.message : '';
}
