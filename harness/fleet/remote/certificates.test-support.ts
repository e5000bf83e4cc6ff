// A certificate for a server on this machine, that signs itself and its client, made by openssl.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  /** Also of who signed it. */
  readonly certificate: string;
  readonly key: string;
  remove(): void;
}

/** Valid for 127.0.0.1, and for no name. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'harness-certificate-'));
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=harness', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return { certificate, key, remove: () => rmSync(folder, { recursive: true }) };
}
