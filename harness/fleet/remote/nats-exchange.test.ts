import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { nkeys } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessError } from '../../errors.ts';
import { type Certificate, makeCertificate } from './certificates.test-support.ts';
import { connectNats } from './connect-nats.ts';
import { connectRefusal } from './nats-refusals.ts';
import { describeWithNats, type NatsServer, startNatsServer } from './nats-server.test-support.ts';
import type { NatsSettings } from './nats-settings.ts';

const PASSWORD = 'hunter2-password';
const TOKEN = 'hunter2-token';

/** All that a refusal has to say, causes and all: no secret may be in it. */
async function refusalOf(settings: NatsSettings, timeoutMs = 3000): Promise<HarnessError> {
  try {
    await (await connectNats(settings, { timeoutMs })).close();
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
    return error;
  }
  throw new Error('it was let in');
}

describe('who is no NATS server', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const listen = async (greet: (socket: Socket) => void) => {
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      greet(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  it('is told by what it does', async () => {
    const closed = await listen(() => {});
    await new Promise((resolve) => {
      servers[0]?.close(resolve);
    });
    const web = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const curt = await listen((socket) => socket.end());
    const silent = await listen(() => {});
    const said = async (server: string, timeoutMs?: number) => (await refusalOf({ servers: [server] }, timeoutMs)).message;
    expect(await said(closed)).toMatch(/^No NATS server listens at 127\.0\.0\.1:\d+ \(connection refused\)/);
    expect(await said(web)).toMatch(/^What listens at 127\.0\.0\.1:\d+ is no NATS server/);
    expect(await said(curt)).toMatch(/closed the connection without a word/);
    expect(await said(silent, 40)).toMatch(/answers at 127\.0\.0\.1:\d+ within 0\.04 s/);
    const both = await refusalOf({ servers: [closed, web] });
    expect(both.message).toMatch(/No NATS server listens at .* is no NATS server/);
  });

  it('is a host that nobody knows', async () => {
    const refusal = await refusalOf({ servers: ['nats://nowhere.invalid:4222'] });
    expect(refusal).toMatchObject({ code: 'host-unknown', message: expect.stringContaining("'nowhere.invalid'") });
  });
});

describe('files that say who we are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'harness-nats-files-'));
  const file = join(folder, 'hunter2-nothing');
  writeFileSync(file, 'hunter2: no PEM, no seed');
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[string, Partial<NatsSettings>, RegExp]>([
    ['no credentials', { credentialsFile: file }, /is no credentials file/],
    ['no nkey', { nkeyFile: file }, /holds no seed/],
    ['no certificate', { tls: { ca: file } }, /TLS can't use/],
    ['none at all', { credentialsFile: `${file}.not` }, /there is none of that name/],
    ['one without the other', { tls: { key: file } }, /--nats-cert and --nats-key belong together/],
  ])('are refused by their names: %s', async (_what, settings, message) => {
    const connecting = connectNats({ servers: ['nats://127.0.0.1:1'], ...settings });
    await expect(connecting).rejects.toMatchObject({ code: 'flag-invalid', message: expect.stringMatching(message) });
    await expect(connecting).rejects.not.toThrow('no PEM, no seed');
  });
});

describe('a certificate that is of no use', () => {
  const greeting = { isTlsOffered: true, isCertificateRequired: false };
  const said = (code: string) =>
    connectRefusal(Object.assign(new Error('x'), { code }), 'tls://h:1', { servers: [] }, greeting).message;

  it.each([
    ['CERT_HAS_EXPIRED', /at h:1 has expired/],
    ['CERT_NOT_YET_VALID', /not valid yet: check the clock/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /is not trusted .* --nats-ca/],
  ])('is told: %s', (code, sentence) => {
    expect(said(code)).toMatch(sentence);
  });

  it('is told without what a URL in an error says of us', () => {
    const refusal = connectRefusal(new Error('no way to nats://me:hunter2@h:1'), 'nats://h:1', { servers: [] }, greeting);
    expect(refusal.message).toBe("The NATS server at h:1 can't be used: no way to nats://***@h:1.");
  });
});

describeWithNats('a NATS server that asks who we are', () => {
  const user = nkeys.createUser();
  const folder = mkdtempSync(join(tmpdir(), 'harness-nats-'));
  const [nkeyFile, credentialsFile, otherNkeyFile] = ['user.nk', 'user.creds', 'other.nk'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  let server: NatsServer;
  let servers: readonly string[];
  beforeAll(async () => {
    const seed = Buffer.from(user.getSeed()).toString();
    writeFileSync(nkeyFile, `# a seed\n${seed}\n`);
    writeFileSync(otherNkeyFile, Buffer.from(nkeys.createUser().getSeed()));
    const [begin, end] = [(what: string) => `-----BEGIN ${what}-----`, (what: string) => `------END ${what}------`];
    writeFileSync(
      credentialsFile,
      [begin('NATS USER JWT'), 'a.b.c', end('NATS USER JWT'), '', begin('USER NKEY SEED'), seed, end('USER NKEY SEED'), ''].join(
        '\n',
      ),
    );
    const narrow = '{ publish: ["other.>"], subscribe: ["other.>", "_INBOX.>"] }';
    server = await startNatsServer({
      configuration: `authorization { users = [
        { user: "me", password: "${PASSWORD}" }
        { user: "narrow", password: "${PASSWORD}", permissions: ${narrow} }
        { nkey: "${user.getPublicKey()}" }
      ] }`,
    });
    servers = [server.url];
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server.stop();
  });

  it('lets in whoever it knows, by password, nkey or credentials', async () => {
    for (const identity of [{ user: 'me', password: PASSWORD }, { nkeyFile }, { credentialsFile }]) {
      const exchange = await connectNats({ servers, ...identity });
      expect(await exchange.askAll('anybody', {}, 2000)).toEqual([]);
      await exchange.close();
    }
  });

  it('refuses others, with the flags to look at', async () => {
    const said = async (identity: Partial<NatsSettings>) => (await refusalOf({ servers, ...identity })).message;
    expect(await said({})).toMatch(/asks who we are .*give --nats-user and --nats-password, --nats-token/);
    expect(await said({ user: 'me', password: 'hunter2' })).toMatch(
      /refuses who we say we are .*check the user and the password\.$/,
    );
    expect(await said({ token: 'hunter2' })).toMatch(/check the token\.$/);
    expect(await said({ nkeyFile: otherNkeyFile })).toMatch(/check the nkey file\.$/);
    expect(await said({ servers: [`tls://127.0.0.1:${server.port}`], user: 'me', password: PASSWORD })).toMatch(/has no TLS/);
  });

  it('says at once which subject it does not allow', async () => {
    const exchange = await connectNats({ servers, user: 'narrow', password: PASSWORD });
    await expect(exchange.ask('harness.book', {}, 20_000)).rejects.toThrow(
      /let this user publish to 'harness\.book': allow it .*'harness\.>'/,
    );
    await expect(exchange.askAll('harness.who', {}, 20_000)).rejects.toThrow(/publish to 'harness\.who'/);
    exchange.answer('harness.who', () => 'me');
    await expect(exchange.settled()).rejects.toThrow(/subscribe to 'harness\.who'/);
    const carrier = exchange.carrier({ sends: 'harness.out', hears: 'other.in' });
    carrier.send(new Uint8Array(1));
    await expect(exchange.settled()).rejects.toThrow(/publish to 'harness\.out'/);
    await exchange.settled();
    await exchange.close();
  });
});

describeWithNats('a NATS server that comes later', () => {
  it('is waited for where that is wanted, and asks for its token all the same', async () => {
    const server = await startNatsServer({ configuration: `authorization { token: "${TOKEN}" }` });
    try {
      const settings = { servers: [server.url], token: TOKEN };
      await server.kill();
      const reasons: string[] = [];
      const waitForFirst = (why: string) => {
        reasons.push(why);
        void server.startAgain();
      };
      await (await connectNats(settings, { waitForFirst })).close();
      expect(reasons).toEqual([expect.stringMatching(/^No NATS server listens/)]);
      await expect(connectNats({ ...settings, token: 'hunter2' }, { waitForFirst })).rejects.toThrow(/check the token/);
      await server.kill();
      const stop = new AbortController();
      const waiting = connectNats(settings, { waitForFirst: () => stop.abort(), signal: stop.signal });
      await expect(waiting).rejects.toMatchObject({ code: 'nats-unreachable' });
    } finally {
      await server.stop();
    }
  });
});

describeWithNats('a NATS server that comes back as another', () => {
  it('is said to refuse whoever it let in before, once, and to take too little', async () => {
    const knows = (password: string) => ({ configuration: `authorization { user: me, password: ${password} }` });
    const server = await startNatsServer(knows(PASSWORD));
    const exchange = await connectNats({ servers: [server.url], user: 'me', password: PASSWORD });
    const troubles: string[] = [];
    const told = (times: number) =>
      new Promise<void>((resolve) => {
        exchange.onTrouble = (sentence) => {
          if (troubles.push(sentence) === times) resolve();
        };
      });
    const connected = () =>
      new Promise<void>((resolve) => {
        exchange.onConnected = (isConnected) => {
          if (isConnected) resolve();
        };
      });
    try {
      const [refused, back] = [told(1), connected()];
      await server.kill();
      await server.startAgain(knows('another'));
      await refused;
      await server.kill();
      await server.startAgain(knows(PASSWORD));
      await back;
      const [tooSmall, small] = [told(2), { ...knows(PASSWORD), maxPayloadBytes: 500 }];
      await server.kill();
      await server.startAgain(small);
      await tooSmall;
      const again = connectNats({ servers: [server.url], user: 'me', password: PASSWORD });
      await expect(again).rejects.toThrow(/messages of 500 bytes at most: its max_payload has to be 1024 or more\.$/);
    } finally {
      await exchange.close();
      await server.stop();
    }
    expect(troubles).toEqual([
      expect.stringMatching(/refuses who we say we are .*: check the user and the password\.$/),
      expect.stringMatching(/messages of 500 bytes at most/),
    ]);
  });
});

describeWithNats('a NATS server with TLS', () => {
  let own: Certificate;
  let other: Certificate;
  let server: NatsServer;
  beforeAll(async () => {
    [own, other] = [makeCertificate(), makeCertificate()];
    const { certificate, key } = own;
    server = await startNatsServer({
      configuration: `tls { cert_file: "${certificate}", key_file: "${key}", ca_file: "${certificate}", verify: true }`,
    });
  });
  afterAll(async () => {
    for (const { remove } of [own, other]) remove();
    await server.stop();
  });

  it('lets in whoever trusts it and is trusted', async () => {
    const tls = { ca: own.certificate, certificate: own.certificate, key: own.key };
    const exchange = await connectNats({ servers: [server.url.replace('nats:', 'tls:')], tls });
    expect(await exchange.askAll('anybody', {}, 2000)).toEqual([]);
    await exchange.close();
  });

  it('says which of its demands are not met', async () => {
    const ours = { certificate: own.certificate, key: own.key };
    const said = async (tls: NonNullable<NatsSettings['tls']>, host = '127.0.0.1') =>
      (await refusalOf({ servers: [`nats://${host}:${server.port}`], tls }, 1000)).message;
    expect(await said(ours)).toMatch(/is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\).*--nats-ca/);
    expect(await said({ ...ours, ca: other.certificate })).toMatch(/is not trusted/);
    expect(await said({ ...ours, ca: own.certificate }, 'localhost')).toMatch(/is for another name/);
    expect(await said({ ca: own.certificate })).toMatch(/asks for a certificate of ours: give --nats-cert/);
    const theirs = { certificate: other.certificate, key: other.key };
    expect(await said({ ...theirs, ca: own.certificate })).toMatch(/doesn't take the certificate of --nats-cert/);
  });
});
