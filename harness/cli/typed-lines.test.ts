import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TypedLines } from './typed-lines.ts';

describe('typed lines', () => {
  it('come out as they went in, in any pieces and with any line end', async () => {
    const byte = fc.constantFrom(0x61, 0x62, 0x0d, 0x00, 0xff);
    const line = fc.array(byte, { maxLength: 12 }).map((bytes) => Buffer.from(bytes));
    const lineEnd = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(line, lineEnd), { maxLength: 6 }),
        line,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 7 }),
        async (lines, last, bytesMax, pieceBytes) => {
          const stream = Buffer.concat([...lines.flatMap(([text, end]) => [text, Buffer.from(end)]), last]);
          const got = await linesOf(new TypedLines(piecesOf(stream, pieceBytes), () => {}), bytesMax);
          // A line feed ends a line, and one carriage return before it belongs to it.
          const expected = stream
            .toString('latin1')
            .split('\n')
            .map((text, index, all) => (index < all.length - 1 ? text.replace(/\r$/, '') : text));
          if (expected.at(-1) === '') expected.pop();
          expect(got).toEqual(expected);
        },
      ),
    );
  });

  it('are taken in only when somebody asks', async () => {
    let pushed = 0;
    const input = new Readable({
      highWaterMark: 1000,
      read() {
        pushed++;
        this.push(Buffer.alloc(1000, 'a line\n'));
      },
    });
    const lines = new TypedLines(input, () => {});
    for (let count = 0; count < 10; count++) expect((await lines.next(100))?.bytes.toString()).toBe('a line');
    await new Promise(setImmediate);
    expect(pushed).toBeLessThan(5);
    input.destroy();
  });

  it('end where the stream fails, which is told', async () => {
    const told: string[] = [];
    const input = new Readable({ read() {} });
    const lines = new TypedLines(input, ({ message }) => told.push(message));
    const waiting = lines.next(100);
    input.destroy(new Error('EIO'));
    expect(await waiting).toBeUndefined();
    expect(await lines.next(100)).toBeUndefined();
    expect(told).toEqual(['EIO']);
  });
});

function piecesOf(bytes: Buffer, pieceBytes: number): Readable {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes));
  return Readable.from(pieces, { objectMode: false });
}

async function linesOf(lines: TypedLines, bytesMax: number): Promise<string[]> {
  const whole: string[] = [];
  let begun = '';
  for (let typed = await lines.next(bytesMax); typed !== undefined; typed = await lines.next(bytesMax)) {
    expect(typed.bytes.length).toBeLessThanOrEqual(bytesMax);
    if (!typed.endsLine) expect(typed.bytes.length).toBe(bytesMax);
    begun += Buffer.from(typed.bytes).toString('latin1');
    if (!typed.endsLine) continue;
    whole.push(begun);
    begun = '';
  }
  expect(begun).toBe('');
  return whole;
}
