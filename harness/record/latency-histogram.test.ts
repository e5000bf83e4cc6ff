import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { forEachCellOf, LATENCY_US_MAX, LatencyHistogram, prepareHistograms } from './latency-histogram.ts';

describe('a histogram', () => {
  it('can be made only when histograms are prepared, and prepared twice', async () => {
    expect(() => new LatencyHistogram()).toThrow('before prepareHistograms');
    await prepareHistograms();
    await prepareHistograms();
    new LatencyHistogram().destroy();
  });

  it('that is empty says nothing but zeros', async () => {
    await prepareHistograms();
    const histogram = new LatencyHistogram();
    expect(histogram.encode()).toEqual({ count: 0, sumUs: 0, minUs: 0, maxUs: 0, clamped: 0, hdr: '' });
    expect(histogram.distribution()).toEqual({
      ...{ count: 0, min: 0, mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0, clamped: 0 },
      hdr: '',
    });
    expect(histogram.countBetween(0, LATENCY_US_MAX)).toBe(0);
    histogram.destroy();
  });

  it('counts as an hour what is longer, and says so', async () => {
    await prepareHistograms();
    const histogram = new LatencyHistogram();
    histogram.record(LATENCY_US_MAX);
    histogram.record(5 * LATENCY_US_MAX);
    expect(histogram.distribution()).toMatchObject({ count: 2, clamped: 1, max: 5 * LATENCY_US_MAX, p99: LATENCY_US_MAX });
    histogram.destroy();
  });

  it('takes what ended before it began for nothing, and refuses what is no number', async () => {
    await prepareHistograms();
    const histogram = new LatencyHistogram();
    histogram.record(-3);
    expect(histogram.distribution()).toMatchObject({ count: 1, min: 0, max: 0, p50: 0 });
    expect(() => histogram.record(Number.NaN)).toThrow('not a number');
    expect(() => histogram.record(Number.POSITIVE_INFINITY)).toThrow('infinite');
    expect(histogram.count).toBe(1);
    histogram.destroy();
  });

  it('writes the header that other readers of the format expect', async () => {
    await prepareHistograms();
    const histogram = new LatencyHistogram();
    histogram.record(1);
    const bytes = Buffer.from(histogram.encode().hdr, 'base64');
    expect(bytes.readInt32BE(0)).toBe(0x1c849314);
    expect(bytes.readInt32BE(4)).toBe(bytes.length - 8);
    const inner = inflateSync(bytes.subarray(8));
    expect(inner.readInt32BE(0)).toBe(0x1c849313);
    expect(inner.readInt32BE(4)).toBe(inner.length - 40);
    expect(inner.readInt32BE(8), 'no cell is shifted').toBe(0);
    expect(inner.readInt32BE(12)).toBe(3);
    expect(inner.readBigInt64BE(16)).toBe(1n);
    expect(inner.readBigInt64BE(24)).toBe(BigInt(LATENCY_US_MAX));
    expect(inner.readDoubleBE(32), 'no value is scaled').toBe(1);
    // One empty cell, one with a one in it.
    expect([...inner.subarray(40)]).toEqual([0, 2]);
    histogram.destroy();
  });

  it('refuses an encoding that does not hold what it says', async () => {
    await prepareHistograms();
    const histogram = new LatencyHistogram();
    histogram.record(7);
    const encoded = histogram.encode();
    expect(() => histogram.add({ ...encoded, count: 2 })).toThrow('as many as it says');
    histogram.destroy();
  });

  it('is read from nothing that begins otherwise, or that holds more than any histogram', () => {
    const framed = (cookie: number, bytes: Uint8Array) => {
      const header = Buffer.alloc(8);
      header.writeInt32BE(cookie);
      return Buffer.concat([header, deflateSync(bytes)]).toString('base64');
    };
    const visited: number[] = [];
    const read = (hdr: string) => forEachCellOf(hdr, (lowestUs) => visited.push(lowestUs));
    const oneSample = Buffer.concat([Buffer.alloc(40), Buffer.from([2])]);
    expect(() => read(framed(0x1c849313, oneSample))).toThrow('no compressed histogram');
    expect(() => read('AAAA')).toThrow('no compressed histogram');
    expect(() => read(framed(0x1c849314, Buffer.alloc(1e6)))).toThrow(/larger than|too large/i);
    expect(visited).toEqual([]);
    read(framed(0x1c849314, oneSample));
    expect(visited).toEqual([0]);
  });

  it('with a cell in every place, and as many in each as can be, is read', async () => {
    await prepareHistograms();
    const zigzag = (value: number) => {
      const bytes: number[] = [];
      for (let rest = 2 * value; bytes.length === 0 || rest > 0; rest = Math.floor(rest / 128)) {
        bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
      }
      return bytes;
    };
    const full = Array.from({ length: 23_221 }, () => zigzag(2 ** 52)).flat();
    const header = Buffer.alloc(8);
    header.writeInt32BE(0x1c849314);
    const hdr = Buffer.concat([header, deflateSync(Buffer.concat([Buffer.alloc(40), Buffer.from(full)]))]).toString('base64');
    let last = 0;
    forEachCellOf(hdr, (lowestUs) => {
      last = lowestUs;
    });
    expect(last).toBeGreaterThan(LATENCY_US_MAX * 0.99);
  });

  it('that is destroyed can no longer be used', async () => {
    await prepareHistograms();
    const histogram = new LatencyHistogram();
    histogram.record(7);
    const encoded = histogram.encode();
    const other = new LatencyHistogram();
    histogram.destroy();
    for (const use of [
      () => histogram.record(1),
      () => histogram.add(encoded),
      () => histogram.merge(other),
      () => other.merge(histogram),
      () => histogram.encode(),
      () => histogram.percentile(50),
      () => histogram.countBetween(0, 10),
      () => histogram.distribution(),
      () => histogram.reset(),
      () => histogram.destroy(),
    ]) {
      expect(use).toThrow('defect in the harness');
    }
    other.destroy();
  });

  it('gives all its memory back', async () => {
    await prepareHistograms();
    const makeAndDestroy = (times: number) => {
      for (let time = 0; time < times; time++) {
        const histogram = new LatencyHistogram();
        histogram.record(time);
        const copy = new LatencyHistogram();
        copy.add(histogram.encode());
        histogram.destroy();
        copy.destroy();
      }
    };
    makeAndDestroy(200);
    const before = process.memoryUsage();
    makeAndDestroy(1_000);
    const after = process.memoryUsage();
    // WebAssembly's memory is counted as external, without what arrays hold. Two thousand histograms are 376 MB.
    const grown = after.external - after.arrayBuffers - (before.external - before.arrayBuffers);
    expect(grown).toBeLessThan(20_000_000);
  });
});
