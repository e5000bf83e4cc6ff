// Latencies in microseconds, from 0 to an hour, good to three digits, in the memory of the WebAssembly build of HdrHistogram; beside
// it what has to be exact: count, sum, min, max. A histogram has a fixed size (188 KB), whatever it holds.
//
// Costs, on one of two shared processors: record 30 ns, encode 0.12 ms, add what was encoded 0.15 ms, merge 0.06 ms, reset 0.02 ms
// (a few thousand distinct values). `initWebAssembly` is awaited once, by `prepareHistograms`.

import { deflateSync, inflateSync } from 'node:zlib';
import { initWebAssembly, WasmHistogram } from 'hdr-histogram-js';
import { assert } from '../errors.ts';
import type { Distribution } from './record.ts';
import type { EncodedLatency } from './tally.ts';

export const LATENCY_US_MAX = 3_600_000_000;

let isPrepared = false;

/** To be awaited before the first histogram is made. Once more does no harm. */
export async function prepareHistograms(): Promise<void> {
  await initWebAssembly();
  isPrepared = true;
}

export class LatencyHistogram {
  readonly #cells: WasmHistogram;
  #isDestroyed = false;
  #count = 0;
  // Whole numbers, so that the sum is the same in whatever order it is added up.
  #sumUs = 0;
  #minUs = Number.POSITIVE_INFINITY;
  #maxUs = 0;
  #clamped = 0;

