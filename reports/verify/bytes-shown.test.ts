import { describe, expect, it } from 'vitest';
import { aroundDifferences, dump, firstDifference, inOneLine, sizeOf } from './bytes-shown.ts';

const text = (of: string, padding?: number) => ({
  hex: Buffer.from(of).toString('hex'),
  ...(padding !== undefined && { padding: { byte: 0, count: padding } }),
});

function lines(rows: ReturnType<typeof dump>): string[] {
  return rows.map((row) => {
    if (row.kind === 'folded') return `${row.differs ? '!' : ''}${row.sentence}`;
    const hex = row.hex.map((byte, index) => `${row.differs[index] ? '!' : ''}${byte}`).join(' ');
    return `${row.offset} ${hex} | ${row.text}`;
  });
}

describe('bytes in rows', () => {
  it('stand in hex and text side by side, and long padding is told by its length', () => {
    expect(lines(dump(text('bob:hi', 1494), 16))).toEqual(['0 62 6f 62 3a 68 69 | bob:hi', '… 1,494 × 00']);
  });

  it('show a sign where its first byte stands, though the row ends within it', () => {
    expect(lines(dump(text('a连b'), 2))).toEqual(['0 61 e8 | a连', '2 bf 9e | ', '4 62 | b']);
  });

  it('show a dot for what moves the cursor, turns the writing round or is no text', () => {
    const bytes = Buffer.concat([Buffer.from('a\x1b[2J\u202eb\u0301'), Buffer.of(0xff, 0xe8, 0x61)]);
    expect(lines(dump({ hex: bytes.toString('hex') }, 16))).toEqual([
      '0 61 1b 5b 32 4a e2 80 ae 62 cc 81 ff e8 61 | a·[2J·b···a',
    ]);
  });

  it('mark what differs, in a run as well, and what the other does not have', () => {
    expect(lines(dump(text('abcd', 20), 8, text('abXd')))).toEqual(['0 61 62 !63 64 | abcd', '!… 20 × 00']);
    expect(lines(dump(text('abXd'), 8, text('abcd', 20)))).toEqual(['0 61 62 !58 64 | abXd']);
  });

  it('part where the first byte differs, or where one ends', () => {
    expect(firstDifference(text('abcd'), text('abXd'))).toBe(2);
    expect(firstDifference(text('ab'), text('ab', 1))).toBe(2);
    expect(firstDifference(text('a', 1), { hex: '6100' })).toBe(undefined);
  });

  it('fold a long row of one byte in the middle too', () => {
    expect(lines(dump(text(`a${'z'.repeat(40)}b`), 8))).toEqual(['0 61 | a', '… 40 × 7a', '41 62 | b']);
  });

  it('say how many bytes were not kept', () => {
    expect(lines(dump({ ...text('ab'), omittedBytes: 2000 }, 8))).toEqual([
      '0 61 62 | ab',
      '… and 2,000 bytes that were not kept',
    ]);
    expect(sizeOf({ ...text('ab', 3), omittedBytes: 2000 })).toBe(2005);
  });

  it('are shown around what differs, where there are many', () => {
    const one = text(Array.from({ length: 40 }, (_, index) => `line ${index % 10}.`).join(''));
    const other = text(Array.from({ length: 40 }, (_, index) => (index === 20 ? 'LINE 0.' : `line ${index % 10}.`)).join(''));
    expect(lines(aroundDifferences(dump(one, 7, other), 6))).toEqual([
      '… 133 more bytes',
      '133 6c 69 6e 65 20 39 2e | line 9.',
      '140 !6c !69 !6e !65 20 30 2e | line 0.',
      '147 6c 69 6e 65 20 31 2e | line 1.',
      '… 126 more bytes',
    ]);
  });

  it('shows the end of bytes that only end too early', () => {
    const lost = text('one line of many, '.repeat(20));
    const whole = text(`${'one line of many, '.repeat(20)}!`);
    expect(lines(aroundDifferences(dump(lost, 8, whole), 6, 'last'))).toEqual([
      '… 344 more bytes',
      '344 65 20 6c 69 6e 65 20 6f | e line o',
      '352 66 20 6d 61 6e 79 2c 20 | f many, ',
    ]);
  });
});

describe('bytes in a line', () => {
  it.each([
    [text('bob:hi', 1494), '"bob:hi" … 1,494 × 00'],
    [text('连接\n"quoted" \\'), '"连接\\n\\"quoted\\" \\\\"'],
    [{ hex: '00ff1b' }, '"\\x00\\xff\\x1b"'],
    [{ hex: '' }, 'nothing'],
    [text('a·b'), '"a·b"'],
    [{ ...text('x'), omittedBytes: 10_000_000 }, '"x" … 10,000,000 more bytes'],
  ])('are text in quotes, with escapes for what is none: %j', (bytes, line) => {
    expect(inOneLine(bytes)).toBe(line);
  });

  it('are not more than are asked for', () => {
    expect(inOneLine(text('连接服务端'), 3)).toBe('"连接服" …');
    expect(inOneLine(text('连接', 40), 3)).toBe('"连接" … 40 × 00');
    expect(inOneLine(text('ab', 40), 2)).toBe('"ab" …');
  });
});
