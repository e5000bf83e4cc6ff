import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes } from '../address-bytes.ts';
import { decodeSocketAddress, encodeSocketAddress } from './socket-address.ts';
import { epollEventLayout } from './system-calls.ts';

describe('the layout of struct epoll_event', () => {
  it('is packed on x64 and aligned on arm64, and not known elsewhere', () => {
    expect(epollEventLayout('x64')).toEqual({ words: 3, dataWord: 1 });
    expect(epollEventLayout('arm64')).toEqual({ words: 4, dataWord: 2 });
    expect(epollEventLayout('ppc64')).toBeUndefined();
  });
});

describe('a socket address', () => {
  it('is written as the system reads it', () => {
    expect([...encodeSocketAddress({ address: '127.0.0.2', port: 9311 })]).toEqual([
      2, 0, 0x24, 0x5f, 127, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
    const v6 = encodeSocketAddress({ address: '::1', port: 9311 });
    expect([...v6.subarray(0, 8)]).toEqual([10, 0, 0x24, 0x5f, 0, 0, 0, 0]);
    expect([...v6.subarray(8, 24)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('comes back as it was, for every address and port', () => {
    const anyEndpoint = fc.record({ address: fc.oneof(fc.ipV4(), fc.ipV6()), port: fc.integer({ min: 0, max: 65535 }) });
    fc.assert(
      fc.property(anyEndpoint, ({ address, port }) => {
        const back = decodeSocketAddress(encodeSocketAddress({ address, port }));
        expect(back.port).toBe(port);
        expect(addressBytes(back.address)).toEqual(addressBytes(address));
      }),
    );
  });

  it('of IPv6 is written in its shortest form', () => {
    const shortest = (address: string) => decodeSocketAddress(encodeSocketAddress({ address, port: 1 })).address;
    expect(shortest('0:0:0:0:0:0:0:1')).toBe('::1');
    expect(shortest('2001:db8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1');
    expect(shortest('::ffff:127.0.0.1')).toBe('::ffff:127.0.0.1');
    expect(shortest('1:2:3:4:5:6:7:8')).toBe('1:2:3:4:5:6:7:8');
  });
});
