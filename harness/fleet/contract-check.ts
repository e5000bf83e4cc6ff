// Whether what a module exports by default is a contract. Somebody wrote it, and types don't hold at run time.

import { HarnessError } from '../errors.ts';
import { Actor } from '../judge/actor.ts';
import { type Contract, LEVELS, NEEDS } from '../judge/case.ts';
import { wholeOf } from '../judge/generic/whole-of.ts';
import { complaintsAboutDialect, isRecord, kindOf } from './scenario-check.ts';

type Unchecked = Readonly<Record<string, unknown>>;

/** All that is missing in one sentence, so that one need not mend it piece by piece. */
export function contractIn(module: Unchecked, file: string): Contract {
  const { default: contract } = module;
  if (contract === undefined) {
    throw refusal(`${file} has no default export: let it say 'export default defineContract({ … })'`);
  }
  if (!isRecord(contract)) {
    throw refusal(`The default export of ${file} is no contract but ${kindOf(contract)}: let it be defineContract({ … })`);
  }
  if (typeof contract.client === 'function') {
    throw refusal(`The default export of ${file} is a scenario, which 'harness bench' runs: let it be defineContract({ … })`);
  }
  const complaints = [...complaintsAbout(contract)];
  if (complaints.length === 0) complaints.push(...complaintsAboutTwins(contract as unknown as Contract));
  if (complaints.length > 0) throw refusal(`The default export of ${file} is no contract: ${complaints.join('; ')}`);
  return contract as unknown as Contract;
}

function* complaintsAbout(contract: Unchecked): Generator<string> {
  const {
    dialect,
    summary,
    actor,
    converse,
    exchanges,
    clientFrames,
    capacity,
    cases,
    properties = [],
    questions = [],
  } = contract;
  if (typeof summary !== 'string' || summary.trim() === '') yield `it has no 'summary', a line that says what the protocol is`;
  const frames = [...complaintsAboutFrames(clientFrames)];
  yield* frames;
  if (!isRecord(dialect)) yield `it has no 'dialect', such as { name, port, framings }`;
  else {
    const [clientFrame] = frames.length === 0 && Array.isArray(clientFrames) ? clientFrames : [];
    yield* complaintsAboutDialect(dialect, clientFrame === undefined ? {} : { clientFrameBytes: String(clientFrame) });
  }
  if (!(typeof actor === 'function' && (actor === Actor || actor.prototype instanceof Actor))) {
    yield `its 'actor' is no class that extends the Actor of tcp-harness, nor that itself`;
  }
  if (typeof converse !== 'function') {
    yield `it has no function 'converse', an ordinary conversation by which a run sees whether the target serves at all`;
  }
  if (exchanges !== undefined && typeof exchanges !== 'function') yield `its 'exchanges' are no function`;
  if (capacity !== undefined && !isPositive(capacity)) yield `its 'capacity' is no whole number from 1`;
  yield* complaintsAboutNeeds(contract, 'it');
  const name = isRecord(dialect) && typeof dialect.name === 'string' ? dialect.name : undefined;
  if (!Array.isArray(cases)) yield `it has no list of 'cases'`;
  else for (const [index, one] of cases.entries()) yield* complaintsAboutRule(one, `its ${nth(index)} case`, name, CASE_PARTS);
  if (!Array.isArray(properties)) yield `its 'properties' are no list`;
  else
    for (const [index, one] of properties.entries())
      yield* complaintsAboutRule(one, `its ${nth(index)} property`, name, PROPERTY_PARTS);
  if (!Array.isArray(questions)) yield `its 'questions' are no list`;
  else for (const [index, one] of questions.entries()) yield* complaintsAboutQuestion(one, `its ${nth(index)} question`, name);
}

function* complaintsAboutFrames(clientFrames: unknown): Generator<string> {
  if (clientFrames === undefined) return;
  if (!Array.isArray(clientFrames) || clientFrames.length === 0 || !clientFrames.every(isPositive)) {
    yield `its 'clientFrames' are no list of sizes in bytes, the usual one first`;
  }
}

