// The flags by which NATS is reached, and the variables of the environment that stand in for them, as NATS' own clients have them.

import type { Command } from 'commander';
import { HarnessError } from '../errors.ts';
import type { NatsSettings } from '../fleet/remote/nats-settings.ts';
import { fileName, several } from './flags.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface NatsFlags {
  readonly nats?: readonly string[];
  readonly natsUser?: string;
  readonly natsPassword?: string;
  readonly natsToken?: string;
  readonly natsCreds?: string;
  readonly natsNkey?: string;
  readonly natsCa?: string;
  readonly natsCert?: string;
  readonly natsKey?: string;
}

export function addNatsFlags(command: Command): Command {
  return command
    .optionsGroup('NATS, and who we are there (secrets are better given by the environment):')
    .option('--nats <url>', 'nats://host:4222 or tls://host:4222; several with commas, or the flag several times', several)
    .option('--nats-user <name>', 'with --nats-password (or NATS_USER, NATS_PASSWORD)')
    .option('--nats-password <password>', 'seen by all who may list processes: NATS_PASSWORD is not')
    .option('--nats-token <token>', 'or NATS_TOKEN')
    .option('--nats-creds <file>', 'credentials, as nsc writes them (or NATS_CREDS)', fileName('--nats-creds'))
    .option('--nats-nkey <file>', "the seed of a user's nkey (or NATS_NKEY)", fileName('--nats-nkey'))
    .option('--nats-ca <file>', 'who signs the certificate of the server, in PEM (or NATS_CA)', fileName('--nats-ca'))
    .option('--nats-cert <file>', 'our own certificate, with --nats-key (or NATS_CERT)', fileName('--nats-cert'))
    .option('--nats-key <file>', 'the key of it (or NATS_KEY)', fileName('--nats-key'));
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Undefined: no NATS is named. Where a command is about NATS, NATS_URL names it, too; a bench run goes over NATS only when its own
 * command line says so.
 */
export function natsSettingsFrom(
  flags: NatsFlags,
  environment: Environment,
  { readsUrl = false }: { readonly readsUrl?: boolean } = {},
): NatsSettings | undefined {
  const fromEnvironment = readsUrl ? setIn(environment, 'NATS_URL') : undefined;
  const given = flags.nats ?? (fromEnvironment === undefined ? [] : [fromEnvironment]);
  if (given.length === 0) {
    const stray = FLAG_OF.find(([key]) => flags[key] !== undefined);
    if (stray === undefined) return undefined;
    throw new HarnessError('flag-invalid', `${stray[1]} is of no use without --nats, which says where NATS is.`);
  }
  const name = flags.nats === undefined ? 'NATS_URL' : '--nats';
  const places = given.flatMap((text) => placesIn(text, name));
  const tls = tlsFrom(flags, environment);
  return {
    servers: [...new Set(places.map(({ server }) => server))],
    ...identityFrom(flags, places, environment),
    ...(tls === undefined ? {} : { tls }),
  };
}

const FLAG_OF = [
  ['natsUser', '--nats-user'],
  ['natsPassword', '--nats-password'],
  ['natsToken', '--nats-token'],
  ['natsCreds', '--nats-creds'],
  ['natsNkey', '--nats-nkey'],
  ['natsCa', '--nats-ca'],
  ['natsCert', '--nats-cert'],
  ['natsKey', '--nats-key'],
] as const satisfies readonly (readonly [keyof NatsFlags, string])[];

type Identity = Pick<NatsSettings, 'user' | 'password' | 'token' | 'credentialsFile' | 'nkeyFile'>;

interface Place {
  readonly server: string;
  readonly identity: Identity | undefined;
}

/** urls = url *("," url); url = [scheme "://"] [userinfo "@"] host [":" port] */
function placesIn(text: string, name: string): Place[] {
  return text.split(',').map((url) => {
    const [, scheme = 'nats', rest = ''] = /^(?:(\w+):\/\/)?(.*)$/s.exec(url.trim()) ?? [];
    const at = rest.lastIndexOf('@');
    const [, host, port = '4222'] = HOST_AND_PORT.exec(rest.slice(at + 1)) ?? [];
    if (!/^(nats|tls)$/i.test(scheme) || host === undefined || Number(port) < 1 || Number(port) > 65_535) {
      // All of the text, because only there is it sure what belongs to a password.
      const [shown] = withoutSecrets([`--nats=${text}`]).map((word) => word.slice('--nats='.length));
      throw new HarnessError(
        'flag-invalid',
        `${name} takes nats://host:port or tls://host:port, several with commas, not '${shown}'.`,
      );
    }
    const identity = at === -1 ? undefined : identityIn(rest.slice(0, at));
    return { server: `${scheme.toLowerCase()}://${host}:${Number(port)}`, identity };
  });
}

const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[^\s:/[\]]+)(?::(\d{1,5}))?\/?$/i;

