// A command line as it may be kept and shown: records and pages are handed on.

/** What is secret in it is `***`: passwords and tokens, and whoever a URL names before its host. */
export function withoutSecrets(words: readonly string[]): string[] {
  return words.map((word, index) => {
    const flag = words[index - 1];
    if (flag !== undefined && SECRET_FLAGS.has(flag)) return HIDDEN;
    if (flag !== undefined && URL_FLAGS.has(flag)) return withoutUserInfo(word);
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(0, equals));
    if (SECRET_FLAGS.has(name)) return `${name}=${HIDDEN}`;
    if (URL_FLAGS.has(name)) return `${name}=${withoutUserInfo(word.slice(equals + 1))}`;
    return word.replace(USER_INFO, `$1${HIDDEN}@`);
  });
}

const HIDDEN = '***';
const SECRET_FLAGS: ReadonlySet<string> = new Set(['--nats-password', '--nats-token']);
const URL_FLAGS: ReadonlySet<string> = new Set(['--nats']);
/** A password may hold anything, so all up to the last `@` is taken for one. */
const USER_INFO = /(\w+:\/\/)\S*@/g;

/** Here a URL may come without its scheme, and hold blanks. */
function withoutUserInfo(urls: string): string {
  const at = urls.lastIndexOf('@');
  if (at === -1) return urls;
  const scheme = /^\s*\w+:\/\//.exec(urls)?.[0] ?? '';
  return `${scheme}${HIDDEN}${urls.slice(at)}`;
}
