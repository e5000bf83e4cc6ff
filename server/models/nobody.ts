// Stand-ins for a handler and a terminal where there is nothing to tell and nobody to ask.

import type { ConnectionHandler } from '../../harness/transport/transport.ts';
import type { Terminal } from '../protocols/operator.ts';

export const NOBODY: ConnectionHandler = {
  onOpen() {},
  onBytes() {},
  onDrain() {},
  onEnd() {},
  onClose() {},
};

export const NO_TERMINAL: Terminal = {
  unprintedBytes: 0,
  print() {},
  whenPrinted() {},
  nextLine: () => () => {},
};
