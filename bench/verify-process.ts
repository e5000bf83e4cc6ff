// What `harness verify` costs, and whether it ever alarms falsely: full runs against the healthy reference server, one behind the
// other, each with another seed.
//   npm run bench:verify -- [--runs 20] [--loaded] [--only PROTOCOL] [--model MODEL] [--transport epoll|node] [--client-frame 100]
// --loaded: a busy loop on each processor meanwhile. Exits with 1 when some run was not a pass.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { monotonicUs } from '../harness/clock.ts';
import { median, script } from './measure.ts';

const PROTOCOLS = ['chat', 'echo-text', 'keepalive', 'talk', 'echo-block', 'p2p'];

/** Models that a protocol does not have. */
const SENSELESS: Readonly<Record<string, readonly string[]>> = { single: ['chat'], process: ['p2p'], thread: ['p2p'] };

const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    loaded: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    model: { type: 'string' },
    transport: { type: 'string' },
    'client-frame': { type: 'string' },
  },
});
const runs = Number(values.runs ?? 1);
const { model } = values;
const protocols = (values.only ?? PROTOCOLS).filter((protocol) => !(SENSELESS[model ?? ''] ?? []).includes(protocol));
const main = script('../harness/cli/main');
const folder = mkdtempSync(join(tmpdir(), 'verify-'));
const burners = values.loaded === true ? cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'])) : [];
const secondsBy = new Map<string, number[]>();

try {
  for (let run = 0; run < runs; run++) {
    for (const protocol of protocols) await measure(protocol, ['--seed', String(1000 + run)], protocol);
    if (protocols.includes('chat'))
      await measure('chat', ['--seed', String(1000 + run), '--level', 'must', '--runs', '0'], 'chat, MUST alone');
  }
  for (const [what, seconds] of secondsBy) say(`${what}: ${median(seconds).toFixed(1)} s, median of ${seconds.length}`);
  const full = protocols.map((protocol) => median(secondsBy.get(protocol) ?? []));
  say(`${protocols.join(', ')}: ${full.reduce((sum, one) => sum + one, 0).toFixed(1)} s`);
} finally {
  for (const burner of burners) burner.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

async function measure(protocol: string, words: readonly string[], what: string): Promise<void> {
  const file = join(folder, 'record.json');
  const beganUs = monotonicUs();
  const { code, text } = await verify([protocol, ...words, ...settings(protocol), '--out', file, '--progress', 'none']);
  const seconds = (monotonicUs() - beganUs) / 1e6;
  const { totals } = JSON.parse(readFileSync(file, 'utf8'));
  say(`${what} ${words.join(' ')}: exit ${code}, ${seconds.toFixed(1)} s, ${JSON.stringify(totals)}`);
  if (code !== 0) {
    say(text);
    process.exitCode = 1;
  }
  secondsBy.set(what, [...(secondsBy.get(what) ?? []), seconds]);
}

function settings(protocol: string): string[] {
  const start = `exec ${process.execPath} ${main} serve ${protocol} --model ${model}`;
  return [
    ...(model === undefined ? [] : ['--start', start]),
    ...(model === 'single' ? ['--capacity', '1'] : []),
    ...(values.transport === undefined ? [] : ['--transport', values.transport]),
    ...(values['client-frame'] === undefined || protocol !== 'chat' ? [] : ['--client-frame', values['client-frame']]),
  ];
}

function verify(words: readonly string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, 'verify', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    child.on('close', (code) => resolve({ code, text }));
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
