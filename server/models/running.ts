// A server that runs, whichever way it serves.

import type { Endpoint } from '../../harness/transport/endpoint.ts';
import type { ConnectionOutcome } from '../../harness/transport/outcome.ts';

/** How long what is queued may take to go out when the server stops. */
export const STOP_US_MAX = 2_000_000;

export interface Running {
  readonly at: Endpoint;
  /** How it serves, for the line that says where it listens. */
  readonly how: string;
  /** The server has stopped, and everything it had is let go; a sentence when it did so by itself. */
  readonly ended: Promise<string | undefined>;
  /** Stops accepting, and lets what is queued go out, for two seconds at most. */
  stop(): void;
  /** Ends at once. */
  abort(): void;
}

export type StartOutcome =
  | { readonly kind: 'running'; readonly running: Running }
  /** It can't listen there. */
  | { readonly kind: 'not-listening'; readonly outcome: ConnectionOutcome }
  /** This machine can't serve in that way; the sentence says why. */
  | { readonly kind: 'unable'; readonly sentence: string };
