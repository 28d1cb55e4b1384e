import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../../domain/workspace/destination.ts';
import { maskSettings } from '../../../../domain/workspace/secret-settings.ts';
import { destinationItemKey } from '../../../../domain/tables/table-keys.ts';
import { putDocument, replaceDocument } from '../../../../functions/shared/stores/config-store.ts';
import { aDestination } from '../../../support/a-destination.ts';
import { aSource } from '../../../support/a-source.ts';
import { createTestSecrets } from '../../../support/test-secrets.ts';

const SETTINGS = {
  url: 'https://a.example/',
  sharedSecret: 's3cret',
  apiKey: 'k\u00e9y',
  headers: { 'x-tenant': 't3nant', 'x-empty': '' },
  nested: { accessToken: { value: 't0ken', uses: 3 }, level: 3 },
  list: [{ password: 'p4ss' }, 'plain'],
};
const CLEAR = /s3cret|k\u00e9y|t3nant|t0ken|p4ss/;
const aSecretive = (overrides: Partial<Destination> = {}): Destination =>
  aDestination({ settings: SETTINGS, ...overrides });
/** As it comes from the table. */
const readBack = <T>(document: T): T => JSON.parse(JSON.stringify(document)) as T;
const sealed = async (secrets: ReturnType<typeof createTestSecrets>, destination = aSecretive()) =>
  readBack(await secrets.seal(destination));

