import type { AgentHealth } from './tally.ts';

/** Of an agent that had nothing to do. */
export function idleHealth(changes: Partial<AgentHealth> = {}): AgentHealth {
  const loopLag = { count: 0, sumUs: 0, minUs: 0, maxUs: 0, clamped: 0, hdr: '' };
  return { cpuShare: 0, cpuSeconds: 0, rssBytes: 0, gcMs: 0, loopLag, ...changes };
}
