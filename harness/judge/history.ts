// What happened in a case, in the order in which it happened: plain data, so that it can be kept, shown, and judged again.

type Separation = 'proved' | 'attempted';

export type HistoryEvent = { readonly atUs: number } & (
  | { readonly kind: 'connected'; readonly actor: string }
  | { readonly kind: 'not-connected'; readonly actor: string; readonly how: string }
  /** One write. `omittedBytes`: what was sent besides, and is not kept. */
  | { readonly kind: 'sent'; readonly actor: string; readonly bytes: Uint8Array; readonly omittedBytes?: number }
  /** Between two pieces of what was sent: whether the target had read all before it. */
  | { readonly kind: 'cut'; readonly actor: string; readonly separation: Separation }
  /** One read. */
  | { readonly kind: 'received'; readonly actor: string; readonly bytes: Uint8Array; readonly omittedBytes?: number }
  /** By the target. */
  | { readonly kind: 'ended'; readonly actor: string; readonly how: 'closed' | 'reset' }
  /** By the actor. */
  | { readonly kind: 'left'; readonly actor: string; readonly how: 'half-close' | 'close' | 'reset' }
  | { readonly kind: 'reading'; readonly actor: string; readonly isReading: boolean }
  /** What the operator of the target read, and wrote. */
  | { readonly kind: 'printed'; readonly bytes: Uint8Array }
  | { readonly kind: 'typed'; readonly bytes: Uint8Array }
  | { readonly kind: 'mark'; readonly name: string }
  /** This came to the actor behind whatever came before: nothing of that can come any more. */
  | { readonly kind: 'fence'; readonly actor: string; readonly bytes: Uint8Array }
  /** Patience came to its end. */
  | { readonly kind: 'waited'; readonly actor: string; readonly ms: number; readonly what: string }
  | { readonly kind: 'goal'; readonly name: string; readonly isReached: boolean }
  | { readonly kind: 'target-ended'; readonly how: string }
);

export type History = readonly HistoryEvent[];

/** Without the time, which whoever keeps the history adds. */
export type Happening = HistoryEvent extends infer E ? (E extends HistoryEvent ? Omit<E, 'atUs'> : never) : never;
