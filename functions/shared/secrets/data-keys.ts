import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';

/** A key that encrypts the secrets of one destination; `wrapped` is the same, encrypted by KMS, in base64. */
export type DataKey = { readonly plain: Uint8Array; readonly wrapped: string };

export type DataKeys = {
  create(destinationId: string): Promise<DataKey>;
  /** Asks KMS once for each key. Fails for a key that was made for another destination. */
  unwrap(destinationId: string, wrapped: string): Promise<Uint8Array>;
};

/** Of keys in memory; the secrets of one destination have one or few. */
const MOST_KEYS = 10_000;

/** Data keys made by KMS, each for one destination: KMS hands it out again only to who names the same one. */
export function createDataKeys({ kms, keyId }: { kms: Pick<KMSClient, 'send'>; keyId: string }): DataKeys {
  const unwrapped = new Map<string, Promise<Uint8Array>>();

  async function decrypt(destinationId: string, wrapped: string): Promise<Uint8Array> {
    const CiphertextBlob = Buffer.from(wrapped, 'base64');
    const input = { KeyId: keyId, CiphertextBlob, EncryptionContext: contextOf(destinationId) };
    const { Plaintext: plain } = await kms.send(new DecryptCommand(input));
    if (plain === undefined) throw new Error('KMS has decrypted no data key');
    return plain;
  }

  return {
    async create(destinationId) {
      const input = { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: contextOf(destinationId) } as const;
      const { Plaintext: plain, CiphertextBlob: wrapped } = await kms.send(new GenerateDataKeyCommand(input));
      if (plain === undefined || wrapped === undefined) throw new Error('KMS has made no data key');
      return { plain, wrapped: Buffer.from(wrapped).toString('base64') };
    },
    unwrap(destinationId, wrapped) {
      const cacheKey = `${destinationId} ${wrapped}`;
      const known = unwrapped.get(cacheKey);
      if (known !== undefined) return known;
      if (unwrapped.size >= MOST_KEYS) unwrapped.clear();
      const key = decrypt(destinationId, wrapped);
      unwrapped.set(cacheKey, key);
      key.catch(() => unwrapped.delete(cacheKey));
      return key;
    },
  };
}

/** KMS writes this into its log, and demands the same again to decrypt. */
function contextOf(destinationId: string): Record<string, string> {
  return { destination: destinationId };
}
