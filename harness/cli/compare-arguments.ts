// What stands behind the flags of `harness compare`.

import { HarnessError } from '../errors.ts';

/** `10,100,1000`, in ascending order. */
export function clientNumbers(flag: string, max: number): (text: string) => readonly number[] {
  return (text) => {
    const numbers = text.split(',').map((one) => (/^\d+$/.test(one.trim()) ? Number(one) : Number.NaN));
    const isFine = numbers.every((number) => number >= 1 && number <= max) && new Set(numbers).size === numbers.length;
    if (isFine) return numbers.toSorted((one, other) => one - other);
    throw new HarnessError(
      'flag-invalid',
      `${flag} takes different whole numbers from 1 to ${max} with commas between them, such as 10,100,1000, not '${text}'.`,
    );
  };
}

/** `5%` is 0.05. */
export function share(flag: string, isZeroFine: boolean): (text: string) => number {
  return (text) => {
    const value = /^\d+(\.\d+)?\s*%$/.test(text.trim()) ? Number.parseFloat(text) / 100 : Number.NaN;
    if (value <= 1 && (value > 0 || (isZeroFine && value === 0))) return value;
    throw new HarnessError('flag-invalid', `${flag} takes a share such as 5%, up to 100%, not '${text}'.`);
  };
}

/** Figures with commas between them; may be given several times. */
export function figureIds(text: string, others: readonly string[] = []): readonly string[] {
  return [...others, ...text.split(',').map((id) => id.trim())];
}
