import { numberWritten } from '../../../domain/pipeline/stored-formats.ts';
import { describe, expect, test } from 'vitest';
import { customersSettings } from '../../../domain/workspace/customers-settings.ts';
import { connectComponent, type Connectable } from '../../../domain/catalog/connect-component.ts';
import { settingsSchema } from '../../../domain/catalog/settings-schema.ts';
import { fillEndpoint, problemOfEndpoint } from '../../../destinations/webhook/endpoint.ts';

const schema = settingsSchema.parse({
  type: 'object',
  properties: {
    apiKey: { type: 'string', writeOnly: true },
    region: { type: 'string', enum: ['eu', 'us'], default: 'eu' },
    account: { type: 'string' },
    free: { type: 'string' },
    dotted: { type: 'string', enum: ['evil.example'] },
  },
  required: ['apiKey', 'account', 'dotted'],
});

describe('the address of a webhook', () => {
  test.each([
    'https://in.acme.example/hook',
    'https://{region}.acme.example/{account}',
    'https://in.acme.example/hook?account={account}',
    'http://127.0.0.1:8081/hook',
  ])('may be %s', (url) => {
    expect(problemOfEndpoint(url, schema)).toBeUndefined();
  });

  test.each([
    ['http://in.acme.example/', 'must begin with https://'],
    ['ftp://in.acme.example/', 'must be an https URL'],
    ['https://user@in.acme.example/', 'must be an https URL'],
    ['nonsense', 'must be an https URL'],
    ['https://in.acme.example/{ghost}', 'names {ghost}, which must be a setting'],
    ['https://in.acme.example/{apiKey}', 'names {apiKey}, which must be a setting'],
    ['https://in.acme.example/{free}', 'must be required or have a default'],
    ['https://{account}.acme.example/', 'must have an "enum"'],
    ['https://{account}/', 'must have an "enum"'],
    ['https://{dotted}/', 'must have an "enum"'],
    ['https:/{account}/in', 'must have an "enum"'],
    ['https:{account}/in', 'must have an "enum"'],
    ['https:///{account}/in', 'must have an "enum"'],
    ['https:\\\\{account}\\in', 'must have an "enum"'],
    ['https:/\t/{account}/in', 'must have an "enum"'],
    ['https:/\n{account}/in', 'must have an "enum"'],
    [' https:/{account}/in', 'must have an "enum"'],
    ['HTTPS:/{account}', 'must have an "enum"'],
    ['https://in.acme.example{account}/', 'must have an "enum"'],
    ['https://in.acme.example%2f{account}/', 'must be an https URL'],
    ['https://{region}@{account}/', 'must be an https URL'],
    ['https://{account}@in.acme.example/', 'must be an https URL'],
    ['https://in.acme.example:{account}/', 'must be an https URL'],
    ['https://in.acme.example/#{account}', 'must be an https URL'],
    ['{account}://in.acme.example/', 'must be an https URL'],
    ['https://in.acme.example/{constructor}', 'names {constructor}, which must be a setting'],
  ])('may not be %s: %s', (url, problem) => {
    expect(problemOfEndpoint(url, schema)).toContain(problem);
  });

  const fill = (template: string, account: string): URL | string => {
    const filled = fillEndpoint(template, { account, region: 'eu' });
    return filled.ok ? new URL(filled.url) : filled.name;
  };

  test.each([
    '../../admin',
    'a@evil.example/',
    'x?y#z',
    '%2e%2e',
    'a/b',
    'a\\b',
    '...',
    '\ud800',
    "it's",
    '//evil.example',
  ])('stays at its place with %s in it', (account) => {
    const url = fill('https://in.acme.example/hook/{account}/end', account);

    expect(url).toBeInstanceOf(URL);
    if (!(url instanceof URL)) return;
    expect(url.origin).toBe('https://in.acme.example');
    expect(url.pathname).toMatch(/^\/hook\/[^/]+\/end$/);
    expect([url.search, url.hash]).toEqual(['', '']);
  });

  test.each([
    ['https://in.acme.example/hook/{account}/end', '..'],
    ['https://in.acme.example/hook/{account}/end', '.'],
    ['https://in.acme.example/hook/{account}/end', ''],
    ['https://in.acme.example/hook/{account}', '.'],
    ['https://in.acme.example/{account}', '..'],
    ['https://in.acme.example/hook/.{account}/end', '.'],
    ['https://in.acme.example/hook/%2e{account}/end', '.'],
    ['https://in.acme.example/hook/%{account}/end', '2e'],
    ['https://in.acme.example/hook/{account}{account}/end', '.'],
    ['https://in.acme.example\\hook\\{account}\\end', '..'],
    ['https://in.acme.example/hook/{region}/../{account}/end', '..'],
  ])('%s is refused with "%s" in it, which would lead elsewhere', (template, account) => {
    expect(fill(template, account)).toBe('account');
  });

  test('may have anything in its query, which stays one value', () => {
    const url = fill('https://in.acme.example/hook?account={account}&end=1', '..&end=2#x');

    expect(url instanceof URL && [...url.searchParams]).toEqual([
      ['account', '..&end=2#x'],
      ['end', '1'],
    ]);
  });
});

