import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The keys of a KMS: each has one or more versions, the newest last. */
export type KeyRing = {
  /** Makes what is not there yet. */
  ensure(name: string): void;
  has(name: string): boolean;
  /** Encrypts with a new version from now on; what was encrypted before can still be decrypted. */
  rotate(name: string): void;
  encrypt(name: string, plain: Uint8Array, context: KeyContext): Uint8Array;
  /** Undefined for what this ring has not encrypted, or in another context. */
  decrypt(blob: Uint8Array, context: KeyContext): { readonly name: string; readonly plain: Uint8Array } | undefined;
};

/** The encryption context of KMS. */
export type KeyContext = Readonly<Record<string, string>>;

type Box = { readonly name: string; readonly version: number; readonly iv: string; readonly data: string };

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Whoever may read this file may read every secret. */
const OWNER_ONLY = 0o600;

/** Keys in a file that only its owner may read, or in memory without one. */
export function openKeyRing(file: string | undefined): KeyRing {
  const keys = new Map(Object.entries(readKeys(file)));

  const add = (name: string): void => {
    keys.set(name, [...(keys.get(name) ?? []), randomBytes(KEY_BYTES).toString('base64')]);
    if (file === undefined) return;
    const written = `${file}.new`;
    writeFileSync(written, JSON.stringify(Object.fromEntries(keys)), { mode: OWNER_ONLY, flush: true });
    renameSync(written, file);
  };

  return {
    ensure(name) {
      if (!keys.has(name)) add(name);
    },
    has: (name) => keys.has(name),
    rotate: add,
    encrypt(name, plain, context) {
      const version = (keys.get(name)?.length ?? 0) - 1;
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, keyOf(name, version), iv).setAAD(contextBytes(name, context));
      const data = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
      return Buffer.from(JSON.stringify({ name, version, iv: iv.toString('base64'), data } satisfies Box));
    },
    decrypt(blob, context) {
      try {
        const { name, version, iv, data } = JSON.parse(Buffer.from(blob).toString('utf8')) as Box;
        const bytes = Buffer.from(data, 'base64');
        const decipher = createDecipheriv(CIPHER, keyOf(name, version), Buffer.from(iv, 'base64'), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(contextBytes(name, context)).setAuthTag(bytes.subarray(-TAG_BYTES));
        return { name, plain: Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]) };
      } catch {
        // Whatever is wrong with it, KMS says no more than that.
        return undefined;
      }
    },
  };

  function keyOf(name: string, version: number): Buffer {
    return Buffer.from(keys.get(name)?.[version] ?? '', 'base64');
  }
}

function readKeys(file: string | undefined): Record<string, string[]> {
  if (file === undefined) return {};
  try {
    // Written by nobody but this file.
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function contextBytes(name: string, context: KeyContext): Buffer {
  return Buffer.from(JSON.stringify([name, ...Object.entries(context).sort()]));
}
