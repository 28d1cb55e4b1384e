import { createHash } from 'node:crypto';
import { DYNAMODB_MAX_PARTITION_KEY_BYTES } from '../../../domain/base/aws-limits.ts';
import { attemptKey } from '../../../domain/tables/table-keys.ts';

/**
 * The id of a pack names where it comes from: each decision makes ids of the packs that it sends on, out of the id of the
 * pack it is about. A destination that is down for a month makes 8,640 of them in a row. So an id that would become
 * longer than this is replaced by its digest, and the ids that follow grow from there.
 *
 * Every key that has an id in it (items of DynamoDB, objects of S3) must have room for this much beside what else it
 * says; test/functions/shared/packs/pack-ids.test.ts looks at all of them.
 */
export const MAX_PACK_ID_CHARACTERS = 600;

/** Ids are made of these 128 bits where they are not told in full: two packs never share them. */
const DIGEST_CHARACTERS = 32;

/**
 * What an id is called in keys, and what it is when a pack is made: itself, or its digest when it is too long. Packs that
 * were sent before ids had an end may come with ids of any length; by this, they and their copies have the same keys.
 */
export function shortPackId(packId: string): string {
  if (packId.length <= MAX_PACK_ID_CHARACTERS) return packId;
  return `digest-${createHash('sha256').update(packId).digest('hex').slice(0, DIGEST_CHARACTERS)}`;
}

/** A header by the id that its keys have. */
export function withShortId<Header extends { readonly packId: string }>(header: Header): Header {
  return { ...header, packId: shortPackId(header.packId) };
}

/** Under which keys the decision of a pack may lie. Before ids had an end, it was the whole id, if the table took it. */
export function decisionKeys(header: { readonly packId: string; readonly retry: number }): string[] {
  const keys = new Set([attemptKey(withShortId(header)), attemptKey(header)]);
  return [...keys].filter((key) => key.length <= DYNAMODB_MAX_PARTITION_KEY_BYTES);
}
