// What a thread or a process does with a connection that it is given.

import { echoOperator } from '../protocols/operator.ts';
import { PROTOCOLS } from '../protocols/protocols.ts';
import { makeService, type ServiceSetting } from '../setting.ts';
import { BlockingClock, relayBlocking, serveBlocking } from './blocking.ts';
import { NO_TERMINAL } from './nobody.ts';
import { Places } from './places.ts';

export interface HandedOver {
  readonly fd: number;
  /** The way to the owner of what all clients share; -1 where they share nothing. */
  readonly channel: number;
}

/** Serves connections that are handed over; each call ends with the connection. */
export async function serveHandedOver(
  setting: ServiceSetting,
  die: (cause: string) => void,
): Promise<(connection: HandedOver) => void> {
  if (PROTOCOLS[setting.protocol].isShared) return ({ fd, channel }) => relayBlocking(fd, channel);
  const clock = new BlockingClock();
  // Places are the server's affair, and protocols with an operator are shared.
  const places = new Places(Number.POSITIVE_INFINITY);
  const service = await makeService(setting, { isOver: () => false, clock, places, die, operator: echoOperator(NO_TERMINAL) });
  return ({ fd }) => serveBlocking(fd, service, clock);
}
