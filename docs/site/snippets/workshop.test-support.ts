// Where blocks of commands are run: a folder for each page, with the files that the page names, a `harness`, and a server or two.

import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Block } from './blocks.test-support.ts';

const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));
const HARNESS = resolve(PACKAGE, 'dist/docs/site/snippets/harness-process.js');
const TIME_LIMIT_MS = 120_000;

export interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
}

export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'snippets-'));
  readonly #ports = new Map<string, string>();

  constructor() {
    this.#program('harness', `exec node ${HARNESS} "$@"`);
    this.#program('npx', `[ "$1" = harness ] || exit 127\nshift\nexec node ${HARNESS} "$@"`);
    this.#program('my-server', MY_SERVER);
    // What is to take all that a processor has takes nothing here: the tests beside this one need it.
    this.#program('yes', 'exec sleep 60');
    this.#program('nice', 'shift 2\nexec "$@"');
    // It would put what it runs into a group of its own, which outlives the block.
    this.#program('timeout', 'shift\nexec "$@"');
    writeFileSync(join(this.#folder, 'bin/pong.py'), PONG);
  }

  /** A folder that has what blocks save, of this page before others. */
  async page(file: string, blocks: readonly Block[], records: string | undefined): Promise<string> {
    const folder = join(this.#folder, file.replace(/\W/g, '-'));
    mkdirSync(join(folder, 'runs'), { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(PACKAGE, join(folder, 'node_modules/tcp-harness'));
    for (const name of ['my-server', 'old', 'new']) symlinkSync(join(this.#folder, 'bin/my-server'), join(folder, name));
    const ownLast = blocks.toSorted((one, other) => Number(one.file === file) - Number(other.file === file));
    for (const { savedAs, text } of ownLast) {
      if (savedAs === undefined) continue;
      mkdirSync(dirname(join(folder, savedAs)), { recursive: true });
      writeFileSync(join(folder, savedAs), `${await this.#withOwnPorts(file, text)}\n`);
    }
    if (records !== undefined) {
      const made = JSON.parse(readFileSync(records, 'utf8')) as object;
      // One run under several names could not be compared with itself.
      for (const [second, name] of RECORDS.entries()) {
        const startedAt = new Date(Date.UTC(2026, 0, 2, 3, 4, second)).toISOString();
        writeFileSync(join(folder, name), JSON.stringify({ ...made, startedAt }));
      }
    }
    return folder;
  }

  /** Runs all lines of a block as one script, which ends at the first that fails. */
  async run(folder: string, { file, text, leavesWith = [] }: Block): Promise<Ran> {
    const env = {
      ...process.env,
      PATH: `${join(this.#folder, 'bin')}:${process.env.PATH ?? ''}`,
      SNIPPET_PORT: await freePort(),
      SNIPPET_LEAVES_WITH: leavesWith.join(','),
      GITHUB_STEP_SUMMARY: join(folder, 'step-summary.md'),
      NO_COLOR: '1',
      XDG_CACHE_HOME: join(this.#folder, 'cache'),
      // A block that puts a server into the background goes on with it.
      ...(/&\s*$/m.test(text.replaceAll('&&', '')) ? { SNIPPET_STAYS: '1' } : {}),
    };
    const script = await this.#withOwnPorts(file, text);
    return new Promise((done) => {
      // A group of its own: whatever the block leaves behind ends with it.
      const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], {
        cwd: folder,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
      const limit = setTimeout(() => endGroup(shell.pid), TIME_LIMIT_MS);
      shell.on('exit', () => endGroup(shell.pid));
      shell.on('close', (exitCode) => {
        clearTimeout(limit);
        done({ exitCode, output });
      });
    });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #program(name: string, script: string): void {
    const path = join(this.#folder, 'bin', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/bash\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** The ports that a page names may be taken, by another page or another test: each of them becomes one that is free. */
  async #withOwnPorts(file: string, text: string): Promise<string> {
    let own = text;
    for (const [, port = ''] of text.matchAll(/(?:127\.0\.0\.1:|port:? |(?:-server(?:\.\w+)?|\/old|\/new) )(\d{4,5})\b/g)) {
      const key = `${file} ${port}`;
      const free = this.#ports.get(key) ?? (await freePort());
      this.#ports.set(key, free);
      own = own.replace(new RegExp(`(?<![\\d.])${port}(?!\\d)`, 'g'), free);
    }
    return own;
  }
}

/** Names that pages give to records which a reader has, and we made. */
const RECORDS = [
  'runs/chat.json',
  ...['a', 'b', 'c', 'before', 'after', 'a1', 'a2', 'a3', 'b1', 'b2', 'b3'].map((name) => `${name}.json`),
];

/** The server of whoever reads: it listens at the port that it is given last, and speaks what the command before it is about. */
const MY_SERVER = `
port=\${SNIPPET_PORT:-0}
for word in "$@"; do case $word in [0-9]*) port=$word;; esac; done
export SNIPPET_STAYS=1
if [ "\${SNIPPET_PROTOCOL:-chat}" = pong ]; then exec python3 "$(dirname "$(readlink -f "$0")")/pong.py" "$port"; fi
operator=
case \${SNIPPET_PROTOCOL:-chat} in talk|p2p) operator='--operator echo';; esac
exec harness serve "\${SNIPPET_PROTOCOL:-chat}" --port "$port" $operator`;

const PONG = `import socket, sys, threading
def serve(connection):
    with connection, connection.makefile('rwb', buffering=0) as lines:
        for line in lines:
            lines.write(line.replace(b'PING', b'PONG'))
listener = socket.create_server(('127.0.0.1', int(sys.argv[1])), backlog=128)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
`;

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody was left.
  }
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return address !== null && typeof address === 'object' ? String(address.port) : '';
}
