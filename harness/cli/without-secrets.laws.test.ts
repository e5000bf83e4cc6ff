import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandCalled } from './surroundings.ts';
import { withoutSecrets } from './without-secrets.ts';

const SECRET = 'hunter2';
const anyNoise = fc.string({ unit: 'grapheme', maxLength: 10 });
/** A secret with anything around it. */
const anySecret = fc.tuple(anyNoise, anyNoise).map(([before, after]) => `${before}${SECRET}${after}`);
const anySecretInUrl = anySecret.map((text) => text.replace(/\s/g, ''));
const anyPlainWord = fc.constantFrom('bench', 'chat/direct', '--clients', '100', '--agents=8', '--nats-user', 'me', '--', 'a@b');
const anySecretWords = fc.oneof(
  anySecret.map((text) => ['--nats-password', text]),
  anySecret.map((text) => ['--nats-token', text]),
  anySecret.map((text) => [`--nats-password=${text}`]),
  anySecret.map((text) => [`--nats-token=${text}`]),
  anySecret.map((text) => ['--nats', `nats://user:${text}@host:4222`]),
  anySecret.map((text) => ['--nats', `${text}@host`]),
  anySecret.map((text) => [`--nats=tls://${text}@host,nats://other`]),
  anySecret.map((text) => [`--nats=one:${text}@host,two:${text}@host`]),
  anySecretInUrl.map((text) => ['--start', `./server --upstream http://user:${text}@host/path`]),
);

describe('a command line without secrets', () => {
  it('holds none, wherever one stood and whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            anyPlainWord.map((word) => [word]),
            anySecretWords,
          ),
          { maxLength: 8 },
        ),
        (groups) => {
          const shown = withoutSecrets(groups.flat());
          expect(shown.join(' ')).not.toContain(SECRET);
          expect(shown.length).toBe(groups.flat().length);
          expect(withoutSecrets(shown)).toEqual(shown);
        },
      ),
    );
  });

  it('keeps all words that hold no secret', () => {
    const words = [
      'bench',
      '--nats',
      'nats://host:4222',
      '--nats-user',
      'me',
      '--nats-creds',
      'me.creds',
      '--target',
      'a@b:1',
      '--out=x',
    ];
    expect(withoutSecrets(words)).toEqual(words);
  });

  it('shows where a secret was', () => {
    expect(withoutSecrets(['--nats', 'nats://a:b@host:4222', '--nats-token', 't', '--nats-password=p'])).toEqual([
      '--nats',
      'nats://***@host:4222',
      '--nats-token',
      '***',
      '--nats-password=***',
    ]);
  });

  it('is what records are given', () => {
    expect(commandCalled(['bench', '--nats-password', SECRET], {})).toEqual(['harness', 'bench', '--nats-password', '***']);
  });
});
