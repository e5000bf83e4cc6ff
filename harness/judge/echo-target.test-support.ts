// A target over memory that sends back what it gets: for tests of what stands around a case.

import { MemoryTransport } from '../transport/memory/transport.ts';
import type { Connection, ConnectionHandler } from '../transport/transport.ts';
import { nulEnded } from '../wire/framing.ts';
import { Actor } from './actor.ts';
import type { SceneOptions } from './scene.ts';
import type { Target } from './target.ts';

export class EchoTarget implements Target {
  readonly transport = new MemoryTransport({ seed: 1 });
  readonly to = { address: '127.0.0.1', port: 7 };
  readonly how = 'running';
  readonly operator = undefined;
  ended: string | undefined;
  /** Everybody who is there, for a test to do something to. */
  readonly connections = new Set<Connection>();
  /** What it does with what it gets; a test may bring another habit. */
  onBytes: (connection: Connection, bytes: Buffer) => void = (connection, bytes) => void connection.write(bytes);

  static async open(): Promise<EchoTarget> {
    const target = new EchoTarget();
    await target.transport.listen(
      { at: target.to },
      { onConnection: (connection) => target.#served(connection), onAcceptFailed: () => {} },
    );
    return target;
  }

  look(): undefined {
    return undefined;
  }

  #served(connection: Connection): ConnectionHandler {
    this.connections.add(connection);
    return {
      onOpen: () => {},
      onBytes: (bytes, start, end) => this.onBytes(connection, Buffer.from(bytes.subarray(start, end))),
      onDrain: () => {},
      onEnd: () => connection.close(),
      onClose: () => void this.connections.delete(connection),
    };
  }
}

export function sceneOptions(target: Target): SceneOptions {
  return {
    target,
    framings: { sends: nulEnded(100), receives: nulEnded(100) },
    actor: Actor,
    capacity: Number.POSITIVE_INFINITY,
    seed: 1,
    number: 0,
    profile: {},
    memory: new Map(),
    patienceMs: 1000,
  };
}
