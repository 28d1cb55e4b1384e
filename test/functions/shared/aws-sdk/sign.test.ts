import { createHash, createHmac } from 'node:crypto';
import { SignatureV4, type SignatureV4CryptoInit } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import { createSign } from '../../../../functions/shared/aws-sdk/sign.ts';
import type { AwsService } from '../../../../functions/shared/aws-sdk/settings.ts';

class Sha256 {
  readonly #hash;
  constructor(secret?: ConstructorParameters<SignatureV4CryptoInit['sha256']>[0]) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('not used');
  }
}

const NOW = new Date('2026-11-22T10:11:12.345Z');
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/key+1' };

test.each<[AwsService, string, string, string | undefined]>([
  ['dynamodb', '/', '', undefined],
  ['sqs', '/', '', 'a-session-token=='],
  ['s3', '/archive/source%3Dweb/h%C3%BCtte%20%281%29.zst', '', 'token'],
  ['s3', '/', 'delimiter=%2F&list-type=2&prefix=held%2F', undefined],
])('a request to %s at %s?%s is signed as the library of AWS signs it', async (...args) => {
  const [service, path, query, sessionToken] = args;
  const settings = { region: 'eu-central-1', ...KEYS, sessionToken, endpoint: undefined };
  const request = { method: 'POST', host: 'service.example.com', path, query, body: '{"a":"ü"}' };
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'Service.Operation' };
  const reference = new SignatureV4({
    ...{ service, region: 'eu-central-1', sha256: Sha256, uriEscapePath: service !== 's3' },
    applyChecksum: service === 's3',
    credentials: { ...KEYS, ...(sessionToken === undefined ? {} : { sessionToken }) },
  });

  const signed = createSign(service, settings)({ ...request, headers }, NOW);

  const expected = await reference.sign(
    {
      ...{ method: 'POST', protocol: 'https:', hostname: request.host, path, body: request.body },
      headers: { ...headers, host: request.host },
      query: Object.fromEntries(new URLSearchParams(query)),
    },
    { signingDate: NOW },
  );
  expect(signed['authorization']).toBe(expected.headers['authorization']);
  expect(signed['x-amz-date']).toBe('20261122T101112Z');
});

test('a key of yesterday signs nothing today', () => {
  const settings = { region: 'eu-central-1', ...KEYS, sessionToken: undefined, endpoint: undefined };
  const request = { method: 'POST', host: 'h', path: '/', query: '', headers: {}, body: '' };
  const sign = createSign('sqs', settings);

  sign(request, NOW);
  const today = sign(request, new Date('2026-11-23T00:00:00.000Z'));

  const fresh = createSign('sqs', settings)(request, new Date('2026-11-23T00:00:00.000Z'));
  expect(today['authorization']).toBe(fresh['authorization']);
});
