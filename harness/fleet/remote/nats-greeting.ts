// What a server says first to whoever connects: who listens there at all is known before the library tries, which would only
// know that it failed, and would leave a connection behind to a server that says nothing.

import { connect } from 'node:net';
import { HarnessError } from '../../errors.ts';

export interface NatsGreeting {
  readonly isTlsOffered: boolean;
  /** It wants to see a certificate of ours. */
  readonly isCertificateRequired: boolean;
}

/** Rejects with a `HarnessError` that says what is wrong with the place. */
export function natsGreeting(server: string, timeoutMs: number): Promise<NatsGreeting> {
  const { host, port } = hostAndPort(server);
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let text = '';
    const fail = (code: 'nats-unreachable' | 'host-unknown', sentence: string, cause?: unknown) => {
      clearTimeout(patience);
      socket.destroy();
      reject(new HarnessError(code, sentence, cause));
    };
    const patience = setTimeout(() => {
      fail(
        'nats-unreachable',
        `No NATS server answers at ${place} within ${timeoutMs / 1000} s: check the address, and whether a firewall is between.`,
      );
    }, timeoutMs);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') {
        fail(
          'nats-unreachable',
          `No NATS server listens at ${place} (connection refused): start one, or check the address.`,
          error,
        );
      } else if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
        fail('host-unknown', `The host '${host}' of the NATS server is not known: check its name.`, error);
      } else {
        fail('nats-unreachable', `The NATS server at ${place} can't be reached (${error.code ?? error.message}).`, error);
      }
    });
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const line = text.indexOf('\r\n');
      const greeting = line === -1 ? undefined : greetingIn(text.slice(0, line));
      if (greeting !== undefined) {
        clearTimeout(patience);
        socket.destroy();
        resolve(greeting);
      } else if (line !== -1 || !'INFO '.startsWith(text.slice(0, 5)) || text.length > GREETING_BYTES_MAX) {
        fail('nats-unreachable', `What listens at ${place} is no NATS server: check the address.`);
      }
    });
    socket.on('end', () => {
      fail(
        'nats-unreachable',
        `What listens at ${place} closed the connection without a word: it is no NATS server, or not ready.`,
      );
    });
  });
}

const PORT_DEFAULT = 4222;
const GREETING_BYTES_MAX = 64 * 1024;

/** `nats://host:port`, with or without the port. */
export function hostAndPort(server: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(server);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? PORT_DEFAULT : Number(port) };
}

/** INFO = "INFO " json */
function greetingIn(line: string): NatsGreeting | undefined {
  if (!line.startsWith('INFO ')) return undefined;
  try {
    const info: unknown = JSON.parse(line.slice('INFO '.length));
    if (typeof info !== 'object' || info === null) return undefined;
    const says = (key: string) => Reflect.get(info, key) === true;
    return { isTlsOffered: says('tls_required') || says('tls_available'), isCertificateRequired: says('tls_verify') };
  } catch {
    return undefined;
  }
}
