import { randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { createDataKeys } from '../../functions/shared/secrets/data-keys.ts';
import { createSecretBox, type SecretBox } from '../../functions/shared/secrets/secret-box.ts';
import { openKeyRing, type KeyRing } from '../../local/emulators/key-ring.ts';

const KEY = 'test-key';

export type TestSecrets = SecretBox & {
  /** Operations that KMS was asked for, in order. */
  readonly calls: string[];
  /** The key of KMS gets a new version. */
  rotate(): void;
  /** Another function with the same key: it remembers nothing. */
  another(): TestSecrets;
  /** So many next calls of KMS fail. */
  breakDown(times: number): void;
};

/** A box of secrets on a KMS in memory. */
export function createTestSecrets(ring = newRing()): TestSecrets {
  const calls: string[] = [];
  let failures = 0;
  const send = async (command: object): Promise<object> => {
    failures -= 1;
    if (failures >= 0) throw new Error('KMS is away');
    return execute(ring, calls, command);
  };
  // The client of the SDK has dozens of members; the code under test calls this one.
  const kms = { send } as unknown as KMSClient;
  return {
    ...createSecretBox(createDataKeys({ kms, keyId: KEY })),
    calls,
    rotate: () => ring.rotate(KEY),
    another: () => createTestSecrets(ring),
    breakDown: (times) => {
      failures = times;
    },
  };
}

function newRing(): KeyRing {
  const ring = openKeyRing(undefined);
  ring.ensure(KEY);
  return ring;
}

function execute(ring: KeyRing, calls: string[], command: object): object {
  if (command instanceof GenerateDataKeyCommand) {
    calls.push('GenerateDataKey');
    const plain = randomBytes(32);
    return { Plaintext: plain, CiphertextBlob: ring.encrypt(KEY, plain, command.input.EncryptionContext ?? {}) };
  }
  if (!(command instanceof DecryptCommand)) throw new Error('KMS is asked for something else');
  calls.push('Decrypt');
  const { CiphertextBlob: blob = new Uint8Array(), EncryptionContext: context = {} } = command.input;
  const found = ring.decrypt(blob, context);
  if (found === undefined) throw new Error('InvalidCiphertextException');
  return { Plaintext: found.plain };
}
