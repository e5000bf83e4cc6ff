// The rooms of the house and the direction of imports: a room imports itself and the rooms before it.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** From the ground floor up. `only` narrows what a room may import besides itself. */
const ROOMS: readonly { readonly at: string; readonly only?: readonly string[] }[] = [
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
  { at: 'harness/index.ts' },
  { at: 'scenarios/' },
  // The server shares no codec with the harness: were one decoder on both sides, its bug would agree with itself.
  { at: 'server/', only: ['harness/transport/', 'harness/clock.ts'] },
  { at: 'reports/' },
  { at: 'bench/' },
  { at: 'harness/cli/' },
];

interface Import {
  readonly from: string;
  readonly to: string;
}

describe('the house', () => {
  const files = ['harness', 'scenarios', 'server', 'reports', 'bench'].flatMap(filesBelow);
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

  it('would show a codec of the harness in the server', () => {
    const shared = importsOf('server/protocols/chat.ts', `import { Decoder } from '../../harness/wire/decoder.ts';`);
    expect(shared.filter(isForbidden)).toEqual(shared);
    const allowed = importsOf('server/models/event.ts', `import type { Transport } from '../../harness/transport/transport.ts';`);
    expect(allowed.filter(isForbidden)).toEqual([]);
  });
});

function roomOf(file: string): number {
  // A file's tests belong to it.
  const tested = file.replace(/(\.laws)?\.test\.ts$/, '.ts');
  return ROOMS.findIndex(({ at }) => (at.endsWith('/') ? file.startsWith(at) : tested === at));
}

function isForbidden({ from, to }: Import): boolean {
  const own = roomOf(from);
  const other = roomOf(to);
  if (own === other) return false;
  const only = ROOMS[own]?.only;
  return only === undefined ? other > own || other === -1 : !only.includes(ROOMS[other]?.at ?? '');
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
