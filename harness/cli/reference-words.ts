// How the embedded reference server is started: with room for all the clients of a load, or as it is when it is judged.

import { PROTOCOLS, type ProtocolName } from '../../server/protocols/protocols.ts';
import { HarnessError } from '../errors.ts';
import { connectionsMax, type MachineLimits } from '../transport/limits.ts';

/** Who has left keeps a place until the server has seen it, and the next one may be there already. */
const PLACES_PER_CLIENT = 2;
/** Of the connections that a worker could hold: the system shares them out by chance, not evenly. */
const WORKER_LOAD = 0.85;

/** As `harness serve` takes them. */
const WORKERS_MAX = 256;

/** The words behind `harness`, from those behind `harness serve` that the dialect gives. */
export function referenceWords(reference: readonly string[], clients: number, limits: MachineLimits): string[] {
  return ['serve', ...reference, ...roomWords(reference, clients, limits), '--port', '0', '--json', '--end-with-parent'];
}

/** Of a server that is judged: it has the room that its contract says, and its operator is whoever judges. */
export function judgedReferenceWords(reference: readonly string[], capacity: number | undefined): string[] {
  const [name = ''] = reference;
  const operatorAt = reference.indexOf('--operator');
  const words = operatorAt === -1 ? reference : reference.toSpliced(operatorAt, 2);
  const operator = isProtocol(name) && PROTOCOLS[name].hasOperator ? ['--operator', 'stdio'] : [];
  const room = capacity === undefined ? [] : ['--capacity', String(capacity)];
  return ['serve', ...words, ...operator, ...room, '--port', '0', '--json', '--end-with-parent'];
}

function roomWords(reference: readonly string[], clients: number, limits: MachineLimits): string[] {
  const [name = ''] = reference;
  const hasItsOwn = reference.includes('--capacity') || reference.includes('--workers');
  if (hasItsOwn || !isProtocol(name)) return [];
  const { capacity, isShared } = PROTOCOLS[name];
  const most = connectionsMax(limits);
  if (clients > most) {
    const workers = Math.ceil(clients / (most * WORKER_LOAD));
    if (!isShared && workers <= WORKERS_MAX) return ['--workers', String(workers)];
    if (!isShared) {
      throw new HarnessError(
        'limit-too-low',
        `The reference server would need ${workers} workers for so many clients, and has ${WORKERS_MAX} at most: ask for fewer --clients, or name a server of yours with --target.`,
      );
    }
    throw new HarnessError(
      'limit-too-low',
      `The clients of ${name} share one process of the reference server, and it may have ${most} connections here: ask for fewer ` +
        `--clients, or raise the limit with ulimit -n.`,
    );
  }
  // One place means two people, one of them at the server.
  if (capacity === undefined || capacity === 1) return [];
  return ['--capacity', String(Math.min(most, Math.max(capacity, clients * PLACES_PER_CLIENT)))];
}

function isProtocol(name: string): name is ProtocolName {
  return Object.hasOwn(PROTOCOLS, name);
}
