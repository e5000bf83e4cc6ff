// The six protocols: where they listen, how many they serve, and which models make sense for them.

import type { ClientFrameSetting } from './chat/client-frames.ts';
import { ChatRoom } from './chat/room.ts';
import { EchoBlockService } from './echo-block.ts';
import { EchoTextService } from './echo-text.ts';
import { KeepaliveService } from './keepalive.ts';
import type { Operator } from './operator.ts';
import { P2pService } from './p2p.ts';
import type { Log } from './session.ts';
import { TalkService } from './talk.ts';

export const PROTOCOL_NAMES = ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

export const MODELS = ['event', 'single', 'process', 'thread'] as const;
export type Model = (typeof MODELS)[number];

interface ServiceOptions {
  readonly clientFrame: ClientFrameSetting;
  readonly operator: Operator;
  readonly log?: Log | undefined;
}

/** Every protocol with its own kind of service, for whoever has to know which. */
export interface ServiceByProtocol {
  readonly chat: ChatRoom;
  readonly 'echo-text': EchoTextService;
  readonly keepalive: KeepaliveService;
  readonly talk: TalkService;
  readonly 'echo-block': EchoBlockService;
  readonly p2p: P2pService;
}

export interface Protocol<P extends ProtocolName = ProtocolName> {
  readonly port: number;
  /** Undefined: as many as there are descriptors. */
  readonly capacity: number | undefined;
  /** What clients share stands in one place, and connections that are served elsewhere hand their bytes to it. */
  readonly isShared: boolean;
  readonly hasOperator: boolean;
  /** Why a model makes no sense here. */
  readonly senseless: Partial<Record<Model, string>>;
  makeService(options: ServiceOptions): ServiceByProtocol[P];
}

export const PROTOCOLS: { readonly [P in ProtocolName]: Protocol<P> } = {
  chat: {
    port: 9311,
    capacity: 100,
    isShared: true,
    hasOperator: false,
    senseless: { single: 'a room that serves one connection at a time has nobody to talk to' },
    makeService: ({ clientFrame, log }) => new ChatRoom({ clientFrame, log }),
  },
  'echo-text': {
    port: 9999,
    capacity: 128,
    isShared: false,
    hasOperator: false,
    senseless: {},
    makeService: () => new EchoTextService(),
  },
  keepalive: {
    port: 6666,
    capacity: 10,
    isShared: false,
    hasOperator: false,
    senseless: {},
    makeService: () => new KeepaliveService(),
  },
  talk: {
    port: 19999,
    capacity: undefined,
    isShared: true,
    hasOperator: true,
    senseless: {},
    makeService: ({ operator }) => new TalkService(operator),
  },
  'echo-block': {
    port: 6666,
    capacity: undefined,
    isShared: false,
    hasOperator: false,
    senseless: {},
    makeService: () => new EchoBlockService(),
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
    makeService: ({ operator }) => new P2pService(operator),
  },
};
