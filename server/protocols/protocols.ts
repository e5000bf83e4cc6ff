// The six protocols: where they listen, how many they serve, and which models make sense for them.

export const PROTOCOL_NAMES = ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

export const MODELS = ['event', 'single', 'process', 'thread'] as const;
export type Model = (typeof MODELS)[number];

interface Protocol {
  readonly port: number;
  /** Undefined: as many as there are descriptors. */
  readonly capacity: number | undefined;
  /** What clients share stands in one place, and connections that are served elsewhere hand their bytes to it. */
  readonly isShared: boolean;
  readonly hasOperator: boolean;
  /** Why a model makes no sense here. */
  readonly senseless: Partial<Record<Model, string>>;
}

export const PROTOCOLS: { readonly [P in ProtocolName]: Protocol } = {
  chat: {
    port: 9311,
    capacity: 100,
    isShared: true,
    hasOperator: false,
    senseless: { single: 'a room that serves one connection at a time has nobody to talk to' },
  },
  'echo-text': {
    port: 9999,
    capacity: 128,
    isShared: false,
    hasOperator: false,
    senseless: {},
  },
  keepalive: {
    port: 6666,
    capacity: 10,
    isShared: false,
    hasOperator: false,
    senseless: {},
  },
  talk: {
    port: 19999,
    capacity: undefined,
    isShared: true,
    hasOperator: true,
    senseless: {},
  },
  'echo-block': {
    port: 6666,
    capacity: undefined,
    isShared: false,
    hasOperator: false,
    senseless: {},
  },
  p2p: {
    port: 6666,
    capacity: 1,
    isShared: true,
    hasOperator: true,
    senseless: {
      process: 'its one client has both directions at once, and one process that blocks in one of them would stop the other',
      thread: 'its one client has both directions at once, and one thread that blocks in one of them would stop the other',
    },
  },
};
