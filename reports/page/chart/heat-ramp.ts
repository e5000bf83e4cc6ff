// How many samples a cell has, as a colour: by the logarithm of the count, so that one sample beside thousands is still seen. The
// colours go from one to the other in even steps of what an eye sees (OKLab); they differ in lightness, which all eyes tell apart.

export const RAMP_STEPS = 24;

/** Of the ramp's colours; only for cells that have something in them. */
export function rampIndex(count: number, most: number): number {
  if (most <= 1) return RAMP_STEPS - 1;
  const share = Math.log(Math.max(1, count)) / Math.log(most);
  return Math.min(RAMP_STEPS - 1, Math.max(0, Math.round(share * (RAMP_STEPS - 1))));
}

/** `low` and `high` as `#rrggbb`. */
export function rampColours(low: string, high: string): string[] {
  const from = labOf(low);
  const to = labOf(high);
  return Array.from({ length: RAMP_STEPS }, (_, step) => {
    const share = step / (RAMP_STEPS - 1);
    return hexOf({
      lightness: from.lightness + (to.lightness - from.lightness) * share,
      a: from.a + (to.a - from.a) * share,
      b: from.b + (to.b - from.b) * share,
    });
  });
}

interface Lab {
  readonly lightness: number;
  readonly a: number;
  readonly b: number;
}

/** https://bottosson.github.io/posts/oklab */
export function labOf(hex: string): Lab {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linearOf(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return {
    lightness: 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    a: 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    b: 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  };
}

function hexOf({ lightness, a, b }: Lab): string {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const parts = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
  return `#${parts.map((part) => byteOf(part).toString(16).padStart(2, '0')).join('')}`;
}

function linearOf(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function byteOf(linear: number): number {
  const part = linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, part)));
}
