// The rooms of the house and the direction of imports: a room imports itself and the rooms before it.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Room {
  readonly at: string;
  /** Narrows what it may import besides itself. */
  readonly only?: readonly string[];
  /** Stands in the same folder, and is a room of its own. */
  readonly except?: string;
}

/** From the ground floor up. */
const ROOMS: readonly Room[] = [
  { at: 'harness/errors.ts' },
  { at: 'harness/clock.ts' },
  { at: 'harness/chance.ts' },
  { at: 'harness/nearest.ts' },
  { at: 'harness/wire/' },
  { at: 'harness/transport/', only: ['harness/errors.ts', 'harness/clock.ts', 'harness/chance.ts'] },
  { at: 'harness/client/' },
  { at: 'harness/record/' },
  { at: 'harness/script/' },
  { at: 'harness/load/' },
  { at: 'harness/judge/' },
  { at: 'harness/fleet/' },
  { at: 'harness/study/' },
  { at: 'harness/index.ts' },
  { at: 'scenarios/' },
  // The server shares no codec with the harness: were one decoder on both sides, its bug would agree with itself.
  { at: 'server/', only: ['harness/transport/', 'harness/clock.ts'] },
  { at: 'reports/' },
  { at: 'bench/' },
  { at: 'harness/cli/' },
  { at: 'deploy/' },
  { at: 'docs/site/' },
];

/** Inside the reports: words and numbers first, then the forms that are text, then the page. A chart knows no record, nor does a browser. */
const ROOMS_OF_REPORTS: readonly Room[] = [
  { at: 'reports/figures.ts' },
  { at: 'reports/lighter-records.ts' },
  { at: 'reports/listed.ts' },
  { at: 'reports/report.ts' },
  { at: 'reports/target-words.ts' },
  { at: 'reports/page/chart.ts', only: [] },
  { at: 'reports/page/chart/', only: ['reports/figures.ts', 'reports/page/chart.ts'] },
  { at: 'reports/bench/' },
  { at: 'reports/verify/' },
  { at: 'reports/several/' },
  { at: 'reports/study/' },
  { at: 'reports/capacity/' },
  { at: 'reports/sweep/' },
  { at: 'reports/comparison/' },
  // The list of all forms knows the page, which takes from other forms what can be downloaded from it.
  { at: 'reports/formats/', except: 'reports/formats/formats.ts' },
  { at: 'reports/page/browser/', only: ['reports/figures.ts', 'reports/page/chart.ts', 'reports/page/chart/'] },
  { at: 'reports/page/' },
  { at: 'reports/formats/formats.ts' },
  { at: 'reports/gallery/' },
];

interface Import {
  readonly from: string;
  readonly to: string;
}

describe('the house', () => {
  const files = ['harness', 'scenarios', 'server', 'reports', 'docs/site', 'bench', 'deploy'].flatMap(filesBelow);
  const imports = files.flatMap((file) => importsOf(file, readFileSync(file, 'utf8')));

  it('has a room for every file', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => roomOf(file) === -1)).toEqual([]);
  });

  it('has no import of a room above', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.filter(isForbidden)).toEqual([]);
  });

  it('would show an import of a room above, in whatever way it is written', () => {
    const upward = importsOf(
      'harness/wire/decoder.ts',
      [
        `import { a } from '../transport/transport.ts';`,
        `import type { B } from '../client/client.ts';`,
        `export { c } from '../../server/main.ts';`,
        `const d = await import('../cli/main.ts');`,
        `import {\n  e,\n} from '../errors.ts';`,
        `import '../../bench/transport.ts';`,
      ].join('\n'),
    );
    expect(upward.length).toBe(6);
    expect(upward.filter(isForbidden).map(({ to }) => to)).toEqual([
      'harness/transport/transport.ts',
      'harness/client/client.ts',
      'server/main.ts',
      'harness/cli/main.ts',
      'bench/transport.ts',
    ]);
  });

  it('has an order inside the reports, too', () => {
    const isTested = (file: string) => /\.(test|test-support)\.ts$/.test(file);
    const shipped = files.filter((file) => file.startsWith('reports/') && !isTested(file));
    expect(shipped.length).toBeGreaterThan(100);
    expect(shipped.filter((file) => roomOf(file, ROOMS_OF_REPORTS) === -1)).toEqual([]);
    expect(imports.filter(({ from }) => !isTested(from)).filter(isForbiddenInReports)).toEqual([]);
  });

  it('would show a chart that knows a record, words that know the page, and a browser that is to read files', () => {
    const wrong = [
      ...importsOf('reports/page/chart/range.ts', `import { View } from '../../../harness/record/record.ts';`),
      ...importsOf('reports/bench/sentences.ts', `import { html } from '../page/html.ts';`),
      ...importsOf('reports/several/names.ts', `import { csvText } from '../formats/csv/csv-text.ts';`),
      ...importsOf('reports/page/browser/main.ts', `import { loadAssets } from '../assets.ts';`),
    ];
    expect(wrong.length).toBe(4);
    expect(wrong.filter(isForbiddenInReports)).toEqual(wrong);
    const right = importsOf('reports/several/overlaid-charts.ts', `import type { Line } from '../page/chart.ts';`);
    expect(right.filter(isForbiddenInReports)).toEqual([]);
  });

  it('would show a codec of the harness in the server', () => {
    const shared = importsOf('server/protocols/chat.ts', `import { Decoder } from '../../harness/wire/decoder.ts';`);
    expect(shared.filter(isForbidden)).toEqual(shared);
    const allowed = importsOf('server/models/event.ts', `import type { Transport } from '../../harness/transport/transport.ts';`);
    expect(allowed.filter(isForbidden)).toEqual([]);
  });
});

function roomOf(file: string, rooms = ROOMS): number {
  // A file's tests belong to it.
  const tested = file.replace(/(\.laws)?\.test\.ts$/, '.ts');
  return rooms.findIndex(({ at, except }) => (at.endsWith('/') ? file.startsWith(at) && file !== except : tested === at));
}

function isForbidden({ from, to }: Import): boolean {
  return isForbiddenBy(ROOMS, from, to);
}

/** What the reports import of other rooms is the affair of those rooms, unless one of theirs may import nothing else. */
function isForbiddenInReports({ from, to }: Import): boolean {
  const room = ROOMS_OF_REPORTS[roomOf(from, ROOMS_OF_REPORTS)];
  if (room === undefined || (room.only === undefined && !to.startsWith('reports/'))) return false;
  return isForbiddenBy(ROOMS_OF_REPORTS, from, to);
}

function isForbiddenBy(rooms: readonly Room[], from: string, to: string): boolean {
  const own = roomOf(from, rooms);
  const other = roomOf(to, rooms);
  if (own === other) return false;
  const only = rooms[own]?.only;
  return only === undefined ? other > own || other === -1 : !only.includes(rooms[other]?.at ?? '');
}

function importsOf(file: string, source: string): Import[] {
  const paths = [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return paths.map((path) => ({ from: file, to: normalize(join(dirname(file), path)) }));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}
