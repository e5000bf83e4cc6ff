// Figures as a page needs them: four digits, and whole where they are above a thousand or were whole.

export function rounded(value: number): number {
  if (Number.isInteger(value)) return value;
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}
