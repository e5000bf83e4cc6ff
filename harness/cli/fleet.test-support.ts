// A fleet as people have it: `harness agent` and `harness bench --nats` as processes of the built command, and a way to NATS that a test cuts.

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { parseBenchRecord } from '../record/parse-record.ts';
import type { BenchRecord } from '../record/record.ts';
import { main, Watched } from './serving.test-support.ts';

const running = new Set<ChildProcess>();

/** Ends whatever a test has left, also what stands still. */
export function endFleet(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

/** Where a process is started. */
export interface Place {
  spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess;
}

const here: Place = { spawn };

/** A process of the command, and what it says. */
export class Command extends Watched {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  stdout = '';
  stderr = '';
  hasEnded = false;

  constructor(words: readonly string[], host: Place = here) {
    super();
    this.child = host.spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this.child);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.look();
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.look();
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => {
        running.delete(this.child);
        this.hasEnded = true;
        resolve(code);
        this.look();
      });
    });
  }

  /** Waits until it has said so often what matches. */
  says(what: RegExp, times = 1): Promise<void> {
    const all = new RegExp(what.source, 'g');
    return this.until(() => [...this.stderr.matchAll(all)].length >= times);
  }
}

export class Agent extends Command {
  readonly name: string;

  constructor(url: string, name: string, words: readonly string[]) {
    super(['agent', '--nats', url, '--name', name, ...words]);
    this.name = name;
  }
}

export async function startAgent(url: string, name: string, ...words: string[]): Promise<Agent> {
  const agent = new Agent(url, name, words);
  await agent.says(/Waiting for runs/);
  return agent;
}

/** A run whose record is on its standard output. */
export class Run extends Command {
  constructor(...words: string[]) {
    super(['bench', ...words, '--json', '--out', '/dev/null', '--progress', 'json', '--warmup', '0']);
  }

  async record(): Promise<BenchRecord> {
    await this.ended;
    if (this.stdout === '') throw new Error(`it left no record: ${this.stderr}`);
    return parseBenchRecord(this.stdout);
  }
}

/** A way to a port that can be cut, and mended. */
export class Cable extends Watched {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #refused = 0;

  constructor(port: number) {
    super();
    this.#server = createServer((socket) => {
      if (this.#isCut) {
        socket.destroy();
        this.#refused++;
        this.look();
        return;
      }
      const other = connect(port, '127.0.0.1');
      for (const one of [socket, other]) {
        this.#sockets.add(one);
        one.on('error', () => {});
        one.on('close', () => {
          this.#sockets.delete(one);
          socket.destroy();
          other.destroy();
        });
      }
      socket.pipe(other);
      other.pipe(socket);
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves when somebody has tried in vain so often. */
  refuses(times: number): Promise<void> {
    const untilRefused = this.#refused + times;
    return this.until(() => this.#refused >= untilRefused);
  }

  mend(): void {
    this.#isCut = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
