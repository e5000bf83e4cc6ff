// How the library is told who we are and whom we trust. Files are read here, so that what is wrong with one is said by its name.

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Authenticator, NodeConnectionOptions } from '@nats-io/transport-node';
import { HarnessError } from '../../errors.ts';
import type { NatsSettings } from './nats-settings.ts';

type Library = Pick<typeof import('@nats-io/transport-node'), 'credsAuthenticator' | 'nkeyAuthenticator'>;

export type NatsIdentity = Pick<NodeConnectionOptions, 'user' | 'pass' | 'token' | 'authenticator' | 'tls'>;

export function natsIdentity(settings: NatsSettings, library: Library): NatsIdentity {
  const { user, password, token, credentialsFile, nkeyFile, tls, servers } = settings;
  const authenticator = authenticatorFrom({ credentialsFile, nkeyFile }, library);
  const isTlsAsked = tls !== undefined || servers.some((server) => server.startsWith('tls://'));
  return {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(token === undefined ? {} : { token }),
    ...(authenticator === undefined ? {} : { authenticator }),
    ...(isTlsAsked ? { tls: tlsFrom(tls ?? {}) } : {}),
  };
}

function authenticatorFrom(
  { credentialsFile, nkeyFile }: { readonly credentialsFile: string | undefined; readonly nkeyFile: string | undefined },
  library: Library,
): Authenticator | undefined {
  if (credentialsFile !== undefined) {
    const credentials = fileOf('credentials', credentialsFile);
    return tried(library.credsAuthenticator(credentials), `'${credentialsFile}' is no credentials file, as nsc writes it.`);
  }
  if (nkeyFile !== undefined) {
    const seed = /^\s*(SU[A-Z2-7]+)\s*$/m.exec(fileOf('nkey', nkeyFile).toString('utf8'))?.[1] ?? '';
    return tried(
      library.nkeyAuthenticator(Buffer.from(seed)),
      `'${nkeyFile}' holds no seed of a user's nkey (a line that begins with SU).`,
    );
  }
  return undefined;
}

/** A seed that makes no sense would be noticed in the midst of connecting. */
function tried(authenticator: Authenticator, sentence: string): Authenticator {
  try {
    authenticator('a nonce');
    return authenticator;
  } catch {
    // What was thrown might quote the file.
    throw new HarnessError('flag-invalid', sentence);
  }
}

function tlsFrom({ ca, certificate, key }: NonNullable<NatsSettings['tls']>): NonNullable<NatsIdentity['tls']> {
  if ((certificate === undefined) !== (key === undefined)) {
    throw new HarnessError('flag-invalid', '--nats-cert and --nats-key belong together: give both.');
  }
  const files = {
    ...(ca === undefined ? {} : { ca: fileOf('certificate', ca).toString('utf8') }),
    ...(certificate === undefined ? {} : { cert: fileOf('certificate', certificate).toString('utf8') }),
    ...(key === undefined ? {} : { key: fileOf('key', key).toString('utf8') }),
  };
  try {
    // Node takes no notice of a text that is no certificate where it lists whom to trust.
    for (const certificate of [files.ca, files.cert]) if (certificate !== undefined) new X509Certificate(certificate);
    createSecureContext(files);
  } catch {
    const names = [ca, certificate, key].filter((name) => name !== undefined).map((name) => `'${name}'`);
    throw new HarnessError(
      'flag-invalid',
      `TLS can't use ${names.join(', ')}: certificates and keys are files in PEM that fit each other.`,
    );
  }
  return files;
}

function fileOf(what: string, name: string): Buffer {
  try {
    return readFileSync(name);
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is none of that name' : 'it can’t be read';
    throw new HarnessError('flag-invalid', `The ${what} file '${name}' for NATS is of no use: ${why}.`, error);
  }
}
