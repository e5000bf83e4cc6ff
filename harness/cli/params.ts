// `--param name=value`, held against what the scenario says of its parameters.

import { HarnessError } from '../errors.ts';
import { nearestTo } from '../nearest.ts';
import type { Param, Params, ParamValue, Scenario } from '../script/scenario.ts';

/** The scenario's parameters with their defaults, and what was given instead. */
export function resolveParams(given: readonly string[], name: string, params: Scenario['params'] = {}): Params {
  const values: Record<string, ParamValue> = {};
  for (const [key, { default: value }] of Object.entries(params)) values[key] = value;
  for (const text of given) {
    const equals = text.indexOf('=');
    const key = equals < 0 ? text : text.slice(0, equals);
    if (key === '') throw refusal(`--param takes name=value, such as frameBytes=1500, and '${text}' has no name`);
    const param = Object.hasOwn(params, key) ? params[key] : undefined;
    if (param === undefined) throw unknownParam(key, name, Object.keys(params));
    if (equals < 0) throw refusal(`--param ${key} has no value: write it as ${key}=${param.default}`);
    values[key] = parsedValue(key, text.slice(equals + 1), param);
  }
  return values;
}

function unknownParam(key: string, scenario: string, known: readonly string[]): HarnessError {
  if (known.length === 0) return refusal(`${scenario} has no parameters, and so no '${key}'`);
  const nearest = nearestTo(key, known);
  const meant = nearest === undefined ? `it has ${known.join(', ')}` : `did you mean '${nearest}'?`;
  return refusal(`${scenario} has no parameter '${key}'; ${meant}`);
}

function parsedValue(key: string, text: string, param: Param): ParamValue {
  switch (typeof param.default) {
    case 'number':
      return numberOf(key, text, param);
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw refusal(`--param ${key} takes true or false, ${butGot(text)}`);
    case 'string':
      if (param.choices === undefined || param.choices.includes(text)) return text;
      throw refusal(`--param ${key} takes ${param.choices.join(', ')}, ${butGot(text)}`);
  }
}

/** Whole where the default is. */
function numberOf(key: string, text: string, { default: usual, min, max }: Param): number {
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const isWhole = Number.isInteger(usual);
  const isIn = value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
  if (isIn && (!isWhole || Number.isSafeInteger(value))) return value;
  const lower = min === undefined ? '' : ` from ${min}`;
  const upper = max === undefined ? '' : `${min === undefined ? ' up' : ''} to ${max}`;
  throw refusal(`--param ${key} takes a ${isWhole ? 'whole ' : ''}number${lower}${upper}, ${butGot(text)}`);
}

function butGot(text: string): string {
  return text === '' ? "and nothing stands behind the '='" : `not '${text}'`;
}

function refusal(sentence: string): HarnessError {
  return new HarnessError('flag-invalid', `${sentence}${sentence.endsWith('?') ? '' : '.'}`);
}
