// What serves the six protocols.

import type { ClientFrameSetting } from './chat/client-frames.ts';
import { ChatRoom } from './chat/room.ts';
import { EchoBlockService } from './echo-block.ts';
import { EchoTextService } from './echo-text.ts';
import { KeepaliveService } from './keepalive.ts';
import type { Operator } from './operator.ts';
import { P2pService } from './p2p.ts';
import type { ProtocolName } from './protocols.ts';
import type { Log } from './session.ts';
import { TalkService } from './talk.ts';

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

export const SERVICES: { readonly [P in ProtocolName]: (options: ServiceOptions) => ServiceByProtocol[P] } = {
  chat: ({ clientFrame, log }) => new ChatRoom({ clientFrame, log }),
  'echo-text': () => new EchoTextService(),
  keepalive: () => new KeepaliveService(),
  talk: ({ operator }) => new TalkService(operator),
  'echo-block': () => new EchoBlockService(),
  p2p: ({ operator }) => new P2pService(operator),
};
