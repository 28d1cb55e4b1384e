import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  RotateKeyOnDemandCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startKms, type Kms } from '../../../local/emulators/kms.ts';

const ARN = 'arn:aws:kms:us-east-1:000000000000:key/secrets';
const CONTEXT = { destination: 'crm' };

let directory: string;
let emulator: Kms;
let kms: KMSClient;

async function start(): Promise<void> {
  emulator = await startKms({ keysFile: join(directory, 'keys.json') });
  emulator.createKeys(['secrets']);
  const { credentials } = emulator;
  kms = new KMSClient({ endpoint: emulator.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}
async function stop(): Promise<void> {
  kms.destroy();
  await emulator.close();
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-kms-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(directory, { recursive: true });
});

const aDataKey = () =>
  kms.send(new GenerateDataKeyCommand({ KeyId: ARN, KeySpec: 'AES_256', EncryptionContext: CONTEXT }));
const decrypt = (blob: Uint8Array | undefined, context: Record<string, string> = CONTEXT, keyId = ARN) =>
  kms.send(new DecryptCommand({ KeyId: keyId, CiphertextBlob: blob, EncryptionContext: context }));

describe('KMS on one machine', () => {
  test('gives out data keys, and decrypts them for whoever names the same context', async () => {
    const { Plaintext: plain, CiphertextBlob: wrapped } = await aDataKey();

    const { Plaintext: again } = await decrypt(wrapped);

    expect(plain).toHaveLength(32);
    expect(again).toEqual(plain);
    await expect(decrypt(wrapped, { destination: 'other' })).rejects.toThrow('The ciphertext is not valid.');
    await expect(decrypt(wrapped, {})).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  test('encrypts and decrypts', async () => {
    const Plaintext = Buffer.from('text');
    const { CiphertextBlob: blob } = await kms.send(new EncryptCommand({ KeyId: 'secrets', Plaintext }));

    const { Plaintext: back } = await decrypt(blob, {});

    expect(Buffer.from(back ?? [])).toEqual(Plaintext);
  });

  test('knows no other key', async () => {
    emulator.createKeys(['other']);
    const { CiphertextBlob: blob } = await aDataKey();

    await expect(decrypt(blob, CONTEXT, 'nobody')).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(decrypt(blob, CONTEXT, 'other')).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  test('still decrypts after a restart, and after the key was renewed', async () => {
    const old = await aDataKey();
    await kms.send(new RotateKeyOnDemandCommand({ KeyId: ARN }));
    const renewed = await aDataKey();
    await stop();
    await start();

    const decrypted = [await decrypt(old.CiphertextBlob), await decrypt(renewed.CiphertextBlob)];

    expect(decrypted.map(({ Plaintext: plain }) => plain)).toEqual([old.Plaintext, renewed.Plaintext]);
  });

  test('keeps its keys where only their owner can read them', () => {
    const { mode } = statSync(join(directory, 'keys.json'));

    expect(mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readFileSync(join(directory, 'keys.json'), 'utf8')) as object)).toEqual(['secrets']);
  });

  test('says so when it is asked for something else', async () => {
    const call = kms.send(new CreateAliasCommand({ AliasName: 'alias/x', TargetKeyId: 'secrets' }));

    await expect(call).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
      $metadata: { httpStatusCode: 400 },
    });
  });
});
