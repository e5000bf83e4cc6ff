import type { PeerCertificate } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { nameCheck } from './certificate-names.ts';

function isRight(servers: string[], name: string, holds: string): boolean {
  const certificate = { subject: { CN: 'x' }, subjectaltname: holds } as PeerCertificate;
  return nameCheck(servers).checkServerIdentity(name, certificate) === undefined;
}

describe('the name in a certificate', () => {
  it('is the address, where the server was given by it', () => {
    expect(isRight(['nats://10.0.0.1:4222'], 'localhost', 'IP Address:10.0.0.1')).toBe(true);
    expect(isRight(['nats://10.0.0.1:4222'], 'localhost', 'IP Address:10.0.0.2')).toBe(false);
    expect(isRight(['nats://10.0.0.1:4222'], 'localhost', 'DNS:localhost')).toBe(false);
    expect(isRight(['nats://[::1]:4222', 'nats://10.0.0.2:4222'], 'localhost', 'IP Address:10.0.0.2')).toBe(true);
  });

  it('is the name, where the server was given by one', () => {
    expect(isRight(['nats://nats.example:4222'], 'nats.example', 'DNS:nats.example')).toBe(true);
    expect(isRight(['nats://nats.example:4222'], 'nats.example', 'DNS:other.example')).toBe(false);
    expect(isRight(['nats://nats.example:4222', 'nats://10.0.0.1:4222'], 'nats.example', 'IP Address:10.0.0.1')).toBe(false);
    expect(isRight(['nats://localhost:4222'], 'localhost', 'DNS:localhost')).toBe(true);
    expect(isRight(['nats://localhost:4222'], 'localhost', 'DNS:other')).toBe(false);
  });
});
