// What the record says of a case and of a property.

import type { CaseEntry, PropertyEntry } from '../record/verify-record.ts';
import { describeEndpoint } from '../transport/endpoint.ts';
import type { Case, Property } from './case.ts';
import type { Counterexample } from './counterexample.ts';
import { COUNTEREXAMPLE_SCHEMA } from './counterexample.ts';
import type { History } from './history.ts';
import type { Difference, Judgement } from './judgement.ts';
import { plain } from './plain.ts';
import type { CaseRun } from './run-case.ts';
import type { PropertyRun } from './run-property.ts';
import type { Profile } from './scene.ts';
import { recordedBytes, transcriptOf } from './transcript.ts';
import type { VerifyOptions } from './verify-options.ts';

/** What an entry is made of besides what happened. */
export interface Circumstances {
  readonly options: VerifyOptions;
  readonly clientFrameBytes: number | undefined;
  readonly profile: Profile;
}

export function caseEntry(
  one: Case,
  run: Omit<CaseRun, 'facts'> & { readonly facts?: unknown },
  about: Circumstances,
): CaseEntry {
  const goals = run.history.flatMap((event) => (event.kind === 'goal' ? [{ name: event.name, reached: event.isReached }] : []));
  return { ...entry(one, run, about), goals };
}

export function propertyEntry(one: Property, run: PropertyRun, about: Circumstances): PropertyEntry {
  const { durationMs, history, facts, program, runs, wanted, shrunk } = run;
  const judgement = judgementOf(run);
  return {
    ...entry(one, { judgement, durationMs, history, facts, program }, about),
    runs,
    wanted,
    ...(program === undefined || judgement.verdict !== 'fail'
      ? {}
      : { shrunk: { program: [...one.describe(program)], ...(shrunk ?? { steps: 0, attempts: 0, failureRate: 1 }) } }),
  };
}

interface Happened {
  readonly judgement: Judgement;
  readonly durationMs: number;
  readonly history: History;
  readonly facts?: unknown;
  readonly program?: unknown;
}

function entry(one: Case | Property, happened: Happened, about: Circumstances): Omit<CaseEntry, 'goals'> {
  const { id, level, clause, rule } = one;
  const { judgement, durationMs, history } = happened;
  const { verdict } = judgement;
  const expected = about.options.expectFail.find((other) => other.id === id);
  const isTold = verdict === 'fail' || verdict === 'inconclusive';
  return {
    id,
    level,
    clause,
    rule,
    verdict,
    durationMs,
    ...('evidence' in judgement && judgement.evidence !== undefined ? { evidence: judgement.evidence } : {}),
    ...('message' in judgement ? { message: judgement.message } : {}),
    ...(expected === undefined ? {} : { expected: 'fails', reason: expected.reason }),
    ...('difference' in judgement && judgement.difference !== undefined
      ? { difference: recordedDifference(judgement.difference) }
      : {}),
    transcript: isTold ? transcriptOf(history) : [],
    ...(isTold ? { replay: replayOf(one, happened, about, expected !== undefined) } : {}),
  };
}

function recordedDifference({ actor, expected, actual }: Difference): NonNullable<CaseEntry['difference']> {
  return {
    actor,
    expected: expected.map((bytes) => recordedBytes(bytes)),
    actual: actual.map((bytes) => recordedBytes(bytes)),
  };
}

/** A failure that nobody expected is kept, if there is a place for it; anything else is run again from its id and seed. */
function replayOf(
  one: Case | Property,
  { judgement, history, facts, program }: Happened,
  { options, clientFrameBytes, profile }: Circumstances,
  isExpected: boolean,
): NonNullable<CaseEntry['replay']> {
  const { contract, source, seed, capacity } = options;
  const counterexample: Counterexample | undefined =
    judgement.verdict !== 'fail' || isExpected
      ? undefined
      : {
          schema: COUNTEREXAMPLE_SCHEMA,
          protocol: contract.dialect.name,
          ...(source === undefined ? {} : { source }),
          id: one.id,
          rule: one.rule,
          clause: one.clause,
          seed,
          ...(clientFrameBytes === undefined ? {} : { clientFrameBytes }),
          ...(capacity === undefined ? {} : { capacity }),
          profile: { ...profile },
          ...(program === undefined ? {} : { program: plain(program) }),
          message: judgement.message,
          history: history.map(plain),
          ...(facts === undefined ? {} : { facts: plain(facts) }),
          target: placeOf(options),
        };
  const file = counterexample === undefined ? undefined : options.keep(counterexample);
  if (file !== undefined) return { file, command: words([...programOf(options), 'replay', file, ...targetWords(options)]) };
  const frame = options.clientFrame === undefined ? [] : ['--client-frame', String(options.clientFrame)];
  const places = capacity === undefined ? [] : ['--capacity', String(capacity)];
  const named = ['--only', one.id, '--seed', String(seed), ...frame, ...places];
  return {
    command: words([...programOf(options), 'verify', source ?? contract.dialect.name, ...named, ...targetWords(options)]),
  };
}

/** As the run itself was called, such as `npx harness`. */
function programOf({ command }: VerifyOptions): string[] {
  const called = command.slice(0, command.indexOf('harness') + 1);
  return called.length === 0 ? ['harness'] : called;
}

function placeOf({ target }: VerifyOptions): string {
  switch (target.how) {
    case 'embedded':
      return words(target.argv);
    case 'started':
      return target.command;
    case 'running':
      return describeEndpoint(target.to);
  }
}

function targetWords({ target }: VerifyOptions): string[] {
  switch (target.how) {
    case 'embedded':
      return [];
    case 'started':
      return ['--target', describeEndpoint(target.to), '--start', target.command];
    case 'running':
      return ['--target', describeEndpoint(target.to)];
  }
}

function judgementOf({ verdict, evidence, message = '', difference }: PropertyRun): Judgement {
  switch (verdict) {
    case 'pass':
      return { verdict, ...(evidence === undefined ? {} : { evidence }) };
    case 'fail':
      return {
        verdict,
        message,
        ...(evidence === undefined ? {} : { evidence }),
        ...(difference === undefined ? {} : { difference }),
      };
    default:
      return { verdict, message };
  }
}

/** As a shell takes them. */
function words(all: readonly string[]): string {
  return all.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