describe('secrets of a destination', () => {
  test('come back as they were, of whatever kind they are', async () => {
    const secrets = createTestSecrets();

    const stored = await sealed(secrets);
    const opened = await secrets.another().open(stored);

    expect(JSON.stringify(stored)).not.toMatch(CLEAR);
    expect(opened).toEqual(aSecretive());
  });

  test('are also those that its insert functions are given, whatever their order is by then', async () => {
    const secrets = createTestSecrets();
    const insert = [{ function: 'salted', settings: { salt: 's3cret', region: 'eu' }, secretSettings: ['salt'] }];

    const stored = await sealed(secrets, aSecretive({ insert }));
    const moved = await secrets.another().open({ ...stored, insert: ['scrub', ...(stored.insert ?? [])] });

    expect(JSON.stringify(stored)).not.toMatch(CLEAR);
    expect(moved.insert).toEqual(['scrub', ...insert]);
    const clear = aDestination({ settings: { url: 'https://a.example/' }, insert });
    expect(() => putDocument('control', 'destination#crm', clear)).toThrow('would be stored in the clear');
  });

  test('are those that are masked, and nothing else', async () => {
    const { settings } = await sealed(createTestSecrets());

    expect(maskSettings(settings)).toEqual(maskSettings(SETTINGS));
    expect(settings).toMatchObject({ url: 'https://a.example/', nested: { level: 3 }, list: [{}, 'plain'] });
  });

  test('are also those that the destination names', async () => {
    const named = {
      ...aDestination({ settings: { url: SETTINGS.url, region: 'eu-s3cret' } }),
      secretSettings: ['region'],
    };

    const stored = await sealed(createTestSecrets(), named);

    expect(JSON.stringify(stored)).not.toMatch(CLEAR);
  });

  test('cost one call of KMS to store and one to read, however many they are and however often', async () => {
    const secrets = createTestSecrets();
    const reader = secrets.another();

    const stored = await sealed(secrets);
    for (let time = 0; time < 3; time += 1) await reader.open(readBack(stored));
    await Promise.all([reader.open(stored), reader.open(stored)]);

    expect(secrets.calls).toEqual(['GenerateDataKey']);
    expect(reader.calls).toEqual(['Decrypt']);
  });

  test('cost nothing where there are none', async () => {
    const secrets = createTestSecrets();

    await secrets.seal(aDestination());
    await secrets.seal(aSource());
    await secrets.open(aDestination());

    expect(secrets.calls).toEqual([]);
  });

  test('are still read after the key was renewed', async () => {
    const secrets = createTestSecrets();
    const before = await sealed(secrets);

    secrets.rotate();
    const after = await sealed(secrets);
    const opened = await Promise.all([before, after].map((stored) => secrets.another().open(stored)));

    expect(opened.map(({ settings }) => settings)).toEqual([SETTINGS, SETTINGS]);
  });

  test('cannot be read as those of another destination', async () => {
    const secrets = createTestSecrets();
    const stored = await sealed(secrets);

    const stolen = secrets.another().open({ ...aDestination({ id: 'thief' }), settings: stored.settings });
    const knownKey = secrets.open({ ...aDestination({ id: 'thief' }), settings: stored.settings });

    await expect(stolen).rejects.toThrow('InvalidCiphertextException');
    await expect(knownKey).rejects.toThrow('InvalidCiphertextException');
  });

  test('cannot be read as another setting of the same destination', async () => {
    const secrets = createTestSecrets();
    const stored = await sealed(secrets);
    const { url, sharedSecret, apiKey } = stored.settings;

    const swapped = secrets.open({ ...stored, settings: { url, sharedSecret: apiKey, apiKey: sharedSecret } });

    await expect(swapped).rejects.toThrow('unable to authenticate data');
  });

  test('are refused when a bit of them has changed', async () => {
    const secrets = createTestSecrets();
    const stored = await sealed(secrets, aDestination({ settings: { url: SETTINGS.url, apiKey: 'key' } }));
    const { url, apiKey } = stored.settings as unknown as { url: string; apiKey: { $secret: string } };
    const box = Buffer.from(apiKey.$secret.split('.')[2] ?? '', 'base64');
    box.writeUInt8((box.at(-1) ?? 0) ^ 1, box.length - 1);

    const $secret = apiKey.$secret.replace(/[^.]*$/, box.toString('base64'));
    const tampered = { ...stored, settings: { url, apiKey: { $secret } } } as unknown as Destination;

    await expect(secrets.open(tampered)).rejects.toThrow('unable to authenticate data');
  });

  test('that stay the same stay as they are stored', async () => {
    const secrets = createTestSecrets();
    const before = await sealed(secrets);
    const changed = { ...before, settings: { ...before.settings, apiKey: 'new' } };

    const after = (await secrets.seal(changed, before)) as Destination;

    expect(after.settings.sharedSecret).toEqual(before.settings.sharedSecret);
    expect((await secrets.open(after)).settings).toEqual({ ...SETTINGS, apiKey: 'new' });
  });

  test('that were stored in the clear by an earlier version are read as they are', async () => {
    const secrets = createTestSecrets();

    const opened = await secrets.open(aSecretive());

    expect(opened).toEqual(aSecretive());
    expect(secrets.calls).toEqual([]);
  });

  test('are asked for again after KMS was away', async () => {
    const secrets = createTestSecrets();
    const stored = await sealed(secrets);
    const reader = secrets.another();
    reader.breakDown(1);

    const failed = reader.open(stored);
    await expect(failed).rejects.toThrow('KMS is away');
    const opened = await reader.open(stored);

    expect(opened.settings).toEqual(SETTINGS);
  });
});

describe('what writes to the table', () => {
  const key = destinationItemKey('crm');

  test('refuses a secret in the clear, without naming it', () => {
    const writing = (): unknown => putDocument('control', key, aSecretive());

    expect(writing).toThrow('a secret of the destination crm would be stored in the clear');
  });

  test('lets one that is stored in the clear stay, but no new one', () => {
    const before = { text: JSON.stringify(aSecretive()) };
    const off = aSecretive({ enabled: false });
    const changed = aSecretive({ settings: { ...SETTINGS, apiKey: 'new' } });

    const put = replaceDocument('control', key, { document: off, replaces: before });
    const writing = (): unknown => replaceDocument('control', key, { document: changed, replaces: before });

    expect(put.Put?.Item?.['document']?.S).toContain('"enabled":false');
    expect(writing).toThrow('in the clear');
  });
});
