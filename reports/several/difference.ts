// How one figure differs from another, without saying that it means anything: that takes more than one run of each.

/** Within this share of each other two figures are called the same. */
const SAME_SHARE = 0.01;

export type Difference =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'same' }
  /** `ratio` is above 1: so many times the other. Infinite: the other is 0. */
  | { readonly kind: 'more' | 'less'; readonly ratio: number };

/** Which way a figure is to go; undefined: neither is better. */
export type Better = 'lower' | 'higher' | undefined;

export function differenceOf(base: number | undefined, other: number | undefined): Difference {
  if (base === undefined || other === undefined) return { kind: 'unknown' };
  const [low, high] = base < other ? [base, other] : [other, base];
  if (high === low || high / low <= 1 + SAME_SHARE) return { kind: 'same' };
  return { kind: base < other ? 'more' : 'less', ratio: high / low };
}

/** Such as `+90 %`, `−47 %`, `× 4.7`, `÷ 4.7`: percent up to double and down to half, so that both ways read alike. */
export function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case 'unknown':
      return '';
    case 'same':
      return '=';
    case 'more':
      if (difference.ratio === Number.POSITIVE_INFINITY) return 'from 0';
      return difference.ratio < 2 ? `+${percent(difference.ratio - 1)} %` : `× ${factor(difference.ratio)}`;
    case 'less':
      if (difference.ratio === Number.POSITIVE_INFINITY) return 'to 0';
      return difference.ratio <= 2 ? `−${percent(1 - 1 / difference.ratio)} %` : `÷ ${factor(difference.ratio)}`;
  }
}

export function judgementOf(better: Better, { kind }: Difference): 'better' | 'worse' | undefined {
  if (better === undefined || kind === 'unknown' || kind === 'same') return undefined;
  return (kind === 'more') === (better === 'higher') ? 'better' : 'worse';
}

/** Where the best values stand: all that are the same as the best. None when all are, or when there is nothing to choose from. */
export function bestOf(values: readonly (number | undefined)[], better: Better): ReadonlySet<number> {
  const known = values.filter((value) => value !== undefined);
  if (better === undefined || known.length < 2) return new Set();
  const best = better === 'lower' ? Math.min(...known) : Math.max(...known);
  const isBest = (value: number | undefined) => differenceOf(best, value).kind === 'same';
  if (known.every(isBest)) return new Set();
  return new Set(values.flatMap((value, index) => (isBest(value) ? [index] : [])));
}

function percent(share: number): string {
  return String(Number((share * 100).toPrecision(2)));
}

export function factor(ratio: number): string {
  return ratio >= 100 ? Math.round(ratio).toLocaleString('en-US') : String(Number(ratio.toPrecision(2)));
}
