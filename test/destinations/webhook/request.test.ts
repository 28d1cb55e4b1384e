import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { createWebhookRequest } from '../../../destinations/webhook/request.ts';

const now = new Date('2026-11-22T10:00:00.700Z');
const attempt = { body: '{"type":"track"}', messageId: 'm-1', now, timeoutMs: 5000 };
const url = 'https://partner.example/hook';

describe('a webhook request', () => {
  test('carries the headers that Segment documents for partners', () => {
    const settings = { url, apiKey: 'partner-key', sharedSecret: 's3cret', region: 'eu', nested: { list: [1] } };

    const request = createWebhookRequest(settings, attempt);

    expect(request).toMatchObject({ url, method: 'POST', body: '{"type":"track"}', timeoutMs: 5000 });
    expect(request.headers).toMatchObject({
      accept: '*/*',
      authorization: 'Basic cGFydG5lci1rZXk6',
      'cache-control': 'no-cache',
      'content-type': 'application/json',
      'user-agent': 'Segment.io/1.0',
      'webhook-id': 'm-1',
      'webhook-timestamp': '1795341600',
    });
    expect(JSON.parse(Buffer.from(request.headers['x-segment-settings'] ?? '', 'base64').toString())).toEqual({
      region: 'eu',
      nested: { list: [1] },
    });
  });

  test('signs the exact bytes with HMAC-SHA1 in X-Signature', () => {
    // printf '{"type":"track"}' | openssl dgst -sha1 -hmac s3cret
    const expected = 'dcd564fde939d5ea54546f251e3465142f6433dc';

    const request = createWebhookRequest({ url, sharedSecret: 's3cret' }, attempt);

    expect(request.headers['x-signature']).toBe(expected);
  });

  test('makes the signature of the Standard Webhooks reference vector', () => {
    const sharedSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const body = '{"test": 2432232314}';
    const vector = { body, messageId: 'msg_p5jXN8AQM9LWM0D4loKWxJek', now: new Date(1614265330_000), timeoutMs: 5000 };

    const request = createWebhookRequest({ url, sharedSecret }, vector);

    expect(request.headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test.each(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'any text at all'])(
    'is accepted by the reference library with the secret %s',
    (sharedSecret) => {
      const fresh = { ...attempt, now: new Date() };

      const { headers, body } = createWebhookRequest({ url, sharedSecret }, fresh);

      const isStandard = sharedSecret.startsWith('whsec_');
      const library = isStandard ? new Webhook(sharedSecret) : new Webhook(sharedSecret, { format: 'raw' });
      expect(library.verify(String(body), { ...headers })).toEqual({ type: 'track' });
    },
  );

  test('has no signature without a secret and no Authorization without a key', () => {
    const request = createWebhookRequest({ url }, attempt);

    expect(Object.keys(request.headers)).not.toContain('x-signature');
    expect(Object.keys(request.headers)).not.toContain('webhook-signature');
    expect(Object.keys(request.headers)).not.toContain('authorization');
    expect(request.headers['x-segment-settings']).toBe('e30=');
  });

  test('never puts the key, the secret or the extra headers into X-Segment-Settings', () => {
    const settings = { url, apiKey: 'k', sharedSecret: 's', headers: { 'x-team': 'growth' }, plan: 'pro' };

    const request = createWebhookRequest(settings, attempt);

    expect(Buffer.from(request.headers['x-segment-settings'] ?? '', 'base64').toString()).toBe('{"plan":"pro"}');
    expect(request.headers['x-team']).toBe('growth');
  });

  test('encodes a messageId that no header could carry', () => {
    const request = createWebhookRequest({ url }, { ...attempt, messageId: 'ä\r\nx: y' });

    expect(request.headers['webhook-id']).toBe('%C3%A4%0D%0Ax%3A%20y');
  });
});
