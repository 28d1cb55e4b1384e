import { describe, expect, test } from 'vitest';
import { isPlainSecretName, isSecretName } from '../../../domain/workspace/secret-names.ts';

describe('a name', () => {
  test.each([
    ...['sharedSecret', 'apiKey', 'api_key', 'password', 'accessToken', 'privateKey', 'credentials', 'TOKEN'],
    ...[
      'accessKey',
      'access_key',
      'AWSAccessKey',
      'signingKey',
      'passphrase',
      'cookie',
      'Set-Cookie',
      'dsn',
      'sentryDsn',
    ],
    ...[
      'dsnUrl',
      'auth',
      'basicAuth',
      'authorization',
      'x-auth',
      'oauth2',
      'pwd',
      'pin',
      'key',
      'writeKey',
      'licenseKey',
    ],
    ...['accountkey', 'connectionString', 'clientCertificate', 'sshKey', 'jwt', 'bearer', 'hmac', 'encryption-key'],
  ])('%s is taken for that of a secret', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  test.each([
    ...['region', 'account', 'author', 'authority', 'monkey', 'keyword', 'publicKey', 'primaryKey', 'event_key'],
    ...[
      'authType',
      'authMethod',
      'keyName',
      'accessKeyId',
      'cookieDomain',
      'spinner',
      'passenger',
      'compass',
      'url',
      '',
    ],
  ])('%s is not', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  test.each(['tokenUrl', 'secretName', 'passwordHint'])('%s stays what it has always been taken for', (name) => {
    expect([isPlainSecretName(name), isSecretName(name)]).toEqual([true, true]);
  });
});
