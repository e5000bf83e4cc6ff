// What people type, into values; each refusal is one sentence that says what would have been right.

import { HarnessError } from '../errors.ts';
import { parseDurationMs } from '../load/duration.ts';

export function wholeNumber(flag: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new HarnessError('flag-invalid', `${flag} takes a whole number from ${min} to ${max}, not '${text}'.`);
  };
}

/** `500ms`, `10s`, `2m`, `1h`, or a number of seconds. */
export function durationMs(flag: string): (text: string) => number {
  return (text) => {
    const ms = parseDurationMs(text);
    if (ms !== undefined) return ms;
    throw new HarnessError(
      'flag-invalid',
      `${flag} takes a time such as 500ms, 10s, 2m or 3 (seconds), up to 24h, not '${text}'.`,
    );
  };
}

export function oneOf<T extends string>(flag: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((known) => known === text);
    if (choice !== undefined) return choice;
    throw new HarnessError(
      'flag-invalid',
      `${flag} takes ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}, not '${text}'.`,
    );
  };
}
