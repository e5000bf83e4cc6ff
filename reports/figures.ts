// Figures as people read them: three digits and the unit that fits.

/** `231µs`, `1.23ms`, `12.3s`; in sentences with a space before the unit. */
export function latencyText(us: number, space = ''): string {
  for (const { unit, perUnit } of LATENCY_UNITS) {
    const rounded = threeDigits(us / perUnit);
    if (rounded < 1000) return `${rounded}${space}${unit}`;
  }
  return `${countText(us / 1e6)}${space}s`;
}

const LATENCY_UNITS = [
  { unit: 'µs', perUnit: 1 },
  { unit: 'ms', perUnit: 1000 },
  { unit: 's', perUnit: 1e6 },
] as const;

export function countText(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** A count that has to fit a column of a table: `9,999,999`, `12.3M`. */
export function shortCountText(count: number): string {
  if (Math.round(count) < 1e7) return count > 0 && count < 100 ? String(threeDigits(count)) : countText(count);
  for (const { unit, perUnit } of COUNT_UNITS) {
    const rounded = threeDigits(count / perUnit);
    if (rounded < 1000) return `${rounded}${unit}`;
  }
  return count.toExponential(1);
}

const COUNT_UNITS = [
  { unit: 'M', perUnit: 1e6 },
  { unit: 'G', perUnit: 1e9 },
  { unit: 'T', perUnit: 1e12 },
] as const;

export function bytesText(bytes: number): string {
  for (const { unit, perUnit } of BYTE_UNITS) {
    const rounded = threeDigits(bytes / perUnit);
    if (rounded < 1000) return `${rounded} ${unit}`;
  }
  return `${countText(bytes / 1024 ** 4)} TB`;
}

const BYTE_UNITS = [
  { unit: 'bytes', perUnit: 1 },
  { unit: 'KB', perUnit: 1024 },
  { unit: 'MB', perUnit: 1024 ** 2 },
  { unit: 'GB', perUnit: 1024 ** 3 },
  { unit: 'TB', perUnit: 1024 ** 4 },
] as const;

export function percentText(share: number): string {
  const percent = share * 100;
  return `${percent !== 0 && Math.abs(percent) < 1 ? Number(percent.toPrecision(1)) : Math.round(percent)} %`;
}

/** `1 client`, `1,000 clients`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${countText(count)} ${Math.round(count) === 1 ? noun : plural}`;
}

/** Not by `Math.max`, which takes no hundred thousand arguments. */
export function largest(values: readonly number[], atLeast = 0): number {
  return values.reduce((most, value) => Math.max(most, value), atLeast);
}

/** Three digits, or all there are before the point, and two behind it at the most. */
export function threeDigits(value: number): number {
  if (value >= 100) return Math.round(value);
  return value >= 1 ? Number(value.toPrecision(3)) : Number(value.toFixed(2));
}
