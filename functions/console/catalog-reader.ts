import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isPublic, type CatalogEntry } from '../../domain/catalog/catalog-entry.ts';
import type { PublishedVersion } from '../../domain/catalog/component.ts';
import type { Logo } from '../../domain/catalog/logo.ts';
import { catalogKey, logoKey, versionKey } from '../../domain/tables/table-keys.ts';
import { readDocument, readDocuments } from '../shared/dynamo/document-store.ts';
import type { PublicCatalog } from './public-site.ts';

/** Strangers ask as often as they like, and the list of all entries is megabytes where there are thousands. */
const LIST_KEPT_MS = 300_000;

/** What everybody may see of the catalog, out of the control table. */
export function createCatalogReader({
  dynamodb,
  table,
  now,
}: {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  readonly now: () => Date;
}): PublicCatalog {
  const tables = { dynamodb, table };
  let kept: { readonly at: number; readonly entries: Promise<readonly CatalogEntry[]> } | undefined;

  async function readAll(): Promise<readonly CatalogEntry[]> {
    const stored = await readDocuments<CatalogEntry>(tables, catalogKey(''));
    return stored.flatMap(({ document }) => (isShown(document) ? [document] : []));
  }

  return {
    async entries() {
      const at = now().getTime();
      if (kept === undefined || at - kept.at >= LIST_KEPT_MS) {
        const entries = readAll();
        const mine = { at, entries };
        kept = mine;
        // What failed is read again by the next who asks.
        entries.catch(() => {
          if (kept === mine) kept = undefined;
        });
      }
      return kept.entries;
    },
    async entry(id) {
      const entry = (await readDocument<CatalogEntry>(tables, catalogKey(id)))?.document;
      if (entry === undefined || !isShown(entry)) return undefined;
      const published = await readDocument<PublishedVersion>(tables, versionKey(id, entry.version));
      return published && { entry, published: published.document };
    },
    async logo({ app, file }) {
      const stored = await readDocument<Logo>(tables, logoKey(app, file));
      return stored && Buffer.from(stored.document.base64, 'base64');
    },
  };
}

const isShown = (entry: CatalogEntry): boolean => entry.connectsAs === 'destination' && isPublic(entry);
