import { describe, expect, test } from 'vitest';
import { webhookSettings } from '../../../destinations/webhook/settings.ts';
import { webhookConfig } from '../../../destinations/webhook/kind.ts';
import { isFramingHeader, isHeaderName, problemOfUrl } from '../../../domain/delivery/outbound-rules.ts';

const isAccepted = (settings: Readonly<Record<string, unknown>>): boolean =>
  webhookSettings.safeParse({ url: 'https://example.com/hook', ...settings }).success;

describe('the URL of a destination', () => {
  test.each([
    'http://:secret@127.0.0.1:9701/x',
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'ftp://example.com/',
    'javascript:alert(1)',
    'example.com/hook',
    '',
  ])('is refused where it would not be called: %s', (url) => {
    const accepted = isAccepted({ url });

    expect(accepted).toBe(false);
  });

  test.each(['https://example.com/hook?key=a:b@c', 'http://127.0.0.1:9701/x', 'https://[2001:db8::1]/'])(
    'that is accepted can be called: %s',
    (url) => {
      const accepted = isAccepted({ url });

      expect(accepted).toBe(true);
      expect(problemOfUrl(new URL(url))).toBeUndefined();
    },
  );
});

describe('a header of a destination', () => {
  test.each([
    ...['Expect', 'TE', 'Upgrade', 'Keep-Alive', 'Connection', 'Host', 'Content-Length', 'Transfer-Encoding'],
    ...['Trailer', 'Proxy-Connection', 'Authorization', 'Content-Encoding', 'webhook-id', 'a b', '', 'x:y'],
  ])('is refused when it cannot be sent: %j', (name) => {
    const accepted = isAccepted({ headers: { [name]: 'x' } });

    expect(accepted).toBe(false);
  });

  test.each(['X-Api-Key', 'x_custom', 'Cookie'])('that is accepted can be sent: %s', (name) => {
    const accepted = isAccepted({ headers: { [name]: 'x' } });

    expect(accepted).toBe(true);
    expect([isHeaderName(name), isFramingHeader(name)]).toEqual([true, false]);
  });
});

describe('a shared secret', () => {
  test.each([
    '',
    ' ',
    'whsec_',
    'whsec_!!!!',
    'whsec_...',
    'v1,whsec_c2VjcmV0',
    'WHSEC_c2VjcmV0',
    ' secret',
    'whsec_a',
  ])('is refused when it is none: %j', (sharedSecret) => {
    const accepted = isAccepted({ sharedSecret });

    expect(accepted).toBe(false);
  });

  test.each(['any text at all', 'x', 'whsec_c2VjcmV0', 'whsec_c2VjcmV0LXNlY3JldA==', 'whsec_c2VjcmV0LXNlY3JldA'])(
    'is accepted: %j',
    (sharedSecret) => {
      const accepted = isAccepted({ sharedSecret });

      expect(accepted).toBe(true);
    },
  );

  test.each(['whsec_!!!!!!!!!!!!!!!!', 'v1,whsec_c2VjcmV0LXNlY3JldA==', 'short'])(
    'of a component is judged alike: %j',
    (sharedSecret) => {
      const { success } = webhookConfig.safeParse({ url: 'https://example.com/in', sharedSecret });

      expect(success).toBe(false);
    },
  );
});
