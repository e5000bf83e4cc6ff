import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNatsFlags, type NatsFlags, natsSettingsFrom } from './nats-flags.ts';

function settings(words: readonly string[], environment: Record<string, string> = {}, readsUrl = false) {
  const command = addNatsFlags(new Command().exitOverride());
  command.parse(['node', 'harness', ...words]);
  return natsSettingsFrom(command.opts<NatsFlags>(), environment, { readsUrl });
}

describe('the flags of NATS', () => {
  it('name servers, with commas or several times, with or without scheme and port', () => {
    expect(settings(['--nats', 'one, tls://two:5222', '--nats', 'nats://[::1]/', '--nats', 'one:4222'])).toEqual({
      servers: ['nats://one:4222', 'tls://two:5222', 'nats://[::1]:4222'],
    });
  });

  it('are left out where nobody asks for NATS, whatever the environment says', () => {
    expect(settings([], { NATS_URL: 'nats://x', NATS_USER: 'a' })).toBeUndefined();
    expect(settings([], {}, true)).toBeUndefined();
    expect(settings([], { NATS_URL: '' }, true)).toBeUndefined();
  });

  it('are read from the environment by a command that is about NATS', () => {
    const environment = {
      NATS_URL: 'nats://x',
      NATS_CREDS: 'me.creds',
      NATS_CA: 'ca.pem',
      NATS_CERT: 'c.pem',
      NATS_KEY: 'k.pem',
    };
    expect(settings([], environment, true)).toEqual({
      servers: ['nats://x:4222'],
      credentialsFile: 'me.creds',
      tls: { ca: 'ca.pem', certificate: 'c.pem', key: 'k.pem' },
    });
    expect(settings(['--nats', 'y'], environment, true)?.servers).toEqual(['nats://y:4222']);
  });

  it.each<[string, string[], Record<string, string>, object]>([
    ['user and password', ['--nats-user', 'a', '--nats-password', 'b'], {}, { user: 'a', password: 'b' }],
    ['a user, and the password of the environment', ['--nats-user', 'a'], { NATS_PASSWORD: 'b' }, { user: 'a', password: 'b' }],
    ['a token', ['--nats-token', 't'], { NATS_USER: 'a', NATS_PASSWORD: 'b' }, { token: 't' }],
    ['credentials', ['--nats-creds', 'f'], {}, { credentialsFile: 'f' }],
    ['an nkey', ['--nats-nkey', 'f'], {}, { nkeyFile: 'f' }],
    ['user and password of the environment', [], { NATS_USER: 'a', NATS_PASSWORD: 'b' }, { user: 'a', password: 'b' }],
    ['a token of the environment', [], { NATS_TOKEN: 't' }, { token: 't' }],
    ['an nkey of the environment', [], { NATS_NKEY: 'f' }, { nkeyFile: 'f' }],
    ['nobody', [], {}, {}],
  ])('say who we are: %s', (_what, words, environment, identity) => {
    expect(settings(['--nats', 'x', ...words], environment)).toEqual({ servers: ['nats://x:4222'], ...identity });
  });

  it('take who we are out of the URL, so that no server is named with it', () => {
    const environment = { NATS_TOKEN: 'other' };
    expect(settings(['--nats', 'nats://a:p%40ss:w@x:1,a:p%40ss:w@y'], environment)).toEqual({
      servers: ['nats://x:1', 'nats://y:4222'],
      user: 'a',
      password: 'p@ss:w',
    });
    expect(settings(['--nats', 'secret@x'])).toEqual({ servers: ['nats://x:4222'], token: 'secret' });
    expect(settings(['--nats', 'a:b@x', '--nats-token', 't'])).toEqual({ servers: ['nats://x:4222'], token: 't' });
  });

  it('hand on names and passwords of a URL, whatever is in them', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (user, password) => {
        const url = `nats://${encodeURIComponent(user)}:${encodeURIComponent(password)}@host`;
        expect(settings([`--nats=${url}`])).toEqual({ servers: ['nats://host:4222'], user, password });
      }),
    );
  });

  it.each([
    [['--nats-user', 'a'], {}, '--nats-user is of no use without --nats, which says where NATS is.'],
    [['--nats', 'x', '--nats-user', 'a'], {}, 'The password (NATS_PASSWORD or --nats-password) for NATS is missing.'],
    [['--nats', 'x', '--nats-password', 'p'], {}, 'The user (--nats-user or NATS_USER) for NATS is missing.'],
    [
      ['--nats', 'x', '--nats-token', 't', '--nats-creds', 'f'],
      {},
      '--nats-token and --nats-creds are several ways to say who we are: NATS takes one.',
    ],
    [
      ['--nats', 'x'],
      { NATS_USER: 'a', NATS_NKEY: 'f' },
      'NATS_USER and NATS_NKEY are several ways to say who we are: NATS takes one.',
    ],
    [['--nats', 'a:b@x,c:d@y'], {}, 'The URLs of NATS name different users: all servers have to know the same one.'],
    [['--nats', 'ws://x'], {}, "--nats takes nats://host:port or tls://host:port, several with commas, not 'ws://x'."],
    [['--nats', 'a:b@x:port'], {}, "--nats takes nats://host:port or tls://host:port, several with commas, not '***@x:port'."],
    [
      ['--nats', 'nats://x:70000'],
      {},
      "--nats takes nats://host:port or tls://host:port, several with commas, not 'nats://x:70000'.",
    ],
    [['--nats', ''], {}, "--nats takes nats://host:port or tls://host:port, several with commas, not ''."],
  ])('are refused: %s %s', (words, environment, message) => {
    expect(() => settings(words, environment)).toThrow(message);
  });

  it('are never quoted with a password when they are refused', () => {
    const refusal = (url: string) => {
      try {
        settings(['--nats', url]);
        return '';
      } catch (error) {
        return String(error);
      }
    };
    expect(refusal('nats://user:hunter,2@host:port')).toContain("not 'nats://***@host:port'");
    fc.assert(
      fc.property(fc.string(), (noise) => {
        expect(refusal(`nats://user:hunter2${noise}@host:port`)).not.toContain('hunter2');
      }),
    );
  });
});
