// What people type, into values; each refusal is one sentence that says what would have been right.

import { HarnessError } from '../errors.ts';
import { parseDurationMs } from '../load/duration.ts';
import { CLIENTS_MAX } from '../load/stages.ts';

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

/** rate = number ["/s" | "/m" | "/min"]; turns a second or a minute, into turns a second. */
export function ratePerSecond(flag: string): (text: string) => number {
  return (text) => {
    const match = /^(\d+(?:\.\d+)?)(?:\/(s|m|min))?$/.exec(text.trim());
    if (match === null) {
      throw new HarnessError(
        'flag-invalid',
        `${flag} takes turns a second or a minute, such as 100/s, 100 (a second) or 6000/m, not '${text}'.`,
      );
    }
    const rate = Number(match[1]) / (match[2] === undefined || match[2] === 's' ? 1 : 60);
    if (rate > 0) return rate;
    throw new HarnessError(
      'flag-invalid',
      `${flag} ${text} asks for no turn at all: give more${flag === '--rate' ? ', or leave it out for clients that take turn after turn' : ''}.`,
    );
  };
}

export function wholeSeconds(flag: string): (text: string) => number {
  return (text) => {
    const ms = /^0s?$/.test(text) ? 0 : parseDurationMs(text);
    if (ms !== undefined && ms % 1000 === 0) return ms / 1000;
    throw new HarnessError('flag-invalid', `${flag} takes whole seconds, such as 2s or 0, not '${text}'.`);
  };
}

/** Whole ones, because a run is looked at second by second. */
export function wholeSecondsOr<T extends string>(flag: string, word: T): (text: string) => number | T {
  return (text) => {
    if (text === word) return word;
    const ms = /^0s?$/.test(text) ? 0 : parseDurationMs(text);
    if (ms !== undefined && ms % 1000 === 0) return ms / 1000;
    throw new HarnessError('flag-invalid', `${flag} takes whole seconds, such as 2s or 0, or '${word}', not '${text}'.`);
  };
}

/** `2%` or `0.5%`, as a share. */
export function precisionShare(flag: string): (text: string) => number {
  return (text) => {
    const share = Number(/^(\d+(?:\.\d+)?)%?$/.exec(text.trim())?.[1] ?? Number.NaN) / 100;
    if (share >= 0.001 && share <= 0.5) return share;
    throw new HarnessError('flag-invalid', `${flag} takes a share from 0.1% to 50%, such as 2%, not '${text}'.`);
  };
}

/** `1,2,4,8` or `auto`. */
export function sweepLevels(flag: string): (text: string) => readonly number[] | 'auto' {
  return (text) => {
    if (text === 'auto') return text;
    const levels = text.split(',').map((word) => wholeNumber(flag, 1, CLIENTS_MAX)(word.trim()));
    const distinct = [...new Set(levels)].toSorted((one, other) => one - other);
    if (distinct.length === levels.length) return distinct;
    throw new HarnessError(
      'flag-invalid',
      `${flag} '${text}' names a number of clients twice: give each once, and --trials for more runs.`,
    );
  };
}

export function fileName(flag: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw new HarnessError('flag-invalid', `${flag} takes the name of a file, and was given an empty one.`);
  };
}

/** For a flag that may be given several times. */
export function several(text: string, others: readonly string[] = []): readonly string[] {
  return [...others, text];
}
