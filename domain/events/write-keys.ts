// Write keys and their classes. A key in a page or an app is public: whoever has it can send anything, but must not get
// in the way of what a server sends. Ingest, the workspace file, the API and whoever judges ownership read keys by this.

import * as z from 'zod/mini';

/**
 * `browser`: in the hands of the public, as in pages and apps. `server`: a secret of the customer's servers. The class is
 * part of the claim on a `messageId`, and only server keys may send `delete` events.
 */
export const KEY_CLASSES = ['browser', 'server'] as const;
export type KeyClass = (typeof KEY_CLASSES)[number];

const keyText = z
  .string()
  .check(z.regex(/^[\x21-\x39\x3b-\x7e]{1,128}$/, 'must be 1 to 128 printable characters without ":" or spaces'));

/** A key alone is a browser key: the class that may do less. */
export const writeKeySchema = z.union([keyText, z.strictObject({ key: keyText, class: z.enum(KEY_CLASSES) })]);

export type WriteKey = z.infer<typeof writeKeySchema>;

type KeyHolder = { readonly writeKeys: readonly WriteKey[] };

/** The text that senders use. */
export function textOfKey(writeKey: WriteKey): string {
  return typeof writeKey === 'string' ? writeKey : writeKey.key;
}

/** The texts of all keys of a source. */
export function keysOf({ writeKeys }: KeyHolder): string[] {
  return writeKeys.map(textOfKey);
}

/** The class of one of a source's keys. */
export function classOfKey({ writeKeys }: KeyHolder, key: string): KeyClass {
  const found = writeKeys.find((writeKey) => textOfKey(writeKey) === key);
  return found === undefined || typeof found === 'string' ? 'browser' : found.class;
}

/** Whether a source may be sent what only servers may send. */
export function hasServerKey(source: KeyHolder): boolean {
  return keysOf(source).some((key) => classOfKey(source, key) === 'server');
}

/** A key as it is kept: the text alone where that says it all. */
export function aWriteKey(key: string, keyClass: KeyClass): WriteKey {
  return keyClass === 'browser' ? key : { key, class: keyClass };
}
