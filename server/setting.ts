// What a server is to be, as a plain value that can be sent to another thread or process, and the service that comes of it.

import type { Surroundings } from './faults/fault.ts';
import type { ClientFrameSetting } from './protocols/chat/client-frames.ts';
import type { Operator } from './protocols/operator.ts';
import type { ProtocolName } from './protocols/protocols.ts';
import { SERVICES } from './protocols/services.ts';
import type { Log, Service } from './protocols/session.ts';

export interface ServiceSetting {
  readonly protocol: ProtocolName;
  readonly clientFrame: ClientFrameSetting;
  readonly faults: readonly { readonly name: string; readonly number: number }[];
}

export interface ServiceNeeds extends Omit<Surroundings, 'number'> {
  readonly operator: Operator;
  readonly log?: Log | undefined;
}

/** The service, and in it whatever is to be wrong with it. */
export async function makeService(setting: ServiceSetting, { operator, log, ...surroundings }: ServiceNeeds): Promise<Service> {
  const { clientFrame, protocol } = setting;
  const service = SERVICES[protocol]({ clientFrame, operator, log });
  if (setting.faults.length === 0) return service;
  // Loaded only where something is to be wrong: a server that is right starts without.
  const { findFault } = await import('./faults/catalogue.ts');
  for (const { name, number } of setting.faults) {
    findFault(name, protocol)?.spoil(service, { ...surroundings, number });
  }
  return service;
}
