// The built command in a terminal of the system's, as a person uses it: whatever ends it, the terminal is as it was.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Screen } from './screen.test-support.ts';

const MAIN = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const COLUMNS = 80;
const ROWS = 30;

/**
 * Runs a command in a terminal of so many rows and columns, and hands on what it prints. What it is told on its input, a line each:
 * `key` and a number types that byte, `signal` and a number sends it to the command, `continue` waits until it is stopped and lets
 * it go on, `size` and two numbers resizes.
 */
const TERMINAL = `
import fcntl, os, pty, select, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
def resize(rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
resize(int(sys.argv[1]), int(sys.argv[2]))
told = b''
inputs = [terminal, 0]
while True:
    for ready in select.select(inputs, [], [])[0]:
        if ready == 0:
            some = os.read(0, 4096)
            if not some:
                inputs = [terminal]
            told += some
            while b'\\n' in told:
                line, told = told.split(b'\\n', 1)
                words = line.split()
                if words[0] == b'key':
                    os.write(terminal, bytes([int(words[1])]))
                elif words[0] == b'signal':
                    os.kill(pid, int(words[1]))
                elif words[0] == b'continue':
                    os.waitpid(pid, os.WUNTRACED)
                    os.kill(pid, 18)
                else:
                    resize(int(words[1]), int(words[2]))
        else:
            try:
                some = os.read(terminal, 65536)
            except OSError:
                some = b''
            if not some:
                _, status = os.waitpid(pid, 0)
                sys.exit(os.waitstatus_to_exitcode(status) % 256)
            os.write(1, some)
`;

const SIGTERM = 15;
const STOP_KEY = 26;
const INTERRUPT_KEY = 3;
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

interface Ran {
  readonly screen: Screen;
  readonly printed: string;
  readonly code: number | null;
}

/** `act` is asked after each piece that was printed. */
function inTerminal(
  words: readonly string[],
  act: (printed: string, tell: (line: string) => void) => void,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const screen = new Screen(COLUMNS, ROWS);
  const child: ChildProcess = spawn('python3', [script, String(ROWS), String(COLUMNS), process.execPath, MAIN, ...words], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', NO_COLOR: '', CI: '', ...environment },
  });
  children.push(child);
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    act(printed, (line) => child.stdin?.write(`${line}\n`));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      screen.write(printed);
      resolve({ screen, printed, code });
    });
  });
}

/** Acts once each, in this order, when what was printed since the last says so. */
function steps(...all: readonly (readonly [RegExp | string, string])[]): Parameters<typeof inTerminal>[1] {
  let from = 0;
  let step = 0;
  return (printed, tell) => {
    const [when, line] = all[step] ?? [];
    if (when === undefined || line === undefined) return;
    const since = printed.slice(from);
    if (typeof when === 'string' ? !since.includes(when) : !when.test(since)) return;
    from = printed.length;
    step++;
    tell(line);
  };
}

const children: ChildProcess[] = [];

let folder = '';
let script = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'harness-terminal-'));
  script = join(folder, 'terminal.py');
  writeFileSync(script, TERMINAL);
});

// Of a test that failed; the end of its terminal ends what runs in it.
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing of a panel is left, and nothing else is changed either. */
function expectRestored({ screen, printed }: Ran): void {
  expect(printed).toContain(HIDE_CURSOR);
  expect([screen.isCursorVisible, screen.isColoured]).toEqual([true, false]);
  expect(screen.text).not.toMatch(/[█░▁▂▃▄▅▆▇]| left$|^now |^rate /m);
}

const BENCH = ['bench', 'echo-text/ping', '--clients', '5', '--out', '/dev/null'];

describe.skipIf(process.platform !== 'linux')('a terminal', () => {
  it('is as it was when a run has come to its end', async () => {
    const ran = await inTerminal([...BENCH, '--duration', '1s'], () => {});
    expectRestored(ran);
    expect(ran.screen.text).toMatch(/^(PASS|INVALID) echo-text\/ping on/);
    expect([0, 2]).toContain(ran.code);
  });

  it('is as it was behind Ctrl-C twice, and a request to end', async () => {
    const wishes = steps([/rate /, `signal ${SIGTERM}`], [/Stopping in order/, `key ${INTERRUPT_KEY}`]);
    const ran = await inTerminal([...BENCH, '--duration', '60s'], wishes);
    expectRestored(ran);
  });

  it('is whole again when it was resized, is given back while the run is stopped by Ctrl-Z, and taken again behind it', async () => {
    const wishes = steps(
      [/rate /, `size ${ROWS} 60`],
      [/^in all /m, `key ${STOP_KEY}`],
      [SHOW_CURSOR, 'continue'],
      [HIDE_CURSOR, `key ${INTERRUPT_KEY}`],
    );
    const ran = await inTerminal([...BENCH, '--duration', '60s'], wishes);
    expectRestored(ran);
    expect(ran.printed.split(SHOW_CURSOR)).toHaveLength(3);
  });

  it('is as it was when verify was ended, whose panel says what runs', async () => {
    const ran = await inTerminal(['verify', 'echo-text', '--out', 'it.json'], steps([/^now /m, `key ${INTERRUPT_KEY}`]));
    expectRestored(ran);
    expect(ran.screen.text).toMatch(/^INCONCLUSIVE echo-text on the reference server/m);
    expect(ran.printed).toContain('harness: Stopping in order; once more to end at once.');
  });
});
