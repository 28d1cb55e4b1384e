import { keysOf } from '../../../domain/events/write-keys.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import { isSource, writeKeyKey } from './config-index.ts';
import { readResources } from './config-store.ts';
import { isIndexed, readConfigVersion } from './config-version.ts';
import { itemKey, type Table } from '../dynamo/document-store.ts';

/** Whether one of these write keys is another workspace's, or was before it was revoked. */
export async function isWriteKeyForeign(
  table: Table,
  workspace: string,
  writeKeys: readonly string[],
): Promise<boolean> {
  const keys = [...new Set(writeKeys)].map((writeKey) => itemKey(writeKeyKey(writeKey)));
  const { items, unread } = await batchGet(table, keys);
  if (unread.length > 0) throw new Error('the control table had no capacity to say whose write keys are');
  if (items.some((item) => (item['workspace']?.S ?? workspace) !== workspace)) return true;
  if (isIndexed(await readConfigVersion(table, true))) return false;
  const stored = await readResources(table);
  return stored.some(
    ({ document }) =>
      isSource(document) &&
      (document.workspace ?? workspace) !== workspace &&
      keysOf(document).some((writeKey) => writeKeys.includes(writeKey)),
  );
}
