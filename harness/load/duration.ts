// Times as people write them: `500ms`, `10s`, `2m`, `1h`, or a bare number of seconds.

const MS_BY_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** No time that is typed may be longer: a day. */
export const DURATION_MS_MAX = 24 * 3_600_000;

/** duration = digits ["." digits] ["ms" | "s" | "m" | "h"]; undefined when it isn't one, is nothing, or is above a day. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * (MS_BY_UNIT[match[2] ?? 's'] ?? 1000);
  return ms > 0 && ms <= DURATION_MS_MAX ? ms : undefined;
}

/** `10 s`, `500 ms`, `90 s`, `2 min`, `24 h`: in the largest unit that needs no fraction. */
export function describeDurationMs(ms: number): string {
  if (ms >= 3_600_000 && ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(3))} s`;
  return `${Number(ms.toFixed(3))} ms`;
}
