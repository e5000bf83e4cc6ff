// An ordinary conversation with the target, outside of any case: whether it was held, and what came instead.

import type { Transport } from '../transport/transport.ts';
import type { Actor } from './actor.ts';
import type { Contract } from './case.ts';
import type { History } from './history.ts';
import { runCase } from './run-case.ts';
import type { SceneOptions } from './scene.ts';
import type { Target } from './target.ts';

export interface Conversation {
  readonly isHeld: boolean;
  /** The target sent so much unasked that it was broken off. */
  readonly isFlood: boolean;
  readonly history: History;
  /** Why nobody could say whether it was held; undefined where somebody could. */
  readonly doubt?: string;
}

/** No ordinary conversation takes so much. */
const FLOOD_BYTES = 1 << 20;

export async function converse<A extends Actor>(
  contract: Contract<A>,
  scene: SceneOptions<A>,
  { timeLimitMs, signal }: { readonly timeLimitMs: number; readonly signal: AbortSignal },
): Promise<Conversation> {
  const flood = new AbortController();
  const target = guarded(scene.target, FLOOD_BYTES, () => flood.abort());
  const run = await runCase<A>(
    {
      timeLimitMs,
      drive: (stage) => contract.converse(stage.actor('client')),
      judge: ({ facts }) => (facts === true ? { verdict: 'pass' } : { verdict: 'fail', message: 'It was not held.' }),
    },
    { ...scene, target },
    AbortSignal.any([signal, flood.signal]),
  );
  const { judgement, history } = run;
  return {
    isHeld: judgement.verdict === 'pass',
    isFlood: flood.signal.aborted,
    history,
    ...(judgement.verdict === 'inconclusive' ? { doubt: judgement.message } : {}),
  };
}

/** The same target, whose connections are broken off when they bring more than so much. */
function guarded(target: Target, bytesMax: number, onFlood: () => void): Target {
  const { transport } = target;
  const guard: Transport = {
    kind: transport.kind,
    clock: transport.clock,
    sameBytes: transport.sameBytes,
    listen: (options, handler) => transport.listen(options, handler),
    close: () => transport.close(),
    connect(options, handler) {
      let received = 0;
      const connection = transport.connect(options, {
        onOpen: () => handler.onOpen(),
        onBytes(bytes, start, end) {
          received += end - start;
          if (received <= bytesMax) return handler.onBytes(bytes, start, end);
          connection.reset();
          onFlood();
        },
        onDrain: () => handler.onDrain(),
        onEnd: () => handler.onEnd(),
        onClose: (outcome) => handler.onClose(outcome),
      });
      return connection;
    },
  };
  return {
    transport: guard,
    to: target.to,
    how: target.how,
    operator: target.operator,
    get ended() {
      return target.ended;
    },
    look: () => target.look(),
  };
}
