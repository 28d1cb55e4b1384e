// Which names speak of a secret. Partners' own settings have names of any kind, so the list is generous: what it takes for
// a secret by mistake is hidden, and what it misses is shown to everybody. A component's schema can say otherwise
// (`openSettingsOf`); docs/security.md says what is decided by what.

/** Beyond doubt, wherever they stand in a name. */
const PLAIN = /secret|token|passw|api[-_]?key|private[-_]?key|credential/i;

/** The same, since the list has become longer: a destination of before may have them in the clear. */
const PARTS =
  /passphrase|passcode|connection[-_]?string|(access|signing|encryption|master|shared|client|auth|license|write|service|account|security|storage|ssh|webhook|session)[-_]?key/i;

/** Secrets as words of their own: `basicAuth`, `sentry_dsn`; not `author`, `session` or `monkey`. */
const WORDS: ReadonlySet<string> = new Set([
  ...['auth', 'oauth', 'oauth2', 'authorization', 'authorisation', 'authentication', 'bearer', 'jwt', 'cookie'],
  ...['cookies', 'signature', 'pass', 'pwd', 'pin', 'otp', 'totp', 'pem', 'pfx', 'dsn', 'sas', 'hmac', 'salt'],
  ...['cert', 'certificate', 'sessionid', 'key', 'keys', 'creds'],
]);

/** What makes a key one that tells things apart, and opens nothing. */
const HARMLESS_BEFORE_KEY: ReadonlySet<string> = new Set([
  ...['public', 'primary', 'foreign', 'partition', 'sort', 'event', 'user', 'group', 'property', 'field', 'object'],
  ...['trait', 'dedupe', 'idempotency', 'lookup', 'match', 'mapping', 'external', 'row', 'routing', 'index'],
]);

/** What is said about a secret, which is none itself: `authType`, `keyName`. */
const ABOUT: ReadonlySet<string> = new Set([
  ...['type', 'mode', 'method', 'scheme', 'kind', 'enabled', 'id', 'name', 'field', 'column', 'prefix', 'version'],
  ...['count', 'ttl', 'domain', 'url', 'uri', 'endpoint', 'host', 'path', 'region', 'format', 'length'],
]);

/** Names that have always been taken for secrets. */
export function isPlainSecretName(name: string): boolean {
  return PLAIN.test(name);
}

/** Whether a setting of this name is taken to be a secret. */
export function isSecretName(name: string): boolean {
  if (PLAIN.test(name)) return true;
  const words = wordsOf(name);
  if (words.includes('dsn')) return true;
  if (words.length > 1 && ABOUT.has(words.at(-1) ?? '')) return false;
  return PARTS.test(name) || words.some((word, index) => WORDS.has(word) && !isHarmless(words, index));
}

function isHarmless(words: readonly string[], index: number): boolean {
  const [word = '', before = ''] = [words[index], words[index - 1]];
  return word.startsWith('key') && HARMLESS_BEFORE_KEY.has(before);
}

/** `accessKeyID`, `access_key_id` and `access-key-id` are the same three words. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
