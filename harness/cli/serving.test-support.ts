// Starts the built server as a person does, and talks to it over plain sockets that share no code with it.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const running = new Set<Serving>();
const peers = new Set<Peer>();

/** Ends whatever a test has left. */
export async function endAll(): Promise<void> {
  for (const peer of peers) peer.socket.destroy();
  peers.clear();
  for (const serving of running) serving.child.kill('SIGKILL');
  await Promise.all([...running].map(({ ended }) => ended));
  running.clear();
}

/** Waits for something that is looked at again whenever more has come. */
export class Watched {
  #waiting: { holds: () => boolean; resolve: () => void }[] = [];

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve });
      this.look();
    });
  }

  look(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      if (one.holds()) one.resolve();
      else this.#waiting.push(one);
    }
  }
}

export class Serving extends Watched {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stdout = '';
  stderr = '';
  port = 0;
  readonly peers: Peer[] = [];

  constructor(words: readonly string[]) {
    super();
    this.child = spawn(process.execPath, [main, 'serve', ...words]);
    running.add(this);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.look();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.look();
    });
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        running.delete(this);
        resolve({ code, signal });
        this.look();
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  connect(): Peer {
    const peer = new Peer(this.port);
    this.peers.push(peer);
    return peer;
  }

  /** All who have connected leave in order, and the server has let them go. */
  async leave(): Promise<void> {
    await Promise.all(
      this.peers.splice(0).map(async (peer) => {
        peer.socket.end();
        await peer.ended();
      }),
    );
  }

  /** The processes that this one has started, by the letter of their state: Z is a zombie. */
  children(): { pid: number; state: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const [state = '', parent] = statOf(Number(name));
        return Number(parent) === this.pid ? [{ pid: Number(name), state }] : [];
      });
  }

  threads(): number {
    return readdirSync(`/proc/${this.pid}/task`).length;
  }

  /** The sockets that the process has open. */
  sockets(): number {
    return readdirSync(`/proc/${this.pid}/fd`).filter((fd) => linkOf(`/proc/${this.pid}/fd/${fd}`).startsWith('socket:')).length;
  }
}

function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** A server on a port that the system has chosen, listening. */
export async function serve(...words: string[]): Promise<Serving> {
  const serving = new Serving([...words, '--port', '0']);
  let hasEnded = false;
  void serving.ended.then(() => {
    hasEnded = true;
  });
  await serving.until(() => serving.stdout.includes('\n') || hasEnded);
  if (hasEnded) throw new Error(`the server ended before it listened: ${serving.stderr}`);
  const [line = ''] = serving.stdout.split('\n');
  serving.port = Number(/"port":(\d+)/.exec(line)?.[1] ?? /:(\d+) \(/.exec(line)?.[1]);
  return serving;
}

/** A server that is expected not to come to listening. */
export async function refused(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const serving = new Serving(words);
  const { code } = await serving.ended;
  return { code, stdout: serving.stdout, stderr: serving.stderr };
}

export class Peer extends Watched {
  readonly socket: Socket;
  /** In the pieces in which it came: joined only when somebody looks, since much may come. */
  #pieces: Buffer[] = [];
  #bytes = 0;
  hasEnded = false;
  hasFailed = false;

  constructor(port: number) {
    super();
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    peers.add(this);
    this.socket.on('data', (bytes) => {
      this.#pieces.push(bytes);
      this.#bytes += bytes.length;
      this.look();
    });
    this.socket.on('end', () => {
      this.hasEnded = true;
      this.socket.end();
      this.look();
    });
    this.socket.on('error', () => {
      this.hasFailed = true;
      this.look();
    });
    this.socket.on('close', () => {
      this.hasEnded = true;
      this.look();
    });
  }

  get received(): Buffer {
    const [first, ...others] = this.#pieces;
    if (first !== undefined && others.length === 0) return first;
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [all];
    return all;
  }

  write(text: string | Buffer): this {
    this.socket.write(text);
    return this;
  }

  /** Waits until that much has come, and takes it. */
  async take(bytes: number): Promise<Buffer> {
    await this.until(() => this.#bytes >= bytes || this.hasEnded);
    const { received } = this;
    const taken = received.subarray(0, bytes);
    this.#pieces = [received.subarray(taken.length)];
    this.#bytes -= taken.length;
    return taken;
  }

  async ended(): Promise<void> {
    await this.until(() => this.hasEnded);
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** A frame of the chat's client. */
  frame(text: string): this {
    const bytes = Buffer.alloc(1500);
    bytes.write(text);
    return this.write(bytes);
  }

  /** The texts of the next frames of the chat. */
  async texts(count: number): Promise<string[]> {
    const frames = await this.take(count * 1500);
    return Array.from({ length: frames.length / 1500 }, (_, index) => {
      const frame = frames.subarray(index * 1500, (index + 1) * 1500);
      return frame.subarray(0, frame.indexOf(0)).toString();
    });
  }

  /** Registers, and takes the greeting, the welcome and the prompt. */
  async join(name: string): Promise<this> {
    this.frame(name);
    await this.texts(5);
    return this;
  }
}

/** The ways of serving connections. */
export const WAYS = [
  ['--transport', 'epoll'],
  ['--transport', 'node'],
  ['--model', 'single'],
  ['--model', 'process'],
  ['--model', 'thread'],
];
