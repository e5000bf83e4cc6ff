// Why NATS can't be reached or doesn't let us do something, in a sentence that says what to do.

import { HarnessError } from '../../errors.ts';
import type { NatsGreeting } from './nats-greeting.ts';
import type { NatsSettings } from './nats-settings.ts';

/** Of an error of the library while it connected to a server that has greeted. */
export function connectRefusal(error: unknown, server: string, settings: NatsSettings, greeting: NatsGreeting): HarnessError {
  const { name, message, code } = partsOf(error);
  const place = placeOf(server);
  const refuse = (sentence: string) => new HarnessError('nats-unreachable', sentence, error);
  const notLetIn = authRefusal(error, server, settings);
  if (notLetIn !== undefined) return notLetIn;
  if (UNTRUSTED.has(code)) {
    return refuse(
      `The certificate of the NATS server at ${place} is not trusted (${code}): name the one that signed it with --nats-ca.`,
    );
  }
  if (code === 'CERT_HAS_EXPIRED')
    return refuse(`The certificate of the NATS server at ${place} has expired: it needs a new one.`);
  if (code === 'CERT_NOT_YET_VALID') {
    return refuse(`The certificate of the NATS server at ${place} is not valid yet: check the clock of this machine.`);
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return refuse(`The certificate of the NATS server at ${place} is for another name: connect by a name that stands in it.`);
  }
  if (message.includes("server does not support 'tls'")) {
    return refuse(`The NATS server at ${place} has no TLS: leave tls:// and the TLS files out, or connect to one that has.`);
  }
  // With TLS 1.3 a server refuses behind the handshake, and the library hears nothing of it.
  if (greeting.isCertificateRequired) {
    return refuse(
      `The NATS server at ${place} doesn't take the certificate of --nats-cert: it has to be signed by one that the server trusts.`,
    );
  }
  if (name === 'TimeoutError') return refuse(`The NATS server at ${place} said who it is, and then nothing: is it overloaded?`);
  return refuse(`The NATS server at ${place} can't be used: ${withoutUserInfo(message)}.`);
}

/** Undefined: it is about something else. A server can refuse whoever it has let in before, when a user is taken from it. */
export function authRefusal(error: unknown, server: string, settings: NatsSettings): HarnessError | undefined {
  const { name, message } = partsOf(error);
  if (!AUTH_ERRORS.has(name) && !/authentication (expired|revoked)/i.test(message)) return undefined;
  return new HarnessError('nats-unreachable', authSentence(placeOf(server), message, settings), error);
}

/** Without one it would not answer, whatever else is right. */
export function certificateLacking(server: string, { tls }: NatsSettings, greeting: NatsGreeting): HarnessError | undefined {
  if (!greeting.isCertificateRequired || tls?.certificate !== undefined) return undefined;
  const sentence = `The NATS server at ${placeOf(server)} asks for a certificate of ours: give --nats-cert and --nats-key.`;
  return new HarnessError('nats-unreachable', sentence);
}

/** One that takes next to nothing carries not even what agents say of themselves. */
export function payloadRefusal(server: string, payloadBytesMax = Number.POSITIVE_INFINITY): HarnessError | undefined {
  if (payloadBytesMax >= PAYLOAD_BYTES_MIN) return undefined;
  return new HarnessError(
    'nats-unreachable',
    `The NATS server at ${placeOf(server)} takes messages of ${payloadBytesMax} bytes at most: its max_payload has to be ` +
      `${PAYLOAD_BYTES_MIN} or more.`,
  );
}

/** Of what the server let us do neither now nor later. */
export function permissionRefusal(operation: 'publish' | 'subscription', subject: string, cause: unknown): HarnessError {
  const act = operation === 'publish' ? 'publish to' : 'subscribe to';
  return new HarnessError(
    'nats-unreachable',
    `NATS doesn't let this user ${act} '${subject}': allow it to publish and to subscribe to 'harness.>' and '_INBOX.>'.`,
    cause,
  );
}

const AUTH_ERRORS = new Set(['AuthorizationError', 'UserAuthenticationExpiredError']);

const PAYLOAD_BYTES_MIN = 1024;

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]);

function placeOf(server: string): string {
  return server.replace(/^\w+:\/\//, '');
}

function authSentence(place: string, message: string, settings: NatsSettings): string {
  const given = WAYS.filter(({ key }) => settings[key] !== undefined).map(({ what }) => what);
  if (given.length > 0) {
    return `The NATS server at ${place} refuses who we say we are (${message}): check ${given.join(' and ')}.`;
  }
  return (
    `The NATS server at ${place} asks who we are (${message}): give --nats-user and --nats-password, --nats-token, ` +
    '--nats-creds or --nats-nkey, or the same in NATS_USER, NATS_PASSWORD, NATS_TOKEN, NATS_CREDS or NATS_NKEY.'
  );
}

const WAYS = [
  { key: 'user', what: 'the user' },
  { key: 'password', what: 'the password' },
  { key: 'token', what: 'the token' },
  { key: 'credentialsFile', what: 'the credentials file' },
  { key: 'nkeyFile', what: 'the nkey file' },
] as const satisfies readonly { readonly key: keyof NatsSettings; readonly what: string }[];

function partsOf(error: unknown): { readonly name: string; readonly message: string; readonly code: string } {
  if (!(error instanceof Error)) return { name: '', message: String(error), code: '' };
  const code = 'code' in error ? error.code : error.cause instanceof Error && 'code' in error.cause ? error.cause.code : '';
  return { name: error.name, message: error.message, code: typeof code === 'string' ? code : '' };
}

/** A URL in a text may hold a password, and that may hold anything but a space. */
function withoutUserInfo(text: string): string {
  return text.replace(/(\w+:\/\/)\S*@/g, '$1***@');
}
