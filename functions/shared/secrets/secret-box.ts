import { mapAllSecrets, type Secretive as WithSecrets } from '../../../domain/workspace/insert.ts';
import { isKept, isSealed, type SealedSecret } from '../../../domain/workspace/secret-settings.ts';
import { numberWritten, requireReadable } from '../../../domain/pipeline/stored-formats.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { fromBox, toBox } from './cipher-box.ts';
import type { DataKey, DataKeys } from './data-keys.ts';

/** What has secrets: a destination, or something else with an id and settings. */
export type Secretive = WithSecrets & { readonly id: string };

/** Encrypts the secrets of destinations before they are stored, and decrypts them for whoever needs them. */
export type SecretBox = {
  /**
   * With every secret encrypted that is not so already, under one new data key. `before` is what it replaces, as stored.
   * Write keys stay as they are: they are looked up, and those of browsers are public.
   */
  seal<T extends Source | Secretive>(resource: T, before?: Source | Secretive): Promise<T>;
  /** As people wrote it. Costs one call of KMS for each data key, and nothing for an object that was opened before. */
  open<T extends Secretive>(document: T): Promise<T>;
};

/** A value can be decrypted only where it was: as this setting of this destination. */
type Place = { readonly id: string; readonly path: readonly string[] };

/** Envelope encryption: values are encrypted here, with a data key that lies beside them, encrypted by KMS. */
export function createSecretBox(keys: DataKeys): SecretBox {
  const opened = new WeakMap<Secretive, Promise<Secretive>>();
  return {
    async seal(resource, before) {
      if (!hasSettings(resource)) return resource;
      const earlier = before !== undefined && hasSettings(before) ? before : undefined;
      return countClear(resource, earlier) === 0 ? resource : seal(keys, resource, earlier);
    },
    open<T extends Secretive>(document: T): Promise<T> {
      // What was opened of an object is of the object's type.
      const known = opened.get(document) as Promise<T> | undefined;
      if (known !== undefined) return known;
      const work = open(keys, document);
      opened.set(document, work);
      work.catch(() => opened.delete(document));
      return work;
    },
  };
}

/** Whether there may be secrets in it: sources have settings only if a function makes their events. */
export function hasSettings<T extends Source | Secretive>(resource: T): resource is T & Secretive {
  return resource.settings !== undefined;
}

/** How many secrets would be stored as they are. Those that `before` has, encrypted, at the same places do not count. */
export function countClear(destination: Secretive, before?: WithSecrets): number {
  let count = 0;
  mapAllSecrets(
    destination,
    (value, earlier) => {
      if (!isKept(value, earlier)) count += 1;
      return value;
    },
    before,
  );
  return count;
}

async function seal<T extends Secretive>(keys: DataKeys, destination: T, before: Secretive | undefined): Promise<T> {
  const { id } = destination;
  const key = await keys.create(id);
  return mapAllSecrets(
    destination,
    (value, earlier, path) => (isKept(value, earlier) ? value : encrypt(key, value, { id, path })),
    before,
  );
}

async function open<T extends Secretive>(keys: DataKeys, destination: T): Promise<T> {
  const { id } = destination;
  const plain = new Map<string, Uint8Array>();
  const wrappedKeys = wrappedKeysOf(destination);
  if (wrappedKeys.size === 0) return destination;
  for (const wrapped of wrappedKeys) plain.set(wrapped, await keys.unwrap(id, wrapped));
  return mapAllSecrets(destination, (value, _, path) => {
    if (!isSealed(value)) return value;
    const { wrapped, box } = partsOf(value);
    return decrypt(plain.get(wrapped), box, { id, path });
  });
}

function wrappedKeysOf(destination: Secretive): Set<string> {
  const found = new Set<string>();
  mapAllSecrets(destination, (value) => {
    if (isSealed(value)) found.add(partsOf(value).wrapped);
    return value;
  });
  return found;
}

function partsOf({ $secret: text }: SealedSecret): { wrapped: string; box: Buffer } {
  const [number, wrapped = '', box = ''] = text.split('.');
  requireReadable('secret', Number(number));
  return { wrapped, box: Buffer.from(box, 'base64') };
}

function encrypt({ plain, wrapped }: DataKey, value: unknown, place: Place): SealedSecret {
  const box = toBox(plain, JSON.stringify(value), textOf(place));
  return { $secret: `${numberWritten('secret')}.${wrapped}.${box.toString('base64')}` };
}

function decrypt(key: Uint8Array | undefined, box: Buffer, place: Place): unknown {
  if (key === undefined) throw new Error('a data key is missing');
  return JSON.parse(fromBox(key, box, textOf(place)));
}

function textOf({ id, path }: Place): string {
  return JSON.stringify([id, ...path]);
}