const CASE_PARTS: readonly string[] = ['drive', 'judge'];
const PROPERTY_PARTS: readonly string[] = ['drive', 'judge', 'simpler', 'describe'];
/** protocol/clause/what: small letters, figures, dots and hyphens. */
const ID = /^[\w-]+(?:\/[a-z0-9][a-z0-9.-]*){2,}$/;

function* complaintsAboutRule(
  one: unknown,
  which: string,
  protocol: string | undefined,
  parts: readonly string[],
): Generator<string> {
  if (!isRecord(one)) return yield `${which} is none but ${kindOf(one)}: make it with defineCase or defineProperty`;
  const who = typeof one.id === 'string' ? `'${one.id}'` : which;
  yield* complaintsAboutId(one.id, which, protocol);
  if (!(LEVELS as readonly unknown[]).includes(one.level)) yield `the level of ${who} is none of ${LEVELS.join(', ')}`;
  for (const text of ['clause', 'rule']) {
    const value = one[text];
    if (typeof value !== 'string' || value.trim() === '') yield `${who} has no '${text}'`;
  }
  if (!Array.isArray(one.kills) || !one.kills.every((fault) => typeof fault === 'string')) {
    yield `the 'kills' of ${who} are no list of names: [] when you have no server with faults of its own`;
  }
  for (const part of parts) if (typeof one[part] !== 'function') yield `${who} has no function '${part}'`;
  if (parts === PROPERTY_PARTS && !isArbitrary(one.programs)) yield `the 'programs' of ${who} are no arbitrary of fast-check`;
  if (one.clients !== undefined && !isPositive(one.clients)) yield `the 'clients' of ${who} are no whole number from 1`;
  yield* complaintsAboutNeeds(one, who);
}

function* complaintsAboutQuestion(one: unknown, which: string, protocol: string | undefined): Generator<string> {
  if (!isRecord(one)) return yield `${which} is none but ${kindOf(one)}`;
  yield* complaintsAboutId(one.id, which, protocol);
  for (const text of ['clause', 'question']) if (typeof one[text] !== 'string') yield `${which} has no '${text}'`;
  if (typeof one.ask !== 'function') yield `${which} has no function 'ask'`;
}

function* complaintsAboutId(id: unknown, which: string, protocol: string | undefined): Generator<string> {
  if (typeof id !== 'string') return yield `${which} has no 'id'`;
  if (!ID.test(id) || (protocol !== undefined && !id.startsWith(`${protocol}/`))) {
    yield `'${id}' is no id: one is like ${protocol ?? 'mine'}/2.1/what-it-says, and never changes`;
  }
}

function* complaintsAboutNeeds({ needs = [] }: Unchecked, who: string): Generator<string> {
  const isRight = Array.isArray(needs) && needs.every((need) => (NEEDS as readonly unknown[]).includes(need));
  if (!isRight) yield `the 'needs' of ${who} are no list of ${NEEDS.join(', ')}`;
}

/** Those that come with every contract, too. */
function* complaintsAboutTwins(contract: Contract): Generator<string> {
  const seen = new Set<unknown>();
  const twins = new Set<string>();
  const { cases, properties } = wholeOf(contract);
  const { questions = [] } = contract;
  for (const one of [...cases, ...properties, ...questions] as readonly unknown[]) {
    const id = isRecord(one) ? one.id : undefined;
    if (typeof id !== 'string') continue;
    if (seen.has(id)) twins.add(id);
    seen.add(id);
  }
  for (const id of twins) yield `there are two with the id '${id}'`;
}

function isArbitrary(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as Unchecked).generate === 'function';
}

function isPositive(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

function nth(index: number): string {
  return `${index + 1}.`;
}

function refusal(sentence: string): HarnessError {
  return new HarnessError('contract-invalid', `${sentence}.`);
}
