// A real nats-server for tests, at a port that the system chooses.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PLACES = [process.env.HARNESS_NATS_SERVER, '/usr/sbin/nats-server', '/usr/bin/nats-server', '/usr/local/bin/nats-server'];

const found = PLACES.find((place) => place !== undefined && existsSync(place));

/** Tests that need a nats-server. Where there is none they are skipped, and say so; in CI that is a failure. */
export function describeWithNats(name: string, body: () => void): void {
  if (found === undefined && process.env.CI === undefined) {
    describe.skip(`${name} (no nats-server is installed here)`, body);
    return;
  }
  describe(name, () => {
    it('has a nats-server to be tested with', () => {
      expect(found, 'a nats-server is installed, or HARNESS_NATS_SERVER names one').toBeDefined();
    });
    body();
  });
}

export interface NatsServerOptions {
  /** Lines of its configuration besides host and port. */
  readonly configuration?: string;
  readonly maxPayloadBytes?: number;
  /** Default: 127.0.0.1. */
  readonly host?: string;
}

export interface NatsServer {
  /** Without user or password. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  freeze(): void;
  thaw(): void;
  /** By SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** After `kill`: at the same port, with the same configuration, or another. */
  startAgain(changed?: NatsServerOptions): Promise<void>;
  /** For good. */
  stop(): Promise<void>;
}

/** Resolves when it takes connections. Whoever starts one stops it. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'harness-nats-'));
  const host = options.host ?? '127.0.0.1';
  let running = await start(folder, host, -1, options);
  const { port } = running;
  return {
    url: `nats://${host}:${port}`,
    port,
    get pid() {
      return running.child.pid ?? 0;
    },
    freeze: () => void running.child.kill('SIGSTOP'),
    thaw: () => void running.child.kill('SIGCONT'),
    kill: () => end(running.child),
    startAgain: async (changed = options) => {
      running = await start(folder, host, port, changed);
    },
    stop: async () => {
      await end(running.child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
}

/** How long it may take to start: the machine may be busy. */
const STARTING_MS = 20_000;

function start(
  folder: string,
  host: string,
  port: number,
  { configuration = '', maxPayloadBytes }: NatsServerOptions,
): Promise<Running> {
  const file = join(folder, 'nats.conf');
  const payload = maxPayloadBytes === undefined ? '' : `max_payload: ${maxPayloadBytes}\n`;
  writeFileSync(file, `host: "${host}"\nport: ${port}\n${payload}${configuration}\n`);
  const child = spawn(found ?? 'nats-server', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  return new Promise((resolve, reject) => {
    let log = '';
    const patience = setTimeout(() => fail('took too long'), STARTING_MS);
    const fail = (why: string) => {
      clearTimeout(patience);
      killed();
      reject(new Error(`nats-server ${why}: ${log}`));
    };
    child.once('error', ({ message }) => fail(message));
    child.once('exit', () => {
      process.removeListener('exit', killed);
      fail('ended');
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const listening = /Listening for client connections on \S+:(\d+)[\s\S]*Server is ready/.exec(log);
      if (listening === null) return;
      clearTimeout(patience);
      resolve({ child, port: Number(listening[1]) });
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