/** A name alone is a token. */
function identityIn(userinfo: string): Identity {
  const colon = userinfo.indexOf(':');
  if (colon === -1) return { token: decoded(userinfo) };
  return { user: decoded(userinfo.slice(0, colon)), password: decoded(userinfo.slice(colon + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** One way at most: the command line's, or else the URL's, or else the environment's. */
function identityFrom(flags: NatsFlags, places: readonly Place[], environment: Environment): Identity {
  const ours = oneWay(
    identityOf((key) => flags[key]),
    ['--nats-user', '--nats-token', '--nats-creds', '--nats-nkey'],
  );
  const theirs = identityOf((key) => setIn(environment, VARIABLE_OF[key]));
  if (ours !== undefined) {
    const isByPassword = ours.user !== undefined || ours.password !== undefined;
    return isByPassword ? byPassword({ ...pair(theirs), ...pair(ours) }) : ours;
  }
  const [inUrl, ...others] = [
    ...new Set(places.flatMap(({ identity }) => (identity === undefined ? [] : JSON.stringify(identity)))),
  ];
  if (others.length > 0) {
    throw new HarnessError('flag-invalid', 'The URLs of NATS name different users: all servers have to know the same one.');
  }
  if (inUrl !== undefined) return JSON.parse(inUrl);
  const way = oneWay(theirs, ['NATS_USER', 'NATS_TOKEN', 'NATS_CREDS', 'NATS_NKEY']) ?? {};
  return way.user !== undefined || way.password !== undefined ? byPassword(way) : way;
}

const VARIABLE_OF = {
  natsUser: 'NATS_USER',
  natsPassword: 'NATS_PASSWORD',
  natsToken: 'NATS_TOKEN',
  natsCreds: 'NATS_CREDS',
  natsNkey: 'NATS_NKEY',
} as const;

function identityOf(value: (key: keyof typeof VARIABLE_OF) => string | undefined): Identity {
  const [user, password, token] = [value('natsUser'), value('natsPassword'), value('natsToken')];
  const [credentialsFile, nkeyFile] = [value('natsCreds'), value('natsNkey')];
  return {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(token === undefined ? {} : { token }),
    ...(credentialsFile === undefined ? {} : { credentialsFile }),
    ...(nkeyFile === undefined ? {} : { nkeyFile }),
  };
}

function pair({ user, password }: Identity): Identity {
  return { ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) };
}

function oneWay(identity: Identity, names: readonly string[]): Identity | undefined {
  const { user, password, token, credentialsFile, nkeyFile } = identity;
  const ways = [user ?? password, token, credentialsFile, nkeyFile];
  const given = names.filter((_, index) => ways[index] !== undefined);
  if (given.length > 1) {
    throw new HarnessError('flag-invalid', `${given.join(' and ')} are several ways to say who we are: NATS takes one.`);
  }
  return given.length === 0 ? undefined : identity;
}

function byPassword(identity: Identity): Identity {
  if (identity.user !== undefined && identity.password !== undefined) return identity;
  const missing = identity.user === undefined ? 'user (--nats-user or NATS_USER)' : 'password (NATS_PASSWORD or --nats-password)';
  throw new HarnessError('flag-invalid', `The ${missing} for NATS is missing.`);
}

function tlsFrom(flags: NatsFlags, environment: Environment): NatsSettings['tls'] {
  const ca = flags.natsCa ?? setIn(environment, 'NATS_CA');
  const certificate = flags.natsCert ?? setIn(environment, 'NATS_CERT');
  const key = flags.natsKey ?? setIn(environment, 'NATS_KEY');
  if (ca === undefined && certificate === undefined && key === undefined) return undefined;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

/** What is set to nothing is not set. */
function setIn(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === '' ? undefined : value;
}
