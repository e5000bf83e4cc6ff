// The server under test, as a case sees it.

import type { Usage } from '../record/record.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import type { Transport } from '../transport/transport.ts';

export interface Target {
  readonly transport: Transport;
  readonly to: Endpoint;
  readonly how: 'embedded' | 'started' | 'running';
  /** Who types at its standard input and reads its standard output; undefined for one that was running already. */
  readonly operator: TargetOperator | undefined;
  /** How it ended, in a sentence; undefined while it runs. */
  readonly ended: string | undefined;
  /** What its process uses now; undefined where that can't be seen. `cpuShare` is since the last look. */
  look(): Usage | undefined;
  /** Once its clients have left: whether it has ended with them, as some do, and is to be started again. Others need not say. */
  hasLeftWithItsClient?(): Promise<boolean>;
}

export interface TargetOperator {
  type(bytes: Uint8Array): void;
  /** Whoever is told of what the target prints from now on; one at a time. */
  onPrinted: ((bytes: Uint8Array) => void) | undefined;
}
