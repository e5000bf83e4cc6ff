// When each turn is due: pure arithmetic over a plain value, the same in every agent. Open plans are absolute schedules: turn k
// belongs to client k mod clients, and is due when the plan's cumulated rate reaches k, whoever hosts that client.

/** A stretch of the plan: from one value to another in a straight line. Turns a second in open plans, clients in closed ones. */
export interface Segment {
  readonly durationUs: number;
  readonly from: number;
  readonly to: number;
}

/** Each client's turn follows its last, behind `thinkUs`. */
export interface ClosedPlan {
  readonly kind: 'closed';
  /** The most that are active at a time. */
  readonly clients: number;
  readonly segments: readonly Segment[];
  readonly thinkUs: number;
  /** Of all clients together; the plan ends with them. */
  readonly turns?: number;
}

export interface OpenPlan {
  readonly kind: 'open';
  readonly clients: number;
  readonly segments: readonly Segment[];
  readonly turns?: number;
}

export type Plan = ClosedPlan | OpenPlan;
