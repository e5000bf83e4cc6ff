// Which transport a run uses, and why.

import { endianness } from 'node:os';
import { HarnessError } from '../errors.ts';
import { NodeTransport } from './node/transport.ts';
import type { Transport } from './transport.ts';

export type TransportChoice = 'auto' | 'epoll' | 'node';

export interface ChosenTransport {
  readonly transport: Transport;
  /** A sentence for the record and for whoever wonders. */
  readonly reason: string;
}

export interface Surroundings {
  readonly platform: string;
  readonly architecture: string;
  readonly isLittleEndian: boolean;
  /** Loads the epoll transport; fails where koffi can't be loaded. */
  loadEpoll(): Promise<Transport>;
}

export async function chooseTransport(
  wanted: TransportChoice,
  surroundings: Surroundings = thisMachine,
): Promise<ChosenTransport> {
  if (wanted === 'node') return { transport: new NodeTransport(), reason: 'node was asked for' };
  const obstacle = obstacleOf(surroundings);
  if (obstacle === undefined) {
    try {
      const reason = wanted === 'epoll' ? 'epoll was asked for' : 'epoll is the fastest here';
      return { transport: await surroundings.loadEpoll(), reason };
    } catch (cause) {
      const why = `koffi, which calls the system, can't be loaded: ${firstLine(cause)}`;
      if (wanted === 'auto') return { transport: new NodeTransport(), reason: why };
      throw new HarnessError(
        'transport-unavailable',
        `The transport epoll is not to be had: ${why} Use --transport node.`,
        cause,
      );
    }
  }
  if (wanted === 'auto') return { transport: new NodeTransport(), reason: obstacle };
  throw new HarnessError('transport-unavailable', `The transport epoll is not to be had: ${obstacle} Use --transport node.`);
}

function obstacleOf({ platform, architecture, isLittleEndian }: Surroundings): string | undefined {
  if (platform !== 'linux') return `epoll is Linux's, and this is ${platform}.`;
  if (!isLittleEndian || !['x64', 'arm64'].includes(architecture)) {
    return `the layouts of its structures are known for x64 and arm64, and this is ${architecture}.`;
  }
  return undefined;
}

const thisMachine: Surroundings = {
  platform: process.platform,
  architecture: process.arch,
  isLittleEndian: endianness() === 'LE',
  async loadEpoll() {
    const { EpollTransport } = await import('./epoll/transport.ts');
    return new EpollTransport();
  },
};

function firstLine(cause: unknown): string {
  const [line = ''] = String(cause instanceof Error ? cause.message : cause).split('\n');
  return line.endsWith('.') ? line : `${line}.`;
}
