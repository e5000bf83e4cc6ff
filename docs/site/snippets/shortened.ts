// A command of the documentation as a test runs it: the same command, for a moment instead of ten seconds, with few clients, and with
// a server where the page speaks of one. Nothing else is changed, so that a wrong flag is still one.

const DURATION = '300ms';
const CLIENTS_MAX = 12;
const RATE_MAX = 200;
const TIMES_MAX = 2;

export const SPEAKS_TO_A_SERVER: readonly string[] = ['bench', 'capacity', 'compare', 'replay', 'verify'];

/** Of a whole catalogue those of one clause: that all of them run is shown elsewhere. */
const FEW_CASES: Readonly<Record<string, string>> = {
  chat: 'chat/1.4.1/direct*',
  'echo-text': 'echo-text/2.1/',
  keepalive: 'keepalive/3.1/',
  talk: 'talk/4.1/',
  'echo-block': 'echo-block/5.1/',
  p2p: 'p2p/6.1/',
};
const FEW_CASES_OF_OTHERS = '*/generic/segmentation/cut*';

export function shortened(argv: readonly string[]): string[] {
  const [command = ''] = argv;
  const short = argv.map((word, index) => shortWord(argv[index - 1] ?? '', word));
  const isHelp = ['--help', '--list', '--calibrate', '--json-schema'].some((flag) => argv.includes(flag));
  if (isHelp) return short;
  if (command === 'bench') {
    if (!has(argv, '--duration', '--stages', '--turns')) short.push('--duration', DURATION);
    if (!has(argv, '--clients', '--stages')) short.push('--clients', '10');
  }
  if (command === 'capacity') {
    if (!has(argv, '--step')) short.push('--step', '1s');
    if (!has(argv, '--warmup')) short.push('--warmup', '0');
    if (!has(argv, '--sweep', '--max-steps')) short.push('--max-steps', String(TIMES_MAX));
    if (has(argv, '--sweep') && !has(argv, '--trials')) short.push('--trials', '1');
  }
  if (command === 'compare' && has(argv, '--start', '--reference')) {
    if (!has(argv, '--duration')) short.push('--duration', DURATION);
    if (!has(argv, '--trials')) short.push('--trials', '1');
    if (!has(argv, '--clients')) short.push('--clients', '10');
    // Of such a moment nothing is to be trusted, and no trial is to be made again for it.
    if (!has(argv, '--anyway')) short.push('--anyway');
  }
  if (command === 'verify') {
    if (!has(argv, '--only')) short.push('--only', FEW_CASES[protocolOf(argv)] ?? FEW_CASES_OF_OTHERS);
    if (!has(argv, '--runs')) short.push('--runs', '1');
  }
  return short;
}

/** What follows a flag that says how long or how much. */
function shortWord(flag: string, word: string): string {
  switch (flag) {
    case '--duration':
      return isTime(word) ? DURATION : word;
    case '--step':
      return isTime(word) ? '1s' : word;
    case '--warmup':
      return isTime(word) ? '0' : word;
    case '--clients':
      // Several numbers stay different ones.
      return [...new Set(atMost(word, CLIENTS_MAX).split(','))].join(',');
    case '--rate':
      return atMost(word, RATE_MAX);
    case '--trials':
    case '--runs':
    case '--times':
    case '--max-steps':
    case '--agents':
      return atMost(word, TIMES_MAX);
    case '--stages':
      return shortStages(word);
    default:
      return word;
  }
}

/** `10s:100..5000` becomes `200ms:12..12`; what is no stage stays, and is refused as it would be. */
function shortStages(stages: string): string {
  return stages
    .replace(/(\d+)(?=(?:\.\.|\/s|,|$))/g, (number) => atMost(number, CLIENTS_MAX))
    .replace(/\b\d+(?:ms|s|m)(?=:)/g, '200ms');
}

/** What is none stays, and is refused. */
function isTime(word: string): boolean {
  return /^\d+(?:ms|s|m|h)?$/.test(word);
}

function atMost(word: string, limit: number): string {
  return word.replace(/\d+/g, (digits) => String(Math.min(Number(digits), limit)));
}

export function has(argv: readonly string[], ...flags: readonly string[]): boolean {
  return argv.some((word) => flags.some((flag) => word === flag || word.startsWith(`${flag}=`)));
}

/**
 * What a command may leave with here. A measurement of a moment on a busy machine may be `invalid`, and a run that was cut short may be
 * inconclusive (2); a threshold may be missed (1). What makes no sense (3) and what could not run (4) is never right.
 */
export function isAccepted(argv: readonly string[], exitCode: number): boolean {
  if (exitCode === 0) return true;
  const measures = SPEAKS_TO_A_SERVER.includes(argv[0] ?? '');
  if (exitCode === 2) return measures;
  return exitCode === 1 && has(argv, '--threshold', '--objective', '--at-least', '--fail-on-worse');
}

/** Which server a command wants to talk to: `pong` is the one of the first scenario of one's own. */
export function protocolOf(argv: readonly string[]): string {
  const named = argv.slice(1).map((word) => /^(chat|echo-text|echo-block|keepalive|talk|p2p|connect)(?:\/|$)/.exec(word)?.[1]);
  const protocol = named.find((name) => name !== undefined);
  if (protocol === undefined) return argv.some((word) => word.endsWith('.ts')) ? 'pong' : 'chat';
  return protocol === 'connect' ? 'echo-block' : protocol;
}
