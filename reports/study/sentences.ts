// What the reports of all studies say alike.

import type { StudyRecord } from '../../harness/record/any-record.ts';
import { describeEndpoint } from '../../harness/transport/endpoint.ts';
import { threeDigits } from '../figures.ts';

/** Such as `chat/direct on 127.0.0.1:3490`. */
export function shortPlace({ scenario, target }: Exclude<StudyRecord, { kind: 'comparison' }>): string {
  return `${scenario.name} on ${target.how === 'embedded' ? 'the reference server' : describeEndpoint(target)}`;
}

/** Three digits at the least, as much as anybody reads. */
export function numberText(value: number): string {
  return threeDigits(value).toLocaleString('en-US');
}

/** Undefined: a program called it, and no command is known. With the seed that chance gave it, where chance had a part. */
export function repeatStudyWords({ kind, command, seed }: StudyRecord, hasSeed = true): string[] | undefined {
  if (!command.includes(kind === 'comparison' ? 'compare' : 'capacity')) return undefined;
  // Behind `--` there are no flags.
  const end = command.indexOf('--');
  const flags = end === -1 ? command : command.slice(0, end);
  if (!hasSeed || flags.some((word) => word === '--seed' || word.startsWith('--seed='))) return [...command];
  return [...flags, '--seed', String(seed), ...command.slice(flags.length)];
}

export type StudyVerdict = StudyRecord['verdict'];
