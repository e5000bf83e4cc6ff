// Whether what a module exports by default is a scenario. Somebody wrote it, and types don't hold at run time.

import { HarnessError } from '../errors.ts';
import type { Framings, Params, ParamValue, Scenario } from '../script/scenario.ts';
import { Speaker } from '../script/speaker.ts';
import { complaintAboutFraming } from '../wire/framing.ts';

export interface NamedScenario {
  readonly name: string;
  readonly scenario: Scenario;
}

/** All that is missing in one sentence, so that one need not mend it piece by piece. */
export function scenarioIn(module: Readonly<Record<string, unknown>>, file: string, usualName: string): NamedScenario {
  const { default: scenario } = module;
  if (scenario === undefined) {
    throw refusal(`${file} has no default export: let it say 'export default defineScenario({ … })'`);
  }
  if (!isRecord(scenario)) {
    throw refusal(`The default export of ${file} is no scenario but ${kindOf(scenario)}: let it be defineScenario({ … })`);
  }
  const complaints = [...complaintsAbout(scenario)];
  if (complaints.length > 0) throw refusal(`The default export of ${file} is no scenario: ${complaints.join('; ')}`);
  const { name } = scenario;
  return { name: typeof name === 'string' ? name : usualName, scenario: scenario as unknown as Scenario };
}

function* complaintsAbout(scenario: Readonly<Record<string, unknown>>): Generator<string> {
  const { client, summary, name, params, thresholds, dialect } = scenario;
  if (typeof client !== 'function') yield `it has no function 'client', which says what a client does`;
  if (typeof summary !== 'string' || summary.trim() === '') yield `it has no 'summary', a line that says what it does`;
  if (name !== undefined && (typeof name !== 'string' || name === '')) yield `its 'name' is no text`;
  if (thresholds !== undefined && !(Array.isArray(thresholds) && thresholds.every((one) => typeof one === 'string'))) {
    yield `its 'thresholds' are no list of texts`;
  }
  const paramComplaints = [...complaintsAboutParams(params)];
  yield* paramComplaints;
  if (!isRecord(dialect)) yield `it has no 'dialect', which says how clients speak: make one with defineDialect`;
  else yield* complaintsAboutDialect(dialect, paramComplaints.length > 0 ? {} : defaultsOf(params));
}

function* complaintsAboutParams(params: unknown): Generator<string> {
  if (params === undefined) return;
  if (!isRecord(params)) return yield `its 'params' are no object`;
  for (const [name, param] of Object.entries(params)) {
    if (!isRecord(param) || typeof param.summary !== 'string') yield `its parameter '${name}' has no 'summary'`;
    if (!isRecord(param) || !['number', 'string', 'boolean'].includes(typeof param.default)) {
      yield `its parameter '${name}' has no 'default' that is a number, a text, true or false`;
    }
  }
}

function defaultsOf(params: unknown): Params {
  const entries = Object.entries((params ?? {}) as Record<string, { readonly default: ParamValue }>);
  return Object.fromEntries(entries.map(([name, { default: value }]) => [name, value]));
}

export function* complaintsAboutDialect(dialect: Readonly<Record<string, unknown>>, params: Params): Generator<string> {
  const { name, port, framings, speaker, reference } = dialect;
  if (typeof name !== 'string' || name === '') yield `its dialect has no 'name'`;
  if (!Number.isInteger(port) || (port as number) < 1 || (port as number) > 65_535) {
    yield `its dialect has no 'port' from 1 to 65535, where servers listen`;
  }
  if (speaker !== undefined && !(typeof speaker === 'function' && speaker.prototype instanceof Speaker) && speaker !== Speaker) {
    yield `the 'speaker' of its dialect is no class that extends the Speaker of tcp-harness`;
  }
  if (reference !== undefined && !(Array.isArray(reference) && reference.every((word) => typeof word === 'string'))) {
    yield `the 'reference' of its dialect is no list of words`;
  }
  yield* complaintsAboutFramings(framings, params);
}

function* complaintsAboutFramings(framings: unknown, params: Params): Generator<string> {
  if (typeof framings !== 'function') return yield* complaintsAboutBoth(framings);
  let made: unknown;
  try {
    made = (framings as (params: Params) => Framings)(params);
  } catch (error) {
    return yield `the 'framings' of its dialect throw when the parameters are the default ones: ${sentenceOf(error)}`;
  }
  yield* complaintsAboutBoth(made);
}

function* complaintsAboutBoth(framings: unknown): Generator<string> {
  if (!isRecord(framings))
    return yield `its dialect has no 'framings', such as { sends: nulEnded(1024), receives: nulEnded(1024) }`;
  for (const direction of ['sends', 'receives']) {
    const complaint = complaintAboutFraming(framings[direction]);
    if (complaint !== undefined) yield `the framing '${direction}' of its dialect is none: ${withoutStop(complaint)}`;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'function' ? 'a function' : `a ${typeof value}`;
}

function sentenceOf(error: unknown): string {
  return withoutStop(error instanceof Error ? error.message : String(error));
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function refusal(sentence: string): HarnessError {
  return new HarnessError('scenario-invalid', `${sentence}.`);
}