describe('connecting a component', () => {
  const definition = {
    ...{ name: 'Acme', documentation: '', settingsSchema: schema, supportedEvents: [], replay: false },
    ...{ rateLimit: { perSecond: 10 }, config: { url: 'https://{region}.acme.example/', headers: { 'x-a': 'b' } } },
  };
  const acme: Connectable = { componentId: 'acme', kind: 'webhook', version: 3, definition, lane: 'acme' };
  const settings = { apiKey: 'k', account: 'a', dotted: 'evil.example' };

  test('makes an ordinary webhook of it, and knows which settings were the customer’s', () => {
    const connection = connectComponent(acme, { settings, rateLimit: { perSecond: 50, atOnce: 2 } });

    const expected = { ...settings, region: 'eu' };
    expect(connection).toEqual({
      ok: true,
      connected: {
        kind: 'webhook',
        settings: { ...expected, url: 'https://eu.acme.example/', headers: { 'x-a': 'b' } },
        rateLimit: { perSecond: 10, atOnce: 2 },
        ...{ lane: 'acme', componentId: 'acme', componentVersion: 3, secretSettings: ['apiKey'], replay: false },
      },
    });
    expect(connection.ok && customersSettings(connection.connected)).toEqual(expected);
  });

  test('can be replayed to when its component says so', () => {
    const connection = connectComponent({ ...acme, definition: { ...definition, replay: true } }, { settings });

    expect(connection.ok && 'replay' in connection.connected).toBe(false);
    expect(connection.ok).toBe(true);
  });

  test.each([
    [
      'an address of a version of before that names a host',
      { account: 'evil.example', url: 'https:/{account}/in' },
      'metadataId',
    ],
    [
      'a setting that would lead elsewhere',
      { account: '..', url: 'https://in.acme.example/{account}/in' },
      'settings.account',
    ],
  ])('is refused for %s', (_what, { account, url }, path) => {
    const connectable = { ...acme, definition: { ...definition, config: { url } } };

    const connection = connectComponent(connectable, { settings: { ...settings, account } });

    expect(connection).toMatchObject({ ok: false, problems: [{ path }] });
  });

  test('of code takes its hash along, with the settings of the customer, in a form that an older release refuses', () => {
    const code = { hash: 'a'.repeat(64), bytes: 100, handlers: ['onTrack'] };

    const connected = connectComponent(
      { ...acme, kind: 'function', definition: { ...definition, config: {}, code } },
      { settings },
    );

    const destination = connected.ok ? connected.connected : undefined;
    expect(destination).toMatchObject({ kind: 'function', componentCode: code.hash, settings });
    expect(numberWritten('destination', destination)).toBe(4);
    expect(numberWritten('component', { draft: { definition: { code } } })).toBe(2);
    expect(numberWritten('component-version', { app: {}, definition: { code } })).toBe(3);
    expect(numberWritten('component-version', { app: {}, definition: {} })).toBe(1);
  });

  test('is refused for a kind that cannot run, without code, and for an address that cannot be', () => {
    const refused = [
      connectComponent({ ...acme, kind: 'action' }, { settings }),
      connectComponent({ ...acme, kind: 'function' }, { settings }),
      connectComponent({ ...acme, definition: { ...definition, config: {} } }, { settings }),
    ];

    expect(refused).toEqual([
      { ok: false, problems: [{ path: 'metadataId', message: 'is of a kind that cannot be connected yet' }] },
      { ok: false, problems: [{ path: 'metadataId', message: 'The component has no code.' }] },
      { ok: false, problems: [{ path: 'metadataId', message: 'The configuration has no url.' }] },
    ]);
  });
});