  constructor() {
    assert(isPrepared, 'a histogram was made before prepareHistograms');
    this.#cells = WasmHistogram.build({
      bitBucketSize: 64,
      useWebAssembly: true,
      lowestDiscernibleValue: 1,
      highestTrackableValue: LATENCY_US_MAX,
      numberOfSignificantValueDigits: 3,
      autoResize: false,
    });
  }

  get count(): number {
    return this.#count;
  }

  /** Exact, even above an hour; 0 if there is none. */
  get maxUs(): number {
    return this.#maxUs;
  }

  /** Rounds to the microsecond. Below 0 is 0: due and sent may come from clocks that are rounded differently. */
  record(us: number): void {
    assert(!this.#isDestroyed, 'a destroyed histogram was used');
    let whole = Math.round(us);
    if (!(whole > 0)) {
      assert(!Number.isNaN(us), 'a latency is not a number');
      whole = 0;
    }
    if (whole > LATENCY_US_MAX) {
      assert(Number.isFinite(whole), 'a latency is infinite');
      this.#clamped += 1;
      this.#cells.recordValue(LATENCY_US_MAX);
    } else {
      this.#cells.recordValue(whole);
    }
    this.#count += 1;
    this.#sumUs += whole;
    if (whole < this.#minUs) this.#minUs = whole;
    if (whole > this.#maxUs) this.#maxUs = whole;
  }

  encode(): EncodedLatency {
    return {
      count: this.#count,
      sumUs: this.#sumUs,
      minUs: this.#count === 0 ? 0 : this.#minUs,
      maxUs: this.#maxUs,
      clamped: this.#clamped,
      hdr: this.#count === 0 ? '' : compressed(this.#uncompressed()),
    };
  }

  add(encoded: EncodedLatency): void {
    assert(!this.#isDestroyed, 'a destroyed histogram was used');
    if (encoded.count === 0) return;
    let counted = 0;
    forEachCellOf(encoded.hdr, (lowestUs, count) => {
      counted += count;
      this.#cells.recordValueWithCount(lowestUs, count);
    });
    assert(counted === encoded.count, 'an encoded histogram holds as many as it says');
    this.#count += encoded.count;
    this.#sumUs += encoded.sumUs;
    this.#minUs = Math.min(this.#minUs, encoded.minUs);
    this.#maxUs = Math.max(this.#maxUs, encoded.maxUs);
    this.#clamped += encoded.clamped;
  }

  merge(other: LatencyHistogram): void {
    assert(!this.#isDestroyed && !other.#isDestroyed, 'a destroyed histogram was used');
    assert(other !== this, 'a histogram was merged with itself');
    if (other.#count === 0) return;
    this.#cells.add(other.#cells);
    this.#count += other.#count;
    this.#sumUs += other.#sumUs;
    this.#minUs = Math.min(this.#minUs, other.#minUs);
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
    this.#clamped += other.#clamped;
  }

  /** In microseconds: the least latency that p percent are not above; 0 if there is none. */
  percentile(p: number): number {
    assert(!this.#isDestroyed, 'a destroyed histogram was used');
    if (this.#count === 0) return 0;
    // A cell speaks by its upper end, which may lie above all that was recorded.
    return Math.min(Math.max(this.#cells.getValueAtPercentile(p), this.#minUs), this.#maxUs, LATENCY_US_MAX);
  }

  /** From `lowUs` up to, and without, `highUs`, good to three digits: a cell is counted by its lower end. */
  countBetween(lowUs: number, highUs: number): number {
    if (this.#count === 0) return 0;
    let between = 0;
    forEachCell(this.#uncompressed(), (lowestUs, count) => {
      if (lowestUs >= lowUs && lowestUs < highUs) between += count;
    });
    return between;
  }

  distribution(): Distribution {
    const { count, sumUs, minUs, maxUs, clamped, hdr } = this.encode();
    return {
      count,
      min: minUs,
      mean: count === 0 ? 0 : sumUs / count,
      p50: this.percentile(50),
      p90: this.percentile(90),
      p99: this.percentile(99),
      p999: this.percentile(99.9),
      max: maxUs,
      clamped,
      hdr,
    };
  }

  reset(): void {
    assert(!this.#isDestroyed, 'a destroyed histogram was used');
    if (this.#count === 0) return;
    this.#cells.reset();
    this.#count = 0;
    this.#sumUs = 0;
    this.#minUs = Number.POSITIVE_INFINITY;
    this.#maxUs = 0;
    this.#clamped = 0;
  }

  /** Gives the memory back, which the garbage collector can't: it lies in WebAssembly. */
  destroy(): void {
    assert(!this.#isDestroyed, 'a histogram was destroyed twice');
    this.#isDestroyed = true;
    this.#cells.destroy();
  }

  #uncompressed(): Buffer {
    assert(!this.#isDestroyed, 'a destroyed histogram was used');
    const { buffer, byteOffset, byteLength } = this.#cells.encode();
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    // The package writes a one in both places. Readers in other languages would shift all counts by one cell, or scale them.
    bytes.writeInt32BE(0, NORMALIZING_OFFSET_AT);
    bytes.writeDoubleBE(1, RATIO_AT);
    return bytes;
  }
}

/** Of an encoded histogram: the cells that are not empty, from the lowest on, each by its lower end. */
export function forEachCellOf(hdr: string, visit: (lowestUs: number, count: number) => void): void {
  if (hdr !== '') forEachCell(uncompressed(hdr), visit);
}

// compressed = cookie length deflated; deflated holds
// cookie payloadLength normalizingIndexOffset digits (4 bytes each) lowest highest ratio (8 bytes each) payload
const COMPRESSED_COOKIE = 0x1c849314;
const COMPRESSED_HEADER_BYTES = 8;
const NORMALIZING_OFFSET_AT = 8;
const RATIO_AT = 32;
const PAYLOAD_AT = 40;
/** There are 23,000 cells, and none takes more than 9 bytes. */
const UNCOMPRESSED_BYTES_MAX = 256 * 1024;

function compressed(bytes: Uint8Array): string {
  // The fastest level takes half the time of the usual one, and 4 % more bytes.
  const deflated = deflateSync(bytes, { level: 1 });
  const header = Buffer.alloc(COMPRESSED_HEADER_BYTES);
  header.writeInt32BE(COMPRESSED_COOKIE, 0);
  header.writeInt32BE(deflated.length, 4);
  return Buffer.concat([header, deflated]).toString('base64');
}

function uncompressed(hdr: string): Buffer {
  const bytes = Buffer.from(hdr, 'base64');
  if (bytes.length < COMPRESSED_HEADER_BYTES || bytes.readInt32BE(0) !== COMPRESSED_COOKIE) {
    throw new RangeError('what begins otherwise is no compressed histogram');
  }
  // A few bytes can stand for a gigabyte.
  return inflateSync(bytes.subarray(COMPRESSED_HEADER_BYTES), { maxOutputLength: UNCOMPRESSED_BYTES_MAX });
}

/**
 * payload = (count | -cells)*, from the lowest cell on, where -n stands for n empty cells. Each is a whole number in zig-zag
 * (2n for n, 2n - 1 for -n), seven bits a byte, the lowest first, with the top bit set while more follow.
 */
function forEachCell(bytes: Uint8Array, visit: (lowestUs: number, count: number) => void): void {
  let index = 0;
  let at = PAYLOAD_AT;
  while (at < bytes.length) {
    let byte = bytes[at++] ?? 0;
    let zigzag = byte & 0x7f;
    // In multiplications, since shifts have 32 bits only.
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      byte = bytes[at++] ?? 0;
      zigzag += (byte & 0x7f) * scale;
    }
    if (zigzag % 2 === 1) {
      index += (zigzag + 1) / 2;
    } else {
      if (zigzag > 0) visit(lowestOf(index), zigzag / 2);
      index += 1;
    }
  }
}

/** Cells are 1 wide up to 2,048; from there on each further 1,024 cells are twice as wide as those before, up to twice the value. */
function lowestOf(index: number): number {
  if (index < 2048) return index;
  const doublings = Math.floor(index / 1024) - 1;
  return (1024 + (index % 1024)) * 2 ** doublings;
}
