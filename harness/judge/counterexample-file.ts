// A counterexample as a file, and back. JSON knows no bytes: they stand in it as {"$bytes": base64}.

import { HarnessError } from '../errors.ts';
import type { Case, Contract } from './case.ts';
import { COUNTEREXAMPLE_SCHEMA, type Counterexample, counterexampleSchema } from './counterexample.ts';
import type { History } from './history.ts';
import { inconclusive, type Judgement } from './judgement.ts';
import { plain } from './plain.ts';

export function writeCounterexample(counterexample: Counterexample): string {
  return `${JSON.stringify(plain(counterexample), null, 1)}\n`;
}

export function parseCounterexample(text: string): Counterexample {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HarnessError(
      'record-invalid',
      `This is no counterexample, for it is no JSON: give a file that 'harness verify' wrote.`,
      cause,
    );
  }
  if (typeof value === 'object' && value !== null && 'kind' in value && 'schema' in value) {
    throw new HarnessError(
      'record-invalid',
      'This is the record of a whole run, and no counterexample: those stand in the folder beside it.',
    );
  }
  const parsed = counterexampleSchema.safeParse(withBytes(value));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'at its top' : `at '${issue.path.map(String).join('.')}'`;
  throw new HarnessError(
    'record-invalid',
    `This is no counterexample of the schema '${COUNTEREXAMPLE_SCHEMA}' ${where}: ${issue?.message ?? 'it is something else'}.`,
    parsed.error,
  );
}

/** Judges what happened then, without a server, by whichever of the cases and properties it was. */
export function judgeAgain(counterexample: Counterexample, contract: Pick<Contract, 'cases' | 'properties'>): Judgement {
  const { id, facts, profile, program } = counterexample;
  // It was written by a history's own keeper, and what it holds is the business of the case.
  const history = counterexample.history as History;
  const died = history.find((event) => event.kind === 'target-ended');
  if (died?.kind === 'target-ended') return { verdict: 'fail', message: died.how };
  const view = { history, facts, profile };
  const { cases, properties = [] } = contract;
  const property = properties.find((one) => one.id === id);
  if (property !== undefined) return judged(() => property.judge({ ...view, program }));
  const one: Case | undefined = cases.find((other) => other.id === id);
  if (one === undefined) return inconclusive(`There is nothing with the id '${id}' any more.`);
  return judged(() => one.judge(view));
}

function judged(judge: () => Judgement): Judgement {
  try {
    return judge();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return inconclusive(`What was kept can't be judged any more: ${why}`);
  }
}

function withBytes(value: unknown): unknown {
  if (isWrittenBytes(value)) return Uint8Array.from(Buffer.from(value.$bytes, 'base64'));
  return mapped(value, withBytes);
}

function mapped(value: unknown, map: (one: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, map(one)]));
}

function isWrittenBytes(value: unknown): value is { readonly $bytes: string } {
  if (typeof value !== 'object' || value === null || !('$bytes' in value)) return false;
  return typeof value.$bytes === 'string' && Object.keys(value).length === 1;
}
