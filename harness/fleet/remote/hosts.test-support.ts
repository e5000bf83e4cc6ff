// Hosts on a network of their own, as network namespaces: each has an address, and a cable that can be pulled. They are gone with the
// processes that hold them.

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Whether this machine lets us make them. */
export const HAS_NAMESPACES = spawnSync('unshare', ['-n', 'ip', 'link', 'add', 'type', 'bridge']).status === 0;

/** Where the switch is, and whatever a test starts on it. */
export const SWITCH_ADDRESS = '10.77.0.1';

export interface Host {
  readonly address: string;
  spawn(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
}

export class Hosts {
  /** The host that the others are plugged into. */
  readonly middle: Host;
  readonly others: readonly Host[];
  readonly #holders: readonly ChildProcess[];

  private constructor(holders: readonly ChildProcess[]) {
    this.#holders = holders;
    const [middle, ...others] = holders.map((holder, index) => hostIn(holder, addressOf(index)));
    if (middle === undefined) throw new Error('there is no host');
    this.middle = middle;
    this.others = others;
  }

  /** So many, and the one in the middle. */
  static async open(count: number): Promise<Hosts> {
    const holders = await Promise.all(Array.from({ length: count + 1 }, hold));
    const hosts = new Hosts(holders);
    try {
      hosts.#plugIn();
    } catch (error) {
      await hosts.close();
      throw error;
    }
    return hosts;
  }

  /** Pulls the cable of the host with this index: nobody is told, packets are just gone. */
  cut(index: number): void {
    this.#run(0, ['link', 'set', cableOf(index + 1), 'down']);
  }

  mend(index: number): void {
    this.#run(0, ['link', 'set', cableOf(index + 1), 'up']);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#holders.map(async (holder) => {
        if (holder.exitCode !== null) return;
        const closed = once(holder, 'close');
        holder.stdin?.end();
        await closed;
      }),
    );
  }

  #plugIn(): void {
    this.#run(0, ['link', 'set', 'lo', 'up']);
    this.#run(0, ['link', 'add', 'switch', 'type', 'bridge']);
    this.#run(0, ['addr', 'add', `${SWITCH_ADDRESS}/24`, 'dev', 'switch']);
    this.#run(0, ['link', 'set', 'switch', 'up']);
    for (let index = 1; index < this.#holders.length; index++) {
      const cable = cableOf(index);
      this.#run(0, ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(this.#holders[index]?.pid)]);
      this.#run(0, ['link', 'set', cable, 'master', 'switch', 'up']);
      this.#run(index, ['link', 'set', 'lo', 'up']);
      this.#run(index, ['addr', 'add', `${addressOf(index)}/24`, 'dev', 'eth0']);
      this.#run(index, ['link', 'set', 'eth0', 'up']);
    }
  }

  #run(index: number, words: readonly string[]): void {
    const { status, stderr } = spawnSync('nsenter', [...inside(this.#holders[index]), 'ip', ...words], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`);
  }
}

/** It ends with its standard input, and so with this process, whatever becomes of that. */
async function hold(): Promise<ChildProcess> {
  const holder = spawn('unshare', ['-n', 'sh', '-c', 'echo made; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  if (holder.stdout === null) throw new Error('a holder has an output');
  await once(holder.stdout, 'data');
  return holder;
}

function hostIn(holder: ChildProcess, address: string): Host {
  return {
    address,
    spawn: (command, args, options = {}) => spawn('nsenter', [...inside(holder), command, ...args], options),
  };
}

function inside(holder: ChildProcess | undefined): string[] {
  return ['-t', String(holder?.pid), '-n'];
}

function addressOf(index: number): string {
  return `10.77.0.${index + 1}`;
}

function cableOf(index: number): string {
  return `cable${index}`;
}
