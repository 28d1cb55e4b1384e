import { createHash } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { keyUseKey } from '../../../domain/tables/table-keys.ts';
import { readPartition } from '../dynamo/control-table.ts';
import { itemKey, type TableOnly } from '../dynamo/document-store.ts';
import { log } from '../lambda/log.ts';
import type { Outside } from '../lambda/outside.ts';

// When write keys were last used, so that somebody knows whether one can be revoked. The key of an item and its end are all
// there is: it ends so long after the use.

/** A use is no more exact than this, so that it is no write for each request. */
const NOTED_EVERY_MS = 10 * 60 * 1000;
const KEPT_SECONDS = 400 * 24 * 60 * 60;
/** Of one instance; whoever has more of them writes some more. */
const MOST_NOTED = 10_000;

/** Notes that a key was used, once in a while. It never throws: events go on without it. */
export function createNoteKeyUse({
  dynamodb,
  table,
  now,
}: TableOnly & Pick<Outside, 'now'>): (sourceId: string, writeKey: string) => Promise<void> {
  const notedMs = new Map<string, number>();
  return async (sourceId, writeKey) => {
    const nowMs = now().getTime();
    const name = `${sourceId} ${writeKey}`;
    if (nowMs - (notedMs.get(name) ?? 0) < NOTED_EVERY_MS) return;
    if (notedMs.size >= MOST_NOTED) notedMs.clear();
    notedMs.set(name, nowMs);
    const expiresAt = { N: String(Math.floor(nowMs / 1000) + KEPT_SECONDS) };
    const request = { TableName: table, Item: { ...itemKey(keyUseKey(sourceId, digest(writeKey))), expiresAt } };
    await dynamodb.send(new PutItemCommand(request)).catch((error: unknown) => {
      log.failed('the use of a write key could not be noted', { error });
    });
  };
}

/** When keys of a source were last used, in ISO 8601; undefined for one that was not used within 400 days. */
export async function readKeyUses(
  { dynamodb, table }: TableOnly,
  sourceId: string,
): Promise<(writeKey: string) => string | undefined> {
  const items = await readPartition(dynamodb, table, keyUseKey(sourceId, '').pk);
  const usedAt = new Map(items.map((item) => [item['sk']?.S, Number(item['expiresAt']?.N ?? 0) - KEPT_SECONDS]));
  return (writeKey) => {
    const seconds = usedAt.get(digest(writeKey));
    return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
  };
}

const digest = (writeKey: string): string => createHash('sha256').update(writeKey).digest('hex');
