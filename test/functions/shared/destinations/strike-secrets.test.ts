import { describe, expect, test } from 'vitest';
import { createWebhookRequest } from '../../../../destinations/webhook/request.ts';
import { strikeSecrets } from '../../../../functions/shared/destinations/strike-secrets.ts';

// A destination repeats what it was sent, in whatever form; none of it is kept.

const SETTINGS = {
  url: 'https://partner.example/in',
  apiKey: 'Qx7-key:of "Zoë"/+',
  sharedSecret: 'Qx7-shared-secret-of-acme',
  headers: { 'x-tenant': 'Qx7-header-value' },
  accessKey: 'Qx7-AKIA/access+key=',
  region: 'eu-central-1',
  pin: 'Qx7-pin-by-schema',
  short: '9876',
  nested: { cookie: 'Qx7-nested-cookie' },
};
const DESTINATION = { kind: 'webhook' as const, settings: SETTINGS, secretSettings: ['pin', 'short'] };
const SECRETS = ['apiKey', 'sharedSecret', 'accessKey', 'pin'] as const;
const strike = (text: string): string => strikeSecrets(DESTINATION, text);

const asciiJson = (text: string): string =>
  JSON.stringify(text).replaceAll(/[\u0080-\uffff]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
const FORMS: readonly (readonly [what: string, form: (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['in capitals', (text) => text.toUpperCase()],
  ['as JSON', (text) => JSON.stringify({ text })],
  ['as JSON of ASCII', asciiJson],
  ['percent-encoded', encodeURIComponent],
  ['in a query', (text) => new URLSearchParams({ text }).toString()],
  ['in hex', (text) => Buffer.from(text).toString('hex')],
  ...[0, 1, 2].map((before) => {
    const encode = (text: string) => Buffer.from(`${'x'.repeat(before)}${text}, and more`).toString('base64');
    return [`in base64 after ${before} others`, encode] as const;
  }),
  ['in base64url', (text) => Buffer.from(text).toString('base64url')],
];

describe('what a destination answers', () => {
  test.each(FORMS)('holds no secret %s', (_what, form) => {
    for (const name of SECRETS) {
      const echoed = form(SETTINGS[name]);

      const shown = strike(`before ${echoed} after`);

      // What has been put around it is left, and in base64 what one character has of both.
      expect(shown).toContain('••••');
      expect(shown.replaceAll('•', '').length).toBeLessThan('before  after'.length + 26);
    }
  });

  test('holds nothing of the headers of its request, as they are and in base64', () => {
    const attempt = { body: '{}', messageId: 'm', now: new Date(0), timeoutMs: 1 };
    const { headers } = createWebhookRequest(SETTINGS, attempt);
    const sent = ['authorization', 'x-segment-settings', 'x-tenant'].map((name) => headers[name] ?? '');

    const shown = [...sent, Buffer.from(JSON.stringify(sent)).toString('base64')].map(strike);

    // What is left is "Basic " and what JSON has put between them.
    expect(shown.map((text) => text.replaceAll('•', '').length < 40)).toEqual([true, true, true, true]);
    expect(shown.slice(1, 3)).toEqual(['••••', '••••']);
    expect(shown[0]).toBe('Basic ••••');
  });

  test.each([
    ['the beginning', SETTINGS.sharedSecret.slice(0, 10)],
    ['the end', SETTINGS.sharedSecret.slice(-9)],
    ['the middle', SETTINGS.sharedSecret.slice(5, 14)],
  ])('holds no part of a secret: %s', (_what, part) => {
    expect(strike(`key ${part}... is wrong`)).toBe('key ••••... is wrong');
  });

  test('holds no short secret, and none that lies deep', () => {
    expect(strike('pin 9876, cookie Qx7-nested-cookie')).toBe('pin ••••, cookie ••••');
  });

  test('stays as it is otherwise', () => {
    const text = 'Region eu-central-1 is away: İstanbul, Zoë, 12345678 and https://partner.example/in';

    expect(strike(text)).toBe(text);
  });

  test('of who has no secrets stays as it is', () => {
    const settings = { url: 'https://partner.example/', region: 'eu-central-1' };
    const text = Buffer.from('{"region":"eu-central-1"}').toString('base64');

    expect(strikeSecrets({ kind: 'webhook', settings }, text)).toBe(text);
  });
});
